"""Somebody who works at a browser by what is written on the page: presses words, writes into what a label names.

With `keyboard` nothing is pointed at: what is wanted is reached by Tab, pressed by Enter, chosen by arrows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Browser, FileChooser, Locator, Page, ViewportSize
from pypdf import PdfReader

from tests.support.browsing.house import House
from tests.support.browsing.looking import Watch
from tests.support.browsing.screen_list import RIDER
from tests.support.offices import PASSWORD

WIDE, NARROW = 1280, 390
CHOOSING_TRIES, CHOOSING_MS = 8, 1000
HEIGHT = 900
TABS_MAX = 400
WAIT_MS = 20_000
HERE = "element => element === document.activeElement"
LEADS_ON = "element => element.closest('a, button') !== null && !element.closest('summary')"
GROUP = "element => document.activeElement.name === element.name && document.activeElement.type === 'radio'"


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody looks at pages: how large the window is, whether scripts run, whether there is only a keyboard."""

    width: int = WIDE
    scripts: bool = True
    keyboard: bool = False
    height: int = HEIGHT

    def __str__(self) -> str:
        return f"{self.width}{'' if self.scripts else '-no-script'}{'-keys' if self.keyboard else ''}"


@dataclass(frozen=True)
class Person:
    """A browser of somebody's own."""

    house: House
    page: Page
    way: Way
    watch: Watch

    def open(self, path: str, status: int = 200) -> None:
        """Type an address."""
        answer = self.page.goto(self.house.server.url + path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}\n{self.text()[:500]}"
        self.look()

    def beside(self) -> Person:
        """Another tab of the same browser."""
        return replace(self, page=self.page.context.new_page())

    def sign_in(self, username: str) -> None:
        """Sign in as a clerk does; one is on one's first page then."""
        self.open("/login")
        self.write("用户名", username)
        self.write("密码", PASSWORD)
        self.press("登录")

    def sign_in_by_telephone(self, number: str, tail: str = "") -> None:
        """Sign in as an injured person does: by the code of the telephone, and the end of an ID number where it is asked."""
        self.house.tick()
        self.open("/r/login")
        self.write("手机号", number)
        self.press("发验证码")
        self.write("短信里的 6 位数字", self.house.code(number))
        self.press("查进度")
        if tail:
            self.write("身份证号后 4 位", tail)
            self.press("查进度")

    def show_again(self) -> None:
        """Show again who one is, on the page that asks for it."""
        self.sees("请再验证一次是您本人")
        self.write("或者填密码", PASSWORD)
        self.press("验证")

    def press(self, words: str, place: int = 0) -> None:
        """Press a button, a link or a summary that says this, and look at the page that comes."""
        self._press(self._named(words, place))
        self.look()

    def taken_out(self, words: str) -> Path:
        """Press what gives a file out; the file."""
        with self.page.expect_download() as given:
            self._named(words, 0).click()
        return Path(given.value.path())

    def write(self, label: str, text: str) -> None:
        """Write into the field of this label, in place of what is there."""
        field = self._field(label)
        if not self.way.keyboard or field.get_attribute("type") in ("date", "time"):
            field.fill(text)
            return
        self._reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, label: str, option: str) -> None:
        """Choose from the list of this label the first option that says this."""
        field = self._field(label)
        wanted = field.locator("option").filter(has_text=option).first
        if not self.way.keyboard:
            field.select_option(wanted.get_attribute("value"))
            return
        self._reach(field)
        self.page.keyboard.press("Home")
        while not wanted.evaluate("option => option.selected"):
            self.page.keyboard.press("ArrowDown")

    def tick(self, label: str) -> None:
        """Tick the box of this label."""
        box = self._field(label)
        if self.way.keyboard:
            self._reach(box)
            self.page.keyboard.press("Space")
        else:
            box.check()
        assert box.is_checked()

    def answer(self, question: str, answer: str) -> None:
        """Choose one of the answers to a question."""
        group = self.page.get_by_role("group", name=question).first
        exact = group.get_by_label(answer, exact=True)
        chosen = exact if exact.count() else group.get_by_label(answer).first
        if self.way.keyboard:
            self._tab_until(chosen, GROUP)
            self.page.keyboard.press("Space")
            while not chosen.is_checked():
                self.page.keyboard.press("ArrowDown")
        else:
            chosen.check()

    def hand_in(self, label: str, *files: Path) -> None:
        """Choose files for the field of this label."""
        field = self._field(label)
        if not self.way.keyboard:
            field.set_input_files(files)
            return
        chooser: list[FileChooser] = []
        self.page.once("filechooser", lambda one: chooser.append(one))
        for _ in range(CHOOSING_TRIES):  # a region that is fetched anew takes the focus away
            self._reach(field)
            self.page.keyboard.press("Space")
            self.page.wait_for_timeout(CHOOSING_MS)
            if chooser:
                break
        chooser[0].set_files(files)

    def text(self) -> str:
        """What the page says."""
        return " ".join(self.page.locator("body").inner_text().split())

    def sees(self, *words: str) -> None:
        """Raises AssertionError unless the page says all of these."""
        text = self.text()
        assert [one for one in words if one not in text] == [], f"{self.page.url}\n{text}"

    def misses(self, *words: str) -> None:
        """Raises AssertionError where the page says any of these."""
        text = self.text()
        assert [one for one in words if one in text] == [], f"{self.page.url}\n{text}"

    def printed(self) -> str:
        """The text of the page as it is printed to PDF, its spaces taken out."""
        content = self.page.pdf(prefer_css_page_size=True, print_background=True)
        return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())

    def look(self) -> None:
        """Look at the page as `Watch.look` does."""
        self.watch.look(self.page, axe=self.way.scripts)

    def _field(self, label: str) -> Locator:
        """The field whose label says this; where none does, the first whose label begins with it."""
        for name in (rf"^\s*{re.escape(label)}\s*(选填)?\s*$", rf"^\s*{re.escape(label)}"):
            found = self.page.get_by_label(re.compile(name))
            if found.count():
                return found.first
        raise AssertionError(f"no field “{label}” on {self.page.url}:\n{self.text()}")

    def _named(self, words: str, place: int) -> Locator:
        """What says exactly this; where nothing does, what begins with it."""
        for name in (re.compile(f"^{re.escape(words)}$"), re.compile(f"^{re.escape(words)}")):
            pressed = [self.page.get_by_role(role, name=name) for role in ("button", "link")]
            every = (
                pressed[0].or_(pressed[1]).or_(self.page.locator("summary").filter(has_text=name)).filter(visible=True)
            )
            if every.count() > place:
                return every.nth(place)
        raise AssertionError(f"no “{words}” on {self.page.url}:\n{self.text()}")

    def _press(self, wanted: Locator) -> None:
        if self.way.keyboard:
            self._reach(wanted)
        with self.page.expect_navigation() if wanted.evaluate(LEADS_ON) else nullcontext():
            if self.way.keyboard:
                self.page.keyboard.press("Enter")
            else:
                wanted.click()

    def _reach(self, wanted: Locator) -> None:
        self._tab_until(wanted, HERE)

    def _tab_until(self, wanted: Locator, found: str) -> None:
        for _ in range(TABS_MAX):
            if wanted.evaluate(found):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{wanted} is not reached by Tab on {self.page.url}")


@contextmanager
def person(browser: Browser, house: House, way: Way, username: str = "") -> Iterator[Person]:
    """A browser without cookies, signed in where a username is given; at the end nothing may have gone wrong in it.

    `rider:3` is the third person of the pilot, who has a telephone instead.
    """
    size = ViewportSize(width=way.width, height=way.height)
    context = browser.new_context(viewport=size, java_script_enabled=way.scripts, locale="zh-CN")
    context.set_default_timeout(WAIT_MS)
    try:
        made = Person(house, context.new_page(), way, Watch(context, house.server.url))
        if username.startswith(RIDER):
            made.sign_in_by_telephone(*house.telephone_of(int(username.removeprefix(RIDER))))
        elif username:
            made.sign_in(username)
        yield made
        assert made.watch.faults == []
    finally:
        context.close()
