"""What the pages say has arrived on a case, to the rider, at the desk and to the auditor, beside the account of the ledger."""

from __future__ import annotations

from claims.ledger import Account
from claims.store.rows import Row, select_one
from tests.support.world import World
from workflows.audit_cases import Sought, cases_to_audit
from workflows.case_overview import overview
from workflows.rider_money import own_money
from workflows.rider_view import RiderCase, rider_case
from workflows.roles import Actor, Role
from workflows.transaction import reading

OF_THIRD_PARTIES = "recourse_received"


def rider_of(person_id: str) -> Actor:
    """The injured person, or kin, who reads the pages by his telephone."""
    return Actor(f"rider-{person_id}", "rider", f"index-{person_id}", person_id, frozenset({Role.RIDER}))


def banked_fen(rows: list[Row]) -> int:
    """What has left the fund's account by these transfers and has not come back, in fen; third parties' money apart."""
    own = (row for row in rows if row["entry"] != OF_THIRD_PARTIES)
    return sum(row["amount_fen"] * ((row["credit"] == Account.BANK) - (row["debit"] == Account.BANK)) for row in own)


def desk_sums(world: World, no: str) -> tuple[int, int]:
    """What stands in the head of the case at the desk as decided and as paid, in fen."""
    with reading(world.desk) as connection:
        claim = select_one(connection, "claim", no=no)
        assert claim is not None
        over = overview(connection, claim)
    return over.awarded_fen, over.paid_fen


def pages_tell_the_ledger(world: World, no: str) -> None:
    """Every page says of the case what the bank's account of the ledger says, in all and to each person."""
    rows, claim = world.rows("transfer", claim_no=no), world.one("claim", no=no)
    assert desk_sums(world, no)[1] == banked_fen(rows)
    _, listed = cases_to_audit(world.desk, Sought(text=no), closed=())
    assert [(one.awarded_fen, one.paid_fen) for one in listed if one.head.no == no] == [desk_sums(world, no)]
    for person in sorted({str(row["beneficiary"]) for row in rows}):
        theirs = [row for row in rows if row["beneficiary"] == person]
        seen = rider_case(world.desk, rider_of(person), no)
        assert isinstance(seen, RiderCase)
        assert seen.paid_fen == banked_fen(theirs), (person, seen.paid_fen)
        _parts_add_up(world, claim, person, theirs)


def _parts_add_up(world: World, claim: Row, person: str, rows: list[Row]) -> None:
    """What is said of the payments one by one comes to what the ledger says of them; what has passed to an heir stands on
    his page only."""
    if {row["beneficiary"] for row in world.rows("award_item", claim_no=claim["no"])} != {person}:
        return
    with reading(world.desk) as connection:
        own = own_money(connection, world.desk.rules, claim, person)
    by_payments = [row for row in rows if row["payment_id"]]
    assert sum(part.arrived_fen for part in own.parts) == banked_fen(by_payments), own.parts
