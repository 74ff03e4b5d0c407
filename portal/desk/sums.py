"""Award items as rows of the money table, each with its arithmetic line by line, its articles and its rule values."""

from __future__ import annotations

from collections.abc import Iterable

from portal.parts import MoneyRow
from portal.wording import state_words
from workflows.award_sheet import Line

VALUES = "参数："  # begins the line that names the rule values by their keys, for those inside


def money_rows(lines: Iterable[Line]) -> list[MoneyRow]:
    """The rows of the lines of a sheet of awards."""
    return [_row(line) for line in lines]


def _row(line: Line) -> MoneyRow:
    said = state_words("award_item", line.state)
    # The last line of a working is its result: it stands first, the way to it opens below.
    result = _result(line)
    rest = [one for one in line.lines if one != result]
    return MoneyRow(
        label=line.label,
        lines=(result, *rest, *_grounds(line)),
        claimed_fen=line.claimed_fen,
        allowed_fen=line.allowed_fen,
        awarded_fen=line.awarded_fen,
        paid_fen=line.paid_fen,
        state=said.officer,
        tag=said.tag,
        period=_period(line),
        unconfirmed=line.unconfirmed,
        provisional=line.provisional,
        monthly=line.monthly,
    )


def _result(line: Line) -> str:
    sums = [one for one in line.lines if "= " in one and not one.startswith("计发基数")]
    return sums[-1] if sums else line.lines[-1] if line.lines else ""


def _grounds(line: Line) -> Iterable[str]:
    if line.sources:
        yield f"依据：{'；'.join(line.sources)}"
    if line.values:
        yield f"{VALUES}{'、'.join(line.values)}"


def _period(line: Line) -> str:
    """Which item this is: its number, whose it is, from and to which month, which of several claims."""
    months = f"{line.from_month} 起" if line.from_month else ""
    if line.to_month:
        months = f"{line.from_month} 至 {line.to_month}"
    parts = (line.number, line.beneficiary, f"期次 {line.period}" if line.period else "", months)
    return " · ".join(part for part in parts if part)
