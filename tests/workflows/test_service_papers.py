"""送达回证 before and after service, and the public notice: what they say, what they leave blank, what they must not say."""

from __future__ import annotations

from datetime import date

import pytest

from claims.errors import Refused
from notifications.blocks import Letter, Role, letter_text
from notifications.forms import FORMS
from notifications.render import render_pdf
from tests.support.casebook import PERSONAL
from tests.support.world import INJURED, KIN, World
from tests.workflows.test_service_consent import ELECTRONIC, agree
from tests.workflows.test_service_days import DIRECT, add_kin, announce, decided, record
from workflows.acting import act
from workflows.service_papers import public_notice, service_receipt

DECIDED = date(2024, 8, 20)
ID_NUMBERS = [f"50015119900101000{place}" for place in (1, 2, 3)]


def lines(letter: Letter) -> dict[str, str]:
    """The rows of a form."""
    (table,) = [block for block in letter.blocks if block.role is Role.TABLE]
    return {row[0]: row[1] for row in table.rows[1:]}


def test_before_the_service_it_is_a_form_to_be_signed(world: World) -> None:
    lane = decided(world, DECIDED)
    claimant = record(lane, "person")
    letter = world.one("letter", id=lane.claim["decision_letter"])
    blank = lines(service_receipt(world.desk, claimant))
    assert blank["送达文书"] == "《职业伤害确认结论书》正本"
    assert blank["文号和日期"].startswith(letter["number"])
    assert blank["受送达人"] == "合成人员01（申请人）"
    to_sign = ("送达地点", "送达方式", "签收人签名或者盖章", "见证人签名", "送达人签名", "备注")
    assert [blank[name] for name in to_sign] == [""] * len(to_sign)
    assert blank["送达日期"].split() == ["年", "月", "日"]


def test_after_the_service_it_says_who_signed_where_and_when(world: World) -> None:
    lane = decided(world, DECIDED)
    claimant, kin = record(lane, "person"), add_kin(lane, DECIDED)
    told = {"signer": "co_resident", "signed_by": "合成妻子", "of_age": True, "place": "铜梁区某街道1号"}
    lane.do("intake1", "serve", "2024-08-23", target=claimant, **DIRECT, **told)
    lane.do("intake1", "serve", "2024-08-26", target=kin, **DIRECT)
    signed, own = lines(service_receipt(world.desk, claimant)), lines(service_receipt(world.desk, kin))
    assert (signed["送达方式"], signed["送达日期"], signed["送达地点"]) == (
        "直接送达",
        "2024年8月23日",
        "铜梁区某街道1号",
    )
    assert (signed["签收人"], signed["送达人"]) == ("合成妻子（同住成年家属）", "合成intake1")
    assert (own["受送达人"], own["签收人签名或者盖章"]) == ("合成人员02（近亲属）", ""), (
        "nobody was recorded as signing"
    )


def test_who_signed_himself_and_when_it_was_posted_stand_there_once_they_are_recorded(world: World) -> None:
    lane = decided(world, DECIDED)
    claimant, kin = record(lane, "person"), add_kin(lane, DECIDED)
    lane.do("intake1", "serve", "2024-08-23", target=claimant, **DIRECT, signer="self")
    assert lines(service_receipt(world.desk, claimant))["签收人"] == "合成人员01（本人）"
    posted = {"method": "post", "evidence": "邮政回执", "sent_on": "2024-08-27"}
    early = lane.refused("intake1", "serve", "2024-08-26", target=kin, **posted)
    assert early == ["served_not_before_sent"]
    lane.do("intake1", "serve", "2024-08-28", target=kin, **posted)
    told = lines(service_receipt(world.desk, kin))
    assert (told["送达方式"], told["发出日期"], told["送达日期"]) == ("邮寄送达", "2024年8月27日", "2024年8月28日")


def test_a_refusal_and_its_witness_stand_on_it(world: World) -> None:
    lane = decided(world, DECIDED)
    claimant = record(lane, "person")
    lane.do("intake1", "send", "2024-08-21", target=claimant, method="direct")
    left = {"witness": "合成见证人", "evidence": "照片", "refusal": "8月22日本人拒收，称不服"}
    lane.do("intake1", "refuse_left", "2024-08-22", target=claimant, **left)
    told = lines(service_receipt(world.desk, claimant))
    assert (told["送达方式"], told["见证人"], told["备注"]) == ("留置送达", "合成见证人", "8月22日本人拒收，称不服")
    assert (told["发出日期"], told["签收人签名或者盖章"]) == ("2024年8月21日", "")


def test_electronic_service_names_the_consent_it_rests_on(world: World) -> None:
    lane = decided(world, DECIDED)
    claimant = record(lane, "person")
    agree(lane, "rider1", "2024-08-20", INJURED)
    lane.do("intake1", "serve", "2024-08-21", target=claimant, **ELECTRONIC)
    told = lines(service_receipt(world.desk, claimant))
    assert told["备注"] == "依2024年8月20日的《电子送达确认书》以电子方式送达"


def test_the_notice_holds_what_finds_the_recipient_and_nothing_of_the_case(world: World) -> None:
    lane = decided(world, DECIDED)
    claimant = record(lane, "person")
    with pytest.raises(Refused) as early:
        public_notice(world.desk, claimant)
    assert early.value.code == "not_for_announcement"
    announce(lane, claimant, date(2024, 8, 26))
    text = letter_text(public_notice(world.desk, claimant))
    number = world.one("letter", id=lane.claim["decision_letter"])["number"]
    assert "合成人员01" in text
    assert f"《职业伤害确认结论书》（{number}）" in text
    assert "自本公告发布之日起满30日，即视为送达" in text
    assert "2024年8月26日" in text
    for private in (*PERSONAL.values(), *ID_NUMBERS, lane.claim["platform"], "诊断", "等级"):
        assert private not in text
    lane.sweep("2024-09-25")
    told = lines(service_receipt(world.desk, claimant))
    assert (told["送达方式"], told["送达日期"]) == ("公告送达", "2024年9月25日")
    assert told["备注"] == "2024年8月26日在铜梁区人民政府网站公告，公告期满视为送达"


def test_a_notice_to_one_of_the_kin_names_nobody_else(world: World) -> None:
    lane = decided(world, DECIDED)
    kin = add_kin(lane, DECIDED, KIN)
    lane.do("intake1", "send", "2024-08-21", target=kin, method="post")
    lane.do("intake1", "return_mail", "2024-08-26", target=kin, reason="查无此人")
    text = letter_text(public_notice(world.desk, kin))
    assert "合成人员02" in text
    assert "合成人员01" not in text
    assert "2024年8月26日" in text, "printed before it is published, it bears today's date"


def test_both_become_pages_without_the_mark_of_a_draft(world: World) -> None:
    lane = decided(world, DECIDED)
    claimant = record(lane, "person")
    announce(lane, claimant, date(2024, 8, 26))
    for paper in (service_receipt(world.desk, claimant), public_notice(world.desk, claimant)):
        assert paper.number is not None
        assert render_pdf(paper).startswith(b"%PDF")
        assert paper.kind in FORMS
    assert render_pdf(public_notice(world.desk, claimant)) == render_pdf(public_notice(world.desk, claimant))


def test_what_is_not_there_or_void_has_no_proof(world: World) -> None:
    lane = decided(world, DECIDED)
    claimant = record(lane, "person")
    letter = lane.claim["decision_letter"]
    world.execute("UPDATE letter SET kind = 'rectification' WHERE id = ?", letter)
    lane.at("2024-08-21")
    assert act(world.desk, "reviewer1", claimant, "void", date(2024, 8, 21), {"reason": "写错"}).done
    for service, code in ((claimant, "service_void"), (f"{lane.no}/service-999", "no_such_service")):
        with pytest.raises(Refused) as caught:
            service_receipt(world.desk, service)
        assert caught.value.code == code
