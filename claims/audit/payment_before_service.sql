-- 标题：待遇核定告知书没有送达就付款
-- 轻重：高
-- 为什么：核定送达才生效，送达以前没有应付的待遇
-- 误报：送达后回证迟到、补登在后的，请核对回证上的日期
SELECT payment.claim_no, payment.id AS subject, CAST(payment.sent_on AS VARCHAR(10)) AS found_on,
    coalesce(award_item.letter_id, '没有文书') AS detail
FROM payment
JOIN award_item ON award_item.id = payment.item_id
WHERE payment.sent_on IS NOT NULL AND NOT EXISTS (
        SELECT 1
        FROM service
        WHERE service.letter_id = award_item.letter_id AND service.served_on IS NOT NULL
            AND service.served_on <= payment.sent_on
    )
    AND CAST(payment.sent_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
