-- 标题：待遇核定
-- 计入：送达生效的待遇项目（含后来变更的），金额为核定额
-- 日期：生效的日期
SELECT award_item.id, award_item.awarded_fen AS amount_fen
FROM award_item
WHERE award_item.effective_on IS NOT NULL AND CAST(award_item.effective_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
