"""Schemathesis over the whole description of the platforms' interface: what it makes of each call, right and wrong, is signed
and sent; every answer must be one that is described, and none may show a fault of the program.

REQUESTS=10000 python -m tests.support.fuzzing    (make fuzz)

The interface's own fuzz (tests/portal/test_platform_fuzz.py) knows what a report looks like and comes further; this one has
another author, and thinks of other things.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import schemathesis
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from portal.api.application import PLACE
from tests.support.fuzz_door import FuzzDoor, fuzz_door
from tests.support.kept_replays import SHELF
from tests.support.web_client import one_event_loop

REQUESTS = int(os.environ.get("REQUESTS", "10000"))
MEMORY = Path("/dev/shm")
HOST, ONCE = "http://testserver", "idempotency-key"
OWN_KEY_EACH = 4  # so often the Idempotency-Key is what was made, which is hardly ever one
FAULTS_OF_THE_PROGRAM = 500
TRACES = ("Traceback", "sqlite3.", "psycopg.", "site-packages")
CHECKS: list[Any] = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


def calls(door: FuzzDoor) -> Iterator[tuple[str, Any]]:
    """Each call as it is described, made right and made wrong; those on a case also on one that is there."""
    described: Any = schemathesis.openapi.from_dict(door.described)
    for found in described.get_all_operations():
        operation = found.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            yield f"{operation.label} {mode.value}", operation.as_strategy(generation_mode=mode)
            if "{no}" in operation.path:
                path = {"no": door.numbers[0], **({"place": 1} if "{place}" in operation.path else {})}
                named = operation.as_strategy(generation_mode=mode, path_parameters=path)
                yield f"{operation.label} {mode.value}, on a case that is there", named


def send(door: FuzzDoor, case: Any, number: int) -> Response:
    """What was made, signed as a program signs it."""
    made = case.as_transport_kwargs(base_url=HOST + PLACE)
    query = urlencode(made.get("params") or {}, doseq=True)
    address = made["url"].removeprefix(HOST) + (f"?{query}" if query else "")
    content = _content(made)
    keys = {name.lower(): str(text) for name, text in made["headers"].items()}
    key = keys.get(ONCE) if number % OWN_KEY_EACH == 0 else f"fuzz-{number:08}"
    headers = door.signer.headers(case.method.upper(), address, content, key if content else None)
    sent = {name: text.encode("latin-1", "replace") for name, text in headers.items()}
    answer: Response = door.web.request(case.method.upper(), address, content=content, headers=sent)
    return answer


def _content(made: dict[str, Any]) -> bytes:
    if "json" in made:
        return json.dumps(made["json"]).encode()
    data = made.get("data") or b""
    return data if isinstance(data, bytes) else str(data).encode("utf-8", "replace")


def judge(case: Any, answer: Response) -> None:
    """Raises where the answer is not as described, or shows a fault of the program; says what was asked."""
    asked = answer.request
    said = f"{asked.method} {asked.url}\n{asked.content!r}\n{answer.status_code} {answer.text}"
    assert answer.status_code < FAULTS_OF_THE_PROGRAM, said
    assert not [one for one in TRACES if one in answer.text], said
    case.validate_response(answer, checks=CHECKS)


def fuzz(door: FuzzDoor, requests: int) -> Counter[int]:
    """Send about so many requests, spread over all calls; how often each status was answered."""
    wanted = list(calls(door))
    answered: Counter[int] = Counter()
    numbers = count(1)
    for label, strategy in wanted:

        @settings(
            max_examples=max(1, requests // len(wanted)), deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(strategy)
        def tried(case: Any) -> None:
            answer = send(door, case, next(numbers))
            answered[answer.status_code] += 1
            judge(case, answer)

        tried()
        tell(f"{sum(answered.values()):>7} {label}")
    return answered


def tell(text: str) -> None:
    """A line for whoever waits."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Fuzz an installation of its own in memory; a call that is answered otherwise is shown, made as small as it can be."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        SHELF.folder = Path(folder)
        with one_event_loop(), fuzz_door(SHELF.folder / "door") as door:
            answered = fuzz(door, REQUESTS)
    tell(", ".join(f"{status}: {times}" for status, times in sorted(answered.items())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
