-- 标题：例外批准
-- 轻重：低
-- 为什么：再次要求补正、逾期受理、补录、延长期限、解除暂停支付都是规则的例外，应逐件有理由和材料
-- 误报：经批准的例外本身是合法的；看理由是否成立，是否集中在个别人
SELECT approval.claim_no, approval.id AS subject, CAST(event.occurred_on AS VARCHAR(10)) AS found_on, approval.kind AS detail
FROM approval
JOIN event ON event.claim_no = approval.claim_no AND event.subject = approval.id AND event.machine = 'approval'
    AND event.target = 'approved' AND event.source <> 'approved'
WHERE approval.kind IN ('supplement_override', 'late_accept', 'late_entry', 'clock_extension', 'stay_release')
    AND CAST(event.occurred_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
