"""A dispute walked down its lane through the engine: moves on their own days, sweeps, and what the clocks then say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from claims.store.rows import Row
from tests.support.casebook import Case
from tests.support.fixtures.standing import SERVED, standing
from tests.support.invariants import WRITTEN_TOO, faults
from tests.support.world import World
from workflows.acting import act
from workflows.command import Outcome
from workflows.sweep import Swept, sweep

LODGED, ACCEPTED = "2024-10-08", "2024-10-10"


def day(text: str) -> date:
    """A legal day from its ISO text."""
    return date.fromisoformat(text)


class Lane:
    """One case and its dispute; `dispute` is set once it is lodged."""

    def __init__(self, world: World, case: Case) -> None:
        self.world = world
        self.no = case.no
        self.dispute = ""
        case.save()

    def at(self, on: str) -> None:
        """Let the bureau's clock say noon of that day."""
        self.world.moment = datetime.fromisoformat(f"{on}T04:00:00").replace(tzinfo=UTC)

    def try_to(self, who: str, target: str, trigger: str, on: str, **data: Any) -> Outcome:
        """Make a move on its day; the refusals are the caller's to look at."""
        self.at(on)
        return act(self.world.desk, who, target, trigger, day(on), data)

    def do(self, who: str, trigger: str, on: str, *, target: str | None = None, **data: Any) -> str:
        """Make a move on the dispute (or on `target`) that must be permitted; returns its subject."""
        outcome = self.try_to(who, target or self.dispute, trigger, on, **data)
        assert outcome.done, [refusal.message() for refusal in outcome.refusals]
        assert faults(self.world, WRITTEN_TOO) == []
        return outcome.subject

    def told_later(self, who: str, trigger: str, on: str, told: str, **data: Any) -> list[str]:
        """Register on the day `told` what happened on an earlier one; the codes for which it is refused."""
        self.at(told)
        outcome = act(self.world.desk, who, self.dispute, trigger, day(on), data)
        assert faults(self.world, WRITTEN_TOO) == []
        return [refusal.code for refusal in outcome.refusals]

    def lodge(self, who: str, on: str, matter: str, route: str, **data: Any) -> str:
        """Lodge the dispute."""
        self.dispute = self.do(who, "lodge", on, target=f"{self.no}/dispute", matter=matter, route=route, **data)
        return self.dispute

    def refused(self, who: str, trigger: str, on: str, *, target: str | None = None, **data: Any) -> list[str]:
        """The codes for which a move is refused."""
        outcome = self.try_to(who, target or self.dispute, trigger, on, **data)
        assert not outcome.done
        return [refusal.code for refusal in outcome.refusals]

    def sweep(self, on: str) -> Swept:
        """The sweep of that day, which must refuse nothing and leave nothing aside."""
        self.at(on)
        swept = sweep(self.world.desk, day(on))
        assert (swept.refused, swept.set_aside) == ((), ())
        return swept

    @property
    def row(self) -> Row:
        """The dispute."""
        return self.world.one("dispute", id=self.dispute)

    @property
    def claim(self) -> Row:
        """The case."""
        return self.world.one("claim", no=self.no)

    @property
    def states(self) -> tuple[str, str]:
        """The state of the dispute and that of the case."""
        return str(self.row["state"]), str(self.claim["state"])

    def clocks(self, subject: str | None = None) -> dict[str, str]:
        """The last days of the running clocks on the dispute (or another subject), by code and party."""
        rows = self.world.rows("clock", subject=subject or self.dispute, state="running")
        return {_name(row): row["due_on"].isoformat() for row in rows}

    def clock(self, code: str, subject: str | None = None) -> Row:
        """The latest clock of a code on the dispute (or another subject)."""
        rows = self.world.rows("clock", subject=subject or self.dispute, code=code)
        return max(rows, key=lambda row: int(row["id"].rpartition("-")[2]))

    def decide(self, on: str, outcome: str, **data: Any) -> None:
        """The organ decides."""
        self.do("legal1", "decided", on, outcome=outcome, document=f"裁决（{on}）", **data)

    def serve(self, party: str, on: str) -> None:
        """The decision is served on a party."""
        self.do("legal1", "decision_served", on, party=party, evidence="送达回证")


def lodged_review(world: World) -> Lane:
    """A review lodged on 8 October 2024 against a confirmation served on 23 September."""
    case = standing(world, "confirmed")
    for service in case.of("service"):
        if service["served_on"] == SERVED:
            for code in ("T23", "T28"):
                case.clock(code, SERVED, subject=service["id"])
    walked = Lane(world, case)
    walked.lodge("rider1", LODGED, "confirmation", "review")
    return walked


def accepted_review(world: World, **data: str) -> Lane:
    """The same, taken on by the organ two days later."""
    walked = lodged_review(world)
    walked.do("legal1", "accepted", ACCEPTED, document="铜府复〔2024〕1号", **data)
    return walked


def answered_review(world: World) -> Lane:
    """The same, answered by the bureau."""
    walked = accepted_review(world)
    walked.do("legal1", "answer", "2024-10-18", document="答复1号", evidence=["订单记录"])
    return walked


def _name(clock: Row) -> str:
    return f"{clock['code']} {clock['party']}" if clock["party"] else str(clock["code"])
