-- 标题：付款
-- 计入：银行确认付出的付款，金额为付款额
-- 日期：付出的日期
SELECT payment.id, payment.amount_fen
FROM payment
WHERE payment.paid_on IS NOT NULL AND CAST(payment.paid_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
