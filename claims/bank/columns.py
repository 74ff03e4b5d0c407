"""The columns of a bank file: found by their headings, not by place, read cell by cell, checked against the total row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from claims.bank import cells
from claims.bank.sheets import Row
from claims.errors import BadInput
from claims.faults import Fault
from claims.money import grouped

HEAD_WITHIN = 20  # rows in which a bank may write its titles before the headings
FAULTS_SHOWN = 20
TOTAL = ("合计", "总计", "小计")
COUNT = re.compile(r"共?(\d+)笔")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the program, the headings under which it is known (ours first), and how a cell is read."""

    name: str
    headings: tuple[str, ...]
    read: Callable[[object], Any]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Read:
    """A line that could be read: its row number and its cells by the name of the column."""

    line_no: int
    cells: Mapping[str, Any]


def read_rows(rows: Iterable[tuple[int, Row]], columns: Sequence[Column]) -> list[Read]:
    """All lines of a file. Raises BadInput with everything that is wrong with it: then none of it is taken."""
    places: dict[int, Column] | None = None
    lines: list[Read] = []
    faults: list[Fault] = []
    total: tuple[int, Row] | None = None
    for seen, (number, row) in enumerate(rows):
        if all(cells.is_blank(cell) for cell in row):
            continue
        if places is None:
            places = _places(row, columns)
            if places is None and seen >= HEAD_WITHIN:
                break
        elif total is not None:
            faults.append(Fault(_at(number), "bank_line_after_total"))
        elif _is_total(row):
            total = number, row
        else:
            lines.append(_line(number, row, places, columns, faults))
    if places is None:
        raise BadInput("bank_file_headings", headings="、".join(one.headings[0] for one in columns if one.required))
    if total is not None and not faults:
        faults.extend(_against_total(lines, *total, places))
    _refuse(faults)
    if not lines:
        raise BadInput("bank_file_empty")
    return lines


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        shown = "".join(fault.message() for fault in faults[:FAULTS_SHOWN])
        raise BadInput("bank_lines_faulty", count=len(faults), details=shown)


def _places(row: Row, columns: Sequence[Column]) -> dict[int, Column] | None:
    """Which column stands where; None where this is not the row of headings. Raises BadInput for a heading twice."""
    known = {_heading(name): column for column in columns for name in column.headings}
    found = [(place, known[_heading(cell)]) for place, cell in enumerate(row) if _heading(cell) in known]
    names = [column.name for _, column in found]
    if not all(column.name in names for column in columns if column.required):
        return None
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadInput("bank_heading_twice", heading="、".join(c.headings[0] for c in columns if c.name in twice))
    return dict(found)


def _heading(cell: object) -> str:
    bare = normalize("NFKC", "" if cell is None else str(cell))
    return re.sub(r"\(元\)|[\s*]|\ufeff", "", bare)


def _line(number: int, row: Row, places: Mapping[int, Column], columns: Sequence[Column], faults: list[Fault]) -> Read:
    read: dict[str, Any] = {}
    for place, column in places.items():
        cell = row[place] if place < len(row) else None
        if cells.is_blank(cell):
            continue
        try:
            read[column.name] = column.read(cell)
        except cells.Unreadable as fault:
            faults.append(Fault(f"{_at(number)}“{column.headings[0]}”", fault.code, fault.facts))
            read[column.name] = None
    missing = [column for column in columns if column.required and column.name not in read]
    faults.extend(Fault(f"{_at(number)}“{column.headings[0]}”", "bank_cell_missing") for column in missing)
    return Read(number, read)


def _is_total(row: Row) -> bool:
    first = next(str(cell) for cell in row if not cells.is_blank(cell))
    return normalize("NFKC", first).strip().startswith(TOTAL)


def _against_total(lines: Sequence[Read], number: int, row: Row, places: Mapping[int, Column]) -> list[Fault]:
    place = next(place for place, column in places.items() if column.name == "amount_fen")
    found: list[Fault] = []
    sum_fen = sum(line.cells["amount_fen"] for line in lines)
    cell = row[place] if place < len(row) else None
    try:
        told = None if cells.is_blank(cell) else cells.amount(cell)
    except cells.Unreadable as fault:
        return [Fault(_at(number), fault.code, fault.facts)]
    if told is not None and told != sum_fen:
        found.append(Fault(_at(number), "bank_total_differs", {"told": grouped(told), "sum": grouped(sum_fen)}))
    counts = [int(match[1]) for cell in row if cell and (match := COUNT.search(cells.text(cell).replace(" ", "")))]
    if counts and counts[0] != len(lines):
        found.append(Fault(_at(number), "bank_count_differs", {"told": counts[0], "count": len(lines)}))
    return found


def _at(number: int) -> str:
    return f"第{number}行"
