"""Somebody with a telephone and no sign-in: the four screens as a person fills them in, and the code out of the mailbox."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from httpx2 import Response

from tests.support.offices import Office
from tests.support.staff_room import HIDDEN, Browser, Room, room_of
from tests.support.told import give_phone
from tests.support.world import INJURED, World, sqlite_world
from workflows.identity import make_index_key
from workflows.person_index import index_again
from workflows.phone_codes import Asker
from workflows.receipts import texts_of
from workflows.rider_answers import SCREENS as ASKED
from workflows.transaction import in_one_transaction

SOMEBODY = Asker("a browser")  # who asks for codes where no page does
PHONE, TAIL = "13800135678", "0001"
CODE = re.compile(r"验证码(\d{6})")
WHO: Mapping[str, Any] = {"for_whom": "self", "person_name": "王一鸣", "phone": PHONE, "platform": "饿了么"}
WHEN: Mapping[str, Any] = {"when": "today", "hour": "8", "place": "巴川街道 龙门街口", "doing": "delivering"}
HARM: Mapping[str, Any] = {"parts": ["手"], "course": "避让行人摔倒", "care": "will"}
SCREENS = (WHO, WHEN, HARM)
SENT: Mapping[str, Any] = {"true": "1"}


def ready_for_reports(world: World) -> None:
    """Let persons be registered in this world, as an installation does."""
    make_index_key(world.desk.var_dir)
    world.insert("series", {"series": "person", "year": 0, "last_serial": 9, "last_on": world.desk.today()})


@contextmanager
def reporting_room(folder: Path) -> Iterator[Room]:
    """A portal at which anybody reports."""
    with sqlite_world(folder) as world, room_of(world) as made:
        ready_for_reports(world)
        yield made


@contextmanager
def ringing_room(folder: Path) -> Iterator[Room]:
    """The same, and the injured person is reached by `PHONE`."""
    with reporting_room(folder) as made:
        let_ring(made.world, INJURED)
        yield made


def screen(web: Browser, number: int, **other: Any) -> Response:
    """Fill in one screen as the story goes, with `other` answers."""
    return web.fill(f"/r/report/{number}", {**SCREENS[number - 1], **other})


def fill_in(web: Browser, **other: Any) -> None:
    """Fill in the three screens."""
    for number in (1, 2, 3):
        mine = {name: value for name, value in other.items() if name in ASKED[number - 1].names}
        answer = screen(web, number, **mine)
        assert answer.headers["location"] == f"/r/report/{number + 1}", answer.text


def report(web: Browser, **other: Any) -> str:
    """Report from the first screen to the last; the address of the receipt."""
    fill_in(web, **other)
    answer = web.fill("/r/report/4", SENT)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def let_ring(world: World, person_id: str) -> None:
    """Let a person of this world be reached, and found, by `PHONE`."""
    give_phone(world, person_id, PHONE)
    in_one_transaction(world.desk, lambda connection: index_again(connection, person_id))


def code_of(world: World | Office, recipient: str | None = None) -> str:
    """The last code that was sent, to anybody or to one person."""
    return codes_of(world, recipient)[0]


def codes_of(world: World | Office, recipient: str | None = None) -> list[str]:
    """The codes that were sent, the last one first."""
    told = [row["text"] for row in texts_of(world.desk, ("mailbox",), recipient)]
    return [found[1] for text in told if (found := CODE.search(text))]


def sign_in(web: Browser, phone: str = PHONE, after: str = "", **more: str) -> Response:
    """Ask for a code, when another one may be asked for, and give it; the answer to the code."""
    web.room.later(seconds=61)
    page = f"/r/login?next={after}" if after else "/r/login"
    asked = web.fill(page, {"phone": phone}, to="/r/login")
    hidden = dict(HIDDEN.findall(asked.text))
    return web.web.post("/r/login/code", data={**hidden, "code": code_of(web.room.world), **more})


def signed_in(room: Room) -> Browser:
    """The browser of the injured person, who has signed in."""
    web = room.browser()
    assert sign_in(web, tail=TAIL).status_code == 303
    return web
