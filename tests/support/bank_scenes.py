"""Payments that are with the bank, and the bank's lines on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from claims.bank.formats import PLAIN_CSV
from claims.bank.lines import Answer, Result
from claims.store.rows import Row
from tests.support.casebook import Case
from tests.support.fixtures.standing import ALLOWED_FEN, account, batch, item, payment, standing
from tests.support.world import TODAY, World
from workflows.acting import act
from workflows.bank_files import take_answers
from workflows.bank_report import Report, report_of
from workflows.bank_sorting import LeftOpen, sort_lines
from workflows.batches import add_payments, open_batch, release_batch, seal_batch
from workflows.command import Outcome

BATCH = "PF-20241008-01"
NAME, ACCOUNT = "合成人员01", "6222000000000009"
CASHIER, SECOND, APPROVER = "cashier1", "cashier2", "approver1"


def number(place: int) -> str:
    """The number of a case that is there for its payment only."""
    return f"TL-2024-{500 + place:06d}"


def with_payments(world: World, states: Sequence[str], batch_no: str = BATCH) -> list[str]:
    """A case each with a payment in that state, those beyond `pending` in one batch; returns the payments' ids."""
    cases: list[tuple[Case, Row]] = []
    for place, state in enumerate(states):
        case = standing(world, "settling", number(place))
        account(case)
        award = item(case, "discharged" if state == "paid" else "effective")
        if state == "paid":
            award.update(paid_fen=ALLOWED_FEN)
        made = payment(case, state, award)
        if state == "paid":
            made.update(bank_ref=f"流水{place}", paid_on=TODAY, paid_fen=ALLOWED_FEN)
        if state in ("sent", "unknown"):
            case.clock("bank_answer" if state == "sent" else "payment_query", date(2024, 10, 9), subject=made["id"])
        cases.append((case, made))
    away = tuple(made for _, made in cases if made["state"] not in ("pending", "held"))
    if away:
        batch(cases[0][0], batch_no, of=away, sealed=True)
    for case, _ in cases:
        case.save()
    return [str(made["id"]) for _, made in cases]


def line(payment_id: str, result: Result = Result.PAID, **changes: Any) -> Answer:
    """The bank's line on a payment: paid in full under a reference of its own, unless something else is said."""
    ref = f"R-{payment_id[8:]}" if result in (Result.PAID, Result.REFUNDED) else ""
    usual = Answer(0, payment_id, ALLOWED_FEN, result, BATCH, ref, "", TODAY, NAME, ACCOUNT)
    return replace(usual, **changes)


def take(world: World, answers: Sequence[Answer], name: str = "回盘.csv") -> str:
    """The number under which a return file with these lines has been taken in; nothing is sorted yet."""
    return take_answers(world.desk, CASHIER, name, PLAIN_CSV.answers(answers), TODAY).file_no


def imported(world: World, answers: Sequence[Answer]) -> Report:
    """Take in a return file with these lines and sort them all."""
    file_no = take(world, answers)
    left: list[LeftOpen] = sort_lines(world.desk, file_no, TODAY)
    assert left == []
    return report_of(world.desk, file_no)


def buckets(report: Report) -> list[str]:
    """The bucket of every line, in the order of the file."""
    return [one.bucket for one in report.lines]


def drafted(world: World, payment: str, trigger: str = "resolve", **data: Any) -> Outcome:
    """A cashier drafts a finding; nothing happens yet."""
    return act(world.desk, CASHIER, payment, trigger, TODAY, {"document": "银行查询回单1号", **data})


def found(world: World, payment: str, trigger: str = "resolve", **data: Any) -> Outcome:
    """Two persons say what they found, each under his own sign-in."""
    return act(world.desk, APPROVER, done(drafted(world, payment, trigger, **data)).subject, "approve", TODAY)


def done(outcome: Outcome) -> Outcome:
    """The outcome, which is no refusal."""
    assert outcome.done, [refusal.message() for refusal in outcome.refusals]
    return outcome


def corrected(world: World, payment: str) -> None:
    """The beneficiary of a returned payment has another account now, and the payment waits to be made again."""
    known = world.one("payee_account", claim_no=payment.partition("/")[0])
    body = world.one("payee_account_private", account_id=known["id"])["body"]
    newer = {**known, "id": f"{known['id']}-2", "generation": 2, "account_hash": "hash of another"}
    world.insert("payee_account", newer)
    world.insert("payee_account_private", {"account_id": newer["id"], "body": body})
    done(
        act(world.desk, "reviewer1", payment, "correct_account", TODAY, {"account_id": newer["id"], "proof": "银行卡"})
    )


def reissued(world: World) -> tuple[str, str]:
    """A payment that the bank gave back, and the one that was made in its place and waits."""
    (payment,) = with_payments(world, ("sent",))
    imported(world, [line(payment, Result.REJECTED, reason="系统故障")])
    corrected(world, payment)
    done(act(world.desk, CASHIER, payment, "reissue", TODAY))
    return payment, str(world.one("payment", prior=payment)["id"])


def late(world: World, payment: str, ref: str = "R1", **changes: Any) -> str:
    """A success that the bank tells after all; returns the line, which nobody has decided."""
    report = imported(world, [line(payment, bank_ref=ref, **changes)])
    return report.lines[0].line_id


def batched(world: World) -> tuple[str, tuple[str, ...]]:
    """Everything that waits is put into a new batch; its number, and why what stays out does."""
    batch_no = open_batch(world.desk, CASHIER, TODAY)
    added = add_payments(world.desk, CASHIER, batch_no, TODAY)
    return batch_no, tuple(reason for one in added for reason in one.reasons)


def released(world: World, batch_no: str) -> list[Outcome]:
    """A batch is sealed and released by another."""
    return release_batch(world.desk, SECOND, seal_batch(world.desk, CASHIER, batch_no), TODAY)
