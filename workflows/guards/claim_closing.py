"""Guards after the decision: 鉴定、核定、兑现、结案。"""

from __future__ import annotations

from claims.store.rows import Row
from workflows import clockwork
from workflows.clock_rules import CLOCK_RULES, Duty
from workflows.recipients import OPEN
from workflows.situation import Facts, Situation

DONE = ("discharged", "refused", "superseded", "revoked", "waived", "ended", "discarded")
ENDED_DISPUTES = ("inadmissible", "redirected", "withdrawn", "closed")
REMEDIES = ("T17", "T23", "T28", "T29")
RECEIVABLE_DEBITS = ("1102", "1104")
OPEN_APPRAISALS = ("requested", "supplementing", "examining", "paused")


def initial_appraisal_open(s: Situation) -> Facts | None:
    """An initial appraisal has been asked for."""
    found = s.file.where("appraisal", lambda row: row["kind"] == "initial" and row["state"] in OPEN_APPRAISALS)
    return None if found else {}


def conclusion_served(s: Situation) -> Facts | None:
    """The conclusion of an appraisal has been served."""
    served = s.file.where("appraisal", lambda row: row["state"] in ("served", "final"))
    return None if served else {}


def something_to_settle(s: Situation) -> Facts | None:
    """At least one item has been drafted, or the conclusion is that there is no grade."""
    return None if s.file.rows("award_item") or s.claim["grade"] == 0 else {}


def one_off_items_done(s: Situation) -> Facts | None:
    """Every one-off item is paid, refused or waived; an item the platform pays does not wait."""
    waiting = [row for row in s.file.rows("award_item") if _blocks(row)]
    return {"item": waiting[0]["id"]} if waiting else None


def _blocks(item: Row) -> bool:
    return not item["monthly"] and item["payer"] == "fund" and item["state"] not in DONE


def periodic_items(s: Situation) -> Facts | None:
    """A monthly item is running."""
    running = s.file.where(
        "award_item", lambda row: bool(row["monthly"]) and row["state"] in ("effective", "suspended")
    )
    return None if running else {}


def no_periodic_items(s: Situation) -> Facts | None:
    """No monthly item is running."""
    return {} if periodic_items(s) is None else None


def no_open_duty(s: Situation) -> Facts | None:
    """No clock runs that the bureau or the platform must still meet."""
    duties = (Duty.BUREAU, Duty.PLATFORM, Duty.BANK)
    running = [clock for clock in clockwork.open_clocks(s.file) if CLOCK_RULES[clock["code"]].duty in duties]
    return {"clock": running[0]["code"], "due": running[0]["due_on"]} if running else None


def everybody_served(s: Situation) -> Facts | None:
    """Every letter has reached everybody whom it must reach."""
    waiting = s.file.where("service", lambda row: row["state"] in OPEN)
    return {"service": waiting[0]["id"]} if waiting else None


def no_open_dispute(s: Situation) -> Facts | None:
    """No dispute is open."""
    live = s.file.where("dispute", lambda row: row["state"] not in ENDED_DISPUTES)
    return {"dispute": live[0]["id"]} if live else None


def no_open_appraisal(s: Situation) -> Facts | None:
    """No appraisal is open, nor one that is being done anew."""
    live = s.file.where("appraisal", lambda row: row["state"] in (*OPEN_APPRAISALS, "concluded", "superseding"))
    return {"appraisal": live[0]["id"]} if live else None


def remedies_over(s: Situation) -> Facts | None:
    """Every period in which somebody could object is over."""
    running = [
        clock for code in REMEDIES for clock in clockwork.open_clocks(s.file, code) if clock["due_on"] >= s.occurred_on
    ]
    return {"due": max(clock["due_on"] for clock in running)} if running else None


def nothing_receivable(s: Situation) -> Facts | None:
    """Nothing that was overpaid is still to be recovered."""
    owed = sum(
        row["amount_fen"] * ((row["debit"] in RECEIVABLE_DEBITS) - (row["credit"] in RECEIVABLE_DEBITS))
        for row in s.file.rows("transfer")
    )
    return {"owed_fen": owed} if owed else None
