"""The clocks of a case for those who must keep them: the rule and its source, how the day was found, and whom it told."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from claims.calendar import remaining
from claims.errors import Refused
from claims.ladder import LEVELS
from claims.rules import Rules
from claims.store.rows import Row, select_one, select_rows
from workflows.account_names import account_names
from workflows.case_heads import names_of
from workflows.clock_days import FAST, Days, budget_of, days_of, pauses_of, target_rule
from workflows.clock_rules import CLOCK_RULES, OPEN
from workflows.inbox_clocks import machine_of, rung_label
from workflows.recipients import RECIPIENT_NAMES
from workflows.roles import ROLE_NAMES
from workflows.transaction import Desk, reading

Plain = dict[str, Any]
STATES = {"running": "在走", "paused": "中止", "met": "按期", "late": "超期", "ended": "终了"}
DUTIES = {"bureau": "本机关", "applicant": "申请人", "platform": "平台企业", "bank": "银行", "nobody": "—"}
PARTIES = {**RECIPIENT_NAMES, "bureau": "本机关"}
CAUSES = {
    "resumption": "恢复",
    "budget": "改用另一期限",
    "extension": "延长",
    "lane": "改变办理通道",
    "earlier_start": "改从更早的日子起算",
    "calendar": "放假安排公布",
    "reopening": "恢复计算",
}


def clocks_of(desk: Desk, claim_no: str) -> list[Plain]:
    """Every clock of the case: those that run by their governing day, then those that stand still, then the closed ones.

    Raises Refused where there is no such case.
    """
    with reading(desk) as connection:
        claim = select_one(connection, "claim", no=claim_no)
        if claim is None:
            raise Refused("no_such_claim", claim=claim_no)
        names = ("clock_pause", "clock_extension", "clock_change", "rung")
        beside = {name: select_rows(connection, name, claim_no=claim_no) for name in names}
        clocks = select_rows(connection, "clock", claim_no=claim_no)
        shown = _names(connection, beside["rung"])
        whose = _whose(connection, clocks)
        views = [_view(desk, clock, beside, shown, claim["accident_on"]) for clock in sorted(clocks, key=_order)]
        return [{**view, "party": whose.get(view["id"], view["party"])} for view in views]


def _order(clock: Row) -> tuple[int, date, str]:
    place = {"running": 0, "paused": 1}.get(clock["state"], 2)
    return place, clock["target_on"] if clock["lane"] == FAST and clock["target_on"] else clock["due_on"], clock["id"]


def _names(connection: Connection, rungs: Sequence[Row]) -> Mapping[str, str]:
    """The names of the accounts that rungs told."""
    wanted = {username for row in rungs for username in json.loads(row["told"])}
    return account_names(connection, wanted)


def _whose(connection: Connection, clocks: Sequence[Row]) -> dict[str, str]:
    """The masked names of the persons each of whom has a clock of his own, by clock."""
    parties = {clock["id"]: str(clock["party"]) for clock in clocks if CLOCK_RULES[clock["code"]].of_each}
    names = names_of(connection, parties.values()) if parties else {}
    return {clock: names.get(person, "") for clock, person in parties.items()}


def _view(
    desk: Desk, clock: Row, beside: Mapping[str, Sequence[Row]], names: Mapping[str, str], accident_on: date
) -> Plain:
    rule = CLOCK_RULES[clock["code"]]
    own = {name: [row for row in rows if row["clock_id"] == clock["id"]] for name, rows in beside.items()}
    return {
        "id": clock["id"],
        "code": clock["code"],
        "label": rule.label,
        "subject": clock["subject"],
        "machine": machine_of(clock["subject"]).label,
        "party": PARTIES.get(clock["party"] or "", ""),
        "duty": DUTIES[rule.duty.value],
        "desk": ROLE_NAMES[rule.desk],
        "state": clock["state"],
        "state_label": _state_label(clock, desk.today()),
        "lane": clock["lane"],
        "started_on": str(clock["started_on"]),
        "started_by": clock["started_by"],
        "due_on": str(clock["due_on"]),
        "target_on": _text(clock["target_on"]),
        "provisional": bool(clock["provisional"]),
        "next_wake_on": _text(clock["next_wake_on"]),
        "closed_on": _text(clock["closed_on"]),
        "generation": clock["generation"],
        **_law(desk.rules, clock, own, accident_on),
        "pauses": [_pause(row) for row in own["clock_pause"]],
        "extensions": [_extension(row) for row in own["clock_extension"]],
        "changes": [_change(row) for row in own["clock_change"]],
        "rungs": [_rung(desk.rules, clock, row, names) for row in own["rung"]],
        **_derived(desk, clock, own),
    }


def _state_label(clock: Row, today: date) -> str:
    """The state in words; a remedy that nobody used in its time is over, though the case is still open."""
    lapsed = clock["state"] == "running" and CLOCK_RULES[clock["code"]].is_right and clock["due_on"] < today
    return "已届满，未行使" if lapsed else STATES[clock["state"]]


def _law(rules: Rules, clock: Row, own: Mapping[str, Sequence[Row]], accident_on: date) -> Plain:
    """The period and where it stands in the law of its day; its target and where that comes from."""
    day = accident_on if CLOCK_RULES[clock["code"]].law_of_accident else clock["started_on"]
    value = rules.find(clock["rule"], day) or rules.history(clock["rule"])[-1]
    target = target_rule(clock, rules)
    return {
        "period": str(budget_of(clock, own["clock_extension"])),
        "runs_from": value.runs_from,
        "source": value.source,
        "unconfirmed": value.unconfirmed,
        "target": target.shown if target else None,
        "target_source": target.source if target else None,
    }


def _derived(desk: Desk, clock: Row, own: Mapping[str, Sequence[Row]]) -> Plain:
    """How the day was counted, the rungs still to come, and how many of its own days are left; of open clocks only."""
    pauses, budget = pauses_of(clock, own["clock_pause"]), budget_of(clock, own["clock_extension"])
    if clock["state"] not in OPEN:
        return {"explanation": [], "to_come": [], "left": None}
    left = remaining(clock["started_on"], budget, desk.calendar, pauses, desk.today())
    if clock["state"] == "paused":
        return {"explanation": [], "to_come": [], "left": left}
    days = days_of(clock, pauses, budget, desk.rules, desk.calendar, explained=True)
    return {"explanation": list(days.due.explanation), "to_come": _to_come(days, clock), "left": left}


def _to_come(days: Days, clock: Row) -> list[Plain]:
    wake = clock["next_wake_on"]
    return [
        {"day": str(day), "rung": rung.code, "label": rung.label, "level": LEVELS[rung.level(clock["lane"])]}
        for day, rung in days.rungs
        if wake is not None and day >= wake
    ]


def _pause(row: Row) -> Plain:
    return {
        "notice_on": str(row["notice_on"]),
        "resumed_on": _text(row["resumed_on"]),
        "reason": row["reason"],
        "document": row["document"],
    }


def _extension(row: Row) -> Plain:
    kept = ("amount", "reason", "document", "granted_by")
    return {**{name: row[name] for name in kept}, "granted_on": str(row["granted_on"])}


def _change(row: Row) -> Plain:
    days = {name: str(row[name]) for name in ("was_on", "now_on", "changed_on")}
    return {"cause": row["cause"], "cause_label": CAUSES[row["cause"]], **days}


def _rung(rules: Rules, clock: Row, row: Row, names: Mapping[str, str]) -> Plain:
    told: list[str] = json.loads(row["told"])
    return {
        "rung": row["rung"],
        "label": rung_label(rules, clock, row["rung"]),
        "level": LEVELS[row["level"]],
        "told": [{"account": username, "name": names.get(username, username)} for username in told],
        "fired_on": str(row["fired_on"]),
        "generation": row["generation"],
    }


def _text(day: date | None) -> str | None:
    return None if day is None else str(day)
