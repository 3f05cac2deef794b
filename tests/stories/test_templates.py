"""Camp templates: all a camp has but its people, in one word or as a file; the second run changes nothing, a newer version is refused."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.cli.import_export import THE_SHELL, file_kinds
from bot.documents.document import Document
from bot.file_kind import Changes
from bot.membership import camp_by_id
from bot.messages import FileRef
from storage.connection import Db
from tests.quiz import fill, single, write
from tests.town import CAMP, Heard, Somebody, Town

LESSONS = "标题,技能\n澄清参照,先问和谁比。\n复述确认,先复述客户的话。\n"
NEXT = "营销实战营2606"


@pytest.fixture
def wang(town: Town) -> Somebody:
    """The owner of a camp that has one of everything."""
    wang = town.somebody("王岚")
    town.learner("林晓").says("打卡")
    wang.tells("/start")
    wang.confirms("群规 不发广告；每个工作日打卡")
    for words in ("打卡分 8", "打卡窗口 06:00-21:00", "冷静期 7", "入群链接 https://t.me/+abc", "周报配色 深色"):
        wang.tells(f"设置 {words}")
    wang.tells("日历 加班 5/10")
    wang.confirms("招募 表单\n你的岗位？ [单选 标签] 新员工/骨干\n为什么来？ [文字]")
    fill(town, [single(f"问题{n}？", "B", "入营") for n in range(3)])
    wang.tells("设置 入营题 3 标签=入营")
    bring(town, LESSONS)
    wang.confirms("复盘 模板 本周成果/要谁帮忙")
    wang.confirms("地图 加 第一关 课程=L2 奖励=金币10 开放=2026-05-20")
    wang.confirms("勋章 新建 七日连签 连续打卡>=7")
    wang.confirms("提醒 所有人 每周一 9:00 交周计划")
    return wang


def bring(town: Town, table: str) -> None:
    def run(db: Db) -> None:
        kind, camp = file_kinds()["lessons"], camp_by_id(db, 1)
        parsed = kind.check(db, camp, kind.read(Document(table.encode(), "课.csv"), camp))
        rows = [kind.pack(value) for value in parsed.values]
        kind.write(db, camp, rows, {"number": None, "file": "课.csv", "agreed": ""}, THE_SHELL, town.clock.now())

    write(town, run)


def exported(town: Town, camp: int) -> dict[str, Any]:
    def run(db: Db) -> bytes:
        kind = file_kinds()["camp"]
        return kind.export(db, camp_by_id(db, camp), kind.formats[0], "", "zh").content

    return dict(json.loads(write(town, run)))


def planned(town: Town, camp: int, content: bytes) -> Changes:
    def run(db: Db) -> Changes:
        kind, there = file_kinds()["camp"], camp_by_id(db, camp)
        return kind.plan(db, there, kind.read(Document(content, "模板.json"), there).values)

    return write(town, run)


def sends(town: Town, who: Somebody, whole: dict[str, Any]) -> Heard:
    """A template's file, in private."""
    content = json.dumps(whole, ensure_ascii=False).encode()
    token = f"file{town.events}"
    town.squares["telegram"].files[token] = content
    return who.tells("", files=(FileRef("模板.json", len(content), token),))


def test_one_command_makes_the_next_camp_and_a_second_run_changes_nothing(town: Town, wang: Somebody) -> None:
    town.go_to("6/1")
    said = wang.says(f"开营 {NEXT} 模板={CAMP}", room="群二")
    assert (
        "开好了" in said and f"正在把“{CAMP}”的设置、群规、课程、地图、题库、表单、复盘模板、勋章、提醒带过来，人不带" in said
    )
    assert "已导入" in said or "已更新" in said
    old, new = exported(town, 1), exported(town, 2)
    assert [part for part in new["parts"] if part[0] != "path"] == [part for part in old["parts"] if part[0] != "path"]
    assert {part[0] for part in old["parts"]} == {"settings", "rules", "form", "retro", "badge", "reminder", "path"}
    assert old["files"].keys() == new["files"].keys() == {"lessons", "questions"}
    keys = {key for part, value in old["parts"] if part == "settings" for key in value[:1]}
    assert "recruiting.link" not in keys and {"recruiting.cool_off", "calendar.days", "recruiting.quiz"} <= keys
    assert "林晓" not in json.dumps(old, ensure_ascii=False), "never people"
    wang.tells(f"切换 {NEXT}")
    shown = wang.tells("地图")
    assert "第一关" in shown and "6/15" in shown, "14 days from the first day, as 20 May was from 6 May"
    assert "冷静期 现在是 7" in wang.tells("设置 冷静期") and "不发广告" in wang.tells("群规")
    assert "复盘模板第1版：本周成果、要谁帮忙" in wang.tells("复盘 模板")
    assert "共1人" in wang.tells("成员")
    whole = json.dumps(old, ensure_ascii=False).encode()
    assert planned(town, 2, whole)[:2] == (0, 0), "the second run changes nothing"
    assert "新增0，更新0，问题0" in sends(town, wang, old)
    assert "已撤销" in wang.takes_back() and "冷静期 现在是 30" in wang.tells("设置 冷静期")
    assert "没有群规" in wang.tells("群规") and "：做了什么、卡点、下周" in wang.tells("复盘 模板")


def test_a_diff_is_shown_before_an_update(town: Town, wang: Somebody) -> None:
    whole = exported(town, 1)
    wang.tells("设置 冷静期 30")
    wang.confirms("群规 只有一条规矩")
    shown = sends(town, wang, whole)
    assert "设置 冷静期：30天 → 7天" in shown and "群规：2条，写成新的一版" in shown and "打卡分" not in shown
    assert "冷静期 现在是 30" in wang.tells("设置 冷静期"), "nothing is written before it is agreed to"
    wang.tells("导入")
    assert "冷静期 现在是 7" in wang.tells("设置 冷静期") and "不发广告" in wang.tells("群规")


UNREADABLE: list[tuple[dict[str, Any], str]] = [
    ({"qunxue_camp_template": 2}, "这份模板是第2版的格式，这里只读得懂第1版，没有改动"),
    ({"qunxue_camp_template": "x"}, "这不是营的模板"),
    ({"parts": [["settings", ["nobody.knows", 1]]]}, "设置“nobody.knows”这里没有"),
    ({"parts": [["settings", ["recruiting.cool_off", 9999]]]}, "设置“recruiting.cool_off”这里没有，或者值读不懂"),
    ({"parts": [["retro", ["做了什么", "做了什么"]]]}, "模板里的“retro”读不懂"),
    ({"parts": [["retro", "做了什么"]]}, "模板里的“retro”读不懂"),
    ({"parts": [["people", ["林晓"]]]}, "模板里的“people”读不懂"),
]


def contents(template: dict[str, Any]) -> dict[str, Any]:
    """A template with what its workbooks hold in place of their bytes, which name the second they were written in."""
    files = {key: cells(base64.b64decode(file["content"])) for key, file in template["files"].items()}
    return {**template, "files": files}


def cells(workbook: bytes) -> list[list[tuple[Any, ...]]]:
    """Every sheet's rows."""
    return [list(sheet.values) for sheet in load_workbook(io.BytesIO(workbook)).worksheets]


def test_what_cannot_be_read_is_said_and_changes_nothing(town: Town, wang: Somebody) -> None:
    before = exported(town, 1)
    inside = contents(before)
    for change, said in UNREADABLE:
        assert said in sends(town, wang, {**before, **change, **({"files": {}} if "parts" in change else {})})
        wang.tells("取消")
    assert contents(exported(town, 1)) == inside


def test_whose_camp_is_not_theirs_gives_no_template(town: Town, wang: Somebody) -> None:
    town.app.identity.owners = frozenset({"telegram:王岚", "telegram:何琳"})
    he = town.somebody("何琳")
    assert "要由它的经理来做，没有开营" in he.says(f"开营 {NEXT} 模板={CAMP}", room="群二")
    assert "没有叫“没有营”的营可以当模板，没有开营" in he.says(f"开营 {NEXT} 模板=没有营", room="群二")
    assert "开好了" in he.says(f"开营 {NEXT}", room="群二")
