"""Making a data key, seeing what is sealed under which, and sealing everything anew."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from claims import clock
from claims.errors import Refused
from claims.keyring import key_file, write_key
from claims.settings import read_settings
from commands.desks import desk
from commands.terminal import progress, remark, say, say_json, say_table

NOT_SEALED = "没有加密"


def new(key_id: str, output: Path | None) -> None:
    """A new key in a new file. Raises Refused where the file is there."""
    path = output or key_file(read_settings().var_dir)
    named = key_id or f"k{clock.today():%Y-%m}"
    if not write_key(path, named):
        raise Refused("data_keys_there", file=path)
    say(f"新的数据密钥 {named}：{path}（只有本账号能读）")
    remark("请立即另存一份副本，与数据库的备份分开存放：丢了它，库里的个人信息再也读不出。")
    remark(
        f"然后设定 CLAIMS_DATA_KEYS={path}；换密钥时把这一行放在原有各行之前，重启各进程，再运行 claims keys rotate。"
    )


def status(*, as_json: bool) -> None:
    """How many sealed texts of each table are under which key."""
    from claims.store.key_changes import DONE, last_change, under_way
    from claims.store.private import cipher_of
    from workflows.key_rotation import counts_by_key
    from workflows.transaction import reading

    with desk() as opened:
        counts = counts_by_key(opened)
        ring = cipher_of(opened.engine).keyring
        with reading(opened) as connection:
            done, begun = last_change(connection, DONE), under_way(connection)
    sums: Counter[str] = Counter()
    for of_table in counts.values():
        sums.update(of_table)
    now = done["key_id"] if done else None
    if as_json:
        known = [one.id for one in ring.keys]
        under_way_to = begun["key_id"] if begun else None
        say_json(
            {"keys": known, "sealing": known[0], "rotated_to": now, "under_way_to": under_way_to, "counts": counts}
        )
        return
    say(
        f"加密用 {ring.sealing.id}；手头有 {'、'.join(one.id for one in ring.keys)}；库轮换到 {now or '（没有记录）'}。"
    )
    rows = [
        (name, key_id or NOT_SEALED, count)
        for name, found in sorted(counts.items())
        for key_id, count in sorted(found.items())
    ]
    say_table("密文", ("表", "密钥", "段数"), rows, right=("段数",))
    if begun:
        remark(f"轮换到 {begun['key_id']} 还没有做完：claims keys rotate。")
    elif set(sums) - {ring.sealing.id}:
        remark("还有别的密钥之下的密文：claims keys rotate。")


def rotate(*, as_json: bool) -> None:
    """Seal everything anew under the first key."""
    from workflows.key_rotation import rotate as seal_anew

    with desk() as opened, progress() as tell:
        done = seal_anew(opened, tell)
    if as_json:
        say_json({"key": done.key_id, "rows": done.rows, "persons": done.persons})
        return
    say(f"全部在密钥 {done.key_id} 之下：换了 {done.rows} 行密文、{done.persons} 个人的检索索引。")
    remark(
        "所有进程都已用新密钥启动、备份也不再需要旧密钥时，才把旧密钥从 CLAIMS_DATA_KEYS 拿掉；旧的备份要用旧密钥才读得出。"
    )
