"""The bureau's own certificates: each that signs letters lies in a file from its first use on, and none but these counts.

A signature that holds says only that whoever has some key made it. Old certificates stay: their letters stay genuine.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from claims.files import write_once

if TYPE_CHECKING:
    from notifications.signing import Signature, Signer

FOLDER, SUFFIX = "certificates", ".cer"


def keep_certificate(var_dir: Path, signer: Signer) -> None:
    """Keep the certificate of a signer before the first file that it signs. Raises OSError."""
    keep_certificate_bytes(var_dir, signer.certificate.sha256, signer.certificate_der)


def keep_certificate_bytes(var_dir: Path, sha256_hex: str, der: bytes) -> None:
    """Keep a certificate under its SHA-256, before the first file or seal that its key signs. Raises OSError."""
    path = var_dir / FOLDER / f"{sha256_hex}{SUFFIX}"
    if not path.exists():
        write_once(path, der)


def own_certificate(var_dir: Path, sha256_hex: str) -> bytes | None:
    """The certificate with this SHA-256, if the bureau has used it. Raises OSError."""
    path = var_dir / FOLDER / f"{sha256_hex}{SUFFIX}"
    der = path.read_bytes() if path.is_file() else b""
    return der if sha256(der).hexdigest() == sha256_hex else None


def own_certificates(var_dir: Path) -> frozenset[str]:
    """The SHA-256 of every certificate of the bureau, of what is in the files and not of what they are called."""
    return frozenset(sha256(path.read_bytes()).hexdigest() for path in (var_dir / FOLDER).glob(f"*{SUFFIX}"))


def own_signature(content: bytes, own: frozenset[str]) -> Signature | None:
    """The signature of a file, if it holds and is by a certificate of the bureau, of which `own` are the hashes."""
    from notifications.signing import read_signature  # a second that only a signature needs

    signature = read_signature(content)
    ours = signature is not None and signature.holds and signature.certificate.sha256 in own
    return signature if ours else None
