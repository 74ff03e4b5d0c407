-- 标题：案件累计金额刚好压在审批人权限之下
-- 轻重：中
-- 为什么：把金额做到权限以内，就不必报上一级或者集体会审
-- 误报：按公式算出的一次性待遇可能恰好接近权限；请看待遇的计算说明
SELECT signed.claim_no, signed.approval_id AS subject, signed.signed_on AS found_on,
    signed.username || ' 累计 ' || CAST(signed.together_fen AS VARCHAR(20)) || ' 分，权限 '
    || CAST(limits.limit_fen AS VARCHAR(20)) || ' 分' AS detail
FROM (
    SELECT approval.claim_no, approval.id AS approval_id, signature.username, approval.amount_fen,
        CAST(signature.signed_on AS VARCHAR(10)) AS signed_on,
        sum(approval.amount_fen) OVER (PARTITION BY approval.claim_no ORDER BY signature.id) AS together_fen
    FROM approval
    JOIN signature ON signature.approval_id = approval.id AND signature.round = approval.round AND signature.step = 'approve'
        AND signature.valid
    WHERE approval.state = 'approved' AND approval.amount_fen > 0
) AS signed
JOIN (
    SELECT username, max(limit_fen) AS limit_fen
    FROM post
    WHERE role = 'AP'
    GROUP BY username
) AS limits ON limits.username = signed.username
WHERE signed.together_fen <= limits.limit_fen
    AND signed.together_fen * 10000 >= limits.limit_fen * (10000 - CAST(:near_limit AS INTEGER))
    AND signed.signed_on BETWEEN :from_on AND :to_on
