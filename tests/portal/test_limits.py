"""The buckets fill steadily, are as many as memory allows, and an IPv6 house is one client."""

from __future__ import annotations

from portal import limits
from portal.limits import Limiter, client


def test_a_bucket_fills_steadily_and_never_over() -> None:
    moment = [0.0]
    limiter = Limiter(burst=3, per_second=0.5, clock=lambda: moment[0])
    assert [limiter.allows("a") for _ in range(4)] == [True, True, True, False]
    moment[0] += 2
    assert [limiter.allows("a") for _ in range(2)] == [True, False]
    moment[0] += 1000
    assert [limiter.allows("a") for _ in range(4)] == [True, True, True, False]


def test_strangers_do_not_fill_the_memory() -> None:
    limiter = Limiter(clock=lambda: 0.0)
    for place in range(limits.CLIENTS_MAX + 50):
        limiter.allows(f"10.{place >> 16}.{place >> 8 & 255}.{place & 255}")
    assert len(limiter._buckets) == limits.CLIENTS_MAX


def test_a_client_is_an_address_or_the_network_of_a_house() -> None:
    assert client("192.0.2.1") == "192.0.2.1"
    assert client("2001:db8:1:2::1") == client("2001:db8:1:2:ffff::9") != client("2001:db8:1:3::1")
    assert client("testclient") == "testclient"
