"""What all commands share: facts go to stdout, as text or as JSON; errors and progress go to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from claims import clock, day_text
from claims.errors import BadInput, ClaimsError
from claims.files import os_reason, write_whole

WIDE = 200  # columns of a table that goes to a file or to another program
Told = Callable[[str, int, int], None]


def say(text: str = "") -> None:
    """A line of facts."""
    _console(sys.stdout).print(Text(text), soft_wrap=True)


def say_error(text: str) -> None:
    """A line of what went wrong."""
    _console(sys.stderr).print(Text(text, style="red"), soft_wrap=True)


def remark(text: str) -> None:
    """A line that is neither: a summary, or what to do next."""
    _console(sys.stderr).print(Text(text, style="dim"), soft_wrap=True)


def say_json(value: object) -> None:
    """Facts for another program."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def say_table(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[str] = ()
) -> None:
    """Facts as a table; the columns in `right` hold numbers. Nothing where there are no rows."""
    table = Table(title=title, title_justify="left", show_lines=False)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    if table.row_count:
        _console(sys.stdout).print(table)


@contextmanager
def progress() -> Iterator[Told]:
    """A bar a stage, on a terminal only; called with the stage, how much is done and how much there is (0: not known)."""
    console = _console(sys.stderr)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bars: dict[str, TaskID] = {}
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as shown:

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in bars:
                bars[stage] = shown.add_task(stage, total=None)
            shown.update(bars[stage], completed=done, total=total or None)

        yield tell


def is_stdout(output: Path | None) -> bool:
    """Whether what `-o` names, or its absence, is stdout: `-`."""
    return output is None or str(output) == "-"


def write_output(output: Path, content: bytes) -> bool:
    """To the file of `-o`, whole or not at all, or to stdout; returns whether it is a file. Raises ClaimsError file_unwritable.

    A folder that is not there is a slip of the hand: it is told, not made.
    """
    if is_stdout(output):
        sys.stdout.buffer.write(content)
        return False
    with writing(output):
        output.parent.stat()
        write_whole(output, content)
    return True


@contextmanager
def writing(output: Path) -> Iterator[None]:
    """Around what writes the file of `-o`. Raises ClaimsError file_unwritable where the system refuses."""
    try:
        yield
    except OSError as fault:
        raise ClaimsError("file_unwritable", file=output, reason=os_reason(fault)) from fault


def a_day(text: str | None, option: str = "--at") -> date | None:
    """The day given for an option, if one is. Raises BadInput, which names the option."""
    return None if text is None else read_day(text, option)


def a_day_to_act(text: str | None) -> date | None:
    """The day given by --at to act as if on, if one is. Raises BadInput where it is no day, or has not come."""
    day = a_day(text)
    if day is not None and day > clock.today():
        raise BadInput("option_day_future", day=day)
    return day


def read_day(text: str, option: str) -> date:
    """The day given for an option. Raises BadInput."""
    try:
        return day_text.read_day(text)
    except ValueError as fault:
        raise BadInput("option_day", option=option, text=text) from fault


def _console(file: TextIO) -> Console:
    """A console on what stdout or stderr is now; wide where nobody looks."""
    return Console(file=file, highlight=False, markup=False, width=None if file.isatty() else WIDE)
