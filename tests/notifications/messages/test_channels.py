"""Handing a message over: what reaches the other side, what may be sent again, and where nothing is sent to."""

from __future__ import annotations

import hashlib
import hmac
import smtplib
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_string, policy
from time import monotonic
from typing import Any

import pytest

from claims.errors import BadInput, ClaimsError, Retryable
from notifications.messages import mail, transport
from notifications.messages.delivery import deliver
from notifications.messages.routes import (
    Channel,
    Channels,
    Contact,
    MailServer,
    PlatformContact,
    Route,
    SmsGateway,
    person_route,
    platform_route,
)
from notifications.messages.sms import provider_id
from notifications.messages.transport import Outgoing, Rejected, post
from tests.support.gateways import DRIP_SECONDS, DRIPS, Gateway, Post, closed_port, running_post
from workflows.leasing import LEASE

PHONE, MAIL, SECRET = "10000000041", "legal@platform.example", "synthetic secret"
MESSAGE = Outgoing(
    "TL-2025-000041#7/paid/person~2",
    "TL-2025-000041#7/paid/person",
    PHONE,
    "案号TL-2025-000041：已支付",
    "待遇已支付",
    "TL-2025-000041",
    "paid",
    None,
)
NOON = datetime(2025, 10, 10, 4, tzinfo=UTC)


@pytest.fixture
def post_office() -> Iterator[Post]:
    with running_post() as made:
        yield made


def send(channels: Channels, channel: Channel, address: str = PHONE) -> str | None:
    message = Outgoing(
        MESSAGE.id, MESSAGE.event, address, MESSAGE.text, MESSAGE.subject, MESSAGE.claim_no, MESSAGE.kind, "2025-10-22"
    )
    return deliver(channels, channel, message, NOON, "nonce")


@pytest.mark.parametrize("form", [False, True])
def test_an_sms_goes_with_our_id_as_its_key(gateway: Gateway, form: bool) -> None:
    given = send(Channels(sms=SmsGateway(gateway.url, "key", form)), Channel.SMS)
    (taken,) = gateway.taken
    assert given == "G-1"
    assert taken.fields == {"id": MESSAGE.id, "phone": PHONE, "text": MESSAGE.text}
    assert (taken.headers["idempotency-key"], taken.headers["authorization"]) == (MESSAGE.id, "Bearer key")


@pytest.mark.parametrize(("how", "error"), [(500, Retryable), (503, Retryable), (429, Retryable), (401, Retryable),
                                            ("away", Retryable), (400, Rejected), (422, Rejected)])  # fmt: skip
def test_what_is_refused_for_good_is_told_from_what_may_pass(
    gateway: Gateway, how: int | str, error: type[ClaimsError]
) -> None:
    gateway.behaves.append(how)
    with pytest.raises(error) as refused:
        send(Channels(sms=SmsGateway(gateway.url)), Channel.SMS)
    assert refused.value.code == "message_not_taken"
    assert len(gateway.taken) == 1, "a redirection is not followed"
    assert PHONE not in refused.value.message()


def test_one_that_hangs_or_hangs_up_may_be_sent_again(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "SECONDS_MAX", 0.3)
    for how in ("hang", "drop"):
        gateway.behaves.append(how)
        with pytest.raises((OSError, Retryable)):
            send(Channels(sms=SmsGateway(gateway.url)), Channel.SMS)
    assert gateway.delivered == [MESSAGE.id]
    with pytest.raises(OSError, match="refused"):
        send(Channels(sms=SmsGateway(f"http://127.0.0.1:{closed_port()}/")), Channel.SMS)


@pytest.mark.parametrize("how", ["drip head", "drip body"])
def test_an_answer_that_comes_a_byte_at_a_time_ends_with_the_whole_deadline(
    gateway: Gateway, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "WHOLE_SECONDS_MAX", 0.5)
    gateway.behaves.append(how)
    begun = monotonic()
    with pytest.raises((OSError, Retryable)):
        send(Channels(sms=SmsGateway(gateway.url)), Channel.SMS)
    assert monotonic() - begun < DRIPS * DRIP_SECONDS / 2


def test_a_greeting_that_comes_a_byte_at_a_time_ends_with_the_whole_deadline(
    post_office: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "WHOLE_SECONDS_MAX", 0.5)
    post_office.greets_slowly = True
    begun = monotonic()
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(Channels(mail=MailServer(post_office.url, "claims@bureau.example")), Channel.MAIL, MAIL)
    assert monotonic() - begun < DRIPS * DRIP_SECONDS / 2


def test_the_whole_deadline_ends_before_another_worker_may_send() -> None:
    assert LEASE.total_seconds() > transport.WHOLE_SECONDS_MAX + transport.SECONDS_MAX


def test_nothing_is_said_where_connecting_took_all_the_time(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "WHOLE_SECONDS_MAX", 0.0)
    with pytest.raises(TimeoutError):
        send(Channels(sms=SmsGateway(gateway.url)), Channel.SMS)
    assert gateway.taken == []


def test_a_channel_that_is_not_set_up_any_more_may_come_back() -> None:
    for channel in (Channel.SMS, Channel.MAIL, Channel.WEBHOOK):
        with pytest.raises(Retryable) as gone:
            send(Channels(), channel)
        assert gone.value.code == "message_channel_gone"


@pytest.mark.parametrize(("answer", "wanted"), [(b'{"id": 7}', "7"), (b'{"id": ""}', None), (b"ok", None), (b"[1]", None),
                                                (b"\xff", None), (b"[" * 16_000, None), (b'{"id": "\\ud800"}', None),
                                                (b'{"id": "a\\u0000b"}', None), (b'{"id": " G-1 "}', "G-1"),
                                                (b'{"id": "' + b"x" * 500 + b'"}', "x" * 100)])  # fmt: skip
def test_a_message_was_taken_though_the_answer_cannot_be_read(answer: bytes, wanted: str | None) -> None:
    assert provider_id(answer) == wanted


def test_a_platform_hears_ids_and_a_day_signed(gateway: Gateway) -> None:
    contact = PlatformContact(gateway.url, SECRET)
    channels = Channels(platforms={"美团": contact}, allow_private=True)
    assert send(channels, Channel.WEBHOOK, "美团") == "G-1"
    (taken,) = gateway.taken
    assert taken.fields == {
        "id": MESSAGE.event, "claim_no": MESSAGE.claim_no, "kind": "paid", "name": "待遇已支付", "due_on": "2025-10-22",
    }  # fmt: skip
    signed = b"%d.nonce." % int(NOON.timestamp()) + taken.body
    assert taken.headers["x-claims-signature"] == hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert (taken.headers["x-claims-timestamp"], taken.headers["x-claims-nonce"]) == (
        str(int(NOON.timestamp())),
        "nonce",
    )


@pytest.mark.parametrize("place", ["127.0.0.1", "10.1.2.3", "192.168.0.9", "169.254.169.254", "0.0.0.0", "[::1]",
                                   "[fe80::1]", "[::ffff:10.0.0.1]", "localhost", "[64:ff9b::7f00:1]", "[64:ff9b:1::a00:1]",
                                   "[2002:7f00:1::]", "[fec0::1]", "[::127.0.0.1]", "[2001:0:a00:1::1]"])  # fmt: skip
def test_no_platform_can_make_us_call_our_own_network(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_given: Any) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(BadInput) as refused:
        post(f"https://{place}/hook", b"", {}, public_only=True)
    assert refused.value.code == "message_address_private"


def test_a_name_that_leads_inside_is_refused_too_and_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []
    answers = {"inside.example": "10.0.0.8", "outside.example": "93.184.216.34"}
    connected: list[tuple[str, int]] = []

    def look_up(host: str, port: int, **_how: Any) -> list[Any]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers[host], port))]

    def connect(address: tuple[str, int], _timeout: float) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(BadInput) as refused:
        post("https://inside.example/hook", b"", {}, public_only=True)
    assert refused.value.code == "message_address_private"
    with pytest.raises(ConnectionRefusedError):
        post("https://outside.example/hook?key=1", b"", {}, public_only=True)
    assert connected == [("93.184.216.34", 443)]
    assert looked_up == ["inside.example", "outside.example"]


@pytest.mark.parametrize(("url", "code"), [("http://93.184.216.34/", "message_address_open"),
                                           ("ftp://platform.example/", "message_address_unusable"),
                                           ("https://", "message_address_unusable")])  # fmt: skip
def test_only_an_encrypted_address_is_used_for_a_platform(url: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        post(url, b"", {}, public_only=True)
    assert refused.value.code == code


def test_a_mail_says_its_kind_and_is_known_again_by_its_id(post_office: Post) -> None:
    assert send(Channels(mail=MailServer(post_office.url, "claims@bureau.example")), Channel.MAIL, MAIL) is None
    sent = message_from_string(post_office.mails[0], policy=policy.default)
    assert (sent["To"], sent["From"]) == (MAIL, "claims@bureau.example")
    assert sent["Subject"] == "待遇已支付（TL-2025-000041）"
    assert sent["Message-ID"] == "<TL-2025-000041.7.paid.person@bureau.example>"
    assert sent.get_content().strip() == MESSAGE.text


@pytest.mark.parametrize(
    ("host", "wanted"), [("post.example", ["message_mail_in_clear"]), ("127.0.0.1", []), ("localhost", [])]
)
def test_a_password_goes_over_no_network_in_clear(
    post_office: Post, host: str, wanted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, *given: look_up("127.0.0.1", *given))
    post_office.refuses |= {"EHLO": ["250-synthetic\r\n250 AUTH PLAIN"], "AUTH": ["235 welcome"]}
    url = post_office.url.replace("//127.0.0.1", f"//bureau:{SECRET.replace(' ', '%20')}@{host}")
    refused: list[str] = []
    try:
        send(Channels(mail=MailServer(url, "claims@bureau.example")), Channel.MAIL, MAIL)
    except BadInput as refusal:
        refused = [refusal.code]
    assert refused == wanted
    assert bool(post_office.refuses["AUTH"]) is bool(post_office.mails == []) is bool(wanted)


def test_a_mail_that_was_taken_is_not_sent_again_for_a_rude_good_bye(post_office: Post) -> None:
    post_office.refuses["QUIT"] = ["500 what"]
    send(Channels(mail=MailServer(post_office.url, "claims@bureau.example")), Channel.MAIL, MAIL)
    assert len(post_office.mails) == 1


@pytest.mark.parametrize(("word", "answer", "error"), [
    ("RCPT", "550 no such person", Rejected), ("RCPT", "450 later", OSError), ("MAIL", "553 not you", Rejected),
    ("MAIL", "451 later", OSError), ("END", "554 no", Rejected), ("END", "452 full", OSError), ("DATA", "421 bye", OSError),
])  # fmt: skip
def test_a_mail_that_is_refused_for_good_is_told_from_one_that_may_pass(
    post_office: Post, word: str, answer: str, error: type[Exception]
) -> None:
    post_office.refuses[word] = [answer]
    with pytest.raises(error):
        send(Channels(mail=MailServer(post_office.url, "claims@bureau.example")), Channel.MAIL, MAIL)


SMS, SMTP = SmsGateway("http://127.0.0.1:1/"), MailServer("smtp://127.0.0.1", "claims@bureau.example")


@pytest.mark.parametrize(("contact", "channels", "demo", "wanted"), [
    (Contact(PHONE), Channels(sms=SMS), False, Route(Channel.SMS, PHONE)),
    (Contact("+86 100-0000-0041"), Channels(sms=SMS), False, Route(Channel.SMS, PHONE)),
    (Contact(PHONE, MAIL), Channels(mail=SMTP), False, Route(Channel.MAIL, MAIL)),
    (Contact(PHONE, MAIL), Channels(sms=SMS, mail=SMTP), False, Route(Channel.SMS, PHONE)),
    (Contact(PHONE), Channels(), True, Route(Channel.MAILBOX, PHONE)),
    (Contact(PHONE), Channels(), False, Route(Channel.NOTICE, PHONE)),
    (Contact("023-45646728"), Channels(sms=SMS), False, Route(Channel.NOTICE, "")),
    (Contact(), Channels(sms=SMS), True, Route(Channel.NOTICE, "")),
    (Contact("", "a@b.cn\r\nBcc: x@y.cn"), Channels(mail=SMTP), False, Route(Channel.NOTICE, "")),
])  # fmt: skip
def test_a_person_is_reached_by_what_is_known_and_set_up(
    contact: Contact, channels: Channels, demo: bool, wanted: Route
) -> None:
    assert person_route(contact, channels, demo=demo) == wanted


@pytest.mark.parametrize(("contact", "mail", "wanted"), [
    (PlatformContact("https://platform.example/", SECRET), None, Route(Channel.WEBHOOK, "美团")),
    (PlatformContact("https://platform.example/"), None, Route(Channel.NOTICE, "")),
    (PlatformContact(mail=MAIL), SMTP, Route(Channel.MAIL, MAIL)),
    (PlatformContact(mail=MAIL), None, Route(Channel.NOTICE, "")),
])  # fmt: skip
def test_a_platform_is_reached_by_its_interface_or_by_mail(
    contact: PlatformContact, mail: MailServer | None, wanted: Route
) -> None:
    assert platform_route("美团", Channels(mail=mail, platforms={"美团": contact})) == wanted
    assert platform_route("饿了么", Channels(mail=mail, platforms={"美团": contact})) == Route(Channel.NOTICE, "")


def test_no_secret_is_in_what_is_printed_of_a_setting() -> None:
    shown = repr(
        Channels(
            SmsGateway("http://x/", SECRET), MailServer(f"smtp://u:{SECRET}@h"), {"p": PlatformContact("", SECRET)}
        )
    )
    assert SECRET not in shown
