"""Sealing a text so that only who has the key can read it, only in the place for which it was sealed.

The form is `v1.<key id>.<base64>`: AES-256-GCM, nonce first. What it is bound to (the associated data) is the form's version,
the key's id and the place, so a text moved to another row or column, or given another key's name, does not open. The nonce
is made from place and text (HMAC-SHA-256 under a subkey of its own, 96 bits): the same text in the same place is the same
bytes, which a replay needs, and no nonce serves two texts.
"""

from __future__ import annotations

import hmac
from binascii import Error as NotBase64
from binascii import a2b_base64, b2a_base64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from claims.errors import ClaimsError
from claims.keyring import Keyring

VERSION = "v1"
NONCE_BYTES = 12
DATA, NONCE = "data", "nonce"


class Unreadable(ClaimsError):
    """A sealed text that does not open: altered, moved, or under a key that is not at hand."""


class Cipher:
    """Seals under the first key of the ring, opens under each of them."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring
        self._data: dict[str, AESGCM] = {}
        self._prefix = f"{VERSION}.{keyring.sealing.id}.".encode("ascii")
        self._sealing = self._of(keyring.sealing.id)
        self._nonces = hmac.new(keyring.subkey(NONCE), digestmod="sha256")

    def seal(self, place: str, plain: bytes) -> bytes:
        """`plain` sealed for `place`, which is written `table:row:column`."""
        bound = self._prefix + place.encode()
        nonces = self._nonces.copy()
        nonces.update(len(bound).to_bytes(4) + bound + plain)
        nonce = nonces.digest()[:NONCE_BYTES]
        return self._prefix + b2a_base64(nonce + self._sealing.encrypt(nonce, plain, bound), newline=False)

    def open(self, place: str, sealed: bytes) -> bytes:
        """The plain bytes. Raises Unreadable, which names the place and, where it is not at hand, the key."""
        version, _, rest = sealed.partition(b".")
        key_id, _, encoded = rest.partition(b".")
        if version != VERSION.encode() or not key_id.isascii() or not encoded:
            raise Unreadable("sealed_form", place=place)
        try:
            cipher = self._of(key_id.decode("ascii"))
            data = a2b_base64(encoded, strict_mode=True)
            if b2a_base64(data, newline=False) != encoded:
                raise Unreadable("sealed_altered", place=place, key=key_id.decode("ascii"))
            return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], b".".join((version, key_id, place.encode())))
        except (InvalidTag, NotBase64, ValueError) as fault:
            raise Unreadable("sealed_altered", place=place, key=key_id.decode("ascii")) from fault

    def seal_text(self, place: str, plain: str) -> str:
        """A text sealed for `place`."""
        return self.seal(place, plain.encode()).decode("ascii")

    def open_text(self, place: str, sealed: str) -> str:
        """The text that was sealed for `place`. Raises Unreadable."""
        return self.open(place, sealed.encode()).decode()

    def _of(self, key_id: str) -> AESGCM:
        if key_id not in self._data:
            try:
                self._data[key_id] = AESGCM(self.keyring.subkey(DATA, key_id))
            except ClaimsError as fault:
                raise Unreadable(fault.code, **fault.facts) from fault
        return self._data[key_id]


def key_of(sealed: str) -> str | None:
    """The id of the key that a sealed text names; None for what is not sealed."""
    version, _, rest = sealed.partition(".")
    key_id, dot, _ = rest.partition(".")
    return key_id if version == VERSION and dot else None
