"""How often one client may ask: a bucket of tokens for each, filled steadily, emptied by asking."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from threading import Lock
from time import monotonic

BURST = 20
PER_SECOND = 0.5
CLIENTS_MAX = 10_000
HOME_BITS = 64  # of an IPv6 address name the house, the rest a machine in it


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float


class Limiter:
    """Buckets in the memory of this process. `clock` gives seconds that never go back."""

    def __init__(
        self, burst: int = BURST, per_second: float = PER_SECOND, clock: Callable[[], float] = monotonic
    ) -> None:
        self._burst, self._per_second, self._clock = burst, per_second, clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()

    def allows(self, address: str) -> bool:
        """Take a token of the client at `address`; False where it has none left."""
        with self._lock:
            bucket = self._bucket(client(address))
            if bucket.tokens < 1:
                return False
            bucket.tokens -= 1
            return True

    def _bucket(self, name: str) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.setdefault(name, _Bucket(self._burst, now))
        self._buckets.move_to_end(name)
        while len(self._buckets) > CLIENTS_MAX:
            self._buckets.popitem(last=False)
        bucket.tokens = min(float(self._burst), bucket.tokens + (now - bucket.filled_at) * self._per_second)
        bucket.filled_at = now
        return bucket


def client(address: str) -> str:
    """Whom an address stands for: itself, or the network of an IPv6 address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return f"{int(parsed) >> (128 - HOME_BITS):x}"
    return address
