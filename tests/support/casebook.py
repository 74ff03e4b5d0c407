"""Writing a case past the engine, in any state: rows in memory until `save`, so that a test can still break one of them.

What is written is consistent: every subject has its event in the chain, every clock its due day by the law, every
letter its services.
"""

from __future__ import annotations

from datetime import date
from functools import cache, partial
from typing import Any, cast

from sqlalchemy import Boolean, Connection, Integer

from claims.canonical import canonical_json, commitment
from claims.chain import event_hash, genesis
from claims.store.migrations.ground.holds import WAITING
from claims.store.rows import Row, insert_rows, update_row
from claims.store.tables import table
from notifications.codes import verify_code
from notifications.kinds import DISPUTANT, Variant, letter_kind
from tests.support.world import ACCIDENT, INDUSTRY, INJURED, PLATFORM, PROVINCE, REPORTED, World
from workflows.casefile import AFTER_NUMBERS, WRITE_ORDER, CaseFile
from workflows.clock_days import days_of
from workflows.clock_rules import CLOCK_RULES, OPEN
from workflows.clockwork import period_of
from workflows.holds import HOLDS
from workflows.machines import MACHINES

NUMBER = "TL-2024-000901"
OTHER_NUMBER = "TL-2024-000902"
FIRST_VERSION = 3
FIRST_SERIAL = 9000
ORDER = (
    "noted_head",
    "batch",
    "bank_file",
    "bank_line",
    "bank_sorted",
    "claim",
    "letter",
    *WRITE_ORDER[1:],
    *AFTER_NUMBERS[1:],
)
PERSONAL = {
    "accident_place": "铜梁区巴川街道",
    "accident_course": "送餐途中摔倒",
    "injury": "右手腕骨折",
}


def blank(name: str) -> Row:
    """A row of `name` with nothing in it."""
    return dict(_blank(name))


@cache
def _blank(name: str) -> Row:
    return {column.name: _nothing(column) for column in table(name).columns if column.autoincrement is not True}


def _nothing(column: Any) -> Any:
    if column.nullable:
        return None
    if isinstance(column.type, Boolean):
        return False
    return 0 if isinstance(column.type, Integer) else ""


BEFORE_WAITING = "not there yet"


def waits(name: str, row: Row) -> bool:
    """Whether the database takes the row only once its clock is there."""
    return name in WAITING and row["state"] in WAITING[name][1]


class Case:
    """The rows of one case by table. `claim` is its main row."""

    def __init__(self, world: World, state: str, no: str = NUMBER, **columns: Any) -> None:
        self.world = world
        self.no = no
        self.rows: dict[str, list[Row]] = {}
        self._places = 0
        self._born: list[tuple[Row, Row]] = []
        self.claim = self._claim(state, columns)
        self.personal: dict[str, Any] = dict(PERSONAL)
        self.add("claim_private", claim_no=no, salt="s", body="")
        self._born.append((self.event("claim", no, state, "report", REPORTED), self.claim))

    def _claim(self, state: str, columns: dict[str, Any]) -> Row:
        facts = {
            "no": self.no,
            "state": state,
            "version": FIRST_VERSION,
            "last_occurred_on": REPORTED,
            "last_recorded_at": "2024-09-03T00:00:00.000000Z",
            "province": PROVINCE,
            "person_id": INJURED,
            "claimant_id": INJURED,
            "claimant_relation": "self",
            "platform": PLATFORM,
            "industry": INDUSTRY,
            "channel": "app",
            "accident_on": ACCIDENT,
            "reported_on": REPORTED,
            "order_no": "MT1",
            "order_state": "delivering",
        }
        return self.add("claim", **{**facts, **columns})

    def add(self, name: str, **columns: Any) -> Row:
        """A row of table `name`; columns not given are blank."""
        row = {**blank(name), **columns}
        self.rows.setdefault(name, []).append(row)
        return row

    def drop(self, name: str, row: Row) -> None:
        """Take a row away again, with its event if it has one."""
        self.rows[name] = [known for known in self.of(name) if known is not row]
        for event, born in self._born:
            if born is row:
                self.rows["event"] = [known for known in self.of("event") if known is not event]
        self._born = [(event, born) for event, born in self._born if born is not row]

    def of(self, name: str) -> list[Row]:
        """The rows of table `name`."""
        return self.rows.get(name, [])

    def next_id(self, kind: str) -> str:
        """An id as the engine gives them."""
        self._places += 1
        return f"{self.no}/{kind}-{self._places}"

    def subject(self, machine: str, state: str, **columns: Any) -> Row:
        """A subject of `machine` in `state`, with its event."""
        stored = MACHINES[machine]
        row_id = columns.pop("id", None) or self.next_id(stored.short)
        facts = {"id": row_id, "claim_no": self.no, "state": state, "version": FIRST_VERSION}
        born = self.event(machine, row_id, state, "set_up", REPORTED)
        row = self.add(stored.stored_in, **{**facts, **columns})
        self._born.append((born, row))
        self._keep_waiting(machine, state, row_id)
        return row

    def _keep_waiting(self, machine: str, state: str, subject: str) -> None:
        """Whoever waits has a clock that wakes somebody."""
        for code in HOLDS.get((machine, state), ())[:1]:
            self.clock(code, subject=subject)

    def event(
        self,
        machine: str,
        subject: str,
        target: str,
        trigger: str,
        day: date,
        *,
        role: str = "SYS",
        source: str = "new",
    ) -> Row:
        """An event at the end of the chain; hashes are set when the case is saved."""
        seq = len(self.of("event")) + 1
        return self.add(
            "event",
            id=f"{self.no}#{seq}",
            claim_no=self.no,
            seq=seq,
            machine=machine,
            subject=subject,
            trigger=trigger,
            source=source,
            target=target,
            actor="system",
            role=role,
            occurred_on=day,
            command_id=f"written {self.no} {seq}",
            data="{}",
            consequences=canonical_json({"version": FIRST_VERSION}),
        )

    def decided(self, state: str) -> None:
        """Put the event by which the case was decided before the one by which it came to where it is."""
        self.event("claim", self.no, state, "confirm", REPORTED)
        self.rows["event"].insert(0, self.rows["event"].pop())
        self._born[0][0].update(source=state)

    def clock(self, code: str, on: date = REPORTED, *, subject: str | None = None, state: str = "running") -> Row:
        """A clock that runs by the law from `on`; a paused one stands since the day after."""
        rule, desk = CLOCK_RULES[code], self.world.desk
        started_on = ACCIDENT if rule.from_accident and on == REPORTED else on
        period = period_of(rule, desk.rules, started_on, self.claim["accident_on"])
        row = self.add(
            "clock",
            id=self.next_id("clock"),
            claim_no=self.no,
            subject=subject or self.no,
            party=self._party(subject),
            lane="normal",
            code=code,
            rule=rule.limit,
            amount=period.amount,
            unit=period.unit.value,
            started_on=started_on,
            rolls=rule.rolls,
            generation=1,
            state=state,
            started_by=f"{self.no}#1",
        )
        days = days_of(row, (), period, desk.rules, desk.calendar)
        row.update(
            due_on=days.due.on,
            target_on=days.target_on,
            next_wake_on=days.wake_on(started_on) if state == "running" else None,
            provisional=days.due.provisional,
            calendar_version=days.due.calendar_version,
        )
        if state == "paused":
            self.add(
                "clock_pause", claim_no=self.no, clock_id=row["id"], notice_on=on, reason="中止", document="合成文书1号"
            )
        return row

    def _party(self, subject: str | None) -> str | None:
        """Whose period runs from a service: the recipient's."""
        return next((row["recipient_kind"] for row in self.of("service") if row["id"] == subject), None)

    def letter(
        self, kind: str, on: date = REPORTED, *, subject: str | None = None, served_on: date | None = None
    ) -> Row:
        """A numbered letter with a service record a recipient, served on `served_on` or still pending."""
        known = letter_kind(kind)
        serial = FIRST_SERIAL + 100 * int(self.no[-6:]) + len(self.of("letter"))
        row = self.add(
            "letter",
            id=self.next_id("letter"),
            claim_no=self.no,
            kind=kind,
            series=known.series,
            year=on.year,
            serial=serial,
            number=f"{self.no} 合成{known.name}〔{on.year}〕{serial}号",
            verify_code=verify_code(f"{self.no} {serial}"),
            dated_on=on,
            event_id=f"{self.no}#1",
            subject=subject or self.no,
            snapshot_commitment=commitment("s", {}),
            template_sha256="t",
            state="issued",
        )
        self.add("letter_private", letter_id=row["id"], salt="s", snapshot="{}")
        for copy in known.copies if known.served else ():
            if (copy.to, copy.variant) != (DISPUTANT, Variant.PARTY):
                self.service(row, "person" if copy.to == DISPUTANT else copy.to, copy.variant.value, served_on)
        return row

    def service(self, letter: Row, to: str, variant: str = "full", served_on: date | None = None) -> Row:
        """The service record of one recipient."""
        recipients = {"person": self.claim["claimant_id"], "platform": self.claim["platform"], "organ": "机关"}
        served = {"served_on": served_on, "method": "direct", "evidence": "回证"} if served_on else {}
        return self.subject(
            "service",
            "served" if served_on else "pending",
            letter_id=letter["id"],
            recipient=recipients[to],
            recipient_kind=to,
            variant=variant,
            **served,
        )

    def file(self) -> CaseFile:
        """The case as guards read it, out of memory."""
        self.finish()
        file = CaseFile(cast(Connection, None), self.claim, is_new=True)
        for name, rows in self.rows.items():
            for row in rows if name != "claim" else ():
                file.add(name, row)
        return file

    def save(self) -> None:
        """Write every row."""
        self.finish()
        with self.world.engine.begin() as connection:
            for name in ORDER:
                for row in self.of(name):
                    insert_rows(connection, name, [{**row, "state": BEFORE_WAITING} if waits(name, row) else row])
            for name, (key, _) in WAITING.items():
                for row in filter(partial(waits, name), self.of(name)):
                    update_row(connection, name, {key: row[key]}, {"state": row["state"]})

    def finish(self) -> None:
        """Close the chain and the private row over what is there now."""
        waiting = HOLDS.get(("claim", self.claim["state"]), ())
        if not any(row["code"] in waiting and row["state"] in OPEN for row in self.of("clock")):
            self._keep_waiting("claim", self.claim["state"], self.no)
        self.of("claim_private")[0]["body"] = canonical_json(self.personal)
        for event, row in self._born:
            event["target"] = row["state"]
        prev = genesis(self.no)
        for seq, event in enumerate(self.of("event"), start=1):
            event.update(seq=seq, id=f"{self.no}#{seq}", prev_hash=prev, recorded_at=f"2024-09-03T00:00:00.{seq:06d}Z")
            event["hash"] = prev = event_hash(event)
        last = self.of("event")[-1]
        self.claim.update(
            event_seq=last["seq"], head_hash=prev, last_recorded_at=last["recorded_at"], subject_seq=self._places
        )
