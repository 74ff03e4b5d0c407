"""核验一份导出的分类账，只要 Python 3.9 以上，不装任何东西。Checks an exported ledger with the standard library only.

    python3 verify_ledger.py [文件夹] [--head 头部] [--consistent-with 旧头部] [--inclusion transfer/17]
    python3 verify_ledger.py --proof 证明.json --head 头部

entries.jsonl has an entry a line; leaves.txt (kind, id and hash of each) only serves to name the bad one. Leaf:
SHA-256(0x00 ‖ line). Node: SHA-256(0x01 ‖ left ‖ right), as in RFC 6962. Root of a seal: SHA-256 of its parts as JSON.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from base64 import b64decode
from collections import namedtuple
from functools import lru_cache, reduce
from hashlib import sha256
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, BinaryIO

Seal = dict[str, Any]
AMOUNT = re.compile(rb'\{"id":"[0-9]+","kind":"transfer","leaf_no":[0-9]+,"row":\{"amount_fen":([0-9]+),').match
HEAD = re.compile(r"h1\.(\d+)\.(\d+)\.(\d+)\.([0-9a-f]{40})\.([0-9a-f]{16}|unsigned)\.([0-9a-f]{4})")
Head = namedtuple("Head", "batch_no count fen root key")  # as published: the beginnings of root and key


class Fault(Exception):
    """The first thing that does not agree: where it is, and what is wrong with it."""


def _sha(data: bytes) -> bytes:
    return sha256(data).digest()


def read_head(text: str) -> Head:
    """A head as typed. Raises Fault where it is none, or mistyped."""
    line = "".join(text.split()).lower()
    found = HEAD.fullmatch(line)
    if found is None or _sha(line.rpartition(".")[0].encode()).hex()[:4] != found[6]:
        raise Fault("头部读不懂，或者抄错了，请对照原件")
    return Head(int(found[1]), int(found[2]), int(found[3]), found[4], found[5])


def require_head(seal: Seal, head: Head) -> None:
    """Raises Fault where the seal is not the one that the head was taken of."""
    key = seal["key_id"][:16] or "unsigned"
    here = Head(seal["batch_no"], seal["cumulative_count"], seal["cumulative_fen"], seal["root"][:40], key)
    for name, mine, theirs in zip(("批次", "条数", "借方合计（分）", "根", "证书"), here, head):
        if mine != theirs:
            raise Fault(f"第 {head.batch_no} 批：{name}是 {mine}，头部上是 {theirs}，这不是公布头部时的那本账")


def root_of(leaves: list[bytes]) -> bytes:
    """The root over leaf hashes; what is left over at the end of a level goes up as it is."""
    while len(leaves) > 1:
        odd = leaves[len(leaves) // 2 * 2 :]
        leaves = [sha256(b"\x01" + a + b).digest() for a, b in zip(leaves[::2], leaves[1::2])] + odd
    return leaves[0] if leaves else _sha(b"")


def grow(peaks: dict[int, bytes], nodes: list[bytes]) -> None:
    """Append leaves to a tree of which only the roots of the full subtrees are kept, by their height."""
    height = 0
    while nodes:
        nodes = [peaks.pop(height), *nodes] if height in peaks else nodes
        if len(nodes) % 2:
            peaks[height] = nodes[-1]
        nodes = [sha256(b"\x01" + a + b).digest() for a, b in zip(nodes[::2], nodes[1::2])]
        height += 1


def climb(node: bytes, place: int, last: int, path: list[bytes]) -> tuple[bytes, bytes]:
    """Up the tree by a proof (RFC 9162, 2.1.3.2 and 2.1.4.2): the root of the old tree, and that of the new one."""
    old = new = node
    for node in path:
        if place & 1 or place == last:
            old, new = _sha(b"\x01" + node + old), _sha(b"\x01" + node + new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = _sha(b"\x01" + new + node)
        place, last = place >> 1, last >> 1 if last else -1
    return (old, new) if last == 0 else (b"", b"")


P = 2**256 - 2**224 + 2**192 + 2**96 - 1  # the curve P-256 of FIPS 186: y² = x³ - 3x + B, of order N
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
     0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5)  # fmt: skip


def _added(p: tuple[int, int] | None, q: tuple[int, int] | None) -> tuple[int, int] | None:
    """The sum of two points; None is the point at infinity."""
    if p is None or q is None:
        return p or q
    if p[0] == q[0] and (p[1] + q[1]) % P == 0:
        return None
    slope = 3 * (p[0] * p[0] - 1) * pow(2 * p[1], -1, P) if p == q else (q[1] - p[1]) * pow(q[0] - p[0], -1, P)
    x = (slope * slope - p[0] - q[0]) % P
    return x, (slope * (p[0] - x) - p[1]) % P


def _multiples(p: tuple[int, int] | None) -> list[list[tuple[int, int] | None]]:
    """What each hex digit of a factor stands for, digit by digit from the lowest."""
    table = []
    for _ in range(64):
        table.append([None, *accumulate([p] * 16, _added)])
        p = table[-1][16]
    return table


def _elements(data: bytes) -> list[bytes]:
    """The contents of the DER elements that stand one after another in `data`."""
    found, at = [], 0
    while at < len(data):
        length, start = data[at + 1], at + 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(data[at + 2 : start], "big")
        found.append(data[start : start + length])
        at = start + length
    return found


class Key:
    """The public key of a certificate: P-256 or RSA."""

    def __init__(self, certificate: bytes) -> None:
        body = _elements(_elements(certificate)[0])[0]
        algorithm, bits = _elements(_elements(body)[6 if body[0] == 0xA0 else 5])
        self.is_rsa = _elements(algorithm)[0] == bytes.fromhex("2a864886f70d010101")
        if self.is_rsa:
            self.n, self.e = (int.from_bytes(part, "big") for part in _elements(_elements(bits[1:])[0]))
            return
        x, y = int.from_bytes(bits[2:34], "big"), int.from_bytes(bits[34:], "big")
        if len(bits) != 66 or bits[1] != 4 or (y * y - x * x * x + 3 * x - B) % P:
            raise Fault("证书的公钥不是 P-256，也不是 RSA")
        self.tables = _multiples(G), _multiples((x, y))

    def holds(self, digest: bytes, signature: bytes) -> bool:
        """Whether the signature over what has this SHA-256 is by this key."""
        if self.is_rsa:
            tail = bytes.fromhex("003031300d060960864801650304020105000420") + digest
            padded = b"\x00\x01".ljust((self.n.bit_length() + 7) // 8 - len(tail), b"\xff") + tail
            return pow(int.from_bytes(signature, "big"), self.e, self.n) == int.from_bytes(padded, "big")
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        if not (0 < r < N and 0 < s < N):
            return False
        total, inverse = None, pow(s, -1, N)
        for table, number in zip(self.tables, (int.from_bytes(digest, "big") * inverse % N, r * inverse % N)):
            for place in range(64):
                total = _added(total, table[place][number >> 4 * place & 15])
        return total is not None and total[0] % N == r


@lru_cache
def read_keys(pem: str) -> dict[str, Key]:
    """The keys by the SHA-256 of their certificates."""
    return {_sha(der).hex(): Key(der) for der in map(b64decode, re.findall("BEGIN CERTIFICATE-----([^-]+)-----", pem))}


def require_seal(seal: Seal, keys: dict[str, Key]) -> None:
    """Raises Fault where a seal does not have its own root, or its signature does not hold."""
    parts = {"schema_v": 1, **{name: seal[name] for name in seal if name not in ("root", "signature")}}
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    if _sha(text.encode()).hex() != seal["root"]:
        raise Fault(f"第 {seal['batch_no']} 批：封存记录被改动，与它的根不符")
    if seal["key_id"] == seal["signature"] == "":
        return
    try:
        good = keys[seal["key_id"]].holds(_sha(text.encode()), bytes.fromhex(seal["signature"]))
    except (KeyError, ValueError):
        good = False
    if not good:
        raise Fault(f"第 {seal['batch_no']} 批：签名不符，或者没有签名者的证书")


class Ledger:
    """One pass over an export."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seals: list[Seal] = json.loads((folder / "seals.json").read_text(encoding="utf-8"))["seals"]
        self.keys = read_keys((folder / "certificates.pem").read_text(encoding="utf-8"))
        self.peaks: dict[int, bytes] = {}
        self.count = self.fen = 0

    def check(self) -> None:
        """Everything in order. Raises Fault at the first thing that does not agree."""
        previous = "0" * 64
        with (self.folder / "entries.jsonl").open("rb") as entries:
            for number, seal in enumerate(self.seals, start=1):
                if seal["batch_no"] != number or seal["prev_root"] != previous:
                    raise Fault(f"第 {number} 批：不接着前一批：少了一批、次序不对或者被换过")
                require_seal(seal, self.keys)
                self._batch(seal, entries)
                previous = seal["root"]
            if entries.read(1):
                raise Fault(f"第 {self.count + 1} 条：从这一条起是多出来的，没有封存过")

    def _batch(self, seal: Seal, entries: BinaryIO) -> None:
        lines = [line.rstrip(b"\n") for line in islice(entries, seal["count"])]
        hashes = [sha256(b"\x00" + line).digest() for line in lines]
        if len(lines) != seal["count"] or root_of(hashes).hex() != seal["merkle_root"]:
            raise Fault(self._first_bad(seal, hashes))
        self.count += len(lines)
        self.fen += sum([int(found[1]) for line in lines if (found := AMOUNT(line))])
        grow(self.peaks, hashes)
        root = reduce(lambda a, b: _sha(b"\x01" + b + a), [self.peaks[height] for height in sorted(self.peaks)]).hex()
        if [seal[name] for name in ("cumulative_count", "cumulative_fen", "log_root")] != [self.count, self.fen, root]:
            raise Fault(f"第 {seal['batch_no']} 批：条数、合计或者总的根与到第 {self.count} 条为止的条目不符")

    def _first_bad(self, seal: Seal, hashes: list[bytes]) -> str:
        """Which entry of a batch is not what leaves.txt says."""
        with (self.folder / "leaves.txt").open(encoding="ascii", errors="replace") as file:
            for place, leaf in enumerate(islice(file, self.count, self.count + seal["count"])):
                if place >= len(hashes) or not leaf.endswith(hashes[place].hex() + "\n"):
                    entry = "/".join(leaf.split("\t")[:2])
                    return f"第 {self.count + place + 1} 条 {entry}：与封存时不同，或者被删、被换了位置"
        return f"第 {seal['batch_no']} 批：第 {self.count + 1} 条起的条目与封存的根不符"

    def require(self, head: Head) -> None:
        """Raises Fault where the ledger does not reach as far as the head, or is another one there."""
        if head.batch_no > len(self.seals):
            raise Fault(f"第 {self.count + 1} 条：从这一条到第 {head.count} 条都没有，末尾被截掉了")
        require_head(self.seals[head.batch_no - 1], head)


def is_in(leaf: bytes, place: int, size: int, root: bytes, path: list[bytes]) -> bool:
    """Whether the path leads from the leaf at `place` of so many to the root."""
    return 0 <= place < size and climb(leaf, place, size - 1, path)[1] == root


def goes_on(old_size: int, size: int, old_root: bytes, root: bytes, path: list[bytes]) -> bool:
    """Whether the path shows that the old tree is the beginning of the new one."""
    if not 0 < old_size < size:
        return old_size == size > 0 and not path and old_root == root
    place, last, nodes = old_size - 1, size - 1, path if old_size & (old_size - 1) else [old_root, *path]
    while place & 1:
        place, last = place >> 1, last >> 1
    return bool(nodes) and climb(nodes[0], place, last, nodes[1:]) == (old_root, root)


def check_proof(proof: dict[str, Any], head: Head | None) -> str:
    """Check the proof that an entry is in, or that a ledger goes on from an older one; returns what it shows. Raises Fault."""
    seal, keys, path = proof["seal"], read_keys(proof["certificates"]), [bytes.fromhex(node) for node in proof["path"]]
    require_seal(seal, keys)
    if head is not None:
        require_head(seal, head)
    size, root = seal["cumulative_count"], bytes.fromhex(seal["log_root"])
    if proof["type"] == "inclusion":
        place = proof["leaf_no"] - 1
        if not is_in(_sha(b"\x00" + proof["entry"].encode()), place, size, root, path):
            raise Fault(f"第 {place + 1} 条：不在这个头部的账里")
        return f"第 {seal['batch_no']} 批为止的账里有第 {place + 1} 条：{proof['entry']}"
    old = proof["old_seal"]
    require_seal(old, keys)
    if not goes_on(old["cumulative_count"], size, bytes.fromhex(old["log_root"]), root, path):
        raise Fault("新账不是接着旧账记的")
    return f"第 {seal['batch_no']} 批的账接着第 {old['batch_no']} 批，前 {old['cumulative_count']} 条没有变"


def report(given: argparse.Namespace) -> list[str]:
    """Check what is asked for, and tell what was checked. Raises Fault."""
    if given.proof:
        proof = json.loads(Path(given.proof).read_text(encoding="utf-8"))
        return [check_proof(proof, read_head(given.head) if given.head else None)]
    ledger = Ledger(Path(given.folder))
    ledger.check()
    told = [f"{len(ledger.seals)} 批 {ledger.count} 条，借方合计 {ledger.fen} 分：条目、根、次序、条数、合计都相符。"]
    unsigned = sum(not seal["signature"] for seal in ledger.seals)
    told += [f"有 {unsigned} 批没有签名。" if unsigned else "每一批的签名都相符。"]
    told += [f"签名的证书（SHA-256）：{key_id}" for key_id in sorted({seal["key_id"] for seal in ledger.seals} - {""})]
    for text, which in ((given.head, "头部"), (given.consistent_with, "旧头部")):
        if text:
            head = read_head(text)
            ledger.require(head)
            told.append(f"与第 {head.batch_no} 批的{which}相符：那时的 {head.count} 条都在，没有变。")
    if not given.head:
        told.append("没有给出头部（--head），看不出末尾有没有被截掉。")
    if given.inclusion:
        wanted = given.inclusion.replace("/", "\t", 1) + "\t"
        with (ledger.folder / "leaves.txt").open(encoding="ascii") as leaves:
            place = next((place for place, leaf in enumerate(leaves, start=1) if leaf.startswith(wanted)), None)
        told.append(f"{given.inclusion} " + (f"是第 {place} 条，根由它和其余各条算出。" if place else "不在这份账里。"))
    return told


def main(arguments: list[str] | None = None) -> int:
    """Run one check; returns the exit code."""
    options = argparse.ArgumentParser(description="核验导出的分类账")
    options.add_argument("folder", nargs="?", default=str(Path(__file__).parent), help="导出的文件夹")
    for name, text in (("--head", "另外保存的封存头部"), ("--consistent-with", "以前的头部，那时的账应当原样还在"),
                       ("--inclusion", "这一条在账里，如 transfer/17"), ("--proof", "单独的证明文件")):  # fmt: skip
        options.add_argument(name, help=text)
    try:
        lines, code = report(options.parse_args(arguments)), 0
    except (Fault, OSError, LookupError, TypeError, ValueError, AttributeError) as fault:
        what = fault if isinstance(fault, Fault) else f"文件缺少、读不懂或者被改动（{type(fault).__name__}: {fault}）"
        lines, code = [f"不符：{what}"], 1
    sys.stdout.write("\n".join(lines) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
