-- 标题：应当回避的人员的签批仍然有效
-- 轻重：高
-- 为什么：回避以后，他在这个案件上的签名不应再算数（工伤保险条例第二十条第四款）
-- 误报：签名在回避登记以前、已由法制岗复核认可的，请看案件经过
SELECT signature.claim_no, signature.approval_id AS subject, CAST(signature.signed_on AS VARCHAR(10)) AS found_on,
    signature.username || '（' || signature.step || '）' AS detail
FROM signature
JOIN recusal ON recusal.claim_no = signature.claim_no AND recusal.username = signature.username
WHERE signature.valid AND CAST(signature.signed_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
