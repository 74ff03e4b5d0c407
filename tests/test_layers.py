"""The layers of the program: who may import whom.

The contracts stand in pyproject.toml under [tool.importlinter]; they are run over those packages that exist.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
BESIDE_THE_LAYERS = {"tests", "benchmarks"}
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


def top_level_names(root: Path) -> set[str]:
    """What can be imported from the top of a tree."""
    return {path.parent.name for path in root.glob("*/__init__.py")} | {path.stem for path in root.glob("*.py")}


def staged(root: Path, stage: Path) -> Path:
    """The program with worker.py and cli.py as packages, since the linter knows no others."""
    for name in LINTER["root_packages"]:
        if (root / name / "__init__.py").exists():
            (stage / name).symlink_to(root / name)
        elif (root / f"{name}.py").exists():
            (stage / name).mkdir()
            (stage / name / "__init__.py").symlink_to(root / f"{name}.py")
    return stage


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Run every contract over the packages in `root`."""
    present = [name for name in LINTER["root_packages"] if (root / name).exists()]
    lines = ["[importlinter]", "include_external_packages = True", f"root_packages = {in_lines(present)}"]
    for contract in LINTER["contracts"]:
        lines += section(contract, present)
    (root / "layers.ini").write_text("\n".join(lines), encoding="utf-8")
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--config", "layers.ini", "--no-cache", "--no-logo"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def section(contract: Mapping[str, Any], present: Sequence[str]) -> list[str]:
    """One contract as lines of the linter's own format, without what is not there yet."""
    if not set(contract.get("source_modules", ())) <= set(present):
        return []
    lines = [f"[importlinter:contract:{contract['id']}]"]
    for key, value in contract.items():
        if key == "layers":
            lines.append(f"layers = {in_lines([row for row in (existing(layer, present) for layer in value) if row])}")
        elif key != "id":
            lines.append(f"{key} = {in_lines(value) if isinstance(value, list) else value}")
    return lines


def existing(layer: str, present: Sequence[str]) -> str:
    """A layer without the packages that are not there yet."""
    return " | ".join(name for name in layer.split(" | ") if name in present)


def in_lines(values: Sequence[str]) -> str:
    """A list in the linter's own format."""
    return "".join(f"\n    {value}" for value in values)


def toy(root: Path, **texts: str) -> Path:
    """A program of the same packages, empty but for the given texts."""
    for name in LINTER["root_packages"]:
        (root / name).mkdir()
        (root / name / "__init__.py").write_text("", encoding="utf-8")
        (root / name / "part.py").write_text(texts.get(name, ""), encoding="utf-8")
    return root


def test_imports_go_down_the_staircase_only(tmp_path: Path) -> None:
    run = lint(staged(ROOT, tmp_path))
    assert run.returncode == 0, run.stdout + run.stderr
    assert " 0 broken" in run.stdout


def test_every_package_has_its_layer() -> None:
    assert top_level_names(ROOT) - BESIDE_THE_LAYERS <= set(LINTER["root_packages"])
    layers = next(contract["layers"] for contract in LINTER["contracts"] if contract["type"] == "layers")
    assert {name for layer in layers for name in layer.split(" | ")} == set(LINTER["root_packages"])


def test_a_program_that_goes_down_passes(tmp_path: Path) -> None:
    down = toy(
        tmp_path,
        cli="import pilot.part, portal.part, worker.part, typer",
        worker="import celery, workflows.part",
        workflows="import notifications.part",
        notifications="import claims.part, reportlab",
    )
    run = lint(down)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("package", "text", "contract"),
    [
        ("notifications", "import workflows.part", "One staircase, down only"),
        ("claims", "import notifications.part", "One staircase, down only"),
        ("worker", "import portal.part", "One staircase, down only"),
        ("portal", "import cli.part", "One staircase, down only"),
        ("workflows", "import worker.part", "One staircase, down only"),
        ("claims", "import celery", "claims knows no web, no Celery, no PDF, no terminal"),
        ("claims", "from reportlab.pdfgen import canvas", "claims knows no web, no Celery, no PDF, no terminal"),
        ("notifications", "import redis", "notifications knows no web and no Celery"),
        ("workflows", "import fastapi", "workflows knows no web and no Celery"),
    ],
)
def test_an_import_that_goes_up_or_out_is_named(package: str, text: str, contract: str, tmp_path: Path) -> None:
    run = lint(toy(tmp_path, **{package: text}))
    assert run.returncode == 1, run.stdout + run.stderr
    assert f"{contract} BROKEN" in run.stdout
