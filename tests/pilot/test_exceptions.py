"""The auditor's exceptions: each is planted once in a copy of a replayed database, and exactly that one is found.

What the clean pilot shows is true: each of its exceptions is what happened there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from claims.queries import AUDIT, queries, query
from claims.store.tables import METADATA
from tests.support.altered import change, copied
from tests.support.keys import rewrite
from tests.support.pilots import Replayed
from workflows.asking import ask
from workflows.exception_book import exception_book
from workflows.exception_words import detail_words
from workflows.exceptions import NEEDS_TABLE, WEIGHTS, Found, askable, exceptions
from workflows.transaction import Desk, reading

FIRST_DAY, LAST_DAY = date(2022, 7, 1), date(2025, 6, 30)
PULLS = "ledger_pull"

# A case with one approved award, paid once, and nothing else that is special.
PLAIN = """(
    SELECT claim_no FROM payment GROUP BY claim_no HAVING count(*) = 1 AND min(state) = 'paid'
    AND claim_no IN (SELECT claim_no FROM approval WHERE kind = 'award' GROUP BY claim_no HAVING count(*) = 1)
    AND claim_no IN (SELECT claim_no FROM payee_account GROUP BY claim_no HAVING count(*) = 1)
    AND claim_no NOT IN (SELECT claim_no FROM approval WHERE amount_fen > 4000000)
    ORDER BY claim_no LIMIT 1 OFFSET {place}
)"""
ONE, OTHER = PLAIN.format(place=0), PLAIN.format(place=1)
AWARD = "(SELECT id FROM approval WHERE claim_no = {case} AND kind = 'award')"
CONFIRM = f"(SELECT id FROM approval WHERE claim_no = {ONE} AND kind = 'confirm')"
ACCOUNT = "(SELECT id FROM payee_account WHERE claim_no = {case})"
PAYMENT = f"(SELECT id FROM payment WHERE claim_no = {ONE})"
DRAFT = f"(SELECT {{column}} FROM signature WHERE approval_id = {CONFIRM} AND step = 'draft')"
EVENT = (
    f"(SELECT id FROM event "
    f"WHERE claim_no = {ONE} AND machine = '{{machine}}' AND trigger = '{{trigger}}' ORDER BY seq LIMIT 1)"
)
LINE = "(SELECT min(id) FROM invoice_line WHERE claim_no = {case})"

PLANTED: dict[str, tuple[str, tuple[str, ...]]] = {
    "two persons, one account": ("same_account", (
        (rewrite("payee_account_private", "body", "(SELECT opened('payee_account_private', other.account_id, 'body', other.body) "
        f"FROM payee_account_private AS other WHERE other.account_id = {ACCOUNT.format(case=OTHER)})")
        + f" WHERE account_id = {ACCOUNT.format(case=ONE)}"),
    )),
    "an officer is the payee": ("officers_account", (
        (f"UPDATE account SET id_index = (SELECT id_index FROM person WHERE id = (SELECT person_id FROM claim WHERE no = {ONE})) "
        "WHERE username = 'auditor1'"),
    )),
    "one person signs with two sign-ins": ("two_sign_ins", (
        (f"UPDATE signature SET username = 'chief1' WHERE step = 'approve' AND approval_id = "
        f"(SELECT id FROM approval WHERE claim_no = {ONE} AND levels = 1 ORDER BY id LIMIT 1)"),
    )),
    "the drafter approves": ("drafter_is_approver", (
        (f"UPDATE signature SET username = {DRAFT.format(column='username')}, id_index = {DRAFT.format(column='id_index')} "
        f"WHERE approval_id = {CONFIRM} AND step = 'approve'"),
    )),
    "the insurer drafts": ("insurers_signature", (
        (
            f"UPDATE signature SET username = 'investigator1', id_index = 'of the insurer' "
            f"WHERE approval_id = {CONFIRM} AND step = 'draft'"
        ),
    )),
    "one who had to stay away has signed": ("recused_signature", (
        ("INSERT INTO recusal (claim_no, username, reason, recorded_at) SELECT claim_no, username, 'recused', '' FROM signature "
        "GROUP BY claim_no, username HAVING count(*) = 1 LIMIT 1"),
    )),
    "a sum just under the limit": ("just_under_limit", (
        f"UPDATE approval SET amount_fen = 4750000 WHERE id = {AWARD.format(case=ONE)}",
    )),
    "a sum at the limit": ("just_under_limit", (
        f"UPDATE approval SET amount_fen = 5000000 WHERE id = {AWARD.format(case=ONE)}",
    )),
    "one sum in two cases": ("split_between_cases", (
        (
            f"UPDATE approval SET amount_fen = 3000000 "
            f"WHERE id IN ({AWARD.format(case=ONE)}, {AWARD.format(case=OTHER)})"
        ),
        f"UPDATE claim SET person_id = (SELECT person_id FROM claim WHERE no = {ONE}) WHERE no = {OTHER}",
        (f"UPDATE signature SET signed_on = (SELECT date(signed_on, '+30 days') FROM signature WHERE step = 'approve' AND "
         f"approval_id = {AWARD.format(case=ONE)}) WHERE step = 'approve' AND approval_id = {AWARD.format(case=OTHER)}"),
    )),
    "an invoice in two cases": ("invoice_again", (
        (f"UPDATE invoice_line SET live = 0, invoice_number = (SELECT invoice_number FROM invoice_line "
         f"WHERE id = {LINE.format(case=OTHER)}) WHERE id = {LINE.format(case=ONE)}"),
    )),
    "an invoice under another code": ("invoice_again", (
        (f"INSERT INTO invoice_line (claim_no, item_id, invoice_code, invoice_number, line_no, claimed_fen, allowed_fen, "
         f"verdict, part, live) SELECT claim_no, item_id, 'another', lower(invoice_number) || ' ', 9, 0, 0, verdict, part, 0 "
         f"FROM invoice_line WHERE id = {LINE.format(case=ONE)}"),
    )),
    "the account changed on the day of payment": ("account_changed_late", (
        (f"UPDATE payee_account SET generation = 2, approved_on = (SELECT sent_on FROM payment WHERE id = {PAYMENT}) "
        f"WHERE id = {ACCOUNT.format(case=ONE)}"),
    )),
    "one hand made and released": ("one_hand_in_a_payment", (
        f"UPDATE batch SET released_by = made_by WHERE no = (SELECT batch_no FROM payment WHERE id = {PAYMENT})",
    )),
    "the approver releases": ("one_hand_in_a_payment", (
        f"UPDATE batch SET released_by = 'approver1' WHERE no = (SELECT batch_no FROM payment WHERE id = {PAYMENT})",
    )),
    "an override": ("overrides", (
        (
            f"UPDATE approval SET kind = 'stay_release' "
            f"WHERE id = (SELECT id FROM approval WHERE claim_no = {ONE} AND levels = 1 LIMIT 1)"
        ),
    )),
    "an act entered before the last": ("late_entries", (
        (
            f"UPDATE event SET occurred_on = date(occurred_on, '-9 days') "
            f"WHERE id = {EVENT.format(machine='claim', trigger='report_done')}"
        ),
    )),
    "an act entered days later": ("late_entries", (
        (f"UPDATE event SET recorded_at = date(occurred_on, '+2 days') || substr(recorded_at, 11) "
        f"WHERE id = {EVENT.format(machine='claim', trigger='report_done')}"),
    )),
    "a closed case opened again": ("reopened_cases", (
        f"UPDATE event SET source = 'closed' WHERE id = {EVENT.format(machine='claim', trigger='report_done')}",
    )),
    "a number declared void": ("voided_numbers", (
        (
            f"UPDATE letter SET state = 'voided' "
            f"WHERE id = (SELECT id FROM letter WHERE claim_no = {ONE} AND kind = 'confirmation')"
        ),
    )),
    "a number that is missing": ("number_gaps", (
        (
            "UPDATE letter SET serial = serial + 1 "
            "WHERE id = (SELECT id FROM letter WHERE kind = 'award' ORDER BY year DESC, serial DESC LIMIT 1)"
        ),
    )),
    "signed at night": ("rest_time_approvals", (
        (
            f"UPDATE event SET recorded_at = occurred_on || 'T15:00:00.000000Z' "
            f"WHERE id = {EVENT.format(machine='approval', trigger='review')}"
        ),
    )),
    "entered on a Saturday": ("rest_time_approvals", (
        ("UPDATE event SET recorded_at = date(occurred_on, '+1 days') || 'T02:00:00.000000Z' "
         "WHERE id = (SELECT id FROM event WHERE "
        "machine = 'approval' AND trigger = 'review' AND strftime('%w', occurred_on) = '5' ORDER BY occurred_on LIMIT 1)"),
    )),
    "paid before it was served": ("payment_before_service", (
        (f"UPDATE service SET served_on = '2031-01-01' WHERE letter_id = (SELECT letter_id FROM award_item WHERE id = "
        f"(SELECT item_id FROM payment WHERE id = {PAYMENT}))"),
    )),
    "one file on two cases": ("same_evidence", (
        ("UPDATE evidence_file SET sha256 = (SELECT sha256 FROM evidence_file ORDER BY recorded_at LIMIT 1) "
        "WHERE id = (SELECT id FROM evidence_file ORDER BY recorded_at DESC LIMIT 1)"),
    )),
    "changed after it was paid": ("award_changed_after_payment", (
        f"UPDATE event SET trigger = 'revoke' WHERE id = {EVENT.format(machine='award_item', trigger='discharge')}",
    )),
}  # fmt: skip


@pytest.fixture
def copy(varied: Replayed, folder: Path) -> Iterator[Desk]:
    """A copy of the replayed database that can be changed at will."""
    with copied(varied.desk, folder) as desk:
        yield desk


def found(desk: Desk) -> set[Found]:
    return set(exceptions(desk, FIRST_DAY, LAST_DAY))


def test_every_exception_is_planted_here() -> None:
    assert {code for code, _ in PLANTED.values()} == {one.name for one in queries(AUDIT)} - {"books_pulled"}


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_is_found_and_nothing_else(varied: Replayed, copy: Desk, name: str) -> None:
    code, statements = PLANTED[name]
    assert change(copy, *statements) > 0
    added = found(copy) - found(varied.desk)
    assert [one.code for one in added] == [code]
    assert found(varied.desk) - found(copy) == set()


def test_just_beyond_what_is_looked_for_nothing_is_found(varied: Replayed, copy: Desk) -> None:
    change(
        copy,
        f"UPDATE approval SET amount_fen = 4749999 WHERE id = {AWARD.format(case=ONE)}",
        f"UPDATE event SET recorded_at = date(occurred_on, '+1 days') || substr(recorded_at, 11) "
        f"WHERE id = {EVENT.format(machine='claim', trigger='report_done')}",
        f"UPDATE event SET recorded_at = occurred_on || 'T13:59:59.999999Z' "
        f"WHERE id = {EVENT.format(machine='approval', trigger='review')}",
    )
    assert found(copy) == found(varied.desk)


def test_two_cases_of_one_person_a_month_and_a_day_apart_are_not_one_sum(varied: Replayed, copy: Desk) -> None:
    _, statements = PLANTED["one sum in two cases"]
    change(copy, *(statement.replace("+30 days", "+31 days") for statement in statements))
    assert found(copy) == found(varied.desk)


def test_what_the_clean_pilot_shows_is_true(first: Replayed) -> None:
    shown: dict[str, list[Found]] = {}
    for one in exceptions(first.desk, FIRST_DAY, LAST_DAY):
        shown.setdefault(one.code, []).append(one)
    assert {code: len(rows) for code, rows in shown.items()} == {
        "account_changed_late": 2, "award_changed_after_payment": 2, "just_under_limit": 2, "overrides": 2,
    }  # fmt: skip
    corrected = {row["claim_no"] for row in first.rows("event", trigger="correct_account")}
    assert {one.claim_no for one in shown["account_changed_late"]} == corrected
    superseded = {row["subject"] for row in first.rows("event", trigger="supersede")}
    assert {one.subject for one in shown["award_changed_after_payment"]} == superseded
    for one in shown["just_under_limit"]:
        together = sum(row["amount_fen"] for row in first.rows("approval", claim_no=one.claim_no, state="approved"))
        assert 4_750_000 <= together <= 5_000_000
    kinds = {row["id"]: row["kind"] for row in first.rows("approval")}
    assert sorted(kinds[one.subject] for one in shown["overrides"]) == ["clock_extension", "late_accept"]


def test_the_list_is_of_its_days_only(first: Replayed) -> None:
    one = exceptions(first.desk, date(2024, 8, 7), date(2024, 8, 7))
    assert [(found.code, found.found_on) for found in one] == [
        ("award_changed_after_payment", date(2024, 8, 7)),
        ("just_under_limit", date(2024, 8, 7)),
    ]


def test_no_exception_names_anybody_or_an_account(varied: Replayed, copy: Desk) -> None:
    for _, statements in PLANTED.values():
        change(copy, *statements)
    private = [json.loads(row["body"]) for row in varied.rows("person_private") + varied.rows("payee_account_private")]
    personal = {str(value) for body in private for value in body.values() if len(str(value)) > 1}
    told = " ".join(f"{one.subject} {one.detail} {detail_words(copy.rules, one.detail)}" for one in found(copy))
    assert [word for word in personal if word in told] == []


def test_every_exception_says_why_it_matters_and_when_it_is_harmless() -> None:
    for one in queries(AUDIT):
        assert one.said("轻重") in WEIGHTS
        assert all(one.said(heading) for heading in ("标题", "为什么", "误报")), one.name


def test_pulled_books_are_asked_for_where_pulls_are_recorded(copy: Desk) -> None:
    asked = query(AUDIT, "books_pulled")
    assert (asked in askable()) == (asked.said(NEEDS_TABLE) in METADATA.tables)
    columns = "id INTEGER, username TEXT, format TEXT, with_names INTEGER, step TEXT, recorded_at TEXT"
    with copy.engine.begin() as connection:
        connection.execute(text(f"DROP TABLE IF EXISTS {PULLS}"))
        connection.execute(text(f"CREATE TABLE {PULLS} ({columns})"))
        for step in ("begun", "done"):
            row = {"step": step}
            connection.execute(
                text(f"INSERT INTO {PULLS} VALUES (1, 'auditor1', 'csv', 1, :step, '2025-01-02T01')"), row
            )
    with reading(copy) as connection:
        rows = ask(connection, asked, {"from_on": "2025-01-01", "to_on": "2025-01-31"})
    assert [(row["subject"], row["found_on"], row["detail"]) for row in rows] == [
        ("pull-1", "2025-01-02", "auditor1 csv 带姓名")
    ]


def test_the_workbook_has_room_for_what_was_found_out(first: Replayed, tmp_path: Path) -> None:
    span = (FIRST_DAY, LAST_DAY)
    listed = exceptions(first.desk, *span)
    path = tmp_path / "exceptions.xlsx"
    path.write_bytes(exception_book(first.desk, span, listed))
    assert exception_book(first.desk, span, listed) == path.read_bytes()
    sheet = load_workbook(path).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert rows[0][-2:] == ("核实情况", "结论")
    assert len(rows) == 1 + len(listed)
    assert rows[-1][5] in ("延长期限", "逾期申请予以受理")
