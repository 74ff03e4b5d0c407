-- 标题：收款账户是经办人员的
-- 轻重：高
-- 为什么：经办人员自己或者以自己的账户收取待遇，须回避而没有回避
-- 误报：经办人员本人也做骑手而受伤，由他人经办的，属正常，应有回避记录
-- 再比：权利人就是经办人员（按身份证号索引），或者账号与这样的人的账号相同
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
