"""What stands in deploy/ can be read, names commands that exist, and sets what the program reads."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest
import typer
import yaml
from typer.core import TyperGroup

import cli

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
PROGRAM = ("claims", "workflows", "notifications", "pilot", "portal", "commands")
SIGNAL_SECONDS_MIN = 30  # how long a worker may take to end what it has in hand


def read_by_the_program() -> set[str]:
    """Every variable of ours that the program asks the environment for."""
    files = [*ROOT.glob("*.py"), *(path for name in PROGRAM for path in (ROOT / name).rglob("*.py"))]
    found = (re.findall(r'environ[^\n]*"(CLAIMS_\w+)"', path.read_text(encoding="utf-8")) for path in files)
    return {name for names in found for name in names}


def set_in(path: Path) -> set[str]:
    return set(re.findall(r"\bCLAIMS_\w+", path.read_text(encoding="utf-8")))


def units() -> list[Path]:
    return sorted(DEPLOY.glob("*.service"))


class UnitFile(ConfigParser):
    """Names have capitals."""

    def optionxform(self, optionstr: str) -> str:
        """As it is written."""
        return optionstr


def unit(path: Path) -> ConfigParser:
    parsed = UnitFile(interpolation=None)
    parsed.read(path, encoding="utf-8")
    return parsed


def compose() -> dict[str, dict[str, dict[str, object]]]:
    found: dict[str, dict[str, dict[str, object]]] = yaml.safe_load(
        (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    )
    return found


def command_lines() -> Iterator[tuple[str, list[str]]]:
    """Where a command of ours stands, and its words after `claims`."""
    for line in (DEPLOY / "Procfile").read_text(encoding="utf-8").splitlines():
        yield "Procfile", shlex.split(line.partition(": ")[2])[1:]
    for path in units():
        yield path.name, shlex.split(unit(path)["Service"]["ExecStart"])[1:]
    for name, service in compose()["services"].items():
        words = service.get("command")
        if isinstance(words, list) and words[0] == "claims":
            yield f"compose {name}", [str(word) for word in words[1:]]
    pages = [DEPLOY / "README.md", ROOT / "docs" / "operating.md"]
    for page in pages:
        for line in re.findall(
            r"(?:^|`)claims ((?:--?)?[a-z][^\n`#]*)", page.read_text(encoding="utf-8"), re.MULTILINE
        ):
            yield page.name, shlex.split(line)


LINES = list(command_lines())


@pytest.mark.parametrize(("place", "words"), LINES, ids=[f"{place}: {' '.join(words)}" for place, words in LINES])
def test_every_command_is_one_of_ours_with_options_it_has(place: str, words: list[str]) -> None:
    group = typer.main.get_command(cli.app)
    assert isinstance(group, TyperGroup)
    command = group.commands.get(words[0])
    assert command is not None, f"{place}: there is no claims {words[0]}"
    if isinstance(command, TyperGroup):  # claims messages list …
        command = command.commands.get(words[1])
        assert command is not None, f"{place}: there is no claims {words[0]} {words[1]}"
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words[1:] if word.startswith("-")} <= options


def test_the_commands_are_found_in_every_file() -> None:
    places = {place for place, _ in LINES}
    assert places >= {"Procfile", "claims-beat.service", "claims-web.service", "claims-worker@.service",
                      "compose beat", "compose web", "compose worker", "README.md", "operating.md"}  # fmt: skip


def test_every_variable_is_one_that_the_program_reads() -> None:
    read = read_by_the_program()
    assert read >= {"CLAIMS_DATABASE_URL", "CLAIMS_BROKER_URL", "CLAIMS_VAR_DIR", "CLAIMS_PROVINCE"}
    assert set_in(DEPLOY / "env.example") == read
    for path in (*DEPLOY.iterdir(), ROOT / "docs" / "operating.md"):
        assert set_in(path) <= read, path.name


def test_every_service_starts_again_and_may_end_what_it_has_in_hand() -> None:
    for path in units():
        service = unit(path)["Service"]
        assert (service["Restart"], service["EnvironmentFile"]) == ("always", "/etc/claims/env")
    assert int(unit(DEPLOY / "claims-worker@.service")["Service"]["TimeoutStopSec"]) > SIGNAL_SECONDS_MIN
    services = compose()["services"]
    assert set(services) == {"postgres", "valkey", "init", "beat", "worker", "web"}
    for name in ("beat", "worker", "web"):
        assert services[name]["restart"] == "always"
        assert services[name]["env_file"] == ".env"
    assert int(str(services["worker"]["stop_grace_period"]).removesuffix("s")) > SIGNAL_SECONDS_MIN


def test_every_way_of_running_runs_the_worker_the_beat_and_the_pages() -> None:
    kinds = {"worker", "beat", "serve"}
    for started in ("Procfile", "claims-", "compose "):
        assert {words[0] for place, words in LINES if place.startswith(started)} >= kinds, started


def test_the_pages_are_published_to_a_proxy_on_this_machine_only() -> None:
    web = compose()["services"]["web"]
    assert web["command"] == ["claims", "serve", "--host", "0.0.0.0"]  # inside the container
    assert web["ports"] == ["127.0.0.1:8000:8000"]
    for place, words in LINES:
        assert place == "compose web" or "--host" not in words, place
