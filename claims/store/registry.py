"""Persons, platforms' orders and the people who sign in.

Names, numbers and bank accounts lie apart in `*_private` rows, so that they can be encrypted and erased
without touching the chain.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, Index, Integer, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field

from claims.store.base import Stored, counter, key, maybe_fen, maybe_text, refers, text


class Person(Stored, table=True):
    """A natural person, known to everything else by id only."""

    id: str = key()
    id_index: str = text(unique=True)
    synthetic: bool = False
    recorded_at: str = text()


class PersonPrivate(Stored, table=True):
    """Name, ID number, phone, address, mail of a person, as a JSON document."""

    person_id: str = key()
    body: str = text()


class Account(Stored, table=True):
    """A sign-in: an officer, an investigator, a platform's clerk or a rider. `id_index` is the natural person behind it."""

    username: str = key()
    display_name: str = text()
    org: str = text()
    id_index: str = text(index=True)
    person_id: str | None = refers("person.id", optional=True)


class Post(Stored, table=True):
    """A post held by an account from a day on; an approver's carries the authority limit in fen, an arbitrator's the areas."""

    __table_args__ = (
        CheckConstraint("limit_fen IS NULL OR limit_fen >= 0", name="limit_not_negative"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),
        UniqueConstraint("username", "role", "valid_from"),
    )
    id: int | None = counter()
    username: str = refers("account.username")
    role: str = text()
    limit_fen: int | None = maybe_fen()
    areas: str | None = maybe_text()
    valid_from: date
    valid_to: date | None = None


class PostProposal(Stored, table=True):
    """Posts that an administrator puts forward 岗位提议, and what a second person said: they are given when he agreed.

    `display_name` is that of an account that is to be opened; None where the account is there. `posts` is canonical JSON.
    """

    __table_args__ = (CheckConstraint("(answered_by IS NULL) = (granted IS NULL)", name="answer"),)
    id: int | None = counter()
    username: str = text()
    display_name: str | None = maybe_text()
    org: str = text()
    id_index: str = text()
    posts: str = text()
    proposed_by: str = refers("account.username", index=False)
    proposed_at: str = text()
    answered_by: str | None = refers("account.username", optional=True, index=False)
    granted: bool | None = None
    answered_at: str | None = maybe_text()


class SignInRequest(Stored, table=True):
    """What an administrator asks for the sign-in of another 登录事项, done when a second person agreed: a new password, the
    one-time codes taken away, a link to the `subject` of an identity provider (`issuer`; both None for the others).
    """

    __table_args__ = (CheckConstraint("(answered_by IS NULL) = (granted IS NULL)", name="answer"),)
    id: int | None = counter()
    username: str = refers("account.username")
    what: str = text()
    issuer: str | None = maybe_text()
    subject: str | None = maybe_text()
    asked_by: str = refers("account.username", index=False)
    asked_at: str = text()
    answered_by: str | None = refers("account.username", optional=True, index=False)
    granted: bool | None = None
    answered_at: str | None = maybe_text()


class Recusal(Stored, table=True):
    """An officer who must stay away from a claim (回避)."""

    __table_args__ = (UniqueConstraint("claim_no", "username"),)
    id: int | None = counter()
    claim_no: str = refers("claim.no")
    username: str = refers("account.username")
    reason: str = text()
    recorded_at: str = text()


class Relative(Stored, table=True):
    """One of the kin 近亲属 whom an officer registered on a claim, and how he is related to the injured person.

    What proved it stands with the event. `struck_on` is the day on which it turned out to be a mistake: the row stays.
    """

    __table_args__ = (
        Index(
            "uq_relative_registered",
            "claim_no",
            "person_id",
            unique=True,
            sqlite_where=sql("struck_on IS NULL"),
            postgresql_where=sql("struck_on IS NULL"),
        ),
    )
    id: str = key()
    claim_no: str = refers("claim.no")
    person_id: str = refers("person.id")
    kinship: str = text()
    registered_on: date
    event_id: str = text()
    struck_on: date | None = None


class Assignment(Stored, table=True):
    """An investigator of the insurer who inquires into a claim, from a day to a last day; he sees it on no other.

    `ends_on` is brought forward where the inquiry is over earlier: the row stays.
    """

    __table_args__ = (
        CheckConstraint("ends_on >= begins_on", name="period"),
        UniqueConstraint("claim_no", "username", "begins_on"),
    )
    id: int | None = counter()
    claim_no: str = refers("claim.no")
    username: str = refers("account.username")
    begins_on: date
    ends_on: date
    assigned_by: str = text()
    recorded_at: str = text()


class Allotment(Stored, table=True):
    """The work of a post on a case given to one who holds it 分派, or taken by him 领取; the last one counts. Append only.

    It sorts desks and takes no right away: whoever holds the post may still act.
    """

    __table_args__ = (
        CheckConstraint("generation >= 1", name="generation"),
        UniqueConstraint("claim_no", "role", "generation"),
    )
    id: int | None = counter()
    claim_no: str = refers("claim.no", index=False)
    role: str = text()
    generation: int
    username: str = refers("account.username")
    given_by: str = refers("account.username", index=False)
    reason: str = text()
    recorded_at: str = text()


class PayeeAccount(Stored, table=True):
    """The approved bank account of a beneficiary on a claim; the number itself is private."""

    __table_args__ = (UniqueConstraint("claim_no", "beneficiary", "generation"),)
    id: str = key()
    claim_no: str = refers("claim.no")
    beneficiary: str = text()
    generation: int
    account_hash: str = text()
    basis: str = text()
    proposed_by: str = text()
    approved_by: str = text()
    approved_on: date


class PayeeAccountPrivate(Stored, table=True):
    """Bank, account number and account name, as a JSON document."""

    account_id: str = key()
    body: str = text()


class Installation(Stored, table=True):
    """One row: whether this is a demo or a production database, and the seed of a replay.

    `demo_day` is the day on which a demonstration stands still, so that what was replayed is not all overdue.
    """

    __table_args__ = (
        CheckConstraint("mode IN ('demo', 'production')", name="mode"),
        CheckConstraint("demo_day IS NULL OR mode = 'demo'", name="demo_day"),
    )
    id: int | None = counter()
    mode: str = text()
    jurisdiction: str = text()
    created_at: str = text()
    replay_seed: str | None = maybe_text()
    demo_day: date | None = None


class CalendarYear(Stored, table=True):
    """The holiday notice of a year that was loaded here, over those that come with the program; `plan` is its JSON."""

    year: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    plan: str = text()
    source: str = text()
    loaded_by: str = text()
    loaded_at: str = text()
