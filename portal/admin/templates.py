"""文书和消息模板: every kind with the hash of its text, and how it looks with a sample. Texts change with the program only."""

from __future__ import annotations

from hashlib import sha256

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from claims.version import program_version
from notifications.compose import compose
from notifications.forms import KNOWN_KINDS
from notifications.kinds import Variant
from notifications.messages.kinds import MESSAGE_KINDS, TOPICS
from notifications.samples import sample, sample_number
from notifications.texts import template_sha256
from portal.letter_shown import shown_letter
from portal.shell import desk_of, show
from portal.signed_in import SignedIn, of_roles
from workflows.roles import Role
from workflows.template_use import letters_by_kind
from workflows.transaction import reading

ADMINISTRATOR = Depends(of_roles(Role.ADMINISTRATOR))
PATH = "/admin/templates"
FORCES = {"decision": "决定", "notice": "告知", "receipt": "收据", "record": "存档", "form": "表格"}
VARIANTS = {Variant.FULL: "全本", Variant.PARTY: "送其他当事人"}


def template_routes() -> APIRouter:
    """The routes of the list and of a kind."""
    routes = APIRouter()

    @routes.get(PATH)
    def templates(request: Request, who: SignedIn = ADMINISTRATOR) -> Response:
        with reading(desk_of(request)) as connection:
            used = letters_by_kind(connection)
        letters = [
            (kind, FORCES[kind.force.value], template_sha256(kind), used.get(kind.code, 0))
            for kind in KNOWN_KINDS.values()
        ]
        messages = [(kind, sha256(kind.text.encode()).hexdigest()) for kind in MESSAGE_KINDS.values()]
        return show(
            request,
            who,
            "admin/templates.html",
            letters=letters,
            messages=messages,
            topics=TOPICS,
            version=program_version(),
            base=PATH,
        )

    @routes.get(PATH + "/{code}")
    def template(request: Request, code: str, variant: str = "full", who: SignedIn = ADMINISTRATOR) -> Response:
        kind = KNOWN_KINDS.get(code)
        if kind is None or variant not in {one.value for one in kind.variants}:
            raise HTTPException(404)
        facts = {
            "kind": kind,
            "number": sample_number(code),
            "sha256": template_sha256(kind),
            "shown": shown_letter(compose(code, sample(code), variant)),
            "variants": [(f"{PATH}/{code}?variant={one.value}", VARIANTS[one], one.value == variant) for one in kind.variants],
            "base": PATH,
        }  # fmt: skip
        return show(request, who, "admin/template.html", **facts)

    return routes
