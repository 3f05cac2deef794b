"""Polls: one ballot a person over every room and channel, changed, hidden, ranked, planned, nudged; and award votes."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from bot.channel import Can
from bot.messages import InboundEvent, Kind
from bot.parts import File, Picture
from storage.ballots import ballot, nudge, participation
from storage.polls import vote
from storage.surveys import draft
from tests.engines import on_sqlite
from tests.stories.test_connect import two_accounts
from tests.town import Heard, Post, Somebody, Town


def in_group(town: Town, channel: str = "telegram", room: str = "群一") -> list[Post]:
    return [post for post in town.squares[channel].posts if post.room == room and not post.whisper]


def the_end(town: Town) -> Post:
    """What was said when the last poll was closed; a picture of it comes after."""
    return [post for post in in_group(town) if "投票结束" in str(post)][-1]


def pictures(town: Town) -> list[str]:
    return [part.alt for post in in_group(town) for part in post.parts if isinstance(part, Picture)]


def whispers(town: Town, channel: str = "telegram") -> list[str]:
    return [str(post) for post in town.squares[channel].posts if post.whisper]


@pytest.fixture
def people(town: Town) -> list[Somebody]:
    return [town.learner(name) for name in ("林晓", "周航", "陈默")]


@on_sqlite
def test_one_result_over_two_channels_and_one_ballot_a_person(either_town: Town) -> None:
    town = either_town
    on_telegram, on_wecom = two_accounts(town)
    other = town.learner("周航")
    code = on_wecom.tells("绑定").split("绑定 ")[1][:6]
    assert "绑定成功" in on_telegram.tells(f"绑定 {code}")
    assert "已发到2个群" in town.somebody("王岚").confirms("投票 周五去哪？ 爬山/唱歌/火锅")
    here, there = in_group(town)[-1], in_group(town, "wecom", "群二")[-1]
    assert str(here).startswith("📊 周五去哪？\n【实名】单选｜P1") and "已投 0/2" in str(here)
    on_telegram.presses("A", here)
    on_wecom.presses("B", there)
    other.presses("B", here)
    town.pass_(seconds=2)
    for post in (here, there):
        assert "A. 爬山  0/2" in str(post) and "B. 唱歌  2/2" in str(post) and "已投 2/2" in str(post)
    assert whispers(town) == ["✅ 已选：爬山", "✅ 已选：唱歌"] and whispers(town, "wecom") == ["✅ 已选：唱歌"]


def test_several_choices_are_put_together_by_presses_and_limited(town: Town, people: list[Somebody]) -> None:
    ann, *_ = people
    town.somebody("王岚").confirms("投票 周五去哪？ 爬山/唱歌/火锅 限选=2")
    post = in_group(town)[-1]
    for letter in "ABAC":
        ann.presses(letter, post)
    assert whispers(town) == ["✅ 已选：爬山", "✅ 已选：爬山、唱歌", "✅ 已选：唱歌", "✅ 已选：唱歌、火锅"]
    assert ann.tells("投 P1 A") == "最多选2项。再按一次已选的可取消。"
    assert ann.tells("投 P1 BC") == "✅ 已选：唱歌、火锅"
    assert ann.tells("投 P1 ABC").startswith("最多选2项")
    assert ann.tells("投 火锅") == "✅ 已选：唱歌"
    assert ann.tells("投 B") == "✅ 已撤回，现在什么都没选。"
    assert town.look(select(func.count()).select_from(participation))[0][0] == 0


def test_a_ranking_counts_places(town: Town, people: list[Somebody]) -> None:
    manager = town.somebody("王岚")
    manager.confirms("投票 先学什么？ 谈判/洞察/CRM 排序")
    ann, bob, che = people
    post = in_group(town)[-1]
    for letter in "CAB":
        ann.presses(letter, post)
    assert whispers(town)[-1] == "✅ 你的排序：CRM > 谈判 > 洞察"
    bob.tells("投 P1 CBA")
    che.tells("投 P1 A")
    manager.says("投票 P1 截止")
    over = str(the_end(town))
    assert "A. 谈判  3/6" in over and "B. 洞察  1/6" in over and "C. CRM  4/6" in over
    assert "排序计分：第1位2分，往后每位少1分。" in over


def test_hidden_results_are_shown_to_nobody_until_it_closes_at_its_deadline(town: Town, people: list[Somebody]) -> None:
    manager = town.somebody("王岚")
    manager.confirms("投票 周五去哪？ 爬山/唱歌 隐藏 截止=5/8 18:00")
    post = in_group(town)[-1]
    assert "截止 5月8日 18:00｜结果截止后公布" in str(post)
    people[0].presses("A", post)
    town.pass_(seconds=2)
    assert "1/1" not in str(post) and "已投 1/3" in str(post)
    assert manager.tells("结果") == "📊 周五去哪？｜已投 1/3\n结果截止后公布，现在谁都看不到。"
    town.go_to("5/8", "18:00")
    over = the_end(town)
    assert "投票结束：周五去哪？｜已投 1/3" in str(over) and "A. 爬山  1/1" in str(over)
    assert over is post and not post.buttons and not pictures(town)
    assert people[1].tells("投 P1 B") == "投票 P1 已结束。"


@on_sqlite
def test_a_closing_is_an_edit_and_where_nothing_can_be_edited_one_line_in_the_budget(either_town: Town) -> None:
    town = either_town
    ann, _ = two_accounts(town)
    manager, square = town.somebody("王岚"), town.squares["wecom"]
    square.can = replace(square.can, edit=False)
    manager.confirms("投票 周五去哪？ 爬山/唱歌 隐藏 截止=5/8 18:00")
    post = in_group(town)[-1]
    ann.presses("B", post)
    before = len(in_group(town)), len(in_group(town, "wecom", "群二"))
    town.go_to("5/8", "18:00")
    assert len(in_group(town)) == before[0] and str(post).startswith("📊 投票结束：周五去哪？｜已投 1/2")
    (line,) = in_group(town, "wecom", "群二")[before[1] :]
    assert str(line) == "📊 投票结束：周五去哪？｜已投 1/2｜唱歌 1、爬山 0"


def test_who_has_not_voted_is_told_to_the_manager_and_only_they_are_nudged_once_a_day(
    town: Town, people: list[Somebody]
) -> None:
    manager, (ann, *others) = town.somebody("王岚"), people
    for one in (manager, *people):
        one.tells("积分")
    manager.confirms("投票 周五去哪？ 爬山/唱歌")
    ann.presses("A", in_group(town)[-1])
    assert manager.says("结果 P1 未投") == "已私聊发给你。"
    told = manager.heard_privately.posts[-1]
    assert str(told).startswith("已投 1/3。还没投的2人：周航、陈默")
    manager.presses("提醒他们", told)
    manager.tells("投票 P1 提醒")
    assert all(one.heard_privately.count("⏰ 还差你一票") == 1 for one in others)
    assert "还差你一票" not in ann.heard_privately
    nudged = others[0].heard_privately.posts[-1]
    others[0].presses("B", nudged)
    town.go_to("5/7", "10:00")
    manager.tells("投票 P1 提醒")
    assert [one.heard_privately.count("⏰ 还差你一票") for one in others] == [1, 2]
    assert [row.times for row in town.look(select(nudge.c.times).order_by(nudge.c.times))] == [1, 2]


def test_one_tap_says_whether_a_lesson_is_relevant(town: Town) -> None:
    manager, people = town.somebody("王岚"), town.learners(3)
    manager.confirms("投票 异议处理第3课 相关性")
    post = in_group(town)[-1]
    assert str(post).startswith("📊 异议处理第3课 和你的工作相关吗？\n【实名】单选")
    for one, choice in zip(people, "AAB", strict=True):
        one.presses(choice, post)
    assert manager.tells("结果 P1").endswith("\n相关 66.7%（n=3）")


def test_members_may_add_an_option_where_it_is_allowed(town: Town, people: list[Somebody]) -> None:
    town.somebody("王岚").confirms("投票 周五去哪？ 爬山/唱歌 可加")
    ann, bob, _ = people
    assert ann.tells("投 P1 +火锅") == "✅ 已加选项 C 火锅"
    assert bob.tells("投 P1 +火锅") == "已有“火锅”（C）。"
    town.pass_(seconds=2)
    bob.presses("C", in_group(town)[-1])
    assert "C. 火锅" in str(in_group(town)[-1])
    town.somebody("王岚").confirms("投票 中午吃什么？ 面/饭")
    assert ann.tells("投 P2 +粉") == "这个投票不能加选项。"


def test_a_planned_poll_opens_every_week_and_can_be_stopped(town: Town, people: list[Somebody]) -> None:
    manager = town.somebody("王岚")
    said = manager.confirms("投票 开始=每周一 9:00 本周想学什么？ 谈判/洞察 时长=2天")
    assert "每周一 09:00，下次5月11日（周一）09:00 开投票“本周想学什么？”（N1）" in said
    town.go_to("5/11", "09:00")
    (opened,) = [str(post) for post in in_group(town) if "本周想学什么" in str(post)]
    assert "P1" in opened and "截止 5月13日 09:00" in opened
    town.go_to("5/18", "09:01")
    assert sum("本周想学什么" in str(post) and "P2" in str(post) for post in in_group(town)) >= 1
    assert manager.tells("投票 停 N1") == "✅ N1 不再开了。"
    before = len(in_group(town))
    town.go_to("5/26", "09:00")
    assert all("P3" not in str(post) for post in in_group(town)[before:])


def test_an_award_is_nominated_shortlisted_and_voted_without_oneself(town: Town, people: list[Somebody]) -> None:
    manager, (lin, zhou, chen) = town.somebody("王岚"), people
    extra = town.learner("钱多")
    manager.confirms("投票 评选 学习标兵 入围=2 提名截止=5/7 18:00 截止=5/8 18:00")
    assert "先提名｜截止 5月7日 18:00" in str(in_group(town)[-1])
    assert zhou.tells("投 P1 林晓") == "✅ 已提名 林晓（1人提名）"
    assert chen.tells("投 P1 林晓") == "✅ 已提名 林晓（2人提名）"
    assert chen.tells("投 P1 林晓") == "你已提名过 林晓。"
    assert lin.tells("投 P1 林晓") == "提名留给别人，不能提名自己。"
    lin.tells("投 P1 周航")
    extra.tells("投 P1 陈默")
    town.go_to("5/7", "18:00")
    voting = in_group(town)[-1]
    assert "3人入围（提名多的前2名，并列的都入围）" in str(voting)
    letters = {option.split(". ")[1].split("  ")[0]: option[0] for option in str(voting).splitlines() if option[1:3] == ". "}
    assert set(letters) == {"林晓", "周航", "陈默"}
    assert lin.tells("投 P1 林晓") == "不能投给自己。"
    lin.presses(letters["周航"], voting)
    zhou.presses(letters["林晓"], voting)
    town.go_to("5/8", "18:00")
    over = str(the_end(town))
    assert "🏆 学习标兵：林晓" in over and "票数相同，按提名人数定先后：林晓 2人提名、周航 1人提名。" in over


def sheets(town: Town, somebody: Somebody) -> dict[str, list[list[Any]]]:
    """The workbook somebody was sent last, sheet by sheet."""
    (file,) = [part for part in somebody.heard_privately.posts[-1].parts if isinstance(part, File)]
    made = openpyxl.load_workbook(BytesIO(town.app.files.read(file.file)))
    return {name: [[cell.value for cell in row] for row in made[name].iter_rows()] for name in made.sheetnames}


def test_the_workbook_says_the_same_as_the_chat_and_who_chose_what(town: Town, people: list[Somebody]) -> None:
    manager, (ann, bob, che) = town.somebody("王岚"), people
    manager.confirms("投票 周五去哪？ 爬山/=1+1/火锅 多选 截止=5/8 18:00")
    ann.tells("投 P1 AB")
    bob.tells("投 P1 B")
    che.tells("投 P1 C")
    che.tells("投 P1 C")
    said = manager.tells("结果 P1")
    assert manager.tells("结果 P1 导出").startswith("正在做，好了发你。")
    book = sheets(town, manager)
    assert [row[0] for row in book["结果"]] == said.split("\n")
    assert book["计数"] == [["选项", "内容", "票数", "共"], ["A", "爬山", 1, 2], ["B", "=1+1", 2, 2], ["C", "火锅", 0, 2]]
    assert sorted(book["选票"][1:]) == [["周航", "=1+1"], ["林晓", "爬山、=1+1"]]
    town.go_to("5/8", "18:00")
    manager.tells("结果 P1 导出")
    assert [row[0] for row in sheets(town, manager)["结果"]] == manager.tells("结果 P1").split("\n")


def test_what_is_not_told_is_not_exported_and_anonymous_votes_have_no_names(town: Town) -> None:
    manager, people = town.somebody("王岚"), town.learners(6)
    manager.confirms("投票 食堂满意吗？ 满意/不满意 匿名")
    for one in people[:4]:
        one.tells("投 P1 A")
    assert manager.tells("结果 P1 导出") == "结果截止后公布，到时再导出。"
    for one in people[4:]:
        one.tells("投 P1 B")
    assert manager.tells("投票 P1 截止") == "✅ 投票 P1 已截止，结果发在群里。"
    manager.tells("结果 P1 导出")
    book = sheets(town, manager)
    assert list(book) == ["结果", "计数"] and book["计数"][1:] == [["A", "满意", 4, 6], ["B", "不满意", 2, 6]]
    manager.confirms("投票 食堂满意吗？ 满意/不满意 匿名")
    people[0].tells("投 P2 A")
    manager.tells("投票 P2 截止")
    assert manager.tells("结果 P2 导出").startswith("匿名票不足5张")


def test_a_group_that_cannot_answer_is_refused_when_the_poll_is_asked_for(sqlite_url: str, tmp_path: Path) -> None:
    town = Town(sqlite_url, tmp_path, channels=("telegram", "wecom_group"))
    town.squares["wecom_group"].can = Can(edit=False, buttons=False, hears=False)
    manager = town.somebody("王岚")
    manager.tells("开营 一营")
    assert "先在群里发“绑定群 一营”" in manager.confirms("投票 周五去哪？ 爬山/唱歌")
    manager.tells("绑定群 一营 webhook=一班")
    for words in ("投票 周五去哪？ 爬山/唱歌", "投票 开始=每周一 9:00 周五去哪？ 爬山/唱歌"):
        assert "只能发、听不到回答，投不了票" in manager.tells(words)
    manager.says("绑定群 一营")
    assert "已发到1个群" in manager.confirms("投票 周五去哪？ 爬山/唱歌")
    assert not any("周五去哪" in str(post) for post in town.squares["wecom_group"].posts)
    town.close()


def test_a_planned_poll_that_cannot_open_is_told_to_its_author(sqlite_url: str, tmp_path: Path) -> None:
    town = Town(sqlite_url, tmp_path)
    manager = town.opened()
    manager.tells("积分")
    manager.confirms("投票 开始=每周一 9:00 本周想学什么？ 谈判/洞察")
    town.receive(InboundEvent("telegram:gone", town.now, town.at("telegram", town.group), None, Kind.WE_LEFT))
    town.go_to("5/11", "09:00")
    assert "⚠️ 到点了，没能发出（N1）：这个营还没有群。" in manager.heard_privately
    town.close()


def test_who_may_and_what_is_refused(town: Town, people: list[Somebody]) -> None:
    ann, bob, _ = people
    assert "要由群管理员或社群经理来做" in ann.says("投票 周五去哪？ 爬山/唱歌")
    ann.is_room_admin = True
    ann.says("投票 周五去哪？ 爬山/唱歌")
    assert "P1" in str(in_group(town)[-1])
    bob.is_room_admin = True
    assert bob.says("投票 P1 截止").startswith("投票 P1 要由发起人或社群经理来管")
    assert ann.says("投票 周五去哪？").startswith("至少要有两个选项，用 / 隔开。试试：投票 ")
    assert ann.says("投票 去哪 a/b 截止=昨天").startswith("这个截止时间已经过去了")
    assert bob.tells("投 P1 D") == "没有“D”这个选项，可选 A–B。例如：投 P1 A"
    assert bob.tells("投 P1 AB") == "这次只能选一项。例如：投 P1 A"
    assert bob.tells("投 P9 A").startswith("没有投票 P9")
    assert ann.takes_back() == "✅ 投票 P1 已撤回，不计结果。"
    assert "📊 这个投票已撤回。" in [str(post) for post in in_group(town)]


@on_sqlite
def test_an_anonymous_poll_promises_first_is_final_and_keeps_no_trace(either_town: Town) -> None:
    town = either_town
    manager = town.opened()
    people = town.learners(6)
    manager.confirms("投票 食堂满意吗？ 满意/不满意 匿名")
    post = in_group(town)[-1]
    assert "【匿名】单选｜结果截止后公布" in str(post) and "社群经理和发起人都看不到；投出后不能改" in str(post)
    for one in people[:5]:
        one.presses("A", post)
    assert set(whispers(town)) == {"✅ 已投出，匿名，不能再改。"}
    people[0].presses("B", post)
    assert people[5].says("投 P1 B").startswith("匿名票不在群里打字投")
    assert people[5].tells("投 P1 B") == "✅ 已投出，匿名，不能再改。"
    assert manager.tells("结果 P1 未投").startswith("已投 6/6，都投了")
    assert town.look(select(func.count()).select_from(vote))[0][0] == 0
    town.pass_(minutes=10)
    assert {row.fresh for row in town.look(select(ballot.c.fresh))} == {False}
    manager.says("投票 P1 截止")
    over = str(the_end(town))
    assert "A. 满意  5/6" in over and "B. 不满意  1/6" in over


def test_what_was_taken_back_keeps_no_ballots(town: Town, people: list[Somebody]) -> None:
    manager = town.somebody("王岚")
    manager.confirms("投票 食堂满意吗？ 满意/不满意 匿名")
    for one in people:
        one.tells("投 P1 A")
    assert manager.takes_back().startswith("✅ 投票 P1 已撤回，不计结果。")
    manager.confirms("问卷 每周脉搏 匿名")
    people[0].tells("填 S1 1 4")
    people[1].tells("填 S1 1 4")
    people[1].tells("填 S1 2 跳过")
    people[1].tells("填 S1 交")
    assert manager.takes_back().startswith("✅ 问卷 S1 已撤回，答案不计。")
    assert town.look(select(func.count()).select_from(ballot))[0][0] == 0
    assert town.look(select(func.count()).select_from(draft))[0][0] == 0


def test_fewer_than_five_anonymous_votes_are_never_told(town: Town, people: list[Somebody]) -> None:
    manager = town.somebody("王岚")
    manager.confirms("投票 食堂满意吗？ 满意/不满意 匿名")
    for one in people:
        one.tells("投 P1 A")
    assert manager.tells("结果 P1 未投").startswith("已投 3/3")
    manager.says("投票 P1 截止")
    assert "匿名票不足5张，不公布结果" in str(the_end(town)) and not pictures(town)
    assert "满意  " not in manager.tells("结果 P1")


def test_several_anonymous_choices_are_sent_as_one_message_in_private(town: Town, people: list[Somebody]) -> None:
    ann, *_ = people
    ann.tells("积分")
    town.somebody("王岚").confirms("投票 想学什么？ 谈判/洞察/CRM 多选 匿名")
    post = in_group(town)[-1]
    assert [button.label for button in post.buttons] == ["去投票"]
    ann.presses("去投票", post)
    assert "直接回复字母，如 CA" in ann.heard_privately
    assert ann.tells("AC") == "✅ 已投出，匿名，不能再改。"
    assert ann.tells("投 P1 B").startswith("这次匿名投票你已投过")


def test_voting_twice_before_two_accounts_became_one_counts_once(either_town: Town) -> None:
    town = either_town
    on_telegram, on_wecom = two_accounts(town)
    town.somebody("王岚").confirms("投票 周五去哪？ 爬山/唱歌")
    on_telegram.tells("投 P1 A")
    on_wecom.tells("投 P1 B")
    code = on_wecom.tells("绑定").split("绑定 ")[1][:6]
    said: Heard = on_telegram.tells(f"绑定 {code}")
    assert "两边都投过的1个投票或问卷只算一个人" in said
    over = town.somebody("王岚").tells("结果 P1")
    assert "已投 1/1" in over and "A. 爬山  0/1" in over and "B. 唱歌  1/1" in over
