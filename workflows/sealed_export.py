"""The bundle for an auditor: every sealed entry in its order, the seals, the head, the certificates, and the program that
checks them without us.

What is written is what the database holds now, good or not: whether it is what was sealed, the program in the bundle tells.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from base64 import encodebytes
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection, select

from claims.errors import BadInput, Refused
from claims.sealing import SCHEMA, SIGNED_PARTS, Head, head_of, leaf_text, plain_json
from claims.standalone import verify_ledger
from claims.store.rows import Row
from claims.store.tables import table
from workflows.certificates import own_certificate
from workflows.sealed_entries import Leaf, leaves, stored_entries
from workflows.transaction import Desk, reading

SEAL = table("seal")
ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the same ledger makes the same archive
HANDED_OUT = ("verify_ledger.py", "README.txt")
ENTRIES, LEAVES, SEALS, HEAD, CERTIFICATES = "entries.jsonl", "leaves.txt", "seals.json", "head.txt", "certificates.pem"
PEM = "-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was written: the head that it goes up to, and the first fault that its own program found (empty: none)."""

    head: Head
    fault: str


def write_bundle(desk: Desk, output: Path, progress: Progress | None = None) -> Bundle:
    """Write the bundle to a folder that is not there yet, or to a `.zip`, and let its own program check it.

    It is there whole or not at all. Raises Refused nothing_sealed, BadInput bundle_exists, and OSError.
    """
    if output.exists():
        raise BadInput("bundle_exists", file=output)
    with tempfile.TemporaryDirectory(prefix=f".{output.name}.", dir=output.parent) as partial:
        folder = Path(partial) / "bundle"
        folder.mkdir()
        head = write_bundle_files(desk, folder, progress)
        fault = _first_fault(folder)
        if output.suffix == ".zip":
            _zip(folder, Path(partial) / "bundle.zip")
            (Path(partial) / "bundle.zip").rename(output)
        else:
            folder.rename(output)
    return Bundle(head, fault)


def write_bundle_files(desk: Desk, folder: Path, progress: Progress | None = None) -> Head:
    """Write the files of the bundle into `folder`; returns the head that it goes up to. Raises Refused nothing_sealed."""
    with reading(desk) as connection:
        seals = [dict(row) for row in connection.execute(select(SEAL).order_by(SEAL.c.batch_no)).mappings()]
        if not seals:
            raise Refused("nothing_sealed")
        _write_entries(connection, folder, int(seals[-1]["cumulative_count"]), progress)
    head = head_of(seals[-1])
    told = ",\n".join(plain_json(seal_facts(seal)) for seal in seals)
    (folder / SEALS).write_text(f'{{"schema_v":{SCHEMA},"seals":[\n{told}\n]}}\n', encoding="ascii")
    (folder / HEAD).write_text(head.line() + "\n", encoding="ascii")
    (folder / CERTIFICATES).write_text(certificates_of(desk, seals), encoding="ascii")
    for name in HANDED_OUT:
        (folder / name).write_bytes(files("claims.standalone").joinpath(name).read_bytes())
    return head


def _first_fault(folder: Path) -> str:
    try:
        verify_ledger.Ledger(folder).check()
    except verify_ledger.Fault as fault:
        return str(fault)
    return ""


def seal_facts(seal: Row) -> dict[str, object]:
    """What is told of a seal: the parts that are signed, its root, its signature."""
    return {name: seal[name] for name in (*SIGNED_PARTS, "root", "signature")}


def certificates_of(desk: Desk, seals: list[Row]) -> str:
    """The certificates of these seals as PEM; one whose file is gone is left out, which the check then tells."""
    ders = [own_certificate(desk.var_dir, key_id) for key_id in sorted({str(seal["key_id"]) for seal in seals} - {""})]
    return "".join(PEM.format(body=encodebytes(der).decode("ascii")) for der in ders if der is not None)


def _write_entries(connection: Connection, folder: Path, last: int, progress: Progress | None) -> None:
    with (folder / ENTRIES).open("wb") as entries, (folder / LEAVES).open("wb") as listed:
        done = 0
        for part in leaves(connection, 1, last):
            rows = stored_entries(connection, [(leaf.kind, leaf.row_id) for leaf in part])
            for leaf in part:
                line = _line(leaf, rows.get((leaf.kind, leaf.row_id)))
                entries.write(line + b"\n")
                listed.write(f"{leaf.kind}\t{plain_json(leaf.row_id)[1:-1]}\t{leaf.leaf_hash}\n".encode("ascii"))
            done += len(part)
            if progress is not None:
                progress(done, last)


def _line(leaf: Leaf, row: Row | None) -> bytes:
    """The text of an entry; an empty line for one that is gone, or that no leaf can hold."""
    if row is None:
        return b""
    try:
        return leaf_text(leaf.leaf_no, leaf.kind, leaf.row_id, row).encode("ascii")
    except TypeError:
        return b""


def _zip(folder: Path, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            info = zipfile.ZipInfo(file.name, ZIP_TIME)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with archive.open(info, "w", force_zip64=True) as target, file.open("rb") as source:
                shutil.copyfileobj(source, target)
