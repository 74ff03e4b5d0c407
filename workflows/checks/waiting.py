"""What waits: a clock of a hold with nobody who is held, an award that nobody pays, an effect that nobody carries out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from claims.clock import instant_text
from workflows.checks.stored import Stored
from workflows.clock_rules import OPEN
from workflows.holds import HOLD_CODES, HOLDS
from workflows.overpayments import BESIDE_ANOTHER, set_apart
from workflows.payees import LIVE_PAYMENTS

DUE_STATES = ("effective", "part_paid")


def timers_belong_to_a_hold(stored: Stored) -> Iterator[str]:
    """A clock that measures how long somebody is held runs only as long as he is."""
    held: dict[str, set[str]] = defaultdict(set)
    for (_, state), codes in HOLDS.items():
        for code in codes:
            held[code].add(state)
    for clock in stored.rows("clock"):
        if clock["code"] not in HOLD_CODES or clock["state"] not in OPEN:
            continue
        subject = stored.subjects.get(clock["subject"])
        if subject is None or subject["state"] not in held[clock["code"]]:
            yield f"{clock['id']}: {clock['code']} runs, {clock['subject']} is {subject['state'] if subject else 'not there'}"


def effective_awards_are_paid(stored: Stored) -> Iterator[str]:
    """What the fund owes since longer than the rule says has a payment on its way."""
    limit = stored.rules.at("audit.unpaid", stored.today).as_int()
    alive = {stored.lineage[row["item_id"]] for row in stored.rows("payment") if row["state"] in LIVE_PAYMENTS}
    for item in stored.rows("award_item"):
        owed = item["awarded_fen"] - item["paid_fen"]
        due = item["state"] in DUE_STATES and item["payer"] == "fund" and not item["monthly"] and owed > 0
        if due and stored.lineage[item["id"]] not in alive and (stored.today - item["effective_on"]).days > limit:
            yield f"{item['id']}: {owed} fen owed since {item['effective_on']}, no payment"


def overpaid_money_is_followed_up(stored: Stored) -> Iterator[str]:
    """What was paid too much, by a month or by the bank too, is claimed back, or has come back, within the days of the rule."""
    limit = stored.rules.at("audit.unpaid", stored.today).as_int()
    of_items = [row for row in stored.rows("transfer") if row["item_id"]]
    for one in set_apart(of_items, stored.rows("recovery"), stored.today):
        if one.why != BESIDE_ANOTHER and (stored.today - one.since).days > limit:
            yield f"{one.item_id}: {one.left_fen} fen overpaid since {one.since}, no recovery"


def no_effect_waits_long(stored: Stored) -> Iterator[str]:
    """Nothing that is to happen outside has waited longer than the rule says."""
    limit = timedelta(hours=stored.rules.at("audit.undone", stored.today).as_int())
    since = instant_text(stored.instant - limit)
    for effect in stored.rows("outbox"):
        if effect["state"] != "done" and effect["created_at"] < since:
            yield f"{effect['effect_key']}: {effect['state']} since {effect['created_at']}"


WAITING = {
    "timers_belong_to_a_hold": timers_belong_to_a_hold,
    "effective_awards_are_paid": effective_awards_are_paid,
    "overpaid_money_is_followed_up": overpaid_money_is_followed_up,
    "no_effect_waits_long": no_effect_waits_long,
}
