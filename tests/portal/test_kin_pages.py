"""A dead rider's kin on the phone: one has taken the case on, another has a part of it, and neither sees what is the other's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from httpx2 import Response

from claims.canonical import canonical_json
from claims.store.rows import Row
from notifications.samples import sample
from portal.days import day_text
from tests.portal.test_english import chinese_of
from tests.support.casebook import NUMBER, OTHER_NUMBER, PERSONAL, Case
from tests.support.fixtures.standing import CONCLUDED, SERVED, account, payment, standing
from tests.support.handed_in import HTML, PLACE, photograph
from tests.support.offices import said
from tests.support.riders import code_of, sign_in
from tests.support.staff_room import HIDDEN, Browser, Room, room_of
from tests.support.survivors import CHILD, SHARE_FEN, owed, settled_death
from tests.support.world import INJURED, KIN, TODAY, sqlite_world
from workflows.acting import act
from workflows.moves import choices
from workflows.rider_accounts import own_accounts
from workflows.transaction import reading

PAGE, LETTERS = f"/r/cases/{NUMBER}", f"/r/cases/{NUMBER}/letters"
FUNERAL_FEN = 4_358_450
FUNERAL, SHARE = "¥43,584.50", "¥500,000.00"
OWN_ACCOUNT, OTHER_ACCOUNT = "6222000000006789", "6222000000004321"
ACCOUNT = {"basis": "社会保障卡", "bank": "合成银行", "account": OWN_ACCOUNT, "account_name": "合成人员03"}
LATER = date(2024, 10, 1)


@dataclass
class Family:
    """The room, and what was written to each: the awards, and the confirmation that the child was served with as kin."""

    room: Room
    to_widow: Row
    to_child: Row
    as_kin: Row
    as_claimant: Row

    def place(self, row: Row) -> str:
        """The address of a letter, by the record of its service."""
        return f"{LETTERS}/{row['letter_id'].partition('/')[2]}"


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Family]:
    with sqlite_world(tmp_path_factory.mktemp("kin")) as world, room_of(world) as room:
        case = settled_death(world)
        for row in case.of("service"):
            row.update(recipient=KIN if row["recipient"] == INJURED else row["recipient"])
        told = next(row for row in case.of("letter") if row["kind"] == "confirmation")
        claimant = next(row for row in case.of("service") if (row["letter_id"], row["recipient"]) == (told["id"], KIN))
        kin = served_as_kin(case, told)
        widow = owed(case, "discharged", "funeral_grant", KIN, FUNERAL_FEN)
        child = owed(case, "approved", "death_lump_sum", CHILD, SHARE_FEN)
        pay(case, case.of("award_item")[-2])
        for row in case.of("letter"):
            if row["kind"] in ("award", "confirmation"):
                write(case, row)
        for row, on in ((claimant, SERVED), (kin, LATER), (widow, CONCLUDED)):
            for code in ("T23", "T28"):
                case.clock(code, on, subject=row["id"])
        case.save()
        standing(world, "investigating", OTHER_NUMBER).save()
        yield Family(room, widow, child, kin, claimant)


def served_as_kin(case: Case, letter: Row) -> Row:
    """The child is served with the copy that tells nothing of health."""
    facts = {"letter_id": letter["id"], "recipient": CHILD, "recipient_kind": "kin", "variant": "party"}
    return case.subject("service", "served", **facts, served_on=LATER, method="direct", evidence="回证")


def pay(case: Case, of: Row) -> None:
    for person, number in ((KIN, OTHER_ACCOUNT), (CHILD, OWN_ACCOUNT)):
        account(case, person)
        body = {"account": number, "account_name": "合成亲属", "bank": "合成银行"}
        case.of("payee_account_private")[-1].update(body=canonical_json(body))
    of.update(paid_fen=FUNERAL_FEN)
    payment(case, "paid", of, bank_ref="流水1", paid_on=CONCLUDED, paid_fen=FUNERAL_FEN, amount_fen=FUNERAL_FEN)


def write(case: Case, letter: Row) -> None:
    private = next(row for row in case.of("letter_private") if row["letter_id"] == letter["id"])
    private.update(snapshot=canonical_json(sample(letter["kind"])))


def browser(family: Family, tail: str) -> Browser:
    web = family.room.browser()
    assert sign_in(web, tail=tail).status_code == 303
    return web


@pytest.fixture(scope="module")
def child(family: Family) -> Browser:
    return browser(family, "0003")


@pytest.fixture(scope="module")
def widow(family: Family) -> Browser:
    return browser(family, "0002")


def test_kin_sign_in_by_their_own_phone_and_come_to_their_part(child: Browser) -> None:
    assert child.get("/r/cases").headers["location"] == PAGE
    text = said(child.get(PAGE))
    assert "您在这个案件里的部分" in text
    assert "没有签收的信：1 封" in text
    assert f"已决定 {SHARE} · 已到账 ¥0.00" in text
    for hidden in (FUNERAL, *PERSONAL.values(), "右桡骨远端骨折", "9级", "走到哪一步"):
        assert hidden not in text


def test_each_has_the_last_days_of_his_own_service(family: Family, child: Browser, widow: Browser) -> None:
    days = {
        (row["subject"], row["code"]): day_text(row["due_on"], TODAY)
        for row in family.room.world.rows("clock")
        if row["code"] in ("T23", "T28")
    }
    own = {code: days[family.as_kin["id"], code] for code in ("T23", "T28")}
    others = {days[row["id"], code] for row in (family.as_claimant, family.to_widow) for code in ("T23", "T28")}
    assert not others & set(own.values())
    childs, widows = said(child.get(PAGE)), said(widow.get(PAGE))
    assert [day in childs for day in own.values()] == [True, True]
    assert [day for day in others if day in childs] == []
    assert [day for day in own.values() if day in widows] == []
    assert all(day in widows for day in others)


def test_each_reads_the_letters_to_himself_and_no_other(family: Family, child: Browser, widow: Browser) -> None:
    assert child.get(LETTERS).text.count("/letters/") == 2
    mine, others = family.place(family.to_child), family.place(family.to_widow)
    assert "您还没同意电子送达。" in said(child.get(mine))
    assert (child.get(others).status_code, child.get(f"{others}/pdf").status_code) == (404, 404)
    assert (widow.get(mine).status_code, widow.get(others).status_code) == (404, 200)
    copy = said(child.get(family.place(family.as_kin)))
    assert "职业伤害确认结论书" in copy
    assert ("诊断" in copy, "您的受伤" in copy, "他的受伤确认为职业伤害" in copy) == (False, False, True)
    assert "诊断" in said(widow.get(family.place(family.as_claimant)))


def test_each_sees_his_own_share_and_account(child: Browser, widow: Browser) -> None:
    childs, widows = said(child.get(f"{PAGE}/money")), said(widow.get(f"{PAGE}/money"))
    assert (SHARE in childs, FUNERAL in childs, "4321" in childs) == (True, False, False)
    assert (FUNERAL in widows, SHARE in widows, "6789" in widows, "4321" in widows) == (True, False, False, True)


def test_each_asks_for_his_own_account_and_hears_of_no_other(family: Family, child: Browser, widow: Browser) -> None:
    page = f"/r/me/bank?no={NUMBER}"
    own = {**ACCOUNT, "beneficiary": CHILD}
    outcome = act(family.room.desk, "rider-p000003", NUMBER, "ask_payee_account", TODAY, own)
    assert outcome.done, outcome.refusals
    childs, widows = said(child.get(page)), said(widow.get(page))
    assert ("6789" in childs, "4321" in childs, "6789" in widows, "4321" in widows) == (True, False, False, True)
    with reading(family.room.desk) as connection:
        claim = family.room.world.one("claim", no=NUMBER)
        asking = [own_accounts(connection, [claim], person)[0].is_asked for person in (CHILD, KIN)]
    assert asking == [True, False]


def test_kin_object_to_what_they_were_served_with_in_their_own_name(family: Family, child: Browser) -> None:
    page = child.get(f"{PAGE}/object")
    assert ("about=confirmation" in page.text, "about=grade" in page.text, "about=inaction" in page.text) == (
        True,
        False,
        False,
    )
    answer = said(child.get(f"{PAGE}/object?about=confirmation"))
    assert "行政复议" in answer
    number = family.room.world.one("letter", id=family.as_kin["letter_id"])["number"]
    assert number in answer
    draft = said(child.get(f"{PAGE}/object/draft?about=confirmation"))
    assert ("合成人员03" in draft, "合成人员01" in draft, number in draft) == (True, False, True)
    assert child.get(f"{PAGE}/object?about=inaction").status_code == 404
    assert child.get(f"{PAGE}/object/draft?about=grade").status_code == 404


def test_kin_take_a_full_copy_of_their_part_and_of_no_other(child: Browser) -> None:
    child.room.later(seconds=61)
    page = child.fill("/r/me/copy", {"way": "file", "do": "code"})
    form = {**dict(HIDDEN.findall(page.text)), "do": "take", "code": code_of(child.room.world)}
    copy = child.web.post("/r/me/copy", data=form)
    (case,) = copy.json()["案件"]
    assert [one["账号"] for one in case["收款账户"]][:1] == [OWN_ACCOUNT]
    assert [one["核定（分）"] for one in case["待遇"]] == [SHARE_FEN]
    others = (OTHER_ACCOUNT, str(FUNERAL_FEN), *PERSONAL.values(), "右桡骨远端骨折", "合成人员01", "合成人员02")
    assert [one for one in others if one in copy.text] == []


def test_all_else_is_not_there_for_kin(child: Browser) -> None:
    own = [f"{PAGE}/{place}" for place in ("apply", "withdraw", "nothing")]
    for path in (*own, *(f"/r/cases/{OTHER_NUMBER}{place}" for place in ("", "/money", "/papers"))):
        assert child.get(path).status_code == 404, path
    assert child.get(f"/desk/cases/{NUMBER}").status_code == 403


def send(web: Browser, kind: str, *files: tuple[str, bytes], **fields: str) -> Response:
    page = f"{PAGE}/papers"
    hidden = {**dict(HIDDEN.findall(web.get(page).text)), "kind": kind, **fields}
    parts = [("files", (name, content, "application/octet-stream")) for name, content in files]
    return web.web.post(page, data=hidden, files=parts)


def test_kin_hand_in_what_is_their_own_and_nobody_else_of_the_family_sees_it(
    family: Family, child: Browser, widow: Browser
) -> None:
    page = f"{PAGE}/papers"
    assert send(widow, "kin_proof", ("结婚证.jpg", photograph())).status_code == 303
    assert child.get(f"/r/papers?no={NUMBER}").headers["location"] == page
    empty = said(child.get(page))
    assert ("还没有材料。" in empty, "还缺的" in empty, "结婚证" in empty, "医疗诊断" in empty) == (
        True,
        False,
        False,
        False,
    )
    answer = send(child, "kin_proof", ("户口簿.jpg", photograph()), ("脚本.jpg", HTML))
    text = said(answer)
    assert answer.status_code == 422
    assert ("已收到 1 个文件" in text, "“脚本.jpg”" in text, "已收到过" in text) == (True, True, False)
    assert send(child, "social_card", ("卡.jpg", photograph((90, 60)))).headers["location"] == f"{page}?came=1"
    childs, widows = said(child.get(page)), said(widow.get(page))
    assert ("户口簿.jpg" in childs, "结婚证.jpg" in childs) == (True, False)
    assert ("户口簿.jpg" in widows, "结婚证.jpg" in widows) == (False, True)
    files = {row["uploaded_by"]: row for row in family.room.world.rows("evidence_file", kind="kin_proof")}
    his, hers = files["rider-p000003"], files["rider-p000002"]
    assert his["sha256"] == hers["sha256"]
    seen = child.get(f"/files/{his['id']}/view")
    assert (seen.status_code, PLACE.encode() in seen.content) == (200, False)
    nonsense = child.get("/files/F0/view")
    for web, other in ((child, hers), (widow, his)):
        for what in ("view", "thumb", "original"):
            answer = web.get(f"/files/{other['id']}/{what}")
            assert (answer.status_code, answer.text) == (404, nonsense.text if web is child else answer.text)
    assert "已收到您的材料 2 份。" in said(child.get(PAGE))


def test_an_officer_sees_whose_it_is_beside_what_the_case_needs(family: Family, child: Browser) -> None:
    assert send(child, "other", ("证明.jpg", photograph((80, 60)))).status_code == 303
    clerk = family.room.browser()
    clerk.sign_in("intake1")
    text = said(clerk.get(f"/desk/cases/{NUMBER}/evidence"))
    assert "近亲属 合****3 为本人的部分交来，不算申请人的材料。" in text
    assert "证明.jpg" in text


def test_kin_hand_in_no_paper_of_the_case_and_only_by_the_form(family: Family, child: Browser) -> None:
    before = len(family.room.world.rows("evidence_file"))
    wrong = send(child, "diagnosis", ("病历.jpg", photograph((70, 50))))
    assert (wrong.status_code, "请选这是什么材料" in said(wrong)) == (422, True)
    assert send(child, "kin_proof", ("x.jpg", photograph((60, 50))), csrf="x").status_code == 403
    stranger = child.web.post(f"/r/cases/{OTHER_NUMBER}/papers", data={"csrf": ""}, files={"files": ("x.jpg", b"x")})
    assert stranger.status_code == 404
    assert len(family.room.world.rows("evidence_file")) == before


@pytest.mark.usefixtures("child")
def test_who_has_a_part_makes_no_move_on_the_case(family: Family) -> None:
    desk, username = family.room.desk, "rider-p000003"
    may = {one.move.trigger for one in choices(desk, username, NUMBER) if one.allowed}
    assert may <= {"grant", "withdraw_consent", "ask_paper", "ask_payee_account", "change_own_phone", "ask_call"}
    for trigger in ("withdraw_request", "withdraw", "apply"):
        outcome = act(desk, username, NUMBER, trigger, TODAY, {})
        assert not outcome.done
    stranger = act(desk, username, OTHER_NUMBER, "withdraw", TODAY, {})
    assert [one.code for one in stranger.refusals] == ["not_your_case"]
    speaking_for_another = {"recipient": KIN, "document": "同意书"}
    outcome = act(desk, username, f"{NUMBER}/consent", "grant", TODAY, speaking_for_another)
    assert not outcome.done
    outcome = act(desk, username, NUMBER, "ask_payee_account", TODAY, {**ACCOUNT, "beneficiary": KIN})
    assert "asked_by_beneficiary" in [one.code for one in outcome.refusals]


def test_kin_are_served_at_their_letter_and_have_periods_of_their_own(family: Family, child: Browser) -> None:
    page = family.place(family.to_child)
    assert child.fill(page, {"x": ""}).headers["location"] == page
    service = family.room.world.one("service", id=family.to_child["id"])
    assert (service["state"], service["served_on"]) == ("served", TODAY)
    assert family.room.world.one("consent", recipient=CHILD)["state"] == "used"
    text = said(child.get(PAGE))
    assert "现在不用做什么" in text
    (due,) = {row["due_on"] for row in family.room.world.rows("clock", subject=service["id"], code="T23")}
    assert day_text(due, TODAY) in text
    child.get(page)
    looked = {row["what"] for row in family.room.world.rows("access_log", username="rider-p000003")}
    assert {"case", "letter"} <= looked


def test_the_pages_of_a_part_are_whole_in_english(family: Family) -> None:
    """Chinese stay names, numbers of letters, and how the law counts."""
    reader = browser(family, "0003")
    assert send(reader, "id_card", ("身份证.jpg", photograph((50, 40)))).status_code == 303
    reader.get("/language?english=1&back=/")
    kept = re.compile(r"中文|合成.*|.*〔\d{4}〕.*|.*\.jpg|伍拾万元整|合计|依据：.*")
    wanted = {"": "Your part of this case", "/papers": "Hand in your own papers here", "/letters": "Notice of award",
              "/money": "Lump sum on death", "/object": "What do you disagree with?"}  # fmt: skip
    for page, said_there in wanted.items():
        text = reader.get(PAGE + page).text
        assert said_there in text
        assert [one for one in chinese_of(text) if not kept.fullmatch(one)] == [], page
    letter = reader.get(family.place(family.to_child)).text
    assert [one for one in chinese_of(letter.partition('<div class="wt-letter"')[0]) if not kept.fullmatch(one)] == []
