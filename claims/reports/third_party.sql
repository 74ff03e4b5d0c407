-- 标题：第三人责任案件
-- 问题：多少案件有第三人责任，第三人先付了多少，基金先行支付后向第三人追偿了多少
-- 计入：记过第三人已付、取得追偿权或者第三人偿还的案件
-- 日期：记账的业务日期
-- 列：cases | 案件 | 件
-- 列：persons | 人数 | 人
-- 列：paid_before_fen | 第三人已付（已扣减） | 元 | 可加
-- 列：recourse_fen | 取得追偿权 | 元 | 可加
-- 列：given_up_fen | 放弃追偿 | 元 | 可加
-- 列：received_fen | 第三人偿还 | 元 | 可加
WITH fact AS (
    SELECT CAST(transfer.value_on AS VARCHAR(10)) AS day, claim.platform, claim.industry, claim.no, claim.person_id,
        transfer.entry, transfer.amount_fen
    FROM transfer
    JOIN claim ON claim.no = transfer.claim_no
    WHERE transfer.entry IN ('third_party_paid', 'recourse_arises', 'recourse_received', 'recourse_given_up')
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
SELECT period, grouped, count(DISTINCT no) AS cases, count(DISTINCT person_id) AS persons,
    sum(CASE entry WHEN 'third_party_paid' THEN amount_fen ELSE 0 END) AS paid_before_fen,
    sum(CASE entry WHEN 'recourse_arises' THEN amount_fen ELSE 0 END) AS recourse_fen,
    sum(CASE entry WHEN 'recourse_given_up' THEN amount_fen ELSE 0 END) AS given_up_fen,
    sum(CASE entry WHEN 'recourse_received' THEN amount_fen ELSE 0 END) AS received_fen
FROM placed
GROUP BY period, grouped
ORDER BY period, grouped
