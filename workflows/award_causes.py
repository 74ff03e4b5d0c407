"""Why an award is changed 待遇变更: a wage figure that has come out, a later conclusion on the grade; both can hold."""

from __future__ import annotations

from json import loads
from typing import Any

from claims.errors import words
from claims.money import grouped
from claims.store.rows import Row, select_one
from notifications.texts import grade_name
from workflows.citations import by_analogy
from workflows.letterfacts import APPRAISAL_KINDS
from workflows.situation import Situation

GRADE_LAW = {"redo": "工伤保险条例第二十六条", "review": "工伤保险条例第二十八条"}


def why_changed(s: Situation, earlier: Row, successor: Row | None) -> str:
    """The causes that the two versions show; where they show none, that the facts were compared again."""
    causes = []
    if successor:
        causes = [_regraded(s, earlier, successor), _figure(s, earlier, successor), _adjusted(earlier, successor)]
    return "；".join(cause for cause in causes if cause) or words("why_award_changed")


def law_of_change(s: Situation, earlier: Row) -> list[str]:
    """The article by which a later conclusion takes the earlier one's place, where that is the cause."""
    successor = s.file.find("award_item", s.data["successor"])
    conclusion = _new_conclusion(s, earlier, successor) if successor else None
    law = GRADE_LAW.get(conclusion["kind"]) if conclusion else None
    return [by_analogy(law)] if law else []


def _adjusted(earlier: Row, successor: Row) -> str:
    """The paper that ordered the adjustment, where the new version is one."""
    was, now = (loads(row["parameters"])["facts"].get("adjustment") for row in (earlier, successor))
    return words("why_adjusted", document=now["document"]) if now and now != was else ""


def _regraded(s: Situation, earlier: Row, successor: Row) -> str:
    conclusion = _new_conclusion(s, earlier, successor)
    if conclusion is None:
        return ""
    grade = grade_name(int(conclusion["grade"]))
    return words("why_regraded", kind=APPRAISAL_KINDS[conclusion["kind"]], number=_number(s, conclusion), grade=grade)


def _new_conclusion(s: Situation, earlier: Row, successor: Row) -> Row | None:
    """The latest conclusion, where the two versions stand on different grades or levels of care."""
    if _graded(earlier) == _graded(successor):
        return None
    concluded = s.file.where("appraisal", lambda row: row["concluded_on"] is not None)
    return max(concluded, key=lambda row: row["concluded_on"], default=None)


def _graded(item: Row) -> tuple[Any, Any]:
    facts = loads(item["parameters"])["facts"]
    return facts.get("grade"), facts.get("care_level")


def _number(s: Situation, conclusion: Row) -> str:
    """The number of the conclusion itself: of a redo it is the city's, which this committee's letter only passes on."""
    letter = s.file.find("letter", conclusion["letter_id"]) if conclusion["letter_id"] else None
    if letter is None:
        return words("number_unknown")
    private = select_one(s.connection, "letter_private", letter_id=letter["id"])
    said = loads(private["snapshot"]) if private else {}
    return str(said.get("city_number") or letter["number"])


def _figure(s: Situation, earlier: Row, successor: Row) -> str:
    """The figure that an award on last year's base waited for."""
    came_out = earlier["provisional"] and not successor["provisional"] and successor["base_fen"] != earlier["base_fen"]
    if not came_out or not earlier["base_fen"]:
        return ""
    of_death = earlier["code"] == "survivor_pension" and s.claim["death_on"]
    wage = s.rules.at("wages.private_average", s.claim["death_on"] if of_death else s.claim["accident_on"])
    return words(
        "why_figure_published",
        figure=f"{s.rules.province}{wage.year}年{wage.label}",
        amount=grouped(wage.as_int()),
        earlier=grouped(earlier["base_fen"]),
        base=grouped(successor["base_fen"]),
    )
