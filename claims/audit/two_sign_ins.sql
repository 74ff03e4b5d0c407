-- 标题：一个自然人用两个账号签批
-- 轻重：高
-- 为什么：三级审核要由三个不同的自然人，一人两号就破了这一条
-- 误报：人员换岗后旧账号没有注销、两个账号在不同时期使用的，请核对任职记录
SELECT '' AS claim_no, first_one.username || '、' || second_one.username AS subject,
    CASE WHEN first_one.last_on > second_one.last_on THEN first_one.last_on ELSE second_one.last_on END AS found_on,
    first_one.username || ' ' || CAST(first_one.signed AS VARCHAR(10)) || ' 次，' || second_one.username || ' '
    || CAST(second_one.signed AS VARCHAR(10)) || ' 次' AS detail
FROM (
    SELECT id_index, username, count(*) AS signed, max(CAST(signed_on AS VARCHAR(10))) AS last_on
    FROM signature
    WHERE CAST(signed_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
    GROUP BY id_index, username
) AS first_one
JOIN (
    SELECT id_index, username, count(*) AS signed, max(CAST(signed_on AS VARCHAR(10))) AS last_on
    FROM signature
    WHERE CAST(signed_on AS VARCHAR(10)) BETWEEN :from_on AND :to_on
    GROUP BY id_index, username
) AS second_one ON second_one.id_index = first_one.id_index AND second_one.username > first_one.username
