-- 标题：事后补录
-- 轻重：中
-- 为什么：先办后录或者倒填日期，期限和先后就靠不住
-- 误报：系统故障、外出调查期间的补录，经批准的属正常；送达回证按邮戳日登记，不在此列
-- 再比：录入比发生晚的天数多于规则 audit.late_entry；倒在在先事项之前的都留下
SELECT claim_no, id AS subject, occurred_on AS found_on,
    machine || ' ' || trigger || ' ' || actor || '，录入 ' || substr(recorded_at, 1, 10)
    || CASE WHEN occurred_on < latest THEN '，早于在先的 ' || latest ELSE '' END AS detail,
    CASE WHEN occurred_on < latest THEN '' ELSE occurred_on END AS late_from, substr(recorded_at, 1, 10) AS late_to
FROM (
    SELECT claim_no, id, machine, trigger, actor, role, recorded_at, CAST(occurred_on AS VARCHAR(10)) AS occurred_on,
        max(CASE WHEN machine <> 'service' THEN CAST(occurred_on AS VARCHAR(10)) ELSE '' END)
            OVER (PARTITION BY claim_no ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS latest
    FROM event
) AS entered
WHERE machine <> 'service' AND role <> 'SYS' AND trigger <> 'decision_served'
    AND (occurred_on < latest OR occurred_on < substr(recorded_at, 1, 10))
    AND occurred_on BETWEEN :from_on AND :to_on
