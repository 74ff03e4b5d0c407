"""The key is read from the files a bureau has; what is wrong with them is said in Chinese, and passes when they are mended."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from claims.errors import Retryable
from claims.settings import KeyFiles
from notifications.compose import compose
from notifications.keys import check_key, demo_key_files, make_demo_key, read_signer
from notifications.render import render_pdf
from notifications.signing import read_signature, sign
from tests.notifications.samples import snapshot

NOW = datetime(2025, 6, 26, tzinfo=UTC)
ORGAN = "某某区人力资源和社会保障局"
PASSPHRASE = "开门"


def certificate(public: Any, name: str, issuer: str, key: Any) -> x509.Certificate:
    """A certificate of `public`, signed with `key`, valid for a year around NOW."""
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (name, issuer)]
    made = x509.CertificateBuilder().subject_name(names[0]).issuer_name(names[1]).public_key(public)
    made = made.serial_number(x509.random_serial_number()).not_valid_before(NOW - timedelta(180))
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = made.not_valid_after(NOW + timedelta(180)).add_extension(usage, critical=True)
    return made.sign(key, hashes.SHA256())


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 4096)


def pem(key: Any, passphrase: str = "") -> bytes:
    encryption = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    made: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    return made


def code_of(files: KeyFiles) -> str:
    with pytest.raises(Retryable) as caught:
        read_signer(files)
    assert str(files.key) in caught.value.message() or str(files.certificate) in caught.value.message()
    return caught.value.code


def test_a_demonstration_makes_its_key_once_and_for_its_owner_only(tmp_path: Path) -> None:
    files = make_demo_key(tmp_path)
    content = files.key.read_bytes()
    assert stat.S_IMODE(files.key.stat().st_mode) == 0o600
    assert make_demo_key(tmp_path) == files == demo_key_files(tmp_path)
    assert files.key.read_bytes() == content
    assert [path.name for path in files.key.parent.iterdir()] == [files.key.name]


def test_a_key_with_a_passphrase_and_its_certificate_in_two_files(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "key.pem").write_bytes(pem(key, PASSPHRASE))
    own = certificate(key.public_key(), ORGAN, ORGAN, key)
    for name, encoding in (("cert.pem", Encoding.PEM), ("cert.der", Encoding.DER)):
        (tmp_path / name).write_bytes(own.public_bytes(encoding))
        assert read_signer(KeyFiles(tmp_path / "key.pem", tmp_path / name, PASSPHRASE)).certificate.subject == ORGAN
    assert code_of(KeyFiles(tmp_path / "key.pem", tmp_path / "cert.pem", "错")) == "sign_key_unreadable"
    assert code_of(KeyFiles(tmp_path / "key.pem", None, PASSPHRASE)) == "sign_certificate_missing"


def test_a_pkcs12_with_a_long_key_and_a_chain_signs_and_has_room(tmp_path: Path, rsa_key: rsa.RSAPrivateKey) -> None:
    upper = ec.generate_private_key(ec.SECP256R1())
    own = certificate(rsa_key.public_key(), ORGAN, "合成证书机构", upper)
    above = certificate(upper.public_key(), "合成证书机构", "合成证书机构", upper)
    made = pkcs12.serialize_key_and_certificates(
        "名".encode(), rsa_key, own, [above], BestAvailableEncryption(PASSPHRASE.encode())
    )
    (tmp_path / "key.p12").write_bytes(made)
    signer = read_signer(KeyFiles(tmp_path / "key.p12", None, PASSPHRASE))
    signed = sign(render_pdf(compose("award", snapshot("award")).numbered("1号")), signer, NOW)
    found = read_signature(signed)
    assert found is not None
    assert (found.holds, found.certificate) == (True, signer.certificate)
    assert code_of(KeyFiles(tmp_path / "key.p12", None, "错")) == "sign_key_unreadable"


def test_what_is_no_pair_no_key_or_not_there_is_named(tmp_path: Path) -> None:
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    own = certificate(keys[0].public_key(), ORGAN, ORGAN, keys[0]).public_bytes(Encoding.PEM)
    (tmp_path / "other.pem").write_bytes(pem(keys[1]) + own)
    (tmp_path / "noise").write_bytes(b"no key")
    assert code_of(KeyFiles(tmp_path / "other.pem")) == "sign_key_of_another_certificate"
    assert code_of(KeyFiles(tmp_path / "noise")) == "sign_key_unreadable"
    assert code_of(KeyFiles(tmp_path / "nowhere")) == "sign_key_missing"


def test_a_key_is_checked_before_it_has_expired(tmp_path: Path) -> None:
    files = make_demo_key(tmp_path)
    check_key(files, NOW)
    with pytest.raises(Retryable, match="不在有效期内"):
        check_key(files, datetime(2071, 1, 1, tzinfo=UTC))


def test_a_passphrase_is_not_shown(tmp_path: Path) -> None:
    assert PASSPHRASE not in repr(KeyFiles(tmp_path, None, PASSPHRASE))
