"""A table of a TOML file, read key by key: sums in yuan, what may be absent, tables inside; every fault is noted."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from claims.errors import BadInput
from claims.json_reader import Reader
from claims.money import parse_yuan

Inner = TypeVar("Inner")
Choice = TypeVar("Choice", bound=StrEnum)


class FileReader(Reader):
    """A table of the file. Sums are yuan text; what may be absent comes back as None."""

    def sum(self, key: str) -> int:
        """A required sum in yuan, as fen."""
        text = self.text(key)
        try:
            return parse_yuan(text) if text else 0
        except BadInput:
            self._fault(key, "fault_not_a_sum", value=text)
            return 0

    def maybe_sum(self, key: str) -> int:
        """A sum in yuan, as fen; 0 when not given."""
        return self.sum(key) if key in self._raw else self._absent(key, 0)

    def maybe_text(self, key: str) -> str | None:
        """A text, or None."""
        return self.text(key) if key in self._raw else self._absent(key, None)

    def text_or(self, key: str, default: str) -> str:
        """A text, or `default`."""
        return self.maybe_text(key) or default

    def count(self, key: str, default: int | None = None) -> int:
        """A whole number from 0; required where there is no `default`."""
        number = self.whole(key, required=default is None)
        if number is not None and number < 0:
            self._fault(key, "fault_negative", number=number)
        return number if number is not None else default or 0

    def one_of(self, key: str, choices: type[Choice], default: Choice) -> Choice:
        """One of `choices`; `default` stands in where it cannot be read."""
        return self.choice(key, tuple(choices), required=True) or default

    def inner(self, key: str, read: Callable[[FileReader], Inner]) -> Inner | None:
        """What `read` makes of the table at `key`; None when there is none."""
        value = self._take(key)
        return None if value is None else _whole(FileReader(value, self.where(key), self.faults), read)

    def required(self, key: str, read: Callable[[FileReader], Inner]) -> Inner:
        """What `read` makes of the table at `key`; an absent table is a fault of its own."""
        value = self._take(key, required=True)
        return _whole(FileReader({} if value is None else value, self.where(key), self.faults), read)

    def each(self, key: str, read: Callable[[FileReader], Inner]) -> tuple[Inner, ...]:
        """What `read` makes of each table in the list at `key`."""
        items = self._list(key)
        readers = [FileReader(item, f"{self.where(key)}[{place}]", self.faults) for place, item in enumerate(items)]
        return tuple(_whole(reader, read) for reader in readers)

    def numbers(self, key: str, known: frozenset[str]) -> dict[str, int]:
        """A table of whole numbers under known names."""
        return self.inner(key, lambda reader: {name: reader.count(name) for name in known & reader.names()}) or {}

    def names(self) -> frozenset[str]:
        """The keys that were given."""
        return frozenset(str(name) for name in self._raw)

    def _absent(self, key: str, default: Inner) -> Inner:
        self._read.add(key)
        return default


def _whole(reader: FileReader, read: Callable[[FileReader], Inner]) -> Inner:
    found = read(reader)
    reader.close()
    return found
