"""The form by which posts are given: its questions, and reading what was answered into an account and its posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from claims.errors import BadInput, words
from claims.money import parse_yuan
from claims.rules import Rules
from portal.fields import Fields
from portal.parts import Question
from portal.queries import day_in
from workflows.account_opening import NewAccount
from workflows.people import AREAS_APART, BUREAU_ORG, INSURER_ORG, PLATFORM_ORG, HeldPost
from workflows.roles import ROLE_NAMES, Role

PLATFORMS = "coverage.platforms"
ORGS = {BUREAU_ORG: "本局", INSURER_ORG: "受托机构"}
NOT_GIVEN = frozenset({Role.SYSTEM, Role.RIDER})
GIVEN = tuple((role.value, name) for role, name in ROLE_NAMES.items() if role not in NOT_GIVEN)


@dataclass(frozen=True, slots=True)
class Asked:
    """The posts that a form asks for, and what is wrong with it, by the name of the question."""

    posts: tuple[HeldPost, ...] = ()
    faults: dict[str, str] = field(default_factory=dict)


def read_posts(form: Fields, today: date) -> Asked:
    """The posts of a form. What is wrong in themselves is said by whoever gives them."""
    faults: dict[str, str] = {}
    roles = [Role(code) for code, _ in GIVEN if code in form.all("posts")]
    if not roles:
        faults["posts"] = words("posts_unticked")
    begins, ends = _day(form, "valid_from", faults), _day(form, "valid_to", faults)
    if begins is not None and begins < today:
        faults["valid_from"] = words("post_from_past")
    limit_fen = _limit(form, Role.APPROVER in roles, faults)
    areas = tuple(part.strip() for part in form.get("areas", "").split(AREAS_APART) if part.strip())
    if areas and Role.ARBITRATOR not in roles:
        faults["areas"] = words("areas_for_arbitrator")
    if faults:
        return Asked(faults=faults)
    return Asked(
        tuple(
            HeldPost(
                role,
                begins or today,
                limit_fen if role is Role.APPROVER else None,
                ends,
                areas if role is Role.ARBITRATOR else (),
            )
            for role in roles
        )
    )


def _day(form: Fields, name: str, faults: dict[str, str]) -> date | None:
    given = form.get(name, "").strip()
    day = day_in(given)
    if given and day is None:
        faults[name] = words("day_unreadable")
    return day


def _limit(form: Fields, is_due: bool, faults: dict[str, str]) -> int | None:
    given = form.get("limit", "").strip()
    if bool(given) != is_due:
        faults["limit"] = words("limit_for_approver")
        return None
    try:
        return parse_yuan(given) if given else None
    except BadInput as wrong:
        faults["limit"] = wrong.message()
        return None


def read_account(form: Fields, posts: tuple[HeldPost, ...]) -> NewAccount:
    """The account of a form."""
    given = {name: form.get(name, "").strip() for name in ("username", "name", "id_number", "org")}
    return NewAccount(posts=posts, **given)


def person_questions(form: Fields, rules: Rules, today: date) -> list[Question]:
    """Who it is, and where he belongs."""
    listed = rules.find(PLATFORMS, today)
    names = [str(name) for name in listed.as_list()] if listed else []
    orgs = (*ORGS.items(), *((PLATFORM_ORG + name, name) for name in names))
    return [
        Question("name", "姓名", value=form.get("name", ""), maxlength=40, autocomplete="off"),
        Question(
            "id_number",
            "身份证号",
            value=form.get("id_number", ""),
            hint="只用来认人：同一个人不能签两次",
            maxlength=30,
            autocomplete="off",
        ),
        Question(
            "username",
            "登录名",
            value=form.get("username", ""),
            hint="小写字母和数字，例如 intake3",
            maxlength=40,
            autocomplete="off",
        ),
        Question("org", "单位", "select", form.get("org", BUREAU_ORG), choices=orgs),
    ]


def post_questions(form: Fields, faults: Mapping[str, str], today: date) -> list[Question]:
    """Which posts, from when to when, with which limit."""
    begins = form.get("valid_from", today.isoformat())
    return [
        Question(
            "posts",
            "岗位",
            "checks",
            form.all("posts"),
            hint="平台企业的立即生效，别的岗位另一人同意以后才生效",
            error=faults.get("posts", ""),
            choices=GIVEN,
        ),
        Question("valid_from", "从哪一天起", "date", begins, error=faults.get("valid_from", "")),
        Question(
            "valid_to",
            "到哪一天止",
            "date",
            form.get("valid_to", ""),
            hint="这一天仍然有效；不填就没有期限",
            error=faults.get("valid_to", ""),
            optional=True,
        ),
        Question(
            "limit",
            "金额权限",
            "yuan",
            form.get("limit", ""),
            hint="审批岗填：一件案件合计可以批到多少",
            error=faults.get("limit", ""),
            optional=True,
        ),
        Question(
            "areas",
            "片区",
            value=form.get("areas", ""),
            hint="仲裁员填，用顿号隔开",
            error=faults.get("areas", ""),
            optional=True,
            maxlength=200,
        ),
    ]
