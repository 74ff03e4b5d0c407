-- 标题：多付与追回
-- 问题：发现多付多少，决定追回多少，收回、抵扣、核销多少
-- 计入：案件的账上记过多付（含银行重复、超额付款）、退回冲减、追回、抵扣、核销的金额；失踪人生还转为应收的计入“决定追回”，撤销的决定减去
-- 日期：记账的业务日期
-- 列：cases | 案件 | 件
-- 列：overpaid_fen | 发现多付 | 元 | 可加
-- 列：back_fen | 决定前退回、冲减 | 元 | 可加
-- 列：decided_fen | 决定追回 | 元 | 可加
-- 列：received_fen | 收回 | 元 | 可加
-- 列：set_off_fen | 抵扣 | 元 | 可加
-- 列：written_off_fen | 核销 | 元 | 可加
WITH fact AS (
    SELECT CAST(transfer.value_on AS VARCHAR(10)) AS day, claim.platform, claim.industry, claim.no, transfer.entry,
        transfer.amount_fen
    FROM transfer
    JOIN claim ON claim.no = transfer.claim_no
    WHERE transfer.entry IN ('overpaid', 'bank_overpaid', 'overpaid_netted', 'overpaid_refunded', 'overpaid_counted',
        'bank_overpaid_returned', 'recovery_refunded', 'recovery_counted', 'recovery_decided', 'returned_alive', 'recovery_withdrawn', 'returned_alive_withdrawn', 'recovery_received',
        'set_off', 'written_off')
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
    sum(CASE WHEN entry IN ('overpaid', 'bank_overpaid') THEN amount_fen ELSE 0 END) AS overpaid_fen,
    sum(CASE WHEN entry IN ('overpaid_netted', 'overpaid_refunded', 'overpaid_counted', 'bank_overpaid_returned')
        THEN amount_fen ELSE 0 END)
        AS back_fen,
    sum(CASE WHEN entry IN ('recovery_decided', 'returned_alive') THEN amount_fen
        WHEN entry IN ('recovery_withdrawn', 'returned_alive_withdrawn') THEN -amount_fen ELSE 0 END) AS decided_fen,
    sum(CASE WHEN entry IN ('recovery_received', 'recovery_refunded') THEN amount_fen ELSE 0 END) AS received_fen,
    sum(CASE WHEN entry IN ('set_off', 'recovery_counted') THEN amount_fen ELSE 0 END) AS set_off_fen,
    sum(CASE entry WHEN 'written_off' THEN amount_fen ELSE 0 END) AS written_off_fen
FROM placed
GROUP BY period, grouped
ORDER BY period, grouped
