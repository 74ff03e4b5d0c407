"""A file of reports: good lines become cases once and for all, bad lines are refused whole and told everything at once."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from stdnum.cn import ric

from claims.errors import BadInput, Refused
from tests.support.cards import card_seen
from tests.support.world import World
from workflows.identity import make_index_key
from workflows.import_columns import COLUMNS
from workflows.import_files import Line, read_lines
from workflows.import_template import template_csv, write_template
from workflows.importing import Result, Status, import_file, read_report

TODAY = date(2024, 10, 10)
Record = dict[str, object]


def id_number(place: int) -> str:
    """A synthetic ID number: order code 000, right check digit."""
    body = f"500151199001{place:02d}000"
    return body + ric.calc_check_digit(f"{body}0")


def good(place: int, **changes: object) -> Record:
    record: Record = {
        "姓名": f"合成人员{place:02d}",
        "身份证号码": id_number(place),
        "手机号码": "13800000000",
        "平台企业": "美团",
        "行业": "外卖",
        "报案渠道": "电话",
        "报案日期": "2024-09-03",
        "受伤日期": "2024-09-02",
        "受伤时间": "12:40",
        "受伤地点": "铜梁区巴川街道",
        "受伤经过": "送餐途中摔倒",
        "受伤部位与程度": "右手腕骨折",
        "受伤时订单状态": "配送或运送中",
        "订单号": f"MT2024{place}",
        "接单时间": "2024-09-02 12:20",
        "完成时间": "",
    }
    return {**record, **changes}


def three_and_three() -> list[Record]:
    """Three good lines among three bad ones, with eight faults in all."""
    return [
        good(11),
        good(12, 姓名="", 身份证号码="500151199001012345", 报案日期="昨天"),
        good(13),
        good(14, 受伤日期="2024-09-04", 报案渠道="写信"),
        good(15),
        good(16, 受伤地点=" ", 手机号码="1234", 报案日期="2024-10-11"),
    ]


def write_csv(path: Path, records: list[Record], encoding: str = "utf-8-sig") -> Path:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, records[0].keys())
    writer.writeheader()
    writer.writerows(records)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, records: list[Record]) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.append(list(records[0]))
    for record in records:
        sheet.append(list(record.values()))
    book.save(path)
    return path


def write_jsonl(path: Path, records: list[Record]) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


KINDS: dict[str, Callable[[Path, list[Record]], Path]] = {".csv": write_csv, ".xlsx": write_xlsx, ".jsonl": write_jsonl}


@pytest.fixture
def world(world: World) -> World:
    """A bureau whose register is open."""
    make_index_key(world.desk.var_dir)
    world.insert("series", {"series": "person", "year": 0, "last_serial": 3, "last_on": TODAY})
    return world


def take(world: World, path: Path, username: str = "intake1") -> list[Result]:
    return list(import_file(world.desk, username, path))


def faults_of(record: Mapping[str, object]) -> list[str]:
    names = {column.heading: column.name for column in COLUMNS}
    line = Line(1, {names[heading]: cell for heading, cell in record.items()})
    return [fault.message() for fault in read_report(line, TODAY)[1]]


@pytest.mark.parametrize("suffix", KINDS)
def test_good_lines_are_taken_and_bad_ones_told_every_fault(suffix: str, world: World, tmp_path: Path) -> None:
    path = KINDS[suffix](tmp_path / f"reports{suffix}", three_and_three())
    results = take(world, path)
    taken, refused, repeated = Status.TAKEN, Status.REFUSED, Status.REPEATED
    assert [result.status for result in results] == [taken, refused, taken, refused, taken, refused]
    assert [len(result.faults) for result in results] == [0, 3, 0, 2, 0, 3]
    assert [row["no"] for row in world.rows("claim")] == [result.claim_no for result in results if result.claim_no]
    again = take(world, path)
    assert [result.status for result in again] == [repeated, refused, repeated, refused, repeated, refused]
    assert [result.claim_no for result in again] == [result.claim_no for result in results]
    assert len(world.rows("claim")) == len(world.rows("event", trigger="report")) == 3


def test_a_refused_line_leaves_nothing_behind(world: World, tmp_path: Path) -> None:
    before = world.digest(frozenset())
    take(world, write_csv(tmp_path / "bad.csv", [good(12, 受伤地点="")]))
    assert world.digest(frozenset()) == before


def test_each_fault_says_the_column_and_what_to_write() -> None:
    first, second, third = (faults_of(record) for record in three_and_three()[1::2])
    assert [text[:4] for text in first] == ["姓名：没", "身份证号", "报案日期"]
    assert "2025-03-02" in first[2]
    assert [text.partition("：")[0] for text in second] == ["报案渠道", "受伤日期"]
    assert "小程序或APP、电话" in second[0]
    assert [text.partition("：")[0] for text in third] == ["手机号码", "受伤地点", "报案日期"]


def test_an_id_number_is_not_repeated_in_its_fault() -> None:
    (fault,) = faults_of(good(12, 身份证号码="500151199001012345"))
    assert "19900101" not in fault


def test_what_is_reported_is_what_the_line_says(world: World, tmp_path: Path) -> None:
    (result,) = take(world, write_csv(tmp_path / "one.csv", [good(11, 平台企业="美团外卖", 行业="快递")]))
    claim = world.one("claim", no=result.claim_no)
    assert (claim["platform"], claim["industry"], claim["channel"]) == ("美团", "express", "phone")
    assert (claim["accident_on"], claim["order_state"]) == (date(2024, 9, 2), "delivering")
    assert claim["order_accepted_at"] == "2024-09-02T04:20:00.000000Z"
    private = json.loads(world.one("claim_private", claim_no=result.claim_no)["body"])
    assert private["accident_time"] == "12:40"
    person = json.loads(world.one("person_private", person_id=claim["person_id"])["body"])
    assert (person["name"], person["phone"]) == ("合成人员11", "13800000000")
    assert world.one("event", trigger="report")["occurred_on"] == date(2024, 9, 3)


def test_another_officer_who_imports_the_file_takes_none_twice(world: World, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "one.csv", [good(11)])
    first, second = take(world, path)[0], take(world, path, "intake2")[0]
    assert (second.status, second.claim_no) == (Status.REPEATED, first.claim_no)


def test_a_line_corrected_after_it_was_taken_is_not_a_second_case(world: World, tmp_path: Path) -> None:
    first = take(world, write_csv(tmp_path / "one.csv", [good(11)]))[0]
    second = take(world, write_csv(tmp_path / "two.csv", [good(11, 受伤经过="送餐途中滑倒", 订单号="")]))[0]
    assert (second.status, second.claim_no) == (Status.REPEATED, first.claim_no)


def test_two_orders_of_one_day_are_two_accidents(world: World, tmp_path: Path) -> None:
    results = take(world, write_csv(tmp_path / "two.csv", [good(11), good(11, 订单号="MT-2")]))
    assert [result.status for result in results] == [Status.TAKEN, Status.TAKEN]


def test_the_same_line_twice_in_a_file_is_taken_once(world: World, tmp_path: Path) -> None:
    results = take(world, write_csv(tmp_path / "two.csv", [good(11), good(11)]))
    assert [result.status for result in results] == [Status.TAKEN, Status.REPEATED]


def test_two_imports_at_once_take_none_twice(world: World, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "many.csv", [good(place) for place in range(11, 17)])
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: take(world, path), range(2)))
    assert len(world.rows("claim")) == 6
    for one, other in zip(*both, strict=True):
        assert one.claim_no == other.claim_no
        assert sorted((one.status, other.status)) == [Status.REPEATED, Status.TAKEN]


def test_a_person_known_under_another_name_is_refused(world: World, tmp_path: Path) -> None:
    take(world, write_csv(tmp_path / "one.csv", [good(11, 报案渠道="窗口")]))
    other = {"姓名": "合成人员99", "订单号": "MT-2"}
    (result,) = take(world, write_csv(tmp_path / "two.csv", [good(11, 报案渠道="窗口", **other)]))
    assert result.status is Status.REFUSED
    assert "姓名" in result.faults[0]
    (told,) = take(world, write_csv(tmp_path / "three.csv", [good(11, **other)]))
    assert told.status is Status.TAKEN
    assert len({row["person_id"] for row in world.rows("claim")}) == 2


@pytest.mark.parametrize("channel", ["电话", "平台企业", "窗口"])
def test_a_line_that_comes_again_after_the_card_was_seen_is_still_one_case(
    world: World, tmp_path: Path, channel: str
) -> None:
    path = write_csv(tmp_path / "one.csv", [good(11, 报案渠道=channel)])
    (first,) = take(world, path)
    body = json.loads(world.one("person_private", person_id=world.one("claim")["person_id"])["body"])
    assert ("id_number" in body) is (channel == "窗口")
    if channel != "窗口":
        assert card_seen(world.desk, first.claim_no, "另一个名字", body["id_number_told"]).done
    (again,) = take(world, path)
    assert (again.status, again.claim_no) == (Status.REPEATED, first.claim_no)


def test_what_a_platform_imports_is_told_whatever_channel_it_writes(world: World, tmp_path: Path) -> None:
    take(world, write_csv(tmp_path / "one.csv", [good(11, 报案渠道="窗口")]), "platform1")
    body = json.loads(world.one("person_private", person_id=world.one("claim")["person_id"])["body"])
    assert "id_number" not in body


def test_a_platform_reports_its_own_riders_only(world: World, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "two.csv", [good(11), good(12, 平台企业="饿了么")])
    results = take(world, path, "platform1")
    assert [result.status for result in results] == [Status.TAKEN, Status.REFUSED]


@pytest.mark.parametrize("username", ["cashier1", "auditor1", "rider1", "nobody1"])
def test_who_may_not_report_for_others_imports_nothing(username: str, world: World, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "one.csv", [good(11)])
    before = world.digest(frozenset())
    with pytest.raises(Refused):
        take(world, path, username)
    assert world.digest(frozenset()) == before


def test_excel_dates_times_and_whole_numbers_are_read_as_they_look(world: World, tmp_path: Path) -> None:
    record = good(11, 手机号码=13800000000, 受伤时间=time(12, 40), 订单号=20240902)
    record |= {
        "报案日期": datetime.fromisoformat("2024-09-03T00:00"),
        "受伤日期": date(2024, 9, 2),
        "接单时间": datetime.fromisoformat("2024-09-02T12:20"),
    }
    (result,) = take(world, write_xlsx(tmp_path / "excel.xlsx", [record]))
    assert result.faults == ()
    claim = world.one("claim", no=result.claim_no)
    assert (claim["order_no"], claim["order_accepted_at"]) == ("20240902", "2024-09-02T04:20:00.000000Z")


def test_an_id_number_that_excel_made_a_number_of_is_refused() -> None:
    (fault,) = faults_of(good(11, 身份证号码=5.00151199001011e17))
    assert "文本" in fault


def test_a_csv_of_chinese_excel_is_read(world: World, tmp_path: Path) -> None:
    (result,) = take(world, write_csv(tmp_path / "gb.csv", [good(11)], "gb18030"))
    assert result.status is Status.TAKEN


@pytest.mark.parametrize("text", ["2024-09-03", "2024/9/3", "2024.9.3", "2024年9月3日"])
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert faults_of(good(11, 报案日期=text)) == []


@pytest.mark.parametrize("text", ["24-09-03", "2024-02-30", "09/03/2024", "45538", "2024-09-03 晚", "2024-13-01"])
def test_a_day_that_can_be_read_two_ways_or_does_not_exist_is_refused(text: str) -> None:
    assert len(faults_of(good(11, 报案日期=text))) == 1


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("受伤时间", "25:00"),
        ("受伤时间", "中午"),
        ("接单时间", "2024-09-02"),
        ("完成时间", "2024-09-02 12:10"),
        ("受伤经过", "摔" * 501),
        ("受伤经过", "摔\x07倒"),
        ("受伤时订单状态", "delivered"),
    ],
)
def test_what_cannot_be_is_one_fault_at_its_column(column: str, cell: str) -> None:
    (fault,) = faults_of(good(11, **{column: cell}))
    assert fault.startswith(column)


def test_a_line_that_has_slipped_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "slipped.csv"
    write_csv(path, [good(11)])
    path.write_text(path.read_text(encoding="utf-8-sig").rstrip() + ",多出一格\n", encoding="utf-8")
    (line,) = read_lines(path)
    assert [fault.code for fault in line.faults] == ["import_cell_without_heading"]


def test_headings_may_stand_in_any_order_with_a_gap_between_them(tmp_path: Path) -> None:
    record = good(11)
    backwards = dict(reversed([*list(record.items())[:8], ("", ""), *list(record.items())[8:]]))
    (line,) = read_lines(write_csv(tmp_path / "order.csv", [backwards]))
    assert line.cells["person_name"] == "合成人员11"
    assert line.cells["order_no"] == "MT202411"


def test_wrong_headings_are_all_named_and_nothing_is_taken(world: World, tmp_path: Path) -> None:
    record = {("名字" if name == "姓名" else name): cell for name, cell in good(11).items()}
    del record["受伤地点"]
    with pytest.raises(BadInput) as told:
        take(world, write_csv(tmp_path / "wrong.csv", [record]))
    assert told.value.facts == {"missing": "姓名、受伤地点", "unknown": "名字", "twice": "无"}
    assert world.rows("claim") == []


@pytest.mark.parametrize(
    ("name", "content"),
    [("none.csv", b""), ("text.xlsx", b"not a workbook"), ("odd.csv", b"\xff\xff\xff"), ("word.docx", b"")],
)
def test_a_file_that_is_no_import_file_is_refused_by_name(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInput):
        list(read_lines(path))


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="gone"):
        list(read_lines(tmp_path / "gone.csv"))


def test_json_lines_are_refused_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_text('not json\n\n# remark\n[1]\n{"姓": "合成"}\n', encoding="utf-8")
    lines = list(read_lines(path))
    assert [line.number for line in lines] == [1, 4, 5]
    assert [[fault.code for fault in line.faults] for line in lines] == [
        ["import_not_json"], ["import_not_json"], ["import_unknown_column"],
    ]  # fmt: skip


@pytest.mark.parametrize("suffix", KINDS)
def test_the_template_filled_in_is_taken(suffix: str, world: World, tmp_path: Path) -> None:
    path = tmp_path / f"template{suffix}"
    write_template(path)
    assert list(read_lines(path)) == []
    example = {column.heading: column.example for column in COLUMNS} | {
        "报案日期": "2024-09-03",
        "受伤日期": "2024-09-02",
    }
    if suffix == ".xlsx":
        book = load_workbook(path)
        book["报案"].append(list(example.values()))
        book.save(path)
    else:
        with path.open("a", encoding="utf-8", newline="") as file:
            last = json.dumps(example, ensure_ascii=False) if suffix == ".jsonl" else ",".join(example.values())
            file.write(last + "\n")
    (result,) = take(world, path)
    assert result.faults == ()


def test_the_template_of_excel_explains_every_column_and_keeps_all_digits(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    explained = [row[0] for row in book["填写说明"].iter_rows(min_row=2, values_only=True)]
    assert explained == [column.heading for column in COLUMNS]
    assert book["报案"].column_dimensions["A"].width > 10
    lists = {str(one.sqref) for one in book["报案"].data_validations.dataValidation}
    assert len(lists) == sum(bool(column.words) for column in COLUMNS)
    assert all(f"{column.heading}（" in template_csv() for column in COLUMNS)


@given(st.dictionaries(st.sampled_from([column.name for column in COLUMNS]), st.one_of(
    st.none(), st.text(max_size=40), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(), st.times()
)))  # fmt: skip
def test_no_cell_whatsoever_is_more_than_a_fault(cells: dict[str, object]) -> None:
    data, faults = read_report(Line(1, cells), TODAY)
    assert faults or all(column.name in data for column in COLUMNS if column.required)
    assert all(fault.message() for fault in faults)
