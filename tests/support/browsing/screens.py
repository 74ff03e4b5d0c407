"""Writes docs/screens, a picture of every main page: `python -m tests.support.browsing.screens` (make screens; needs chromium).

The pilot is replayed into a temporary folder and the clock stands, so that two runs show the same.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from io import BytesIO
from itertools import groupby
from pathlib import Path

from PIL import Image
from playwright.sync_api import ViewportSize
from sqlalchemy import update

from claims.settings import Settings
from claims.store.tables import table
from tests.support.browsing.chromium import chromium
from tests.support.browsing.family import decided_family
from tests.support.browsing.house import House, served
from tests.support.browsing.person import HEIGHT, NARROW, WIDE, Person, Way, person
from tests.support.browsing.screen_list import FOLDER, KIN, OF_KIN, SCREENS, Screen, picture, written
from tests.support.offices import open_to_public
from tests.support.pilots import FIRST, replayed
from worker import CHECK, DRAIN, SEAL, SWEEP, make_app
from workflows.sealing import seal_all
from workflows.transaction import Desk, in_one_transaction

SHADES = 64
PROCESS = "worker:1"  # a process of no machine, so that two runs show the same
FOUND: dict[str, tuple[str, str, dict[str, str]]] = {
    "case": ("claim", "no", {}),
    "letter": ("letter", "id", {"kind": "confirmation"}),
    "place": ("letter", "id", {"kind": "confirmation"}),  # the same within its case
    "code": ("letter", "verify_code", {"kind": "confirmation"}),
    "approval": ("approval", "id", {"act": "confirm"}),
    "entry": ("transfer", "id", {"entry": "award_effective"}),
    "batch": ("payment", "batch_no", {}),
}
PLACED = re.compile(r"\{(\w+):(\d+)\}")
TALLEST_PX = 1500  # of a long list the first screens are enough


def write_all() -> None:
    """Write every picture and the page that lists them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder, replayed(Path(folder) / "pilot", FIRST) as made:
        pilot = open_to_public(made)
        work_once(pilot.desk)
        with served(pilot, Path(folder) / "house") as house:
            _draw(house)
            _draw_kin(house)
    (FOLDER / "README.md").write_text(written(), encoding="utf-8")


def work_once(desk: Desk) -> None:
    """What the worker does in its minutes and at night, once: the ledger is sealed and checked, and the heart has beaten."""
    seal_all(desk)
    app = make_app(Settings("", desk.var_dir, "memory://", desk.rules.province), lambda: desk)
    for task in (SWEEP, DRAIN, SEAL, CHECK):
        app.tasks[task].apply(throw=True)
    in_one_transaction(desk, lambda connection: connection.execute(update(table("heartbeat")).values(worker=PROCESS)))


def _draw(house: House) -> None:
    with chromium(chinese=True) as browser:
        for width in (WIDE, NARROW):
            for username, screens in groupby(SCREENS, key=lambda screen: screen.username):
                with person(browser, house, Way(width), username) as looking:
                    for screen in screens:
                        _save(looking, screen)


def _draw_kin(house: House) -> None:
    """Last of all, since a family is a case more."""
    family = decided_family(house, 9000, ("13800160000", "13800160001", "13800160002"))
    own = family.others[0]
    with chromium(chinese=True) as browser:
        for width in (WIDE, NARROW):
            for username, screens in groupby(OF_KIN, key=lambda screen: screen.username):
                with person(browser, house, Way(width), "" if username == KIN else username) as looking:
                    if username == KIN:
                        looking.sign_in_by_telephone(own.phone, own.tail)
                    for screen in screens:
                        _save(looking, replace(screen, path=screen.path.format(no=family.no)))


def _save(looking: Person, screen: Screen) -> None:
    looking.open(_address(looking.house, screen.path))
    width = looking.way.width
    height = min(TALLEST_PX, int(looking.page.evaluate("document.documentElement.scrollHeight")))
    looking.page.set_viewport_size(ViewportSize(width=width, height=height))
    drawn = Image.open(BytesIO(looking.page.screenshot())).convert("RGB")
    looking.page.set_viewport_size(ViewportSize(width=width, height=HEIGHT))
    few = drawn.quantize(SHADES, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(picture(screen, width), optimize=True)


def _address(house: House, path: str) -> str:
    """The address of a page; `{case:2}` is the case of that person, `{letter:2}` his confirmation, and so on."""
    return PLACED.sub(lambda asked: _found(house, asked[1], house.case_of(int(asked[2]))), path)


def _found(house: House, kind: str, no: str) -> str:
    table, column, where = FOUND[kind]
    own = {"no": no} if kind == "case" else {"claim_no": no}
    found = str(house.rows(table, **own, **where)[-1][column])
    return found.partition("/")[2] if kind == "place" else found


if __name__ == "__main__":
    write_all()
