"""One HTTP request that gives up in time, follows nothing, and says whether it may be made again."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from urllib.parse import SplitResult, urlsplit

from claims.errors import BadInput, ClaimsError, Retryable
from notifications.messages.deadline import ending_at

SECONDS_MAX = 5.0  # of one step
WHOLE_SECONDS_MAX = 15.0  # of all steps together, below the lease of an effect: after that another worker sends it
ANSWER_BYTES_MAX = 16_384
FOR_GOOD = frozenset({400, 410, 413, 422})  # what is wrong with this message; other refusals may pass
CARRYING = tuple(ipaddress.IPv6Network(text) for text in ("64:ff9b::/96", "::/96"))
TRANSLATED_LOCALLY = ipaddress.IPv6Network(
    "64:ff9b:1::/48"
)  # what an address in it stands for, its network alone knows
PORTS = {"http": 80, "https": 443}


class Rejected(ClaimsError):
    """The other side refused this message for good: to send it again would change nothing."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is sent: our own key, by which the other side knows the sending again, where to, and the text. `event` is the same
    for every sending of one message; `unsubscribe` the address at which a person can do without the likes of it (empty: not).
    """

    id: str
    event: str
    address: str
    text: str
    subject: str
    claim_no: str
    kind: str
    due_on: str | None = None
    unsubscribe: str = ""


def post(url: str, body: bytes, headers: Mapping[str, str], *, public_only: bool) -> bytes:
    """The answer to one POST, at most ANSWER_BYTES_MAX of it.

    Raises OSError or Retryable where it may be made again (TimeoutError where it is not over after WHOLE_SECONDS_MAX),
    Rejected where the message was refused for good, BadInput for an address that cannot be used. With `public_only` the
    address must be https and lie outside our own networks; it is connected to as it was checked, so that no second look-up
    can lead elsewhere.
    """
    parts, ends = _checked(url), monotonic() + WHOLE_SECONDS_MAX
    if public_only and parts.scheme != "https":
        raise BadInput("message_address_open", place=_place(parts))
    host = _address_of(parts) if public_only else str(parts.hostname)
    connection = _connection(parts, host)
    try:
        status, text = _exchange(connection, ends, parts, body, headers)
    except http.client.HTTPException as fault:
        raise Retryable("message_answer_unreadable", place=_place(parts)) from fault
    finally:
        connection.close()
    _look(status, parts)
    return text


def _exchange(
    connection: http.client.HTTPConnection, ends: float, parts: SplitResult, body: bytes, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.connect()
    connected = connection.sock  # the connection forgets it where the answer ends with it
    with ending_at(ends, lambda: connected) as check:
        connection.request("POST", target, body, {"Host": parts.netloc.rpartition("@")[2], **headers})
        answer = connection.getresponse()
        text = answer.read(ANSWER_BYTES_MAX)
        check()
    return answer.status, text


def _look(status: int, parts: SplitResult) -> None:
    if 200 <= status < 300:
        return
    error = Rejected if status in FOR_GOOD else Retryable
    raise error("message_not_taken", place=_place(parts), status=status)


def _checked(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise BadInput("message_address_unusable", place=parts.hostname or "?")
    return parts


def _place(parts: SplitResult) -> str:
    """The host alone: path and query of an address may hold a key."""
    return str(parts.hostname)


def _address_of(parts: SplitResult) -> str:
    """The address that the host stands for. Raises BadInput where any of them lies in a network of our own."""
    port = parts.port or PORTS[parts.scheme]
    found = [str(row[4][0]) for row in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)]
    if not all(_is_public(address) for address in found):
        raise BadInput("message_address_private", place=_place(parts))
    return found[0]


def _is_public(address: str) -> bool:
    known = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address):
        inner = known.ipv4_mapped or known.sixtofour or _carried(known)
        if inner is not None:
            return _is_public(str(inner))
        if known.is_site_local or known.teredo is not None or known in TRANSLATED_LOCALLY:
            return False
    return known.is_global and not known.is_multicast


def _carried(known: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The address of the older kind that a translator, or an old stack, would connect to in place of this one."""
    if any(known in network for network in CARRYING):
        return ipaddress.IPv4Address(known.packed[-4:])
    return None


def _connection(parts: SplitResult, host: str) -> http.client.HTTPConnection:
    port = parts.port or PORTS[parts.scheme]
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=SECONDS_MAX)
    return _NamedConnection(host, port, str(parts.hostname))


class _NamedConnection(http.client.HTTPSConnection):
    """TLS to an address, with the certificate checked for the name that was asked for."""

    def __init__(self, host: str, port: int, name: str) -> None:
        super().__init__(host, port, timeout=SECONDS_MAX, context=ssl.create_default_context())
        self._name = name

    def connect(self) -> None:
        """Connect to the checked address, never looking the name up again."""
        plain = socket.create_connection((self.host, self.port), SECONDS_MAX)
        try:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self._name)
        except (OSError, ValueError):
            plain.close()
            raise
