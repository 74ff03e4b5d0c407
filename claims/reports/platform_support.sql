-- 标题：平台企业应付的生活保障费
-- 问题：核定平台企业支付多少生活保障费，取消多少，平台报告已付多少
-- 计入：备忘科目的记账；这是平台企业的钱，不是基金支出，不进入任何基金合计
-- 日期：记账的业务日期
-- 列：cases | 案件 | 件
-- 列：assessed_fen | 核定 | 元 | 可加
-- 列：cancelled_fen | 取消 | 元 | 可加
-- 列：reported_paid_fen | 平台报告已付 | 元 | 可加
WITH fact AS (
    SELECT CAST(transfer.value_on AS VARCHAR(10)) AS day, claim.platform, claim.industry, claim.no, transfer.entry,
        transfer.amount_fen
    FROM transfer
    JOIN claim ON claim.no = transfer.claim_no
    WHERE transfer.entry IN ('platform_assessed', 'platform_cancelled', 'platform_paid')
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
SELECT period, grouped, count(DISTINCT no) AS cases,
    sum(CASE entry WHEN 'platform_assessed' THEN amount_fen ELSE 0 END) AS assessed_fen,
    sum(CASE entry WHEN 'platform_cancelled' THEN amount_fen ELSE 0 END) AS cancelled_fen,
    sum(CASE entry WHEN 'platform_paid' THEN amount_fen ELSE 0 END) AS reported_paid_fen
FROM placed
GROUP BY period, grouped
ORDER BY period, grouped
