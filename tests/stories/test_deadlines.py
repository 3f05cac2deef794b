"""Deadlines in every command that takes one: the past is refused and changes nothing, a date alone is open to the end of its day."""

from __future__ import annotations

from itertools import product

import pytest

from storage import agenda, drafts, exams
from tests.quiz import fill, single
from tests.town import Somebody, Town

COMMANDS = (
    "投票 去哪？ 爬山/唱歌 截止={}",
    "投票 去哪？ 截止={} 爬山/唱歌",
    "投票 评选 标兵 入围=3 提名截止={} 截止=5/20",
    "投票 开始=明天 9:00 去哪？ 爬山/唱歌 截止={}",
    "问卷 柯氏一级 匿名 截止={}",
    "考试 快考 截止={}",
    "考试 快考 截止 {}",
    "考试 快考 截止={} 题数=5",
    "考试 截止={} 快考",
    "课前测 异议 题数=5 截止={}",
    "课前测 异议 截止 {}",
    "poll Where? hills/songs until={}",
    "survey level1 until={}",
    "exam quick until={}",
    "exam quick until {} questions=5",
    "pretest 异议 questions=5 until={}",
)
UNSHOWN = ("问卷 开始=明天 9:00 柯氏一级 截止={}",)
"""What does not name its deadline before it begins."""
PASSED = (
    "昨天",
    "前天",
    "昨天 18:00",
    "今天 07:00",
    "5/5",
    "2026-05-05 18:00",
    "yesterday",
    "yesterday 6pm",
    "today 7:00",
    "last Friday",
)
A_DAY = {
    "今天": "05-06",
    "明天": "05-07",
    "5/7": "05-07",
    "2026-05-07": "05-07",
    "tomorrow": "05-07",
    "周五": "05-08",
    "Friday": "05-08",
}
AN_HOUR = {
    "明天下午3点": "05-07 15:00",
    "明天 15:00": "05-07 15:00",
    "tomorrow 3pm": "05-07 15:00",
    "周五 18:00": "05-08 18:00",
    "今天 23:00": "05-06 23:00",
    "周五上午": "05-08 12:00",
    "周五下午": "05-08 18:00",
    "明天下班前": "05-07 18:00",
    "明早": "05-07 09:00",
    "今晚": "05-06 23:59",
    "Friday afternoon": "05-08 18:00",
    "tomorrow night": "05-07 23:59",
}
"""An hour, or a part of a day, which is open until it is over."""
MISTYPED = ("明夭", "5/32", "13/45", "8 Otc 9:00", "某天", "tomorow")


@pytest.fixture
def wang(town: Town) -> Somebody:
    fill(town, [single(f"问题{n}？") for n in range(20)])
    town.learner("林晓").tells("积分")
    return town.somebody("王岚")


def waiting(town: Town) -> tuple[int, int, int]:
    """Drafts shown, things on the agenda, and exams."""
    return (
        len(town.look(drafts.outgoing_draft.select())),
        len(town.look(agenda.agenda.select())),
        len(town.look(exams.exam.select())),
    )


def shows(said: str, moment: str) -> bool:
    day, _, at = moment.partition(" ")
    month, number = map(int, day.split("-"))
    days = (day, f"{month}月{number}日", f"May {number}")
    return any(f"{one} {at}" in said or f"{one}, {at}" in said or (f"{one}（" in said and at in said) for one in days)


def test_a_deadline_in_the_past_is_refused(town: Town, wang: Somebody) -> None:
    wang.tells("积分")
    before = waiting(town)
    for command, past in product(COMMANDS + UNSHOWN, PASSED):
        said = wang.tells(command.format(past))
        assert "过去了" in said or "has passed" in said, (command, past, said)
        assert waiting(town) == before


def test_a_date_alone_is_open_to_the_end_of_its_day(wang: Somebody) -> None:
    for command, (words, day) in product(COMMANDS, A_DAY.items()):
        said = wang.tells(command.format(words))
        assert shows(said, f"{day} 23:59"), (command, words, said)


def test_an_hour_said_is_the_hour_and_a_part_of_a_day_lasts_to_its_end(wang: Somebody) -> None:
    for command, (words, moment) in product(COMMANDS, AN_HOUR.items()):
        said = wang.tells(command.format(words))
        assert shows(said, moment), (command, words, said)


def test_what_is_no_time_is_asked_about_and_changes_nothing(town: Town, wang: Somebody) -> None:
    wang.tells("积分")
    before = waiting(town)
    for command, words in product(COMMANDS + UNSHOWN, MISTYPED):
        said = wang.tells(command.format(words))
        assert "没看懂" in said or "I did not get" in said or "没有“" in said or "There is no" in said, (command, words, said)
        assert waiting(town) == before
