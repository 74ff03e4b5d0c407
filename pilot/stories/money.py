"""Money: the payee's account, bills and what is awarded on them, and the difference when a provisional base is replaced."""

from __future__ import annotations

from datetime import date

from stdnum import luhn

from claims.store.rows import Row
from pilot.agenda import Story
from pilot.facts import Bill, Case
from pilot.office import INTAKE
from pilot.stories.signing import signed
from pilot.teller import Teller

MEDICAL, LUMP_SUM, LIVING_SUPPORT = "medical", "disability_lump_sum", "living_support"
FIRST_BILLS, FURTHER_BILLS = "R1", "R2"
TAKEN_UP_AGAIN = ("settled", "closed", "closed_periodic")
PERSON_DIGITS = 12
REASON_OF = {"cut": "beyond_standard", "refused": "other_part"}


def account_registered(t: Teller, generation: int = 1) -> Story:
    """The person's bank account, put forward by one officer and approved by another."""
    draft = t.propose(
        INTAKE,
        "set_payee_account",
        beneficiary=t.person_id,
        basis="社会保障卡" if generation == 1 else "本人更正账户申请",
        bank="合成银行铜梁支行",
        account=account_number(t.case, generation),
        account_name=t.case.name,
    )
    yield from signed(t, draft)


def account_number(case: Case, generation: int) -> str:
    """The number of the person's synthetic card, with its check digit."""
    number = f"6200{generation:02d}{case.person:0{PERSON_DIGITS}d}"
    return number + luhn.calc_check_digit(number)


def medical_item(t: Teller, bills: tuple[Bill, ...], period: str) -> str:
    """医疗费 drafted and checked line by line; returns the item."""
    lines = _lines(t, bills, period)
    paid = t.case.third_party_paid_fen if period == FIRST_BILLS else 0
    facts: dict[str, object] = {
        "medical": [{"amount_fen": line["claimed_fen"], "allowed_fen": line["allowed_fen"]} for line in lines]
    }
    if paid:
        facts["third_party_medical_paid_fen"] = paid
    item = t.act(INTAKE, "draft", f"{t.no}/item", code=MEDICAL, facts=[facts], period=period).subject
    t.act(INTAKE, "allow", item, invoices=lines)
    return item


def _lines(t: Teller, bills: tuple[Bill, ...], period: str) -> list[dict[str, object]]:
    """The invoice lines with their verdicts; a part that was not confirmed has its own, refused."""
    number = f"{t.case.accident.on:%Y%m%d}{t.case.person:02d}{period}"
    lines = [
        _line(number, place, bill, t.case.accident.part, "allowed" if bill.claimed_fen == bill.allowed_fen else "cut")
        for place, bill in enumerate(bills, start=1)
    ]
    refused = t.case.refused_part
    if refused and period == FIRST_BILLS:
        lines.append(_line(number, len(lines) + 1, Bill(refused.claimed_fen, 0), refused.part, "refused"))
    return lines


def _line(number: str, place: int, bill: Bill, part: str, verdict: str) -> dict[str, object]:
    return {
        "invoice_code": "合成票据",
        "invoice_number": number,
        "line_no": place,
        "claimed_fen": bill.claimed_fen,
        "allowed_fen": bill.allowed_fen,
        "verdict": verdict,
        "part": part,
        **({"reason": REASON_OF[verdict]} if verdict in REASON_OF else {}),
    }


def awarded(t: Teller, items: list[str]) -> Story:
    """The items put forward together, and signed."""
    yield t.after("award")
    yield from signed(t, t.propose(INTAKE, "approve", items))


def taken_up_again(t: Teller, cause: str) -> None:
    """A case that was settled comes to its settlement again."""
    if t.claim()["state"] in TAKEN_UP_AGAIN:
        t.act(INTAKE, "reenter", cause=cause)


def lump_sum_item(t: Teller, replaces: str = "") -> str:
    """一次性伤残补助金 by the grade of the case, drafted and checked; it may take the place of an earlier version."""
    given = {"replaces": replaces} if replaces else {}
    item = t.act(INTAKE, "draft", f"{t.no}/item", code=LUMP_SUM, facts=[{}], **given).subject
    t.act(INTAKE, "allow", item)
    return item


def replaced(t: Teller, earlier: str) -> Story:
    """The lump sum worked out anew: the new version takes the earlier one's place, and the difference is paid."""
    yield from t.until(lambda: t.row("award_item", earlier)["state"] == "discharged")
    taken_up_again(t, "待遇补差")
    successor = lump_sum_item(t, earlier)
    draft = t.propose(INTAKE, "supersede", [earlier], successor=successor, effect="ex_tunc")
    yield from signed(t, draft)
    yield from topped_up(t, successor)


def topped_up(t: Teller, item: str) -> Story:
    """A lump sum on last year's base is worked out anew when the figure of the year has been published."""
    row = t.row("award_item", item)
    published_on = _published_on(t)
    if row["provisional"] and published_on is not None:
        if t.office.today < published_on:
            yield t.days_later(0, published_on)
        if _stands(t, row):
            yield from replaced(t, item)


def _stands(t: Teller, item: Row) -> bool:
    """Whether nothing has taken the item's place meanwhile."""
    return not any(row["replaces"] == item["id"] for row in t.rows("award_item"))


def _published_on(t: Teller) -> date | None:
    return t.office.desk.rules.at("wages.private_average", t.case.accident.on).published_on
