"""A signature lies behind the page, covers all of it, and holds for no other byte."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from claims.errors import Retryable
from notifications.compose import compose
from notifications.keys import DEMO_NAME, is_demo, read_signer
from notifications.render import render_pdf
from notifications.signing import Signature, read_signature, sign
from tests.notifications.samples import snapshot
from tests.support.signing import demo_key

NOW = datetime(2025, 6, 26, 1, 2, 3, tzinfo=UTC)
SEED = 20250626
FLIPS = 40


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return render_pdf(compose("confirmation", snapshot("confirmation")).numbered("铜人社职认〔2025〕12号"))


@pytest.fixture(scope="module")
def signed(unsigned: bytes) -> bytes:
    return sign(unsigned, read_signer(demo_key()), NOW)


def test_the_signed_bytes_begin_with_the_unsigned_ones_and_the_signature_holds(unsigned: bytes, signed: bytes) -> None:
    assert signed.startswith(unsigned)
    assert read_signature(signed) == Signature(read_signer(demo_key()).certificate, True, NOW)
    assert b"/ETSI.CAdES.detached" in signed[len(unsigned) :]
    assert re.search(rb"/M \(D(:|\\072)20250626010203", signed[len(unsigned) :])


def test_there_is_room_for_the_signature_and_not_much_more(unsigned: bytes, signed: bytes) -> None:
    placeholder = signed[signed.rindex(b"/Contents <") :].split(b">")[0]
    assert placeholder.rstrip(b"0") != placeholder
    assert len(signed) - len(unsigned) < 12_000


def test_whatever_byte_is_flipped_the_signature_does_not_hold(signed: bytes) -> None:
    chance = Random(SEED)
    hole = signed.rindex(b"/Contents <") + 11
    length = signed[hole:].index(b">")
    for _ in range(FLIPS):
        place = chance.randrange(len(signed))
        if hole <= place < hole + length:
            continue  # the padding of the signature is no content; the hash of the whole file tells of it
        altered = bytearray(signed)
        altered[place] ^= 1 << chance.randrange(8)
        found = read_signature(bytes(altered))
        assert found is None or not found.holds, f"byte {place} flipped, seed {SEED}"


def test_what_is_put_behind_it_or_is_no_letter_does_not_hold(unsigned: bytes, signed: bytes) -> None:
    appended = read_signature(signed + b"\n% more\n")
    assert appended is None or not appended.holds
    assert [read_signature(one) for one in (unsigned, b"", b"%PDF-1.4 nothing", signed[:-900])] == [None] * 4


@pytest.mark.parametrize("instant", [datetime(2019, 12, 31, tzinfo=UTC), datetime(2070, 1, 2, tzinfo=UTC)])
def test_outside_its_validity_a_certificate_signs_nothing(unsigned: bytes, instant: datetime) -> None:
    with pytest.raises(Retryable, match="不在有效期内") as caught:
        sign(unsigned, read_signer(demo_key()), instant + timedelta())
    assert caught.value.code == "sign_certificate_not_valid"


def test_the_certificate_of_a_demonstration_says_that_nobody_vouches_for_it() -> None:
    subject = read_signer(demo_key()).certificate.subject
    assert subject.startswith(DEMO_NAME)
    assert "不受信任" in subject
    assert is_demo(subject)
    assert not is_demo("某某区人力资源和社会保障局")
