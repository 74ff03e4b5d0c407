-- 标题：同一个文件用在两个案件
-- 轻重：高
-- 为什么：一份诊断、票据或者照片的同一个文件（SHA-256 相同）交到两个案件，可能是把别人的材料拿来用
-- 误报：同一人并案、再次申请的案件，或者几名伤者共用一份事故认定书的，属正常；重新拍照、另存的文件摘要不同，不会列出
SELECT later.claim_no, later.id AS subject, substr(later.recorded_at, 1, 10) AS found_on,
    earlier.claim_no || ' ' || earlier.id || ' ' || earlier.uploaded_by || ' 与 ' || later.claim_no || ' ' || later.id || ' '
    || later.uploaded_by AS detail
FROM evidence_file AS later
JOIN evidence_file AS earlier ON earlier.sha256 = later.sha256 AND earlier.claim_no <> later.claim_no
    AND (earlier.recorded_at < later.recorded_at OR (earlier.recorded_at = later.recorded_at AND earlier.id < later.id))
WHERE substr(later.recorded_at, 1, 10) BETWEEN :from_on AND :to_on
