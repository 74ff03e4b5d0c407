-- 标题：已经了结的案件重新打开
-- 轻重：中
-- 为什么：结案后再动，可能是补发，也可能是改结论
-- 误报：再次报销、付后退汇、依生效裁判重新办理的，属正常，应有依据文书
SELECT claim_no, id AS subject, CAST(occurred_on AS VARCHAR(10)) AS found_on,
    source || ' → ' || target || '（' || trigger || '）' AS detail
FROM event
WHERE machine = 'claim' AND source IN ('closed', 'closed_periodic', 'not_accepted', 'not_confirmed', 'withdrawn', 'terminated')
    AND target NOT IN ('closed', 'closed_periodic') AND target <> source
    AND CAST(occurred_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
