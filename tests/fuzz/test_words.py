"""What people type: times, lists of options, and every command with anything after it. No word breaks a handler, and a no changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.discovery import find_features
from bot.router import Router
from handlers.asking import option_list
from scheduler.calendar import Calendar
from scheduler.when import parse_day, parse_days, read
from storage.inbox import dead_letter
from tests.fuzz.effort import calmly, tries
from tests.town import START, Town, make_template

NOW = START
SAID = st.sampled_from(
    [
        "明天",
        "后天",
        "下周三",
        "上午",
        "下午",
        "9点",
        "9:30",
        "九点半",
        "每天",
        "每周一三五",
        "每月最后一天",
        "工作日",
        "除了",
        "周末",
        "月底",
        "5/6",
        "2026-02-30",
        "25:61",
        "半小时后",
        "三天后",
        "99999天后",
        "从",
        "到",
        "-",
        "~",
        "至",
        "开始",
        "结束",
        "截止=",
        "next",
        "monday",
        "every",
        "day",
        "at",
        "9am",
        "in",
        "3",
        "weeks",
        "the",
        "day",
        "after",
        "tomorrow",
        "noon",
        "春节",
        "国庆",
        "UTC+8",
        "纽约时间",
        "零点",
        "-1",
        "９点",
        "二十九",
    ]
)
PHRASES = (
    st.lists(SAID | st.text(max_size=4), max_size=8).map(" ".join)
    | st.lists(SAID, max_size=8).map("".join)
    | st.text(max_size=60)
)


@tries(300)
@given(PHRASES)
def test_a_time_is_read_or_is_none(words: str) -> None:
    with calmly():
        read(words, NOW, Calendar())
        parse_day(words, NOW.date(), prefer="past")
        parse_day(words, NOW.date(), prefer="future")
        parse_days(words, NOW.date())


@tries(200)
@given(
    st.lists(
        st.sampled_from(["A.", "B、", "1)", "/", "／", "|", "、", "，", "还是", "or", "“", "”", "(", ")", "？", "\n"])
        | st.text(max_size=5),
        max_size=25,
    )
)
def test_a_list_of_options_is_cut_or_left_whole(pieces: list[str]) -> None:
    words = "".join(pieces)
    with calmly():
        title, options = option_list.split(words)
        assert isinstance(title, str) and all(isinstance(one, str) for one in [*options, *option_list.options(words)])


ROUTER = Router(find_features(), "小助")
WORDS = sorted(ROUTER.commands)
EXAMPLES = sorted({example for command in ROUTER.commands.values() for example in command.examples})
TAILS = st.lists(
    SAID
    | st.text(max_size=8)
    | st.sampled_from(
        [
            "P1",
            "D1 A",
            "Q9999999999999999999",
            "E-1",
            "#1",
            "人数=∞",
            "截止=昨天",
            "标签=",
            "=",
            "==",
            "@王岚",
            "林晓#2",
            "A/B/C",
            "%",
            "'; DROP TABLE person; --",
            "{}",
            "{n}",
            "\x00",
            "\u202e",
            "👩‍💻",
            "𠮷",
            "NaN",
            "-0",
            "1e309",
            "٣",
        ]
    ),
    max_size=5,
).map(" ".join)


@st.composite
def typed(draw: st.DrawFn) -> str:
    """A command and anything, or an example with something changed in it."""
    if draw(st.booleans()):
        return f"{draw(st.sampled_from(WORDS))} {draw(TAILS)}"
    words = draw(st.sampled_from(EXAMPLES))
    place = draw(st.integers(0, len(words)))
    return (
        words[:place]
        + draw(st.text(max_size=4) | st.sampled_from([" ", "=", "/", "9" * 20]))
        + words[place + draw(st.integers(0, 3)) :]
    )


@pytest.fixture(scope="module")
def camp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder: Path = tmp_path_factory.mktemp("fuzz")
    url = f"sqlite:///{folder / 'qunxue.db'}"
    make_template(url)
    town = Town(url, folder)
    town.opened()
    town.learner("林晓")
    yield town
    town.close()


@tries(120)
@given(words=typed(), by=st.sampled_from(["王岚", "林晓", "路人"]), aloud=st.booleans())
def test_every_command_with_anything_after_it_is_answered_and_breaks_nothing(
    camp: Town, words: str, by: str, aloud: bool
) -> None:
    somebody = camp.somebody(by)
    with structlog.testing.capture_logs() as logs:
        said = somebody.says(words) if aloud else somebody.tells(words)
    assert [log for log in logs if log["log_level"] in ("error", "critical")] == []
    assert "我这边出错了" not in said and "Something broke" not in said
    (buried,) = camp.look(select(func.count().label("n")).select_from(dead_letter))
    assert buried.n == 0


def test_the_clock_of_these_tests_is_the_towns() -> None:
    assert isinstance(NOW, datetime) and NOW.tzinfo is not None
