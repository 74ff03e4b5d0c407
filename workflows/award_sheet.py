"""The awards of a case as one sheet: on which figure they rest, every version with its working, and what stands beside them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from claims.benefits import assess
from claims.errors import ClaimsError
from claims.facts import CareLevel, Facts
from claims.formulas.figures import calculation_base
from claims.formulas.items import KINDS, ItemCode, Refusal
from claims.formulas.working import Law
from claims.rules import Rules
from claims.store.rows import Row, select_rows
from workflows.case_heads import names_of
from workflows.case_sums import DEAD, OWED_MONTHS
from workflows.plain_names import numbered
from workflows.transaction import Desk, reading
from workflows.versions import stands_under
from workflows.workings import working_of

GONE = ("superseded", "discarded")
NOT_AWARDED = ("refused", "discarded")
OUTSIDE = (ItemCode.EMPLOYMENT_LUMP_SUM, ItemCode.INJURY_MEDICAL_LUMP_SUM)
MONTHS_SHOWN = 24
WAGES = "wages."


@dataclass(frozen=True, slots=True)
class Base:
    """计发基数 of the accident: its working in `lines`, who published it, and what is `missing` where it is not known yet."""

    lines: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    unconfirmed: bool = False
    provisional: bool = False
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One version of an item: its sums in fen at the four stages, its working, and on which articles and values it rests."""

    id: str
    code: str
    label: str
    state: str
    version: int
    period: str
    payer: str
    beneficiary: str
    monthly: bool
    provisional: bool
    unconfirmed: bool
    claimed_fen: int
    allowed_fen: int
    awarded_fen: int
    paid_fen: int
    lines: tuple[str, ...]
    sources: tuple[str, ...]
    values: tuple[str, ...]
    replaces: str
    from_month: str
    to_month: str
    third_party_fen: int

    @property
    def number(self) -> str:
        """The number of the item within its case."""
        return numbered(self.id)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a later version changes, in fen: the sum before, the sum now, and what is to be paid or to come back."""

    label: str
    number: str
    earlier: str
    before_fen: int
    now_fen: int

    @property
    def change_fen(self) -> int:
        """The 补差."""
        return self.now_fen - self.before_fen


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet: `awards` are the fund's live items, `by_platform` what the platform pays itself; `total_fen` is the fund's
    one-off items together that are not taken back; `months` are the latest months of what is paid monthly, `months_all` how
    many there are."""

    base: Base
    awards: tuple[Line, ...]
    by_platform: tuple[Line, ...]
    refused: tuple[Line, ...]
    not_payable: tuple[Refusal, ...]
    differences: tuple[Difference, ...]
    total_fen: int
    months: tuple[Row, ...]
    months_all: int
    recoveries: tuple[Row, ...]
    recourses: tuple[Row, ...]


def sheet(desk: Desk, claim: Row) -> Sheet:
    """The sheet of a case."""
    no = claim["no"]
    with reading(desk) as connection:
        rows = sorted(select_rows(connection, "award_item", claim_no=no), key=lambda row: _place(row["id"]))
        names = names_of(connection, (row["beneficiary"] for row in rows))
        months = sorted(select_rows(connection, "instalment", claim_no=no), key=lambda row: str(row["month"]))
        recoveries = select_rows(connection, "recovery", claim_no=no)
        recourses = select_rows(connection, "recourse", claim_no=no)
    lines = _with_months([line_of(desk.rules, row, names) for row in rows], rows, months)
    live = [line for line in lines if line.state not in (*GONE, "refused")]
    awards = tuple(line for line in live if line.payer == "fund")
    return Sheet(
        base=base_of(desk, claim),
        awards=awards,
        by_platform=tuple(line for line in live if line.payer != "fund"),
        refused=tuple(line for line in lines if line.state == "refused"),
        not_payable=_not_payable(desk, claim),
        differences=tuple(_differences(lines)),
        total_fen=sum(line.awarded_fen for line in awards if not line.monthly and line.state not in DEAD),
        months=tuple(reversed(months[-MONTHS_SHOWN:])),
        months_all=len(months),
        recoveries=tuple(recoveries),
        recourses=tuple(recourses),
    )


def _with_months(lines: Sequence[Line], rows: Sequence[Row], months: Iterable[Row]) -> list[Line]:
    """What has been paid of a monthly item is paid by its months, those of the versions before it too."""
    under = stands_under(rows, [row for row in rows if row["state"] not in GONE])
    paid: Counter[str] = Counter()
    for month in months:
        if month["state"] in OWED_MONTHS:
            paid[under.get(month["item_id"], "")] += month["paid_fen"]
    return [replace(line, paid_fen=paid[line.id]) if line.monthly else line for line in lines]


def _place(item_id: str) -> int:
    return int(item_id.rpartition("-")[2])


def line_of(rules: Rules, row: Row, names: dict[str, str]) -> Line:
    """A stored item as a line of the sheet."""
    parameters: dict[str, Any] = json.loads(row["parameters"])
    working = working_of(rules, row)
    return Line(
        id=row["id"],
        code=row["code"],
        label=KINDS[ItemCode(row["code"])].label,
        state=row["state"],
        version=row["version"],
        period="" if row["period"] == "-" else row["period"],
        payer=row["payer"],
        beneficiary=str(names.get(row["beneficiary"], row["beneficiary"])),
        monthly=bool(row["monthly"]),
        provisional=bool(row["provisional"]),
        unconfirmed=working.unconfirmed,
        claimed_fen=row["claimed_fen"],
        allowed_fen=row["allowed_fen"],
        awarded_fen=row["awarded_fen"],
        paid_fen=row["paid_fen"],
        lines=working.lines,
        sources=working.sources,
        values=tuple(parameters["values"]),
        replaces=row["replaces"] or "",
        from_month=row["from_month"] or "",
        to_month=row["to_month"] or "",
        third_party_fen=int(parameters["facts"].get("third_party_medical_paid_fen", 0)),
    )


def base_of(desk: Desk, claim: Row) -> Base:
    """计发基数 of the case as it is known today; a figure that is not out yet gives way to that of the year before."""
    facts = Facts(claim["province"], claim["accident_on"])
    today = desk.today()
    missing = ""
    try:
        desk.rules.at("wages.private_average", claim["accident_on"], today)
    except ClaimsError as fault:
        missing = fault.message()
    try:
        figure = calculation_base(facts, Law(desk.rules, today, provisional=True), claim["accident_on"])
    except ClaimsError as fault:
        return Base(missing=fault.message())
    sources = dict.fromkeys(one.publisher or one.source for one in figure.values if one.key.startswith(WAGES))
    return Base(
        lines=figure.lines,
        sources=tuple(sources),
        unconfirmed=any(value.unconfirmed for value in figure.values),
        provisional=figure.provisional,
        missing=missing,
    )


def _not_payable(desk: Desk, claim: Row) -> tuple[Refusal, ...]:
    """What people ask for and the law does not give, with the reason; nothing where the rules cannot say."""
    care = claim["care_level"]
    facts = Facts(
        province=claim["province"],
        accident_date=claim["accident_on"],
        grade=claim["grade"] or None,
        care_level=CareLevel(care) if care not in (None, "none") else None,
        claimed_items=OUTSIDE,
    )
    try:
        return assess(facts, desk.rules, desk.today(), provisional=True).refused
    except ClaimsError:
        return ()


def _differences(lines: Iterable[Line]) -> Iterable[Difference]:
    known = {line.id: line for line in lines}
    for line in known.values():
        earlier = known.get(line.replaces)
        if earlier is not None and line.state not in NOT_AWARDED:
            yield Difference(line.label, line.number, earlier.number, earlier.awarded_fen, line.awarded_fen)
