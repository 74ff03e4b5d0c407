-- 标题：同一个银行账户收两个人的待遇
-- 轻重：高
-- 为什么：冒领的常见做法是把几个人的待遇汇到一个账户
-- 误报：夫妻、父母代子女收款，且有垫付或亲属关系材料的，属正常
-- 再比：账号在库外逐个比对，相同账号、不同权利人的留下；账号本身不出现在结果里
SELECT payee_account.claim_no, payee_account.id AS subject, CAST(payee_account.approved_on AS VARCHAR(10)) AS found_on,
    payee_account.beneficiary AS detail, payee_account_private.body AS private_body,
    CASE WHEN officer.username IS NULL THEN 0 ELSE 1 END AS is_officers
FROM payee_account
JOIN payee_account_private ON payee_account_private.account_id = payee_account.id
LEFT JOIN person ON person.id = payee_account.beneficiary
LEFT JOIN (
    SELECT id_index, min(username) AS username
    FROM account
    WHERE org = 'bureau'
    GROUP BY id_index
) AS officer ON officer.id_index = person.id_index
WHERE CAST(payee_account.approved_on AS VARCHAR(10)) <= :to_on
