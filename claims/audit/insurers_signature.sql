-- 标题：受托机构的人员拟稿或者签批
-- 轻重：高
-- 为什么：受托机构只做调查取证，不得拟稿、复核、审批（委托只及于事务性工作）
-- 误报：此处没有正常的情形
SELECT signature.claim_no, signature.approval_id AS subject, CAST(signature.signed_on AS VARCHAR(10)) AS found_on,
    signature.username || '（' || signature.step || '）' AS detail
FROM signature
JOIN account ON account.username = signature.username
WHERE account.org <> 'bureau' AND CAST(signature.signed_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
