"""The seal 印章 of a letter: the bureau's own picture where there is one, and one that says what it is on synthetic letters.

No seal is ever made up for a letter that is meant: without a picture its place stays free for the one put on by hand.
"""

from __future__ import annotations

import os
from functools import cache
from hashlib import sha256
from math import cos, pi, sin
from pathlib import Path

from notifications.blocks import Letter
from notifications.forms import known_kind
from notifications.kinds import Force, Issuer
from notifications.page import MM, Seal

DIAMETER = 42 * MM  # 国发〔1999〕25号: that of a department of a district
BAND = "演示专用章"


def seal_mark(letter: Letter, organ: str, x: float, y: float) -> Seal | None:
    """The seal of `letter` with its middle at `x`, `y`; None where it has none (yet) or gets it by hand."""
    if letter.number is None or not is_sealed(letter):
        return None
    if letter.synthetic:
        return Seal(x, y, DIAMETER, organ, BAND)
    picture = seal_picture(known_kind(letter.kind).issuer.value, seal_dir())
    return Seal(x, y, DIAMETER, organ, "", picture) if picture else None


def is_sealed(letter: Letter) -> bool:
    """Whether the organ seals letters of this kind; a form is for somebody else to fill in and sign."""
    return known_kind(letter.kind).force is not Force.FORM


@cache
def seal_dir() -> str:
    """The folder of the seals' pictures, "" when there is none; read once a process."""
    return os.environ.get("CLAIMS_SEAL_DIR", "")


@cache
def seal_picture(issuer: str, directory: str) -> Path | None:
    """The picture of an issuer's seal (`bureau.png`, `appraisal_committee.png`) in `directory`, looked for once a process."""
    path = Path(directory) / f"{issuer}.png"
    return path if directory and path.is_file() else None


@cache
def seal_bytes(picture: Path) -> bytes:
    """The bytes of a seal's picture, read once a process, so that what is drawn is what the fingerprint names.

    Raises OSError.
    """
    return picture.read_bytes()


def seal_sha256() -> dict[str, str]:
    """File name and SHA-256 of every seal's picture under the present setting."""
    pictures = (seal_picture(issuer.value, seal_dir()) for issuer in Issuer)
    return {path.name: sha256(seal_bytes(path)).hexdigest() for path in pictures if path}


def ring_places(text: str, radius: float, size: float) -> list[tuple[str, float, float, float]]:
    """Each character of `text` on an arc that opens downwards: character, place of its foot, and its turn in radians."""
    step = min(1.25 * size / radius, 1.4 * pi / max(len(text) - 1, 1))
    start = pi / 2 + step * (len(text) - 1) / 2
    angles = [start - step * place for place in range(len(text))]
    return [(c, radius * cos(a), radius * sin(a), a - pi / 2) for c, a in zip(text, angles, strict=True)]


def star_points(radius: float) -> list[tuple[float, float]]:
    """The ten corners of a five-pointed star, the first at the top."""
    inner = radius * sin(pi / 10) / sin(7 * pi / 10)
    return [
        ((radius, inner)[n % 2] * cos(pi / 2 + n * pi / 5), (radius, inner)[n % 2] * sin(pi / 2 + n * pi / 5))
        for n in range(10)
    ]
