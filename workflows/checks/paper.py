"""Letters, and when clocks may run: numbers without gaps, effects for every letter, nothing open on a closed case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from claims.store.rows import Row
from notifications.kinds import DISPUTANT, Force, letter_kind
from notifications.numbers import letter_series
from workflows.checks.stored import Stored
from workflows.clock_rules import OPEN
from workflows.machines.claim_rows.states import GONE
from workflows.recipients import ADDED
from workflows.recipients import OPEN as OPEN_SERVICE

SERVICE_CLOCKS = ("service_sending", "service_chase", "T34")
KEPT_IN_MIND = ("T35", "gongshang_reminder", *SERVICE_CLOCKS)
CLOSED = ("closed", "closed_periodic")
PROCEDURE = ("claim", "appraisal", "approval")
ENDS_CONSENT = ("withdraw_consent", "use_up_consent")


def every_letter_is_in_the_outbox(stored: Stored) -> Iterator[str]:
    """Each letter is to be rendered exactly once, and nothing is rendered that is no letter."""
    wanted = {f"render_letter:{row['id']}" for row in stored.rows("letter")}
    there = {row["effect_key"] for row in stored.rows("outbox") if row["kind"] == "render_letter"}
    yield from (f"{key}: {'not there' if key in wanted else 'no letter'}" for key in sorted(wanted ^ there))


def numbers_have_no_gaps(stored: Stored) -> Iterator[str]:
    """The numbers of a series and year are 1, 2, 3 …; no later number has an earlier date, but for receipts."""
    series: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in stored.rows("letter"):
        series[row["series"], row["year"]].append(row)
    for key, letters in series.items():
        letters.sort(key=lambda row: row["serial"])
        if [row["serial"] for row in letters] != list(range(1, len(letters) + 1)):
            yield f"{key}: the numbers have gaps"
        dates = [row["dated_on"] for row in letters if letter_kind(row["kind"]).force is not Force.RECEIPT]
        if dates != sorted(dates):
            yield f"{key}: a later number has an earlier date"


def numbers_given_are_numbers_borne(stored: Stored) -> Iterator[str]:
    """The last number that a series has given is borne by a letter: none was given and lost."""
    borne: dict[tuple[str, int], int] = defaultdict(int)
    for row in stored.rows("letter"):
        key = (letter_series(row["series"]), row["year"])
        borne[key] = max(borne[key], row["serial"])
    given = {(row["series"], row["year"]): row["last_serial"] for row in stored.rows("series")}
    for key in sorted({*borne, *(one for one in given if one[0].startswith(letter_series("")))}):
        if given.get(key) != borne.get(key):
            yield f"{key}: given up to {given.get(key)}, borne up to {borne.get(key)}"


def open_clocks_belong_to_open_cases(stored: Stored) -> Iterator[str]:
    """Nothing runs on a case that is closed, and no period of the procedure on one that is over."""
    states = {row["no"]: row["state"] for row in stored.rows("claim")}
    for clock in stored.rows("clock"):
        state = states[clock["claim_no"]]
        over = state in CLOSED or (state in GONE and _machine_of(clock) in PROCEDURE)
        if clock["state"] in OPEN and over and clock["code"] not in KEPT_IN_MIND:
            yield f"{clock['id']}: {clock['code']} runs on a case that is {state}"


def _machine_of(clock: Row) -> str:
    """The short name of the machine whose subject a clock measures."""
    return str(clock["subject"]).partition("/")[2].partition("-")[0] or "claim"


def who_is_served_was_written_to(stored: Stored) -> Iterator[str]:
    """Every letter that is served has a record for each recipient, and nobody was served before its date."""
    letters = {row["id"]: row for row in stored.rows("letter")}
    records: dict[str, list[Row]] = defaultdict(list)
    for row in stored.rows("service"):
        records[row["letter_id"]].append(row)
        if row["served_on"] and row["served_on"] < letters[row["letter_id"]]["dated_on"]:
            yield f"{row['id']}: served before the letter was written"
    for letter in letters.values():
        kind = letter_kind(letter["kind"])
        own = [row for row in records[letter["id"]] if row["recipient_kind"] not in ADDED]
        # A successor 承继人 has a record beside the one that was closed; an award may have an heir for each item.
        passed_on = any(row["state"] == "replaced" for row in own)
        reached = {row["recipient_kind"] for row in own} if passed_on else own
        due = {copy.to for copy in kind.copies}
        # The disputant may be one of the kin, who else are only added to a letter.
        fits = len(records[letter["id"]]) >= len(due) if DISPUTANT in due else len(reached) == len(due)
        if kind.served and not fits:
            yield f"{letter['id']}: {len(own)} recipients, {len(due)} are due"


def who_is_not_served_is_chased(stored: Stored) -> Iterator[str]:
    """As long as a letter has not reached somebody a clock runs that will wake an officer."""
    running = {row["subject"] for row in stored.rows("clock") if row["state"] in OPEN and row["code"] in SERVICE_CLOCKS}
    for row in stored.rows("service"):
        if row["state"] in OPEN_SERVICE and row["id"] not in running:
            yield f"{row['id']}: {row['state']}, and nobody is told"


def electronic_service_rests_on_consent(stored: Stored) -> Iterator[str]:
    """Who was served electronically had agreed to it, and had not taken it back by then."""
    consents = {row["id"]: row for row in stored.rows("consent")}
    for row in stored.rows("service"):
        if row["method"] != "electronic" or row["served_on"] is None:
            continue
        consent = consents.get(row["consent_id"] or "")
        agreed = (
            consent is not None and consent["recipient"] == row["recipient"] and consent["given_on"] <= row["served_on"]
        )
        if consent is None or not agreed or _withdrawn_by_then(stored, consent, row):
            yield f"{row['id']}: served electronically on {row['served_on']} without consent"


def _withdrawn_by_then(stored: Stored, consent: Row, service: Row) -> bool:
    """Whether a consent was taken back before the service; on one day the events tell which came first."""
    withdrawn_on = consent["withdrawn_on"]
    if withdrawn_on is None or withdrawn_on > service["served_on"]:
        return False
    both = {(service["id"], "serve"), *((consent["id"], one) for one in ENDS_CONSENT)}
    events = stored.events[service["claim_no"]]
    told = [event["subject"] for event in events if (event["subject"], event["trigger"]) in both]
    return bool(withdrawn_on < service["served_on"] or told[-2:] != [service["id"], consent["id"]])


PAPER = {
    "every_letter_is_in_the_outbox": every_letter_is_in_the_outbox,
    "numbers_have_no_gaps": numbers_have_no_gaps,
    "numbers_given_are_numbers_borne": numbers_given_are_numbers_borne,
    "open_clocks_belong_to_open_cases": open_clocks_belong_to_open_cases,
    "who_is_served_was_written_to": who_is_served_was_written_to,
    "who_is_not_served_is_chased": who_is_not_served_is_chased,
    "electronic_service_rests_on_consent": electronic_service_rests_on_consent,
}
