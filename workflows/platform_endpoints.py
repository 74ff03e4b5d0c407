"""Where a platform wants to be told: an address of its own, set by its own people, with a secret that is shown once.

What is sent there is what the platform is told anyway (`message_moves`), by the same outbox, with the same tries and rests.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from sqlalchemy import Connection, delete, func, select

from claims.clock import instant_text
from claims.errors import BadInput, Refused
from claims.store.rows import insert_rows, select_one
from claims.store.tables import table
from notifications.messages.kinds import MESSAGE_KINDS
from notifications.messages.routes import Channel, Channels, PlatformContact
from workflows.locking import open_actor
from workflows.people import PLATFORM_ORG
from workflows.recipients import PLATFORM
from workflows.roles import Role
from workflows.security_log import Happened, note
from workflows.transaction import Desk, in_one_transaction

URL_MAX = 300
SECRET_BYTES = 32
PAGE_ROWS = 50
ENDPOINT, PRIVATE, MESSAGE = table("platform_endpoint"), table("platform_endpoint_private"), table("message")


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event that goes to a platform: on which case, what it says, where it stands, after how many tries, and the error."""

    id: str
    claim_no: str
    what: str
    state: str
    attempts: int
    created_at: str
    error: str | None


def set_endpoint(desk: Desk, by: str, url: str) -> str:
    """Let the platform of `by` be told at this address; returns the secret, which is new each time and nowhere else to be read.

    Raises BadInput endpoint_url for an address that is not https (or, in a network of our own, http) to a host by name and
    without a password; Refused api_key_of_a_platform. Whether it lies outside our networks is asked at every sending.
    """
    checked = _checked(url, allow_private=desk.channels.allow_private)
    secret = secrets.token_urlsafe(SECRET_BYTES)

    def work(connection: Connection) -> None:
        platform = _platform_of(desk, connection, by)
        _forget(connection, platform)
        row = {"platform": platform, "url": checked, "set_by": by, "set_at": instant_text(desk.instant())}
        insert_rows(connection, "platform_endpoint", [row])
        insert_rows(connection, "platform_endpoint_private", [{"platform": platform, "secret": secret}])
        note(connection, desk, Happened.ENDPOINT_SET, desk.instant(), username=by, by=by)

    in_one_transaction(desk, work)
    return secret


def drop_endpoint(desk: Desk, by: str) -> None:
    """Let the platform be told in the usual way again. Raises Refused api_key_of_a_platform."""
    in_one_transaction(desk, lambda connection: _forget(connection, _platform_of(desk, connection, by)))


def endpoint_of(connection: Connection, platform: str) -> str:
    """The address of a platform; empty where it has set none."""
    row = select_one(connection, "platform_endpoint", platform=platform)
    return str(row["url"]) if row else ""


def channels_for(desk: Desk, connection: Connection, platform: str) -> Channels:
    """The channels of the installation, with the address that the platform has set itself before what stands in the file."""
    row = select_one(connection, "platform_endpoint", platform=platform)
    private = select_one(connection, "platform_endpoint_private", platform=platform) if row else None
    if row is None or private is None:
        return desk.channels
    known = desk.channels.platforms.get(platform, PlatformContact())
    own = replace(known, url=row["url"], secret=private["secret"])
    return replace(desk.channels, platforms={**desk.channels.platforms, platform: own})


def deliveries_of(connection: Connection, platform: str, page: int = 1) -> tuple[Sequence[Delivery], int]:
    """A page of what was to go to the platform's address, the latest first, and how much there is."""
    mine = (MESSAGE.c.recipient == platform, MESSAGE.c.recipient_kind == PLATFORM)
    wanted = (*mine, MESSAGE.c.channel == Channel.WEBHOOK.value)
    total = connection.execute(select(func.count()).select_from(MESSAGE).where(*wanted)).scalar_one()
    found = select(MESSAGE).where(*wanted).order_by(MESSAGE.c.created_at.desc(), MESSAGE.c.id)
    rows = connection.execute(found.limit(PAGE_ROWS).offset((max(1, page) - 1) * PAGE_ROWS)).mappings()
    names = ("id", "claim_no", "state", "attempts", "created_at")
    return [
        Delivery(what=MESSAGE_KINDS[row["kind"]].name, error=row["last_error"], **{name: row[name] for name in names})
        for row in rows
    ], int(total)


def _checked(url: str, *, allow_private: bool) -> str:
    text = url.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as fault:
        raise BadInput("endpoint_url") from fault
    schemes = ("https", "http") if allow_private else ("https",)
    plain = text.isascii() and text.isprintable() and " " not in text and len(text) <= URL_MAX
    if (
        not plain
        or parts.scheme not in schemes
        or not parts.hostname
        or "@" in parts.netloc
        or port == 0
        or parts.fragment
    ):
        raise BadInput("endpoint_url")
    return text


def _platform_of(desk: Desk, connection: Connection, username: str) -> str:
    actor, _ = open_actor(connection, username, desk.today())
    if actor is None or Role.PLATFORM not in actor.roles:
        raise Refused("api_key_of_a_platform", username=username)
    return actor.org.removeprefix(PLATFORM_ORG)


def _forget(connection: Connection, platform: str) -> None:
    for one in (PRIVATE, ENDPOINT):
        connection.execute(delete(one).where(one.c.platform == platform))
