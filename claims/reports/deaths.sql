-- 标题：死亡案件
-- 问题：多少死亡案件，多少被确认，付了多少死亡待遇
-- 计入：死亡待遇申请，以及办理中因伤或者因其他原因死亡的案件；金额为丧葬补助金、一次性死亡补助金（含预支）、供养亲属抚恤金的净支付
-- （截至查询期末）
-- 日期：死亡日；没有记载死亡日的以报案日计
-- 列：cause | 情形 | 文 | 译 death
-- 列：cases | 案件 | 件 | 可加
-- 列：persons | 人数 | 人
-- 列：confirmed | 确认 | 件 | 可加
-- 列：paid_fen | 死亡待遇净支付 | 元 | 可加
WITH death_money AS (
    SELECT award_item.claim_no,
        sum(CASE WHEN transfer.entry IN ('refunded', 'overpaid') THEN -transfer.amount_fen
            ELSE transfer.amount_fen END) AS paid_fen
    FROM transfer
    JOIN award_item ON award_item.id = transfer.item_id
    WHERE transfer.entry IN ('paid', 'refunded', 'overpaid', 'overpaid_refunded', 'overpaid_counted', 'recovery_refunded',
        'recovery_counted') AND CAST(transfer.value_on AS VARCHAR(10)) <= :to_on
        AND award_item.code IN ('funeral_grant', 'death_lump_sum', 'death_advance', 'survivor_pension')
    GROUP BY award_item.claim_no
),
fact AS (
    SELECT CAST(coalesce(claim.death_on, claim.reported_on) AS VARCHAR(10)) AS day, claim.platform, claim.industry,
        claim.person_id, coalesce(claim.death_cause, 'at_work') AS cause, coalesce(death_money.paid_fen, 0) AS paid_fen,
        CASE WHEN claim.decided_on IS NOT NULL AND claim.refusal_reason IS NULL
            AND claim.state NOT IN ('revoked', 'quashed_final', 'redeciding') THEN 1 ELSE 0 END AS confirmed
    FROM claim
    LEFT JOIN death_money ON death_money.claim_no = claim.no
    WHERE claim.death_on IS NOT NULL OR claim.application_kind = 'death'
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
SELECT period, grouped, cause, count(*) AS cases, count(DISTINCT person_id) AS persons, sum(confirmed) AS confirmed,
    sum(paid_fen) AS paid_fen
FROM placed
GROUP BY period, grouped, cause
ORDER BY period, grouped, cause
