-- 标题：争议及其结果
-- 问题：发生多少争议，争什么，走哪条途径，结果如何
-- 计入：每一件提出的争议，一审二审计一件；结果取现在记载的
-- 日期：提出争议的日期
-- 列：matter | 争议事项 | 文 | 译 matter
-- 列：route | 途径 | 文 | 译 route
-- 列：outcome | 结果 | 文 | 译 outcome
-- 列：disputes | 争议 | 件 | 可加
-- 列：persons | 人数 | 人
-- 列：fast | 其中绿色通道 | 件 | 可加
-- 列：answers_missed | 其中逾期答复 | 件 | 可加
WITH fact AS (
    SELECT CAST(dispute.lodged_on AS VARCHAR(10)) AS day, claim.platform, claim.industry, claim.person_id, dispute.matter,
        dispute.route,
        CASE WHEN dispute.outcome IS NOT NULL THEN dispute.outcome WHEN dispute.state IN ('withdrawn', 'inadmissible', 'redirected')
            THEN dispute.state ELSE '' END AS outcome,
        CASE WHEN dispute.fast THEN 1 ELSE 0 END AS fast,
        CASE WHEN dispute.answer_missed_on IS NOT NULL THEN 1 ELSE 0 END AS answer_missed
    FROM dispute
    JOIN claim ON claim.no = dispute.claim_no
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
)
SELECT period, grouped, matter, route, outcome, count(*) AS disputes, count(DISTINCT person_id) AS persons,
    sum(fast) AS fast, sum(answer_missed) AS answers_missed
FROM placed
GROUP BY period, grouped, matter, route, outcome
ORDER BY period, grouped, matter, route, outcome
