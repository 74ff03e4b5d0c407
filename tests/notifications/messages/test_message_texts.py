"""Every kind of message: short, plain, with nothing in it but what was declared, and nothing that a locked phone may not show."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from jinja2 import meta

from claims.errors import BadInput
from notifications.messages.facts import MESSAGE_FACTS, SAMPLES
from notifications.messages.kinds import MESSAGE_KINDS, MessageKind
from notifications.messages.texts import (
    CHARACTERS_MAX,
    environment,
    message_text,
    sample_text,
)
from tests.support.gateways import CHARACTERS_OF_ONE_SMS

OF_NO_CASE = {
    "sign_in_code",
    "account_code",
    "phone_code",
    "copy_code",
}  # whoever holds the phone now may not be who reported
SECRET = re.compile(r"级|元|诊断|伤情|伤残|骨折|身份证号|银行卡|账号|\d{15,}")
KIND = MESSAGE_KINDS["report_received"]
GOOD = {"claim_no": "TL-2025-000041", "apply_by": "2025-12-29", "phone": "023-45646728", "bureau": "铜梁人社"}


@pytest.mark.parametrize("code", MESSAGE_KINDS)
def test_a_message_is_short_and_says_nothing_that_a_stranger_should_not_read(code: str) -> None:
    text = sample_text(code)
    assert len(text) <= CHARACTERS_OF_ONE_SMS, text
    assert not SECRET.search(text), text
    assert (SAMPLES["claim_no"] in text, SAMPLES["phone"] in text) == (code not in OF_NO_CASE, code not in OF_NO_CASE)
    assert text.startswith("【铜梁人社】")
    assert "我局" not in text


@pytest.mark.parametrize("kind", MESSAGE_KINDS.values(), ids=MESSAGE_KINDS)
def test_a_text_uses_the_facts_that_its_kind_declares_and_no_others(kind: MessageKind) -> None:
    assert meta.find_undeclared_variables(environment().parse(kind.text)) == kind.facts
    assert kind.facts <= set(MESSAGE_FACTS)
    assert kind.may_lack <= kind.facts
    assert kind.due is None or kind.due in kind.facts
    assert message_text(kind, {name: SAMPLES[name] for name in kind.facts - kind.may_lack})


@pytest.mark.parametrize(
    "wrong",
    [
        {"claim_no": None},
        {"claim_no": " "},
        {"apply_by": "29 December"},
        {"diagnosis": "右手腕骨折"},
        {"phone": 45646728},
    ],
)
def test_facts_that_lack_are_malformed_or_not_declared_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput) as refused:
        message_text(KIND, {**GOOD, **wrong})
    assert refused.value.code == "message_facts_wrong"
    assert next(iter(wrong)) in refused.value.message()


def test_a_text_too_long_for_a_message_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        message_text(KIND, {**GOOD, "claim_no": "号" * CHARACTERS_MAX})
    assert refused.value.code == "message_too_long"


@pytest.mark.parametrize(
    "text", ["{{ claim_no.__class__.__mro__ }}", "{{ nobody }}", "{{ claim_no | day }}", "{% if %}"]
)
def test_a_template_that_reaches_out_of_the_sandbox_or_is_broken_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        message_text(replace(KIND, text=text), GOOD)
    assert refused.value.code == "message_text_broken"


@pytest.mark.parametrize("code", ["appraisal_arranged", "appraisal_rearranged"])
@pytest.mark.parametrize(
    "at", ["10月9日9时", "2025年11月20日上午9时30分", "2025年11月20日星期四上午9时30分", "时" * 300]
)
@pytest.mark.parametrize("place", ["区医院", "铜梁区合成路1号二楼鉴定室", "楼" * 300])
def test_a_time_and_a_place_stand_whole_or_not_at_all(code: str, at: str, place: str) -> None:
    facts = {name: SAMPLES[name] for name in MESSAGE_KINDS[code].facts} | {"examine_at": at, "examine_place": place}
    text = message_text(MESSAGE_KINDS[code], facts)
    assert len(text) <= CHARACTERS_OF_ONE_SMS, text
    assert "…" not in text
    assert all(told in text or "登录查看" in text for told in (at, place))
    assert place in text or place[:6] not in text


def test_a_kind_that_is_not_there_is_named() -> None:
    with pytest.raises(BadInput, match="report_received"):
        sample_text("report_recieved")
