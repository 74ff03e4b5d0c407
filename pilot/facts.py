"""What the pilot's data file tells of a case: who was hurt how, and how the case went. Sums are fen.

Nothing here is an amount due: what a case comes to is worked out by the engine. Days that the file does not give follow
from `pilot/pace.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Reporter(StrEnum):
    """Who reports or applies."""

    RIDER = "rider"
    PLATFORM = "platform"
    COUNTER = "counter"
    PHONE = "phone"


class Trouble(StrEnum):
    """What became of a payment that did not simply arrive."""

    REJECTED = "rejected"  # the bank sent it back before the debit
    REFUNDED = "refunded"  # paid, and some days later back
    SILENT = "silent"  # the bank did not answer in time
    MISMATCH = "mismatch"  # the bank named another sum


class Service(StrEnum):
    """How a letter reached somebody who was not met."""

    ANNOUNCED = "announced"  # 公告送达
    LEFT = "left"  # 留置送达


@dataclass(frozen=True, slots=True)
class Bill:
    """One line of an invoice: what was asked for and what the three catalogues allow of it."""

    claimed_fen: int
    allowed_fen: int


@dataclass(frozen=True, slots=True)
class RefusedPart:
    """A part of the body that is not confirmed, with the bill that falls with it."""

    part: str
    reason: str
    claimed_fen: int


@dataclass(frozen=True, slots=True)
class Supplement:
    """Papers asked for once; answered so many days after service, or never (`lapsed`)."""

    missing: tuple[str, ...]
    answered_after_days: int
    lapsed: bool


@dataclass(frozen=True, slots=True)
class Suspension:
    """A stop until another authority has spoken."""

    reason: str
    authority: str
    document: str
    days: int
    conclusion: str


@dataclass(frozen=True, slots=True)
class FastLane:
    """The short period for clear cases; `revoked_because` ends it again."""

    reason: str
    revoked_because: str | None


@dataclass(frozen=True, slots=True)
class Redo:
    """A new appraisal by the city's committee, asked for so many days after service."""

    grade: int
    asked_after_days: int
    city_number: str


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The appraisal of labour capacity: asked for so many days after the confirmation was served. Grade 0 is none."""

    grade: int
    asked_after_days: int
    injury_period_days: int
    opinion: str
    panel_size: int
    missing: tuple[str, ...]
    no_show: bool
    extended_because: str | None
    living_support: bool
    redo: Redo | None

    @property
    def final_grade(self) -> int:
        """The grade that stands in the end."""
        return self.redo.grade if self.redo else self.grade


@dataclass(frozen=True, slots=True)
class FurtherBills:
    """Bills handed in so many days after the case was settled."""

    after_days: int
    bills: tuple[Bill, ...]


@dataclass(frozen=True, slots=True)
class PaymentTrouble:
    """A payment of the first bills that did not simply arrive."""

    kind: Trouble
    reason: str


@dataclass(frozen=True, slots=True)
class ReturnedDraft:
    """A drafted decision that came back before it was made: who sent it back, why, and what was added to the facts."""

    by: str
    reason: str
    added: str


@dataclass(frozen=True, slots=True)
class LateApplication:
    """The statement why the ninety days were over, and the days that are not counted."""

    statement: str
    days_not_counted: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A case that is not taken on (不予受理) or not confirmed (不予确认), on which ground."""

    accepted: bool
    ground: str
    explanation: str
    service: Service | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What another authority found about the accident: its paper, and who is to blame by it."""

    paper: str
    says: str


@dataclass(frozen=True, slots=True)
class Accident:
    """When, where and how; what was injured; and the state of the order at that moment."""

    on: date
    time: str
    order_state: str
    place: str
    course: str
    injury: str
    diagnosis: str
    part: str
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class Filing:
    """A report or an application: by whom, on which day."""

    by: Reporter
    on: date


@dataclass(frozen=True, slots=True)
class GreenChannel:
    """The rider's motion for the green channel 绿色通道: ground and reason; why it was granted, and the arbitrator's area."""

    ground: str
    reason: str
    decided_because: str
    area: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute that the rider brings `on` a day; `outcome` is None where it is still open at the end."""

    on: date
    matter: str
    route: str
    outcome: str | None
    green_channel: GreenChannel | None


@dataclass(frozen=True, slots=True)
class Case:
    """One synthetic person's accident and what came of it. `criterion` is the item of the law's list of cases (1 to 6)."""

    person: int
    born_on: date
    platform: str
    industry: str
    accident: Accident
    criterion: int
    report: Filing
    application: Filing
    bills: tuple[Bill, ...]
    third_party_paid_fen: int
    platform_silent: bool
    duplicate_report: bool
    withdrawal_undone: str | None
    gongshang_choice: str | None
    refused_part: RefusedPart | None
    supplement: Supplement | None
    suspension: Suspension | None
    fast_lane: FastLane | None
    appraisal: Appraisal | None
    further_bills: FurtherBills | None
    payment_trouble: PaymentTrouble | None
    returned_draft: ReturnedDraft | None
    late_application: LateApplication | None
    refusal: Refusal | None
    dispute: Dispute | None
    pace: Mapping[str, int]
    note: str | None

    @property
    def name(self) -> str:
        """The visibly synthetic name."""
        return f"合成人员{self.person:02d}"


@dataclass(frozen=True, slots=True)
class PilotData:
    """A pilot's data: the seed of its ids and salts, the last day it is replayed to and totals count, and its cases."""

    seed: str
    until: date
    cases: tuple[Case, ...]
