"""The check of everything at once 立即检查: seals, events, letters, evidence, and what must agree; the first bad row is named.

The parts are those that the commands make one by one; none stops because another found something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from claims.clock import minute_text
from claims.errors import ClaimsError, wording
from claims.merkle import leaf_hash
from claims.sealing import leaf_text
from claims.store.tables import table
from workflows.audit_tasks import CHECK, DONE, Task, Tell, finish, tasks, teller
from workflows.checks.daily import CHECKS, find
from workflows.evidence_integrity import check_evidence
from workflows.seal_checks import LedgerFlaw, verify_ledger
from workflows.sealed_entries import stored_entries
from workflows.transaction import Desk, reading
from workflows.verifying import verify

FLAWS_KEPT = 50
LEAF, SEAL = table("seal_leaf"), table("seal")
Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """The last check that was finished: how much it looked at, whether all held, when, and the first flaw in words."""

    counted: int
    is_whole: bool
    when: str
    first_flaw: str


def run_checks(desk: Desk, task_id: str) -> None:
    """Make every check of a task and write its result; a check that cannot be made is a result too."""
    told = _Told(teller(desk, task_id))
    found = [_part(name, check, desk, told.part()) for name, check in PARTS.items()]
    finish(desk, task_id, {"parts": found})


@dataclass(slots=True)
class _Told:
    """Adds up what the parts tell, so that the numbers only grow."""

    tell: Tell
    done: int = 0
    total: int = 0

    def part(self) -> Tell:
        done, total = self.done, self.total

        def tell(part_done: int, part_total: int) -> None:
            self.done, self.total = done + part_done, total + part_total
            self.tell(self.done, self.total)

        return tell


def _part(name: str, check: Callable[[Desk, Tell], Part], desk: Desk, tell: Tell) -> Part:
    try:
        return {"name": name, **check(desk, tell)}
    except (ClaimsError, OSError) as fault:
        said = fault.message() if isinstance(fault, ClaimsError) else type(fault).__name__
        return {"name": name, "counted": 0, "flaws": [f"没有查成：{said}"]}


def _seals(desk: Desk, tell: Tell) -> Part:
    found = verify_ledger(desk, progress=tell)
    flaw = found.flaw
    part: Part = {"counted": found.entries, "flaws": [flaw.message()] if flaw else []}
    part["note"] = f"{found.batches} 批，{found.unsigned} 批没有签名，{found.heads_matched} 个外部头部相符"
    if flaw is not None:
        part["first"] = _first(desk, flaw, found.batches)
    return part


def _first(desk: Desk, flaw: LedgerFlaw, good: int) -> dict[str, Any]:
    """The first bad row: which, its hash as sealed and as it is now, and the last seal that held."""
    facts: dict[str, Any] = {"row": flaw.where, "place": flaw.place, "last_good_batch": good}
    with reading(desk) as connection:
        chosen = select(LEAF).where(LEAF.c.leaf_no == flaw.place)
        leaf = connection.execute(chosen).mappings().first()
        if leaf is None:
            return facts
        facts["row"], facts["expected"] = f"{leaf['kind']}/{leaf['row_id']}", leaf["leaf_hash"]
        row = stored_entries(connection, [(leaf["kind"], leaf["row_id"])]).get((leaf["kind"], leaf["row_id"]))
    if row is not None:
        try:
            text = leaf_text(flaw.place, leaf["kind"], leaf["row_id"], row)
            facts["found"] = leaf_hash(text.encode("ascii")).hex()
        except TypeError:
            facts["found"] = ""
    return facts


def _events(desk: Desk, tell: Tell) -> Part:
    found = verify(desk, tell, letters=True)
    return {"counted": found.events, "flaws": [one.message() for one in found.flaws[:FLAWS_KEPT]],
            "note": f"{found.cases} 件案件"}  # fmt: skip


def _evidence(desk: Desk, tell: Tell) -> Part:
    found = check_evidence(desk, tell)
    flaws = [f"文件不在：{one}" for one in found.gone] + [f"与入库时不一致：{one}" for one in found.altered]
    return {"counted": found.files, "flaws": flaws[:FLAWS_KEPT]}


def _agreement(desk: Desk, tell: Tell) -> Part:
    found = find(desk)
    tell(len(CHECKS), len(CHECKS))
    flaws = [f"{wording(f'check_{one.check}')}{one.text}" for one in found[:FLAWS_KEPT]]
    return {"counted": len(CHECKS), "flaws": flaws}


PARTS: Mapping[str, Callable[[Desk, Tell], Part]] = {
    "封存：分录、默克尔根、签名": _seals,
    "事件链、分录和文书文件": _events,
    "证据文件": _evidence,
    "账、文号和付款相互一致": _agreement,
}


def last_result(desk: Desk) -> Checked | None:
    """The last check that was finished; None where none was."""
    found = next((one for one in tasks(desk, CHECK) if one.step == DONE), None)
    return None if found is None else checked(found)


def checked(done: Task) -> Checked:
    """What a finished check comes to."""
    flaws = list(flaws_of(done))
    counted = sum(int(part["counted"]) for part in done.result.get("parts", ()))
    return Checked(counted, not flaws, minute_text(done.asked_at), flaws[0] if flaws else "")


def flaws_of(done: Task) -> Iterator[str]:
    """Every flaw of a finished check, in words."""
    for part in done.result.get("parts", ()):
        yield from part["flaws"]
