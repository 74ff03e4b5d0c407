-- 标题：休息日或者夜间签批
-- 轻重：低
-- 为什么：休息日、夜间的签批少有人看见，集中出现要问为什么
-- 误报：期限将满加班办理、调休上班日，属正常；日历以国务院办公厅通知为准
SELECT claim_no, subject, CAST(occurred_on AS VARCHAR(10)) AS found_on,
    trigger || ' ' || actor || ' ' || recorded_at AS detail
FROM event
WHERE machine = 'approval' AND trigger IN ('review', 'approve', 'vote', 'panel_approve')
    AND (:rest_days LIKE '%' || CAST(occurred_on AS VARCHAR(10)) || '%'
        OR :rest_halves LIKE '%' || substr(recorded_at, 1, 10)
            || CASE WHEN substr(recorded_at, 12, 2) >= '16' THEN 'b' ELSE 'a' END || '%'
        OR :night_hours LIKE '%' || substr(recorded_at, 12, 2) || '%')
    AND CAST(occurred_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
