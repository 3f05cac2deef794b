"""The pure half of polls and reminders: sentences taken apart, votes added up, quiet hours."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.phrases import Refusal
from bot.quiet_hours import hours, quiet_until
from handlers.asking.polls.counting import OptionScore, best, is_level, scores
from handlers.asking.polls.wording import draft, letters
from handlers.asking.surveys.answering import label
from handlers.reminders.wording import moved_off, order
from scheduler.calendar import Calendar
from scheduler.rhythm import Daily, Weekly
from storage.ballots import REST

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 5, 11, 9, tzinfo=ZONE)

SENTENCES = [
    ("周五去哪？ 爬山/唱歌/火锅", "周五去哪？", ["爬山", "唱歌", "火锅"], "single", set()),
    ("周五去哪？爬山 唱歌 火锅", "周五去哪？", ["爬山", "唱歌", "火锅"], "single", set()),
    ("午饭 面 / 饭 / 粉 匿名", "午饭", ["面", "饭", "粉"], "single", {"anonymous"}),
    ("去哪\nA. 爬山\nB、唱歌\n匿名", "去哪", ["爬山", "唱歌"], "single", {"anonymous"}),
    (
        "Where? hiking / ice cream multi hidden until Fri 6pm",
        "Where?",
        ["hiking", "ice cream"],
        "multiple",
        {"multiple", "hidden"},
    ),
    ("课程截止 后还能补吗？ 能/不能", "课程截止 后还能补吗？", ["能", "不能"], "single", set()),
    ("5/8 的课几点？ 9点/10点", "5/8 的课几点？", ["9点", "10点"], "single", set()),
    ("限选=2 去哪 a/b/c", "去哪", ["a", "b", "c"], "multiple", set()),
    ("评选 学习标兵", "学习标兵", [], "single", {"award"}),
]


@pytest.mark.parametrize(("words", "title", "options", "kind", "flags"), SENTENCES)
def test_a_poll_is_understood(words: str, title: str, options: list[str], kind: str, flags: set[str]) -> None:
    made = draft(words, NOW, Calendar())
    assert (made.title, made.options, made.kind, made.flags) == (title, options, kind, flags)


LISTS = [
    # times, dates, numbers and links are no lists
    ("周五 18:00 去哪？ 爬山/唱歌", "周五 18:00 去哪？", ["爬山", "唱歌"]),
    ("几点？ 9:00/10:30/14:00", "几点？", ["9:00", "10:30", "14:00"]),
    ("几点？ 9：00、10：30", "几点？", ["9：00", "10：30"]),
    ("几点？ 9:00 10:30 14:00", "几点？", ["9:00", "10:30", "14:00"]),
    ("几点 9:00/10:30", "几点", ["9:00", "10:30"]),
    ("哪段？ 9:00-10:00/14:00-15:00", "哪段？", ["9:00-10:00", "14:00-15:00"]),
    ("喜欢哪个？ 1.5/2.0", "喜欢哪个？", ["1.5", "2.0"]),
    ("喜欢哪个？ 1.5 2.0 2.5", "喜欢哪个？", ["1.5", "2.0", "2.5"]),
    ("哪版？ 3.11/3.12/3.13", "哪版？", ["3.11", "3.12", "3.13"]),
    ("比例？ 1:1/1:2/2:1", "比例？", ["1:1", "1:2", "2:1"]),
    ("比例：1:1/1:2/2:1", "比例：", ["1:1", "1:2", "2:1"]),
    ("哪天？ 5/8 5/9 5/10", "哪天？", ["5/8", "5/9", "5/10"]),
    ("哪天 5/8 5/9 5/10", "哪天", ["5/8", "5/9", "5/10"]),
    ("哪天？ 5/8、5/9、5/10", "哪天？", ["5/8", "5/9", "5/10"]),
    ("哪天？ 5/8；5/9", "哪天？", ["5/8", "5/9"]),
    ("哪天？ 5/8 / 5/9 / 5/10", "哪天？", ["5/8", "5/9", "5/10"]),
    ("哪天？ 5/8上午 / 5/9下午", "哪天？", ["5/8上午", "5/9下午"]),
    ("哪天？ 2026/5/8 2026/5/9", "哪天？", ["2026/5/8", "2026/5/9"]),
    ("哪天？ 5-8/5-9", "哪天？", ["5-8", "5-9"]),
    ("哪天？ 5.8/5.9", "哪天？", ["5.8", "5.9"]),
    ("哪天？ 5月8日/5月9日", "哪天？", ["5月8日", "5月9日"]),
    ("几分之几？ 1/2 1/3 1/4", "几分之几？", ["1/2", "1/3", "1/4"]),
    ("选几？ 1/2/3", "选几？", ["1", "2", "3"]),
    ("选几？ 1/2", "选几？", ["1", "2"]),
    ("多少？ 100/200", "多少？", ["100", "200"]),
    ("https://a.com/b 好吗？ 好/不好", "https://a.com/b 好吗？", ["好", "不好"]),
    ("https://a.com/b?x=1&y=2 好吗？ 好/不好", "https://a.com/b?x=1&y=2 好吗？", ["好", "不好"]),
    ("看哪个？ https://a.com/b https://a.com/c", "看哪个？", ["https://a.com/b", "https://a.com/c"]),
    ("看哪个？ https://a.com/b、https://a.com/c", "看哪个？", ["https://a.com/b", "https://a.com/c"]),
    ("看哪个？ 甲 https://a.com/b / 乙 https://a.com/c", "看哪个？", ["甲 https://a.com/b", "乙 https://a.com/c"]),
    ("价格：9.9元/19.9元", "价格：", ["9.9元", "19.9元"]),
    ("气温？ -5/0/5", "气温？", ["-5", "0", "5"]),
    ("涨幅？ 5%/10%/15%", "涨幅？", ["5%", "10%", "15%"]),
    # lettered and numbered lists
    ("选谁？ A、张三 B、李四", "选谁？", ["张三", "李四"]),
    ("选谁？ A.张三 B.李四 C.王五", "选谁？", ["张三", "李四", "王五"]),
    ("选谁？ A张三/B李四", "选谁？", ["A张三", "B李四"]),
    ("选谁？ A：张三 B：李四", "选谁？", ["张三", "李四"]),
    ("选谁？ A) 张三 B) 李四", "选谁？", ["张三", "李四"]),
    ("选谁？ （A）张三 （B）李四", "选谁？", ["张三", "李四"]),
    ("选谁？ Ａ．张三　Ｂ．李四", "选谁？", ["张三", "李四"]),
    ("选谁？ a.张三 b.李四", "选谁？", ["张三", "李四"]),
    ("选谁？ 1、张三 2、李四 3、王五", "选谁？", ["张三", "李四", "王五"]),
    ("选谁？ 1.张三 2.李四", "选谁？", ["张三", "李四"]),
    ("选谁？ ①张三 ②李四", "选谁？", ["张三", "李四"]),
    ("选谁？ A、张三 小组 B、李四 小组", "选谁？", ["张三 小组", "李四 小组"]),
    ("选谁？ A、张三/B、李四", "选谁？", ["张三", "李四"]),
    ("选谁\nA、张三\nB、李四", "选谁", ["张三", "李四"]),
    ("几点\n9:00\n10:30", "几点", ["9:00", "10:30"]),
    ("倍数\n1.5\n2.0", "倍数", ["1.5", "2.0"]),
    ("哪天\n5/8\n5/9", "哪天", ["5/8", "5/9"]),
    # signs between options
    ("去哪？ 爬山／唱歌", "去哪？", ["爬山", "唱歌"]),
    ("去哪？ 爬山|唱歌|火锅", "去哪？", ["爬山", "唱歌", "火锅"]),
    ("去哪？ 爬山；唱歌；火锅", "去哪？", ["爬山", "唱歌", "火锅"]),
    ("去哪？ 爬山，唱歌，火锅", "去哪？", ["爬山", "唱歌", "火锅"]),
    ("去哪？ 爬山, 唱歌, 火锅", "去哪？", ["爬山", "唱歌", "火锅"]),
    ("去哪？ 爬山、唱歌/火锅", "去哪？", ["爬山、唱歌", "火锅"]),
    ("去哪？ ice cream/hot pot", "去哪？", ["ice cream", "hot pot"]),
    ("全角？　爬山／唱歌　多选", "全角？", ["爬山", "唱歌"]),
    ("去哪:爬山/唱歌", "去哪:", ["爬山", "唱歌"]),
    ("18:00 去哪 爬山/唱歌", "18:00 去哪", ["爬山", "唱歌"]),
    ("A还是B？ A/B", "A还是B？", ["A", "B"]),
    ("好吗？真的好吗？ 好/不好", "好吗？真的好吗？", ["好", "不好"]),
]


@pytest.mark.parametrize(("words", "title", "options"), LISTS, ids=[words for words, _, _ in LISTS])
def test_an_option_list_is_cut_where_it_is_a_list(words: str, title: str, options: list[str]) -> None:
    made = draft(words, NOW, Calendar())
    assert (made.title, made.options) == (title, options)


SIXTH = datetime(2026, 5, 6, 8, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("x？ a/b 截止=明天", datetime(2026, 5, 7, 23, 59, tzinfo=ZONE)),
        ("x？ a/b 截止=今天", datetime(2026, 5, 6, 23, 59, tzinfo=ZONE)),
        ("x？ a/b 截止=5/8", datetime(2026, 5, 8, 23, 59, tzinfo=ZONE)),
        ("x？ a/b 截止 周五", datetime(2026, 5, 8, 23, 59, tzinfo=ZONE)),
        ("x？ a/b until=tomorrow", datetime(2026, 5, 7, 23, 59, tzinfo=ZONE)),
        ("x？ a/b 截止=5/8 18:00", datetime(2026, 5, 8, 18, tzinfo=ZONE)),
        ("x？ a/b 截止=明天下午3点", datetime(2026, 5, 7, 15, tzinfo=ZONE)),
    ],
)
def test_a_deadline_without_an_hour_is_the_end_of_its_day(words: str, until: datetime) -> None:
    made = draft(words, SIXTH, Calendar())
    assert made.until == until and made.options == ["a", "b"]


@pytest.mark.parametrize(
    "words",
    [
        "x？ a/b 截止=5/5 18:00",
        "x？ a/b 截止=5/5",
        "x？ a/b 截止=今天 07:00",
        "x？ a/b 截止=昨天",
        "x？ a/b 截止=2026-05-05 18:00",
        "x？ a/b 截止=下周",
        "x？ a/b 匿名 实名",
        "x？ a/b 单选 多选",
    ],
)
def test_a_deadline_that_has_passed_and_settings_against_each_other_are_refused(words: str) -> None:
    with pytest.raises(Refusal):
        draft(words, SIXTH, Calendar())


@pytest.mark.parametrize(
    "words", ["截止=周五 18:00 去哪 a/b", "去哪 a/b 截止 周五 18:00", "去哪 截止：周五18:00 a/b", "去哪？ a/b until=Fri 18:00"]
)
def test_a_deadline_may_stand_anywhere(words: str) -> None:
    made = draft(words, NOW, Calendar())
    assert made.until == datetime(2026, 5, 15, 18, tzinfo=ZONE) and made.options == ["a", "b"] and made.title.startswith("去哪")


@pytest.mark.parametrize(
    "words",
    [
        "",
        "去哪",
        "去哪 a/a",
        "去哪 a/b 截止=什么时候",
        "去哪 a/b 限选=0",
        "去哪？ a/b/c/d/e/f/g/h/i/j/k/l/m",
    ],
)
def test_what_is_missing_is_refused(words: str) -> None:
    with pytest.raises(Refusal):
        draft(words, NOW, Calendar())


def test_letters_are_read_as_people_write_them() -> None:
    assert letters("Ａ、c", 3) == [0, 2] and letters("b > a", 3) == [1, 0] and letters("aa", 3) == [0]
    assert letters("D", 3) is None and letters("火锅", 3) is None and letters("", 3) is None


@given(st.lists(st.permutations(range(3)), max_size=20))
def test_a_ranking_gives_each_ballot_the_same_weight(ballots: list[list[int]]) -> None:
    counts: dict[tuple[int, int], int] = {}
    for ballot in ballots:
        for rank, place in enumerate(ballot, 1):
            counts[place, rank] = counts.get((place, rank), 0) + 1
    standing = scores("ranking", counts, 3, len(ballots))
    assert sum(score.votes for score in standing) == 3 * len(ballots)
    assert all(0 <= score.votes <= score.of for score in standing)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.integers(1, 3))
def test_nobody_wins_with_fewer_votes_than_somebody_who_does_not(votes: list[int], seats: int) -> None:
    standing = [OptionScore(place, number, 40) for place, number in enumerate(votes)]
    winners, shared = best(standing, seats)
    others = [number for place, number in enumerate(votes) if place not in winners]
    assert all(votes[winner] > max(others, default=0) or votes[winner] == 0 for winner in winners)
    assert bool(shared) == (len(winners) > seats) == is_level(standing, seats)
    assert bool(winners) == any(votes)


def test_nominations_break_a_tie() -> None:
    standing = [OptionScore(0, 4, 9), OptionScore(1, 4, 9), OptionScore(2, 1, 9)]
    assert best(standing, 1, {0: 2, 1: 5}) == ([1], [])
    assert best(standing, 1, {0: 2, 1: 2}) == ([0, 1], [0, 1])


@pytest.mark.parametrize(
    ("at", "until"),
    [((22, 0), (7, 7)), ((23, 30), (7, 7)), ((6, 59), (6, 7)), ((7, 0), None), ((21, 59), None)],
)
def test_quiet_hours_go_over_midnight(at: tuple[int, int], until: tuple[int, int] | None) -> None:
    ends = quiet_until(datetime(2026, 5, 6, *at, tzinfo=ZONE), ZONE, hours("22:00-07:00"))
    assert ends == (datetime(2026, 5, until[0], until[1], tzinfo=ZONE) if until else None)


def test_no_quiet_hours_and_those_within_a_day() -> None:
    noon = datetime(2026, 5, 6, 12, 30, tzinfo=ZONE)
    assert quiet_until(noon, ZONE, hours("无")) is None
    assert quiet_until(noon, ZONE, hours("12:00～14:00")) == datetime(2026, 5, 6, 14, tzinfo=ZONE)


def test_orders_name_reminders_and_words_do_not() -> None:
    made = order("推迟 R1 R2 10分钟后")
    assert made is not None and (made.verb, made.numbers, made.words) == ("snooze", (1, 2), "10分钟后")
    assert order("完成 3份报告 明天 9:00") is None and order("取消 明天的会 9:00") is None


def test_a_holiday_rule_is_taken_from_the_words() -> None:
    nine = NOW.time()
    assert moved_off(Weekly(4, nine), "遇休提前 交周报") == (Weekly(4, nine, "previous_workday"), "交周报")
    assert moved_off(Daily(nine), "遇假顺延 交周报") == (Daily(nine), "交周报")


def test_a_person_is_counted_in_one_group() -> None:
    sizes = {"华东": 20, "骨干": 8, "部门:销售": 9, "部门:市场": 3}
    assert label(["骨干", "华东"], "", sizes) == "华东"
    assert label(["华东", "部门:市场"], "部门", sizes) == "市场"
    assert label(["华东"], "部门", sizes) == REST and label([], "", sizes) == REST
    assert label(["华东"], "部门", {"华东": 20}) == "华东"
