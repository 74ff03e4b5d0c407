"""The law a letter rests on: from the row of its move, from the rules, from what an amount was computed by.

Rows name the pilot's measure in short (试行办法, 办法（2021）); a letter names the text that governs the accident's day,
of every other law the text in force on the letter's day (`claims/rules/laws`), and says 参照 where a law of 工伤 is
applied by analogy (2021年办法第三十条).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from claims.criteria import cases_article, citation, local_citation
from claims.errors import words
from workflows.situation import Situation

CITED = re.compile(r"第.+条|(法|条例|办法|编)$|〔")
_MEASURE = re.compile(r"(?:试行办法|办法（(?P<version>\d{4})）)(?P<article>第.+)")
UNREAD = "（待核）"
ANALOGY = "（参照）"
_OF_INJURY_INSURANCE = re.compile(
    r"工伤保险条例|工伤认定办法|工伤职工劳动能力鉴定管理办法|最高人民法院关于审理工伤保险行政案件"
)
_MARK = re.compile(r"[，；]待核(?=）)|（待核）")


def legal_basis(s: Situation) -> list[str]:
    """The law of the row of this move; where no article was read, the measure of the accident's day in general."""
    return written(s, s.move.basis)


def written(s: Situation, basis: str) -> list[str]:
    """A basis as rows and rules write it, its parts between ；, as a letter cites it."""
    parts = (part.strip().replace(UNREAD, "") for part in basis.split("；"))
    named = [cited for part in parts if (cited := _cited(s, part)) is not None]
    return list(dict.fromkeys(named)) or [_unread(s)]


def articles(s: Situation, sources: Iterable[str]) -> list[str]:
    """Those of the sources of a sum that are law, each once; where its figures come from stands beside the sum itself.

    What the law of 工伤 gives by analogy rests first on the article of the measure that says so.
    """
    law = list(dict.fromkeys(by_analogy(source) for source in sources if CITED.search(source)))
    ground = article(s, "analogy") if any(source.endswith(ANALOGY) for source in law) else []
    return [*ground, *law] or [_unread(s)]


def by_analogy(source: str) -> str:
    """A source with （参照） behind it where it is a law of 工伤; anything else as it stands."""
    marked = not _OF_INJURY_INSURANCE.match(source) or source.endswith(ANALOGY)
    return source if marked else f"{source}{ANALOGY}"


def article(s: Situation, name: str) -> list[str]:
    """The article of the measure in force on the accident's day."""
    return [s.rules.at(f"criteria.article.{name}", s.claim["accident_on"]).as_text()]


def case_law(s: Situation, code: str) -> list[str]:
    """The case or exclusion `code`: national first, then the province's own text, where one is known."""
    local = local_citation(code, s.rules)
    return [citation(code, s.rules), *([local] if local else [])]


def scope_law(s: Situation) -> list[str]:
    """Who and what the measure covers."""
    return [f"《{_measure(s)}》第二条"]


def cases_law(s: Situation) -> list[str]:
    """The paragraph that lists in which cases an injury is confirmed."""
    return [cases_article(s.claim["accident_on"], s.rules)]


def one_route_law(s: Situation) -> list[str]:
    """That nobody goes both ways for one accident."""
    return [s.rules.at("coverage.one_route", s.claim["accident_on"]).as_text()]


def unmarked(text: str) -> str:
    """A line of a working paper as a letter says it: the mark 待核 is the bureau's own note and stays on the file.

    A letter that leaves the office says what it decides; what must still be compared is seen at the desk.
    """
    return _MARK.sub("", text)


def _cited(s: Situation, part: str) -> str | None:
    """One part of a row's basis as a letter cites it; None for the article of the other text of the measure."""
    short = _MEASURE.fullmatch(part)
    if short is not None:
        version = s.rules.at("criteria.version", s.claim["accident_on"]).as_text()
        return f"《{_measure(s)}》{short['article']}" if short["version"] in (None, version) else None
    if not CITED.search(part) or "：" in part:
        return _unread(s)
    in_force = _in_force(s, part)
    return by_analogy(in_force) if in_force else None


def _in_force(s: Situation, part: str) -> str | None:
    """The part under the title that its law has on the day of the move; None for a law that is not in force yet.

    The articles of a text that has been replaced are not those of the text that replaced it, so they are left out.
    """
    for law in s.rules.values():
        if law.key.startswith("laws.") and part.startswith(law.as_text()):
            now = s.rules.find(law.key, s.occurred_on)
            if now is None or now.as_text() == law.as_text():
                return part if now else None
            return now.as_text()
    return part


def _measure(s: Situation) -> str:
    return s.rules.at("criteria.measure", s.claim["accident_on"]).as_text()


def _unread(s: Situation) -> str:
    return words("basis_unread", measure=_measure(s))
