"""A client of the platform interface, version 1, of the standard library alone: a platform can start from it.

    client = Client("https://claims.example", "ak_…", secret)
    made = client.report({"person_name": "…", …}, key="report-MT20250302001")
    client.send_data(made["claim_no"], {"orders": […], "track": […]}, key="data-…")

`key` is the Idempotency-Key: one a thing to do, the same for every try. What cannot be reached or is answered by 429 or 503
is tried again, with a new signature and the same key, so that nothing happens twice.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

PLACE = "/api/v1"
TRIES = 4
AGAIN = frozenset({429, 503})
SECONDS = 15


class Refused(Exception):
    """An answer that is no success: its status and the faults, each with field, code, message and cure."""

    def __init__(self, status: int, errors: list[dict[str, str]]) -> None:
        self.status = status
        self.errors = errors
        super().__init__(status, "；".join(f"{one['field']} {one['message']}{one['cure']}" for one in errors))


class Client:
    """What a platform's program can do. `now` and `rest` are there for tests."""

    def __init__(
        self,
        base: str,
        key_id: str,
        secret: str,
        now: Callable[[], float] = time.time,
        rest: Callable[[float], None] = time.sleep,
    ) -> None:
        self._base = base.rstrip("/")
        self._key_id = key_id
        self._secret = secret.encode()
        self._now = now
        self._rest = rest

    def report(self, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        """报案. The answer has the number of the case and the day by which to apply."""
        return self.call("POST", "/reports", body, key)

    def apply(self, claim_no: str, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        """代为申请."""
        return self.call("POST", f"/cases/{quote(claim_no)}/application", body, key)

    def send_data(self, claim_no: str, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        """答复数据请求: orders and track."""
        return self.call("POST", f"/cases/{quote(claim_no)}/data", body, key)

    def say_no_data(self, claim_no: str, reason: str, key: str) -> dict[str, Any]:
        """答复数据请求: 没有这项数据."""
        return self.call("POST", f"/cases/{quote(claim_no)}/no-data", {"reason": reason}, key)

    def report_paid(self, support_id: str, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        """生活保障费已支付; `support_id` is an `id` of `supports`."""
        claim_no, _, place = support_id.partition("/support-")
        return self.call("POST", f"/cases/{quote(claim_no)}/supports/{place}/payment", body, key)

    def case(self, claim_no: str) -> dict[str, Any]:
        """One case."""
        return self.call("GET", f"/cases/{quote(claim_no)}")

    def cases(self) -> list[dict[str, Any]]:
        """All cases, page by page."""
        found: list[dict[str, Any]] = []
        after: str | None = ""
        while after is not None:
            page = self.call("GET", f"/cases?{urlencode({'after': after})}")
            found, after = found + page["cases"], page["next"]
        return found

    def supports(self) -> list[dict[str, Any]]:
        """What of 生活保障费 is owed and paid."""
        found: list[dict[str, Any]] = self.call("GET", "/supports")["supports"]
        return found

    def call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, key: str | None = None
    ) -> dict[str, Any]:
        """One call, tried again where that may help. Raises Refused, and OSError where there is no answer at all."""
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        for attempt in range(1, TRIES + 1):
            request = urllib.request.Request(f"{self._base}{PLACE}{path}", content or None, method=method)
            for name, value in self.headers(method, f"{PLACE}{path}", content, key).items():
                request.add_header(name, value)
            try:
                with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                    read: dict[str, Any] = json.load(answer)
                    return read
            except urllib.error.HTTPError as refused:
                with refused:
                    if refused.code not in AGAIN or attempt == TRIES:
                        raise Refused(refused.code, json.load(refused)["errors"]) from None
                    self._rest(float(refused.headers.get("Retry-After") or attempt))
            except urllib.error.URLError:
                if attempt == TRIES:
                    raise
                self._rest(attempt)
        raise AssertionError("the last attempt returns or raises")

    def headers(self, method: str, address: str, content: bytes, key: str | None = None) -> dict[str, str]:
        """What a request carries: the signature over method, path, query, time, nonce and the hash of the body."""
        parts = urlsplit(address)
        timestamp, nonce = str(int(self._now())), secrets.token_urlsafe(18)
        lines = (method, parts.path, parts.query, timestamp, nonce, hashlib.sha256(content).hexdigest())
        signed = hmac.new(self._secret, "\n".join(lines).encode(), hashlib.sha256).hexdigest()
        headers = {
            "X-Claims-Key": self._key_id,
            "X-Claims-Timestamp": timestamp,
            "X-Claims-Nonce": nonce,
            "X-Claims-Signature": signed,
            "Content-Type": "application/json; charset=utf-8",
        }
        return headers if key is None else {**headers, "Idempotency-Key": key}
