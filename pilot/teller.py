"""Telling one case: its facts, its number, and the few phrases in which its stories are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from claims.store.rows import Row
from pilot.agenda import Story
from pilot.facts import Case, Reporter
from pilot.office import INTAKE, Office
from pilot.pace import days_of
from workflows.command import Outcome


class Teller:
    """One case in the telling. `no` is empty until the case has been reported."""

    def __init__(self, office: Office, case: Case) -> None:
        self.office = office
        self.case = case
        self.person_id = self.rider = self.no = ""

    def known_as(self, person_id: str, rider: str) -> None:
        """The person has been registered, and signs in as `rider`."""
        self.person_id, self.rider = person_id, rider

    def opened(self, no: str) -> None:
        """The case has its number."""
        self.no = no
        self.office.cases[no] = self.case

    def account_of(self, party: Reporter) -> str:
        """The sign-in that reports or applies for `party`; at the counter and on the telephone it is the officer's."""
        if party is Reporter.RIDER:
            return self.rider
        return self.office.platform_account(self.case.platform) if party is Reporter.PLATFORM else INTAKE

    def act(self, who: str, trigger: str, target: str = "", **data: Any) -> Outcome:
        """A move on the case, or on `target`."""
        return self.office.act(who, target or self.no, trigger, **data)

    def propose(self, who: str, trigger: str, targets: list[str] | None = None, **proposal: Any) -> str:
        """An approval drafted for the case, or for `targets`; returns its id."""
        return self.office.propose(who, trigger, targets or [self.no], **proposal)

    def also(self, story: Story, day: date | None = None) -> None:
        """Let another story of the case begin today, or on `day`, beside this one."""
        self.office.agenda.add(story, day or self.office.today)

    def after(self, stage: str) -> date:
        """The working day on which `stage` is done, counted from today."""
        return self.office.working_days_later(days_of(self.case, stage))

    def working_day(self, days: int = 1) -> date:
        """The `days`-th working day from today."""
        return self.office.working_days_later(days)

    def days_later(self, days: int, since: date | None = None) -> date:
        """The first working day that is at least `days` calendar days after today (or `since`)."""
        return self.office.working_days_later(0, (since or self.office.today) + timedelta(days=days))

    def until(self, holds: Callable[[], bool]) -> Story:
        """Wait, from working day to working day, until something holds."""
        while not holds():
            yield self.working_day()

    def claim(self) -> Row:
        """The row of the case as it is now."""
        return self.office.rows("claim", no=self.no)[0]

    def rows(self, table: str, **where: Any) -> list[Row]:
        """The rows of the case in `table` that match."""
        return self.office.rows(table, claim_no=self.no, **where)

    def row(self, table: str, key: str) -> Row:
        """The row of `table` with that id."""
        return self.office.rows(table, id=key)[0]

    def services(self, letter_kind: str, to: str = "person") -> list[Row]:
        """The services of the latest letter of that kind on a recipient; none while there is no such letter."""
        letters = [row["id"] for row in self.rows("letter") if row["kind"] == letter_kind]
        latest = max(letters, key=place, default="")
        return [row for row in self.rows("service", recipient_kind=to) if row["letter_id"] == latest]

    def service(self, letter_kind: str, to: str = "person") -> Row:
        """The service of the latest letter of that kind, which there must be."""
        return self.services(letter_kind, to)[0]

    def served(self, letter_kind: str, to: str = "person") -> bool:
        """Whether the latest letter of that kind has been served on the recipient."""
        return any(row["state"] == "served" for row in self.services(letter_kind, to))


def place(subject_id: str) -> int:
    """The place at the end of an id such as TL-2025-000041/letter-12, by which ids of one case are in order."""
    return int(subject_id.rpartition("-")[2])
