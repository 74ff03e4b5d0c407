"""What can still be objected to: only what there is in the case, each way as it stands, and a draft that can be handed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.support.casebook import NUMBER
from tests.support.fixtures.standing import CONCLUDED, SERVED, dispute, item, standing
from tests.support.offices import said
from tests.support.riders import PHONE, ringing_room, signed_in
from tests.support.staff_room import Browser, Room
from tests.support.world import INJURED, TODAY

PAGE, OTHER, THIRD = f"/r/cases/{NUMBER}/object", "/r/cases/TL-2024-000902/object", "/r/cases/TL-2024-000903/object"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """Three refusals: in time; the review over; both over. And of the third a sum, of which review is under way."""
    with ringing_room(tmp_path_factory.mktemp("objections")) as made:
        for no, over in ((NUMBER, ()), ("TL-2024-000902", ("T23",)), ("TL-2024-000903", ("T23", "T28"))):
            case = standing(made.world, "not_confirmed", no)
            refused = next(row for row in case.of("letter") if row["kind"] == "non_confirmation")
            served = next(
                row for row in case.of("service") if (row["letter_id"], row["recipient"]) == (refused["id"], INJURED)
            )
            for code in ("T23", "T28"):
                clock = case.clock(code, SERVED, subject=served["id"])
                if code in over:
                    clock.update(due_on=TODAY - timedelta(days=1), target_on=None)
            if len(over) == 2:
                award = item(case, "effective")
                paper = next(row for row in case.of("service") if row["letter_id"] == award["letter_id"])
                case.clock("T28", CONCLUDED, subject=paper["id"])
                dispute(case, "accepted", matter="award", service_id=paper["id"], lodged_on=CONCLUDED)
            case.save()
        yield made


@pytest.fixture(scope="module")
def web(room: Room) -> Browser:
    return signed_in(room)


def test_only_what_there_is_in_the_case_is_asked_about_and_drafted(web: Browser) -> None:
    page = web.get(PAGE).text
    for about, is_there in (
        ("confirmation", True),
        ("third_party", True),
        ("not_accepted", False),
        ("grade", False),
        ("award", False),
        ("inaction", False),
        ("living_support", False),
    ):
        assert (f"about={about}" in page) is is_there, about
        assert web.get(f"{PAGE}?about={about}").status_code == (200 if is_there else 404), about
        assert web.get(f"{PAGE}/draft?about={about}").status_code == (200 if about == "confirmation" else 404), about


def test_what_is_over_is_said_with_its_day_and_not_drafted(web: Browser) -> None:
    in_time = said(web.get(f"{PAGE}?about=confirmation"))
    assert "任选其一" in in_time
    assert "期限过了怎么办" not in in_time
    one_left = said(web.get(f"{OTHER}?about=confirmation"))
    assert "行政复议 ：期限已经过了，最后一天是 10月9日" in one_left
    assert "行政复议法第二十条" in one_left
    assert "行政诉讼法第四十八条" not in one_left
    assert "任选其一" not in one_left
    assert "生成复议申请书草稿" not in one_left
    assert web.get(f"{OTHER}/draft?about=confirmation").status_code == 404
    both_gone = said(web.get(f"{THIRD}?about=confirmation"))
    assert all(part in both_gone for part in ("行政复议法第二十条", "行政诉讼法第四十八条", "请我局自己改正"))


def test_who_has_asked_for_review_is_not_sent_to_court_beside_it(web: Browser) -> None:
    text = said(web.get(f"{THIRD}?about=award"))
    assert "行政复议 ：您 2024年10月8日（周二） 已经提出了。" in text
    assert "行政诉讼 ：已经走了另一条路，不能同时走。" in text
    assert "生成复议申请书草稿" not in text


def test_a_draft_says_who_asks_for_what_against_which_decision(room: Room, web: Browser) -> None:
    draft = said(web.get(f"{PAGE}/draft?about=confirmation"))
    number = room.world.one("letter", claim_no=NUMBER, kind="non_confirmation")["number"]
    wanted = f"撤销被申请人2024年9月20日作出的《不予确认职业伤害结论书》（{number}），责令被申请人"
    assert wanted in draft
    own = ("合成人员01", PHONE, "0001", "重庆市铜梁区人力资源和社会保障局", "重庆市铜梁区人民政府", "附件")
    assert all(part in draft for part in own)
    assert "申请人于2024年9月23日收到" in draft
