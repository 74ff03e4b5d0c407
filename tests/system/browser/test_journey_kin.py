"""家属: one of the family reports the death, is let in and applies; every survivor has his own part on his own telephone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.browsing.family import (
    DIAGNOSIS,
    Family,
    Relative,
    decided_family,
    id_number,
    letter_page,
    own_letter,
    registered_as_asked,
    taken_on,
)
from tests.support.browsing.house import House
from tests.support.browsing.person import NARROW, WIDE, Person, Way
from tests.support.handed_in import photograph
from tests.system.browser.conftest import Enter
from workflows.evidence import take_in_pieces
from workflows.identifying import identify
from workflows.people import PersonFacts
from workflows.person_index import TAIL_DIGITS

DAY = "2025-07-01"
WAYS = [Way(NARROW), Way(WIDE), Way(NARROW, scripts=False), Way(WIDE, scripts=False)]
EACH_WAY = pytest.mark.parametrize("way", WAYS, ids=str)
HEIR_SUM, CHILD_SUM = "1,356.25", "1,017.1"  # the odd fen of five shares are not the last one's
ACCOUNT = "6222000000000009"


def told_by_family(way: Way, phone: str, dead: str, relative: Person) -> None:
    """The four screens, filled in for somebody who cannot any more."""
    relative.open("/")
    relative.press("一键报案（约 1 分钟）")
    relative.answer("替谁报", "我替家人或同事报")
    relative.write("您的姓名", "合成亲属")
    relative.answer("您是受伤的人的", "家人")
    relative.answer("下面填的手机号是谁的", "受伤的人的")
    relative.write("受伤的人的姓名", dead)
    relative.write("手机号", phone)
    relative.answer("在给哪个平台干活", "饿了么")
    relative.press("下一步")
    relative.answer("哪天受伤的", "昨天")
    relative.choose("大约几点", "8 点")
    relative.write("在哪里", "巴川街道龙门街口")
    relative.answer("当时正在", "送单路上")
    relative.press("下一步")
    relative.tick("头")
    relative.write("怎么受的伤", "送餐途中摔倒，抢救无效")
    relative.answer("去医院了吗", "人已经去世")
    relative.press("下一步")
    relative.tick("以上是我知道的真实情况")
    relative.press("提交报案")
    relative.sees("报案已收到")


@EACH_WAY
def test_a_relative_reports_a_death_is_let_in_and_applies(way: Way, house: House, enter: Enter, tmp_path: Path) -> None:
    house.set_clock(DAY)
    serial, phone = 8000 + 10 * WAYS.index(way), f"1380017000{WAYS.index(way)}"
    relative = enter(way)
    told_by_family(way, phone, f"合成人员{serial}", relative)
    claim = max(house.rows("claim"), key=lambda row: str(row["no"]))
    no, dead = claim["no"], PersonFacts(f"合成人员{serial}", id_number(serial))
    assert identify(house.office.desk, "intake1", claim, dead, {}, house.office.desk.today(), no).done
    officer = enter(Way(WIDE), "intake1")
    heir = registers(officer, house, no, serial + 1, phone, "配偶")
    taken_on(house, no, heir)
    relative.sign_in_by_telephone(phone, heir.tail)
    relative.open(f"/r/cases/{no}")
    relative.sees("您的案件", "现在", "下一步", "最晚", "您要做的")
    relative.press("自己提出申请")
    relative.answer("为什么申请", "死亡")
    relative.write("您和受伤的人的关系，凭哪份材料", "结婚证")
    relative.tick("同意我局为办理这次受伤")
    relative.tick("以上内容真实")
    relative.press("提交申请")
    relative.sees("申请已收到")
    relative.open(f"/r/cases/{no}/papers")
    relative.sees("还缺的", "死亡证明", "亲属关系和供养关系证明")
    brought(relative, "亲属关系和供养关系证明", tmp_path / "结婚证.jpg")
    relative.sees("已收到 1 个文件。", "结婚证.jpg")
    (row,) = house.rows("claim", no=no)
    assert (row["state"], row["application_kind"], row["claimant_id"]) == ("applied", "death", heir.person_id)
    child = registers(officer, house, no, serial + 2, f"1380017100{WAYS.index(way)}", "子女")
    officer.sees(f"子女 合******{child.name[-1]}", f"配偶 合******{heir.name[-1]}", "申请人", "能登录")
    finds_his_part(enter(way), no, child)


def registers(officer: Person, house: House, no: str, serial: int, phone: str, kinship: str) -> Relative:
    """An officer comes to the page of the kin by the case, has seen the card and the household register, and writes them down."""
    name, number = f"合成亲属{serial:04d}", id_number(serial)
    officer.open(f"/desk/cases/{no}")
    officer.press("近亲属：看和登记…")
    officer.write("姓名", name)
    officer.write("身份证号码", number)
    officer.write("手机号", phone)
    officer.choose("与受伤人员的关系", kinship)
    officer.write("当场看过的证明", "户口簿原件")
    officer.press("登记近亲属")
    officer.sees("已登记为近亲属。")
    registered = max(house.rows("relative", claim_no=no), key=lambda row: int(row["id"].rpartition("-")[2]))
    return Relative(str(registered["person_id"]), name, phone, number[-TAIL_DIGITS:], kinship)


def finds_his_part(child: Person, no: str, own: Relative) -> None:
    """From his registration on he finds what he has to hand in, before anything was written or awarded to him."""
    child.sign_in_by_telephone(own.phone, own.tail)
    child.open(f"/r/cases/{no}")
    child.sees("您已登记为近亲属，有材料还没有交。", "去交材料", "还没有交的：", "居民身份证", "社会保障卡")
    child.press("亲属关系和供养关系证明")
    child.sees("这里交您自己的材料")


def brought(relative: Person, kind: str, photo: Path) -> None:
    """Hand in a photograph of a paper."""
    photo.write_bytes(photograph((300 + len(kind), 200)))
    relative.choose("这是什么材料", kind)
    relative.hand_in("照片或 PDF", photo)
    relative.press("上传")


def make_family(house: House) -> Family:
    """A spouse who has taken the case on, and a child for each way."""
    house.set_clock(DAY)
    made = decided_family(house, 9000, [f"1380016000{place}" for place in range(1 + len(WAYS))])
    house.work()
    return made


@pytest.fixture(scope="module")
def family(house: House) -> Family:
    return make_family(house)


@EACH_WAY
def test_a_survivor_has_his_own_part_and_nothing_else(
    way: Way, family: Family, house: House, enter: Enter, tmp_path: Path
) -> None:
    house.set_clock(DAY)
    own, base = family.others[WAYS.index(way)], f"/r/cases/{family.no}"
    child = enter(way)
    child.sign_in_by_telephone(own.phone, own.tail)
    child.sees(
        "您在这个案件里的部分",
        "有写给您的信没有签收。",
        "没有签收的信：2 封",
        "您这里没有在走的期限。",
        "您要做的 去看信、签收",
    )
    signs_for(child, house, family, own)
    child.open(base)
    child.sees(
        "付给您的钱已经决定。",
        "您登记账户，我局付款",
        "最晚 9月1日（周一）",
        f"每月 ¥{CHILD_SUM}",
        "您要做的 去登记收款账户",
    )
    child.press("去登记收款账户")
    asks_for_account(child, house, own)
    child.open(base)
    child.sees("您已登记为近亲属，有材料还没有交。")
    child.misses("社会保障卡")
    child.press("亲属关系和供养关系证明")
    hands_in(child, house, family, own, tmp_path)
    child.open(base)
    child.sees("您申请的账户正在核对。", "现在不用做什么。")
    child.misses("还没有交的")
    registered_as_asked(house, family.no)
    child.page.reload()
    child.sees("付给您的钱已经决定。", "下一步 钱到您的账户")
    knows_his_sum_alone(child, base)
    objects(child, house, family, own)
    finds_nothing_of_the_others(child, house, family)


def signs_for(child: Person, house: House, family: Family, own: Relative) -> None:
    """Both letters are read in his copy and signed for; from then on his own last days run."""
    child.press("去看信、签收")
    child.press("待遇核定告知书")
    child.sees("这封信说的是", "您还没同意电子送达。")
    child.press("寄纸质件，我先看看")
    child.sees("只看不算签收", CHILD_SUM)
    child.misses(HEIR_SUM)
    child.press("同意，并现在签收")
    child.sees("申请行政复议：最晚 9月1日（周一）", "提起行政诉讼：最晚 2026年1月4日（周日）", "核验真伪")
    child.open(own_letter(house, family.no, "confirmation", own))
    child.press("同意，并现在签收")
    child.misses(DIAGNOSIS)


def asks_for_account(child: Person, house: House, own: Relative) -> None:
    """An account of his own, looked at again by its last digits, by a code; officers and a working day stand before it."""
    child.answer("打到哪种账户", "社会保障卡")
    child.write("开户银行", "合成银行")
    child.write("账号", ACCOUNT)
    house.tick()
    child.press("下一步")
    child.sees("请再看一遍：合成银行 尾号 0009", "批准以后再等", "才向新账户付款")
    child.write("短信里的 6 位数字", house.code(own.phone))
    child.press("没错，申请登记")
    child.sees("申请已收到。", "尾号 0009", "正在核对，最晚")


def knows_his_sum_alone(child: Person, base: str) -> None:
    """Every sum opens to its arithmetic and its article; none is another's."""
    child.open(f"{base}/money")
    child.press("怎么算的，依据哪一条")
    child.sees(CHILD_SUM, "工伤保险条例第三十九条")
    child.misses(HEIR_SUM, DIAGNOSIS)


def hands_in(child: Person, house: House, family: Family, own: Relative, folder: Path) -> None:
    """What he is to the dead, and who he is, handed in for his own part."""
    child.misses("还缺的", "死亡证明")
    brought(child, "亲属关系和供养关系证明", folder / "户口簿.jpg")
    child.sees("已收到 1 个文件。", "户口簿.jpg")
    brought(child, "居民身份证", folder / "身份证.jpg")
    assert len(house.rows("evidence_file", claim_no=family.no, of_kin=own.person_id)) == 2


def objects(child: Person, house: House, family: Family, own: Relative) -> None:
    """He does not agree to his own sum, and has a draft in his own name against the letter to him."""
    letter = f"{family.no}/{own_letter(house, family.no, 'award', own).rpartition('/')[2]}"
    (number,) = [row["number"] for row in house.rows("letter", id=letter)]
    child.open(f"/r/cases/{family.no}/object")
    child.press("金额")
    child.sees("行政复议：向 重庆市铜梁区人民政府，最晚 9月1日（周一）", number)
    child.press("生成复议申请书草稿")
    child.sees(f"申请人：{own.name}", number, "重庆市铜梁区人民政府")
    child.misses(family.heir.name, DIAGNOSIS)


def finds_nothing_of_the_others(child: Person, house: House, family: Family) -> None:
    """What is the claimant's answers as nonsense does, to the byte."""
    nonsense = child.page.request.get(f"{house.server.url}/r/cases/{family.no}/letters/nonsense")
    assert nonsense.status == 404
    paper = take_in_pieces(
        house.office.desk,
        f"rider-{family.heir.person_id.lower()}",
        family.no,
        "kin_proof",
        "结婚证.jpg",
        [photograph()],
    )
    other = own_letter(house, family.no, "award", family.heir)
    (receipt,) = house.rows("letter", claim_no=family.no, kind="application_receipt")
    for path in (
        other,
        f"{other}/pdf",
        letter_page(str(receipt["id"])),
        f"/files/{paper.file_id}/view",
        f"/r/cases/{family.no}/apply",
    ):
        answer = child.page.request.get(house.server.url + path)
        assert (path, answer.status, answer.body()) == (path, 404, nonsense.body())
