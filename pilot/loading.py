"""The pilot's data file: read, checked as a whole, every fault told at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from claims.errors import BadInput
from claims.faults import Fault
from claims.files import os_reason
from pilot.facts import Case, PilotData
from pilot.file_reader import FileReader
from pilot.pace import stages
from pilot.reading import SIGNERS, read_case

OWN_FILE = "cases.toml"
PERSONS = range(1, 100)
GRADES = range(11)
CRITERIA = range(1, 7)
PANELS = (3, 5)


def load_pilot(path: Path | None = None) -> PilotData:
    """The data of the file at `path`, or of the pilot's own file.

    Raises BadInput `pilot_file_unreadable` where it cannot be read as TOML, `pilot_file_faulty` with every fault.
    """
    name, raw = (OWN_FILE, _own_file()) if path is None else (str(path), _file(path))
    faults: list[Fault] = []
    data = _data(FileReader(raw, "", faults))
    if not faults:
        faults.extend(_contradictions(data))
    if faults:
        details = "".join(f"（{number}）{fault.message()}" for number, fault in enumerate(faults, 1))
        raise BadInput("pilot_file_faulty", file=name, count=len(faults), details=details)
    return data


def _own_file() -> Mapping[str, object]:
    return tomllib.loads(files("pilot").joinpath(OWN_FILE).read_text(encoding="utf-8"))


def _file(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        reason = os_reason(fault) if isinstance(fault, OSError) else str(fault)
        raise BadInput("pilot_file_unreadable", file=path, reason=reason) from fault


def _data(reader: FileReader) -> PilotData:
    paces = frozenset(stages())
    data = PilotData(
        seed=reader.text("seed") or "",
        until=reader.day("until") or date.max,
        cases=reader.each("case", lambda case: read_case(case, paces)),
    )
    reader.maybe_text("about")
    reader.close()
    return data


def _contradictions(data: PilotData) -> Iterator[Fault]:
    """What can be read but cannot be true, or is told twice."""
    if not data.cases:
        yield Fault("case", "fault_missing")
    seen: set[object] = set()
    for place, case in enumerate(data.cases):
        where = f"case[{place}]"
        for name, value in (("person", case.person), ("born_on", case.born_on)):
            if value in seen:
                yield Fault(f"{where}.{name}", "fault_person_twice", {"value": value})
            seen.add(value)
        yield from _of_case(where, case, data.until)


def _of_case(where: str, case: Case, until: date) -> Iterator[Fault]:
    yield from _days(where, case, until)
    if case.person not in PERSONS:
        yield Fault(f"{where}.person", "fault_out_of_range", {"value": case.person, "range": "1至99"})
    if case.criterion not in CRITERIA:
        yield Fault(f"{where}.criterion", "fault_out_of_range", {"value": case.criterion, "range": "1至6"})
    if case.third_party_paid_fen > sum(bill.allowed_fen for bill in case.bills):
        yield Fault(f"{where}.third_party_paid", "fault_third_party_above_bills")
    if case.pace and not case.note:
        yield Fault(f"{where}.note", "fault_pace_unexplained")
    if case.returned_draft and case.returned_draft.by not in SIGNERS:
        facts = {"value": case.returned_draft.by, "choices": "、".join(SIGNERS)}
        yield Fault(f"{where}.returned_draft.by", "fault_not_a_choice", facts)
    yield from _bills(where, case)
    yield from _appraisal(where, case)


def _days(where: str, case: Case, until: date) -> Iterator[Fault]:
    in_order = (
        ("accident.on", case.accident.on),
        ("report.on", case.report.on),
        ("application.on", case.application.on),
    )
    for (earlier, first), (later, then) in pairwise(in_order):
        if then < first:
            yield Fault(f"{where}.{later}", "fault_days_reversed", {"day": then, "earlier": earlier, "first": first})
    if case.dispute and not case.application.on < case.dispute.on <= until:
        yield Fault(f"{where}.dispute.on", "fault_after_the_end", {"day": case.dispute.on, "until": until})
    if case.accident.on > until:
        yield Fault(f"{where}.accident.on", "fault_after_the_end", {"day": case.accident.on, "until": until})


def _bills(where: str, case: Case) -> Iterator[Fault]:
    further = case.further_bills.bills if case.further_bills else ()
    for bill in (*case.bills, *further):
        if bill.allowed_fen > bill.claimed_fen:
            facts = {"allowed_fen": bill.allowed_fen, "amount_fen": bill.claimed_fen}
            yield Fault(f"{where}.bills", "fault_allowed_above_claimed", facts)
    if not case.bills and case.refusal is None and case.gongshang_choice is None:
        yield Fault(f"{where}.bills", "fault_missing")


def _appraisal(where: str, case: Case) -> Iterator[Fault]:
    appraisal = case.appraisal
    if appraisal is None:
        return
    for name, grade in (("grade", appraisal.grade), ("redo.grade", appraisal.final_grade)):
        if grade not in GRADES:
            yield Fault(f"{where}.appraisal.{name}", "fault_out_of_range", {"value": grade, "range": "0至10"})
    if appraisal.panel_size not in PANELS:
        facts = {"value": appraisal.panel_size, "range": "3或5"}
        yield Fault(f"{where}.appraisal.panel_size", "fault_out_of_range", facts)
