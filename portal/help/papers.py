"""要准备什么: the papers that may be asked for, by what is applied for, each with its legal basis and where to get it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from claims.rules import Rules
from portal.help.texts import help_texts
from workflows.evidence_kinds import PAPERS, kind_name
from workflows.evidence_list import REQUIRED


@dataclass(frozen=True, slots=True)
class HelpPaper:
    """A paper: its name, where to get it, and the article by which it may be asked for."""

    name: str
    whence: str
    basis: str
    unconfirmed: bool


def papers(rules: Rules, today: date) -> list[tuple[str, bool, list[HelpPaper]]]:
    """The lists of today: what each is for, whether it is still to be confirmed, and its papers that have a legal basis."""
    lists = rules.table(REQUIRED, today).values()
    return [(one.label, one.unconfirmed, _papers(rules, [str(kind) for kind in one.as_list()], today)) for one in lists]


def _papers(rules: Rules, kinds: list[str], today: date) -> list[HelpPaper]:
    based = [(kind, rules.find(f"{PAPERS}.{kind}", today)) for kind in kinds]
    return [
        HelpPaper(kind_name(rules, kind), help_texts()["paper"][kind], basis.as_text(), basis.unconfirmed)
        for kind, basis in based
        if basis is not None
    ]
