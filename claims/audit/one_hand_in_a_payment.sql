-- 标题：做批、放款和核定审批不是三个人
-- 轻重：高
-- 为什么：制单、放款和审批是不相容的岗位，一人兼任可以自批自付
-- 误报：此处没有正常的情形
SELECT payment.claim_no, payment.id AS subject, CAST(batch.released_on AS VARCHAR(10)) AS found_on,
    batch.no || ' 制单 ' || batch.made_by || '，放款 ' || batch.released_by || '，与 ' || other.username || '（' || other.what
    || '）是同一人' AS detail
FROM payment
JOIN batch ON batch.no = payment.batch_no AND batch.released_by IS NOT NULL
JOIN account AS releaser ON releaser.username = batch.released_by
JOIN account AS maker ON maker.username = batch.made_by
JOIN (
    SELECT payment.id AS payment_id, account.username, account.id_index, '制单' AS what
    FROM payment
    JOIN batch ON batch.no = payment.batch_no
    JOIN account ON account.username = batch.made_by
    UNION
    SELECT payment.id, signature.username, signature.id_index, '审批'
    FROM payment
    JOIN approval ON approval.claim_no = payment.claim_no AND approval.state = 'approved'
        AND approval.targets LIKE '%"' || payment.item_id || '"%'
    JOIN signature ON signature.approval_id = approval.id AND signature.valid AND signature.step IN ('approve', 'vote')
) AS other ON other.payment_id = payment.id
WHERE (other.id_index = releaser.id_index OR (other.what = '审批' AND other.id_index = maker.id_index))
    AND CAST(batch.released_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
