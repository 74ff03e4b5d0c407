"""ID numbers are checked, and the index of a person rests on a key outside the database. All numbers are synthetic."""

from __future__ import annotations

import hashlib
import hmac
import stat
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from claims.errors import BadInput, ClaimsError
from claims.masking import masked_id_number
from workflows.identity import id_index, key_file, make_index_key, read_id_number, read_index_key

TODAY = date(2025, 6, 30)


def numbered(born: str, order: str = "000", area: str = "500151") -> str:
    """An ID number with the right check digit."""
    seventeen = f"{area}{born}{order}"
    return seventeen + ric.calc_check_digit(seventeen + "0")


WITH_X = next(number for day in range(1, 29) if (number := numbered(f"199001{day:02d}")).endswith("X"))


def code_of(text: str) -> str:
    """Why a number is refused."""
    with pytest.raises(BadInput) as refused:
        read_id_number(text, TODAY)
    return refused.value.code


def test_a_number_is_read_with_its_birth_date() -> None:
    number = read_id_number(numbered("19910203"), TODAY)
    assert number.text == numbered("19910203")
    assert number.born_on == date(1991, 2, 3)


@pytest.mark.parametrize(
    "written",
    [WITH_X.lower(), f" {WITH_X[:6]} {WITH_X[6:14]} {WITH_X[14:]} ", WITH_X.translate({48 + n: 0xFF10 + n for n in range(10)})],
    ids=["small x", "spaces", "full-width digits"],
)  # fmt: skip
def test_ways_of_writing_do_no_harm(written: str) -> None:
    assert read_id_number(written, TODAY).text == WITH_X


@pytest.mark.parametrize(
    "written",
    ["", "500151910203000", WITH_X[:-1], WITH_X + "0", "50015119910203000A", "X" * 18, "١" * 18],
)
def test_what_is_no_number_of_eighteen_places_is_refused(written: str) -> None:
    assert code_of(written) == "id_number_form"


@given(st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_always_found(place: int, wrong: str) -> None:
    right = numbered("19910203")
    if right[place] != wrong:
        assert code_of(right[:place] + wrong + right[place + 1 :]).startswith("id_number_")


@given(st.integers(0, 16))
def test_two_neighbours_in_the_wrong_order_are_always_found(place: int) -> None:
    right = numbered("19910203")
    turned = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    if turned != right:
        assert code_of(turned).startswith("id_number_")


@pytest.mark.parametrize("born", ["19910229", "19911301", "19910100", "20250701", "21000101", "18891231"])
def test_a_birth_date_that_cannot_be_is_refused(born: str) -> None:
    assert code_of(numbered(born)) == "id_number_birth"


@pytest.mark.parametrize("born", ["20250630", "20240229", "18900101"])
def test_a_birth_date_that_can_be_is_taken(born: str) -> None:
    assert read_id_number(numbered(born), TODAY).born_on.strftime("%Y%m%d") == born


def test_an_abolished_area_code_is_taken() -> None:
    assert read_id_number(numbered("19780510", area="510226"), TODAY).text.startswith("510226")


def test_only_the_order_code_that_is_never_issued_marks_a_synthetic_person() -> None:
    assert read_id_number(numbered("19910203"), TODAY).synthetic
    assert not read_id_number(numbered("19910203", order="001"), TODAY).synthetic


def test_a_message_shows_neither_birth_date_nor_order_code() -> None:
    wrong = numbered("20990203")
    with pytest.raises(BadInput) as refused:
        read_id_number(wrong, TODAY)
    assert masked_id_number(wrong) in refused.value.message()
    assert "2099" not in refused.value.message()
    assert wrong not in repr(refused.value)


def test_the_index_is_an_hmac_of_the_number(tmp_path: Path) -> None:
    key, number = make_index_key(tmp_path), read_id_number(WITH_X.lower(), TODAY)
    assert id_index(key, number) == hmac.new(key, WITH_X.encode(), hashlib.sha256).hexdigest()
    assert id_index(b"another key", number) != id_index(key, number)


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    key = make_index_key(tmp_path / "var")
    assert len(key) == 32
    assert make_index_key(tmp_path / "var") == read_index_key(tmp_path / "var") == key
    assert stat.S_IMODE(key_file(tmp_path / "var").stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file(tmp_path / "var").parent.stat().st_mode) == 0o700
    assert make_index_key(tmp_path / "other") != key


def test_a_missing_key_is_never_made_anew_by_reading(tmp_path: Path) -> None:
    with pytest.raises(ClaimsError, match="从备份恢复") as missing:
        read_index_key(tmp_path)
    assert missing.value.code == "key_file_missing"
    assert not key_file(tmp_path).exists()


@pytest.mark.parametrize("damaged", ["", "00", "not a key", "0" * 63])
def test_a_damaged_key_is_not_used(tmp_path: Path, damaged: str) -> None:
    make_index_key(tmp_path)
    key_file(tmp_path).write_text(damaged, encoding="ascii")
    with pytest.raises(ClaimsError) as unreadable:
        make_index_key(tmp_path)
    assert unreadable.value.code == "key_file_unreadable"


def test_a_folder_for_the_key_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(ClaimsError, match="CLAIMS_VAR_DIR"):
        make_index_key(tmp_path)
