-- 标题：报案与受理前的去向
-- 问题：收到多少报案，其中多少提出了待遇给付申请，多少并案、撤回
-- 计入：每一件报案，一案一件；重复报案各计一件，并入另一案的列在“并案”
-- 日期：报案日
-- 列：reports | 报案 | 件 | 可加
-- 列：persons | 报案涉及人数 | 人
-- 列：applied | 已提出申请 | 件 | 可加
-- 列：merged | 并案 | 件 | 可加
-- 列：withdrawn | 撤回 | 件 | 可加
-- 列：moved_on | 移送、转工伤认定 | 件 | 可加
WITH fact AS (
    SELECT CAST(claim.reported_on AS VARCHAR(10)) AS day, claim.platform, claim.industry, claim.person_id, claim.state,
        CASE WHEN EXISTS (
            SELECT 1 FROM event WHERE event.claim_no = claim.no AND event.machine = 'claim' AND event.trigger IN ('apply', 'apply_late')
        ) THEN 1 ELSE 0 END AS applied
    FROM claim
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
SELECT period, grouped, count(*) AS reports, count(DISTINCT person_id) AS persons, sum(applied) AS applied,
    sum(CASE WHEN state = 'merged' THEN 1 ELSE 0 END) AS merged,
    sum(CASE WHEN state = 'withdrawn' THEN 1 ELSE 0 END) AS withdrawn,
    sum(CASE WHEN state IN ('transferred_out', 'transferred_gongshang') THEN 1 ELSE 0 END) AS moved_on
FROM placed
GROUP BY period, grouped
ORDER BY period, grouped
