"""The rules of questions and answers that need no house: the promise, the route, the tags, what asks, and what is hot."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.qa import auto_suggest, codes, heat, route, tag_suggestions
from handlers.qa.route import ExpertCandidate
from scheduler import work_hours
from scheduler.calendar import Calendar
from storage.archive import Entry
from storage.heat import Warmth

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "hours", "due"),
    [
        ("05-06 09:00", 2, "05-06 11:00"),
        ("05-06 07:30", 2, "05-06 11:00"),
        ("05-06 16:00", 2, "05-06 18:00"),
        ("05-06 17:30", 2, "05-07 10:30"),
        ("05-06 18:00", 2, "05-07 11:00"),
        ("05-06 23:59", 2, "05-07 11:00"),
        ("05-08 17:00", 2, "05-09 10:00"),  # a Saturday that is worked
        ("05-09 17:00", 2, "05-11 10:00"),
        ("04-30 17:00", 2, "05-06 10:00"),  # the May holidays
        ("05-06 09:00", 20, "05-08 11:00"),
    ],
)
def test_a_promise_counts_hours_of_work(asked: str, hours: int, due: str) -> None:
    def moment(words: str) -> datetime:
        return datetime.strptime(f"2026-{words}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)

    assert work_hours.due(moment(asked).astimezone(UTC), hours, ZONE, Calendar()) == moment(due)


def test_a_promise_in_a_night_the_clock_changes_still_ends_by_the_wall() -> None:
    zone = ZoneInfo("Europe/Berlin")
    friday = datetime(2026, 10, 23, 17, 0, tzinfo=zone)
    assert work_hours.due(friday, 2, zone, Calendar("DE")) == datetime(2026, 10, 26, 10, 0, tzinfo=zone)


HE, ZHAO, SUN = (
    ExpertCandidate(n, name, tags, load)
    for n, (name, tags, load) in enumerate((("何琳", ("异议", "零售"), 3), ("赵敏", ("晨会",), 1), ("孙悦", (), 1)))
)


@pytest.mark.parametrize(
    ("tags", "chosen"),
    [(["异议"], HE), (["行业=零售"], HE), (["晨会", "异议"], ZHAO), (["合同"], ZHAO), ([], ZHAO)],
)
def test_tags_come_before_load_and_load_before_age(tags: list[str], chosen: ExpertCandidate) -> None:
    assert route.choose((HE, ZHAO, SUN), tags) == chosen


def test_nobody_is_chosen_from_nobody() -> None:
    assert route.choose((), ["异议"]) is None


@pytest.mark.parametrize(
    ("keys", "twin", "known", "tags"),
    [
        (["报价", "客户"], ["异议"], ["晨会"], ["异议"]),
        (["报价", "客户"], [], ["晨会", "报价", "行业=客户"], ["报价", "行业=客户"]),
        (["报价", "客户", "怎么"], [], ["晨会"], ["报价", "客户"]),
        ([], [], [], []),
        (["报价"], ["异议", "价格", "客户"], ["报价"], ["异议", "价格", "客户"]),
    ],
)
def test_tags_are_those_of_the_twin_then_the_camps_then_the_questions_own(
    keys: list[str], twin: list[str], known: list[str], tags: list[str]
) -> None:
    assert tag_suggestions.suggested("客户嫌报价高怎么回", keys, twin, known) == tags


@pytest.mark.long
def test_keywords_are_words_of_the_question() -> None:
    words = tag_suggestions.keywords("客户嫌我们报价太高，2026年合同到期以后怎么续签")
    assert "报价" in words and "2026" not in words


@pytest.mark.parametrize(
    ("words", "is_question"),
    [
        ("客户说太贵了怎么办", True),
        ("合同谁来批？", True),
        ("有人知道发票抬头写什么吗", True),
        ("how do I hand in the plan", True),
        ("贵吗？", False),
        ("收到，谢谢老师", False),
        ("客户说太贵了，我先走了", False),
        ("今天的任务都做完了，大家辛苦了", False),
        ("怎么" * 80, False),
    ],
)
def test_what_plainly_asks(words: str, is_question: bool) -> None:
    assert auto_suggest.asks(words) is is_question


@pytest.mark.parametrize(
    ("words", "number", "rest"),
    [
        ("A-0007 先问", 7, "先问"),
        ("a7：先问", 7, "先问"),
        ("Ａ－０００７ 先问", 7, "先问"),
        ("A 12", 12, ""),
    ],
)
def test_a_ticket_is_known_however_it_is_written(words: str, number: int, rest: str) -> None:
    assert codes.ticket_in(words) == (number, rest)


@pytest.mark.parametrize("words", ["先问", "K-0007", "A", "A-0007b", "abc 7", ""])
def test_other_words_are_no_ticket(words: str) -> None:
    assert codes.ticket_in(words) is None


def test_only_our_own_message_about_a_ticket_names_it_when_quoted() -> None:
    assert codes.ticket_quoted("❓A-0007 陈默：客户嫌贵") == 7
    assert codes.ticket_quoted("⏰ A-0012 还在等你回答") == 12
    assert [codes.ticket_quoted(words) for words in ("答 A-0007 先问", "A-0007", "❓A4纸", "✅ A-0007 已采纳")] == [None] * 4


def test_tags_are_taken_out_of_the_words() -> None:
    assert codes.untagged("客户嫌贵 #异议 怎么回 ＃行业＝零售 #异议") == ("客户嫌贵 怎么回", ["异议", "行业=零售"])


def entry(number: int, author: str | None, *tags: str) -> Entry:
    return Entry(number, 1, number, 1, "问", "答", list(tags), None, author, "room", None, AT, AT, None, None)


def test_a_weeks_topics_and_authors_are_counted_from_its_answers() -> None:
    warm = (
        (Warmth(1, 20.0, 5, 2, 2), entry(1, "何琳", "异议", "报价")),
        (Warmth(2, 7.5, 4, 1, 0), entry(2, "赵敏", "异议")),
        (Warmth(3, 2.0, 2, 0, 0), entry(3, None, "晨会")),
        (Warmth(4, 1.5, 1, 0, 0), entry(4, "赵敏")),
    )
    assert heat.topics(warm) == [("异议", 14), ("报价", 9), ("晨会", 2)]
    assert heat.authors(warm) == [("何琳", 20.0), ("赵敏", 9.0)]


def test_a_board_has_at_most_five_lines() -> None:
    warm = tuple((Warmth(n, 10.0 - n, 5, 0, 1), entry(n, "何琳", "异议")) for n in range(1, 9))
    said = heat.shown(heat.Board(date(2026, 5, 4), date(2026, 5, 10), warm)).to("zh").plain()
    assert said.splitlines()[0] == "🔥 知识热度 5/4–5/10"
    assert said.splitlines()[1] == "1 K-0001：问（看5、用上1；何琳）"
    assert len(said.splitlines()) == 5
