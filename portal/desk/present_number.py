"""Which of two telephones is the present one of who has shown his ID card: the questions, and what was answered."""

from __future__ import annotations

from claims.errors import words
from portal.fields import Fields
from portal.parts import Question
from workflows.present_phone import PhonesDiffer, Present

PRESENT, REASON = "present", "phone_reason"
TOLD, KNOWN = "told", "known"


def present_of(form: Fields) -> Present | None:
    """What was answered; None where it has not been."""
    said = {
        TOLD: Present(is_told=True, reason=form.get(REASON, "")),
        KNOWN: Present(is_told=False),
    }
    return said.get(form.get(PRESENT, ""))


def what_lacks(form: Fields, differ: PhonesDiffer, told: str) -> str:
    """What has still to be said of the two; `told` is what the number that was told is called."""
    if form.get(PRESENT):
        return words("present_number_reason", told=told)
    return words("present_numbers_differ" if differ.known else "present_number_asked", told=told)


def number_questions(form: Fields, differ: PhonesDiffer, told: str) -> list[Question]:
    """Asked where the person is known by another number than that which is told, or by none."""
    chosen = form.get(PRESENT, "")
    if not differ.known:
        label, hint = f"{differ.told} 是不是本人在用的手机号", words("present_number_ask")
        yes_or_no = ((TOLD, "是，登记为他的手机号"), (KNOWN, "不是，先不登记"))
        return [Question(PRESENT, label, "radio", chosen, hint, choices=yes_or_no)]
    choices = ((TOLD, f"{told} {differ.told}"), (KNOWN, f"以前登记的号码 {differ.known}"))
    why = f"换成{told}的理由"
    return [
        Question(PRESENT, "本人现在用哪个手机号", "radio", chosen, choices=choices),
        Question(REASON, why, "text", form.get(REASON, ""), "例如 旧号已停用", optional=True),
    ]
