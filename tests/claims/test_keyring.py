"""Keys are read from a list or a file, each use has its own, and no error shows one."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from claims.errors import BadInput, ClaimsError
from claims.keyring import key_file, parse_keyring, read_keyring, write_key
from tests.support.keys import key_line, ring

ONE, TWO = key_line("k1", 1), key_line("k2", 2)
BYTES = ONE.partition(":")[2]


def test_a_list_and_a_file_say_the_same_and_the_first_seals(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(f"# newest first\n{TWO}\n\n  {ONE}\n", encoding="ascii")
    listed = read_keyring(f"{TWO},{ONE}", tmp_path)
    assert listed == read_keyring(str(path), tmp_path)
    assert (listed.sealing.id, [one.id for one in listed.keys]) == ("k2", ["k2", "k1"])


def test_without_a_setting_the_keys_lie_in_the_folder(tmp_path: Path) -> None:
    assert write_key(key_file(tmp_path), "k1")
    assert stat.S_IMODE(key_file(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file(tmp_path).parent.stat().st_mode) == 0o700
    made = key_file(tmp_path).read_bytes()
    assert not write_key(key_file(tmp_path), "k2")
    assert key_file(tmp_path).read_bytes() == made
    assert read_keyring("", tmp_path).sealing.id == "k1"


@pytest.mark.parametrize(
    "line", ["", "k1", "k1:", "k1:AAAA", f"K1:{BYTES}", f"k.1:{BYTES}", ONE[:-4], f"{ONE}AAAA", f"{ONE}!"]
)
def test_what_is_no_key_is_refused_without_showing_it(line: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_keyring([line], "here")
    assert refused.value.code == "data_keys_form"
    assert BYTES[:12] not in refused.value.message()


def test_one_id_is_one_key() -> None:
    with pytest.raises(BadInput, match="第 2 行"):
        parse_keyring([ONE, key_line("k1", 3)], "here")


def test_a_key_that_is_not_there_is_named() -> None:
    with pytest.raises(ClaimsError, match="需要数据密钥 k7"):
        ring(ONE, TWO).find("k7")


def test_uses_and_keys_have_subkeys_of_their_own() -> None:
    both = ring(ONE, TWO)
    subkeys = {
        both.subkey(use, key_id) for use in ("data", "nonce", "index/phone", "index/name") for key_id in ("k1", "k2")
    }
    assert len(subkeys) == 8
    assert both.subkey("data") == ring(ONE).subkey("data")
    assert not subkeys & {both.find("k1").key, both.find("k2").key}


def test_no_key_stands_in_what_is_printed_of_a_ring() -> None:
    assert BYTES[:10] not in repr(ring(ONE))
    assert repr(ring(ONE).sealing.key) not in repr(ring(ONE))
