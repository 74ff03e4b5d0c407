-- 标题：文书
-- 计入：编过号的全部文书，含作废的
-- 日期：落款日期
SELECT letter.id, 0 AS amount_fen
FROM letter
WHERE CAST(letter.dated_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
