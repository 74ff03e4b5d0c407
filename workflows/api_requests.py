"""Who asks: a request that a platform's program has signed, within five minutes and once.

The signature is HMAC-SHA256 over method, path, query, time stamp, nonce and the hash of the body, so that nothing of it can
be changed, and nothing be sent again. What is wrong with a key (unknown, revoked, of an account whose post is over) and
with a signature is answered alike, so that nobody can try which keys there are.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from claims.canonical import sha256_hex
from claims.clock import instant_text
from claims.errors import Refused
from claims.store.rows import select_one
from claims.store.tables import table
from workflows.api_keys import parts
from workflows.locking import open_actor
from workflows.people import PLATFORM_ORG
from workflows.roles import Role
from workflows.transaction import Desk, in_one_transaction, reading

NEAR = timedelta(minutes=5)
GOING_MAX = 100
NOBODYS = "0" * 64  # a signature under an unknown key is reckoned too, so that time does not tell which keys there are
TIMESTAMP = re.compile(r"\d{10}", re.ASCII)
NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
NONCES = table("api_nonce")


@dataclass(frozen=True, slots=True)
class Signed:
    """A request as it came: what is signed, the signature, and the address that it came from."""

    key_id: str
    timestamp: str
    nonce: str
    signature: str
    method: str
    path: str
    query: str
    body_sha256: str
    address: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose program asks: the key with its scopes, the platform, and the account that answers for it; whether it only tries."""

    key_id: str
    platform: str
    username: str
    scopes: frozenset[str]
    sandbox: bool = False


def string_to_sign(signed: Signed) -> str:
    """What the signature is over, a line each."""
    facts = (signed.method, signed.path, signed.query, signed.timestamp, signed.nonce, signed.body_sha256)
    return "\n".join(facts)


def signature_of(secret: str, text: str) -> str:
    """64 hex digits."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def check_time(desk: Desk, timestamp: str) -> None:
    """Raises Refused api_stale for a time stamp (seconds since 1970) that is more than five minutes from now."""
    now = int(desk.instant().timestamp())
    if not TIMESTAMP.fullmatch(timestamp) or abs(now - int(timestamp)) > NEAR.total_seconds():
        raise Refused("api_stale", now=now)


def caller_of(desk: Desk, signed: Signed) -> Caller:
    """Whose request it is. Raises Refused: api_not_signed, api_from_elsewhere.

    The nonce is not looked at: that is `take_nonce`, which writes.
    """
    with reading(desk) as connection:
        row = select_one(connection, "api_key", id=signed.key_id)
        private = select_one(connection, "api_key_private", key_id=signed.key_id)
        actor = open_actor(connection, row["username"], desk.today())[0] if row else None
    secret = private["secret"] if private else NOBODYS
    is_right = hmac.compare_digest(signature_of(secret, string_to_sign(signed)).encode(), signed.signature.encode())
    lives = row is not None and row["revoked_at"] is None and actor is not None and Role.PLATFORM in actor.roles
    if row is None or actor is None or not (is_right and lives and actor.org == PLATFORM_ORG + row["platform"]):
        raise Refused("api_not_signed")
    if not _is_from(signed.address, parts(row["networks"])):
        raise Refused("api_from_elsewhere")
    return Caller(row["id"], row["platform"], row["username"], frozenset(parts(row["scopes"])), bool(row["sandbox"]))


def take_nonce(desk: Desk, signed: Signed) -> None:
    """Let this request count, once. Raises Refused api_nonce_used; api_not_signed for what is no nonce."""
    if not NONCE.fullmatch(signed.nonce):
        raise Refused("api_not_signed")
    name, instant = sha256_hex(f"{signed.key_id}:{signed.nonce}"), desk.instant()
    if not in_one_transaction(desk, lambda connection: _take(connection, name, instant)):
        raise Refused("api_nonce_used")


def _take(connection: Connection, name: str, instant: datetime) -> bool:
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = {"id": name, "ends_at": instant_text(instant + 2 * NEAR + timedelta(seconds=1))}
    taking = insert(NONCES).values(row).on_conflict_do_nothing().returning(NONCES.c.id)
    taken = connection.execute(taking).first() is not None
    if taken:
        old = select(NONCES.c.id).where(NONCES.c.ends_at < instant_text(instant)).limit(GOING_MAX)
        connection.execute(delete(NONCES).where(NONCES.c.id.in_(old.with_for_update(skip_locked=True))))
    return taken


def _is_from(address: str, networks: tuple[str, ...]) -> bool:
    if not networks:
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in ip_network(one) for one in networks)
