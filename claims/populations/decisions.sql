-- 标题：确认和受理的决定
-- 计入：经审批作出的受理、不予受理、确认、不予确认、撤销决定
-- 日期：作出决定的日期
SELECT event.id, 0 AS amount_fen
FROM event
WHERE event.machine = 'claim' AND event.trigger IN
        ('accept', 'refuse_accept', 'confirm', 'refuse_confirm', 'redo_confirm', 'redo_refuse', 'revoke_confirmation', 'set_aside')
    AND CAST(event.occurred_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
