"""Every page that somebody inside can open: by the links of the pages and the acts on one case of every state, each kind once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.desk.acts import act_href
from tests.support.offices import Office
from workflows.moves import choices

# One of many that look alike: whichever case, letter, report or account.
ONE_OF_MANY = re.compile(
    r"TL-\d{4}-\d{6}|(?<=/reports/)\w+|(?<=/verify/)\w+|(?<=/admin/people/)[a-z0-9][\w-]*|\b[A-Z]?[0-9a-f]{24}\b|\d+"
)


def kind_of(address: str) -> str:
    """What an address leads to, whichever of many it is of; every act and every question is a page of its own."""
    path, _, query = address.partition("#")[0].partition("?")
    return ONE_OF_MANY.sub("~", path) + "".join(re.findall(r"(?:do|about)=\w+", query))


def acts_of(office: Office, username: str) -> Iterator[str]:
    """The pages of the acts that somebody has on one case of every state."""
    rows = sorted(office.replayed.rows("claim"), key=lambda row: str(row["no"]))
    first = {str(row["state"]): str(row["no"]) for row in rows}
    for no in first.values():
        for choice in choices(office.desk, username, no):
            if not choice.possible_in:
                yield act_href(choice, no)
