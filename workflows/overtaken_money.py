"""What others did since somebody opened a page on batches, on payments that wait, or on the acts of the fund."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, select

from claims.money import yuan
from claims.store.rows import Row, select_among, select_one
from claims.store.tables import table
from workflows.account_names import account_names
from workflows.batch_view import show_batch
from workflows.batches import Sealed
from workflows.fund_acts import DECLINED, WITHDRAWN, answer_to
from workflows.machines import MACHINES
from workflows.overtaken import NOTHING, Beside, Overtaken, told_of
from workflows.transaction import Desk, reading

EVENT = table("event")
OF_BATCHES = ("batch", "unbatch", "release")
HASH_SHOWN = 16
ANSWERED = {DECLINED: "已记不同意", WITHDRAWN: "拟办人已撤回"}


def moves_of_batch(connection: Connection, batch_no: str) -> list[Row]:
    """Every time that a payment was put into a batch, taken out of it or released with it, in order; how many there are is
    what a page has seen of it.
    """
    named = EVENT.c.data.contains(json.dumps(batch_no), autoescape=True)
    put_in = select(EVENT.c.subject).where(EVENT.c.trigger == "batch", named)
    found = select(EVENT).where(EVENT.c.subject.in_(put_in), EVENT.c.trigger.in_(OF_BATCHES))
    return [dict(row) for row in connection.execute(found.order_by(EVENT.c.recorded_at, EVENT.c.id)).mappings()]


def overtaken_batch(desk: Desk, username: str, seen: Sealed, label: str, moves: int) -> Overtaken | None:
    """Both versions of a batch that was seen as `seen`, in the state `label` after so many `moves`, where others have changed
    it. Raises Refused where there is no such batch.
    """
    now = show_batch(desk, seen.batch_no)
    both = (
        Beside("状态", label, now.label),
        Beside("笔数", str(seen.count), str(now.count)),
        Beside("金额", yuan(seen.sum_fen), yuan(now.sum_fen)),
        Beside("文件摘要", seen.sha256[:HASH_SHOWN] or NOTHING, now.sha256[:HASH_SHOWN] or NOTHING),
    )
    with reading(desk) as connection:
        rows = moves_of_batch(connection, seen.batch_no)[moves:] if moves >= 0 else []
    return _by_others(desk, username, rows, tuple(one for one in both if one.seen != one.now))


def overtaken_payments(desk: Desk, username: str, ids: Sequence[str]) -> Overtaken | None:
    """Both versions of payments that were seen waiting, where others have put them into a batch."""
    with reading(desk) as connection:
        gone = [row for row in select_among(connection, "payment", "id", sorted(ids)) if row["state"] != "pending"]
        found = select(EVENT).where(
            EVENT.c.subject.in_([row["id"] for row in gone]), EVENT.c.trigger.in_(OF_BATCHES)
        ).order_by(EVENT.c.recorded_at)  # fmt: skip
        rows = [dict(row) for row in connection.execute(found).mappings()]
    states = MACHINES["payment"].states
    lines = tuple(
        Beside(row["id"], states["pending"], f"{states[row['state']]} {row['batch_no'] or ''}".strip()) for row in gone
    )
    return _by_others(desk, username, rows[-1:], lines)


def _by_others(desk: Desk, username: str, moves: Sequence[Row], lines: tuple[Beside, ...]) -> Overtaken | None:
    """Told by the last of these moves that another made; None where there is none."""
    later = [row for row in moves if row["actor"] != username]
    if not later:
        return None
    with reading(desk) as connection:
        return told_of(later, account_names(connection, {row["actor"] for row in later}), {}, lines)


def overtaken_fund_act(desk: Desk, username: str, number: str) -> Overtaken | None:
    """The answer that another gave to an act of the fund that was seen waiting; None where it waits, or the answer is his own."""
    with reading(desk) as connection:
        prepared, answer = select_one(connection, "book_event", id=number), answer_to(connection, number)
        if prepared is None or answer is None or answer["actor"] == username:
            return None
        names = account_names(connection, [answer["actor"]])
    line = Beside(number, "等另一人确认", ANSWERED.get(answer["kind"], "已确认"))
    return Overtaken(names.get(answer["actor"], NOTHING), answer["recorded_at"], (line,))
