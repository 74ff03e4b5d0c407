-- 标题：票据重复使用
-- 轻重：高
-- 为什么：同一张票据在两个案件报销，或者号码相同而代码不同（可能是改动过的同一张）
-- 误报：不同医院、不同年份的票据号码可能偶然相同；请调原件比对
SELECT later.claim_no, later.item_id AS subject, CAST(award_item.drafted_on AS VARCHAR(10)) AS found_on,
    earlier.item_id || ' 的 ' || earlier.invoice_code || ' ' || earlier.invoice_number || ' 与 ' || later.invoice_code || ' '
    || later.invoice_number AS detail
FROM (
    SELECT item_id, claim_no, invoice_code, invoice_number, replace(upper(invoice_number), ' ', '') AS number, min(id) AS place
    FROM invoice_line
    GROUP BY item_id, claim_no, invoice_code, invoice_number
) AS earlier
JOIN (
    SELECT item_id, claim_no, invoice_code, invoice_number, replace(upper(invoice_number), ' ', '') AS number, min(id) AS place
    FROM invoice_line
    GROUP BY item_id, claim_no, invoice_code, invoice_number
) AS later ON later.number = earlier.number AND later.place > earlier.place
    AND (later.claim_no <> earlier.claim_no OR later.invoice_code <> earlier.invoice_code)
JOIN award_item ON award_item.id = later.item_id
WHERE CAST(award_item.drafted_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
