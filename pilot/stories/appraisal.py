"""The appraisal 劳动能力鉴定, from the request to the grade; a second one by the city's committee where it was asked for."""

from __future__ import annotations

from datetime import date, timedelta

from claims.period_words import chinese_day
from pilot.agenda import Story
from pilot.facts import Appraisal, Redo
from pilot.office import APPRAISER, INTAKE
from pilot.pace import days_of
from pilot.stories.money import LIVING_SUPPORT, LUMP_SUM, awarded, lump_sum_item, replaced, taken_up_again, topped_up
from pilot.stories.signing import signed
from pilot.teller import Teller, place

DAYS_BEFORE_CONCLUSION = 3
PLACE = "重庆市铜梁区劳动能力鉴定委员会（铜梁区巴川街道合成路1号二楼鉴定室，地址为模拟）"
CITY_PLACE = "重庆市劳动能力鉴定委员会（渝北区合成大道2号一楼鉴定大厅，地址为模拟）"
PAPERS = ("appraisal_form", "id_card", "medical_record")
NOON = "上午9时30分"


def appraised(t: Teller, asked: Appraisal) -> Story:
    """The appraisal, and what is due by its grade."""
    yield t.days_later(asked.asked_after_days, t.claim()["effective_on"])
    handed_in = [paper for paper in PAPERS if paper not in asked.missing]
    appraisal = t.act(t.rider, "request", f"{t.no}/appraisal", kind="initial", stable=True, papers=handed_in).subject
    if asked.missing:
        yield from _supplemented(t, appraisal, asked)
    yield t.after("appraisal_check")
    yield from _examined_and_concluded(t, appraisal, asked)
    yield from t.until(lambda: t.row("appraisal", appraisal)["state"] == "served")
    if asked.redo:
        t.also(_redone(t, appraisal, asked, asked.redo), t.days_later(asked.redo.asked_after_days))
    yield from _assessed(t, asked)


def _supplemented(t: Teller, appraisal: str, asked: Appraisal) -> Story:
    yield t.after("appraisal_check")
    t.act(APPRAISER, "ask_supplement", appraisal, missing=list(asked.missing))
    yield from t.until(lambda: t.served("appraisal_supplement"))
    yield t.after("appraisal_answer")
    t.act(t.rider, "supplement", appraisal, papers=list(asked.missing))


def _examined_and_concluded(t: Teller, appraisal: str, asked: Appraisal) -> Story:
    """The panel is drawn and examines on the day it named; a person who does not come is asked again, for another day."""
    on = t.after("no_show") if asked.no_show else _before_conclusion(t, "examination")
    examination = {"examine_at": _moment(on), "examine_place": PLACE}
    t.act(APPRAISER, "accept", appraisal, panel_size=asked.panel_size, drawn=True, **examination)
    if asked.no_show:
        yield on
        on = t.after("attend")
        again = {"examine_at": _moment(on), "examine_place": PLACE}
        missed = {"summons": "鉴定通知书送达回证", "reason": "当日因家中有事未到场", "document": f"{t.no}缺席记录"}
        t.act(APPRAISER, "no_show", appraisal, **missed, **again)
        yield on
        t.act(APPRAISER, "attend", appraisal)
    if asked.extended_because:
        yield t.after("examination")
        yield from signed(t, t.propose(APPRAISER, "extend", [appraisal], reason=asked.extended_because))
    yield t.after("examination")
    _conclude(t, appraisal, asked, on)


def _before_conclusion(t: Teller, stage: str) -> date:
    """The day of the examination: some working days before `stage` ends with the conclusion."""
    return t.working_day(days_of(t.case, stage) - DAYS_BEFORE_CONCLUSION)


def _moment(on: date) -> str:
    return f"{chinese_day(on)}{NOON}"


def _conclude(t: Teller, appraisal: str, asked: Appraisal, examined_on: date) -> None:
    accident_on = t.case.accident.on
    period = {"period_from": accident_on, "period_to": accident_on + timedelta(days=asked.injury_period_days)}
    t.act(
        APPRAISER,
        "conclude",
        appraisal,
        grade=asked.grade,
        care_level="none",
        opinion=asked.opinion,
        examined_on=examined_on,
        **(period if asked.injury_period_days else {}),
    )


def _assessed(t: Teller, asked: Appraisal) -> Story:
    """The lump sum, with the platform's living support beside it; no grade, no sum."""
    yield t.after("assess")
    items = [lump_sum_item(t)] if t.claim()["grade"] else []
    lump_sum = items[0] if items else ""
    if asked.living_support:
        items.append(_living_support(t, asked))
    t.act(INTAKE, "settle")
    if items:
        yield from awarded(t, items)
    if lump_sum:
        yield from topped_up(t, lump_sum)


def _living_support(t: Teller, asked: Appraisal) -> str:
    """生活保障费, which the platform owes for the injury period: no money of the fund."""
    first = t.case.accident.on
    period = {
        "from": first.isoformat(),
        "to": (first + timedelta(days=asked.injury_period_days)).isoformat(),
        "daily_base": "minimum_wage",
    }
    item = t.act(INTAKE, "draft", f"{t.no}/item", code=LIVING_SUPPORT, facts=[{"living_support": period}]).subject
    t.act(INTAKE, "allow", item)
    return item


def _redone(t: Teller, appraisal: str, asked: Appraisal, redo: Redo) -> Story:
    """再次鉴定: the city's conclusion is the last one, and replaces the first from the start."""
    yield from ()
    t.act(t.rider, "appeal", appraisal)
    second = max((row["id"] for row in t.rows("appraisal", kind="redo")), key=place)
    yield t.after("appraisal_check")
    on = _before_conclusion(t, "redo_examination")
    examination = {"examine_at": _moment(on), "examine_place": CITY_PLACE}
    t.act(APPRAISER, "accept", second, panel_size=asked.panel_size, drawn=True, **examination)
    yield t.after("redo_examination")
    t.act(
        APPRAISER,
        "conclude",
        second,
        grade=redo.grade,
        care_level="none",
        opinion=asked.opinion,
        examined_on=on,
        city_number=redo.city_number,
    )
    yield from t.until(lambda: t.row("appraisal", second)["state"] == "final")
    if redo.grade != asked.grade:
        yield t.after("assess")
        yield from _regraded(t)


def _regraded(t: Teller) -> Story:
    """The lump sum of the first conclusion is replaced by that of the last; where there was none, there is one now."""
    items = [row["id"] for row in t.rows("award_item", code=LUMP_SUM)]
    if items:
        yield from replaced(t, max(items, key=place))
        return
    taken_up_again(t, "待遇补差")
    item = lump_sum_item(t)
    yield from awarded(t, [item])
    yield from topped_up(t, item)
