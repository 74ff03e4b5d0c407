-- 标题：报案渠道与申请人
-- 问题：报案从哪个渠道来，待遇给付申请是平台企业提出还是本人（近亲属）提出，多少逾期
-- 计入：每一件提出了申请的案件，以第一次申请为准
-- 日期：第一次提出申请的日期
-- 列：channel | 报案渠道 | 文 | 译 channel
-- 列：applied_by | 申请人 | 文 | 译 applied_by
-- 列：applications | 申请 | 件 | 可加
-- 列：persons | 人数 | 人
-- 列：late | 其中逾期申请 | 件 | 可加
WITH first_application AS (
    SELECT claim_no, min(seq) AS seq
    FROM event
    WHERE machine = 'claim' AND trigger IN ('apply', 'apply_late')
    GROUP BY claim_no
),
fact AS (
    SELECT CAST(event.occurred_on AS VARCHAR(10)) AS day, claim.platform, claim.industry, claim.person_id, claim.channel,
        coalesce(claim.applied_by, '') AS applied_by, CASE WHEN event.trigger = 'apply_late' THEN 1 ELSE 0 END AS late
    FROM first_application
    JOIN event ON event.claim_no = first_application.claim_no AND event.seq = first_application.seq
    JOIN claim ON claim.no = event.claim_no
),
placed AS (
    SELECT fact.*,
        CASE :by WHEN 'month' THEN substr(day, 1, 7) WHEN 'year' THEN substr(day, 1, 4)
            WHEN 'quarter' THEN substr(day, 1, 4) || 'Q' || substr('111222333444', CAST(substr(day, 6, 2) AS INTEGER), 1)
            ELSE '' END AS period,
        CASE :each WHEN 'platform' THEN platform WHEN 'industry' THEN industry ELSE '' END AS grouped
    FROM fact
    WHERE day BETWEEN :from_on AND :to_on
        AND (:platform = '' OR platform = :platform) AND (:industry = '' OR industry = :industry)
)
SELECT period, grouped, channel, applied_by, count(*) AS applications, count(DISTINCT person_id) AS persons,
    sum(late) AS late
FROM placed
GROUP BY period, grouped, channel, applied_by
ORDER BY period, grouped, channel, applied_by
