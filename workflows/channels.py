"""What an installation's messages go by: the gateways out of the settings, and the platforms out of a file beside the keys."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from claims.errors import ClaimsError
from claims.settings import Settings
from notifications.messages.routes import Channels, MailServer, PlatformContact, SmsGateway

CONTACT_FIELDS = frozenset(field.name for field in fields(PlatformContact))


def channels_of(settings: Settings) -> Channels:
    """The channels that the settings name. Raises ClaimsError `platforms_file_unreadable`."""
    sms = SmsGateway(settings.sms_url, settings.sms_key, settings.sms_form, settings.sms_answers)
    return Channels(
        sms=sms if settings.sms_url else None,
        mail=MailServer(settings.smtp_url, settings.mail_from) if settings.smtp_url and settings.mail_from else None,
        platforms=read_platforms(platforms_file(settings.var_dir)),
        allow_private=settings.allow_private_webhooks,
    )


def platforms_file(var_dir: Path) -> Path:
    """Where the platforms' addresses and secrets lie: with the keys, which nobody else may read."""
    return var_dir / "keys" / "platforms.toml"


def read_platforms(path: Path) -> Mapping[str, PlatformContact]:
    """One table a platform, by its name: `url` and `secret` of its interface, or `mail`. Nothing where there is no file.

    Raises ClaimsError `platforms_file_unreadable`, without what stands in the file.
    """
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as fault:
        raise ClaimsError("platforms_file_unreadable", file=path, reason=type(fault).__name__) from fault
    found = {}
    for name, row in rows.items():
        if (
            not isinstance(row, dict)
            or set(row) - CONTACT_FIELDS
            or not all(isinstance(one, str) for one in row.values())
        ):
            raise ClaimsError("platforms_file_unreadable", file=path, reason=name)
        if bool(row.get("url")) != bool(row.get("secret")):
            raise ClaimsError("platforms_file_unreadable", file=path, reason=name)
        found[name] = PlatformContact(**row)
    return found
