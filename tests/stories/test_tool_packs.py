"""Tool packs: a file or a link goes with its task, shown first, once to each who has it, now or later, past a restart and a second try."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.parts import File
from handlers.tool_packs import sending
from storage.tool_packs import tool_pack, tool_pack_sent
from tests.engines import on_sqlite, postgresql_in_journeys
from tests.homework import learners, sends
from tests.stories.test_connect import two_accounts
from tests.stories.test_lessons import imported
from tests.stories.test_mentors import last
from tests.stories.test_remedial import answered
from tests.town import Somebody, Town

SHEET = b"%PDF-1.4 sheet"


def got(who: Somebody, name: str) -> int:
    """How often somebody was sent a tool."""
    return sum(f"用得上：{name}" in str(post) for post in who.heard_privately.posts)


def rows(town: Town) -> int:
    return int(town.look(select(func.count()).select_from(tool_pack_sent))[0][0])


@postgresql_in_journeys
def test_row_98_a_file_goes_with_homework_once_to_each_who_owes_it_now_or_later(either_town: Town) -> None:
    town = either_town
    town.opened()
    owner = town.somebody("王岚")
    ann, bob = learners(town, "林晓", "周航")
    owner.confirms("作业 拜访提纲 写出三个问题 截止=6/10 18:00")
    bob.tells("交作业 拜访提纲 三个问题")
    bob.tells("完成")
    shown = sends(owner, "工具包 加 提问清单 给=作业 拜访提纲", ("清单.pdf", SHEET))
    preview = owner.heard_privately.posts[-1]
    assert "“提问清单.pdf”跟着作业《拜访提纲》发，每人一次" in str(preview) and "现在1人，后来的到时候" in str(preview)
    assert "用得上：提问清单.pdf" in str(preview) and any(isinstance(part, File) for part in preview.parts), shown
    assert rows(town) == 0 and got(ann, "提问清单") == 0, "nobody is sent what is only looked at"
    said = owner.presses("发出", preview)
    assert "现在有这个任务的1人这就收到" in said
    sent = ann.heard_privately.posts[-1]
    assert str(sent).startswith("📘 作业《拜访提纲》用得上：提问清单.pdf")
    file = next(part for part in sent.parts if isinstance(part, File))
    assert town.app.files.read(file.file) == SHEET and file.size == len(SHEET)
    assert got(bob, "提问清单") == 0, "who has handed it in needs it no more"
    assert "没有第1号工具" in owner.presses("发出", preview) or "已经" in str(owner.heard_privately.posts[-1])

    town.restart()
    (late,) = learners(town, "赵雨")
    assert got(late, "提问清单") == 1, "who comes later gets it with the task"
    assert "不再跟着" in owner.tells("工具包 去 1")
    (later,) = learners(town, "钱多")
    assert got(later, "提问清单") == 0
    town.pass_(minutes=1)
    assert "又跟着" in owner.takes_back()
    assert (got(ann, "提问清单"), got(late, "提问清单"), got(later, "提问清单"), rows(town)) == (1, 1, 1, 3)
    assert "提问清单.pdf" in ann.tells("工具包") and any(
        isinstance(part, File) for part in ann.tells("工具包 1").posts[-1].parts
    )
    assert "没有发给你的第1号工具" in bob.tells("工具包 1") and "还没有发给你的工具" in bob.tells("工具包")
    assert "发了3人" in owner.tells("工具包") and rows(town) == 3, "to read it again is not to be sent it"


def test_a_link_comes_when_a_lesson_is_to_be_applied(town: Town) -> None:
    owner = imported(town)
    lin, zhou = learners(town, "林晓", "周航")
    town.go_to("5/6", "08:31")
    lin.tells("已学 L1 B")
    said = owner.confirms("工具包 加 反问句式 https://example.com/q 给=L1")
    assert "“反问句式”跟着微课 L1发了：现在有这个任务的1人这就收到" in said
    assert last(lin) == "📘 微课 L1用得上：反问句式\nhttps://example.com/q"
    assert got(zhou, "反问句式") == 0
    zhou.tells("已学 L1 B")
    assert got(zhou, "反问句式") == 1
    lin.tells("已应用 L1 今天对客户用了")
    late = owner.confirms("工具包 加 第二份 https://example.com/r 给=微课 L1")
    assert "现在有这个任务的1人" in late and (got(lin, "第二份"), got(zhou, "第二份")) == (0, 1), "the task is done"


def test_behaviours_and_trainings_bring_theirs(town: Town) -> None:
    owner = town.somebody("王岚")
    ann, bob = learners(town, "林晓", "周航")
    owner.tells("标签 周航 +骨干")
    owner.confirms("行为 加 每周培训 频率=每周1次 给=骨干")
    assert "1人这就收到" in owner.confirms("工具包 加 培训提纲 https://example.com/t 给=每周培训")
    assert (got(ann, "培训提纲"), got(bob, "培训提纲")) == (0, 1)
    owner.tells("标签 林晓 +骨干")
    town.go_to("5/9", "16:01")
    assert (got(ann, "培训提纲"), got(bob, "培训提纲")) == (1, 1), "who was tagged later gets it when first asked"
    answered(town, 林晓=5, 周航=9)
    town.pass_(minutes=1)
    owner.confirms("补训 谈判 时间=周二,周四 19:00")
    owner.confirms("工具包 加 价格表 https://example.com/p 给=补训 谈判")
    assert (got(ann, "价格表"), got(bob, "价格表")) == (1, 0)
    owner.tells("补训 加 周航 谈判")
    assert (got(ann, "价格表"), got(bob, "价格表")) == (1, 1)
    owner.tells("补训 去 周航 谈判")
    owner.tells("补训 加 周航 谈判")
    assert got(bob, "价格表") == 1, "the same task again brings nothing twice"


def test_the_file_may_come_after_the_words(town: Town) -> None:
    """WeCom's files have no words with them."""
    owner = town.somebody("王岚")
    (ann,) = learners(town, "林晓")
    owner.confirms("作业 拜访提纲 写 截止=6/10 18:00")
    assert "把“提问清单”的文件或链接发给我，跟着作业《拜访提纲》发" in owner.tells("工具包 加 提问清单 给=作业 拜访提纲")
    sends(owner, "", ("清单.pdf", SHEET))
    owner.presses("发出", owner.heard_privately.posts[-1])
    assert got(ann, "提问清单.pdf") == 1
    sends(owner, "工具包 加 空的 给=作业 拜访提纲", ("空.pdf", b""))
    assert "是空的，没有加" in last(owner)


BAD = {
    "工具包 加 清单 https://a.example": "写上跟着哪个任务发：一节微课、一份作业、一个行为或一班补训。试试：工具包 加",
    "工具包 加 清单 https://a.example 给=L99": "没有 L99 这节微课",
    "工具包 加 清单 https://a.example 给=作业 没有": "没有叫“没有”的作业、行为或补训",
    "工具包 加 清单 https://a.example 给=拜访": "不止一个，写明是哪种：作业《拜访》、行为“拜访”。",
    f"工具包 加 清单 https://a.example/{'y' * 500} 给=作业《拜访》": "链接最多500个字符",
    "工具包 加 https://a.example 给=作业 拜访": "写上名字，最多30个字",
    f"工具包 加 {'长' * 31} https://a.example 给=作业 拜访": "写上名字，最多30个字",
    f"工具包 加 清单 https://a.example/{'x' * 500} 给=作业 拜访": "链接最多500个字符",
    "工具包 加 清单 https://a.example https://b.example 给=作业 拜访": "一次加一个文件或一个链接",
    "工具包 去 7": "没有第7号工具",
    "工具包 附 x": "没有第x号工具",
    "工具包 9": "没有发给你的第9号工具",
}


def test_what_cannot_be_is_said_and_changes_nothing(town: Town) -> None:
    owner = town.somebody("王岚")
    (ann,) = learners(town, "林晓")
    owner.confirms("作业 拜访 写 截止=6/10 18:00")
    owner.confirms("行为 加 拜访 频率=每周1次")
    for words, said in BAD.items():
        assert said in owner.tells(words), words
    for words in ("工具包 加 清单 https://a.example 给=作业 拜访", "工具包 去 1", "工具包 附 1"):
        assert "由社群经理来加减" in ann.tells(words)
    assert town.look(select(func.count()).select_from(tool_pack)) == [(0,)]
    for n in range(6):
        owner.confirms(f"工具包 加 第{n}个 https://a.example/{n} 给=作业 拜访")
    assert "已经有6个工具" in owner.tells("工具包 加 再一个 https://a.example 给=作业 拜访")


def test_many_are_told_in_slices(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SLICE", 2)
    owner = town.somebody("王岚")
    people = learners(town, *(f"学员{n}" for n in range(5)))
    owner.confirms("作业 拜访 写 截止=6/10 18:00")
    owner.confirms("工具包 加 清单 https://a.example 给=作业 拜访")
    assert [got(who, "清单") for who in people] == [1] * 5


@on_sqlite
def test_two_accounts_that_were_both_sent_it_have_it_once(either_town: Town) -> None:
    town = either_town
    one, other = two_accounts(town)
    for who in (one, other):
        who.tells("积分")
    owner = town.somebody("王岚")
    owner.confirms("作业 拜访 写 截止=6/10 18:00")
    owner.confirms("工具包 加 清单 https://a.example 给=作业 拜访")
    assert (got(one, "清单"), got(other, "清单"), rows(town)) == (1, 1, 2)
    one.becomes_one_with(other)
    assert rows(town) == 1 and "清单" in one.tells("工具包")


def test_a_withdrawn_tool_is_taken_off(town: Town) -> None:
    owner = town.somebody("王岚")
    learners(town, "林晓")
    owner.confirms("作业 拜访 写 截止=6/10 18:00")
    owner.confirms("工具包 加 清单 https://a.example 给=作业 拜访")
    assert "不跟着作业《拜访》发了；已经发给1人的收不回" in owner.takes_back()
    (late,) = learners(town, "赵雨")
    assert got(late, "清单") == 0
