"""What people type as the value of a setting, and what is kept of it; everything else is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.discovery import find_features
from bot.membership import Camp
from bot.phrases import Phrase
from bot.quiet_hours import NONE, hours
from bot.setting_values import between, ends, one_of, points, span_of_day, time_of_day, time_of_day_or_off, time_or_off_shown

COLOURS = {"light": Phrase(zh="浅色", en="light"), "none": Phrase(zh="不要", en="none")}
percent = between(1, 100)
days = between(0, 365, Phrase(zh="天", en="days"))
colour = one_of(COLOURS)


@pytest.mark.parametrize(
    ("read", "words", "kept"),
    [
        (percent, "1", 1),
        (days, "30天", 30),
        (days, "1 day", 1),
        (days, "30 days", 30),
        (percent, "100", 100),
        (percent, " 85% ", 85),
        (percent, "８５％", 85),
        (points, "0", 0),
        (points, "1000", 1000),
        (between(-5, 5), "-5", -5),
        (time_of_day, "8:05", "08:05"),
        (time_of_day, "08：05", "08:05"),
        (time_of_day_or_off, "23:59", "23:59"),
        (time_of_day_or_off, "关", ""),
        (time_of_day_or_off, " OFF ", ""),
        (span_of_day, "6:00-22:00", ("06:00", "22:00")),
        (span_of_day, "06:00–24:00", ("06:00", "24:00")),
        (span_of_day, "06:00 至 22:30", ("06:00", "22:30")),
        (span_of_day, "全天", ("00:00", "24:00")),
        (span_of_day, "ALL", ("00:00", "24:00")),
        (hours, "22:00-7:00", ("22:00", "07:00")),
        (hours, "22:00～07:00", ("22:00", "07:00")),
        (hours, "无", NONE),
        (colour, "浅色", "light"),
        (colour, " Light", "light"),
        (colour, "none", "none"),
        (ends, "a到b", ("a", "b")),
        (ends, "alone", ("alone", "")),
    ],
)
def test_it_is_read(read: Callable[[str], Any], words: str, kept: Any) -> None:
    assert read(words) == kept


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (percent, "0"),
        (percent, "101"),
        (percent, "8.5"),
        (percent, ""),
        (percent, "%"),
        (percent, "9999999999"),
        (points, "-1"),
        (points, "1001"),
        (time_of_day, "24:00"),
        (time_of_day, "8"),
        (time_of_day, "8:5"),
        (time_of_day_or_off, "never"),
        (span_of_day, "22:00-06:00"),
        (span_of_day, "08:00-08:00"),
        (span_of_day, "24:00-24:00"),
        (span_of_day, "08:00"),
        (hours, "22:00"),
        (hours, "25:00-07:00"),
        (colour, "深色"),
        (colour, ""),
    ],
)
def test_it_is_refused(read: Callable[[str], Any], words: str) -> None:
    with pytest.raises(ValueError):
        read(words)


def test_off_is_shown_in_the_readers_language() -> None:
    assert time_or_off_shown("08:30") == "08:30"
    off = time_or_off_shown("")
    assert isinstance(off, Phrase) and (off.zh, off.en) == ("关", "off")


SETTINGS = [setting for feature in find_features() for setting in feature.settings]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_what_a_setting_shows_it_reads_again(setting: Any) -> None:
    """A manager may type back what 设置 prints, in either language."""
    shown = setting.show(setting.default)
    for language in ("zh", "en"):
        said = shown if isinstance(shown, str) else (shown() if isinstance(shown, Phrase) else shown).to(language)
        kept = setting.parse(said)
        assert kept == setting.default and type(kept) is type(setting.default)


def test_what_was_set_comes_back_as_it_was_read() -> None:
    """The settings of a camp are JSON, which knows no tuples."""
    window = next(setting for setting in SETTINGS if setting.key == "checkin.window")
    camp = Camp(1, "甲营", "zh", ZoneInfo("Asia/Shanghai"), json.loads(json.dumps({window.key: window.parse("全天")})), 0)
    assert window.of(camp) == window.default == window.of(None)
