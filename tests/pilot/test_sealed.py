"""The pilot's books under seals: every entry of a replay is sealed, checked, and exported without a name in it."""

from __future__ import annotations

from pathlib import Path

from claims.sealing import KINDS
from claims.standalone.verify_ledger import Ledger, read_head
from tests.support.kept_replays import copied
from tests.support.pilots import FIRST, LATE, only
from workflows.seal_checks import verify_ledger
from workflows.sealed_export import write_bundle
from workflows.sealing import seal_all


def test_a_replay_is_sealed_checked_and_exported_without_a_name(tmp_path: Path) -> None:
    with copied(tmp_path / "var", only(FIRST, *LATE)) as done:
        entries = sum(len(done.rows(kind)) for kind in KINDS)
        assert done.rows("seal") == [], "a replay seals nothing: the worker and the command do"
        assert seal_all(done.desk) == entries > 100
        checked = verify_ledger(done.desk)
        assert checked.flaw is None
        assert checked.sum_fen == sum(row["amount_fen"] for row in done.rows("transfer"))
        bundle = write_bundle(done.desk, tmp_path / "bundle")
        names = {row["body"].split('"name":"')[1].split('"')[0] for row in done.rows("person_private")}
    ledger = Ledger(tmp_path / "bundle")
    ledger.check()
    ledger.require(read_head(bundle.head.line()))
    assert (ledger.count, ledger.fen) == (entries, checked.sum_fen)
    told = (tmp_path / "bundle" / "entries.jsonl").read_text(encoding="ascii")
    assert names
    assert [name for name in names if name in told or name.encode("unicode-escape").decode() in told] == []
