"""Visitors of every kind before two cases, and the table of what each may open."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from httpx2 import Response
from sqlalchemy import Connection

from claims.money import grouped
from claims.store.rows import Row, insert_rows
from claims.workdays import YearPlan
from portal.app import make_app
from tests.support.handed_in import picture
from tests.support.limitless import Limitless
from tests.support.offices import PASSWORD, THEN, Office, Visitor, office
from tests.support.web_client import WebClient
from workflows.assignments import assign
from workflows.credentials import write_password
from workflows.emergency_looks import ask
from workflows.evidence import take_in_pieces
from workflows.passwords import hashed
from workflows.people import HeldPost, open_account
from workflows.rider_letters import letters_for
from workflows.roles import Role
from workflows.rule_proposals import propose_calendar
from workflows.transaction import in_one_transaction, reading

TABLE = tomllib.loads((Path(__file__).parent.parent / "portal" / "access.toml").read_text(encoding="utf-8"))
OWN, OTHER, NOWHERE = "own", "other", "nowhere"
PERSONS = {OWN: 27, OTHER: 25}  # an appraised case of one platform, a small injury of another
ACCOUNTS = {
    "investigator_unassigned": "investigator1", "intake": "intake1", "reviewer": "reviewer1", "approver": "approver1",
    "cashier": "cashier1", "appraisal_clerk": "appraisal1", "legal": "legal1", "section_head": "chief1",
    "leader": "approver3", "arbitrator": "arbitrator1", "auditor": "auditor1", "administrator": "admin1",
    "platform": "meituan", "platform_of_other": "eleme",
}  # fmt: skip
MADE = ("investigator_assigned", "recused_officer", "injured_officer", "injured_auditor")
NAMES_OF_NOTHING = {
    "no": "TL-2099-000001", "person": "P999999", "event": "TL-2099-000001%231", "letter": "letter-1",
    "service": "service-1", "approval": "approval-1", "award_approval": "approval-2", "file_id": "F" + "0" * 24,
    "batch_no": "PF-20990101-01", "file_no": "RB-20990101-01", "entry_id": "999999",
    "rider_letter": "letter-1", "change": "999999",
}  # fmt: skip
EVERYBODY = frozenset({"anyone", "signed_in"})


@dataclass(frozen=True, slots=True)
class Pages:
    """Routes of one kind, as the table has them."""

    routes: tuple[str, ...]
    opens: str
    of: str = ""
    gives: tuple[int, ...] = (200,)
    away: tuple[int, ...] = (403,)
    hides: tuple[int, ...] = (403,)
    nowhere: int = 404
    unknown: int = 303
    multipart: bool = False
    whole: bool = False

    @property
    def lists(self) -> bool:
        """Whether they show things of many cases, for one who may open them."""
        return not self.of and self.opens not in EVERYBODY

    def may(self, posts: set[str]) -> bool:
        """Whether somebody who is signed in with these posts may open them."""
        return self.opens in EVERYBODY or bool(posts & set(TABLE["posts"][self.opens]))


def pages() -> list[Pages]:
    """The table."""
    return [
        Pages(
            routes=tuple(row["routes"]),
            opens=row["for"],
            of=row.get("of", ""),
            gives=_codes(row.get("gives", 200)),
            away=_codes(row.get("away", 403)),
            hides=_codes(row.get("hides", 403)),
            nowhere=row.get("nowhere", 404),
            unknown=row.get("unknown", 303),
            multipart=row.get("multipart", False),
            whole=row.get("whole", False),
        )
        for row in TABLE["pages"]
    ]


def _codes(given: int | list[int]) -> tuple[int, ...]:
    return (given,) if isinstance(given, int) else tuple(given)


@dataclass
class Street:
    """Two cases, and who may come: a browser for each visitor, None for who is not signed in."""

    office: Office
    usernames: dict[str, str]
    web: dict[str | None, Visitor] = field(default_factory=dict)

    def case(self, which: str) -> Row:
        """One of the two cases."""
        return self.office.replayed.case_of(PERSONS[which])

    def names(self, which: str) -> Mapping[str, str]:
        """What stands for the case in an address; of NOWHERE, what there is not."""
        if which == NOWHERE:
            return NAMES_OF_NOTHING
        rows, no = self.office.replayed.rows, self.case(which)["no"]
        letter = max(rows("letter", claim_no=no), key=lambda row: len(rows("service", letter_id=row["id"])))
        approvals = {row["act"]: row["id"] for row in rows("approval", claim_no=no)}
        payment = rows("payment", claim_no=no)[0]
        return {
            "no": no,
            "person": self.case(which)["person_id"],
            "event": rows("event", claim_no=no)[0]["id"].replace("#", "%23"),
            "letter": place(letter["id"]),
            "service": place(rows("service", letter_id=letter["id"])[0]["id"]),
            "approval": place(approvals["confirm"]),
            "award_approval": place(approvals["approve"]),
            "file_id": rows("evidence_file", claim_no=no, media_type="image/jpeg")[0]["id"],
            "batch_no": payment["batch_no"],
            "file_no": next(row["file_no"] for row in rows("bank_line") if row["payment_id"] == payment["id"]),
            "entry_id": str(rows("transfer", claim_no=no)[0]["id"]),
            "rider_letter": self.own_letter(which),
            "change": str(rows("rule_change")[0]["seq"]),
        }

    def own_letter(self, which: str) -> str:
        """The latest letter that is for the injured person."""
        claim = self.case(which)
        with reading(self.office.desk) as connection:
            return letters_for(connection, claim, claim["person_id"])[0].place

    def person(self, which: str) -> Mapping[str, str]:
        """What is known of the injured person."""
        rows = self.office.replayed.rows("person_private", person_id=self.case(which)["person_id"])
        found: Mapping[str, str] = json.loads(rows[0]["body"])
        return found

    def secrets(self, which: str) -> set[str]:
        """What tells of a case: its number, those of its letters, the person, the order, the sums."""
        rows, claim = self.office.replayed.rows, self.case(which)
        letters = {row["number"] for row in rows("letter", claim_no=claim["no"])}
        sums = {grouped(row["awarded_fen"]) for row in rows("award_item", claim_no=claim["no"]) if row["awarded_fen"]}
        return {claim["no"], self.person(which)["name"], claim["order_no"], *letters, *sums}


def place(row_id: str) -> str:
    """The part of an id after the number of the case."""
    return str(row_id).partition("/")[2]


@contextmanager
def street(folder: Path) -> Iterator[Street]:
    """The office after both cases, with everybody signed in who may come."""
    with office(folder, *PERSONS.values()) as made:
        found = Street(made, dict(ACCOUNTS))
        for which, name in ((OWN, "rider"), (OTHER, "rider_of_other")):
            found.usernames[name] = f"rider-{found.case(which)['person_id'].lower()}"
            no = found.case(which)["no"]
            take_in_pieces(made.desk, found.usernames[name], no, "diagnosis", "照片.jpg", iter([picture()]))
        _open_accounts(found)
        app = make_app(made.desk, Limitless())
        found.web[None] = _browser(app)
        for name, username in found.usernames.items():
            found.web[name] = _browser(app)
            found.web[name].fill("/login", {"username": username, "password": PASSWORD})
            found.web[name].step_up()
        yield found


def _browser(app: Any) -> Visitor:
    web = WebClient(app, base_url="https://testserver", follow_redirects=False, raise_server_exceptions=False)
    return Visitor(web)


def _open_accounts(found: Street) -> None:
    """Sign-ins that a demonstration has not: one who stays away, two who were hurt themselves, an investigator at work."""
    desk, other = found.office.desk, found.case(OTHER)
    (person,) = found.office.replayed.rows("person", id=other["person_id"])

    def write(connection: Connection) -> None:
        for name in MADE:
            roles = [Role(code) for code in TABLE["visitors"][name]["posts"]]
            posts = [HeldPost(role, desk.today(), 1 if role is Role.APPROVER else None) for role in roles]
            org = "insurer" if Role.INVESTIGATOR in roles else "bureau"
            index = person["id_index"] if name.startswith("injured") else f"index-{name}"
            open_account(connection, sign_in_of(name), name, org, index, posts)
            write_password(connection, sign_in_of(name), hashed(PASSWORD, cheap=True), THEN, must_change=False)
        away = {"claim_no": other["no"], "username": "recused-officer", "reason": "kin"}
        insert_rows(connection, "recusal", [{**away, "recorded_at": "2025-07-01T00:00:00.000000Z"}])

    in_one_transaction(desk, write)
    found.usernames |= {name: sign_in_of(name) for name in MADE}
    ask(desk, "admin1", other["no"], "排查文书没有生成的原因")
    propose_calendar(desk, "chief1", 2027, YearPlan((date(2027, 1, 1),), ()), "合成的安排（测试用）", None)
    assign(desk, "intake1", found.case(OWN)["no"], "investigator-assigned", desk.today(), desk.today())


def sign_in_of(name: str) -> str:
    """The sign-in of a visitor whom the demonstration has not."""
    return name.replace("_", "-")


def fill(route: str, of: str, names: Mapping[str, str]) -> tuple[str, str]:
    """Method and address of a route of the table, its places filled."""
    method, _, path = route.partition(" ")
    return method, path.format(**{**names, "place": names.get(of, "")})


def send(visitor: Visitor, kind: Pages, method: str, address: str, csrf: str) -> Response:
    """Ask as a browser would; a form carries the token and nothing else."""
    if method != "POST":
        return visitor.web.request(method, address)
    files = {"nothing": ("", b"")} if kind.multipart else None
    return visitor.web.post(address, data={"csrf": csrf}, files=files)
