"""What a platform's program sends: read by the tables that say what a move needs, every fault told at once.

The same fields say what stands in the description of the interface, so that it describes what is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from claims.clock import legal_day, parse_instant
from claims.faults import Fault
from claims.json_reader import Reader
from workflows import fields as f
from workflows.counter_reports import read_report_form
from workflows.import_columns import COLUMNS, Column
from workflows.table import Field, Kind

ITEMS_MAX = 2000
TEXT_MAX = 2000
FEN_MAX = 10**11
OF_THE_PLATFORM = ("platform", "channel", "reported_on")  # what a report by its own platform need not say
REPORT: tuple[Column, ...] = tuple(column for column in COLUMNS if column.name not in OF_THE_PLATFORM)
CHANNEL = "platform"
NEAR = timedelta(days=1)
DEGREES = {"lat": 90, "lng": 180}
DEGREE = re.compile(r"-?\d{1,3}(\.\d{1,8})?", re.ASCII)
# What one entry of a list of records is made of. A point of a track has no address: it would be that of a customer.
RECORDS: Mapping[str, tuple[Field, ...]] = {
    "orders": (
        f.text("order_no", "订单号"),
        f.choice("state", "受伤时订单状态", f.ORDER_STATES),
        f.instant("accepted_at", "接单时间"),
        f.instant("picked_up_at", "取货或接到乘客的时间", optional=True),
        f.instant("completed_at", "完成时间", optional=True),
    ),
    "track": (
        f.instant("at", "时刻"),
        f.text("lat", "纬度（WGS 84），十进制度数"),
        f.text("lng", "经度（WGS 84），十进制度数"),
    ),
}


def read_body(fields: Sequence[Field], raw: object) -> tuple[dict[str, Any], list[Fault]]:
    """The data of a move out of a JSON document, and everything that is wrong with it."""
    faults: list[Fault] = []
    return _read(fields, Reader(raw, "", faults)), faults


def _read(fields: Sequence[Field], reader: Reader) -> dict[str, Any]:
    values = {field.name: _value(field, reader) for field in fields}
    reader.close()
    return {name: value for name, value in values.items() if value not in (None, (), [])}


def _value(field: Field, reader: Reader) -> object:
    name, required = field.name, not field.optional
    match field.kind:
        case Kind.CHOICE:
            return reader.choice(name, field.choices, required=required)
        case Kind.DATE:
            return reader.day(name, required=required)
        case Kind.INSTANT:
            return reader.instant(name, required=required)
        case Kind.INT | Kind.FEN:
            return reader.whole(name, required=required, least=0, most=FEN_MAX)
        case Kind.FLAG:
            return reader.flag(name)
        case Kind.LIST:
            return list(reader.texts(name, required=required))
        case Kind.RECORDS:
            return [_read(RECORDS[name], part) for part in reader.parts(name, required=required)]
        case Kind.TEXT:
            return reader.text(name, required=required)


def track_faults(data: Mapping[str, Any], accident_on: date) -> list[Fault]:
    """What is wrong with a track: a place that is none, or a point of a day that nobody asked for."""
    return [
        fault
        for number, point in enumerate(data.get("track", ()))
        for fault in _point_faults(f"track[{number}]", point, accident_on)
    ]


def _point_faults(where: str, point: Mapping[str, str], accident_on: date) -> list[Fault]:
    found = [
        Fault(f"{where}.{name}", "api_not_a_place", {"most": most})
        for name, most in DEGREES.items()
        if name in point and not (DEGREE.fullmatch(point[name]) and abs(Decimal(point[name])) <= most)
    ]
    if "at" in point and not _is_near(point["at"], accident_on):
        found.append(Fault(f"{where}.at", "api_track_of_another_day", {"day": accident_on}))
    return found


def _is_near(instant: str, day: date) -> bool:
    return abs(legal_day(parse_instant(instant)) - day) <= NEAR


def read_api_report(raw: object, platform: str, today: date) -> tuple[dict[str, Any], dict[str, Fault]]:
    """The data of a report by the platform's own program, and what is wrong by field."""
    faults: list[Fault] = []
    reader = Reader(raw, "", faults)
    given = {column.name: reader.text(column.name, required=column.required) or "" for column in REPORT}
    reader.close()
    told = {"platform": platform, "channel": CHANNEL, "reported_on": today.isoformat()}
    data, unreadable = read_report_form({**given, **told}, today)
    return data, {**unreadable, **{fault.where: fault for fault in faults}}


def report_schema() -> dict[str, Any]:
    """The JSON Schema of a report."""
    properties = {column.name: _of_column(column) for column in REPORT}
    return _object(properties, [column.name for column in REPORT if column.required])


def _of_column(column: Column) -> dict[str, Any]:
    said: dict[str, Any] = {"type": "string", "title": column.heading, "description": column.meaning}
    if column.words:
        return {**said, "enum": list(column.words.values()), "description": _choices(column)}
    return {**said, "maxLength": TEXT_MAX, **({"examples": [column.example]} if column.example else {})}


def _choices(column: Column) -> str:
    return "；".join(f"{code} {label}" for label, code in column.words.items())


def schema_of(fields: Sequence[Field]) -> dict[str, Any]:
    """The JSON Schema of what a move needs."""
    properties = {field.name: {"title": field.label, **_of_field(field)} for field in fields}
    return _object(properties, [field.name for field in fields if not field.optional])


def _of_field(field: Field) -> dict[str, Any]:
    match field.kind:
        case Kind.CHOICE:
            return {"type": "string", "enum": list(field.choices)}
        case Kind.DATE:
            return {"type": "string", "format": "date"}
        case Kind.INSTANT:
            return {"type": "string", "format": "date-time"}
        case Kind.INT | Kind.FEN:
            return {"type": "integer", "minimum": 0, "maximum": FEN_MAX}
        case Kind.FLAG:
            return {"type": "boolean"}
        case Kind.LIST:
            return {"type": "array", "maxItems": ITEMS_MAX, "items": {"type": "string", "minLength": 1}}
        case Kind.RECORDS:
            return {"type": "array", "maxItems": ITEMS_MAX, "items": schema_of(RECORDS[field.name])}
        case Kind.TEXT:
            return {"type": "string", "minLength": 1, "maxLength": TEXT_MAX}


def _object(properties: Mapping[str, Any], required: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": dict(properties),
    }


def required(fields: Sequence[Field], *names: str) -> tuple[Field, ...]:
    """These fields, and of them the named ones not optional: what only a program can be asked for."""
    return tuple(replace(field, optional=False) if field.name in names else field for field in fields)
