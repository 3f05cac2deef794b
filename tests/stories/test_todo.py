"""待办: what waits for a person is one list, decided once by a word and a number, by today's role, and taken back where that can be."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import select

from bot.discovery import find_features
from bot.feature import Role
from bot.messages import Kind
from bot.router import Router
from handlers.quiz.bank.questions import Question, Short
from storage import archive, care
from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from tests.quiz import fill, write
from tests.stories.test_joining import answers as let_in
from tests.stories.test_joining import asks
from tests.stories.test_search import write as write_entries
from tests.town import Somebody, Town

MEMBERS = select(membership.c.id, person.c.name).select_from(membership.join(person, person.c.id == membership.c.person_id))
DOUBLES = [
    ("客户嫌报价高怎么回", "先问与谁比。", ("异议",), "何琳"),
    ("客户嫌报价太高怎么回", "拆成三年总成本。", (), None),
    ("试用期多久可以转正", "三个月。", (), None),
    ("试用期多久能转正", "看合同。", (), None),
]
QUESTIONS = ("客户要发票怎么开", "样机坏了找谁修", "门店几点可以进货")


def cared_for(town: Town, *names: str) -> None:
    """Cases of these learners, as a Monday's report opens them."""

    def flag(db: Db) -> None:
        for row in db.all(MEMBERS):
            if row.name in names:
                day = town.now.date()
                care.flag(db, 1, row.id, [["R4", {"days": 2, "dates": "5/8、5/9"}]], on=day, due_on=day)

    write(town, flag)


def waiting_town(town: Town) -> tuple[Somebody, Somebody, Somebody]:
    """Something waits in every queue: four short answers, two who ask to join, two pairs, three overdue questions and a case. Gives the
    owner, an expert and a learner."""
    wang, he, lin = town.somebody("王岚"), town.learner("何琳"), town.learner("林晓")
    for one in (wang, he, lin):
        one.tells("积分")
    wang.tells("角色 何琳 专家")
    fill(town, [Question(f"怎么回应{n}？", Short("认同"), tags=("话术",)) for n in range(4)])
    wang.confirms("考试 话术 题数=4 标签=话术 及格=80")
    lin.tells("考试 话术")
    for _ in range(4):
        lin.tells("先认同，再问顾虑")
    for words in QUESTIONS:
        lin.says(f"提问 {words}")
    write_entries(town, *DOUBLES)
    write(town, lambda db: [archive.suspect(db, 1, one, one + 1, 880, at=town.clock.now()) for one in (1, 3)])
    for name in ("赵敏", "钱进"):
        asks(town, town.somebody(name))
    cared_for(town, "林晓")
    town.go_to("5/6", "14:00")
    return wang, he, lin


def codes(heard: str) -> list[str]:
    """The numbers a list shows, in its order."""
    return re.findall(r"^(?:· |📝 |🚪 |❓ )?([A-Z]-?\d+)(?= )", heard, re.MULTILINE)


def test_the_list_is_grouped_what_waits_longest_first_and_goes_on(either_town: Town) -> None:
    town = either_town
    town.opened()
    wang, he, lin = waiting_town(town)
    first, second = wang.tells("待办"), wang.tells("更多")
    assert first.startswith(
        "📥 待办12件，最早的从 05-06 08:10 等到现在。\n简答（4）\n· J1 林晓：先认同，再问顾虑（05-06 08:10）"
    )
    assert codes(first) == ["J1", "J2", "J3", "J4", "W1"] and codes(second) == ["W2", "X1", "X2", "Z1", "A-0001"]
    assert "入群申请（2）" in first and "入群申请（2）" in second and "需要关注的人（1）" in second
    assert codes(wang.tells("更多")) == ["A-0002", "A-0003"]
    assert [button.label for button in first.posts[0].buttons][:4] == ["评分 J1", "通过 J1", "拒绝 J1", "评分 J2"]
    assert "没有翻到一半的列表" in wang.tells("更多")
    assert codes(he.tells("待办")) == ["J1", "J2", "J3", "J4", "A-0001"], "an expert's own, and nobody to join or to care for"
    assert "要由专家或社群经理来做" in lin.tells("待办") and "要由专家或社群经理来做" in lin.tells("通过 W1")
    assert wang.says("待办") == "已私聊发给你。" and codes(str(wang.heard_privately.posts[-1])) == codes(first)
    assert codes(wang.tells("待办 W")) == codes(wang.tells("入群")) == ["W1", "W2"]
    assert codes(wang.tells("待办 J")) == codes(wang.tells("评分")) == ["J1", "J2", "J3", "J4"]
    assert "先问与谁比" in wang.tells("查重") and "题：怎么回应" in wang.tells("待办 j-1")
    english = town.somebody("王岚")
    english.tells("语言 English")
    assert english.tells("todo").startswith("📥 Waiting for you: 12, the oldest since 05-06 08:10.\nShort answers (4)")


class Decided(NamedTuple):
    """What is typed, how it is answered, the role it takes, and what 撤销 says (None: why it cannot)."""

    words: str
    done: str
    by: Role
    back: str | None = None


DECISIONS = {
    ("J", "评分"): Decided("评分 J1 70 再具体些", "✅ J1 记70分", Role.EXPERT, "J1 重新等着批阅"),
    ("J", "通过"): Decided("通过 J2", "✅ J2 记100分", Role.EXPERT, "J2 重新等着批阅"),
    ("J", "拒绝"): Decided("拒绝 J3 没有答", "✅ J3 记0分", Role.EXPERT, "J3 重新等着批阅"),
    ("W", "通过"): Decided("通过 W1", "✅ 赵敏 已放行", Role.MANAGER),
    ("W", "拒绝"): Decided("拒绝 W2", "✅ 钱进 已谢绝", Role.MANAGER),
    ("X", "合并"): Decided("合并 X1 留 K-0001", "✅ K-0002 已并入 K-0001", Role.MANAGER, "K-0002 已从 K-0001 分开"),
    ("X", "忽略"): Decided("忽略 X2", "K-0003 和 K-0004 各留各的", Role.MANAGER, "X2 重新等着定"),
    ("A", "处理"): Decided("处理 A-0001 提醒", "已催何琳答 A-0001", Role.MANAGER),
    ("A", "忽略"): Decided("忽略 A-0002", "A-0002 不再催", Role.MANAGER, "A-0002 重新列进待办"),
    ("A", "答"): Decided("答 A-0003 九点以后", "已记录你对 A-0003 的回答", Role.LEARNER),
}
"""Every decision of every queue."""


STORIES = Path(__file__).parent
ELSEWHERE = {
    "F": "test_prizes.py",
    "H": "test_homework.py",
    "I": "test_promotion.py",
    "M": "test_moderation.py",
    "O": "test_shop.py",
    "T": "test_spot_checks.py",
    "U": "test_works.py",
    "Y": "test_recruiting.py",
    "Z": "test_cases.py",
}
"""Queues whose decisions have a story of their own; the cases of Z wait on when taken up."""


def test_every_decision_of_every_queue_is_in_the_table() -> None:
    queues = Router(find_features(), "小助").queues
    here = {(prefix, verb) for prefix, of in queues.items() if prefix not in ELSEWHERE for verb in of.decisions}
    assert here == DECISIONS.keys() and ELSEWHERE.keys() <= queues.keys()
    assert all(
        re.search(rf"[{prefix}](?:-?\d|{{)", (STORIES / story).read_text("utf-8")) for prefix, story in ELSEWHERE.items()
    )


def test_a_decision_takes_its_role_is_taken_once_and_says_who_was_first(town: Town) -> None:
    wang, he, lin = waiting_town(town)
    other = town.learner("周航")
    other.tells("积分")
    wang.tells("角色 周航 经理")
    for (prefix, verb), one in DECISIONS.items():
        code = one.words.split()[1]
        by_expert = one.by <= Role.EXPERT
        first = he if by_expert else wang
        for role, who in ((Role.LEARNER, lin), (Role.EXPERT, he)):
            if role < one.by:
                assert "来做" in who.tells(one.words), (prefix, verb, role)
        assert code in codes(wang.tells(f"待办 {prefix}")), (prefix, verb)
        assert one.done in first.tells(one.words), (prefix, verb)
        assert code not in codes(wang.tells(f"待办 {prefix}")), (prefix, verb)
        if verb == "答":
            continue
        town.pass_(minutes=1)
        again = other.tells(one.words)
        assert again.startswith(f"{code} 已经定了：05-06 14:") and first.name in again and "没有改动" in again, (prefix, verb)
        assert "已经定了" in other.tells(f"{verb} {code}"), "nobody is asked for the reason of what is decided"
        if one.back is None:
            assert "撤不了" in first.tells("撤销"), (prefix, verb)
        else:
            assert one.back in first.takes_back() and code in codes(wang.tells(f"待办 {prefix}")), (prefix, verb)
            assert one.done in other.tells(one.words), "what was taken back is decided anew"


def test_a_role_lost_meanwhile_decides_nothing(town: Town) -> None:
    wang, he, _ = waiting_town(town)
    listed, asked = he.tells("待办 J"), he.tells("评分 J1")
    assert "J1 几分" in asked
    wang.tells("角色 何琳 学员")
    assert "来做" in he.tells("90") and "来做" in he.presses("通过 J2", listed.posts[-1])
    assert codes(wang.tells("待办 J")) == ["J1", "J2", "J3", "J4"]
    assert "何琳 越权被拒：评分" in wang.tells("记录")


def test_what_is_missing_is_asked_for_and_the_answer_decides(town: Town) -> None:
    wang, he, lin = waiting_town(town)
    asked = he.presses("拒绝 J1", he.tells("待办").posts[0])
    assert "题：怎么回应" in asked and "J1 一分都不给，为什么？" in asked
    assert "✅ J1 记0分" in he.tells("没有答到点上")
    shown = wang.tells("合并 X1")
    assert "留哪条？" in shown and "✅ K-0001 已并入 K-0002" in wang.presses("留 K-0002", shown.posts[0])
    assert "怎么处理" in wang.tells("处理 Z1") and "已记下“聊了近况”" in wang.tells("联系 聊了近况")
    assert "怎么答" in he.presses("答 A-0001", he.tells("待办 A").posts[0]) and "已记录" in he.tells("发财务群里开")
    assert "发财务群里开" in lin.heard_privately or "发财务群里开" in str(town.squares["telegram"].posts)
    assert "几分" in he.tells("评分 J2") and "分数是0到100" in he.tells("很好")
    assert codes(wang.tells("待办 J")) == ["J2", "J3", "J4"]


WRONG = {
    "通过": "“通过”哪一个？写上字母和号，试试：通过 J1",
    "退回": "“退回”哪一个？现在没有能“退回”的",
    "合并": "“合并”哪一个？写上字母和号，试试：合并 X1",
    "忽略 那个": "“忽略”哪一个？写上字母和号，试试：忽略 Z1",
    "通过 21": "“通过”哪一个？写上字母和号",
    "通过 W": "“通过”哪一个？",
    "通过 W99": "没有",
    "通过 J99": "没有 J99",
    "忽略 X99": "没有 X99",
    "处理 Z99 联系": "没有 Z99",
    "忽略 A99": "没有 A-0099",
    "通过 W999999999999": "没有 W…",
    "通过 Q12": "Q12 是一道题，不用定",
    "通过 K-0001": "K1 是一条问答，不用定",
    "通过 I12": "没有 I12。发“待办”看等你定的。",
    "退回 W1": "W1 不能“退回”，可以：通过 W1、拒绝 W1",
    "合并 J1": "J1 不能“合并”，可以：评分 J1、通过 J1、拒绝 J1",
    "评分 W1 80": "W1 不能“评分”，可以：通过 W1、拒绝 W1",
    "通过 Z1": "Z1 不能“通过”，可以：处理 Z1",
    "评分 J1 101": "分数是0到100",
    "评分 J1 -1": "分数是0到100",
    "评分 J1 八十": "分数是0到100",
    "评分 J1 70.5": "分数是0到100",
    "合并 X1 留 K-0009": "X1 留 K-0001 还是 K-0002",
    "合并 X1 两条都留": "X1 留 K-0001 还是 K-0002",
    "处理 Z1 吃饭": "Z1 怎么处理？试试：处理 Z1 提醒",
    "处理 A1 骂他": "A-0001 怎么处理？回“提醒”",
    "待办 林晓": "“林晓”不是号",
    "待办 Q": "Q",
    "待办 Q12": "Q12 是一道题，不用定",
    "待办 J99": "没有 J99",
    "待办 W1 W2": "“W1 W2”不是号",
    "通过 W1和W2": "一次定一件，什么都没有改。试试：通过 W1",
    "通过 W1 W2": "一次定一件",
    "aprove W2": "是不是想说：通过 W2",
    "代办": "📥 待办12件",
    "通过W1W2": "“通过”哪一个",
    "评分 J1": "J1 几分",
}
"""What is wrong, and what its one answer says."""


def test_what_is_wrong_has_one_sentence_and_changes_nothing(town: Town) -> None:
    wang, _, _ = waiting_town(town)
    everything = ["J1", "J2", "J3", "J4", "W1", "W2", "X1", "X2", "Z1", "A-0001", "A-0002", "A-0003"]
    wrong = {}
    for words, answer in WRONG.items():
        said = wang.tells(words)
        if answer not in said or len(said.posts) != 1 or "出错了" in said:
            wrong[words] = str(said)
        wang.tells("取消")
    assert not wrong
    assert [code for words in ("待办", "更多", "更多") for code in codes(wang.tells(words))] == everything and not let_in(town)


def test_what_a_thumb_types_is_understood(town: Town) -> None:
    wang, he, _ = waiting_town(town)
    for words in ("待办！", "待辦", "代办事项", "我的待办有哪些", "等我定的有哪些"):
        assert wang.tells(words).startswith("📥 待办12件"), words
    assert "没有这个入群申请" in wang.tells("查看 W9") and "没有这个入群申请" in wang.tells("待办 W9")
    assert "✅ 赵敏 已放行" in wang.tells("W1 通过") and "✅ 钱进 已谢绝" in wang.tells("拒绝w2！")
    assert "✅ J1 记80分" in he.tells("J1 80分") and "✅ J2 记90分" in he.tells("评分j2 90分，说得好")
    assert "已记下“挺好”，由你跟进" in wang.tells("处理z1 联系过了，挺好")
    assert "怎么处理" in wang.tells("处理 A1") and "已催何琳答 A-0001" in wang.tells("提醒")
    town.pass_(minutes=1)
    assert "留哪条" in wang.tells("合并 X1") and "✅ K-0001 已并入 K-0002" in wang.tells("留 K-0002")


def test_numbers_are_read_as_people_write_them(town: Town) -> None:
    wang, _, _ = waiting_town(town)
    for written in ("w1", "W-1", "Ｗ１", "W 1", "w－1", "W1，放", "W1。"):
        assert "赵敏" in wang.tells(f"待办 {written}") or "不是号" in wang.tells(f"待办 {written}")
        assert "W1 不能“退回”" in wang.tells(f"退回 {written}"), written
    assert "A-0001" in wang.tells("待办 a1") and "A-0001" in wang.tells("待办 A-0001")
    assert "Z1" in wang.tells("待办 C1") and "已记下“聊了”" in wang.tells("处理 C1 联系 聊了")
    assert "✅ 赵敏 已放行" in wang.tells("通过Ｗ１谢谢")


# ── the morning ──────────────────────────────────────────────────────────────────────────────────────────────────────


def mornings(who: Somebody) -> int:
    return str(who.heard_privately).count("📥 待办里有")


def test_mornings_name_what_has_waited_longer_than_a_workday_once_and_nobody_else(town: Town) -> None:
    wang, he, lin = town.somebody("王岚"), town.learner("何琳"), town.learner("林晓")
    for one in (wang, he, lin):
        one.tells("积分")
    wang.tells("角色 何琳 专家")
    town.go_to("5/8", "16:00")
    asks(town, town.somebody("赵敏"))
    town.go_to("5/9", "10:00")
    assert mornings(wang) == 0, "a Saturday that is worked: not yet a workday since Friday at four"
    town.go_to("5/11", "10:00")
    assert mornings(wang) == 1 and "待办里有2件等你定，最早的从 05-08 16:00 等到现在" in wang.heard_privately
    town.go_to("5/11", "18:00")
    assert mornings(wang) == 1 and mornings(he) == mornings(lin) == 0
    wang.presses("看待办", wang.heard_privately.posts[-1])
    wang.tells("通过 W1")
    assert "由你跟进" in wang.tells("处理 Z1 联系 聊过了")
    town.go_to("5/14", "10:00")
    assert mornings(wang) == 1


# ── two at once ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.long
@pytest.mark.parametrize("words", [("通过 W1", "拒绝 W1"), ("评分 J1 70", "评分 J1 80"), ("忽略 X1", "合并 X1 留 K-0001")])
def test_of_two_managers_in_the_same_second_one_decides(either_town: Town, words: tuple[str, str]) -> None:
    town = either_town
    town.opened()
    wang, _, _ = waiting_town(town)
    other = town.learner("周航")
    other.tells("积分")
    wang.tells("角色 周航 经理")

    async def both() -> None:
        events = [who.event(Kind.SAID, said, who.private) for who, said in zip((wang, other), words, strict=True)]
        await asyncio.gather(*(town.app.receive(event) for event in events))

    before = [len(who.heard_privately.posts) for who in (wang, other)]
    town.run(both())
    town.settle()
    said = ["\n".join(map(str, who.heard_privately.posts[n:])) for who, n in zip((wang, other), before, strict=True)]
    assert sum("✅" in one for one in said) == 1 and sum("没有改动" in one for one in said) == 1
