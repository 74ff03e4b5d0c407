-- 标题：分类账被调取
-- 轻重：低
-- 为什么：谁、何时、调走了哪些账，调取带姓名的尤其要有理由
-- 误报：审计、对账的调取属正常
-- 表：ledger_pull
SELECT '' AS claim_no, 'pull-' || CAST(ledger_pull.id AS VARCHAR(20)) AS subject,
    substr(ledger_pull.recorded_at, 1, 10) AS found_on,
    ledger_pull.username || ' ' || ledger_pull.format || CASE WHEN ledger_pull.with_names THEN ' 带姓名' ELSE '' END AS detail
FROM ledger_pull
WHERE ledger_pull.step = 'begun' AND substr(ledger_pull.recorded_at, 1, 10) BETWEEN :from_on AND :to_on
