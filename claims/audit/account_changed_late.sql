-- 标题：付款前不久变更收款账户
-- 轻重：中
-- 为什么：付款前改账户是截留、冒领待遇的常见做法
-- 误报：退汇以后更正账户再付，属正常，应有更正账户告知书和两人核对的记录
-- 再比：从变更到付款的工作日少于规则 audit.account_change
SELECT payment.claim_no, payment.id AS subject, CAST(payment.sent_on AS VARCHAR(10)) AS found_on,
    payee_account.id || ' ' || CAST(payee_account.approved_on AS VARCHAR(10)) || ' 变更' AS detail,
    CAST(payee_account.approved_on AS VARCHAR(10)) AS working_days_from
FROM payment
JOIN payee_account ON payee_account.claim_no = payment.claim_no AND payee_account.account_hash = payment.account_hash
    AND payee_account.generation > 1
WHERE payment.sent_on IS NOT NULL AND payee_account.approved_on <= payment.sent_on
    AND CAST(payment.sent_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
