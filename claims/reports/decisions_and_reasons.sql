-- 标题：受理、补正、确认及其理由
-- 问题：受理、不予受理、要求补正、确认、不予确认各多少，按什么情形、什么理由
-- 计入：每一次作出的决定；撤销后重新作出的另计一次。情形和理由取案件现在记载的
-- 日期：作出决定的日期
-- 总计：不作，受理、补正和确认是先后的几步
-- 列：result | 结果 | 文 | 译 result
-- 列：reason | 情形或理由 | 文 | 译 reason
-- 列：decisions | 决定 | 件 | 可加
-- 列：persons | 人数 | 人
WITH fact AS (
    SELECT CAST(event.occurred_on AS VARCHAR(10)) AS day, claim.platform, claim.industry, claim.person_id,
        CASE event.trigger WHEN 'redo_confirm' THEN 'confirm' WHEN 'redo_refuse' THEN 'refuse_confirm'
            ELSE event.trigger END AS result,
        CASE WHEN event.trigger IN ('confirm', 'redo_confirm') THEN coalesce(claim.criterion, '')
            WHEN event.trigger IN ('refuse_accept', 'refuse_confirm', 'redo_refuse') THEN coalesce(claim.refusal_reason, '')
            ELSE '' END AS reason
    FROM event
    JOIN claim ON claim.no = event.claim_no
    WHERE event.machine = 'claim' AND event.trigger IN
        ('accept', 'refuse_accept', 'ask_supplement', 'confirm', 'refuse_confirm', 'redo_confirm', 'redo_refuse')
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
SELECT period, grouped, result, reason, count(*) AS decisions, count(DISTINCT person_id) AS persons
FROM placed
GROUP BY period, grouped, result, reason
ORDER BY period, grouped, result, reason
