"""A portal at a desk whose letters are signed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from claims.store.rows import Row
from pilot.replay import replay
from portal.app import make_app
from tests.support.keys import keyed_like
from tests.support.limitless import Limitless
from tests.support.pilots import FIRST, Replayed, demo_desk, only
from tests.support.signing import demo_key
from tests.support.staff_room import Room, room_of
from tests.support.web_client import WebClient
from tests.support.world import World, sqlite_world
from workflows.letter_files import letter_path


@dataclass(frozen=True)
class Portal:
    """A browser without cookies, and what the replay left."""

    web: WebClient
    replayed: Replayed

    def letter(self, kind: str) -> Row:
        """The first letter of a kind."""
        return self.replayed.rows("letter", kind=kind)[0]

    def file(self, letter: Row, variant: str = "full") -> bytes:
        """Its file."""
        return letter_path(self.replayed.desk.var_dir, letter, variant).read_bytes()


@pytest.fixture(scope="session")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    """One case replayed with signed letters; for modules to copy, not to change."""
    with demo_desk(tmp_path_factory.mktemp("signed")) as desk:
        signing = replace(desk, sign_key=demo_key())
        data = only(FIRST, 3)
        return Replayed(signing, replay(signing, data), data)


@pytest.fixture(scope="module")
def portal(signed: Replayed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    folder: Path = tmp_path_factory.mktemp("portal") / "var"
    shutil.copytree(signed.desk.var_dir, folder)
    engine = keyed_like(signed.desk.engine, f"sqlite:///{folder / 'claims.sqlite'}")
    desk = replace(signed.desk, engine=engine, var_dir=folder)
    with WebClient(make_app(desk, Limitless()), raise_server_exceptions=False) as web:
        yield Portal(web, replace(signed, desk=desk))
    engine.dispose()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A portal at which intake1 can sign in, on a database of its own."""
    with sqlite_world(tmp_path) as world, room_of(world) as made:
        yield made


@pytest.fixture(scope="module")
def empty_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A bureau without a case, for pages that ask nobody who he is."""
    with sqlite_world(tmp_path_factory.mktemp("empty")) as made:
        yield made


@pytest.fixture(scope="module")
def passer_by(empty_world: World) -> Iterator[WebClient]:
    """The browser of somebody whom nobody knows."""
    with WebClient(make_app(empty_world.desk, Limitless())) as browser:
        yield browser
