"""Who can be served 送达 with a letter, and which copy of it: the claimant, kin, the platform, a third party, an organ.

The applicant is the person a letter is made for (the claimant, or the beneficiary of its items): a decision binds from
the service on him. Kin and third parties are added by an officer who says why; their service starts only periods of
their own.
"""

from __future__ import annotations

from collections.abc import Mapping

from notifications.kinds import LetterKind, Variant

PERSON, KIN, PLATFORM, THIRD_PARTY, ORGAN = "person", "kin", "platform", "third_party", "organ"
RECIPIENT_NAMES: Mapping[str, str] = {
    PERSON: "申请人",
    KIN: "近亲属",
    PLATFORM: "平台企业",
    THIRD_PARTY: "第三人",
    ORGAN: "有关机关",
}
METHOD_NAMES: Mapping[str, str] = {
    "direct": "直接送达",
    "post": "邮寄送达",
    "electronic": "电子送达",
    "left": "留置送达",
    "announcement": "公告送达",
}
SIGNER_NAMES: Mapping[str, str] = {
    "self": "本人",
    "co_resident": "同住成年家属",
    "representative": "代理人",
    "receiver": "指定的代收人",
    "clerk": "单位负责收件的人",
}
OPEN = ("pending", "sent", "undelivered", "announced")
ADDED = (KIN, THIRD_PARTY)
PARTY_COPY_ONLY = (PLATFORM, THIRD_PARTY)
MAY_ASK_REDO = (PERSON, KIN, PLATFORM)
MONEY = frozenset(
    [
        "items",
        "monthly_items",
        "platform_items",
        "changes",
        "payments",
        "payee_account",
        "benefits",
        "award_number",
        "recovered",
    ]
)


def tells_of_money(kind: LetterKind) -> bool:
    """Whether the full copy tells of one person's sums or account, which no other kin may see."""
    return bool(kind.fact_names & MONEY)


def has_party_copy(kind: LetterKind) -> bool:
    """Whether a copy without health and money is made of such letters."""
    return any(copy.variant is Variant.PARTY for copy in kind.copies)
