"""Mail by SMTP. Our id makes the Message-ID, by which a mail that was sent twice is known again."""

from __future__ import annotations

import ipaddress
import re
import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from time import monotonic
from urllib.parse import SplitResult, unquote, urlsplit

from claims.errors import BadInput
from notifications.messages.deadline import ending_at
from notifications.messages.routes import MailServer
from notifications.messages.transport import SECONDS_MAX, WHOLE_SECONDS_MAX, Outgoing, Rejected

PORTS = {"smtp": 25, "smtps": 465}
REFUSED_FOR_GOOD = 500


def send_mail(server: MailServer, message: Outgoing) -> None:
    """Hand the mail to the server. Raises OSError (smtplib's faults are such) where it may be sent again, Rejected where
    the server refused it for good, BadInput for an address of a server that cannot be used, or that takes a
    password only in clear.
    """
    parts = urlsplit(server.url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise BadInput("message_address_unusable", place=parts.hostname or "?")
    try:
        _say(parts, mail_of(message, server.sender))
    except smtplib.SMTPRecipientsRefused as fault:
        code = min(code for code, _ in fault.recipients.values())
        _judge(code, str(parts.hostname), fault)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as fault:
        _judge(fault.smtp_code, str(parts.hostname), fault)


def _judge(code: int, place: str, fault: smtplib.SMTPException) -> None:
    if code >= REFUSED_FOR_GOOD:
        raise Rejected("message_not_taken", place=place, status=code) from fault
    raise fault


def _say(parts: SplitResult, mail: EmailMessage) -> None:
    """All that is said to the server, within one deadline."""
    made: list[smtplib.SMTP] = []
    try:
        with ending_at(monotonic() + WHOLE_SECONDS_MAX, lambda: made[0].sock if made else None) as check:
            connection = _connected(parts, made)
            check()
            if parts.username:
                _forbid_in_clear(connection, str(parts.hostname))
                connection.login(unquote(parts.username), unquote(parts.password or ""))
            connection.send_message(mail)
            with suppress(OSError):  # the mail is taken, however the server says good-bye
                connection.quit()
    finally:
        for connection in made:
            connection.close()


def _forbid_in_clear(connection: smtplib.SMTP, host: str) -> None:
    """Keep the password from a network: who sits between can hide that the server offers encryption."""
    if not isinstance(connection.sock, ssl.SSLSocket) and not _is_this_machine(host):
        raise BadInput("message_mail_in_clear", place=host)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Smtp(smtplib.SMTP):
    """Known before it connects, so that a greeting that never ends is cut off too."""

    def __init__(self, made: list[smtplib.SMTP], host: str, port: int) -> None:
        made.append(self)
        super().__init__(host, port, timeout=SECONDS_MAX)


class _SmtpInTls(smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""

    def __init__(self, made: list[smtplib.SMTP], host: str, port: int) -> None:
        made.append(self)
        super().__init__(host, port, timeout=SECONDS_MAX, context=ssl.create_default_context())


def _connected(parts: SplitResult, made: list[smtplib.SMTP]) -> smtplib.SMTP:
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    if parts.scheme == "smtps":
        return _SmtpInTls(made, host, port)
    connection = _Smtp(made, host, port)
    connection.ehlo()
    if connection.has_extn("starttls"):
        connection.starttls(context=ssl.create_default_context())
    return connection


class _InOneLine(UnstructuredHeader, BaseHeader):
    """A header that holds an address: folded it would be encoded, and no mail program would know the address again."""

    def fold(self, *, policy: Policy) -> str:
        """The header as it is sent."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("List-Unsubscribe", _InOneLine)
_POLICY = SMTP.clone(header_factory=_HEADERS)


def mail_of(message: Outgoing, sender: str) -> EmailMessage:
    """The mail: what kind of message it is as its subject, and the text."""
    mail = EmailMessage(_POLICY)
    mail["From"], mail["To"] = sender, message.address
    mail["Subject"] = f"{message.subject}（{message.claim_no}）"
    domain = sender.rpartition("@")[2].strip(">") or "localhost"
    mail["Message-ID"] = f"<{re.sub(r'[^A-Za-z0-9.-]', '.', message.id)}@{domain}>"
    if message.unsubscribe:  # RFC 8058: a mail program's own button posts to the address
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    last = f"\n不想再收这一类邮件：{message.unsubscribe}\n" if message.unsubscribe else ""
    mail.set_content(f"{message.text}\n{last}", charset="utf-8", cte="base64")  # passes every server
    return mail
