"""By which channel a message goes: what the recipient can be reached by, and what the installation is set up for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MOBILE = re.compile(r"1\d{10}", re.ASCII)
MAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")


class Channel(StrEnum):
    """SMS, MAIL and WEBHOOK go outside. MAILBOX is kept here where nothing is set up (a demonstration); a NOTICE is only
    shown on the recipient's own page.
    """

    SMS = "sms"
    MAIL = "mail"
    WEBHOOK = "webhook"
    MAILBOX = "mailbox"
    NOTICE = "notice"


OUTSIDE = (Channel.SMS, Channel.MAIL, Channel.WEBHOOK)
CHANNEL_NAMES: Mapping[Channel, str] = {
    Channel.SMS: "短信",
    Channel.MAIL: "电子邮件",
    Channel.WEBHOOK: "平台接口",
    Channel.MAILBOX: "演示信箱",
    Channel.NOTICE: "网上通知",
}


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """The SMS provider: its address, the key, whether it takes a form in place of JSON, and whether it hands answers on."""

    url: str
    key: str = field(default="", repr=False)
    form: bool = False
    answers: bool = False


@dataclass(frozen=True, slots=True)
class MailServer:
    """The mail server, `smtp://user:password@host:port` or `smtps://…`, and the sender's address."""

    url: str = field(repr=False)
    sender: str = ""


@dataclass(frozen=True, slots=True)
class PlatformContact:
    """How a platform is reached: the address of its interface with the secret for signing, or its mail address."""

    url: str = ""
    secret: str = field(default="", repr=False)
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Channels:
    """What an installation is set up for. `platforms` by name. With `allow_private` a platform's interface may lie in our
    own network; without it such an address is refused, so that nobody makes us call our own servers.
    """

    sms: SmsGateway | None = None
    mail: MailServer | None = None
    platforms: Mapping[str, PlatformContact] = field(default_factory=dict)
    allow_private: bool = False


NO_CHANNELS = Channels()


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person can be reached; an empty text where that is not known."""

    phone: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """The channel, and the address there; a platform's interface is named by the platform, its address is never stored."""

    channel: Channel
    address: str


def person_route(contact: Contact, channels: Channels, *, demo: bool) -> Route:
    """A mobile phone first, then mail; where nothing that reaches the person is set up, a demonstration keeps the message
    in its mailbox and a production shows it as a notice. Who can be reached by nothing gets a notice.
    """
    phone, mail = mobile(contact.phone), contact.mail.strip()
    reachable = [
        *([(Channel.SMS, phone, channels.sms)] if phone else []),
        *([(Channel.MAIL, mail, channels.mail)] if MAIL.fullmatch(mail) else []),
    ]
    for channel, address, server in reachable:
        if server is not None:
            return Route(channel, address)
    kept = Channel.MAILBOX if demo and reachable else Channel.NOTICE
    return Route(kept, reachable[0][1] if reachable else "")


def platform_route(platform: str, channels: Channels) -> Route:
    """The platform's interface, then its mail address, else a notice on its own page."""
    contact = channels.platforms.get(platform, PlatformContact())
    if contact.url and contact.secret:
        return Route(Channel.WEBHOOK, platform)
    if channels.mail is not None and MAIL.fullmatch(contact.mail):
        return Route(Channel.MAIL, contact.mail)
    return Route(Channel.NOTICE, "")


def mobile(phone: str) -> str:
    """The eleven digits of a mobile phone of the mainland, or an empty text."""
    digits = re.sub(r"[\s-]", "", phone).removeprefix("+86")
    return digits if MOBILE.fullmatch(digits) else ""
