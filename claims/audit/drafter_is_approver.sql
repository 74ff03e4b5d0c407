-- 标题：拟稿人和复核人、审批人是同一个自然人
-- 轻重：高
-- 为什么：岗位不相容：自己拟的自己批（经办条例第三十六条）
-- 误报：一级审核的事项由复核岗一人办理，不在此列；此处没有正常的情形
SELECT draft.claim_no, draft.approval_id AS subject, CAST(later.signed_on AS VARCHAR(10)) AS found_on,
    draft.username || ' → ' || later.username || '（' || later.step || '）' AS detail
FROM signature AS draft
JOIN signature AS later ON later.approval_id = draft.approval_id AND later.round = draft.round AND later.id_index = draft.id_index
    AND later.step IN ('review', 'approve', 'vote')
JOIN approval ON approval.id = draft.approval_id AND approval.levels > 1
WHERE draft.step = 'draft' AND draft.valid AND later.valid AND CAST(later.signed_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
