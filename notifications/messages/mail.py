"""Mail by SMTP. Our id makes the Message-ID, by which a mail that was sent twice is known again."""

from __future__ import annotations

import re
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from claims.errors import BadInput
from notifications.messages.routes import MailServer
from notifications.messages.transport import SECONDS_MAX, Outgoing, Rejected

PORTS = {"smtp": 25, "smtps": 465}
REFUSED_FOR_GOOD = 500


def send_mail(server: MailServer, message: Outgoing) -> None:
    """Hand the mail to the server. Raises OSError (smtplib's faults are such) where it may be sent again, Rejected where
    the server refused it for good, BadInput for an address of a server that cannot be used.
    """
    parts = urlsplit(server.url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise BadInput("message_address_unusable", place=parts.hostname or "?")
    try:
        with _connected(parts) as connection:
            if parts.username:
                connection.login(unquote(parts.username), unquote(parts.password or ""))
            connection.send_message(mail_of(message, server.sender))
    except smtplib.SMTPRecipientsRefused as fault:
        code = min(code for code, _ in fault.recipients.values())
        _judge(code, str(parts.hostname), fault)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as fault:
        _judge(fault.smtp_code, str(parts.hostname), fault)


def _judge(code: int, place: str, fault: smtplib.SMTPException) -> None:
    if code >= REFUSED_FOR_GOOD:
        raise Rejected("message_not_taken", place=place, status=code) from fault
    raise fault


def _connected(parts: SplitResult) -> smtplib.SMTP:
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS_MAX, context=ssl.create_default_context())
    connection = smtplib.SMTP(host, port, timeout=SECONDS_MAX)
    connection.ehlo()
    if connection.has_extn("starttls"):
        connection.starttls(context=ssl.create_default_context())
    return connection


def mail_of(message: Outgoing, sender: str) -> EmailMessage:
    """The mail: what kind of message it is as its subject, and the text."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, message.address
    mail["Subject"] = f"{message.subject}（{message.claim_no}）"
    domain = sender.rpartition("@")[2].strip(">") or "localhost"
    mail["Message-ID"] = f"<{re.sub(r'[^A-Za-z0-9.-]', '.', message.id)}@{domain}>"
    mail.set_content(message.text + "\n", charset="utf-8", cte="base64")  # passes every server
    return mail
