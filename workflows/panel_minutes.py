"""The minutes of a panel 集体会审纪要: who sat, when, on what, and how they voted. They stay on the file; no party gets them."""

from __future__ import annotations

from claims.errors import words
from claims.store.rows import Row, select_one
from workflows.proposals import act_rows, stored_proposal, stored_targets
from workflows.situation import Situation

REASONS = ("reason", "facts_found")


def panel_minutes(s: Situation) -> dict[str, object]:
    """The facts of the minutes, out of the votes of the present round."""
    cast = votes_of_round(s)
    return {
        "held_on": s.occurred_on,
        "members": [_member(s, vote) for vote in cast],
        "question": words("panel_question", act=_act(s)),
        "grounds": _grounds(s),
        "result": _result(s, cast),
    }


def votes_of_round(s: Situation) -> list[Row]:
    """The votes that count, in the order in which they were cast."""
    return s.file.where(
        "signature",
        lambda row: row["approval_id"] == s.subject["id"] and row["round"] == s.subject["round"] and bool(row["valid"])
        and row["step"] == "vote",
    )  # fmt: skip


def _member(s: Situation, vote: Row) -> str:
    account = select_one(s.connection, "account", username=vote["username"])
    name = account["display_name"] if account else vote["username"]
    return words("panel_member", name=name, verdict=words(f"panel_{vote['verdict']}"))


def _act(s: Situation) -> str:
    rows = act_rows(s.file, s.subject["act"], stored_targets(s.subject))
    return rows[0].label if rows else str(s.subject["act"])


def _grounds(s: Situation) -> list[str]:
    """What was said, as it was written down; else the reason of the proposal that was voted on."""
    given = [str(one) for one in s.data.get("grounds") or ()]
    proposal = stored_proposal(s, s.subject)
    proposed = [str(proposal[name]) for name in REASONS if proposal.get(name)]
    return given or proposed[:1] or [words("panel_read_the_file")]


def _result(s: Situation, cast: list[Row]) -> str:
    agree = sum(vote["verdict"] == "agree" for vote in cast)
    return words("panel_result", votes=len(cast), agree=agree, against=len(cast) - agree, act=_act(s))
