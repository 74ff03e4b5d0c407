"""The checklist names what the law lets the bureau ask for in this case, and how each stands; marks are notes that stay."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError

from claims.errors import ClaimsError, Refused
from claims.store.rows import Compiled, run
from tests.support.casebook import NUMBER, Case
from tests.support.fixtures.standing import item, standing
from tests.support.handed_in import pdf, photograph, picture
from tests.support.world import KIN, STRANGER, TODAY, World
from workflows.acting import act
from workflows.evidence import take_in_pieces
from workflows.evidence_integrity import check_evidence
from workflows.evidence_list import Checklist, Line, Standing, evidence_list
from workflows.evidence_marks import Mark, mark_file
from workflows.evidence_sight import file_seen
from workflows.evidence_store import keep_original
from workflows.wanted_papers import brought_in_full, wanted_papers

ALWAYS = {"application_form", "consent", "diagnosis", "id_card", "order_record"}


def take(world: World, content: bytes, kind: str, who: str = "rider1", name: str = "a.jpg") -> str:
    return take_in_pieces(world.desk, who, NUMBER, kind, name, [content]).file_id


def listed(world: World, who: str = "intake1") -> Checklist:
    return evidence_list(world.desk, who, NUMBER)


def line(world: World, kind: str, who: str = "intake1") -> Line:
    return next(one for one in listed(world, who).lines if one.kind == kind)


def needed(world: World) -> set[str]:
    return {one.kind for one in listed(world).lines if one.standing is Standing.MISSING}


def refused(call: Any, *given: Any, **more: Any) -> str:
    with pytest.raises(ClaimsError) as fault:
        call(*given, **more)
    assert fault.value.message()
    return fault.value.code


@pytest.fixture
def case(world: World) -> World:
    """A case that the investigator has been assigned to."""
    made = Case(world, "applied")
    made.save()
    world.insert("assignment", assigned(world))
    return world


def assigned(world: World, no: str = NUMBER) -> dict[str, Any]:
    """The row by which the investigator sees the case."""
    period = {"begins_on": TODAY, "ends_on": world.desk.today()}
    return {"claim_no": no, "username": "investigator1", "assigned_by": "intake1", "recorded_at": "", **period}


def test_a_case_of_an_injury_needs_what_the_law_lists(case: World) -> None:
    assert needed(case) == ALWAYS
    missing = line(case, "diagnosis")
    assert missing.basis == "工伤保险条例第十八条第一款第三项（参照）"
    assert missing.is_unconfirmed
    assert missing.may_be_asked_for
    assert missing.reason == "申请伤残待遇，都要有这一份"
    assert not line(case, "id_card").is_unconfirmed


def test_what_the_case_does_not_need_says_so(case: World) -> None:
    report = line(case, "traffic_report")
    assert (report.standing, report.may_be_asked_for) == (Standing.NOT_NEEDED, False)
    assert report.reason == "本案的情形和待遇项目不要求这份材料。"


CIRCUMSTANCES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "a traffic accident": ({"criterion": "2021-10-1-2"}, ALWAYS | {"traffic_report"}),
    "the same in the text of 2025": ({"criterion": "2025-11-1-2"}, ALWAYS | {"traffic_report"}),
    "a sudden illness": ({"criterion": "2021-10-1-3"}, ALWAYS | {"rescue_record"}),
    "the usual case": ({"criterion": "2021-10-1-1"}, ALWAYS),
    "kin who apply": ({"claimant_id": KIN, "claimant_relation": "kin"}, ALWAYS | {"kin_proof"}),
    "a death": (
        {"application_kind": "death"},
        {"death_application_form", "consent", "death_certificate", "kin_proof", "id_card", "order_record"},
    ),
    "a death that was reported": (
        {"death_on": date(2024, 9, 2)},
        {"death_application_form", "consent", "death_certificate", "kin_proof", "id_card", "order_record"},
    ),
    "a relapse": ({"application_kind": "relapse"}, {"application_form", "diagnosis", "id_card"}),
}


@pytest.mark.parametrize("what", CIRCUMSTANCES)
def test_what_is_needed_follows_from_the_case(world: World, what: str) -> None:
    columns, kinds = CIRCUMSTANCES[what]
    Case(world, "applied", **columns).save()
    assert needed(world) == kinds


def test_items_and_an_appraisal_need_their_papers(world: World) -> None:
    made = Case(world, "appraising")
    made.subject("award_item", "draft", code="medical", drafted_on=TODAY)
    made.subject("appraisal", "requested", kind="initial", requested_on=TODAY)
    made.save()
    assert needed(world) >= {"invoices", "appraisal_form", "medical_record"}
    assert line(world, "invoices").reason == "医疗费"


def test_an_item_that_was_refused_needs_nothing_more(world: World) -> None:
    made = Case(world, "settling")
    made.subject("award_item", "refused", code="medical", drafted_on=TODAY)
    made.save()
    assert "invoices" not in needed(world)


def test_without_a_legal_basis_on_the_day_nothing_is_needed(case: World, monkeypatch: pytest.MonkeyPatch) -> None:
    known = type(case.desk.rules).find

    def no_basis(rules: Any, key: str, day: date) -> Any:
        return None if key == "papers.order_record" else known(rules, key, day)

    monkeypatch.setattr(type(case.desk.rules), "find", no_basis)
    assert needed(case) == ALWAYS - {"order_record"}


def test_a_file_is_received_then_checked(case: World) -> None:
    file_id = take(case, photograph(), "diagnosis", name="病历.jpg")
    assert line(case, "diagnosis").standing is Standing.RECEIVED
    mark_file(case.desk, "intake1", file_id, Mark.CHECKED)
    found = line(case, "diagnosis")
    assert (found.standing, found.may_be_asked_for) == (Standing.CHECKED, False)
    [shown] = found.files
    assert (shown.name, shown.mark, shown.uploaded_by, shown.at) == (
        "病历.jpg",
        "已核对",
        "合成rider1",
        "2024-10-10 12:00",
    )
    assert shown.sha == case.one("evidence_file")["sha256"][:8]


def test_of_two_files_both_must_be_checked(case: World) -> None:
    first = take(case, photograph(), "diagnosis")
    take(case, picture("PNG"), "diagnosis")
    mark_file(case.desk, "intake1", first, Mark.MATCHES)
    assert line(case, "diagnosis").standing is Standing.RECEIVED


def test_what_cannot_be_read_is_asked_for_again_until_another_comes(case: World) -> None:
    blurred = take(case, photograph(), "diagnosis")
    mark_file(case.desk, "intake1", blurred, Mark.UNREADABLE, "blurred")
    found = line(case, "diagnosis")
    assert (found.standing, found.may_be_asked_for) == (Standing.UNREADABLE, True)
    assert (found.files[0].mark, found.files[0].note) == ("看不清", "模糊")
    mark_file(case.desk, "reviewer1", take(case, picture("PNG"), "diagnosis"), Mark.CHECKED)
    assert line(case, "diagnosis").standing is Standing.CHECKED


def test_a_paper_handed_in_at_the_counter_is_received(world: World) -> None:
    made = Case(world, "applied")
    made.add("paper", claim_no=NUMBER, kind="diagnosis", document="x", received_on=TODAY)
    made.add("paper", claim_no=NUMBER, kind="platform_data", document="y", received_on=TODAY)
    made.save()
    assert line(world, "diagnosis").standing is Standing.RECEIVED
    assert line(world, "platform_data").name == "平台企业提供的数据"


def test_what_nobody_may_ask_for_is_taken_and_never_asked_for(case: World) -> None:
    mark_file(case.desk, "intake1", take(case, photograph(), "other"), Mark.UNREADABLE)
    found = line(case, "other")
    assert (found.basis, found.standing, found.may_be_asked_for) == ("", Standing.UNREADABLE, False)


@pytest.mark.parametrize("machine", ["claim", "appraisal"])
def test_a_paper_without_a_legal_basis_is_on_no_notice(world: World, machine: str) -> None:
    made = Case(world, "applied" if machine == "claim" else "appraising")
    target, who = NUMBER, "intake1"
    if machine == "appraisal":
        target = made.subject("appraisal", "requested", kind="initial", requested_on=TODAY)["id"]
        who = "appraisal1"
    made.save()
    outcome = act(world.desk, who, target, "ask_supplement", TODAY, {"missing": ["diagnosis", "other"]})
    assert [refusal.code for refusal in outcome.refusals] == ["missing_have_legal_basis"]
    assert act(world.desk, who, target, "ask_supplement", TODAY, {"missing": ["diagnosis"]}).done


def test_marks_only_grow_and_said_twice_are_written_once(case: World) -> None:
    file_id = take(case, photograph(), "diagnosis")
    for mark in (Mark.CHECKED, Mark.CHECKED, Mark.UNREADABLE, Mark.CHECKED):
        mark_file(case.desk, "intake1", file_id, mark)
    assert [row["mark"] for row in case.rows("evidence_mark")] == ["checked", "unreadable", "checked"]
    with pytest.raises(DBAPIError):
        case.execute("UPDATE evidence_mark SET mark = 'matches'")
    with pytest.raises(DBAPIError):
        case.execute("DELETE FROM evidence_file")


def test_a_mark_is_no_act_in_law(case: World) -> None:
    file_id = take(case, photograph(), "diagnosis")
    before = case.digest()
    mark_file(case.desk, "intake1", file_id, Mark.CHECKED)
    after = case.digest()
    assert {name for name in before if before[name] != after[name]} == {"evidence_mark"}


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("rider1", "evidence_not_marked"),
        ("investigator1", "evidence_not_marked"),
        ("approver1", "evidence_not_marked"),
        ("auditor1", "evidence_not_marked"),
        ("platform1", "no_such_evidence"),
        ("admin1", "no_such_evidence"),
        ("rider3", "no_such_evidence"),
    ],
)
def test_who_may_not_mark(case: World, who: str, code: str) -> None:
    file_id = take(case, photograph(), "diagnosis")
    assert refused(mark_file, case.desk, who, file_id, Mark.CHECKED) == code
    assert case.rows("evidence_mark") == []


def test_a_note_is_one_of_a_list(case: World) -> None:
    file_id = take(case, photograph(), "diagnosis")
    assert refused(mark_file, case.desk, "intake1", file_id, Mark.UNREADABLE, "张三的") == "evidence_note"
    assert refused(mark_file, case.desk, "intake1", "F0", Mark.CHECKED) == "no_such_evidence"


def sees(world: World, who: str, file_id: str) -> bool:
    try:
        return bool(file_seen(world.desk, who, file_id)[1]["id"] == file_id)
    except Refused:
        return False


def test_who_sees_which_file(case: World) -> None:
    own = take(case, photograph(), "diagnosis", "rider1")
    platform = take(case, pdf(), "order_record", "platform1")
    officer = take(case, picture("PNG"), "medical_record", "intake1")
    files = (own, platform, officer)
    for who in ("intake1", "reviewer1", "approver1", "legal1", "auditor1"):
        assert [sees(case, who, one) for one in files] == [True, True, True], who
    for who in ("cashier1", "leader1"):
        assert [sees(case, who, one) for one in files] == [False, True, False], who
    assert [sees(case, "rider1", one) for one in files] == [True, False, False]
    assert [sees(case, "platform1", one) for one in files] == [False, True, False]
    assert [sees(case, "investigator1", one) for one in files] == [True, True, False]
    for who in ("rider3", "platform2", "admin1", "nobody", "appraisal1"):
        assert [sees(case, who, one) for one in files] == [False, False, False], who
    shown = {file.id for one in listed(case, "platform1").lines for file in one.files}
    assert shown == {platform}


def test_a_platform_learns_nothing_from_what_is_needed(case: World) -> None:
    take(case, photograph(), "diagnosis", "rider1")
    assert listed(case, "platform1").lines == ()
    take(case, pdf(), "order_record", "platform1")
    assert [one.kind for one in listed(case, "platform1").lines] == ["order_record"]
    assert {"appraisal_form", "medical_record"}.isdisjoint(one.kind for one in listed(case, "investigator1").lines)
    assert {"appraisal_form", "medical_record"} <= {one.kind for one in listed(case, "rider1").lines}


def test_a_list_of_many_files_asks_the_database_as_often_as_one_of_none(
    case: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements: list[str] = []

    def counted(connection: Connection, compiled: Compiled, values: Any) -> Any:
        statements.append(compiled.sql)
        return run(connection, compiled, values)

    monkeypatch.setattr("claims.store.rows.run", counted)
    event.listen(case.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    listed(case)
    none = len(statements)
    for side in range(20, 32):
        take(case, picture("PNG", (side, side)), "diagnosis")
    statements.clear()
    assert len(listed(case).lines) > 12
    assert len(statements) == none <= 14


def test_kin_see_no_file_of_the_injured_person_and_the_other_way_round(world: World) -> None:
    Case(world, "applied", claimant_id=KIN, claimant_relation="kin").save()
    world.execute("UPDATE account SET person_id = ?, id_index = ? WHERE username = 'rider3'", KIN, f"index-{KIN}")
    own, other = take(world, photograph(), "diagnosis", "rider1"), take(world, pdf(), "kin_proof", "rider3")
    assert [sees(world, "rider1", one) for one in (own, other)] == [True, False]
    assert [sees(world, "rider3", one) for one in (own, other)] == [False, True]


def test_an_officer_sees_nothing_of_a_case_he_stays_away_from(case: World) -> None:
    file_id = take(case, photograph(), "diagnosis")
    case.insert("recusal", {"claim_no": NUMBER, "username": "reviewer1", "reason": "亲属", "recorded_at": ""})
    assert not sees(case, "reviewer1", file_id)
    assert refused(listed, case, "reviewer1") == "no_such_evidence"


def test_a_file_whose_name_was_erased_is_still_listed(case: World) -> None:
    take(case, photograph(), "diagnosis")
    case.execute("DELETE FROM evidence_file_private")
    assert line(case, "diagnosis").files[0].name == "（文件名已删除）"


def test_papers_of_a_move_rest_on_the_files_that_came_and_the_event_says_so(world: World) -> None:
    Case(world, "supplementing", supplement_count=1).save()
    earlier = take(world, picture("PNG"), "id_card")
    files = {take(world, photograph(), "diagnosis"), take(world, pdf(), "diagnosis")}
    given = {"papers": ["diagnosis", "consent"]}
    assert act(world.desk, "rider1", NUMBER, "supplement", TODAY, given).done
    papers = world.rows("paper")
    hashes = {row["sha256"] for row in world.rows("evidence_file", kind="diagnosis")}
    assert {row["document"] for row in papers if row["kind"] == "diagnosis"} == files
    assert {row["sha256"] for row in papers if row["kind"] == "diagnosis"} == hashes
    assert [row["sha256"] for row in papers if row["kind"] == "consent"] == [None]
    assert earlier not in {row["document"] for row in papers}
    event = next(row for row in world.rows("event") if row["trigger"] == "supplement")
    assert {tuple(one) for one in json.loads(event["consequences"])["papers"]} == {("diagnosis", sha) for sha in hashes}


def test_a_file_counts_for_one_handing_in_only(world: World) -> None:
    made = Case(world, "appraising")
    asked = [made.subject("appraisal", "supplementing", kind="initial", requested_on=TODAY)["id"] for _ in range(2)]
    made.save()
    given = {"papers": ["medical_record"]}
    first = take(world, photograph(), "medical_record")
    assert act(world.desk, "appraisal1", asked[0], "supplement", TODAY, given).done
    later = take(world, pdf(), "medical_record")
    assert act(world.desk, "appraisal1", asked[1], "supplement", TODAY, given).done
    assert [row["document"] for row in world.rows("paper")] == [first, later]


@pytest.fixture
def family(world: World) -> World:
    """A case of which rider3 is one of the kin, with a part of it, and rider1 the claimant."""
    made = standing(world, "settling")
    made.claim.update(supplement_count=1)
    item(made, "effective", beneficiary=STRANGER, code="death_lump_sum")
    made.save()
    return world


def test_kin_hand_in_for_their_own_part_and_see_nothing_else(family: World) -> None:
    of_case = take(family, photograph(), "kin_proof", "rider1")
    own = take(family, pdf(), "kin_proof", "rider3", "户口簿.pdf")
    assert family.one("evidence_file", id=own)["of_kin"] == STRANGER
    found = listed(family, "rider3")
    assert [(one.kind, one.of_kin, [file.id for file in one.files]) for one in found.lines] == [
        ("kin_proof", STRANGER, [own])
    ]
    assert (found.may_hand_in, found.may_mark, found.may_take_original) == (True, False, False)
    assert [sees(family, "rider3", one) for one in (of_case, own)] == [False, True]
    assert [sees(family, "rider1", one) for one in (of_case, own)] == [True, False]
    assert [one for one in listed(family, "rider1").lines if one.of_kin] == []


@pytest.mark.parametrize("kind", ["diagnosis", "interview", "platform_data", "lottery_ticket"])
def test_kin_hand_in_nothing_that_is_the_cases(family: World, kind: str) -> None:
    assert refused(take, family, pdf(), kind, "rider3") == "evidence_kind"
    assert family.rows("evidence_file") == []


def test_what_kin_hand_in_is_none_of_the_papers_that_a_case_needs(family: World) -> None:
    own = take(family, pdf(), "kin_proof", "rider3")
    mark_file(family.desk, "intake1", own, Mark.UNREADABLE)
    of_case, of_kin = (one for one in listed(family).lines if one.kind == "kin_proof")
    assert (of_case.standing, of_case.files) == (Standing.NOT_NEEDED, ())
    assert (of_kin.of_kin, of_kin.standing, of_kin.may_be_asked_for) == (STRANGER, Standing.UNREADABLE, False)
    assert [file.id for file in of_kin.files] == [own]
    assert of_kin.files[0].uploaded_by == family.one("account", username="rider3")["display_name"]
    assert "近亲属" in of_kin.reason


def test_a_notice_is_not_answered_by_what_another_hands_in_for_himself(world: World) -> None:
    made = Case(world, "applied")
    item(made, "effective", beneficiary=STRANGER, code="death_lump_sum")
    made.save()
    assert act(world.desk, "intake1", NUMBER, "ask_supplement", TODAY, {"missing": ["kin_proof"]}).done
    world.moment += timedelta(minutes=1)
    take(world, pdf(), "kin_proof", "rider3")
    claim = world.one("claim", no=NUMBER)
    assert brought_in_full(world.desk, claim) == []
    assert [one.of_kin for one in wanted_papers(world.desk, "rider1", claim) if one.kind == "kin_proof"] == [""]
    take(world, pdf(), "kin_proof", "rider1")
    assert brought_in_full(world.desk, claim) == ["kin_proof"]
    assert act(world.desk, "rider1", NUMBER, "supplement", TODAY, {"papers": ["kin_proof"]}).done
    files = {row["of_kin"]: row["id"] for row in world.rows("evidence_file")}
    assert [row["document"] for row in world.rows("paper")] == [files[""]]


def test_the_same_bytes_of_two_are_two_files_kept_once(family: World) -> None:
    theirs = take_in_pieces(family.desk, "rider1", NUMBER, "kin_proof", "a.jpg", [photograph()])
    own = [
        take_in_pieces(family.desk, "rider3", NUMBER, kind, "b.jpg", [photograph()])
        for kind in ("kin_proof", "kin_proof", "other")
    ]
    new = [one.is_new for one in (theirs, *own)]
    assert new == [True, True, False, True], "he is not told what another has handed in; of a kind it is one file"
    assert own[0].file_id == own[1].file_id
    assert len({theirs.file_id, own[0].file_id, own[2].file_id}) == len(new) - 1
    assert len({row["sha256"] for row in family.rows("evidence_file")}) == 1
    assert check_evidence(family.desk).is_whole


def test_who_has_no_part_any_more_sees_not_even_his_own(family: World) -> None:
    own = take(family, pdf(), "id_card", "rider3")
    family.execute("UPDATE award_item SET state = 'discarded' WHERE beneficiary = ?", STRANGER)
    assert not sees(family, "rider3", own)
    assert refused(take, family, photograph(), "id_card", "rider3") == "no_such_evidence"
    assert sees(family, "intake1", own)


def test_who_was_the_claimant_sees_of_his_part_only_what_he_handed_in_for_it(family: World) -> None:
    family.execute("UPDATE claim SET claimant_id = ? WHERE no = ?", STRANGER, NUMBER)
    before = take(family, photograph(), "diagnosis", "rider3")
    family.execute("UPDATE claim SET claimant_id = ? WHERE no = ?", KIN, NUMBER)
    since = take(family, pdf(), "id_card", "rider3")
    assert [sees(family, "rider3", one) for one in (before, since)] == [False, True]
    family.execute("UPDATE claim SET claimant_id = ? WHERE no = ?", STRANGER, NUMBER)
    assert [sees(family, "rider3", one) for one in (before, since)] == [True, True]


def test_who_becomes_the_claimant_while_his_file_comes_sends_it_again(
    family: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept(*given: Any) -> None:
        keep_original(*given)
        family.execute("UPDATE claim SET claimant_id = ? WHERE no = ?", STRANGER, NUMBER)

    monkeypatch.setattr("workflows.evidence.keep_original", kept)
    assert refused(take, family, pdf(), "kin_proof", "rider3") == "no_such_evidence"
    assert family.rows("evidence_file") == []
    again = take(family, pdf(), "kin_proof", "rider3")
    assert family.one("evidence_file", id=again)["of_kin"] == ""
