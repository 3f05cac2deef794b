"""Where a camp is: its managers choose whose workdays it keeps and by which clock; everything that counts days or hours goes by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.cli.doctor import _calendar, _database
from bot.config import Bot
from tests.engines import on_sqlite
from tests.town import ZONE, Town

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def town_abroad(either_url: str, tmp_path: Path) -> Iterator[Town]:
    """An installation in New York that says no more than its zone, on the morning of China's National Day."""
    start, bot = datetime(2026, 10, 1, 8, 10, tzinfo=NEW_YORK), Bot(owners=("telegram:王岚",), timezone="America/New_York")
    made = Town(either_url, tmp_path, start=start, bot=bot)
    yield made
    made.close()


@on_sqlite
def test_a_camp_opened_in_new_york_works_on_chinas_national_day(town_abroad: Town) -> None:
    manager = town_abroad.opened()
    ann = town_abroad.learner("林晓")
    assert "第1天" in ann.says("打卡")
    assert "日历：美国（US）" in manager.tells("设置")
    assert "时区：America/New_York" in manager.tells("设置")


@on_sqlite
def test_a_camp_chooses_whose_workdays_it_keeps(either_town: Town) -> None:
    town = either_town
    manager, ann = town.opened(), town.learner("林晓")
    ann.tells("提醒 每个工作日 9:00 写日报")
    changed = manager.tells("设置 日历=US")
    assert "✅ 日历：中国（CN） → 美国（US）" in changed
    assert "接下来60天变的：5/9休息、5/25休息、7/3休息" in changed
    town.go_to("5/9", "09:30")  # a makeup Saturday in China
    assert ann.heard_privately.count("⏰ 写日报") == 3  # the 6th, 7th and 8th
    assert "休息日打卡" in ann.says("打卡")
    assert "✅ 日历：美国（US） → 中国（CN）" in manager.tells("设置 日历 CN")
    assert "今天是调休上班日" in town.learner("周航").says("打卡")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("设置 日历=united", "“united”是哪里？可能是：美国（US）、英国（GB）、阿拉伯联合酋长国（AE）"),
        ("设置 日历 火星", "不认得“火星”这个国家或地区"),
        ("设置 时区=月亮", "不认得“月亮”这个地方"),
        ("set calendar=Singapore", "✅ 日历：中国（CN） → 新加坡（SG）"),
        ("设置 日历 = 香港", "✅ 日历：中国（CN） → 中国香港（HK）"),
        ("设置 日历＝无", "✅ 日历：中国（CN） → 周一至周五"),
        ("设置 时区＝America/New_York", "✅ 时区：Asia/Shanghai → America/New_York"),
    ],
)
def test_a_place_is_named_as_people_name_it_and_half_known_names_are_asked_about(town: Town, words: str, said: str) -> None:
    manager = town.somebody("王岚")
    assert said in manager.tells(words)


@on_sqlite
def test_another_clock_moves_every_rhythm_and_says_whose_workdays_stay(either_town: Town) -> None:
    town = either_town
    manager, ann = town.opened(), town.learner("林晓")
    ann.tells("积分")
    ann.tells("提醒 每天 9:00 读一页")
    ann.tells("提醒 明天 10:00 交计划")
    changed = manager.tells("设置 时区=纽约")
    assert "✅ 时区：Asia/Shanghai → America/New_York" in changed
    assert "营里现在是5月5日（周二，放假） 20:10" in changed
    assert "工作日仍按中国（CN）算；要换：设置 日历=US" in changed
    town.go_to("5/6", "21:01")  # nine in New York
    assert ann.heard_privately.count("⏰ 读一页") == 1
    town.go_to("5/7", "10:01")  # what rings once keeps its moment
    assert "⏰ 交计划" in ann.heard_privately
    manager.tells("设置 时区 上海")
    town.go_to("5/8", "09:01")
    assert ann.heard_privately.count("⏰ 读一页") == 2


def test_a_camps_place_can_be_taken_back(town: Town) -> None:
    manager = town.somebody("王岚")
    manager.tells("设置 时区=纽约")
    assert "✅ 时区 改回 Asia/Shanghai。" in manager.takes_back()
    manager.tells("设置 日历=US")
    assert "✅ 日历 改回 中国（CN）。" in manager.takes_back()


@pytest.fixture
def next_year(empty_town: Town) -> Town:
    """The second week of a year nobody has announced the moved workdays of."""
    town = empty_town
    town.clock.move(datetime(2027, 1, 12, 2, tzinfo=UTC))
    town.opened()
    town.learner("林晓").tells("积分")
    town.somebody("王岚").tells("积分")
    town.clock.move(datetime(2027, 1, 13, 2, tzinfo=UTC))
    return town


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("林晓", "打卡"),  # a streak begins
        ("林晓", "请假 明天"),
        ("林晓", "日历"),
        ("林晓", "提醒 每个工作日 9:00 写计划"),
        ("王岚", "周完成率"),
        ("王岚", "看板 林晓"),
        ("王岚", "看板 本周"),
        ("林晓", "学习账单"),
        ("王岚", "设置 日历=US"),
        ("王岚", "设置 日历=CN"),
    ],
)
def test_a_year_without_calendar_data_is_said_wherever_workdays_are_counted(next_year: Town, who: str, words: str) -> None:
    one = next_year.somebody(who)
    if words == "设置 日历=CN":
        one.tells("设置 日历=US")
    one.tells(words)
    told = str(one.heard_privately)
    is_unsaid = words == "设置 日历=US"  # its holidays are known by rule
    assert ("2027年的调休安排还不在日历里" in told) is not is_unsaid


def test_the_digest_of_a_week_that_is_not_announced_says_so(town: Town) -> None:
    ann = town.learner("林晓")
    town.clock.move(datetime(2027, 1, 13, 2, tzinfo=UTC))
    ann.says("打卡")
    town.move_to(datetime(2027, 1, 18, 9, 1, tzinfo=ZONE))
    digest = next(str(post) for post in town.squares["telegram"].posts if "📊" in str(post) and "第" in str(post))
    assert "2027年的调休安排还不在日历里" in digest


def test_the_doctor_names_each_country_a_camp_keeps(town: Town) -> None:
    town.somebody("王岚").tells("设置 日历=SG")
    settings = town.app.settings
    said = "\n".join(finding.line.to("zh") for finding in _database(settings, datetime(2026, 5, 6, tzinfo=UTC)))
    assert "✓ 工作日历（SG）：2026年有数据" in said and "（CN）" not in said
    both = "\n".join(finding.line.to("zh") for finding in _calendar(settings, datetime(2026, 5, 6, tzinfo=UTC)))
    assert "✓ 工作日历（CN）：2026年有数据" in both and "⚠️ 工作日历（CN）：2027年没有数据" in both
