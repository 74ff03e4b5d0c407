"""Keys of the platforms' programs: made for a named account, shown once, at most two that live, and revoked at once."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from ipaddress import ip_network

from sqlalchemy import Connection, select

from claims.clock import instant_text
from claims.errors import BadInput, Refused
from claims.store.rows import Row, insert_rows, select_one, select_rows, update_row
from claims.store.tables import table
from workflows.locking import open_actor
from workflows.people import PLATFORM_ORG
from workflows.roles import Role
from workflows.security_log import Happened, note
from workflows.transaction import Desk, in_one_transaction

SECRET_BYTES = 32
NETWORKS_MAX = 20
SLOTS = (1, 2)
INSTALLATION = table("installation")
# What a key may be used for.
SCOPES: Mapping[str, str] = {
    "report": "报案",
    "apply": "代为申请、补正",
    "data": "答复订单和轨迹数据",
    "support": "报告生活保障费已付",
    "read": "查看本平台案件的状态",
}


@dataclass(frozen=True, slots=True)
class Given:
    """A key that has just been made; the secret is nowhere else to be read."""

    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class KeyShown:
    """A key as people see it; times are UTC text."""

    id: str
    platform: str
    username: str
    scopes: tuple[str, ...]
    networks: tuple[str, ...]
    sandbox: bool
    made_at: str
    revoked_at: str | None


def make_key(
    desk: Desk,
    by: str,
    username: str,
    scopes: Collection[str],
    networks: Collection[str] = (),
    *,
    sandbox: bool = False,
) -> Given:
    """A key for the program for which `username`, of a platform, answers; without `networks` it is good from anywhere. What is
    asked under a key of the `sandbox` is checked and answered, and nothing of it is kept.

    `by` is of that platform or an administrator. Raises BadInput: api_scope_unknown, api_network_unreadable; Refused:
    no_such_account, api_key_of_a_platform, api_keys_by_whom, api_two_keys.
    """
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise BadInput("api_scope_unknown", given="、".join(unknown) or "无", known="、".join(SCOPES))
    allowed = _networks(networks)
    given = Given(f"ak_{desk.salt()}", secrets.token_urlsafe(SECRET_BYTES))

    def make(connection: Connection) -> None:
        connection.execute(
            select(INSTALLATION.c.id).with_for_update()
        )  # two keys made at once come one after the other
        platform = _platform_of(desk, connection, username)
        if not _may(desk, connection, by, platform):
            raise Refused("api_keys_by_whom", actor=by)
        alike = select_rows(connection, "api_key", platform=platform, sandbox=sandbox)
        taken = {row["slot"] for row in alike if not row["revoked_at"]}
        free = [slot for slot in SLOTS if slot not in taken]
        if not free:
            raise Refused("api_two_keys", platform=platform)
        row: Row = {"id": given.id, "platform": platform, "username": username, "sandbox": sandbox, "slot": free[0]}
        said = {"scopes": ",".join(sorted(scopes)), "networks": ",".join(allowed)}
        made = {"made_by": by, "made_at": instant_text(desk.instant()), "revoked_by": None, "revoked_at": None}
        insert_rows(connection, "api_key", [{**row, **said, **made}])
        insert_rows(connection, "api_key_private", [{"key_id": given.id, "secret": given.secret}])
        note(connection, desk, Happened.API_KEY_MADE, desk.instant(), username=username, by=by, detail=given.id)

    in_one_transaction(desk, make)
    return given


def revoke_key(desk: Desk, by: str, key_id: str) -> None:
    """Let a key be good for nothing from now on. `by` is of its platform or an administrator. Raises Refused."""

    def revoke(connection: Connection) -> None:
        connection.execute(select(INSTALLATION.c.id).with_for_update())
        row = select_one(connection, "api_key", id=key_id)
        if row is None or row["revoked_at"] is not None or not _may(desk, connection, by, row["platform"]):
            raise Refused("api_no_such_key")
        over = {"revoked_by": by, "revoked_at": instant_text(desk.instant())}
        update_row(connection, "api_key", {"id": key_id}, over)
        note(connection, desk, Happened.API_KEY_REVOKED, desk.instant(), username=row["username"], by=by, detail=key_id)

    in_one_transaction(desk, revoke)


def keys_of(connection: Connection, platform: str | None = None) -> list[KeyShown]:
    """The keys of a platform, or of all; those that live first, the latest first."""
    rows = select_rows(connection, "api_key", **({"platform": platform} if platform else {}))
    latest = sorted(rows, key=lambda row: (row["made_at"], row["id"]), reverse=True)
    return [_shown(row) for row in sorted(latest, key=lambda row: row["revoked_at"] is not None)]


def parts(joined: str) -> tuple[str, ...]:
    """What is stored joined by commas."""
    return tuple(part for part in joined.split(",") if part)


def _shown(row: Row) -> KeyShown:
    names = ("id", "platform", "username", "made_at", "revoked_at")
    shown = {name: row[name] for name in names}
    return KeyShown(**shown, sandbox=bool(row["sandbox"]), scopes=parts(row["scopes"]), networks=parts(row["networks"]))


def _networks(given: Collection[str]) -> list[str]:
    found = []
    for text in given:
        try:
            found.append(str(ip_network(text.strip(), strict=False)))
        except ValueError as fault:
            raise BadInput("api_network_unreadable", given=text[:40]) from fault
    if len(found) > NETWORKS_MAX:
        raise BadInput("api_network_unreadable", given=f"{len(found)} 个")
    return sorted(set(found))


def _platform_of(desk: Desk, connection: Connection, username: str) -> str:
    actor, _ = open_actor(connection, username, desk.today())
    if actor is None:
        raise Refused("no_such_account", username=username)
    if Role.PLATFORM not in actor.roles:
        raise Refused("api_key_of_a_platform", username=username)
    return actor.org.removeprefix(PLATFORM_ORG)


def _may(desk: Desk, connection: Connection, by: str, platform: str) -> bool:
    """Whether somebody has a say in the keys of a platform: who is of it, and an administrator."""
    actor, _ = open_actor(connection, by, desk.today())
    if actor is None:
        return False
    is_of_it = Role.PLATFORM in actor.roles and actor.org == PLATFORM_ORG + platform
    return is_of_it or Role.ADMINISTRATOR in actor.roles
