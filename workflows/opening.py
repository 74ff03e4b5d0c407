"""Setting up an installation, and opening the desk of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Engine

from claims.calendar import load_calendar
from claims.clock import legal_day
from claims.errors import BadInput, ClaimsError, Refused
from claims.keyring import Keyring, key_file, read_keyring, write_key
from claims.rules import load_rules
from claims.settings import KeyFiles, Settings
from claims.store.ciphers import Cipher
from claims.store.engine import open_engine
from claims.store.installing import Installed, install, installation, is_installed
from claims.store.key_changes import check_keys, note_first_key
from claims.store.private import attach
from claims.store.rows import Row
from notifications.keys import demo_key_files, make_demo_key
from workflows.calendars import keep_built_in, present_calendar
from workflows.channels import channels_of
from workflows.demo_clock import clock_on
from workflows.demo_people import demo_people, open_demo_accounts
from workflows.demo_sign_ins import give_demo_password, make_demo_password
from workflows.identity import make_index_key, read_index_key
from workflows.present_law import present_rules
from workflows.transaction import Desk, in_one_transaction

DEMO_KEY = "demo1"


@dataclass(frozen=True, slots=True)
class SetUp:
    """What `set_up` did: to the database, and how many sign-ins of the demonstration it opened."""

    installed: Installed
    accounts_opened: int


def set_up(settings: Settings, mode: str, instant: datetime) -> SetUp:
    """Create or bring up to date all that an installation consists of: keys, database, and the sign-ins of a demonstration.

    A second run mends what is missing and changes nothing else. Raises ClaimsError as `install` does, and where the key
    of an installation is gone.
    """
    rules = load_rules(settings.province)
    people = demo_people(rules) if mode == "demo" else ()
    engine = open_engine(settings.database_url)
    try:
        keyring = _first_keyring(settings, mode, is_new=not is_installed(engine))
        attach(engine, Cipher(keyring))
        key = (read_index_key if is_installed(engine) else make_index_key)(settings.var_dir)
        installed = install(engine, mode, settings.province, instant)
        if mode == "demo" and settings.sign_key is None:
            make_demo_key(settings.var_dir)
        password = make_demo_password(settings.var_dir) if mode == "demo" else ""
        desk = Desk(engine, rules, load_calendar(), settings.var_dir)
        today = legal_day(instant)

        def furnish(connection: Connection) -> int:
            keep_built_in(connection, instant)
            note_first_key(connection, keyring, instant)
            check_keys(connection, keyring)
            opened = open_demo_accounts(connection, key, people, today)
            give_demo_password(connection, password, people, instant, cheap=settings.sign_in.cheap_hashes)
            return opened

        return SetUp(installed, in_one_transaction(desk, furnish))
    finally:
        engine.dispose()


def open_desk(
    settings: Settings,
    *,
    now: Callable[[], datetime] | None = None,
    salt: Callable[[], str] | None = None,
) -> Desk:
    """The desk of the installation that `settings` point to; `now` and `salt` are injected by replays and tests only.
    A demonstration that has a day of its own stands on it unless `now` is given.

    Raises ClaimsError where nothing is installed, the schema is another or the data keys are not those of the database,
    Refused where a production database is given a clock, salts, cheap hashes or optional one-time codes, or is opened with
    the rules of another province.
    """
    engine = open_engine(settings.database_url)
    try:
        row = _installation(engine, settings.province)
        production = row["mode"] == "production"
        demo_day = None if production or now is not None else row["demo_day"]
        keyring = read_keyring(settings.data_keys, settings.var_dir)
        attach(engine, Cipher(keyring))
        if production and salt is not None:
            raise Refused("salt_injected_in_production")
        _check_sign_in(settings, production=production)
        with engine.connect().execution_options(reading=True) as connection:
            check_keys(connection, keyring)
            calendar, rules = present_calendar(connection), present_rules(connection, settings.province)
        sign_key = settings.sign_key or _demo_key(settings, production=production)
        channels = channels_of(settings)
        desk = Desk(
            engine,
            rules,
            calendar,
            settings.var_dir,
            production,
            now if demo_day is None else clock_on(demo_day),
            channels=channels,
            sign_key=sign_key,
            heads_dir=settings.heads_dir,
            sign_in=settings.sign_in,
            demo_day=demo_day,
        )
        return desk if salt is None else replace(desk, salt=salt)
    except ClaimsError:
        engine.dispose()
        raise


def _check_sign_in(settings: Settings, *, production: bool) -> None:
    """Raises BadInput for an unknown setting, Refused where production is to do without one-time codes."""
    if settings.sign_in.totp not in ("", "required", "optional"):
        raise BadInput("totp_setting_unknown", given=settings.sign_in.totp)
    if production and settings.sign_in.totp == "optional":
        raise Refused("totp_optional_in_production")


def _first_keyring(settings: Settings, mode: str, *, is_new: bool) -> Keyring:
    """The data keys; a new demonstration makes its own, a production database never does so by itself."""
    own = key_file(settings.var_dir)
    if mode == "demo" and is_new and not settings.data_keys and not own.exists():
        write_key(own, DEMO_KEY)
    return read_keyring(settings.data_keys, settings.var_dir)


def _demo_key(settings: Settings, *, production: bool) -> KeyFiles | None:
    """The key that a demonstration has made for itself, which no production database uses."""
    files = demo_key_files(settings.var_dir)
    return files if not production and files.key.exists() else None


def _installation(engine: Engine, province: str) -> Row:
    row = installation(engine)
    if row is None:
        raise ClaimsError("not_installed", database=engine.url.render_as_string(hide_password=True))
    if row["jurisdiction"] != province:
        raise Refused("rules_of_another_province", installed=row["jurisdiction"], wanted=province)
    return row
