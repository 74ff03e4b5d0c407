"""文书与送达: the list with its filters, a letter with its file and service, and a service that asks its way first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import pytest

from claims.store.rows import select_rows
from notifications.compose import compose, letter_text
from notifications.kinds import LETTER_KINDS, Variant
from notifications.samples import sample
from portal.desk.looking import TABS
from tests.support.offices import Office, office, said
from workflows.acting import act
from workflows.evidence_sight import may_see_file
from workflows.health_sight import HEALTH_PAPERS, copy_read, tells_of_health
from workflows.people import BUREAU_ORG
from workflows.roles import OFFICERS, Actor, Role
from workflows.sight import Part

DONE, APPLIED = 3, 48  # a person who has been paid, and one whose letters wait to be served


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("letters"), DONE, APPLIED) as made:
        yield made


def letter(house: Office, person: int, kind: str) -> dict[str, Any]:
    no = house.replayed.case_of(person)["no"]
    return dict(house.replayed.rows("letter", claim_no=no, kind=kind)[0])


def test_the_list_is_filtered_by_its_address_and_has_no_gaps(house: Office) -> None:
    visitor = house.person("intake1")
    text = visitor.text("/desk/letters")
    assert "文号连续，没有缺号。" in text
    assert "合成人员" not in text  # masked
    total = len(house.replayed.rows("letter"))
    assert f"共 {total} 条" in text
    one = letter(house, DONE, "confirmation")
    assert "共 1 条" in visitor.text(f"/desk/letters?q={quote(one['number'])}")
    confirmed = visitor.text("/desk/letters?kind=confirmation&from=2020-02-31&state=nonsense")
    assert "文书：职业伤害确认结论书" in confirmed
    assert one["number"] in confirmed
    assert "这个条件下没有文书。" in visitor.text("/desk/letters?q=%E6%97%A0&after=2024-01-01~x")
    assert f"共 {total} 条" in visitor.text("/desk/letters?after=nonsense&gaps=99")


def test_a_gap_in_the_numbers_is_shouted(house: Office) -> None:
    with house.desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE series SET last_serial = last_serial + 1 WHERE series LIKE '%confirm%'")
    try:
        text = house.person("intake1").text("/desk/letters")
    finally:
        with house.desk.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE series SET last_serial = last_serial - 1 WHERE series LIKE '%confirm%'")
    assert "文号有缺号、重号，或与登记不符" in text
    last = letter(house, DONE, "confirmation")
    lost = last["number"].replace(f"{last['serial']}号", f"{last['serial'] + 1} 号")
    assert lost in text, "the number by which people know it"


def test_a_letter_shows_its_words_its_worth_and_the_periods_it_opened(house: Office) -> None:
    one = letter(house, DONE, "confirmation")
    text = house.person("reviewer1").text(f"/desk/letters/{one['id']}")
    for told in (
        one["number"],
        "属于职业伤害确认范围",
        "有效",
        "送达日",
        "申请行政复议",
        "提起行政诉讼",
        "打印送达回证",
    ):
        assert told in text, told
    assert "草稿 不具效力" not in text
    assert house.replayed.rows("access_log", username="reviewer1", what="letter", claim_no=one["claim_no"])


def test_the_file_that_is_handed_out_is_the_one_that_was_kept(house: Office) -> None:
    one = letter(house, DONE, "confirmation")
    visitor, page = house.person("reviewer1"), f"/desk/letters/{one['id']}"
    answer = visitor.get(f"{page}/pdf")
    kept = house.replayed.rows("letter_file", letter_id=one["id"], variant="full")[-1]
    assert sha256(answer.content).hexdigest() == kept["unsigned_sha256"]
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert house.replayed.rows("access_log", username="reviewer1", what="file", claim_no=one["claim_no"])
    assert visitor.get(f"{page}/pdf?copy=nonsense").status_code == 404
    path = next(house.desk.var_dir.glob(f"letters/*/{one['claim_no']}/{one['number']}（未签名）.pdf"))
    good = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(good[:-1] + b"x")
    try:
        assert "被改动过" in said(visitor.get(f"{page}/pdf"))
        assert "✕" in visitor.text(f"{page}?check=1")
    finally:
        path.write_bytes(good)


def test_the_receipt_of_service_prints_for_its_own_letter_only(house: Office) -> None:
    one, other = letter(house, DONE, "confirmation"), letter(house, DONE, "acceptance")
    service = house.replayed.rows("service", letter_id=one["id"])[0]["id"].partition("/")[2]
    visitor = house.person("intake1")
    answer = visitor.get(f"/desk/letters/{one['id']}/receipt/{service}")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert visitor.get(f"/desk/letters/{other['id']}/receipt/{service}").status_code == 404


@pytest.mark.parametrize("username", ["admin1", "auditor1", "investigator1"])
def test_nobody_else_reads_them(username: str, house: Office) -> None:
    one = letter(house, DONE, "confirmation")
    visitor = house.person(username)
    for path in ("", "/pdf", "/receipt/service-1"):
        assert visitor.get(f"/desk/letters/{one['id']}{path}").status_code == 403, path
    stranger = one["id"].replace(one["claim_no"], house.replayed.case_of(APPLIED)["no"])
    assert house.person("intake1").get(f"/desk/letters/{stranger}").status_code == 404


def test_the_way_of_service_is_asked_first_and_then_only_what_it_needs(house: Office) -> None:
    visitor, no = house.person("intake1"), house.replayed.case_of(APPLIED)["no"]
    accepted = {"criterion": "2021-10-1-1", "diagnosis": "左小腿软组织挫伤"}
    assert act(house.desk, "intake1", no, "accept", house.desk.today(), accepted).done
    service = next(row for row in house.replayed.rows("service", claim_no=no) if row["state"] == "pending")
    page = f"/desk/cases/{no}/act?on={service['id']}&do=serve"
    asked = visitor.text(page)
    assert "直接送达 邮寄送达 电子送达" in asked
    direct, electronic = visitor.get(f"{page}&method=direct").text, visitor.get(f"{page}&method=electronic").text
    assert ('name="signed_by"' in direct, 'name="signed_by"' in electronic) == (True, False)
    assert 'name="method" value="direct"' in direct
    empty = visitor.fill(f"{page}&method=direct", {})
    assert (empty.status_code, "请填写送达凭证" in said(empty)) == (422, True)
    sent = visitor.fill(f"{page}&method=direct", {"evidence": "送达回证", "signer": "self"})
    assert sent.status_code == 303, said(sent)
    served = house.replayed.rows("service", id=service["id"])[0]
    assert (served["state"], served["method"]) == ("served", "direct")


HEALTH_FACTS = {"diagnosis", "confirmed_parts", "refused_parts", "opinion", "grade", "care_level"}
READING = {  # every post of the bureau, with whether it reads what was found of the injury
    Role.INTAKE: True, Role.REVIEWER: True, Role.APPROVER: True, Role.APPRAISAL: True, Role.LEGAL: True,
    Role.AUDITOR: True, Role.CASHIER: False, Role.SECTION_HEAD: False, Role.LEADER: False, Role.ARBITRATOR: False,
}  # fmt: skip


def holding(role: Role) -> Actor:
    return Actor("somebody", BUREAU_ORG, "index", None, frozenset({role}))


@pytest.mark.parametrize("role", READING)
def test_a_post_reads_of_every_kind_of_letter_the_copy_that_is_for_it(role: Role) -> None:
    assert set(READING) == OFFICERS | {Role.AUDITOR}
    for kind in LETTER_KINDS.values():
        health = {fact.name for fact in (*kind.facts, *kind.optional)} & HEALTH_FACTS
        assert not health or tells_of_health(kind), f"{kind.name} tells of health and has no copy without"
        expected = Variant.FULL if READING[role] or not tells_of_health(kind) else Variant.PARTY
        assert copy_read(holding(role), kind) is expected, kind.name
        told = letter_text(compose(kind.code, sample(kind.code), expected))
        diagnosis = sample(kind.code).get("diagnosis")
        assert READING[role] or not diagnosis or str(diagnosis) not in told, kind.name


def test_a_cashier_gets_a_diagnosis_on_no_page_and_in_no_file(house: Office) -> None:
    one = letter(house, DONE, "confirmation")
    no, page = one["claim_no"], f"/desk/letters/{one['id']}"
    with house.desk.engine.connect() as connection:
        private = select_rows(connection, "claim_private", claim_no=no)[0]
    body = json.loads(private["body"])
    hidden = [body["diagnosis"], *(part["part"] for part in body["parts"])]
    approval = next(row for row in house.replayed.rows("approval", claim_no=no) if row["act"] == "confirm")
    pages = [page, f"/desk/approvals/{approval['id']}", *(f"/desk/cases/{no}{path}" for path, _ in TABS)]
    cashier, reviewer = house.person("cashier1"), house.person("reviewer1")
    for path in pages:
        assert not [value for value in hidden if value in cashier.text(path)], path
    for path in pages[:2]:
        assert all(value in reviewer.text(path) for value in hidden), path
    files = {row["variant"]: row["unsigned_sha256"] for row in house.replayed.rows("letter_file", letter_id=one["id"])}
    refused = cashier.get(f"{page}/pdf?copy=full")
    assert (refused.status_code, "您的岗位看副本" in said(refused)) == (403, True)
    for copy in ("", "?copy=party"):
        assert sha256(cashier.get(f"{page}/pdf{copy}").content).hexdigest() == files["party"]
    assert sha256(reviewer.get(f"{page}/pdf").content).hexdigest() == files["full"]
    assert "您的岗位看副本" in cashier.text(page)
    assert ("copy=full" in cashier.get(page).text, "copy=full" in reviewer.get(page).text) == (False, True)


@pytest.mark.parametrize(("role", "whole"), READING.items())
def test_papers_of_health_are_for_the_posts_that_need_them(role: Role, whole: bool) -> None:
    file = {"by_org": "", "by_person": None}
    assert all(may_see_file(holding(role), Part.WHOLE, {**file, "kind": kind}) is whole for kind in HEALTH_PAPERS)
    assert may_see_file(holding(role), Part.WHOLE, {**file, "kind": "id_card"})
