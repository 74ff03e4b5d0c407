"""The key that signs letters: the bureau's own from its files, or one that a demonstration makes for itself.

A fault of the key is never a fault of the letter: who signs tries again until the key is in order.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from claims.errors import Retryable
from claims.files import PRIVATE, os_reason, write_once
from claims.settings import KeyFiles

if TYPE_CHECKING:
    from notifications.signing import Signer

DEMO_FILE = "demo_sign.pem"
DEMO_VALID = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2070, 1, 1, tzinfo=UTC))
DEMO_NAME = "演示用自签名证书（不受信任）"
DEMO_ORGAN = "职业伤害保障案件引擎（演示）"
PEM = b"-----BEGIN"
SigningKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def demo_key_files(var_dir: Path) -> KeyFiles:
    """Where the key of a demonstration lies."""
    return KeyFiles(var_dir / "keys" / DEMO_FILE)


def make_demo_key(var_dir: Path) -> KeyFiles:
    """The key of a demonstration, made here (readable by its owner only) where there is none yet. Raises OSError."""
    files = demo_key_files(var_dir)
    if not files.key.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        names = {NameOID.COUNTRY_NAME: "CN", NameOID.ORGANIZATION_NAME: DEMO_ORGAN, NameOID.COMMON_NAME: DEMO_NAME}
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_once(files.key, private + _self_signed(key, names).public_bytes(Encoding.PEM), PRIVATE)
    return files


def _self_signed(key: ec.EllipticCurvePrivateKey, names: dict[x509.ObjectIdentifier, str]) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(oid, text) for oid, text in names.items()])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        **dict.fromkeys(
            (
                "key_encipherment",
                "data_encipherment",
                "key_agreement",
                "key_cert_sign",
                "crl_sign",
                "encipher_only",
                "decipher_only",
            ),
            False,
        ),
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(DEMO_VALID[0])
        .not_valid_after(DEMO_VALID[1])
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def is_demo(subject: str) -> bool:
    """Whether a certificate with this subject was made by `make_demo_key`: nobody vouches for it."""
    return DEMO_NAME in subject


def check_key(files: KeyFiles, instant: datetime) -> None:
    """Raises Retryable as `read_signer` does, and where the certificate is not valid at `instant`."""
    _, own, _ = _read(files)
    if not own.not_valid_before_utc <= instant <= own.not_valid_after_utc:
        raise Retryable(
            "sign_certificate_not_valid", subject=own.subject.rfc4514_string(), until=own.not_valid_after_utc.date()
        )


def read_key(files: KeyFiles) -> tuple[SigningKey, x509.Certificate]:
    """The key itself with its own certificate, for signing a text. Raises Retryable as `read_signer` does."""
    key, own, _ = _read(files)
    return key, own


@cache
def read_signer(files: KeyFiles) -> Signer:
    """The signer of a key, read once a process.

    Raises Retryable: sign_key_missing, sign_key_unreadable, sign_certificate_missing, sign_key_of_another_certificate.
    """
    # A second that only a signature needs.
    from pyhanko.keys.internal import (
        translate_pyca_cryptography_cert_to_asn1,
        translate_pyca_cryptography_key_to_asn1,
    )
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    from notifications.signing import Signer, certificate_of

    key, own, others = _read(files)
    certificate = translate_pyca_cryptography_cert_to_asn1(own)
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko left it untyped
    store.register_multiple([certificate, *(translate_pyca_cryptography_cert_to_asn1(other) for other in others)])
    simple = SimpleSigner(certificate, translate_pyca_cryptography_key_to_asn1(key), store)
    return Signer(certificate_of(certificate), simple)


def _read(files: KeyFiles) -> tuple[SigningKey, x509.Certificate, list[x509.Certificate]]:
    """The key, its own certificate, and those that vouch for it."""
    key, found = _parsed(files)
    if not found:
        raise Retryable("sign_certificate_missing", file=files.certificate or files.key)
    own = [one for one in found if _public(one) == _public(key)]
    if not own:
        raise Retryable("sign_key_of_another_certificate", file=files.key)
    return key, own[0], [one for one in found if one is not own[0]]


def _parsed(files: KeyFiles) -> tuple[SigningKey, list[x509.Certificate]]:
    data, passphrase = _bytes(files.key), files.passphrase.encode() or None
    certificates = _bytes(files.certificate) if files.certificate else data
    try:
        if data.startswith(PEM):
            key: object = load_pem_private_key(data, passphrase)
            found = _certificates(certificates)
        else:
            key, own, others = pkcs12.load_key_and_certificates(data, passphrase)
            found = [one for one in (own, *others) if one is not None]
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise Retryable("sign_key_unreadable", file=files.key) from fault
    if not isinstance(key, SigningKey):
        raise Retryable("sign_key_unreadable", file=files.key)
    return key, found


def _public(holder: SigningKey | x509.Certificate) -> bytes:
    return holder.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _certificates(data: bytes) -> list[x509.Certificate]:
    if b"-----BEGIN CERTIFICATE" in data:
        return x509.load_pem_x509_certificates(data)
    return [] if data.startswith(PEM) else [x509.load_der_x509_certificate(data)]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise Retryable("sign_key_missing", file=path, reason=os_reason(fault)) from fault
