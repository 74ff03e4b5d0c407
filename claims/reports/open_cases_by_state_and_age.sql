-- 标题：未结案件的状态与时长
-- 问题：期末还有多少案件没有办结，停在哪一步，报案以来多久
-- 计入：查询期末还没有结案、撤回、终止、并案、移送的案件，状态取期末当日的；时点数，各期不能相加，期间栏是报案的期间
-- 日期：状态截至查询期末，时长从报案日数到期末的日历天
-- 列：state | 状态 | 文 | 译 claim_state
-- 列：age | 报案以来 | 文 | 译 age
-- 列：cases | 案件 | 件 | 可加
-- 列：persons | 人数 | 人
WITH last_move AS (
    SELECT claim_no, max(seq) AS seq
    FROM event
    WHERE machine = 'claim' AND CAST(occurred_on AS VARCHAR(10)) <= :to_on
    GROUP BY claim_no
),
moved AS (
    SELECT CAST(claim.reported_on AS VARCHAR(10)) AS day, claim.platform, claim.industry, claim.person_id, event.target AS state
    FROM last_move
    JOIN event ON event.claim_no = last_move.claim_no AND event.seq = last_move.seq
    JOIN claim ON claim.no = event.claim_no
    WHERE event.target NOT IN (
        'closed', 'closed_periodic', 'withdrawn', 'terminated', 'merged', 'transferred_out', 'transferred_gongshang'
    )
),
-- A day as the number of days since 1 March of the year 0, which both databases count alike.
parts AS (
    SELECT moved.*,
        (CAST(substr(:to_on, 6, 2) AS INTEGER) + 9) % 12 AS end_month,
        CAST(substr(:to_on, 1, 4) AS INTEGER) - ((CAST(substr(:to_on, 6, 2) AS INTEGER) + 9) % 12) / 10 AS end_year,
        CAST(substr(:to_on, 9, 2) AS INTEGER) AS end_day,
        (CAST(substr(day, 6, 2) AS INTEGER) + 9) % 12 AS start_month,
        CAST(substr(day, 1, 4) AS INTEGER) - ((CAST(substr(day, 6, 2) AS INTEGER) + 9) % 12) / 10 AS start_year,
        CAST(substr(day, 9, 2) AS INTEGER) AS start_day
    FROM moved
),
fact AS (
    SELECT day, platform, industry, person_id, state,
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
aged AS (
    SELECT period, grouped, state, person_id,
        CASE WHEN days <= 30 THEN '030' WHEN days <= 90 THEN '090' WHEN days <= 180 THEN '180' WHEN days <= 365 THEN '365'
            ELSE '999' END AS age
    FROM placed
)
SELECT period, grouped, state, age, count(*) AS cases, count(DISTINCT person_id) AS persons
FROM aged
GROUP BY period, grouped, state, age
ORDER BY period, grouped, state, age
