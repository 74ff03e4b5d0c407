"""待分派: the head sees each post's work and who has how much, gives it out; a clerk takes what lies on nobody's desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.offices import Office, office, said

OPEN = 48
PATH = "/desk/unallotted"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("allotments"), OPEN) as made:
        yield made


def test_the_tab_is_the_head_s(desk: Office) -> None:
    assert "待分派" in desk.person("chief1").text("/desk")
    for username in ("intake1", "reviewer1", "approver3", "auditor1", "admin1"):
        visitor = desk.person(username)
        assert visitor.get(PATH).status_code == 403
        assert "待分派" not in said(visitor.get("/desk"))
        assert visitor.web.post(PATH, data={"pick": "x|IN|0"}).status_code == 403


def test_a_head_gives_work_to_a_person_and_takes_it_back_with_a_reason(desk: Office) -> None:
    head, no = desk.person("chief1"), desk.replayed.case_of(OPEN)["no"]
    text = head.text(PATH)
    for shown in (no, "没有分派 1", "陈受理 0", "陈受理（在办 0 件）", "受理审查"):
        assert shown in text, shown
    pick = f"{no}|IN|0"
    assert "请先勾选" in said(head.fill(PATH, {"username": "intake1"}))
    wrong = head.fill(PATH, {"pick": pick, "username": "reviewer1"})
    assert (wrong.status_code, "没有这个岗位" in said(wrong), f'value="{pick}" aria-label="{no}" checked' in wrong.text) == (
        422, True, True,
    )  # fmt: skip
    done = head.fill(PATH, {"pick": pick, "username": "intake1"})
    assert done.status_code == 303, said(done)
    assert "已分派 1 件。" in head.text(done.headers["location"])
    assert "这里没有案件。" in head.text(PATH)
    mine = f"{PATH}?post=IN&of=intake1"
    assert no in head.text(mine)
    moving = {"pick": f"{no}|IN|1", "username": "intake1", "post": "IN", "of": "intake1"}
    assert "理由" in said(head.fill(mine, moving, PATH))
    assert head.fill(mine, {**moving, "reason": "核对分派"}, PATH).status_code == 303
    stale = head.fill(mine, {**moving, "reason": "核对分派"}, PATH)
    assert f"没有分派：{no}" in head.text(stale.headers["location"])
    assert [head.get(f"{PATH}?post={post}").status_code for post in ("RV", "none")] == [200, 404]
    assert head.fill(PATH, {"pick": f"{no}|XX|0", "username": "intake1"}).status_code == 404
    assert head.fill(PATH, {"pick": "nonsense", "username": "intake1"}).status_code == 422


def test_a_clerk_takes_what_is_free_and_is_told_when_it_is_gone(desk: Office) -> None:
    clerk, no = desk.person("intake1"), desk.replayed.case_of(OPEN)["no"]
    assert no in clerk.text("/desk")
    assert 'action="/desk/take"' not in clerk.get("/desk").text
    gone = clerk.fill("/desk", {"claim": no, "post": "IN"}, "/desk/take")
    assert (gone.status_code, "已经由别人领取" in said(gone)) == (409, True)
    other = desk.person("reviewer1").fill("/desk", {"claim": no, "post": "IN"}, "/desk/take")
    assert (other.status_code, "没有这个岗位" in said(other)) == (409, True)
    assert clerk.web.post("/desk/take", data={"claim": no, "post": "IN"}).status_code == 403
