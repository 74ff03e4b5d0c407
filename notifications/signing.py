"""The signature of a letter: PAdES-B over the whole file, put behind it, so that the signed bytes begin with the unsigned ones.

It also certifies the file: nothing may be added to it afterwards. The instant is given, not asked from the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from claims.errors import Retryable

DIGEST = "sha256"
FIELD = "Signature"
_CMS_BYTES = 1536  # of a signature beside its certificates and the names it repeats from them


@dataclass(frozen=True, slots=True)
class Certificate:
    """Whose key signed: `sha256` of the certificate (64 hex digits), `subject` as people read it, and when it is valid."""

    sha256: str
    subject: str
    valid_from: datetime
    valid_to: datetime


@dataclass(frozen=True, slots=True)
class Signer:
    """The bureau's key with its certificate, ready to sign."""

    certificate: Certificate
    key: signers.SimpleSigner

    @property
    def certificate_der(self) -> bytes:
        """The certificate itself; the SHA-256 of these bytes is the one it goes by."""
        own = self.key.signing_cert
        return bytes(own.dump()) if own is not None else b""

    @property
    def bytes_reserved(self) -> int:
        """The room for a signature in a file, in hex digits: estimating it anew costs as much as signing."""
        chain = sum(len(certificate.dump()) for certificate in self.key.cert_registry)
        own = self.key.signing_cert
        modulus = own.public_key.byte_size if own is not None else 0
        return 2 * (_CMS_BYTES + 2 * chain + modulus)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as found in a file. `holds`: it was made with the key of the certificate over every byte of the file;
    `signed_at` is what the signer's clock said.
    """

    certificate: Certificate
    holds: bool
    signed_at: datetime


class _PdfSigner(signers.PdfSigner):
    """A signer whose clock says `instant`."""

    def __init__(self, instant: datetime, *given: Any) -> None:
        super().__init__(*given)
        self._instant = instant

    def init_signing_session(self, *given: Any, **named: Any) -> Any:
        """The session, at our instant."""
        session = super().init_signing_session(*given, **named)
        session.system_time = self._instant
        return session


def sign(unsigned: bytes, signer: Signer, instant: datetime) -> bytes:
    """`unsigned` with a signature behind it. Raises Retryable where the certificate is not valid at `instant`."""
    certificate = signer.certificate
    if not certificate.valid_from <= instant <= certificate.valid_to:
        raise Retryable("sign_certificate_not_valid", subject=certificate.subject, until=certificate.valid_to.date())
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    out = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(unsigned))
    _PdfSigner(instant, meta, signer.key).sign_pdf(writer, bytes_reserved=signer.bytes_reserved, output=out)
    return out.getvalue()


def read_signature(signed: bytes) -> Signature | None:
    """The one signature of a file and whether it holds; None where the file has none, several, or cannot be read."""
    try:
        embedded = PdfFileReader(BytesIO(signed)).embedded_signatures
        if len(embedded) != 1:
            return None
        certificate, signed_at = embedded[0].signer_cert, embedded[0].self_reported_timestamp
        trusted = ValidationContext(trust_roots=[certificate], allow_fetching=False)
        status = validate_pdf_signature(embedded[0], signer_validation_context=trusted)
    except (PdfError, SigningError, SignatureValidationError, ValueError, KeyError, TypeError, IndexError):
        return None
    if signed_at is None:
        return None
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    return Signature(certificate_of(certificate), bool(status.intact and status.valid and whole), signed_at)


def certificate_of(certificate: Any) -> Certificate:
    """What is kept of a certificate that pyHanko has read."""
    return Certificate(
        sha256=certificate.sha256.hex(),
        subject="，".join(reversed([str(part) for part in certificate.subject.native.values()])),
        valid_from=certificate.not_valid_before,
        valid_to=certificate.not_valid_after,
    )
