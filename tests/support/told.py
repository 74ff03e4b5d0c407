"""Cases whose messages go somewhere: persons with a phone, a desk with a gateway; and a worker that dies around a sending.

As a program it drains an installation through a gateway and dies (SIGKILL) after the gateway has taken the message and
before that is marked.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from claims.store.rows import Row
from notifications.messages.routes import Channels, SmsGateway
from tests.support.keys import keyed_engine, write_private
from tests.support.world import World
from workflows.outbox import drain
from workflows.promised import EFFECTS, EffectKind
from workflows.promises import SEND_MESSAGE
from workflows.transaction import Desk

ROOT = Path(__file__).parent.parent.parent
PHONE = "10000000001"


def give_phone(world: World, person: str, phone: str) -> None:
    """The person has this phone from now on."""
    body = json.loads(world.one("person_private", person_id=person)["body"])
    write_private(world.engine, "person_private", person, body=json.dumps({**body, "phone": phone}, ensure_ascii=False))


def use_gateway(world: World, url: str) -> None:
    """The desk sends SMS through this gateway."""
    world.desk = replace(world.desk, channels=Channels(sms=SmsGateway(url, "key")))


def the_message(world: World, no: str, kind: str = "report_received", **where: Any) -> Row:
    """The one message of a kind on a case."""
    return world.one("message", claim_no=no, kind=kind, **where)


def drain_and_die(database_url: str, folder: Path, gateway_url: str) -> None:
    """Drain in a process of its own that is killed right after the gateway has taken the first message."""
    command = [sys.executable, "-m", "tests.support.told", database_url, str(folder), gateway_url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr


def main(database_url: str, folder: str, gateway_url: str) -> None:
    """The program."""
    world = World(keyed_engine(database_url), Path(folder))
    use_gateway(world, gateway_url)
    send = EFFECTS[SEND_MESSAGE]

    def send_and_die(desk: Desk, payload: dict[str, str]) -> Row:
        send.run(desk, payload)
        os.kill(os.getpid(), signal.SIGKILL)
        return {}

    EFFECTS[SEND_MESSAGE] = EffectKind(send_and_die, send.keep, tries=send.tries, failed=send.failed)
    drain(world.desk)


if __name__ == "__main__":
    main(*sys.argv[1:])
