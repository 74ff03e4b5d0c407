-- 标题：各项待遇的人数与金额
-- 问题：各项待遇核定多少、付给多少人、多少钱
-- 计入：基金支付的各项待遇。“核定”为送达生效的金额减去变更、取消的（权责发生）；“实付”为银行确认支付（收付实现）；
-- “净支付”为实付减去付后退汇和多付待追回的
-- 日期：记账的业务日期
-- 列：code | 待遇项目 | 文 | 译 item
-- 列：awarded_fen | 核定 | 元 | 可加
-- 列：persons | 实付人数 | 人
-- 列：payments | 实付笔数 | 笔 | 可加
-- 列：paid_fen | 实付 | 元 | 可加
-- 列：refunded_fen | 付后退汇 | 元 | 可加
-- 列：overpaid_fen | 多付待追回 | 元 | 可加
-- 列：net_fen | 净支付 | 元 | 可加
WITH fact AS (
    SELECT CAST(transfer.value_on AS VARCHAR(10)) AS day, claim.platform, claim.industry, claim.person_id, award_item.code,
        transfer.entry, transfer.amount_fen
    FROM transfer
    JOIN award_item ON award_item.id = transfer.item_id
    JOIN claim ON claim.no = award_item.claim_no
    WHERE transfer.entry IN ('award_effective', 'award_cancelled', 'paid', 'refunded', 'overpaid',
        'overpaid_refunded', 'overpaid_counted', 'recovery_refunded',
        'recovery_counted')
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
SELECT period, grouped, code,
    sum(CASE entry WHEN 'award_effective' THEN amount_fen WHEN 'award_cancelled' THEN -amount_fen ELSE 0 END) AS awarded_fen,
    count(DISTINCT CASE WHEN entry = 'paid' THEN person_id END) AS persons,
    sum(CASE entry WHEN 'paid' THEN 1 ELSE 0 END) AS payments,
    sum(CASE entry WHEN 'paid' THEN amount_fen ELSE 0 END) AS paid_fen,
    sum(CASE entry WHEN 'refunded' THEN amount_fen ELSE 0 END) AS refunded_fen,
    sum(CASE entry WHEN 'overpaid' THEN amount_fen WHEN 'paid' THEN 0 WHEN 'refunded' THEN 0 WHEN 'award_effective' THEN 0
        WHEN 'award_cancelled' THEN 0 ELSE -amount_fen END) AS overpaid_fen,
    sum(CASE WHEN entry IN ('refunded', 'overpaid') THEN -amount_fen WHEN entry IN ('award_effective', 'award_cancelled') THEN 0
        ELSE amount_fen END) AS net_fen
FROM placed
GROUP BY period, grouped, code
ORDER BY period, grouped, code
