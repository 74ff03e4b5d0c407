"""What is built is what was written: every module, rule, word, template, font and migration is in the wheel."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SHIPPED = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
NEVER_SHIPPED = ("tests/", "benchmarks/", "docs/", "var/", ".venv/")

ALONE = """
import sys
sys.path.insert(0, sys.argv[1])
import claims.errors, claims.rules
assert claims.errors.__file__.startswith(sys.argv[1]), claims.errors.__file__
print(claims.errors.words("yuan_unreadable", text="x"), len(claims.rules.load_rules("重庆").values()))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this tree with the build backend that is installed: nothing is fetched."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """The paths in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def source_files() -> Iterator[str]:
    """Every file of the program, from the root of the repository."""
    for name in SHIPPED:
        top = ROOT / name
        for path in [top] if top.is_file() else top.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(ROOT).as_posix()


def test_every_file_of_the_program_is_in_the_wheel(names: set[str]) -> None:
    assert sorted(set(source_files()) - names) == []


@pytest.mark.parametrize("suffix", [".py", ".toml", ".ttf", ".txt"])
def test_the_wheel_holds_code_rules_fonts_and_their_licences(suffix: str, names: set[str]) -> None:
    assert [name for name in names if name.endswith(suffix) and ".dist-info/" not in name]


def test_the_wheel_holds_nothing_else(names: set[str]) -> None:
    assert sorted(name for name in names if name.startswith(NEVER_SHIPPED)) == []
    assert sorted({name for name in names if ".dist-info/" not in name} - set(source_files())) == []


def test_the_wheel_installs_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        entry_points = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "claims = cli:main" in archive.read(entry_points).decode()


def test_the_wheel_carries_the_licence(names: set[str]) -> None:
    assert [name for name in names if name.endswith("licenses/LICENSE")]


def test_the_program_finds_its_data_when_installed_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    run = subprocess.run(
        [sys.executable, "-c", ALONE, tmp_path], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "无法识别" in run.stdout


def test_single_modules_are_named_for_the_build() -> None:
    assert {"worker.py", "cli.py"} <= set(SHIPPED)
