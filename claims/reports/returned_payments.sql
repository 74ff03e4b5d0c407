-- 标题：退汇
-- 问题：多少笔支付被退回，扣款前还是付后，多少已经重新付出
-- 计入：银行每一次退回；同一笔待遇两次退回计两次。“已重付”为退回的那一笔由后一代支付付成
-- 日期：银行退回的日期
-- 列：kind | 退回情形 | 文 | 译 returned
-- 列：returns | 退回笔数 | 笔 | 可加
-- 列：persons | 人数 | 人
-- 列：returned_fen | 退回金额 | 元 | 可加
-- 列：paid_again | 已重付 | 笔 | 可加
-- 列：paid_again_fen | 已重付金额 | 元 | 可加
WITH fact AS (
    SELECT CAST(event.occurred_on AS VARCHAR(10)) AS day, claim.platform, claim.industry, claim.person_id,
        event.trigger AS kind, payment.amount_fen,
        CASE WHEN EXISTS (SELECT 1 FROM payment AS later WHERE later.prior = payment.id AND later.state = 'paid')
            THEN 1 ELSE 0 END AS paid_again
    FROM event
    JOIN payment ON payment.id = event.subject
    JOIN claim ON claim.no = event.claim_no
    WHERE event.machine = 'payment' AND event.trigger IN ('bank_rejected', 'bank_refund')
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
SELECT period, grouped, kind, count(*) AS returns, count(DISTINCT person_id) AS persons, sum(amount_fen) AS returned_fen,
    sum(paid_again) AS paid_again, sum(paid_again * amount_fen) AS paid_again_fen
FROM placed
GROUP BY period, grouped, kind
ORDER BY period, grouped, kind
