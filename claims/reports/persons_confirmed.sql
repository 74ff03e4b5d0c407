-- 标题：确认职业伤害的人数
-- 问题：多少人被确认为职业伤害，其中多少后来被撤销或者正在重新处理
-- 计入：作出确认结论的案件，一人多案只计一人；后来撤销、重新处理的列在“后来不再有效”，不计入“确认”
-- 日期：确认结论的日期
-- 列：confirmed | 确认人数 | 人
-- 列：cases | 确认案件 | 件 | 可加
-- 列：undone | 后来不再有效的案件 | 件 | 可加
WITH fact AS (
    SELECT CAST(claim.decided_on AS VARCHAR(10)) AS day, claim.platform, claim.industry, claim.person_id,
        CASE WHEN claim.state IN ('revoked', 'quashed_final', 'redeciding') THEN 1 ELSE 0 END AS undone
    FROM claim
    WHERE claim.decided_on IS NOT NULL AND claim.refusal_reason IS NULL
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
SELECT period, grouped, count(DISTINCT CASE WHEN undone = 0 THEN person_id END) AS confirmed,
    sum(1 - undone) AS cases, sum(undone) AS undone
FROM placed
GROUP BY period, grouped
ORDER BY period, grouped
