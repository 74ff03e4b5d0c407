"""The code of a letter: as long as it must be, never the same twice, and read however it was typed."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from notifications.blocks import Role, letter_text
from notifications.codes import ALPHABET, LENGTH, SHORT, read_code, short_code, verify_code
from notifications.compose import compose
from notifications.kinds import Variant
from tests.notifications.samples import snapshot

CODE = verify_code("salt")
AT = "http://127.0.0.1:8000/verify"


@given(st.text())
def test_a_code_has_26_characters_that_cannot_be_taken_for_each_other(salt: str) -> None:
    code = verify_code(salt)
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert not set("ILOU") & set(code)


def test_every_bit_of_128_is_used() -> None:
    numbers = [sum(ALPHABET.index(c) << 5 * n for n, c in enumerate(reversed(verify_code(str(i))))) for i in range(500)]
    assert all(number < 1 << 128 for number in numbers)
    assert [bit for bit in range(128) if not 150 < sum(number >> bit & 1 for number in numbers) < 350] == []
    assert len(set(numbers)) == 500


@given(st.text(), st.sampled_from([SHORT, LENGTH]))
def test_what_was_printed_is_read_in_small_letters_groups_and_full_width(salt: str, length: int) -> None:
    code = verify_code(salt)[:length]
    typed = (
        code,
        code.lower(),
        f" {code[:5]}-{code[5:]} ",
        f"{code[:5]} — {code[5:]}",
        code.replace("0", "o").replace("1", "l"),
    )
    assert {read_code(text) for text in typed} == {code}
    assert read_code("".join(chr(ord(c) + 0xFEE0) for c in code)) == code


def test_the_short_code_is_the_beginning_in_two_groups() -> None:
    assert short_code(CODE) == f"{CODE[:5]}-{CODE[5:10]}"
    assert read_code(short_code(CODE)) == CODE[:SHORT]


@given(st.text())
@example("")
@example("U" * SHORT)
@example("0" * (SHORT + 1))
@example("ſ" * LENGTH)
def test_what_can_be_no_code_is_read_as_nothing(text: str) -> None:
    read = read_code(text)
    assert read == "" or (len(read) in (SHORT, LENGTH) and set(read) <= set(ALPHABET))


def test_both_copies_of_a_letter_carry_the_same_code_and_address() -> None:
    facts = snapshot("confirmation") | {"verify_at": AT, "verify_code": CODE}
    for variant in Variant:
        letter = compose("confirmation", facts, variant)
        assert [block.text for block in letter.blocks if block.role is Role.VERIFY] == [f"{AT} {CODE}"]
        assert f"核验：{AT}，核验码 {short_code(CODE)}\n" in letter_text(letter)


def test_a_letter_without_a_code_has_no_place_for_it() -> None:
    facts = snapshot("confirmation") | {"verify_code": None}
    assert all(block.role is not Role.VERIFY for block in compose("confirmation", facts).blocks)
