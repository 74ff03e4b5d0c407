"""What colleagues are called where a page has their sign-in: asked once a page, and only by a page that names one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.account_names import colleague_names
from workflows.transaction import Desk, reading


@dataclass(slots=True)
class Colleagues:
    """The names of the accounts at this desk, riders aside."""

    desk: Desk
    _names: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, username: str | None) -> str:
        """The name of an account; what is no sign-in stays as it is, and nobody is nothing."""
        if not self._names:
            with reading(self.desk) as connection:
                self._names = colleague_names(connection)
        return self._names.get(username or "", username or "")
