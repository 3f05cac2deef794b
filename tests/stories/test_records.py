"""Records to take along: every line valid and the same each time, nobody in them who is erased, nothing of an anonymous form, and
everybody's own for themselves."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date
from typing import Any

from openpyxl import load_workbook

from bot.parts import File
from handlers.quiz.bank.questions import Question, Short
from storage import expected_members, memberships
from tests.engines import postgresql_in_journeys
from tests.many_answers import many_answers
from tests.quiz import fill, single, write
from tests.stories.test_event_afterwards import held
from tests.stories.test_events import met
from tests.stories.test_exam import takes
from tests.stories.test_import_export import received, send
from tests.stories.test_lessons import imported
from tests.stories.test_my_data import erased
from tests.stories.test_surveys import answers
from tests.town import Heard, Somebody, Town
from tests.xapi_rules import wrong


def lived(town: Town) -> tuple[Somebody, list[Somebody]]:
    """Three people of whom two passed an exam, two were there, and one finished a lesson and was given a badge."""
    wang = imported(town)
    lin, zhou, su = people = met(town, "林晓", "周航", "=苏敏")
    fill(town, [single(f"问题{n}？") for n in range(6)])
    wang.tells("勋章 新建 热心")
    wang.confirms("考试 小测 题数=3 及格=60 次数=5")
    takes(town, lin, "E1", 3, 3)
    takes(town, zhou, "E1", 1, 3)
    takes(town, su, "E1", 3, 3)
    town.go_to("5/7", "09:00")
    assert "学完" in lin.tells("已学 L1 B")
    town.pass_(minutes=1)
    assert "颁给了" in wang.tells("勋章 给 林晓 热心 常帮新人")
    held(town, wang, "5/8", "谈判直播", [lin, su], 必到="是")
    return wang, people


def lines(town: Town, heard: Heard) -> list[dict[str, Any]]:
    name, content = received(town, heard)
    assert name.endswith(".jsonl") and content.endswith(b"\n")
    return [json.loads(one) for one in content.decode().splitlines()]


def verbs(statements: list[dict[str, Any]]) -> Counter[str]:
    return Counter(one["verb"]["id"].rsplit("/", 1)[1] for one in statements)


@postgresql_in_journeys
def test_every_line_is_a_valid_statement_and_a_second_export_is_equal(either_town: Town) -> None:
    town = either_town
    town.opened()
    wang, _ = lived(town)
    first = wang.tells("导出 xapi 5/6-5/9")
    assert "条记录" in first
    said = lines(town, first)
    assert [(one["id"], wrong(one)) for one in said if wrong(one)] == []
    assert verbs(said) == {"answered": 9, "passed": 2, "failed": 1, "completed": 1, "attended": 2, "earned": 1}
    assert len({one["id"] for one in said}) == len(said) == 16
    town.restart()
    assert received(town, wang.tells("导出 xapi 5/6-5/9")) == received(town, first)
    assert verbs(lines(town, wang.tells("导出 xapi 5/8"))) == {"attended": 2}, "a day is its own stretch"
    assert lines(town, wang.tells("export xapi")) == said, "without days it is all there is"
    asked = next(one for one in said if one["verb"]["id"].endswith("answered"))
    definition = asked["object"]["definition"]
    assert definition["interactionType"] == "choice" and len(definition["choices"]) == 4
    assert definition["correctResponsesPattern"] == ["B"] and asked["result"]["response"] in "ABCD"
    assert asked["context"]["contextActivities"]["parent"][0]["definition"]["name"] == {"zh-CN": "小测"}
    account = asked["actor"]["account"]
    assert account["name"].isdecimal() and account["homePage"].startswith("https://") and "name" not in asked["actor"]


def test_what_was_said_anonymously_is_in_no_record(town: Town) -> None:
    wang, people = lived(town)
    before = lines(town, wang.tells("导出 xapi"))
    wang.confirms("发起 一级评估 模板=柯氏一级 匿名")
    wang.confirms("投票 今天的课怎么样？ 很好/一般 匿名")
    for one in people:
        answers(one, "S1", *"454454454")
        one.tells("投 P1 1")
    assert lines(town, wang.tells("导出 xapi")) == before
    name, content = received(town, people[0].tells("我的记录 格式=csv"))
    assert name == "我的记录.csv" and "评估" not in content.decode() and "投票" not in content.decode()


def test_who_was_erased_is_in_no_record(town: Town) -> None:
    wang, (lin, *_) = lived(town)
    whose = {one["actor"]["account"]["name"] for one in lines(town, wang.tells("导出 xapi"))}
    erased(town, lin)
    left = lines(town, wang.tells("导出 xapi"))
    assert {one["actor"]["account"]["name"] for one in left} < whose and len(whose) == 3
    assert verbs(left) == {"answered": 6, "passed": 1, "failed": 1, "attended": 1}
    assert "林晓" not in received(town, wang.tells("导出 人事 格式=csv"))[1].decode()


def test_a_person_takes_their_own_record_along(town: Town) -> None:
    wang, (lin, zhou, _) = lived(town)
    posts = len(town.squares["telegram"].posts)
    said = lin.says("我的记录")
    assert "📘 林晓的学习记录" in lin.heard_privately and "出席" in lin.heard_privately
    in_group = [post for post in town.squares["telegram"].posts[posts:] if post.room == town.group]
    assert "📘" not in str(said) and not [part for post in in_group for part in post.parts if isinstance(part, File)]
    file = next(part for post in lin.heard_privately.posts for part in post.parts if isinstance(part, File))
    sheet = load_workbook(io.BytesIO(town.app.files.read(file.file))).active
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert heads == ["日期", "种类", "名称", "结果", "得分（百分）", "用时（秒）"]
    assert [row[1:4] for row in rows[3:]] == [
        ["考试", "小测", "通过"],
        ["微课", "澄清参照", "完成"],
        ["勋章", "热心", "获得"],
        ["活动", "谈判直播", "出席"],
    ]
    assert rows[3][0].date() == date(2026, 5, 6) and rows[3][4] == 100
    own = lines(town, lin.tells("我的记录 5/6-5/9 格式=xapi"))
    assert [(one["id"], wrong(one)) for one in own if wrong(one)] == []
    assert len({one["actor"]["account"]["name"] for one in own}) == 1 and verbs(own)["answered"] == 3
    assert not any("correctResponsesPattern" in one["object"]["definition"] for one in own), "no key of questions still asked"
    whole = {one["id"] for one in lines(town, wang.tells("导出 xapi"))}
    assert {one["id"] for one in own} < whole
    assert "这段时间还没有你的学习记录" in zhou.tells("我的记录 5/9")
    assert "learning record, May 6 – May 9" in lin.tells("myrecord 5/6-5/9") or "学习记录 5/6–5/9" in lin.heard_privately


def test_hr_reads_typed_figures_and_no_formula(town: Town) -> None:
    wang, _ = lived(town)
    member = next(one.id for one in town.look(memberships.MEMBERS, camp=1) if one.name == "林晓")

    def staffed(db: Any) -> None:
        number = expected_members.add(db, 1, "林晓", "", "E1002", "learner", (), at=town.now)
        assert expected_members.bind(db, number, member)

    write(town, staffed)
    name, content = received(town, wang.tells("导出 人事 5/6-5/9"))
    sheet = load_workbook(io.BytesIO(content)).active
    heads, *rows = [list(row) for row in sheet.iter_rows()]
    table = {row[1].value: dict(zip((head.value for head in heads), row, strict=True)) for row in rows}
    assert name == "学习档案.xlsx" and set(table) >= {"林晓", "周航", "=苏敏"}
    she = table["林晓"]
    assert [she[head].value for head in ("工号", "学完微课", "出席活动", "答题", "勋章", "通过考试", "考试成绩")] == [
        "e1002", 1, 1, 3, 1, 1, 100,
    ]  # fmt: skip
    assert she["入营"].is_date and she["考试成绩"].data_type == "n" and she["学习分钟"].data_type == "n"
    assert table["周航"]["考试成绩"].value == 33.3 and table["王岚"]["考试成绩"].value is None
    assert table["=苏敏"]["姓名"].data_type == "s"
    _, text = received(town, wang.tells("导出 人事 格式=csv"))
    rows_of_text = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert "'=苏敏" in [row[1] for row in rows_of_text] and not {"工资", "薪酬"} & set(rows_of_text[0])


def test_what_cannot_be_given_out_is_one_sentence(town: Town) -> None:
    wang, lin = town.somebody("王岚"), town.learner("林晓")
    lin.tells("积分")
    assert wang.tells("导出 xapi 某天").startswith("没看懂“某天”是哪几天。试试：导出 xapi 5/6-5/9")
    assert wang.tells("导出 xapi 格式=csv").startswith("没有“csv”这种格式，可以用：jsonl")
    assert "这段时间没有学习记录" in wang.tells("导出 xapi")
    assert lin.tells("我的记录 某天").startswith("没看懂“某天”是哪几天。试试：我的记录 5/6-5/9")
    assert lin.tells("我的记录 格式=pdf").startswith("没有“pdf”这种格式，可以用：xlsx、csv、jsonl")
    assert "这段时间还没有你的学习记录" in lin.tells("我的记录")
    assert "经理" in lin.tells("导出 xapi")


def test_more_than_a_chat_carries_is_one_sentence(town: Town) -> None:
    """Long answers of one person, over what a file in a chat may hold."""
    wang, lin = town.somebody("王岚"), town.learner("林晓")
    lin.tells("积分")
    fill(town, [Question("说说你的体会", Short())])
    now = int(town.now.timestamp() * 1_000_000)
    write(town, lambda db: many_answers(db, 1, 2, 6_000, "长" * 1_500, now))
    assert str(wang.tells("导出 xapi 5/6-5/9").posts[-1]) == (
        "这些记录超过19 MB，聊天里发不出。请选短一些的日子，或在服务器上运行：python -m bot export xapi 文件名.jsonl --camp 营名"
    )


def test_a_roster_says_old_and_new_before_it_changes_anybody(town: Town) -> None:
    wang, lin, zhou = town.somebody("王岚"), town.learner("林晓"), town.learner("周航")
    for one in (lin, zhou):
        one.tells("积分")
    wang.tells("标签 林晓 +骨干")
    file = (
        "姓名,账号,角色,标签,工号\n林晓,telegram:林晓,专家,骨干;华东,E1002\n周航,telegram:周航,,,\n苏敏,telegram:苏敏,学员,,\n"
    )
    dry = send(wang, "名单.csv", file.encode())
    assert "可导入2（新增1、更新1），无变化1" in dry
    assert "林晓：角色 学员 → 专家、标签 +华东、工号 （空） → e1002" in dry and "周航：" not in dry
    assert [one.role for one in town.look(memberships.MEMBERS, camp=1) if one.name == "林晓"] == ["learner"], (
        "nothing is written yet"
    )
    wang.tells("导入")
    assert "无变化，新增0，更新0" in send(wang, "名单.csv", file.encode())


BAD_ROWS = """姓名,账号,角色,标签,工号
王岚,telegram:王岚,学员,,
林晓,telegram:林晓,营主,,
周航,telegram:周航,校长,,
,telegram:苏敏,学员,,
林晓,telegram:林晓,专家,,E1002
林晓,TELEGRAM：林晓,经理,,
何琳,telegram:,学员,,
赵敏,,学员,,
"""


def test_what_is_wrong_in_a_roster_has_its_row_and_changes_nobody(town: Town) -> None:
    wang, lin, zhou = town.somebody("王岚"), town.learner("林晓"), town.learner("周航")
    for one in (lin, zhou):
        one.tells("积分")
    dry = send(wang, "名单.csv", BAD_ROWS.encode())
    assert "可导入1（新增0、更新1），无变化1，问题6" in dry
    for row, why in (
        (3, "没有“营主”"),
        (4, "没有“校长”"),
        (5, "没有姓名"),
        (7, "账号与第6行相同"),
        (8, "账号要写成"),
        (9, "没有账号"),
    ):
        assert f"第{row}行 {why}" in dry, (row, str(dry))
    assert "林晓：角色 学员 → 专家、工号 （空） → e1002" in dry and "王岚：" not in dry, "no file makes an owner anything else"
    wang.tells("导入")
    roles = {one.name: one.role for one in town.look(memberships.MEMBERS, camp=1)}
    assert roles == {"王岚": "owner", "林晓": "expert", "周航": "learner"}
    taken = send(wang, "名单.csv", "姓名,账号,工号\n周航,telegram:周航,E1002\n".encode())
    assert "周航：工号 e1002（现在记在林晓名下）" in taken, "a number that is somebody else's now is said to be"
