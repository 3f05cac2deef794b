"""What reaches many is shown first, to its author alone, and sent once, by them, if their role and the state still allow it."""

from __future__ import annotations

import re

import pytest

from bot.messages import FileRef
from storage import drafts
from tests.town import Somebody, Town


def in_group(town: Town) -> list[str]:
    return [str(post) for post in town.squares["telegram"].posts if post.room == town.group and not post.whisper]


@pytest.fixture
def manager(town: Town) -> Somebody:
    for name in ("林晓", "周航"):
        town.learner(name).tells("积分")
    owner = town.somebody("王岚")
    owner.tells("积分")
    return owner


def test_rules_are_shown_old_and_new_and_sent_once(town: Town, manager: Somebody) -> None:
    manager.confirms("群规 不发广告；每个工作日打卡")
    said_before = len(in_group(town))
    shown = manager.tells("群规 不发广告；迟到请假")
    assert "预览，还没有发出：群规 v2，共2条，发到1个群，会请2位学员重新同意。" in shown
    assert "群里（1个群）会看到：\n📘 群规 v2（2条）\nG1 不发广告\nG2 迟到请假\n［同意］" in shown
    assert "现在的 v1，发出后被替换：\nG1 不发广告\nG2 每个工作日打卡" in shown
    assert "05-07 08:10 前有效" in shown and "群规 不发广告；迟到请假" in shown
    assert [button.label for button in shown.posts[-1].buttons] == ["发出", "改", "取消"]
    assert len(in_group(town)) == said_before and "v1（2条）" in manager.tells("群规")
    assert "群规更新为 v2，共2条" in manager.presses("发出", shown.posts[-1])
    assert in_group(town)[-1] == "📘 群规 v2（2条）\nG1 不发广告\nG2 迟到请假\n同意"
    again = manager.presses("发出", shown.posts[-1])
    assert "05-06 08:10 已经发出，没有再发" in again + "".join(str(p) for p in town.squares["telegram"].posts if p.whisper)
    assert len(in_group(town)) == said_before + 1


@pytest.mark.parametrize(
    "words", ["谁", "查看", "？", "谁?", "看", "未同意", "谁没同意", "在吗", "ok", "友善", "有群规吗？", "what", "；"]
)
def test_a_question_about_the_rules_replaces_nothing(town: Town, manager: Somebody, words: str) -> None:
    manager.confirms("群规 不发广告；每个工作日打卡")
    said_before = len(in_group(town))
    answer = manager.tells(f"群规 {words}")
    assert answer and "预览" not in answer
    assert "v1（2条）" in manager.tells("群规") and len(in_group(town)) == said_before


def test_rules_taken_back_leave_the_version_before_in_force_and_no_number_comes_twice(either_town: Town) -> None:
    town = either_town
    manager, ann = town.opened(), town.learner("林晓")
    manager.confirms("群规 不发广告")
    ann.tells("同意")
    manager.confirms("群规 不发广告；迟到请假")
    assert "未同意 v2 的有1人：林晓" in manager.tells("群规 未同意")
    assert "✅ 群规 v2 撤回了，仍按 v1，不用重新同意。" in manager.takes_back()
    assert in_group(town)[-1] == "📘 群规 v2 撤回了，仍按 v1，不用重新同意。"
    assert "所有学员都同意了 v1" in manager.tells("群规 未同意")
    assert "更新为 v3" in manager.confirms("群规 不发广告；别迟到了")
    assert "未同意 v3 的有1人：林晓" in manager.tells("群规 未同意")


def test_asked_in_the_group_it_is_shown_in_private(town: Town, manager: Somebody) -> None:
    assert manager.says("群规 不发广告；别迟到了") == "已私聊发给你。"
    shown = manager.heard_privately.posts[-1]
    assert "1 不发广告" in str(shown)
    manager.presses("发出", shown)
    assert "📘 群规 v1（2条）" in in_group(town)[-1]


def test_where_nobody_can_be_reached_in_private_the_draft_waits_for_them(town: Town) -> None:
    owner = town.somebody("王岚")
    assert "先私聊我发一句" in owner.says("群规 不发广告；别迟到了")
    assert "1 不发广告" not in "".join(in_group(town))
    owner.tells("积分")
    shown = next(post for post in owner.heard_privately.posts if "预览" in str(post))
    owner.presses("发出", shown)
    assert "📘 群规 v1（2条）" in in_group(town)[-1]


def test_a_draft_lives_through_a_restart_and_can_be_changed_or_dropped(town: Town, manager: Somebody) -> None:
    first = manager.tells("群规 不发广告；别迟到了").posts[-1]
    second = manager.tells("群规 不发广告；别早退了").posts[-1]
    town.restart()
    assert "2（05-07 08:10 前）群规 不发广告；别早退了" in manager.tells("草稿")
    assert manager.tells("草稿 取消 2") == "✅ 草稿 2 收起了，没有发出。"
    assert "没有发出" in manager.tells("草稿 发出 2") and "不是" not in manager.tells("草稿")
    anew = manager.presses("改", first)
    assert anew.startswith("草稿 1 收起了，没有发出。把改好的整句发给我，原句：\n群规 不发广告；别迟到了")
    assert manager.tells("草稿") == manager.tells("草稿 发出") == "没有等着发出的草稿。"
    assert "已经收起" in manager.tells("草稿 发出 1") and "还没有群规" in manager.tells("群规")
    assert second.buttons


def test_nobody_else_sends_a_draft_and_nobody_whose_role_is_gone(town: Town, manager: Somebody) -> None:
    he = town.somebody("何琳")
    he.comes()
    he.tells("积分")
    manager.tells("角色 何琳 经理")
    he.tells("群规 不发广告；别迟到了")
    assert manager.tells("草稿 发出 1") == "你没有草稿 1。看看有哪些：草稿"
    manager.tells("角色 何琳 学员")
    assert "由社群经理来做" in he.tells("草稿 发出 1")
    manager.tells("角色 何琳 经理")
    assert "群规更新为 v1" in he.tells("草稿 发出 1")


def test_a_draft_ends_after_a_day_and_says_so(town: Town, manager: Somebody) -> None:
    shown = manager.tells("群规 不发广告；别迟到了").posts[-1]
    town.go_to("5/7", "08:11")
    answer = manager.tells("草稿 发出 1")
    assert answer == "这份草稿 05-07 08:10 已过期，没有发出。要发就把原句再发一遍：\n群规 不发广告；别迟到了"
    assert shown.buttons and "还没有群规" in manager.tells("群规")
    town.go_to("5/20", "09:00")
    assert town.look(drafts.ONE, draft=1) == []


# ── polls, forms, exams, reminders ───────────────────────────────────────────────────────────────────────────────────


def questions(town: Town, manager: Somebody, count: int) -> None:
    rows = "".join(f"产品第{n}问？,甲,乙,丙,丁,B,产品\n" for n in range(count))
    town.squares["telegram"].files["bank"] = f"题干,选项A,选项B,选项C,选项D,答案,标签\n{rows}".encode()
    manager.tells("", files=(FileRef("bank.csv", 9, "bank"),))
    assert f"已导入{count}题" in manager.tells("导入")


@pytest.mark.parametrize(
    "words",
    [
        "投票 周五去哪？ 爬山/唱歌/火锅 截止=5/8 18:00",
        "投票 周五去哪？ 爬山/唱歌 匿名 多选",
        "投票 先学什么？ 谈判/洞察 排序 隐藏",
        "投票 周五去哪？ 爬山/唱歌 可加",
        "投票 评选 学习标兵 入围=3 提名截止=周三 18:00 截止=周五 18:00",
        "投票 异议处理 相关性",
    ],
)
def test_a_poll_is_shown_word_for_word_but_for_its_number(town: Town, manager: Somebody, words: str) -> None:
    before = len(in_group(town))
    shown = manager.tells(words)
    assert "投 P" not in "".join(button.says for button in shown.posts[-1].buttons) and len(in_group(town)) == before
    manager.presses("发出", shown.posts[-1])
    posted = [line for line in in_group(town)[-1].split("\n") if "→" not in line and line != "去投票"]
    for line in posted:
        assert re.sub(r"  → .*", "", line).replace("P1", "P…") in shown, line


def test_a_form_is_shown_as_every_learner_gets_it_with_what_follows(town: Town, manager: Somebody) -> None:
    ann = town.somebody("林晓")
    shown = manager.tells("问卷 训后反馈 实名\n内容对我有用 [1-5]\n还想说什么 [文字]")
    assert "问卷“训后反馈”（实名，2题），私信2位学员，一发出就发" in shown and "后面还问：\n2 还想说什么" in shown
    assert "训后反馈" not in ann.heard_privately
    manager.presses("发出", shown.posts[-1])
    got = [line for line in str(ann.heard_privately.posts[-1]).split("\n") if "→" not in line]
    assert got and all(line in shown for line in got)


def test_a_mistyped_name_opens_no_exam(town: Town, manager: Somebody) -> None:
    ann = town.somebody("林晓")
    questions(town, manager, 12)
    manager.confirms("考试 阶段一 题数=5")
    before = len(in_group(town))
    shown = manager.tells("考试 阶断一")
    assert "新开考试“阶断一”：10题，及格80" in shown and "已有“阶段一”。如果是写错了名字，就不要发出" in shown
    assert "📝 考试“阶断一”开始：10题，及格80" in shown and len(in_group(town)) == before
    assert "没有叫“阶断一”的考试" in ann.tells("考试 阶断一")
    assert "收起了" in manager.presses("取消", shown.posts[-1]) and "阶断一" not in manager.tells("考试")


def test_the_two_tests_of_a_pair_are_shown_first(town: Town, manager: Somebody) -> None:
    ann = town.somebody("林晓")
    questions(town, manager, 12)
    shown = manager.tells("课前测 产品 题数=4 截止 5/8 18:00")
    assert "课前测“产品”，4题，05-08 18:00 截止，私信2位学员。" in shown
    assert "2位学员在私聊里会看到：\n课前测4题，不计积分，仅用于对比。05-08 18:00 截止\n［开始］" in shown
    assert "课前测" not in ann.heard_privately
    manager.presses("发出", shown.posts[-1])
    assert "课前测4题，不计积分，仅用于对比。05-08 18:00 截止" in ann.heard_privately


def test_a_reminder_to_many_is_shown_first_one_to_oneself_is_not(town: Town, manager: Somebody) -> None:
    shown = manager.tells("提醒 所有人 明天 9:00 交计划")
    assert "提醒（在营的每个群提醒）：明天（周四）09:00。" in shown and "群里（1个群）会看到：\n⏰ 交计划" in shown
    assert "R1" in manager.tells("提醒 明天 9:00 给自己")
    town.go_to("5/7", "08:00")
    assert "交计划" in manager.presses("发出", shown.posts[-1])
    town.go_to("5/7", "09:00")
    assert in_group(town)[-1] == "⏰ 交计划"


def test_what_was_written_for_a_moment_that_has_passed_is_not_sent(town: Town, manager: Somebody) -> None:
    shown = manager.tells("提醒 所有人 今天 9:00 交计划").posts[-1]
    poll = manager.tells("投票 去哪？ 山/海 截止=5/6 18:00").posts[-1]
    town.go_to("5/6", "18:01")
    assert "05-06 09:00 已过期，没有发出" in manager.presses("发出", shown) + whispered(town)
    assert "05-06 18:00 已过期，没有发出" in manager.presses("发出", poll) + whispered(town)
    assert manager.tells("投票").startswith("现在没有投票")


def whispered(town: Town) -> str:
    return "".join(str(post) for post in town.squares["telegram"].posts if post.whisper)


def test_times_count_from_when_the_sentence_was_said(town: Town, manager: Somebody) -> None:
    town.go_to("5/6", "23:55")
    shown = manager.tells("提醒 所有人 明天 9:00 交计划").posts[-1]
    town.go_to("5/7", "00:05")
    manager.presses("发出", shown)
    town.go_to("5/7", "09:00")
    assert in_group(town)[-1] == "⏰ 交计划"


def test_what_stays_in_the_room_it_is_said_in_is_not_shown_first(town: Town, manager: Somebody) -> None:
    host = town.somebody("林晓")
    host.is_room_admin = True
    assert "📊 去哪？" in host.says("投票 去哪？ 山/海")
    assert "📊 喝什么？" in manager.says("投票 喝什么？ 茶/水 本群")
    assert "收尾" in manager.says("提醒 明天 9:00 收尾")
    assert manager.tells("草稿") == "没有等着发出的草稿。"


def test_the_word_under_a_preview_can_be_typed_and_one_cancel_ends_it(town: Town, manager: Somebody) -> None:
    manager.tells("群规 不发广告；别迟到了")
    manager.tells("积分")
    assert "群规更新为 v1" in manager.tells("发出")
    manager.says("群规 不发广告；别早退了")
    assert "草稿“群规 不发广告；别早退了”" in manager.tells("取消")
    assert manager.tells("草稿") == "没有等着发出的草稿。" and "已经收起" in manager.tells("草稿 发出 2")
    manager.tells("群规 不发广告；别走神")
    assert "没看懂" not in manager.tells("我有多少分") and "v1（2条）" in manager.tells("群规")


def test_the_word_typed_means_the_newest_preview(town: Town, manager: Somebody) -> None:
    manager.tells("群规 不发广告；别迟到了")
    manager.tells("群规 不发广告；别早退了")
    assert "群规更新为 v1" in manager.tells("发出") and "别早退了" in manager.tells("群规")


def test_a_question_of_ones_own_that_waits_to_be_posted_is_a_draft(town: Town, manager: Somebody) -> None:
    ann = town.somebody("林晓")
    assert "署名林晓" in ann.tells("提问 客户嫌报价高怎么回")
    assert "提问 客户嫌报价高怎么回\n　草稿 发出 1" in ann.tells("草稿")
    assert "A-0001" in ann.tells("发出")


@pytest.mark.parametrize(
    "words",
    [
        "rules 不发广告；每个工作日打卡",
        "poll 周五去哪？ 爬山/唱歌/火锅",
        "survey level1 anonymous",
        "exam 阶段三 questions=5",
        "remind all 5/29 9:00 交计划",
        "ask 客户嫌报价高怎么回",
    ],
)
@pytest.mark.parametrize("aloud", [False, True], ids=["in private", "in the group"])
def test_a_preview_frames_in_the_readers_language_what_others_read_in_the_camps(
    town: Town, manager: Somebody, words: str, aloud: bool
) -> None:
    """Whoever reads English in a Chinese camp: our words are English, the message itself is as the group will see it."""
    questions(town, manager, 12)
    manager.tells("语言 en")
    heard = manager.says(f"/{words}") if aloud else manager.tells(words)
    if aloud and words.startswith("ask"):
        return
    shown = heard if not aloud else manager.heard_privately
    text = next(str(post) for post in reversed(shown.posts) if "A preview; nothing is sent yet" in str(post))
    framing, seen = text.split(" will see:\n", 1)
    assert not re.search("[，。：（）、]", framing) and re.search(r"What (?:the groups|learners in private) \(\d+\)", framing)
    after = seen.split("Good until", 1)[1].split("it was:", 1)
    assert not re.search("[，。：（）、]", after[0]) and "Send" in after[1] and "Cancel" in after[1]
