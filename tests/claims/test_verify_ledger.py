"""The program that is handed out agrees with ours on heads, trees and signatures, and needs nothing but Python 3.9."""

from __future__ import annotations

import ast
import secrets
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import CertificateBuilder, Name, NameAttribute, random_serial_number
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from claims import merkle, sealing
from claims.errors import BadInput, Retryable
from claims.settings import KeyFiles
from claims.standalone import verify_ledger
from claims.standalone.verify_ledger import Fault, Key
from notifications.keys import SigningKey
from notifications.text_signing import TextSigner, signature_holds, text_signer

SCRIPT = Path(verify_ledger.__file__)
NOW = datetime(2025, 6, 30, tzinfo=UTC)
LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40)
HEADS = st.builds(
    sealing.Head,
    st.integers(1, 10**9),
    st.integers(1, 10**12),
    st.integers(0, 10**15),
    st.text("0123456789abcdef", min_size=40, max_size=40),
    st.sampled_from(["", "0123456789abcdef"]),
)


def test_the_script_is_short_and_imports_the_standard_library_only() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    assert len(source.splitlines()) < 330
    tree = ast.parse(source, feature_version=(3, 9))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


@given(HEADS)
def test_a_head_is_read_alike_and_a_slip_is_told(head: sealing.Head) -> None:
    line = head.line()
    assert sealing.read_head(f" {line.upper()}\n") == head
    theirs = verify_ledger.read_head(line)
    assert (theirs.batch_no, theirs.count, theirs.fen, theirs.root) == (
        head.batch_no, head.cumulative_count, head.cumulative_fen, head.root
    )  # fmt: skip
    assert theirs.key == (head.key or sealing.UNSIGNED)
    slip = line[:-1] + ("0" if line[-1] != "0" else "1")
    with pytest.raises(BadInput):
        sealing.read_head(slip)
    with pytest.raises(Fault):
        verify_ledger.read_head(slip)


@pytest.mark.parametrize("text", ["", "h1", "h1.1.2.3.zz.unsigned.0000", "h2.1.1.1." + "0" * 40 + ".unsigned.0000"])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="不是封存头部"):
        sealing.read_head(text)


@given(LEAVES, LEAVES)
def test_both_grow_the_same_tree(first: list[bytes], second: list[bytes]) -> None:
    frontier, peaks = merkle.Frontier(), dict[int, bytes]()
    for part in (first, second):
        frontier.extend(part)
        verify_ledger.grow(peaks, part)
    assert [peaks[height] for height in sorted(peaks, reverse=True)] == frontier.peaks
    assert sum(1 << height for height in peaks) == frontier.count
    assert verify_ledger.root_of([*first, *second]) == frontier.root() == merkle.root_of([*first, *second])


@given(LEAVES, st.data())
def test_a_climb_ends_at_the_root_and_nowhere_else(leaves: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    path, last = merkle.inclusion_proof(leaves, place), len(leaves) - 1
    assert verify_ledger.climb(leaves[place], place, last, path)[1] == merkle.root_of(leaves)
    assert verify_ledger.climb(leaves[place], place, last, [*path, path[-1] if path else leaves[0]])[1] == b""
    if path:
        assert verify_ledger.climb(leaves[place], place, last, path[:-1])[1] == b""


def certified(folder: Path, key: SigningKey) -> KeyFiles:
    """A key with a certificate of its own, in a file."""
    name = Name([NameAttribute(NameOID.COMMON_NAME, "测试")])
    builder = CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dated = builder.serial_number(random_serial_number()).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    certificate = dated.not_valid_after(datetime(2070, 1, 1, tzinfo=UTC)).sign(key, hashes.SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / f"{secrets.token_hex(4)}.pem"
    path.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return KeyFiles(path)


@pytest.fixture(params=["P-256", "RSA"])
def signer(request: pytest.FixtureRequest, tmp_path: Path) -> TextSigner:
    """A signer of each kind."""
    made: SigningKey = ec.generate_private_key(ec.SECP256R1()) if request.param == "P-256" else rsa.generate_private_key(
        65537, 2048
    )  # fmt: skip
    return text_signer(certified(tmp_path, made), NOW)


def test_a_signature_holds_for_its_text_and_key_only(signer: TextSigner, tmp_path: Path) -> None:
    key = Key(signer.certificate_der)
    other = text_signer(certified(tmp_path, ec.generate_private_key(ec.SECP256R1())), NOW)
    for text in ("", "h1", "封存" * 50, *(secrets.token_hex(20) for _ in range(10))):
        signature = signer.sign(text)
        assert signature == signer.sign(text), "the same text has the same signature"
        digest, raw = sha256(text.encode()).digest(), bytes.fromhex(signature)
        assert key.holds(digest, raw)
        assert signature_holds(signer.certificate_der, text, signature)
        assert not key.holds(sha256(b"other").digest(), raw)
        assert not signature_holds(signer.certificate_der, text + "x", signature)
        assert not signature_holds(other.certificate_der, text, signature)
        bent = raw[:-1] + bytes([raw[-1] ^ 1])
        assert not key.holds(digest, bent)


def test_a_signature_of_nothing_is_none(signer: TextSigner) -> None:
    assert not signature_holds(signer.certificate_der, "x", "no digits")
    assert not signature_holds(b"no certificate", "x", "")
    if not Key(signer.certificate_der).is_rsa:
        assert not Key(signer.certificate_der).holds(sha256(b"x").digest(), bytes(64))


def test_another_curve_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Retryable, match="P-256"):
        text_signer(certified(tmp_path, ec.generate_private_key(ec.SECP384R1())), NOW)
