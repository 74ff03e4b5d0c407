"""How often one client may ask, counted where all processes count: in the database, or in Redis where one is set up."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import Protocol, cast

import redis

from claims.clock import now
from workflows.rate_limits import SECOND_US, Rate, microseconds, seconds_to_wait
from workflows.transaction import Desk

HOME_BITS = 64  # of an IPv6 address name the house, the rest a machine in it
VERIFYING = Rate("verify", burst=20, every_us=2 * SECOND_US)
SIGNING_IN = Rate("sign_in", burst=20, every_us=3 * SECOND_US)
ASKING = Rate("coverage", burst=60, every_us=SECOND_US)
CALLING = Rate("api", burst=120, every_us=SECOND_US // 4)
MISCALLING = Rate("api_strangers", burst=20, every_us=3 * SECOND_US)  # signed by nobody we know
# Many riders come by one address of a telephone company, so these hold back a machine and not a street of them.
REPORTING = Rate("report", burst=300, every_us=SECOND_US)
SENDING_REPORT = Rate("report_sent", burst=60, every_us=10 * SECOND_US)
# Photographs come one by one: many of one report, and of one address together, without a token of those that reports need.
SENDING_PHOTOS = Rate("photos_sent", burst=40, every_us=10 * SECOND_US)
PHOTOS_FROM_ADDRESS = Rate("photos_from_address", burst=200, every_us=5 * SECOND_US)
REDIS_SECONDS = 0.5

# The same reckoning as in the database, done by the server in one go.
TAKE = """
local now, every, holds = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local at = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
if at + every > now + holds then return at + every - now - holds end
redis.call('SET', KEYS[1], string.format('%.0f', at + every), 'PX', math.ceil((at + every - now) / 1000))
return 0
"""


class Limits(Protocol):
    """Whoever counts."""

    def seconds_to_wait(self, rate: Rate, address: str) -> int:
        """Take a token of the client at `address`; 0 where there was one, else in how many seconds there will be."""
        ...


class DatabaseLimits:
    """Buckets in the database of the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def seconds_to_wait(self, rate: Rate, address: str) -> int:
        """Take a token, or say how long until there is one."""
        return seconds_to_wait(self._desk, rate, client(address), self._desk.instant())


class RedisLimits:
    """Buckets in Redis, which does not wait for a disk; while it is away the database counts."""

    def __init__(self, url: str, otherwise: Limits) -> None:
        self._redis = redis.Redis.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS)
        self._take = self._redis.register_script(TAKE)
        self._otherwise = otherwise

    def seconds_to_wait(self, rate: Rate, address: str) -> int:
        """Take a token, or say how long until there is one."""
        key = f"claims:rate:{rate.bucket(client(address))}"
        asked = (microseconds(now()), rate.every_us, rate.holds_us)
        try:
            short_us = cast(int, self._take(keys=[key], args=list(asked)))
        except redis.RedisError:
            return self._otherwise.seconds_to_wait(rate, address)
        return -(-int(short_us) // SECOND_US)


def limits_of(desk: Desk, broker_url: str) -> Limits:
    """Who counts in this installation."""
    counted = DatabaseLimits(desk)
    return RedisLimits(broker_url, counted) if broker_url.startswith(("redis://", "rediss://")) else counted


def client(address: str) -> str:
    """Whom an address stands for: itself, or the network of an IPv6 address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return f"{int(parsed) >> (128 - HOME_BITS):x}"
    return address
