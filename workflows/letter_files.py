"""The files of letters: where they lie, and that each is written once.

A file that is there already was made by a worker that was killed, or lost its lease, before it could say so. It is taken
over where it is exactly what we would have written; anything else is left alone for a human.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from claims.clock import instant_text
from claims.errors import ClaimsError
from claims.files import PRIVATE, keep_one_name, write_once
from claims.store.rows import Row
from notifications.fingerprint import engine_sha256
from notifications.kinds import Variant, letter_kind
from notifications.texts import template_sha256
from workflows.certificates import keep_certificate, own_certificates, own_signature

if TYPE_CHECKING:
    from notifications.signing import Signature, Signer

VARIANT_MARKS = {Variant.FULL: "", Variant.PARTY: "（抄送本）"}
UNSIGNED_MARK = "（未签名）"


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered letter, not signed yet: which letter and variant, and its bytes."""

    letter: Row
    variant: Variant
    unsigned: bytes


def letter_path(
    var_dir: Path, letter: Row, variant: Variant | str = Variant.FULL, *, signed: bool | None = None
) -> Path:
    """Where the file of a letter lies: by year and case, named by its number, and marked where it is not signed.

    `signed` is by default whether the letter is in the state `signed`.
    """
    is_signed = letter["state"] == "signed" if signed is None else signed
    folder = var_dir / "letters" / str(letter["year"]) / str(letter["claim_no"])
    return folder / f"{letter['number']}{VARIANT_MARKS[Variant(variant)]}{'' if is_signed else UNSIGNED_MARK}.pdf"


def publish_unsigned(var_dir: Path, page: Page) -> Row:
    """Write the file of a letter that nobody signs yet; returns its row. Raises OSError, ClaimsError letter_file_foreign."""
    path = letter_path(var_dir, page.letter, page.variant, signed=False)
    if not write_once(path, page.unsigned, PRIVATE) and path.read_bytes() != page.unsigned:
        raise ClaimsError("letter_file_foreign", number=page.letter["number"], file=path)
    return _row(page, "unsigned", len(page.unsigned))


def publish_signed(var_dir: Path, page: Page, signer: Signer, instant: datetime) -> Row:
    """Sign a letter and write its file; returns its row.

    Raises OSError, Retryable where the key cannot sign, ClaimsError letter_file_foreign where another file has the place.
    """
    from notifications.signing import Signature, sign  # a second that only a signature needs

    keep_certificate(var_dir, signer)
    path = letter_path(var_dir, page.letter, page.variant, signed=True)
    content, signature = b"", None
    if not path.exists():
        content, signature = sign(page.unsigned, signer, instant), Signature(signer.certificate, True, instant)
        if not write_once(path, content, PRIVATE):
            signature = None
    if signature is None:
        keep_one_name(path)
        content = path.read_bytes()
        signature = _ours(var_dir, page, content, path)
    return {
        **_row(page, "signed", len(content)),
        "signed_sha256": sha256(content).hexdigest(),
        "signed_at": instant_text(signature.signed_at),
        "certificate_sha256": signature.certificate.sha256,
        "certificate_subject": signature.certificate.subject,
    }


def _ours(var_dir: Path, page: Page, content: bytes, path: Path) -> Signature:
    """The signature of a file that is the page, signed with a key of ours, be it an earlier one. Raises ClaimsError."""
    signature = own_signature(content, own_certificates(var_dir)) if content.startswith(page.unsigned) else None
    if signature is None:
        raise ClaimsError("letter_file_foreign", number=page.letter["number"], file=path)
    return signature


def _row(page: Page, made: str, size_bytes: int) -> Row:
    return {
        "id": f"{page.letter['id']}/{page.variant.value}/{made}",
        "letter_id": page.letter["id"],
        "variant": page.variant.value,
        "unsigned_sha256": sha256(page.unsigned).hexdigest(),
        "unsigned_size_bytes": len(page.unsigned),
        "signed_sha256": None,
        "size_bytes": size_bytes,
        "signed_at": None,
        "certificate_sha256": None,
        "certificate_subject": None,
        "template_sha256": template_sha256(letter_kind(page.letter["kind"])),
        "engine_sha256": engine_sha256(),
    }
