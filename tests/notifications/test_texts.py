"""The letter texts: agreed wording, no fact unused, and no period of the law written into them."""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.resources.abc import Traversable

import pytest
from jinja2 import meta

from notifications.compose import GIVEN, compose, letter_text
from notifications.kinds import LETTER_KINDS, LetterKind, Remedy
from notifications.texts import environment, template_sha256
from tests.notifications.golden_texts import CASES, golden_file, present_text
from tests.notifications.samples import snapshot

TEXTS = [
    path for path in files("notifications").joinpath("templates", "letters").iterdir() if path.name.endswith(".txt")
]
PERIOD = re.compile(r"[0-9〇一二三四五六七八九十]+(?:个)?(?:工作日|日|天|月|年)(?:内|后|以内)")


def variables(name: str) -> set[str]:
    """Every variable a text uses, with those of the texts it builds on."""
    env = environment()
    assert env.loader is not None
    tree = env.parse(env.loader.get_source(env, name)[0])
    used = meta.find_undeclared_variables(tree)
    for other in meta.find_referenced_templates(tree):
        assert other is not None
        used |= variables(other) - {"act", "rows", "closing", "outcome"}
    return used - GIVEN


@pytest.mark.parametrize("kind", LETTER_KINDS.values(), ids=lambda kind: kind.code)
def test_a_text_uses_the_facts_of_its_kind_and_all_of_them(kind: LetterKind) -> None:
    assert variables(kind.template) == kind.fact_names


@pytest.mark.parametrize(("code", "variant"), CASES, ids=["-".join(case) for case in CASES])
def test_the_first_letters_read_as_agreed(code: str, variant: str) -> None:
    assert present_text(code, variant) == golden_file(code, variant).read_text(encoding="utf-8"), (
        "the wording changed; if it is meant: python -m tests.notifications.golden_texts"
    )


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_no_period_is_written_into_a_text(path: Traversable) -> None:
    text = path.read_text(encoding="utf-8")
    assert PERIOD.findall(text) == []


@pytest.mark.parametrize("code", [code for code, kind in LETTER_KINDS.items() if kind.remedy is Remedy.REVIEW_OR_COURT])
def test_the_remedy_is_told_with_organ_and_periods_from_the_rules(code: str) -> None:
    text = letter_text(compose(code, snapshot(code, review_days=61, court_months=7, review_organ="某某人民政府")))
    assert "在61日内向某某人民政府申请行政复议，或者在7个月内直接向有管辖权的人民法院提起行政诉讼" in text


def test_an_appraisal_conclusion_tells_of_the_redo() -> None:
    text = letter_text(compose("appraisal_conclusion", snapshot("appraisal_conclusion", redo_days=16)))
    assert "在16日内" in text or "之日起16日内向重庆市劳动能力鉴定委员会申请再次鉴定" in text


def test_an_acceptance_says_that_silence_goes_to_review_first() -> None:
    text = letter_text(compose("acceptance", snapshot("acceptance")))
    assert "逾期没有作出结论的，应当先自期限届满之日起60日内向重庆市铜梁区人民政府申请行政复议" in text


def test_no_letter_speaks_of_deemed_injuries() -> None:
    assert [path.name for path in TEXTS if "视同" in path.read_text(encoding="utf-8")] == []


def test_the_hash_of_a_text_covers_the_shared_texts_and_is_its_own() -> None:
    hashes = {code: template_sha256(kind) for code, kind in LETTER_KINDS.items()}
    assert len(set(hashes.values())) == len(hashes)
    assert all(re.fullmatch("[0-9a-f]{64}", value) for value in hashes.values())
