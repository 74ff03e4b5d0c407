"""What axe says of a page. A page of a known kind without an element that is new is not asked about again."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent.parent.parent / "system" / "vendor" / "axe-4.14.1.min.js"
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"  # as its publisher gives it
SERIOUS = ("serious", "critical")
RUN_AXE = "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"
# Every element once: where it stands, its attributes (what is named by another element as whether that is there), whether it
# says anything, is labelled, is drawn, and is wider than its room; and how large letters are. Texts and numbers are left out.
ELEMENTS = r"""() => {
    const there = ids => ids.split(/\s+/).every(id => document.getElementById(id) !== null);
    const worth = ({ name, value }) => ['id', 'name', 'value', 'href', 'src', 'action', 'datetime'].includes(name) ? value !== ''
        : ['for', 'list', 'form', 'headers', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns'].includes(name)
        ? there(value) : ['alt', 'aria-label', 'title', 'placeholder'].includes(name) || /^(data|hx)-/.test(name)
        ? value.trim() !== '' : value.replace(/\d+/g, '#');
    const made = (one, above) => {
        const self = `${above}>${one.localName}.${[...one.classList].sort().join('.')}`;
        const told = [...one.attributes].filter(({ name }) => name !== 'class').map(each => `${each.name}=${worth(each)}`);
        const state = [one.textContent.trim() === '', (one.labels || []).length > 0, one.getClientRects().length > 0,
            one.scrollWidth > one.clientWidth, one.scrollHeight > one.clientHeight, one.disabled, one.checked];
        found.add(`${self} ${told.sort().join(' ')} ${state.join()}`);
        [...one.children].forEach(child => made(child, self));
    };
    const found = new Set(), ids = [...document.querySelectorAll('[id]')].map(one => one.id);
    made(document.documentElement, '');
    const drawn = [getComputedStyle(document.documentElement).fontSize, matchMedia('print').matches];
    return [...found].map(one => `${[new Set(ids).size === ids.length, ...drawn]} ${one}`);
}"""


class Examined:
    """What axe has looked at: the kinds of pages, and the elements on any of them, by the width of the window.

    What axe calls serious is a fault of an element where it stands, or of the page as a whole.
    """

    def __init__(self) -> None:
        self._seen: set[tuple[int, str]] = set()

    def faults(self, page: Page, kind: str, width: int) -> list[str]:
        """The serious faults of a page; none where its kind and each of its elements have been examined at this width."""
        here = {(width, kind), *((width, element) for element in page.evaluate(ELEMENTS))}
        if here <= self._seen:
            return []
        self._seen |= here
        return axe_faults(page)


EXAMINED = Examined()


def axe_faults(page: Page) -> list[str]:
    """The serious faults of accessibility on a page, a line each. The page's own scripts may be switched on or off."""
    page.evaluate(_axe())
    return list(_told(page.evaluate(RUN_AXE)))


def _told(violations: Iterable[dict[str, Any]]) -> Iterable[str]:
    for one in violations:
        if one["impact"] in SERIOUS:
            for node in one["nodes"]:
                yield f"{one['id']} ({one['impact']}): {node['html'][:160]} — {node['failureSummary']}"


@cache
def _axe() -> str:
    content = AXE.read_bytes()
    assert sha256(content).hexdigest() == AXE_SHA256, f"{AXE.name} is not the file that was published"
    return content.decode("utf-8")
