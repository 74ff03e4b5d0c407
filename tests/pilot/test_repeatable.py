"""Two replays give the same bytes, on SQLite and on PostgreSQL; a replay begins only where nothing is."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from claims.chain import fold
from claims.errors import Refused
from claims.rules import load_rules
from claims.store.rows import select_rows
from pilot.replay import replay
from tests.support.pilots import FIRST, VARIED, Replayed, demo_desk, only, replayed
from workflows.transaction import reading


def record(made: Replayed) -> dict[str, list[tuple[object, ...]]]:
    """Events, ledger and letters as they are stored, in an order of their own."""
    return {
        "events": sorted((row["claim_no"], row["seq"], row["hash"], row["recorded_at"]) for row in made.rows("event")),
        "ledger": [tuple(row[name] for name in sorted(row)) for row in made.rows("transfer")],
        "messages": sorted((tuple(row[name] for name in sorted(row)) for row in made.rows("message")), key=str),
        "texts": sorted((row["message_id"], row["address"], row["text"]) for row in made.rows("message_private")),
        "letters": sorted(
            (row["number"], row["verify_code"], row["snapshot_commitment"]) for row in made.rows("letter")
        ),
        "evidence": sorted((row["id"], row["sha256"], row["recorded_at"]) for row in made.rows("evidence_file")),
        "files": sorted((row["id"], row["unsigned_sha256"]) for row in made.rows("letter_file")),
    }


def files(made: Replayed) -> dict[str, str]:
    """The hash of every file of a letter, by its place."""
    folder = made.desk.var_dir / "letters"
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*.pdf")}


def evidence(made: Replayed) -> set[str]:
    """The place of every original; its name is its hash."""
    folder = made.desk.var_dir / "evidence"
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_two_replays_give_the_same_events_ledger_and_letters(varied: Replayed, folder: Path) -> None:
    with replayed(folder, varied.data) as again:
        assert record(again) == record(varied)
        assert files(again) == files(varied)
        assert len(files(again)) > len(record(again)["letters"]) > 80
        assert evidence(again) == evidence(varied)
        assert len(evidence(again)) >= len(record(again)["evidence"]) >= len(VARIED)


def test_postgresql_gives_the_same_as_sqlite(varied: Replayed, varied_on_postgresql: Replayed) -> None:
    assert record(varied_on_postgresql) == record(varied)
    assert files(varied_on_postgresql) == files(varied)
    assert varied_on_postgresql.summary == varied.summary


def test_another_seed_gives_other_salts_and_the_same_sums(late: Replayed, folder: Path) -> None:
    with replayed(folder, replace(late.data, seed="另一个种子")) as other:
        assert other.summary == late.summary
        salts = [{row["salt"] for row in made.rows("letter_private")} for made in (other, late)]
        assert salts[0].isdisjoint(salts[1])


def test_folding_the_events_gives_the_stored_states(first: Replayed) -> None:
    events = sorted(first.rows("event"), key=lambda row: (row["claim_no"], row["seq"]))
    folded = fold(events)
    for table in ("claim", "approval", "appraisal", "award_item", "payment", "service"):
        for row in first.rows(table):
            assert folded[row["no" if table == "claim" else "id"]] == row["state"]


def test_a_letters_date_never_goes_back_in_its_series(first: Replayed) -> None:
    series: dict[tuple[str, int], list[tuple[int, object]]] = {}
    for row in first.rows("letter"):
        series.setdefault((row["series"], row["year"]), []).append((row["serial"], row["dated_on"]))
    for numbered in series.values():
        in_order = [day for _, day in sorted(numbered)]
        assert in_order == sorted(in_order, key=str)


def test_progress_is_told_to_the_end(folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    with demo_desk(folder) as desk:
        replay(desk, only(FIRST, 44), lambda stage, done, whole: told.append((stage, done, whole)))
    last = {stage: (done, whole) for stage, done, whole in told}
    assert set(last) == {"办理案件"}
    assert last["办理案件"][0] == last["办理案件"][1]
    assert all(0 < done <= whole for _, done, whole in told)


def test_a_database_that_is_not_empty_is_left_alone(varied: Replayed) -> None:
    before = record(varied)
    with pytest.raises(Refused, match="不能重演试点") as refused:
        replay(varied.desk, only(FIRST, 1))
    assert refused.value.code == "pilot_database_not_empty"
    assert record(varied) == before


def test_a_production_database_is_left_alone(folder: Path) -> None:
    with demo_desk(folder, mode="production") as desk:
        with pytest.raises(Refused, match="正式库"):
            replay(desk, only(FIRST, 1))
        with reading(desk) as connection:
            assert select_rows(connection, "event") == []


def test_another_provinces_rules_are_not_used(folder: Path) -> None:
    with demo_desk(folder) as desk:
        elsewhere = replace(desk, rules=load_rules("上海"))
        with pytest.raises(Refused) as refused:
            replay(elsewhere, only(FIRST, 1))
        assert refused.value.code == "pilot_province_other"


def test_what_the_engine_refuses_is_told_with_day_officer_person_and_reason(folder: Path) -> None:
    data = only(FIRST, 44)
    case = data.cases[0]
    assert case.refusal
    wrong = replace(case, refusal=replace(case.refusal, ground="no_such_ground"))
    with demo_desk(folder) as desk, pytest.raises(Refused) as refused:
        replay(desk, replace(data, cases=(wrong,)))
    text = refused.value.message()
    assert refused.value.code == "pilot_act_refused"
    assert all(part in text for part in ("合成人员44", "intake1", "2024-12-", "no_such_ground"))


def test_the_varied_cases_are_part_of_the_pilot(varied: Replayed) -> None:
    assert {case.person for case in varied.data.cases} == set(VARIED)
    assert all(varied.summary.invariants.values())
