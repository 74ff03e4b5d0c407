"""Replaying the pilot: all cases day by day through the engine, the letters rendered, everything checked and summed up."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, func, select

from claims.errors import Refused
from claims.store.rows import select_rows, update_row
from claims.store.tables import table
from pilot.facts import PilotData
from pilot.office import CASHIER, Hands, Office
from pilot.routines.daily import begin
from pilot.script import told
from pilot.summary import Summary, summed_up
from workflows.transaction import Desk, in_one_transaction, reading

Progress = Callable[[str, int, int], None]
PROVINCE = "重庆"
EMPTY = {
    "claim": "案件",
    "person": "人员",
    "event": "事件",
    "book_event": "基金账务",
    "transfer": "分类账",
    "letter": "文书",
    "batch": "支付批次",
    "bank_file": "银行文件",
}
LETTERS_AT_A_TIME = 10
BY_ITSELF = Hands()
DAYS = "办理案件"
UNDONE = select(table("outbox").c.effect_key).where(table("outbox").c.state != "done").limit(1)


def replay(desk: Desk, data: PilotData, progress: Progress | None = None, hands: Hands = BY_ITSELF) -> Summary:
    """Replay `data` into the empty demo database of `desk`; returns what came of it.

    `progress` is told the stage, how much of it is done and how much there is; `hands` sweep and drain. Raises Refused
    where the database is not empty or is production, and `pilot_act_refused` where the data ask for what the engine does
    not allow.
    """
    _require_empty_demo(desk)
    in_one_transaction(desk, lambda connection: _keep_seed(connection, data.seed))
    office = Office(desk, data.seed, hands)
    _tell(office, data, progress)
    _render(office)
    return summed_up(office.desk, data.until)


def _keep_seed(connection: Connection, seed: str) -> None:
    """The installation knows by which seed its ids and salts were made."""
    row = select_rows(connection, "installation")[0]
    update_row(connection, "installation", {"id": row["id"]}, {"replay_seed": seed})


def _tell(office: Office, data: PilotData, progress: Progress | None) -> None:
    first = min(case.report.on for case in data.cases)
    begin(office, first)
    for case in data.cases:
        office.agenda.add(told(office, case), case.report.on)
    for day in office.agenda.days(data.until):
        office.set_day(day)
        office.agenda.run(day)
        _render(office)
        if progress:
            progress(DAYS, (day - first).days + 1, (data.until - first).days + 1)
    office.set_day(data.until)
    office.bank_statement(CASHIER)


def _render(office: Office) -> None:
    """The letters of the day as files, each from its snapshot: they are signed before they are served."""
    while _waits(office.desk) and office.hands.drain(office.desk, LETTERS_AT_A_TIME).done:
        pass


def _waits(desk: Desk) -> bool:
    """Whether an effect is undone: on most days none is, and to ask is cheaper than to lease."""
    with reading(desk) as connection:
        return connection.execute(UNDONE).first() is not None


def _require_empty_demo(desk: Desk) -> None:
    if desk.production:
        raise Refused("pilot_in_production")
    if desk.rules.province != PROVINCE:
        raise Refused("pilot_province_other", wanted=PROVINCE, province=desk.rules.province)
    for name, label in EMPTY.items():
        found = _count(desk, name)
        if found:
            raise Refused("pilot_database_not_empty", table=label, count=found)


def _count(desk: Desk, name: str) -> int:
    with reading(desk) as connection:
        return int(connection.execute(select(func.count()).select_from(table(name))).scalar_one())
