-- 标题：付款以后变更、撤销核定
-- 轻重：中
-- 为什么：付后改核定会形成补差或者多付，多付的要追回
-- 误报：公布新的计发基数后补差、再次鉴定改变等级，属正常，应有变更核定告知书
SELECT event.claim_no, event.subject, CAST(event.occurred_on AS VARCHAR(10)) AS found_on,
    event.trigger || '，已付 ' || CAST(award_item.paid_fen AS VARCHAR(20)) || ' 分' AS detail
FROM event
JOIN award_item ON award_item.id = event.subject
WHERE event.machine = 'award_item' AND event.trigger IN ('supersede', 'revoke')
    AND EXISTS (SELECT 1 FROM payment WHERE payment.item_id = event.subject AND payment.paid_on <= event.occurred_on)
    AND CAST(event.occurred_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
