"""The daily check finds an original that is gone, cut or changed; of very many it reads a share a day, and all in turn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.casebook import NUMBER, Case
from tests.support.handed_in import pdf, photograph, picture
from tests.support.world import World
from workflows.checks.evidence import SHARES, evidence_is_what_came, papers_rest_on_files
from workflows.checks.stored import Stored
from workflows.evidence import take_in_pieces
from workflows.evidence_store import evidence_path

FILES = (photograph(), picture("PNG"), pdf())


@pytest.fixture
def case(world: World) -> World:
    Case(world, "applied").save()
    for content in FILES:
        take_in_pieces(world.desk, "intake1", NUMBER, "diagnosis", "a", [content])
    return world


def found(world: World) -> list[str]:
    return list(evidence_is_what_came(Stored(world.desk)))


def spoil(world: World, content: bytes) -> str:
    """Other bytes of the same length in the place of one original; returns its id."""
    row = next(one for one in world.rows("evidence_file") if one["size_bytes"] == len(content))
    evidence_path(world.desk.var_dir, row["sha256"]).write_bytes(b"\0" * len(content))
    return str(row["id"])


def test_nothing_is_found_where_all_is_as_it_came(case: World) -> None:
    assert found(case) == []
    assert list(papers_rest_on_files(Stored(case.desk))) == []


def test_what_was_changed_cut_or_taken_away_is_named_by_ids(case: World) -> None:
    rows = sorted(case.rows("evidence_file"), key=lambda row: int(row["size_bytes"]))
    for row, change in zip(rows, ("changed", "cut", "taken"), strict=True):
        path = evidence_path(case.desk.var_dir, row["sha256"])
        if change == "taken":
            path.unlink()
        else:
            path.write_bytes(b"\0" * (row["size_bytes"] - (change == "cut")))
    said = " ".join(found(case))
    assert "other bytes than came" in said
    assert f"{rows[1]['size_bytes'] - 1} bytes, {rows[1]['size_bytes']} came" in said
    assert f"{NUMBER} {rows[2]['id']}: gone" in said


def test_of_very_many_a_share_is_read_each_day_and_all_in_turn(case: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.checks.evidence.READ_DAILY_BYTES", 0)
    spoilt = spoil(case, FILES[0])
    days = []
    for _ in range(SHARES):
        case.moment += timedelta(days=1)
        days += found(case)
    assert days == [f"{NUMBER} {spoilt}: other bytes than came"]


def test_a_paper_whose_file_is_of_another_case_is_found(case: World) -> None:
    file = case.rows("evidence_file")[0]
    paper = {"claim_no": NUMBER, "kind": "diagnosis", "document": file["id"], "received_on": case.desk.today()}
    case.insert("paper", {**paper, "sha256": "0" * 64})
    assert list(papers_rest_on_files(Stored(case.desk))) == [f"{NUMBER}: paper diagnosis without its file"]
