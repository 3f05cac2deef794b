"""What goes wrong around homework: one clear sentence each, and nothing is changed."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from bot.messages import FileRef, Kind
from storage.homework.assignments import hand_in, homework, homework_reviewer
from storage.homework.hand_ins import hand_in_piece
from storage.points import ledger
from tests.homework import PNG, hands_in, learners, sends, staffed
from tests.town import Somebody, Town

EVERYTHING = [
    select(func.count()).select_from(homework),
    select(func.count()).select_from(homework_reviewer),
    select(func.count()).select_from(hand_in),
    select(func.count()).select_from(hand_in_piece),
    select(func.count()).select_from(ledger),
    select(homework.c.until, homework.c.late, homework.c.rubric, homework.c.closed_at, homework.c.withdrawn_at),
    select(hand_in.c.state, hand_in.c.version, hand_in.c.reason),
]

SETTING = [
    ("作业 拜访提纲 截止=昨天", "已经过去了"),
    ("作业 拜访提纲 截止=5/5 18:00", "已经过去了"),
    ("作业 拜访提纲 截止=随便", "没看懂截止的时间"),
    ("作业 拜访提纲", "没有作业“拜访提纲”"),
    ("作业 旧作叶", "有《旧作业》"),
    ("作业 截止=5/20 18:00", "还差作业名"),
    ("作业 看见 评阅=何琳 截止=", "截止"),
    ("作业 导出 截止=5/20 18:00", "“导出”是指令里的词"),
    ("作业 2026 截止=5/20 18:00", "不能全是数字或符号"),
    ("作业 一二三四五六七八九十一二三四五六七八九十一 截止=5/20 18:00", "作业名最多20个字"),
    (f"作业 拜访提纲 {'长' * 1001} 截止=5/20 18:00", "要求最多1000字"),
    ("作业 拜访提纲 截止=5/20 18:00 评阅=某某", "某某"),
    ("作业 拜访提纲 截止=5/20 18:00 评阅=赵雨", "赵雨"),
    ("作业 拜访提纲 截止=5/20 18:00 评阅=林晓", "林晓是学员，评阅要由专家或社群经理来做"),
    ("作业 拜访提纲 截止=5/20 18:00 标签=不存在", "没有人有“不存在”这个标签"),
    ("作业 拜访提纲 截止=5/20 18:00 标签=专家组", "有“专家组”标签的都不是学员"),
    ("作业 拜访提纲 截止=5/20 18:00 同伴=1", "同伴是2到5位"),
    ("作业 拜访提纲 截止=5/20 18:00 同伴=6", "同伴是2到5位"),
    ("作业 拜访提纲 截止=5/20 18:00 同伴=-2", "同伴是2到5位"),
    ("作业 拜访提纲 截止=5/20 18:00 同伴=两位", "“两位”不能当作同伴"),
    ("作业 拜访提纲 同伴=2", "同伴互评要等截止后抽签"),
    ("作业 拜访提纲 截止=5/20 18:00 同伴=2 维度=逻辑、逻辑", "维度是1到6个不重复的名字"),
    ("作业 拜访提纲 截止=5/20 18:00 同伴=2 维度=一、二、三、四、五、六、七", "维度是1到6个不重复的名字"),
    ("作业 拜访提纲 截止=5/20 18:00 同伴=2 维度=一二三四五六七八九", "每个最多8字"),
    ("作业 拜访提纲 截止=5/20 18:00 评阅=何琳 维度=逻辑", "按维度打分至少要2位"),
    ("作业 拜访提纲 截止=5/20 18:00 迟交=也许", "迟交可以写：收、标记、不收"),
    ("作业 拜访提纲 截止=5/20 18:00 及格=60", "没有“及格”这个选项"),
    ("作业 旧作业 迟交=标记", "本来就是这样"),
    ("作业 关 没有的", "没有作业“没有的”"),
    ("作业 关", "哪份作业？试试：作业 关"),
    ("作业 导出", "哪份作业？试试：作业 导出"),
    ("作业 开 旧作业", "本来就收着"),
    ("作业 看 什么", "看哪一份"),
    ("交作业 旧作业 经理也交", "作业是学员交的"),
]


def snapshot(town: Town) -> list[object]:
    return [town.look(statement) for statement in EVERYTHING]


@pytest.fixture
def set_up(town: Town) -> tuple[Town, Somebody, Somebody, Somebody]:
    owner, expert = staffed(town)
    ann, gone = learners(town, "林晓", "赵雨")
    owner.tells("标签 何琳 +专家组")
    town.hear(gone.event(Kind.LEFT, "", town.at("telegram", "群一")))
    owner.confirms("作业 旧作业 截止=6/10 18:00 评阅=何琳")
    return town, owner, expert, ann


def test_homework_that_cannot_be_set(set_up: tuple[Town, Somebody, Somebody, Somebody]) -> None:
    town, owner, _, ann = set_up
    before = snapshot(town)
    for words, said in SETTING:
        answer = owner.tells(words)
        assert said in answer and not owner.reads("发出"), (words, answer)
        assert len(answer.splitlines()) == 1 or "没有作业" in answer or "试试" in answer, (words, answer)
    assert "要由社群经理来做" in ann.tells("作业 我的 截止=5/20 18:00")
    assert "没有作业“我的”" in ann.tells("作业 我的")
    assert "是给社群经理" not in ann.tells("作业") and "要由社群经理来做" in ann.tells("作业 关 旧作业")
    assert snapshot(town) == before


def test_what_is_not_taken(set_up: tuple[Town, Somebody, Somebody, Somebody]) -> None:
    town, owner, _, ann = set_up
    owner.tells("标签 何琳 +华东")
    before = snapshot(town)
    assert "没有要你交的作业“复盘”" in ann.tells("交作业 复盘")
    assert "没有正在收的作业" in ann.tells("交作业 完成") and "没有正在收的作业" in ann.tells("交作业 完成 99")
    assert "请在私聊里发给我" in ann.says("交作业 旧作业 在群里交")
    assert "先按下面选一份" in sends(ann, "", ("照片.png", PNG))
    assert snapshot(town) == before
    ann.tells("交作业 旧作业")
    assert "还没收到内容" in ann.tells("完成")
    assert "没有收。请存成文件再发" in ann.tells("长" * 4001)
    for n in range(20):
        sends(ann, "", (f"{n}.png", PNG))
    said = sends(ann, "", ("20.png", PNG))
    assert said == "一份作业最多20个文件，这条没有收。已收的都在，按“完成”就交；要多交就并成一个文档。"
    assert "图片20张" in ann.tells("还有一段")
    for _ in range(19):
        ann.tells("一段")
    assert "最多20段文字，这段没有收" in ann.tells("第21段")
    assert "文字20段、图片20张" in ann.tells("完成")


def test_files_too_large_together_or_not_what_they_are_called(set_up: tuple[Town, Somebody, Somebody, Somebody]) -> None:
    town, _, _, ann = set_up
    zipped = io.BytesIO()
    with ZipFile(zipped, "w") as archive:
        archive.writestr("a.txt", "x")
    ann.tells("交作业 旧作业")
    half = b"x" * (11 * 1024 * 1024)
    assert "文件1个" in sends(ann, "", ("一.pdf", half))
    assert "合起来最多20 MB，“二.pdf”放不下，没有收" in sends(ann, "", ("二.pdf", half))
    assert "“照片.jpg”名字是图片，里面是压缩包，没有收" in sends(ann, "", ("照片.jpg", zipped.getvalue()))
    assert "“空.docx”是空的，没有收" in sends(ann, "", ("空.docx", b""))
    town.squares["telegram"].files["无大小"] = half
    said = ann.tells("", files=(FileRef("无大小.pdf", 0, "无大小"),))
    assert "“无大小.pdf”放不下，没有收" in said, "a platform that does not say how large it is"
    assert "文件1个" in ann.tells("完成")


def test_decisions_that_cannot_be(set_up: tuple[Town, Somebody, Somebody, Somebody]) -> None:
    town, owner, expert, ann = set_up
    (bob,) = learners(town, "周航")
    number = hands_in(ann, "旧作业")
    own = hands_in(bob, "旧作业")
    owner.tells("角色 周航 专家")
    before = snapshot(town)
    for who, words, said in (
        (expert, "通过 H99", "没有 H99"),
        (expert, "通过 H0", "没有 H0"),
        (expert, "退回 H99999999999999", "没有"),
        (expert, "通过", "哪一个"),
        (expert, f"退回 H{number} {'长' * 1001}", "评语最多1000字"),
        (bob, f"通过 H{number}", f"H{number} 由何琳来评"),
        (ann, f"通过 H{number}", "要由专家或社群经理来做"),
        (expert, f"忽略 H{number}", "可以"),
    ):
        assert said in who.tells(words), words
    owner.tells("作业 旧作业 评阅=何琳、周航")
    assert "是你自己交的，要由别人来评" in bob.tells(f"通过 H{own}")
    assert snapshot(town)[2:] == before[2:]
