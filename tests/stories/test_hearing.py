"""Nobody is ignored and talk is not interrupted: what a group and a private chat get for words that are nearly a command, or none."""

from __future__ import annotations

import pytest

from storage import archive
from tests.quiz import write
from tests.town import Heard, Town

CHATTER = """今天中午吃什么|打球去吗|收到|好的|打车|请问几点开会|积木|参观|这个帮助很大|排行|我同意他的看法|提问环节到了吗|join us tomorrow
help me please|leave it|done|me too|points to consider|帮助 新人 很重要|参加 明天的活动|积分 怎么算的|补|卡|赞|答|👍|。。。|/foo"""


def labels(heard: Heard) -> list[str]:
    return [button.label for post in heard.posts for button in post.buttons]


def test_talk_of_a_group_is_not_answered(town: Town) -> None:
    ann = town.learner("林晓")
    for words in CHATTER.replace("\n", "|").split("|"):
        assert ann.chats(words) == "", words


WITH_A_SLASH = {
    "请假 明天": "请假 明天",
    "请假明天": "请假 明天",
    "同意": "同意",
    "同意！": "同意",
    "流水": "流水",
    "rules": "rules",
    "提问 客户嫌报价高怎么回": "提问 客户嫌报价高怎么回",
    "我的错题": "我的错题",
    "打咔": "打卡",
    "积份": "积分",
}


@pytest.mark.parametrize(("words", "button"), WITH_A_SLASH.items())
def test_a_bare_word_that_needs_a_slash_is_told_so_once_with_a_button(town: Town, words: str, button: str) -> None:
    ann = town.learner("林晓")
    said = ann.chats(words)
    assert len(said.posts) == 1 and labels(said) == [button]
    assert ann.chats(words) == ""
    assert ann.presses(button, said.posts[0]) != ""


def test_hints_are_few_in_a_lively_group_and_nobody_is_told_of_what_is_not_theirs(town: Town) -> None:
    told = [town.learner(f"学员{n}").chats("同意") for n in range(8)]
    assert sum(bool(one) for one in told) == 3
    town.pass_(minutes=11)
    assert town.learner("周航").chats("同意") != ""
    assert town.learner("何琳").chats("成员") == ""


TO_US = {
    "@小助 在吗": "我在",
    "@小助": "我在",
    "@小助 谢谢": "不客气",
    "@小助 今天天气如何": "没看懂",
    "@小助 积份": "是不是想说：积分",
    "/积份": "是不是想说：积分",
    "／积份": "是不是想说：积分",
    "/打咔": "是不是想说：打卡",
}


@pytest.mark.parametrize(("words", "answer"), TO_US.items())
def test_what_is_said_to_us_is_answered(town: Town, words: str, answer: str) -> None:
    assert answer in town.learner("林晓").chats(words)


def test_a_reply_to_us_is_answered(town: Town) -> None:
    ann = town.learner("林晓")
    post = ann.chats("打卡").posts[0]
    assert ann.says("这是什么意思呀", about=post) != ""


@pytest.mark.parametrize(
    ("words", "button"),
    [("积份", "积分"), ("查看 K-0006", "搜 K-0006"), ("K-0006", "搜 K-0006"), ("打卡机坏了", None), ("chekin", "打卡")],
)
def test_a_near_miss_in_private_is_offered_as_a_button(town: Town, words: str, button: str | None) -> None:
    said = town.learner("林晓").tells(words)
    assert (button in labels(said)) if button else labels(said) in ([], ["帮助"], ["打卡"])


QUESTIONS = {
    "我有多少分": "积分：0",
    "我现在有几分了？": "积分：0",
    "我的积分是多少": "积分：0",
    "how many points do I have?": "积分：0",
    "我排第几": "🏆",
    "怎么打卡": "每天打卡一次",
    "补卡怎么用？": "补最近几天漏打的工作日",
    "请假 怎么写": "没看懂日期",
    "你会做什么": "你可以说",
    "客户嫌我们报价高怎么回": "先问与谁比",
    "报价太高客户不接受该怎么办？": "先问与谁比",
    "火星上怎么种土豆？": "提问 火星上怎么种土豆",
}


@pytest.mark.parametrize(("words", "answer"), QUESTIONS.items())
def test_a_plain_question_in_private_is_answered(town: Town, words: str, answer: str) -> None:
    write(
        town, lambda db: archive.add(db, 1, "客户嫌报价高怎么回", "先问与谁比", person=None, source="file", at=town.clock.now())
    )
    said = town.learner("林晓").tells(words)
    assert answer in said and "没看懂。" not in said


def test_a_plain_question_to_us_in_the_group_may_mean_a_command(town: Town) -> None:
    ann = town.learner("林晓")
    assert "积分：0" in ann.chats("@小助 我有多少分") and ann.chats("我有多少分") == ""


def test_what_ends_a_talk_is_no_command_and_nothing_far_off_is_offered(town: Town) -> None:
    ann = town.learner("林晓")
    for words in ("好的", "收到", "OK", "👍", "嗯嗯", "知道了", "[微笑]", "[微笑][玫瑰]", "[Smile]"):
        assert ann.tells(words) == "👌 有事随时叫我。", words
    assert ann.tells("在吗") == "我在。发“帮助”看看我会做什么。"
    assert "第1天" in ann.tells("[打卡]")
    for words in ("退群", "删除 Q1", "出题", "踢出 林晓"):
        assert labels(ann.tells(words)) in ([], ["帮助"]), words


def test_a_manager_finds_a_person_a_day_and_a_setting_in_their_own_words(town: Town) -> None:
    town.learner("林晓").tells("打卡")
    wang = town.somebody("王岚")
    assert wang.tells("成员 林晓").startswith("林晓：学员\n林晓 的数据：看板 林晓")
    assert "没有人叫“陌生人”" in wang.tells("成员 陌生人")
    assert "5月8日（周五）算休息日" in wang.tells("日历 5/8 放假")
    assert "按日历来" in wang.tells("日历 取消 5/8")
    assert labels(wang.tells("设置 打卡时长")) == ["打卡窗口", "打卡分"]
    assert "→ 06:30–22:00" in wang.tells("设置 打卡窗口 6点半到22点")
    assert "那时还没开营" in wang.tells("看板 4月") and "本月" not in wang.tells("看板 5月")
    assert "现在是经理" in wang.tells("角色 林晓 管理员")


def test_me_says_whether_today_is_done(town: Town) -> None:
    ann = town.learner("林晓")
    assert "打卡：今天还没打" in ann.tells("今天打卡了吗")
    ann.tells("打卡")
    assert "打卡：今天已打（连续1个工作日）" in ann.tells("今天打卡了吗")
    ann.tells("语言 English")
    assert "Check-in: done today (1 workday in a row)" in ann.tells("did I check in today?")


@pytest.mark.parametrize(
    ("words", "button"),
    [
        ("练习异议", "练习 异议"),
        ("看板本月", "看板 本月"),
        ("加分林晓 10 帮忙", "加分 林晓 10 帮忙"),
    ],
)
def test_what_is_written_right_behind_a_word_is_offered_with_a_space(town: Town, words: str, button: str) -> None:
    town.learner("林晓")
    assert labels(town.somebody("王岚").tells(words)) == [button]
