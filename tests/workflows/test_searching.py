"""One box finds cases, letters, payments and persons by what officers have in hand, says why, and logs numbers of persons."""

from __future__ import annotations

import json

import pytest

from claims.errors import ClaimsError
from tests.support.casebook import Case
from tests.support.keys import write_private
from tests.support.world import INJURED, KIN, PLATFORM, STRANGER, World
from workflows.locking import open_actor
from workflows.person_index import IndexKind, index_again, normal_name, normal_phone, persons_by
from workflows.searching import Group, Results, search
from workflows.searching_rows import SHOWN
from workflows.transaction import reading

NO, OTHER = "TL-2024-000901", "TL-2024-000902"
ID_NUMBER, PHONE, NAME = "50015119900101001X", "13800001234", "买买提·阿里"


@pytest.fixture
def house(bureau: World) -> World:
    """Two cases; the injured person has a phone, a name with a dot and a number with a letter, which kin shares the end of."""
    know(bureau, INJURED, NAME, ID_NUMBER, PHONE)
    know(bureau, KIN, "合成人员02", "50015119910101001X", "")
    Case(bureau, "settling", no=NO, order_no="MT-77").save()
    Case(bureau, "applied", no=OTHER, person_id=KIN, claimant_id=INJURED, order_no="MT-77").save()
    return bureau


def know(world: World, person: str, name: str, id_number: str, phone: str) -> None:
    body = {"name": name, "id_number": id_number, **({"phone": phone} if phone else {})}
    write_private(world.engine, "person_private", person, body=json.dumps(body, ensure_ascii=False))
    with world.engine.begin() as connection:
        index_again(connection, person)


def asked(house: World, username: str, q: str, key: str | None = None) -> Results:
    with reading(house.desk) as connection:
        actor, _ = open_actor(connection, username, house.desk.today())
    assert actor is not None
    return search(house.desk, actor, q, key)


def found(results: Results, group: Group) -> list[tuple[str, str]]:
    return [(hit.id, hit.why) for hit in results.of(group)]


@pytest.mark.parametrize("q", [NO, NO.lower(), f" {NO} ", "ＴＬ-2024-000901"])
def test_a_case_by_its_number_is_the_one_thing(house: World, q: str) -> None:
    results = asked(house, "intake1", q)
    assert found(results, Group.CASES) == [(NO, "search_by_case")]
    assert results.exact is not None
    assert (results.exact.id, results.exact.why_words) == (NO, "案号")


def test_a_case_by_the_end_of_its_number_and_by_its_order(house: World) -> None:
    assert found(asked(house, "intake1", "000902"), Group.CASES) == [(OTHER, "search_by_case_tail")]
    results = asked(house, "intake1", "MT-77")
    assert found(results, Group.CASES) == [(OTHER, "search_by_order"), (NO, "search_by_order")]
    assert results.exact is None


@pytest.mark.parametrize(
    ("q", "kind"),
    [
        (NAME, "name"), ("买买提•阿里", "name"), (" 买买提 · 阿里 ", "name"), (ID_NUMBER.lower(), "id_number"),
        ("500151 19900101 001x", "id_number"), (PHONE, "phone"), ("138 0000 1234", "phone"), ("+86 138-0000-1234", "phone"),
    ],
)  # fmt: skip
def test_a_person_by_what_is_known_whole(house: World, q: str, kind: str) -> None:
    results = asked(house, "intake1", q)
    assert found(results, Group.PERSONS) == [(INJURED, f"search_by_{kind}")]
    assert found(results, Group.CASES) == [(OTHER, f"search_by_{kind}"), (NO, f"search_by_{kind}")]
    assert results.of(Group.PERSONS)[0].text == "买****里 · 5001**********001X · 138****1234"


def test_the_last_four_of_an_id_number_may_be_those_of_many(house: World) -> None:
    results = asked(house, "intake1", "001x")
    assert found(results, Group.PERSONS) == [(INJURED, "search_by_id_tail"), (KIN, "search_by_id_tail")]
    assert "不止一人" in results.of(Group.PERSONS)[0].why_words


def test_a_part_of_a_name_or_number_finds_nobody(house: World) -> None:
    for q in ("买买提", "买买", "1380000", "5001511990", "%", "__", "v1.t1"):
        if len(q) > 1:
            assert asked(house, "intake1", q).hits == (), q


def test_nothing_found_shows_no_name_in_clear(house: World) -> None:
    results = asked(house, "intake1", NAME)
    assert NAME not in repr([hit.text for hit in results.hits])
    assert PHONE not in repr(results.hits)


def test_a_letter_by_its_number_however_it_is_typed(house: World) -> None:
    case = Case(house, "settling", no="TL-2024-000903")
    letter = case.letter("confirmation")
    case.save()
    number = "铜人社职认〔2024〕12号"
    house.execute(f"UPDATE letter SET number = '{number}' WHERE id = '{letter['id']}'")
    results = asked(house, "intake1", number.replace("〔", "[").replace("〕", "]"))
    assert found(results, Group.LETTERS) == [(number, "search_by_letter")]
    assert results.exact is not None
    assert results.exact.claim_no == "TL-2024-000903"


def test_searches_by_whole_numbers_of_persons_are_logged_without_them(house: World) -> None:
    for q in (ID_NUMBER, PHONE, "13900009999", NAME, "001X", NO, "MT-77"):
        asked(house, "intake1", q, key="once")
    rows = [(row["field"], row["person_id"], row["what"]) for row in house.rows("access_log")]
    assert rows == [("id_number", INJURED, "search"), ("phone", INJURED, "search"), ("phone", None, "search")]
    assert not any(part in str(house.rows("access_log")) for part in (ID_NUMBER, PHONE, "13900009999", NAME))


@pytest.mark.parametrize("q", ["", " ", "王", "　1 "])
def test_one_character_is_no_question(house: World, q: str) -> None:
    with pytest.raises(ClaimsError, match="至少输入 2 个字") as refused:
        asked(house, "intake1", q)
    assert refused.value.code == "search_too_short"


@pytest.mark.parametrize("username", ["rider1", "platform1", "admin1"])
def test_parties_and_administrators_do_not_search(house: World, username: str) -> None:
    with pytest.raises(ClaimsError) as refused:
        asked(house, username, ID_NUMBER)
    assert refused.value.code == "looking_of_staff"
    assert house.rows("access_log") == []


def test_twenty_are_shown_and_more_is_told(house: World) -> None:
    for place in range(SHOWN + 1):
        Case(house, "applied", no=f"TL-2023-{place:06d}", order_no="MT-88").save()
    results = asked(house, "intake1", "MT-88")
    assert len(results.of(Group.CASES)) == SHOWN
    assert results.more == {Group.CASES}


def test_the_same_digits_are_another_index_for_another_kind(house: World) -> None:
    with reading(house.desk) as connection:
        assert persons_by(connection, IndexKind.PHONE, normal_phone(PHONE), 5) == [INJURED]
        assert persons_by(connection, IndexKind.NAME, normal_name(PHONE), 5) == []
    digests = [row["digest"] for row in house.rows("person_index")]
    assert len(set(digests)) == len(digests) - 1  # the two of the same last four


def test_details_that_change_change_what_finds_the_person(house: World) -> None:
    know(house, INJURED, "合成新名", ID_NUMBER, "")
    for q in (NAME, PHONE):
        assert asked(house, "intake1", q).hits == ()
    assert found(asked(house, "intake1", "合成新名"), Group.PERSONS) == [(INJURED, "search_by_name")]
    assert house.rows("person_index", person_id=INJURED, kind="phone") == []


def test_everybody_else_is_found_as_before(house: World) -> None:
    assert found(asked(house, "auditor1", "合成人员03"), Group.PERSONS) == [(STRANGER, "search_by_name")]
    assert PLATFORM in asked(house, "auditor1", NO).of(Group.CASES)[0].text


def test_who_sees_some_cases_only_finds_those_and_their_persons_only(house: World) -> None:
    for q in (NO, NAME, PHONE, "MT-77"):
        assert asked(house, "investigator1", q).hits == (), q
