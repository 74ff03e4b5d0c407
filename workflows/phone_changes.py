"""The telephone of a person becomes another one: from then on the old one finds him no more and opens nothing."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import Connection, select

from claims.canonical import canonical_json
from claims.store.rows import select_one, update_row
from claims.store.tables import table
from workflows.person_index import index_person, normal_phone

PRIVATE = table("person_private")
CHANGED_ON = "phone_changed_on"


def replace_phone(connection: Connection, person_id: str, phone: str, on: date) -> str:
    """Write the number, with the day where there was another one before; returns that one, or an empty text.

    The row is locked first: what is written is the whole of it.
    """
    connection.execute(select(PRIVATE.c.person_id).where(PRIVATE.c.person_id == person_id).with_for_update())
    private = select_one(connection, "person_private", person_id=person_id)
    body: dict[str, str] = json.loads(private["body"]) if private else {}
    earlier = body.get("phone", "")
    body["phone"] = normal_phone(phone)
    if earlier:
        body[CHANGED_ON] = on.isoformat()
    update_row(connection, "person_private", {"person_id": person_id}, {"body": canonical_json(body)})
    index_person(connection, person_id, body)
    return earlier
