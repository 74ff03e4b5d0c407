"""起诉状草稿: only for a suit that is in time, against whom the law says, with what was served, when, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.rider.applications import texts
from tests.portal.test_english import chinese_of
from tests.support.casebook import NUMBER, Case
from tests.support.fixtures.standing import CONCLUDED, SERVED, dispute, item, standing
from tests.support.offices import said
from tests.support.riders import PHONE, ringing_room, signed_in
from tests.support.staff_room import Browser, Room
from tests.support.world import INJURED, TODAY
from workflows.remedies import LETTERS_OF_MATTER, OWED_ACTS

PAGE = f"/r/cases/{NUMBER}/object"
BUREAU, ORGAN = "重庆市铜梁区人力资源和社会保障局", "重庆市铜梁区人民政府"
OFFER = "生成起诉状草稿"
ABOUT = "about=confirmation"
LODGED = date(2024, 9, 26)
REVIEWED = "2024年10月8日作出的行政复议决定（铜府复决〔2024〕3号）"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with ringing_room(tmp_path) as made:
        yield made


def refused(room: Room) -> tuple[Case, str]:
    """A case whose refusal was served on the injured person; the service."""
    case = standing(room.world, "not_confirmed")
    letter = next(row for row in case.of("letter") if row["kind"] == "non_confirmation")
    mine = {"letter_id": letter["id"], "recipient": INJURED}
    service = next(row for row in case.of("service") if mine.items() <= row.items())
    return case, str(service["id"])


def reviewed(room: Room, outcome: str, **columns: object) -> None:
    """A review of that refusal was decided, and the decision served on him today but two days."""
    case, service = refused(room)
    case.clock("T28", SERVED, subject=service)
    facts = {"service_id": service, "outcome": outcome, "document": "铜府复决〔2024〕3号", "lodged_on": LODGED}
    row = dispute(case, "decided", **{**facts, **columns})
    case.clock("T29", CONCLUDED, subject=row["id"])["party"] = "person"
    case.save()


def complaint(web: Browser, about: str = ABOUT, of: str = "") -> str:
    answer = web.get(f"{PAGE}/complaint?{about}{of}")
    assert answer.status_code == 200, answer.text
    return " ".join(said(answer).split())


def offered(web: Browser, about: str = ABOUT) -> bool:
    """Whether the page offers a draft; where it does not there is none."""
    is_there = OFFER in web.get(f"{PAGE}?{about}").text
    assert web.get(f"{PAGE}/complaint?{about}").status_code == (200 if is_there else 404)
    return is_there


def test_a_decision_is_sued_at_once_against_the_bureau(room: Room) -> None:
    case, service = refused(room)
    clock = case.clock("T28", SERVED, subject=service)
    case.save()
    web = signed_in(room)
    assert offered(web)
    number = room.world.one("letter", claim_no=NUMBER, kind="non_confirmation")["number"]
    text = complaint(web)
    last = clock["due_on"]
    named = f"《不予确认职业伤害结论书》（{number}）"
    for part in (
        "行政起诉状", "原告： 合成人员01", PHONE, f"被告： {BUREAU}", "此致 有管辖权的人民法院",
        f"撤销被告{BUREAU}2024年9月20日作出的{named}，判令其在一定期限内重新作出确认结论。", "行政诉讼法第七十条",
        f"原告于2024年9月23日收到{named}。", "本起诉状副本 1 份", "具状人（签名）",
        f"起诉期限从2024年9月23日的次日起算，到{last.year}年{last.month}月{last.day}日届满。",
    ):  # fmt: skip
        assert part in text, part
    assert text.count("被告：") == 1
    assert ("复议决定" in text.partition("行政起诉状 原告")[2], ORGAN in text) == (False, False)


def test_what_is_over_or_under_review_is_not_sued(room: Room) -> None:
    case, service = refused(room)
    case.clock("T28", SERVED, subject=service).update(due_on=TODAY - timedelta(days=1), target_on=None)
    award = item(case, "effective")
    paper = next(row for row in case.of("service") if row["letter_id"] == award["letter_id"])
    case.clock("T28", CONCLUDED, subject=paper["id"])
    dispute(case, "accepted", matter="award", service_id=paper["id"], lodged_on=CONCLUDED)
    case.save()
    web = signed_in(room)
    assert [offered(web, f"about={about}") for about in ("confirmation", "award", "third_party")] == [False] * 3


@pytest.mark.parametrize("state", ["withdrawn", "inadmissible"])
def test_after_a_review_that_decided_nothing_the_suit_is_still_open(state: str, room: Room) -> None:
    case, service = refused(room)
    case.clock("T28", SERVED, subject=service)
    dispute(case, state, service_id=service, decided_on=CONCLUDED)
    case.save()
    web = signed_in(room)
    assert offered(web)
    assert "已经走了另一条路" not in said(web.get(f"{PAGE}?{ABOUT}"))
    assert f"被告： {BUREAU}" in complaint(web)


@pytest.mark.parametrize("outcome", ["维持", "驳回", "部分撤销"])
def test_after_a_review_that_upheld_both_are_sued(outcome: str, room: Room) -> None:
    reviewed(room, outcome)
    web = signed_in(room)
    assert offered(web)
    text = complaint(web)
    for part in (
        f"被告： {BUREAU}", f"被告： {ORGAN}", f"撤销被告{ORGAN}{REVIEWED}。", f"撤销被告{BUREAU}2024年9月20日", "第七十九条",
        f"2024年9月26日，{ORGAN}收到行政复议申请，{REVIEWED.replace('作出的', '作出')}，结果是“{outcome}”，",
        "原告于2024年10月8日收到。",
        "到2024年10月23日届满", "本起诉状副本 2 份", "行政复议决定书复印件",
    ):  # fmt: skip
        assert part in text, part
    assert ("不符合受理条件" in text) == (outcome == "驳回")


@pytest.mark.parametrize("outcome", ["变更", "撤销并责令重作"])
def test_after_a_review_that_changed_the_act_the_review_organ_alone_is_sued(outcome: str, room: Room) -> None:
    reviewed(room, outcome, forum="重庆市铜梁区人民政府行政复议机构")
    text = complaint(signed_in(room))
    assert f"撤销被告重庆市铜梁区人民政府行政复议机构{REVIEWED}，判令其重新作出复议决定。" in text
    assert (text.count("被告："), f"被告： {BUREAU}" in text) == (1, False)


@pytest.mark.parametrize("outcome", ["确认违法", "终止"])
def test_where_the_outcome_does_not_tell_who_is_sued_nobody_is_named(outcome: str, room: Room) -> None:
    reviewed(room, outcome)
    web = signed_in(room)
    assert not offered(web)
    assert "能不能告、告谁，要看里面写的理由" in said(web.get(f"{PAGE}?{ABOUT}"))


def test_a_review_that_upheld_what_the_platform_complained_of_is_not_the_persons_to_sue(room: Room) -> None:
    reviewed(room, "维持", lodged_by="platform")
    assert not offered(signed_in(room))


@pytest.mark.parametrize("state", ["open", "answered"])
def test_who_waited_in_vain_for_a_review_sues_the_bureau_over_the_act_itself(state: str, room: Room) -> None:
    case, service = refused(room)
    case.clock("T28", SERVED, subject=service)
    row = dispute(case, state, service_id=service, lodged_on=LODGED, forum="铜梁区人民政府")
    case.save()
    web = signed_in(room)
    assert not offered(web), "the review is still under way"
    room.world.insert("clock", {**case.clock("T29", CONCLUDED, subject=row["id"]), "party": "person"})
    assert offered(web)
    text = complaint(web, of=f"&of={row['id'].partition('/')[2]}")
    for part in (
        f"被告： {BUREAU}", "2024年9月26日，铜梁区人民政府收到行政复议申请，到2024年10月8日复议期满没有作出决定。",
        "起诉期限从2024年10月8日的次日起算", "证明申请行政复议日期的凭证复印件", "本起诉状副本 1 份",
    ):  # fmt: skip
        assert part in text, part
    assert "决定书复印件" not in text.replace("结论书复印件", "")


def test_what_stands_around_the_draft_is_english_and_the_draft_is_not(room: Room) -> None:
    reviewed(room, "驳回")
    web = signed_in(room)
    web.get("/language?english=1&back=/")
    page = web.get(f"{PAGE}/complaint?{ABOUT}").text
    around, _, draft = page.partition('<article class="wt-letter"')
    assert set(chinese_of(around)) <= {"行政诉讼法第七十条、第七十九条"}
    assert "Hand it to the court at the latest on: " in around
    assert "事实与理由" in draft.partition("</article>")[0]


def late(room: Room) -> Case:
    """A case of which the conclusion is overdue since yesterday."""
    case = standing(room.world, "deciding")
    for row in case.of("clock"):
        if row["code"] == "T8":
            row.update(due_on=TODAY - timedelta(days=20), target_on=None)
    return case


def test_who_waits_for_a_decision_goes_to_review_first(room: Room) -> None:
    late(room).save()
    web = signed_in(room)
    assert "先申请行政复议" in said(web.get(f"{PAGE}?about=inaction"))
    assert not offered(web, "about=inaction")


@pytest.mark.parametrize(("days", "is_open"), [(2, True), (16, False)])
def test_once_the_review_organ_has_refused_he_sues_in_fifteen_days(days: int, is_open: bool, room: Room) -> None:
    case = late(room)
    refused_on = TODAY - timedelta(days=days)
    facts = {"matter": "inaction", "service_id": None, "outcome": None, "lodged_on": TODAY - timedelta(days=19)}
    dispute(case, "inadmissible", **facts, decided_on=refused_on)
    case.save()
    web = signed_in(room)
    assert offered(web, "about=inaction") is is_open
    page = said(web.get(f"{PAGE}?about=inaction"))
    assert (("复议机关没有受理" in page), ("可以向法院起诉，最晚 2024年10月23日" in page)) == (is_open, is_open)
    if is_open:
        text = complaint(web, "about=inaction")
        assert f"判令被告{BUREAU}在一定期限内作出确认结论。" in text
        assert "行政诉讼法第七十二条" in text
        assert "2024年10月8日决定不予受理" in text


def test_who_waits_for_a_decision_and_waited_in_vain_for_the_review_sues_once_and_is_told_of_no_refusal(
    room: Room,
) -> None:
    case = late(room)
    facts = {"matter": "inaction", "service_id": None, "outcome": None, "lodged_on": TODAY - timedelta(days=70)}
    row = dispute(case, "open", **facts)
    case.clock("T29", CONCLUDED, subject=row["id"]).update(party="person", rule="limits.suit_after_silence")
    case.save()
    web = signed_in(room)
    assert offered(web, "about=inaction")
    answer = web.get(f"{PAGE}?about=inaction")
    assert "从 2024年10月8日 起算：复议期限届满" in said(answer)
    assert "复议机关没有受理" not in said(answer)
    assert (answer.text.count(OFFER), "生成复议申请书草稿" in answer.text) == (1, False)
    text = complaint(web, "about=inaction")
    assert f"判令被告{BUREAU}在一定期限内作出确认结论。" in text
    assert "到2024年10月8日复议期满没有作出决定" in text


def test_what_the_law_lets_a_court_change_is_a_sum_and_nothing_else() -> None:
    changing = {kind for kind, one in texts()["sues"].items() if "变更" in one}
    assert changing == {kind for kind, by in texts()["sues_by"].items() if "第七十七条" in by}
    assert changing <= set(LETTERS_OF_MATTER["award"])


def test_every_decision_and_every_owed_act_can_be_sued_and_reviewed() -> None:
    kinds = {kind for matter, kinds in LETTERS_OF_MATTER.items() if matter != "grade" for kind in kinds}
    assert set(texts()["asks"]) == set(texts()["sues"]) == kinds
    assert set(texts()["owed"]) == set(texts()["sues_owed"]) == set(OWED_ACTS)
    assert set(texts()["sues_by"]) == kinds | set(OWED_ACTS)
