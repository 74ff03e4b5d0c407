"""One value of the law, from one day to another, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from claims.rules.shown import number_shown, part_shown

MARKS = ("A", "A*", "B", "C", "D")
BUREAU_MARK = "局"  # the bureau has compared the value with a document of its own; never written in a file
CONFIRMED_MARKS = ("A", "A*", BUREAU_MARK)
UNNAMED = "出处待核"  # the source of a value that rests on no document which could be named


@dataclass(frozen=True, slots=True)
class Value:
    """A rule value in force from `effective_from` to `effective_to`, both days included (None: until replaced).

    `value` is an int for counts, fen and shares (`per_10000`), else str, bool, list or dict, as `unit` says.
    `code` is the number of the limit in the bureau's list (T5), `runs_from` the event a limit counts from,
    `dated_by` whose day picks the value ("accident", "death", else the "event" itself), `year` the year a
    statistical figure describes, `publisher` who published it, and `rolls` is False where the last day does not move
    for a holiday. `local` is whether the bureau may publish or fix the value itself; `document` is the paper on which it
    did so, or confirmed what the file says (empty: the value stands as the file has it). `source` names the document and
    is for everybody; `origin` is how the value came to be known (from memory, quoted, our own), for officers and auditors.
    """

    key: str
    value: object
    unit: str
    label: str
    source: str
    confidence: str
    effective_from: date
    effective_to: date | None
    published_on: date | None
    jurisdiction: str
    file: str
    note: str = ""
    code: str = ""
    runs_from: str = ""
    dated_by: str = "event"
    year: int | None = None
    figure_of: str = ""
    rolls: bool = True
    publisher: str = ""
    local: bool = False
    document: str = ""
    origin: str = ""

    @property
    def unconfirmed(self) -> bool:
        """True where the source is not the text itself: shown as 待核 until the bureau has compared it."""
        return self.confidence not in CONFIRMED_MARKS

    @property
    def version(self) -> str:
        """The name of this very value, as awards keep it: `wages.private_average@chongqing:2025-01-01`."""
        return f"{self.key}@{self.jurisdiction}:{self.effective_from.isoformat()}"

    @property
    def shown(self) -> str:
        """The value as people read it: 10个工作日, 60,380.00元/年, 90%, 是. Lists and records are joined by 、."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return number_shown(self.value, self.unit)
        return part_shown(self.key, self.value)

    def covers(self, day: date) -> bool:
        """Whether the value is in force on `day`."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def as_int(self) -> int:
        """The value as a whole number. Raises TypeError for other units."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return self.value
        raise TypeError(f"{self.key} is {self.unit}, not a number")

    def as_text(self) -> str:
        """The value as text. Raises TypeError for other units."""
        if isinstance(self.value, str):
            return self.value
        raise TypeError(f"{self.key} is {self.unit}, not text")

    def as_flag(self) -> bool:
        """The value as yes or no. Raises TypeError for other units."""
        if isinstance(self.value, bool):
            return self.value
        raise TypeError(f"{self.key} is {self.unit}, not a flag")

    def as_list(self) -> list[object]:
        """A copy of the value as a list. Raises TypeError for other units."""
        if isinstance(self.value, list):
            return list(self.value)
        raise TypeError(f"{self.key} is {self.unit}, not a list")

    def as_record(self) -> dict[str, object]:
        """A copy of the value as named parts. Raises TypeError for other units."""
        if isinstance(self.value, dict):
            return dict(self.value)
        raise TypeError(f"{self.key} is {self.unit}, not a record")
