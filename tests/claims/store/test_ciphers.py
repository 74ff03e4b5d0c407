"""A sealed text opens in its place under its key, and every other way of offering it is refused by name."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.store.ciphers import Cipher, Unreadable, key_of
from tests.support.keys import key_line, ring

ONE, TWO = key_line("k1", 1), key_line("k2", 2)
PLACE = "person_private:P000001:body"
PLAIN = '{"name":"合成人员01"}'
CIPHER = Cipher(ring(ONE))
SEALED = CIPHER.seal_text(PLACE, PLAIN)


def refused(sealed: str, place: str = PLACE, cipher: Cipher = CIPHER) -> str:
    with pytest.raises(Unreadable) as fault:
        cipher.open_text(place, sealed)
    assert PLAIN not in fault.value.message()
    return fault.value.code


@given(st.text(), st.text())
def test_what_is_sealed_opens_and_its_form_names_version_and_key(place: str, plain: str) -> None:
    sealed = CIPHER.seal(place.encode("utf-8", "ignore").decode(), plain.encode("utf-8", "ignore"))
    assert CIPHER.open(place.encode("utf-8", "ignore").decode(), sealed) == plain.encode("utf-8", "ignore")
    assert sealed.startswith(b"v1.k1.")
    assert key_of(sealed.decode()) == "k1"


def test_the_same_text_in_the_same_place_is_the_same_bytes_and_nowhere_else() -> None:
    assert CIPHER.seal_text(PLACE, PLAIN) == SEALED
    others = {CIPHER.seal_text("person_private:P000002:body", PLAIN), CIPHER.seal_text(PLACE, PLAIN + " ")}
    others.add(Cipher(ring(TWO)).seal_text(PLACE, PLAIN))
    nonces = {b64decode(one.split(".")[2])[:12] for one in others | {SEALED}}
    assert len(nonces) == 4


def test_a_text_does_not_open_in_another_row_or_column() -> None:
    assert refused(SEALED, "person_private:P000002:body") == "sealed_altered"
    assert refused(SEALED, "person_private:P000001:salt") == "sealed_altered"


def test_no_bit_can_be_flipped() -> None:
    raw = b64decode(SEALED.split(".")[2])
    for place in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[place // 8] ^= 1 << place % 8
        assert refused(f"v1.k1.{b64encode(flipped).decode()}") == "sealed_altered"


def test_no_character_can_be_changed() -> None:
    for place in range(len("v1.k1."), len(SEALED)):
        for other in "AB/=":
            if SEALED[place] != other:
                assert refused(SEALED[:place] + other + SEALED[place + 1 :]) == "sealed_altered"


def test_nothing_can_be_cut_off() -> None:
    codes = {refused(SEALED[:length]) for length in range(len(SEALED))}
    assert codes == {"sealed_form", "sealed_altered"}


def test_another_key_under_the_same_id_does_not_open() -> None:
    assert refused(SEALED, cipher=Cipher(ring(key_line("k1", 9)))) == "sealed_altered"


def test_a_text_under_a_key_that_is_not_there_names_the_key() -> None:
    with pytest.raises(Unreadable, match="k1") as fault:
        Cipher(ring(TWO)).open_text(PLACE, SEALED)
    assert fault.value.code == "data_key_unknown"


def test_a_text_cannot_be_given_the_name_of_another_key_or_version() -> None:
    same_key_twice = Cipher(ring(ONE, key_line("k2", 1)))
    assert refused(SEALED.replace("v1.k1.", "v1.k2."), cipher=same_key_twice) == "sealed_altered"
    assert refused(SEALED.replace("v1.", "v2.")) == "sealed_form"


def test_the_old_key_opens_and_the_new_one_seals() -> None:
    both = Cipher(ring(TWO, ONE))
    assert both.open_text(PLACE, SEALED) == PLAIN
    assert key_of(both.seal_text(PLACE, PLAIN)) == "k2"


@pytest.mark.parametrize("text", ["", "plain", PLAIN, "v1", "v1.k1", "v1.k1.", "v1..AAAA", "v1.密.AAAA"])
def test_what_was_never_sealed_does_not_open(text: str) -> None:
    assert refused(text) in {"sealed_form", "data_key_unknown"}
