"""What may stand in a message: one vocabulary for all kinds. Nothing personal is in it, so no text can hold any."""

from __future__ import annotations

from collections.abc import Mapping

from notifications.facts import Fact, Shape

_ALL = (
    (Fact("claim_no", "案号", Shape.TEXT), "TL-2025-000041"),
    (Fact("phone", "咨询电话，带区号", Shape.TEXT), "023-45646728"),
    (Fact("bureau", "机关简称", Shape.TEXT), "铜梁人社"),
    (Fact("letter_number", "文书文号", Shape.TEXT), "铜人社职不认〔2025〕12号"),
    (Fact("letters", "文书文号，多的写份数", Shape.TEXT), "铜人社职认〔2025〕12号"),
    (Fact("surviving_claim_no", "并入的案号", Shape.TEXT), "TL-2025-000040"),
    (Fact("apply_by", "本人或近亲属提出申请的最后日期", Shape.DAY), "2025-12-29"),
    (Fact("platform_apply_by", "平台企业提出申请的最后日期", Shape.DAY), "2025-10-29"),
    (Fact("decide_by", "作出结论的最后日期", Shape.DAY), "2025-11-28"),
    (Fact("reply_by", "平台企业提供数据的最后日期", Shape.DAY), "2025-10-22"),
    (Fact("papers_by", "补正鉴定材料的最后日期", Shape.DAY), "2025-11-12"),
    (Fact("due_on", "届满日", Shape.DAY), "2025-12-29"),
    (Fact("days", "自送达起的期限（如 15日）", Shape.TEXT), "15日"),
    (Fact("code", "一次有效的验证码", Shape.TEXT), "048215"),
    (Fact("minutes", "验证码几分钟内有效", Shape.TEXT), "10"),
    (Fact("period", "期限的名称", Shape.TEXT), "提起行政诉讼"),
    (Fact("examine_at", "鉴定时间", Shape.TEXT), "2025年11月20日上午9时30分"),
    (Fact("examine_place", "鉴定地点", Shape.TEXT), "铜梁区劳动能力鉴定委员会三楼鉴定室"),
)

MESSAGE_FACTS: Mapping[str, Fact] = {fact.name: fact for fact, _ in _ALL}
SAMPLES: Mapping[str, str] = {fact.name: sample for fact, sample in _ALL}
