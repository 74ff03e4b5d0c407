"""Two families of faults: those that pass by themselves, and those that come again however often one tries.

What passes (the disk is full, the database is busy or gone) is tried again and never set aside. What does not pass is a
fault of the row or of the program: after some tries it is set aside with its error and shown to the administrator.
"""

from __future__ import annotations

import sqlite3
import traceback

import psycopg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from transitions import MachineError

from claims.errors import ClaimsError, Retryable

PASSING = (Retryable, OSError, OperationalError, InterfaceError, psycopg.OperationalError, sqlite3.OperationalError)
LASTING = (
    ClaimsError,
    SQLAlchemyError,
    psycopg.Error,
    sqlite3.Error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MachineError,
    RuntimeError,
    TypeError,
    ValueError,
)


def placed(fault: BaseException) -> str:
    """A fault for the log: its name and where it came up, without the values that were at hand."""
    return f"{named(fault)}\n{''.join(traceback.format_tb(fault.__traceback__))}"


def named(fault: BaseException) -> str:
    """A fault as it is kept and logged: what kind it is, and the code of ours; never its text, which may name a person."""
    cause = fault.orig if isinstance(fault, DBAPIError) and fault.orig is not None else fault
    return f"{type(cause).__name__}: {fault.code}" if isinstance(fault, ClaimsError) else type(cause).__name__
