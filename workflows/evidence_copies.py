"""Copies of pictures for looking at: small, turned upright, and without what a camera wrote into the original.

Whoever looks gets a copy; place, time, telephone and everything else beside the picture itself are not in it. A copy is
made when it is first asked for, and may be thrown away at any time.
"""

from __future__ import annotations

from enum import Enum
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from claims.errors import ClaimsError
from claims.files import PRIVATE, write_whole
from claims.store.rows import Row
from workflows.evidence_store import evidence_path, is_sound, on_disk
from workflows.media import Media
from workflows.media.pictures import UNREADABLE, opened_picture

FOLDER = ("cache", "evidence")
COPY_MEDIA_TYPE = "image/jpeg"
QUALITY = 82
WHITE = (255, 255, 255)
DEEP_TO_EIGHT = 1 / 256  # sixteen bits a tone to eight


class Size(Enum):
    """The longer side of a copy, in pixels."""

    VIEW = 1600
    THUMBNAIL = 240


def copy_path(var_dir: Path, file: Row, size: Size) -> Path:
    """Where the copy of a picture lies once it has been made."""
    digest = str(file["sha256"])
    return var_dir.joinpath(*FOLDER, digest[:2], digest[2:4], f"{digest}-{size.value}.jpg")


def copy_for_looking(var_dir: Path, file: Row, size: Size) -> Path:
    """The copy of a picture, made where there is none yet.

    Raises ClaimsError evidence_damaged where the original is not what came, evidence_no_copy for what is no picture,
    evidence_not_kept where the disk is full.
    """
    path = copy_path(var_dir, file, size)
    if not path.is_file():
        content = _copied(var_dir, file, size.value)
        with on_disk():
            write_whole(path, content, PRIVATE)
    return path


def original_for_taking(var_dir: Path, file: Row) -> Path:
    """The original, after a look at its bytes. Raises ClaimsError evidence_damaged."""
    path = evidence_path(var_dir, file["sha256"])
    if not is_sound(path, file["sha256"]):
        raise ClaimsError("evidence_damaged", sha=file["sha256"][:8])
    return path


def _copied(var_dir: Path, file: Row, longer_side: int) -> bytes:
    media = Media(file["media_type"])
    if media is Media.PDF:
        raise ClaimsError("evidence_no_copy")
    original = original_for_taking(var_dir, file)
    try:
        with opened_picture(original, media) as image:
            image.draft("RGB", (longer_side, longer_side))
            ImageOps.exif_transpose(image, in_place=True)
            small = _in_full_tones(image)
            small.thumbnail((longer_side, longer_side), Image.Resampling.LANCZOS)
            return _as_jpeg(_on_white(small))
    except UNREADABLE as fault:
        raise ClaimsError("evidence_no_copy") from fault


def _in_full_tones(image: Image.Image) -> Image.Image:
    """A picture that can be made smaller without losing lines: no palette, eight bits a tone."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda tone: tone * DEEP_TO_EIGHT).convert("L")
    if image.mode in ("RGB", "RGBA", "L", "LA", "CMYK") and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")


def _on_white(image: Image.Image) -> Image.Image:
    """What can be seen through stands on white, as on paper."""
    if image.mode not in ("RGBA", "LA"):
        return image
    layer = image.convert("RGBA")
    ground = Image.new("RGB", layer.size, WHITE)
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def _as_jpeg(image: Image.Image) -> bytes:
    """A picture and nothing else: a new one is filled with its pixels, so that nothing beside them can come along."""
    bare = Image.new("RGB", image.size)
    bare.paste(image.convert("RGB"))
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
