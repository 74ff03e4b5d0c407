"""Who can be served 送达 with a letter, and which copy of it: the claimant, kin, the platform, a third party, an organ.

The applicant is the person a letter is made for (the claimant, or the beneficiary of its items): a decision binds from
the service on him. Kin and third parties are added by an officer who says why; their service starts only periods of
their own.
"""

from __future__ import annotations

from collections.abc import Mapping

from claims.service import RecipientKind
from claims.store.rows import Row
from notifications.kinds import LetterKind, Variant

PERSON, KIN, PLATFORM, THIRD_PARTY, ORGAN = (kind.value for kind in RecipientKind)
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
        "kept_back",
        "outstanding_fen",
    ]
)
OF_THE_CASE = frozenset(["payments"])  # alone they are all that the case was paid, which its claimant is told


def tells_of_money(kind: LetterKind) -> bool:
    """Whether the full copy tells of one person's sums or account, which no other kin may see."""
    return bool(kind.fact_names & MONEY)


def is_of_a_benefit(kind: LetterKind) -> bool:
    """Whether the letter is about a benefit, and so concerns its beneficiary, whoever the claimant is."""
    return bool(kind.fact_names & (MONEY - OF_THE_CASE))


def party_on(side: str, claim: Row, served: str | None = None, kind: LetterKind | None = None) -> tuple[str, str]:
    """Who is the party on `side` of the case now, and as what: of a letter of `kind` that was `served` on somebody, or of none.

    The platform of the case, kin and third parties as they were served. What was served on an earlier claimant is the
    new one's to contest; what a beneficiary is paid, his own.
    """
    if side == PLATFORM:
        return str(claim["platform"]), side
    if served is not None and kind is not None and (side != PERSON or is_of_a_benefit(kind)):
        return served, side
    return str(claim["claimant_id"]), PERSON


def has_party_copy(kind: LetterKind) -> bool:
    """Whether a copy without health and money is made of such letters."""
    return any(copy.variant is Variant.PARTY for copy in kind.copies)
