"""A text is known to be sound before a number is spent on it."""

from __future__ import annotations

import pytest

from claims.errors import BadInput
from notifications.kinds import LETTER_KINDS
from notifications.soundness import require_sound
from tests.support.edited_texts import BODY, forget_texts


def fault_of(code: str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        require_sound(code)
    return caught.value


@pytest.mark.parametrize("code", LETTER_KINDS)
def test_every_text_of_the_house_is_sound(code: str) -> None:
    require_sound(code)


@pytest.mark.parametrize(
    ("body", "code", "told"),
    [
        ("{{ daignosis }}", "letter_text_unknown_variable", "confirmation.txt 第3行用到了没有提供的变量 daignosis"),
        ("{{ diagnosis }}", "letter_text_unknown_variable", "变量 diagnosis"),
        ("{% if not full %}{{ order_no|dya }}{% endif %}", "letter_text_broken", "没有名为 dya 的过滤器"),
        ("{% if false %}\n{{ nowhere }}\n{% endif %}", "letter_text_unknown_variable", "第4行用到了没有提供的变量 nowhere"),
        ("@bold 字", "letter_text_broken", "不认识的标记 @bold"),
    ],
)  # fmt: skip
def test_a_broken_text_is_told_with_file_and_line(edited: dict[str, str], body: str, code: str, told: str) -> None:
    edited["confirmation.txt"] = BODY % body
    fault = fault_of("confirmation")
    assert (fault.code, told in fault.message()) == (code, True), fault.message()


def test_a_fault_in_a_shared_text_is_named_by_its_own_file(edited: dict[str, str]) -> None:
    edited["_remedy.txt"] = "依据：\n{{ laww }}\n"
    assert "_remedy.txt 第2行用到了没有提供的变量 laww" in fault_of("confirmation").message()


def test_a_text_that_was_mended_is_sound_again(edited: dict[str, str]) -> None:
    edited["confirmation.txt"] = BODY % "{{ daignosis }}"
    fault_of("confirmation")
    del edited["confirmation.txt"]
    forget_texts()
    require_sound("confirmation")
