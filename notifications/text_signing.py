"""The signature of a text: SHA-256 with ECDSA on P-256, or RSA (PKCS #1 v1.5), by the key that signs letters.

Both can be checked with a few lines of arithmetic and no library, by whoever audits. Of ECDSA the two numbers stand one
after the other, 32 bytes each, as in RFC 7518; the number it draws comes from key and text (RFC 6979), so the same text
has the same signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from claims.errors import Retryable
from claims.settings import KeyFiles
from notifications.keys import SigningKey, check_key, read_key

DIGEST = hashes.SHA256()
NUMBER_BYTES = 32


@dataclass(frozen=True, slots=True)
class TextSigner:
    """A key with its certificate; `key_id` is the SHA-256 of the certificate, as 64 hex digits."""

    key_id: str
    certificate_der: bytes
    key: SigningKey

    def sign(self, text: str) -> str:
        """The signature over the UTF-8 bytes of `text`, in hex digits."""
        content = text.encode("utf-8")
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(content, padding.PKCS1v15(), DIGEST).hex()
        signed = decode_dss_signature(self.key.sign(content, ec.ECDSA(DIGEST, deterministic_signing=True)))
        return b"".join(number.to_bytes(NUMBER_BYTES, "big") for number in signed).hex()


def text_signer(files: KeyFiles, instant: datetime) -> TextSigner:
    """The signer of a key. Raises Retryable as `check_key` does, and sign_key_unfit for a curve other than P-256."""
    check_key(files, instant)
    key, certificate = read_key(files)
    if isinstance(key, ec.EllipticCurvePrivateKey) and not isinstance(key.curve, ec.SECP256R1):
        raise Retryable("sign_key_unfit", file=files.key, curve=key.curve.name)
    return TextSigner(certificate.fingerprint(DIGEST).hex(), certificate.public_bytes(Encoding.DER), key)


def signature_holds(certificate_der: bytes, text: str, signature: str) -> bool:
    """Whether the signature over `text` was made with the key of the certificate."""
    try:
        key = x509.load_der_x509_certificate(certificate_der).public_key()
        given, content = bytes.fromhex(signature), text.encode("utf-8")
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(given, content, padding.PKCS1v15(), DIGEST)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            numbers = (int.from_bytes(part, "big") for part in (given[:NUMBER_BYTES], given[NUMBER_BYTES:]))
            key.verify(encode_dss_signature(*numbers), content, ec.ECDSA(DIGEST))
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True
