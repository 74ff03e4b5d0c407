-- 标题：同一个人的几个案件分开核定，合起来超过审批人权限
-- 轻重：中
-- 为什么：一笔待遇拆到两个案件，每个都在权限以内，合起来就该报上一级
-- 误报：一人先后两次受伤、各有各的案件，属正常；请核对是不是同一次事故
-- 再比：两次审批相隔的天数在规则 audit.split_days 以内
SELECT later.claim_no, later.approval_id AS subject, later.signed_on AS found_on,
    earlier.approval_id || ' ' || CAST(earlier.amount_fen AS VARCHAR(20)) || ' 分 + ' || later.approval_id || ' '
    || CAST(later.amount_fen AS VARCHAR(20)) || ' 分' AS detail,
    earlier.signed_on AS days_from
FROM (
    SELECT claim.person_id, approval.claim_no, approval.id AS approval_id, approval.amount_fen, signature.id AS place,
        signature.username, CAST(signature.signed_on AS VARCHAR(10)) AS signed_on
    FROM approval
    JOIN signature ON signature.approval_id = approval.id AND signature.round = approval.round AND signature.step = 'approve'
        AND signature.valid
    JOIN claim ON claim.no = approval.claim_no
    WHERE approval.state = 'approved' AND approval.amount_fen > 0
) AS earlier
JOIN (
    SELECT claim.person_id, approval.claim_no, approval.id AS approval_id, approval.amount_fen, signature.id AS place,
        signature.username, CAST(signature.signed_on AS VARCHAR(10)) AS signed_on
    FROM approval
    JOIN signature ON signature.approval_id = approval.id AND signature.round = approval.round AND signature.step = 'approve'
        AND signature.valid
    JOIN claim ON claim.no = approval.claim_no
    WHERE approval.state = 'approved' AND approval.amount_fen > 0
) AS later ON later.person_id = earlier.person_id AND later.claim_no <> earlier.claim_no AND later.place > earlier.place
JOIN (
    SELECT username, max(limit_fen) AS limit_fen
    FROM post
    WHERE role = 'AP'
    GROUP BY username
) AS limits ON limits.username = later.username
WHERE earlier.amount_fen <= limits.limit_fen AND later.amount_fen <= limits.limit_fen
    AND earlier.amount_fen + later.amount_fen > limits.limit_fen
    AND later.signed_on BETWEEN :from_on AND :to_on
