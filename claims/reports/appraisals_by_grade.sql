-- 标题：劳动能力鉴定
-- 问题：作出多少鉴定结论，各是几级
-- 计入：初次、再次、复查鉴定的每一次结论；被再次鉴定代替的结论另列在“已被代替”
-- 日期：作出结论的日期
-- 列：kind | 鉴定 | 文 | 译 appraisal
-- 列：grade | 等级 | 文 | 译 grade
-- 列：conclusions | 结论 | 件 | 可加
-- 列：persons | 人数 | 人
-- 列：replaced | 其中已被代替 | 件 | 可加
WITH fact AS (
    SELECT CAST(appraisal.concluded_on AS VARCHAR(10)) AS day, claim.platform, claim.industry, claim.person_id, appraisal.kind,
        appraisal.grade, CASE WHEN appraisal.state IN ('superseded', 'voided') THEN 1 ELSE 0 END AS replaced
    FROM appraisal
    JOIN claim ON claim.no = appraisal.claim_no
    WHERE appraisal.concluded_on IS NOT NULL
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
SELECT period, grouped, kind, coalesce(grade, 0) AS grade, count(*) AS conclusions, count(DISTINCT person_id) AS persons,
    sum(replaced) AS replaced
FROM placed
GROUP BY period, grouped, kind, coalesce(grade, 0)
ORDER BY period, grouped, kind, coalesce(grade, 0)
