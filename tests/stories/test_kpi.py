"""Imported figures: read first, written once, corrected as a new version, and every bad cell one sentence with its row."""

from __future__ import annotations

import io
import json
import time
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from bot.cli import import_export
from bot.cli.import_export import file_kinds
from bot.documents.document import Document
from bot.feature import Role
from bot.file_kind import By, Changes, FileKind
from bot.membership import camp_by_id
from storage import camps, kpi, memberships, people
from storage.connection import Db
from storage.database import connect
from storage.kpi.tables import kpi_metric, kpi_value
from tests.engines import on_sqlite
from tests.quiz import write
from tests.stories.test_connect import two_accounts
from tests.stories.test_import_export import received, send
from tests.town import Somebody, Town

HEADS = "姓名,团队,指标,月份,数值,单位\n"
SALES = (
    HEADS
    + '林晓,,销售额,2026-03,"12,000.50",元\n林晓,,销售额,2026-04,13000,元\n周航,,销售额,2026-04,¥9000,\n,华东,在岗人数,2026-04,45,人\n'
)


def ready(town: Town) -> Somebody:
    manager = town.opened()
    for name in ("林晓", "周航"):
        town.learner(name).tells("积分")
    return manager


def taken(who: Somebody, table: str) -> None:
    send(who, "业绩.csv", table.encode())
    who.tells("导入")


def test_figures_go_in_once_and_a_correction_is_a_version(either_town: Town) -> None:
    manager = ready(either_town)
    assert "还没有导入指标" in manager.tells("指标")
    assert send(manager, "业绩.csv", SALES.encode()).startswith("试读完成，尚未写入：可导入4，没有问题。")
    assert "还没有导入指标" in manager.tells("指标"), "the dry run writes nothing"
    send(manager, "业绩.csv", SALES.encode())
    said = manager.tells("导入")
    assert said.startswith("已导入4个数") and "这些数由王岚提供，机器人没有核实" in said
    listed = manager.tells("指标")
    assert "机器人没有核实" in listed and "销售额（元）：2026年3月到2026年4月，2人，3个数" in listed
    assert "最近：王岚 05-06 08:10 导入“业绩.csv”" in listed and "在岗人数（人）" in listed
    assert send(manager, "业绩.csv", SALES.encode()).startswith("4个数已存在且无变化，新增0，更新0")

    changed = SALES.replace("13000", "13500")
    assert "可导入1（新增0、更新1），无变化3" in send(manager, "业绩2.csv", changed.encode())
    assert manager.tells("导入").startswith("已更新1个数")
    of_ann = manager.tells("指标 销售额 林晓")
    assert "2026年4月：13,500元（第2版，王岚" in of_ann and "2026年3月：12,000.5元（第1版" in of_ann
    assert "2人，人均11250.0元（更正过1个）" in manager.tells("指标 销售额")
    assert "2026年4月：45人（第1版" in manager.tells("指标 在岗人数 华东")
    assert either_town.look(select(func.count()).select_from(kpi_value)) == [(5,)], "the version before it is kept"
    assert manager.takes_back().startswith("✅ 已撤销这次导入：收回0个数，1个数恢复原样。")
    assert "2026年4月：13,000元（第1版" in manager.tells("指标 销售额 林晓")


@on_sqlite
def test_each_bad_cell_is_one_sentence_with_its_row_and_nothing_is_changed(either_town: Town) -> None:
    manager = ready(either_town)
    other = people_of_another_camp(either_town)
    rows = {
        "林晓,,销售额,2026-04,1,元": "",
        "林晓,,销售额,2026年4月,2,元": "第3行 与第2行是同一个人、同一个月的“销售额”，只能有一个数",
        "林晓,,销售额,2026-05,优秀,元": "数值“优秀”不是数，请写成 12345.6 或 85%",
        "林晓,,在岗人数,2026-05,-3,": "“在岗人数”是人数，要写0或以上的整数，这里是-3",
        "林晓,,带教,2026-05,2.5,人": "“带教”是人数，要写0或以上的整数，这里是2.5",
        "林晓,,销售额,46143,1,元": "月份“46143”看不懂，请写成 2026-05",
        "林晓,,销售额,5月,1,元": "月份“5月”看不懂，请写成 2026-05",
        '林晓,,销售额,2026-06,"1,23",元': "数值“1,23”不是数",
        "林晓,,销售额,2026-06,2026-05-01,元": "数值“2026-05-01”不是数",
        "林晓,,销售额,2026-06,3,万元": "“销售额”的单位是元，这一行是万元，请换算成一样的",
        "林晓,,销售额,2026-06,3%,元": "单位一处写元、一处写%，请统一",
        "没这人,,销售额,2026-06,3,元": "“没这人”不在这个营，没有导入",
        f"{other},,销售额,2026-06,3,元": f"“{other}”不在这个营，没有导入",
        "林晓,华东,销售额,2026-06,3,元": "既写了人又写了团队，一行只能是一个的",
        ",,销售额,2026-06,3,元": "没写是谁的：写姓名、账号、工号或团队",
        "林晓,,,2026-06,3,元": "指标没有写",
        "林晓,,销售额,2026-06,,元": "数值没有写",
    }
    kind = file_kinds()["kpi"]

    def read(db: Any) -> Any:
        camp = camp_by_id(db, 1)
        return kind.check(db, camp, kind.read(Document((HEADS + "\n".join(rows)).encode(), "坏.csv"), camp))

    parsed = write(either_town, read)
    said = {fault.row: fault.line().to("zh") for fault in parsed.faults}
    for number, sentence in enumerate(rows.values(), 2):
        assert (sentence == "" and number not in said) or sentence in said[number], (number, said.get(number))
    assert f"可导入1，问题{len(rows) - 1}" in send(manager, "坏.csv", (HEADS + "\n".join(rows)).encode())
    assert either_town.look(select(func.count()).select_from(kpi_metric)) == [(0,)]


def joins(town: Town, camp: int, channel: str, ident: str, name: str) -> None:
    """Somebody is a learner of a camp without a word."""

    def join(db: Any) -> None:
        who, _ = people.meet(db, channel, ident, name, "zh", at=town.now)
        memberships.join(db, camp, who, "learner", day=date(2026, 5, 6), at=town.now)

    write(town, join)


def people_of_another_camp(town: Town) -> str:
    """Somebody who is in another camp of the house and not in this one."""
    camp = write(town, lambda db: camps.open_camp(db, name="乙营", language="zh", timezone="Asia/Shanghai", at=town.now))
    assert camp is not None
    joins(town, camp, "telegram", "t77", "钱进")
    return "钱进"


def workbook(*rows: list[Any], formats: dict[str, str] | None = None) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    for cell, number_format in (formats or {}).items():
        book.active[cell].number_format = number_format
    book.save(file)
    return file.getvalue()


@on_sqlite
def test_what_a_spreadsheet_keeps_is_what_is_taken(either_town: Town) -> None:
    """Dates are months, a percentage has all its digits whatever the cell shows, thousands are parted, and a figure that became a date is
    said."""
    manager = ready(either_town)
    file = workbook(
        ["姓名", "指标", "月份", "数值"],
        ["林晓", "转化率", date(2026, 3, 1), 0.85714],
        ["林晓", "销售额", date(2026, 3, 31), 1234567.891],
        ["周航", "利润", "2026.04", -1200],
        ["周航", "销售额", "2026/4", date(2026, 5, 1)],
        formats={"D2": "0%", "D3": '#,##0"元"', "D4": "#,##0;(#,##0)"},
    )
    said = send(manager, "业绩.xlsx", file)
    assert "可导入3，问题1：第5行 数值“2026-05-01”被表格存成了日期，请把这一格改成数字" in said
    manager.tells("导入")
    assert "2026年3月：85.714%" in manager.tells("指标 转化率 林晓")
    assert "2026年3月：1,234,567.891元" in manager.tells("指标 销售额 林晓")
    assert "2026年4月：-1,200" in manager.tells("指标 利润 周航")
    for format in ("xlsx", "csv"):
        name, content = received(either_town, manager.tells(f"导出 指标 格式={format}"))
        assert send(manager, name, content, "导入 指标").startswith("3个数已存在且无变化，新增0，更新0")


@on_sqlite
def test_two_of_one_name_are_told_apart_by_account_or_staff_number(either_town: Town) -> None:
    town = either_town
    manager = ready(town)
    joins(town, 1, "wecom", "LinXiao2", "林晓")
    heads = "姓名,账号,指标,月份,数值\n"
    assert "营里有2位“林晓”，请再写账号或工号" in send(manager, "a.csv", (heads + "林晓,,拜访,2026-04,3\n").encode())
    assert "没有问题" in send(manager, "a.csv", (heads + "林晓,企业微信：LINXIAO2,拜访,2026-04,3\n").encode())
    assert "不是同一个人" in send(manager, "a.csv", (heads + "周航,wecom:LinXiao2,拜访,2026-04,3\n").encode())
    assert "不在这个营" in send(manager, "a.csv", (heads + "林晓,telegram:404,拜访,2026-04,3\n").encode())
    assert "账号要写成 渠道:编号" in send(manager, "a.csv", (heads + "林晓,404,拜访,2026-04,3\n").encode())


@on_sqlite
def test_appraisals_are_marked_from_0_to_100(either_town: Town) -> None:
    manager = ready(either_town)
    table = "姓名,维度,月份,得分\n林晓,异议,2026-04,69\n周航,异议,2026-04,101\n周航,谈判,2026-04,-1\n"
    said = send(manager, "考核.csv", table.encode())
    assert "可导入1，问题2" in said and "第3行 得分要在0到100之间，这里是101" in said
    assert manager.tells("导入").startswith("已导入1个得分")
    assert "异议：2026年4月到2026年4月，1人，1个数" in manager.tells("指标 考核")
    assert "2026年4月：69" in manager.tells("指标 考核 异议 林晓")
    name, empty = received(either_town, manager.tells("导入 考核 模板"))
    assert name == "考核模板.xlsx" and "考核表里没有得分" in send(manager, name, empty, "导入 考核")


@on_sqlite
def test_it_is_the_managers_and_in_private(either_town: Town) -> None:
    manager = ready(either_town)
    taken(manager, SALES)
    lin = either_town.somebody("林晓")
    assert "社群经理" in lin.tells("指标")
    assert "销售额" not in manager.says("/指标") and "销售额" in manager.heard_privately
    assert "没有导入过“产量”。导入过的有：销售额、在岗人数" in manager.tells("指标 产量")
    assert "没有叫“没这人”的人" in manager.tells("指标 销售额 没这人")
    assert "没有导入过周航的“在岗人数”" in manager.tells("指标 在岗人数 周航")


def test_two_accounts_of_one_person_have_one_figure_a_month(either_town: Town) -> None:
    town = either_town
    on_telegram, on_wecom = two_accounts(town)
    manager = town.somebody("王岚")
    for who in (on_telegram, on_wecom):
        who.tells("积分")
    heads = "账号,指标,月份,数值\n"
    rows = "telegram:林晓,拜访,2026-04,3\nwecom:林晓,拜访,2026-04,5\nwecom:林晓,拜访,2026-03,7\n"
    taken(manager, heads + rows)
    on_telegram.becomes_one_with(on_wecom)
    camp = write(town, lambda db: kpi.summary(db, 1, "kpi"))
    assert [(one.figures, one.members) for one in camp] == [(2, 1)]


@on_sqlite
def test_the_shell_takes_the_same_files_in(either_town: Town, tmp_path: Path) -> None:
    manager = ready(either_town)
    file = tmp_path / "考核.csv"
    file.write_text("姓名,维度,月份,得分\n林晓,异议,2026-04,69\n没这人,异议,2026-04,70\n", encoding="utf-8")
    engine = connect(either_town.url)
    db, kind = Db(engine), file_kinds()["appraisal"]
    camp = camp_by_id(db, 1)
    for changes in (Changes(new=1), Changes(same=1)):
        parsed = import_export.read(db, kind, camp, file)
        assert [fault.line().to("zh") for fault in parsed.faults] == ["第3行 “没这人”不在这个营，没有导入"]
        assert import_export.plan(db, kind, camp, parsed) == changes
        assert import_export.write(db, kind, camp, parsed, file.name, [], at=either_town.now) == changes
    db.close()
    engine.dispose()
    assert "命令行 05-06 08:10 导入“考核.csv”" in manager.tells("指标 考核")


ROWS, PEOPLE, CPU = 50_000, 2_000, 5.0
"""The issue's figure: so many rows, of so many members, within so many seconds of CPU."""


def fifty_thousand() -> bytes:
    """Twenty-five months of two thousand people, as a spreadsheet program writes a table."""
    months = [f"{2024 + n // 12}-{n % 12 + 1:02}" for n in range(ROWS // PEOPLE)]
    rows = (f'学员{n:04},销售额,{month},"{n + 1_000:,}.50",元' for month in months for n in range(PEOPLE))
    return ("姓名,指标,月份,数值,单位\n" + "\n".join(rows)).encode()


@pytest.mark.journey
def test_fifty_thousand_rows_are_tried_and_written_within_the_issues_bound(town: Town) -> None:
    """CPU and not time: everything an import does, from the bytes to the last slice, and the same again, which changes nothing."""

    def members(db: Any) -> None:
        for n in range(PEOPLE):
            who, _ = people.meet(db, "web", f"x{n}", f"学员{n:04}", "zh", at=town.now)
            memberships.join(db, 1, who, "learner", day=date(2026, 5, 6), at=town.now)

    write(town, members)
    kind, data = file_kinds()["kpi"], fifty_thousand()
    begun = time.process_time()
    packed = write(town, lambda db: tried(db, kind, data))
    kept: dict[str, Any] = {"number": 1, "name": "业绩.csv"}
    for some in packed:
        kept = write(town, partial(part, kind, some, kept, town.now))
    assert time.process_time() - begun < CPU
    assert town.look(select(func.count()).select_from(kpi_value)) == [(ROWS,)]
    assert write(town, lambda db: planned(db, kind, data)) == Changes(same=ROWS)


def part(kind: FileKind, some: list[Any], kept: dict[str, Any], now: datetime, db: Any) -> dict[str, Any]:
    return kind.write(db, camp_by_id(db, 1), some, kept, By(None, Role.OWNER), now).kept


def planned(db: Any, kind: FileKind, data: bytes) -> Changes:
    return kind.plan(db, camp_by_id(db, 1), read_in(db, kind, data).values)


def read_in(db: Any, kind: FileKind, data: bytes) -> Any:
    camp = camp_by_id(db, 1)
    return kind.check(db, camp, kind.read(Document(data, "业绩.csv"), camp))


def tried(db: Any, kind: FileKind, data: bytes) -> list[list[Any]]:
    """What the dry run does: it reads, finds everybody, says what would change, and leaves the slices."""
    parsed = read_in(db, kind, data)
    assert not parsed.faults and kind.plan(db, camp_by_id(db, 1), parsed.values) == Changes(new=ROWS)
    slices = kind.slices([kind.pack(value) for value in parsed.values])
    return [json.loads(json.dumps(some, ensure_ascii=False)) for some in slices]
