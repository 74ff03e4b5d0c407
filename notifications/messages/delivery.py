"""Handing one message to its channel."""

from __future__ import annotations

from datetime import datetime

from claims.errors import Retryable
from notifications.messages.mail import send_mail
from notifications.messages.routes import CHANNEL_NAMES, Channel, Channels
from notifications.messages.sms import send_sms
from notifications.messages.transport import Outgoing
from notifications.messages.webhook import send_webhook


def deliver(channels: Channels, channel: Channel, message: Outgoing, instant: datetime, nonce: str) -> str | None:
    """Send `message`; returns the other side's id for it, if it gave one.

    Raises OSError or Retryable where it may be sent again (also where the channel is not set up any more), Rejected where
    it was refused for good.
    """
    if channel is Channel.SMS and channels.sms is not None:
        return send_sms(channels.sms, message)
    if channel is Channel.MAIL and channels.mail is not None:
        send_mail(channels.mail, message)
        return None
    contact = channels.platforms.get(message.address)
    if channel is Channel.WEBHOOK and contact is not None:
        return send_webhook(contact, message, instant, nonce, allow_private=channels.allow_private)
    raise Retryable("message_channel_gone", channel=CHANNEL_NAMES[channel])
