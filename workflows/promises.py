"""The names of effects that the outbox treats in a way of their own."""

from __future__ import annotations

# A message waits for what was promised before it on its case, and lets everything but other messages pass.
SEND_MESSAGE = "send_message"
