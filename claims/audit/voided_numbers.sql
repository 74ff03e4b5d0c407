-- 标题：作废的文号
-- 轻重：低
-- 为什么：作废的文书号要有说明，防止一号两用、抽换文书
-- 误报：发出前发现错误而作废，有登记和重新发出的文书，属正常
SELECT claim_no, number AS subject, CAST(dated_on AS VARCHAR(10)) AS found_on, kind AS detail
FROM letter
WHERE state = 'voided' AND CAST(dated_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
