-- 标题：各项期限办了多少天
-- 问题：各项法定和内部期限实际用了几天（中位数、第九十百分位、最长），多少超期
-- 计入：本机关、平台企业、银行应办的期限中已经办结的；天数为日历天，含中止的天数；百分位用最近序位法，不插值。
-- 未办结而已经超期的列在“未结超期”
-- 日期：办结日；“未结超期”以届满日计
-- 列：code | 期限 | 文 | 译 clock
-- 列：closed | 已办结 | 件 | 可加
-- 列：days_median | 中位数 | 天
-- 列：days_p90 | 第九十百分位 | 天
-- 列：days_longest | 最长 | 天
-- 列：late | 其中超期办结 | 件 | 可加
-- 列：overdue | 未结超期 | 件 | 可加
WITH dated AS (
    SELECT clock.code, clock.state, claim.platform, claim.industry,
        CASE WHEN clock.state = 'running' THEN CAST(clock.due_on AS VARCHAR(10)) ELSE CAST(clock.closed_on AS VARCHAR(10)) END AS day,
        CAST(clock.started_on AS VARCHAR(10)) AS started
    FROM clock
    JOIN claim ON claim.no = clock.claim_no
    WHERE (clock.state IN ('met', 'late') OR (clock.state = 'running' AND CAST(clock.due_on AS VARCHAR(10)) < :to_on))
        AND clock.code IN (
            'T2', 'T5', 'T8', 'T13', 'T14', 'T15', 'T16', 'T20', 'T21', 'T25', 'T30', 'T33', 'small_payment', 'data_request',
            'bank_answer'
        )
),
-- A day as the number of days since 1 March of the year 0, which both databases count alike.
parts AS (
    SELECT code, state, platform, industry, day,
        (CAST(substr(day, 6, 2) AS INTEGER) + 9) % 12 AS end_month,
        CAST(substr(day, 1, 4) AS INTEGER) - ((CAST(substr(day, 6, 2) AS INTEGER) + 9) % 12) / 10 AS end_year,
        CAST(substr(day, 9, 2) AS INTEGER) AS end_day,
        (CAST(substr(started, 6, 2) AS INTEGER) + 9) % 12 AS start_month,
        CAST(substr(started, 1, 4) AS INTEGER) - ((CAST(substr(started, 6, 2) AS INTEGER) + 9) % 12) / 10 AS start_year,
        CAST(substr(started, 9, 2) AS INTEGER) AS start_day
    FROM dated
),
fact AS (
    SELECT code, state, platform, industry, day,
        365 * end_year + end_year / 4 - end_year / 100 + end_year / 400 + (end_month * 306 + 5) / 10 + end_day
        - (365 * start_year + start_year / 4 - start_year / 100 + start_year / 400 + (start_month * 306 + 5) / 10 + start_day)
        AS days
    FROM parts
),
placed AS (
    SELECT fact.*,
        CASE :by WHEN 'month' THEN substr(day, 1, 7) WHEN 'year' THEN substr(day, 1, 4)
            WHEN 'quarter' THEN substr(day, 1, 4) || 'Q' || substr('111222333444', CAST(substr(day, 6, 2) AS INTEGER), 1)
            ELSE '' END AS period,
        CASE :each WHEN 'platform' THEN platform WHEN 'industry' THEN industry ELSE '' END AS grouped
    FROM fact
    WHERE day BETWEEN :from_on AND :to_on
        AND (:platform = '' OR platform = :platform) AND (:industry = '' OR industry = :industry)
),
ranked AS (
    SELECT period, grouped, code, state, days,
        row_number() OVER (PARTITION BY period, grouped, code, CASE WHEN state = 'running' THEN 1 ELSE 0 END ORDER BY days) AS place,
        sum(CASE WHEN state = 'running' THEN 0 ELSE 1 END) OVER (PARTITION BY period, grouped, code) AS closed
    FROM placed
)
SELECT period, grouped, code, max(closed) AS closed,
    max(CASE WHEN state <> 'running' AND place = (closed * 50 + 99) / 100 THEN days END) AS days_median,
    max(CASE WHEN state <> 'running' AND place = (closed * 90 + 99) / 100 THEN days END) AS days_p90,
    max(CASE WHEN state <> 'running' THEN days END) AS days_longest,
    sum(CASE WHEN state = 'late' THEN 1 ELSE 0 END) AS late,
    sum(CASE WHEN state = 'running' THEN 1 ELSE 0 END) AS overdue
FROM ranked
GROUP BY period, grouped, code
ORDER BY period, grouped, code
