-- 标题：文号断号
-- 轻重：高
-- 为什么：文号按种类和年度连续，缺号就是少了一份文书
-- 误报：此处没有正常的情形；作废的文书仍占号，不会断号
SELECT '' AS claim_no, series || '/' || CAST(year AS VARCHAR(4)) AS subject, dated_on AS found_on,
    '第 ' || CAST(before + 1 AS VARCHAR(10)) || ' 至 ' || CAST(serial - 1 AS VARCHAR(10)) || ' 号' AS detail
FROM (
    SELECT series, year, serial, CAST(dated_on AS VARCHAR(10)) AS dated_on,
        coalesce(lag(serial) OVER (PARTITION BY series, year ORDER BY serial), 0) AS before
    FROM letter
) AS numbered
WHERE serial > before + 1 AND dated_on BETWEEN :from_on AND :to_on
