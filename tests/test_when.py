"""The words people use for time: every phrase with its reading, seen from Sunday 2026-11-22 14:30 in Shanghai unless another now is given."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scheduler.calendar import Calendar
from scheduler.rhythm import LAST, AnyOf, Daily, Every, EveryDays, Monthly, NthWeekday, Once, Weekly, Workdays, Yearly
from scheduler.when import Impossible, TimeReading, parse_day, parse_days, read
from tests.stopwatch import least_seconds

SHANGHAI, NEW_YORK, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
CHINA = Calendar("CN")
NOW = datetime(2026, 11, 22, 14, 30, tzinfo=SHANGHAI)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


def once(local):
    """The moment of a local time; without a year, of 2026."""
    return Once(
        datetime.fromisoformat(local if local.startswith("20") else f"2026-{local}").replace(tzinfo=SHANGHAI).astimezone(UTC)
    )


def every(**step):
    return Every(timedelta(**step), NOW.astimezone(UTC))


def weekly(*weekdays, at):
    parts = tuple(Weekly(weekday, at) for weekday in weekdays)
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def understood(words, now=NOW, calendar=CHINA):
    reading = read(words, now, calendar)
    assert isinstance(reading, TimeReading), words
    return reading


# ── the phrases of our fact sheet, on which the libraries were compared ──────────────────────────────────────────────

FACTS = [
    ("明天下午三点", once("11-23 15:00")),
    ("每周一 9:00", weekly(MON, at=time(9))),
    ("后天早上8点半", once("11-24 08:30")),
    ("10分钟后", once("11-22 14:40")),
    ("半小时后", once("11-22 15:00")),
    ("下周三上午十点", once("11-25 10:00")),
    ("今晚八点", once("11-22 20:00")),
    ("12月1日 14:00", once("12-01 14:00")),
    ("2026年12月31日23点59分", once("12-31 23:59")),
    ("每天早上7点", Daily(time(7))),
    ("每个工作日18:30", Workdays(time(18, 30))),
    ("每月1号上午9点", Monthly(1, time(9))),
    ("周五下午5点", once("11-27 17:00")),
    ("三天后中午12点", once("11-25 12:00")),
    ("每隔2小时", every(hours=2)),
    ("tomorrow 3pm", once("11-23 15:00")),
    ("every Monday 9:00", weekly(MON, at=time(9))),
]

SURE = [
    # hours
    ("下午3点20", once("11-22 15:20")),
    ("下午三点五十五分", once("11-22 15:55")),
    ("下午差五分四点", once("11-22 15:55")),
    ("明天上午九点一刻", once("11-23 09:15")),
    ("明天九点三刻", once("11-23 09:45")),
    ("明天十二点", once("11-23 12:00")),
    ("明天中午1点", once("11-23 13:00")),
    ("明天的9点", once("11-23 09:00")),
    ("明天9点、15点", AnyOf((once("11-23 09:00"), once("11-23 15:00")))),
    ("20点", once("11-22 20:00")),
    ("20时30分", once("11-22 20:30")),
    ("15:00", once("11-22 15:00")),
    ("14:00", once("11-23 14:00")),
    ("9:00", once("11-23 09:00")),
    ("０３：００", once("11-23 03:00")),
    ("下午15点", once("11-22 15:00")),
    ("今晚12点", once("11-23 00:00")),
    ("今晚0点", once("11-23 00:00")),
    ("明天24点", once("11-24 00:00")),
    ("明天0点", once("11-23 00:00")),
    ("明天凌晨两点", once("11-23 02:00")),
    ("明早七点半", once("11-23 07:30")),
    ("明晚9点", once("11-23 21:00")),
    ("明天傍晚6点", once("11-23 18:00")),
    ("早8点", once("11-23 08:00")),
    ("晚上8:30", once("11-22 20:30")),
    ("明晚08:30", once("11-23 20:30")),
    ("明天下午3:30", once("11-23 15:30")),
    ("中午12:30", once("11-23 12:30")),
    ("晚上12:30", once("11-23 00:30")),
    ("明天3:30PM", once("11-23 15:30")),
    # days
    ("大后天10:00", once("11-25 10:00")),
    ("下周一9点", once("11-23 09:00")),
    ("下下周一9点", once("11-30 09:00")),
    ("下个星期五下午2点", once("11-27 14:00")),
    ("下周的周三9点", once("11-25 09:00")),
    ("这周日20:00", once("11-22 20:00")),
    ("星期天 10:00", once("11-29 10:00")),
    ("礼拜二晚上七点", once("11-24 19:00")),
    ("三号上午十点", once("12-03 10:00")),
    ("31号9点", once("12-31 09:00")),
    ("廿五号上午九点", once("11-25 09:00")),
    ("下个月3号10点", once("12-03 10:00")),
    ("月底17:00", once("11-30 17:00")),
    ("本月最后一天17:00", once("11-30 17:00")),
    ("年底23:00", once("12-31 23:00")),
    ("1月4日 9:00", once("2027-01-04 09:00")),
    ("明年1月1日0点", once("2027-01-01 00:00")),
    ("二〇二七年一月四日上午十点", once("2027-01-04 10:00")),
    ("2027-01-04 10:00", once("2027-01-04 10:00")),
    ("12/1 14:00", once("12-01 14:00")),
    ("12.1 14:00", once("12-01 14:00")),
    ("12-1 上午9点", once("12-01 09:00")),
    ("2028年2月29日9点", once("2028-02-29 09:00")),
    ("下个工作日9点", once("11-23 09:00")),
    ("下个月第一个周一9点", once("12-07 09:00")),
    # from now
    ("俩小时后", once("11-22 16:30")),
    ("半个钟后", once("11-22 15:00")),
    ("1个半小时后", once("11-22 16:00")),
    ("一个半小时以后", once("11-22 16:00")),
    ("2小时30分钟后", once("11-22 17:00")),
    ("一刻钟后", once("11-22 14:45")),
    ("三刻钟之后", once("11-22 15:15")),
    ("过10分钟", once("11-22 14:40")),
    ("再过两小时", once("11-22 16:30")),
    ("90秒后", once("11-22 14:31:30")),
    ("三天后", once("11-25 14:30")),
    ("两周后", once("12-06 14:30")),
    ("两周后的周一9点", once("11-30 09:00")),
    ("一个月后", once("12-22 14:30")),
    ("半个月后上午10点", once("12-07 10:00")),
    ("半年后", once("2027-05-22 14:30")),
    ("一年后", once("2027-11-22 14:30")),
    # again
    ("每晚十点", Daily(time(22))),
    ("每早8点", Daily(time(8))),
    ("天天早上六点半", Daily(time(6, 30))),
    ("每天晚上12点", Daily(time(0))),
    ("每天9点和18点", AnyOf((Daily(time(9)), Daily(time(18))))),
    ("每天早上9点、下午6点", AnyOf((Daily(time(9)), Daily(time(18))))),
    ("从下周一开始每天9点", EveryDays(1, date(2026, 11, 23), time(9))),
    ("每隔一天早上8点", EveryDays(2, date(2026, 11, 23), time(8))),
    ("每3天 20:00", EveryDays(3, date(2026, 11, 22), time(20))),
    ("工作日18:30", Workdays(time(18, 30))),
    ("每周一三五晚上8点", weekly(MON, WED, FRI, at=time(20))),
    ("每周二和周四 20:00", weekly(TUE, THU, at=time(20))),
    ("每周一到周五9点", weekly(MON, TUE, WED, THU, FRI, at=time(9))),
    ("每周一至三9点", weekly(MON, TUE, WED, at=time(9))),
    ("每周1 9点", weekly(MON, at=time(9))),
    ("每10min", every(minutes=10)),
    ("1h后", once("11-22 15:30")),
    ("下周5 17:00", once("11-27 17:00")),
    ("逢周五17点", weekly(FRI, at=time(17))),
    ("每星期天上午十点", weekly(SUN, at=time(10))),
    ("每周五晚上12点", weekly(SAT, at=time(0))),
    ("每两周周五 15:00", EveryDays(14, date(2026, 11, 27), time(15))),
    ("隔周五下午3点", EveryDays(14, date(2026, 11, 27), time(15))),
    ("每隔一周的周日 20:00", EveryDays(14, date(2026, 11, 22), time(20))),
    ("每月15日 10:00", Monthly(15, time(10))),
    ("每个月1号和15号 10:00", AnyOf((Monthly(1, time(10)), Monthly(15, time(10))))),
    ("每月31号9点", Monthly(31, time(9))),
    ("每月底17点", Monthly(31, time(17))),
    ("每月最后一天18:00", Monthly(31, time(18))),
    ("每月第一个工作日9点", Monthly(1, time(9), "next_workday")),
    ("每月最后一个工作日下午5点", Monthly(31, time(17), "previous_workday")),
    ("每月第一个周一上午9点", NthWeekday(1, MON, time(9))),
    ("每月最后一个周五下午4点", NthWeekday(LAST, FRI, time(16))),
    ("每年12月31日23:59", Yearly(12, 31, time(23, 59))),
    ("每年2月29日9点", Yearly(2, 29, time(9))),
    ("每小时", every(hours=1)),
    ("每半小时", every(minutes=30)),
    ("每1个半小时", every(minutes=90)),
    ("每30分钟", every(minutes=30)),
    # English
    ("every weekday at 18:30", Workdays(time(18, 30))),
    ("in 10 minutes", once("11-22 14:40")),
    ("in half an hour", once("11-22 15:00")),
    ("in an hour and a half", once("11-22 16:00")),
    ("in 1h30m", once("11-22 16:00")),
    ("in 2 days at noon", once("11-24 12:00")),
    ("30 minutes from now", once("11-22 15:00")),
    ("next Wednesday 10am", once("11-25 10:00")),
    ("Wednesday next week at 10am", once("11-25 10:00")),
    ("this Friday 5pm", once("11-27 17:00")),
    ("tonight at 8", once("11-22 20:00")),
    ("tomorrow morning at 9:15", once("11-23 09:15")),
    ("at 9 tomorrow evening", once("11-23 21:00")),
    ("the day after tomorrow 9am", once("11-24 09:00")),
    ("half past eight tomorrow", once("11-23 08:30")),
    ("quarter to nine tomorrow", once("11-23 08:45")),
    ("Dec 1 14:00", once("12-01 14:00")),
    ("1st of December at 2 p.m.", once("12-01 14:00")),
    ("December 31st, 2026 at 11:59pm", once("12-31 23:59")),
    ("on the 25th at 3pm", once("11-25 15:00")),
    ("end of the month 5pm", once("11-30 17:00")),
    ("next workday at 9", once("11-23 09:00")),
    ("daily at 9am", Daily(time(9))),
    ("every morning at 7:30", Daily(time(7, 30))),
    ("every 2 hours", every(hours=2)),
    ("every half hour", every(minutes=30)),
    ("hourly", every(hours=1)),
    ("every other Friday at 5pm", EveryDays(14, date(2026, 11, 27), time(17))),
    ("every two weeks on Friday at 5pm", EveryDays(14, date(2026, 11, 27), time(17))),
    ("every 3 days at 9am", EveryDays(3, date(2026, 11, 23), time(9))),
    ("every Monday and Thursday at 9", weekly(MON, THU, at=time(9))),
    ("Mondays at 9am", weekly(MON, at=time(9))),
    ("Mon-Fri 9:00", weekly(MON, TUE, WED, THU, FRI, at=time(9))),
    ("every weekend at 10", weekly(SAT, SUN, at=time(10))),
    ("the 1st and 15th of every month at 9", AnyOf((Monthly(1, time(9)), Monthly(15, time(9))))),
    ("every first Monday at 10", NthWeekday(1, MON, time(10))),
    ("on the 1st of every month at 9", Monthly(1, time(9))),
    ("the last day of every month at 6pm", Monthly(31, time(18))),
    ("last workday of every month 5pm", Monthly(31, time(17), "previous_workday")),
    ("first Monday of every month at 10", NthWeekday(1, MON, time(10))),
    ("every year on May 8 at 10am", Yearly(5, 8, time(10))),
]


@pytest.mark.parametrize(("words", "rhythm"), FACTS + SURE, ids=lambda value: value if isinstance(value, str) else "")
def test_a_phrase_and_its_reading(words, rhythm):
    reading = understood(words)
    assert reading.rhythm == rhythm
    assert reading.sure
    assert reading.rest == ""
    assert reading.others == ()


UNSURE = [
    ("3点", once("11-22 15:00"), [once("11-23 03:00")]),
    ("明天3点", once("11-23 15:00"), [once("11-23 03:00")]),
    ("9点", once("11-22 21:00"), [once("11-23 09:00")]),
    ("12点", once("11-23 12:00"), [once("11-23 00:00")]),
    ("今天9点", once("11-22 21:00"), []),
    ("差一刻三点", once("11-22 14:45"), [once("11-23 02:45")]),
    ("晚上1点", once("11-23 01:00"), []),
    ("at 3", once("11-22 15:00"), [once("11-23 03:00")]),
    ("每周一3点", weekly(MON, at=time(15)), [weekly(MON, at=time(3))]),
    ("每隔三天早上8点", EveryDays(3, date(2026, 11, 23), time(8)), [EveryDays(4, date(2026, 11, 23), time(8))]),
    ("明天", once("11-23 09:00"), [once("11-23 18:00"), once("11-23 21:00")]),
    ("今天", once("11-22 18:00"), [once("11-22 21:00")]),
    ("今晚", once("11-22 20:00"), [once("11-22 22:00")]),
    ("明天上午", once("11-23 09:00"), [once("11-23 11:00")]),
    ("周末", once("11-28 09:00"), [once("11-28 18:00"), once("11-28 21:00")]),
    ("周末上午十点", once("11-28 10:00"), []),
    ("下周", once("11-23 09:00"), [once("11-23 18:00"), once("11-23 21:00")]),
    ("本周", once("11-22 18:00"), [once("11-22 21:00")]),
    ("明天3:30", once("11-23 15:30"), [once("11-23 03:30")]),
    ("下个月", once("12-01 09:00"), [once("12-01 18:00"), once("12-01 21:00")]),
    ("下周三点", once("11-23 15:00"), [once("11-23 03:00")]),
    ("每月初9点", Monthly(1, time(9)), []),
    ("本周五17:00", once("11-27 17:00"), []),  # has passed: the coming one?
    ("11月20日9点", once("2027-11-20 09:00"), []),  # was the day before yesterday
    ("2月29日 9点", once("2028-02-29 09:00"), []),
    ("几分钟后", once("11-22 14:33"), []),
    ("一会儿", once("11-22 15:00"), []),
    ("30分钟", once("11-22 15:00"), []),
    ("每天", Daily(time(9)), [Daily(time(18)), Daily(time(21))]),
    ("每晚", Daily(time(20)), [Daily(time(22))]),
    ("下班前", once("11-22 17:30"), [once("11-22 18:00")]),
    ("每周五下班前", weekly(FRI, at=time(17, 30)), [weekly(FRI, at=time(18))]),
    ("睡前", once("11-22 22:00"), []),
    ("每周 9点", weekly(SUN, at=time(9)), []),
    ("每周末上午十点", weekly(SAT, at=time(10)), []),
    ("周一到周五 9点", weekly(MON, TUE, WED, THU, FRI, at=time(9)), []),
    ("第一个周一9点", once("12-07 09:00"), []),
    ("Friday", once("11-27 09:00"), [once("11-27 18:00"), once("11-27 21:00")]),
    ("tomorrow morning", once("11-23 09:00"), [once("11-23 11:00")]),
    ("明天9点或者后天10点", once("11-23 09:00"), []),
]


@pytest.mark.parametrize(("words", "rhythm", "others"), UNSURE, ids=lambda value: value if isinstance(value, str) else "")
def test_what_may_mean_something_else_is_asked(words, rhythm, others):
    reading = understood(words)
    assert reading.rhythm == rhythm
    assert not reading.sure
    assert [other.rhythm for other in reading.others] == others


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("25点", "25点"),
        ("明天25点开会", "明天25点"),
        ("9:75", "9:75"),
        ("24:30", "24:30"),
        ("13pm", "13pm"),
        ("上午15点", "上午15点"),
        ("2月30日", "2月30日"),
        ("11月31日交表", "11月31日"),
        ("13月1日", "13月1日"),
        ("2027年2月29日9点", "2027年2月29日"),
        ("Feb 30 9am", "Feb 30"),
        ("每月32号", "32号"),
        ("每年2月30日", "2月30日"),
        ("昨天9点", "已经过去"),
        ("今天14:00开会", "已经过去"),
        ("2020年1月1日9点", "已经过去"),
        ("yesterday 9am", "已经过去"),
        ("100年后", "十年"),
        ("9999年1月1日", "十年"),
        ("每10秒", "每分钟"),
        ("每季度第一天9点", "每季度"),
        ("每两个月15号9点", "每两个月"),
        ("every quarter", "every quarter"),
    ],
)
def test_what_cannot_be_says_why(words, reason):
    impossible = read(words, NOW, CHINA)
    assert isinstance(impossible, Impossible)
    assert reason in impossible.why.to("zh")
    assert impossible.why.to("en")


@pytest.mark.parametrize(
    "words",
    [
        "", "好的", "提醒", "我有两点意见", "早一点睡", "加20点积分", "一周一次", "每人交一份", "上周差2次，有困难告诉我", "完成5/8章",
        "good morning everybody", "I sat down", "see you later", "the sun is up", "积分", "完成本月计划", "v1.2.3", "192.168.0.1", "1:1谈话", "昨天的课很好",
    ],
)  # fmt: skip
def test_what_names_no_time_is_none(words):
    assert read(words, NOW, CHINA) is None


@pytest.mark.parametrize(
    ("words", "rhythm", "rest"),
    [
        ("提醒我明天下午三点交计划", once("11-23 15:00"), "交计划"),
        ("交计划 明天15:00", once("11-23 15:00"), "交计划"),
        ("明天15:00提醒我交计划。", once("11-23 15:00"), "交计划"),
        ("请在明天9点提醒我开会", once("11-23 09:00"), "开会"),
        ("明天9点到10点开会", once("11-23 09:00"), "开会"),
        ("明天下午2点到4点培训", once("11-23 14:00"), "培训"),
        ("3点建议 明天9点交", once("11-23 09:00"), "3点建议交"),
        ("明天9点复盘昨天15点的事", once("11-23 09:00"), "复盘昨天15点的事"),
        ("明天9点讨论12月1日活动方案", once("11-23 09:00"), "讨论12月1日活动方案"),
        ("完成5/8章 明天9点", once("11-23 09:00"), "完成5/8章"),
        ("每天学习10分钟 晚上8点", Daily(time(20)), "学习10分钟"),
        ("每周一一起开会 9:00", weekly(MON, at=time(9)), "一起开会"),
        ("提前10分钟提醒我明天9点的会", once("11-23 08:50"), "会"),
        ("每天9点站会，提前5分钟", Daily(time(8, 55)), "站会"),
        ("remind me to call Bob tomorrow at 3pm", once("11-23 15:00"), "call Bob"),
        ("Remind me tomorrow to call Bob at 3pm", once("11-23 15:00"), "call Bob"),
        ("check in tomorrow at 9", once("11-23 09:00"), "check in"),
        ("log on at 9:30 tomorrow", once("11-23 09:30"), "log on"),
        ("10 minutes before the call tomorrow at 9am", once("11-23 08:50"), "the call"),
        ("每个工作日18:30 打卡", Workdays(time(18, 30)), "打卡"),
        ("记得明天9点交计划", once("11-23 09:00"), "交计划"),
        ("明天9:00 记得带电脑", once("11-23 09:00"), "记得带电脑"),
        ("记得带电脑 明天9:00", once("11-23 09:00"), "记得带电脑"),
        ("明天9点我等你", once("11-23 09:00"), "我等你"),
        ("明天9点请提醒我开会", once("11-23 09:00"), "开会"),
        ("明天9点汇报本周2项工作", once("11-23 09:00"), "汇报本周2项工作"),
        ("v1.2 9:00 发布", once("11-23 09:00"), "v1.2 发布"),
        ("每周五 17:00 本周2项行为做得怎么样？", weekly(FRI, at=time(17)), "本周2项行为做得怎么样？"),
        ("17:00 本周2项行为做得怎么样", once("11-22 17:00"), "本周2项行为做得怎么样"),
        ("明天9点 今天的会议纪要发出来", once("11-23 09:00"), "今天的会议纪要发出来"),
        ("每天9点 今天也要加油", Daily(time(9)), "今天也要加油"),
        ("每个工作日9点 今天学什么", Workdays(time(9)), "今天学什么"),
        ("每周一9点 本周计划", weekly(MON, at=time(9)), "本周计划"),
        ("今晚8点 明天的材料", once("11-22 20:00"), "明天的材料"),
        ("9点 明天要带电脑", once("11-23 09:00"), "要带电脑"),
        ("every day at 9 today's plan", Daily(time(9)), "today's plan"),
    ],
)
def test_the_time_may_stand_anywhere_and_the_rest_is_what_it_is_about(words, rhythm, rest):
    reading = understood(words)
    assert (reading.rhythm, reading.rest, reading.sure) == (rhythm, rest, True)


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("周五前交报告", "交报告"),
        ("9点交下个月计划", "交下个月计划"),
        ("明天讨论周五的方案 9点", "讨论周五的方案"),
        ("30分钟 喝水", "喝水"),
        ("明天记得带电脑", "记得带电脑"),
        ("今天完成本周2项任务", "完成本周2项任务"),
        ("本周2项没交", "本周2项没交"),
        ("下周计划还没交", "下周计划还没交"),
        ("下周 交计划", "交计划"),
        ("周末打扫", "周末打扫"),
        ("20:00 明天的会别忘了", "明天的会别忘了"),
        ("明天9点和后天10点开会", "和后天10点开会"),
        ("每周一9点、周三10点 开会", "周三10点 开会"),
    ],
)
def test_an_unsure_time_leaves_its_rest_too(words, rest):
    reading = understood(words)
    assert (reading.rest, reading.sure) == (rest, False)


@pytest.mark.parametrize(
    ("words", "loose"),
    [
        ("明天交作业", True),
        ("本周2项没交", True),
        ("30分钟 喝水", True),
        ("明天下午开会", True),
        ("明天3点开会", False),
        ("周五18:00前交报告", False),
        ("每天喝水", False),
        ("三天后交", False),
        ("中午吃药", False),
    ],
)
def test_a_day_alone_may_be_no_time_at_all(words, loose):
    assert understood(words).loose is loose


def test_a_long_text_keeps_its_end():
    essay = "学习笔记，" * 2000
    assert understood(f"明天9点 {essay}").rest == essay.removesuffix("，")


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        ("今晚八点", "今天 20:00", "today 20:00"),
        ("明天下午三点", "明天（周一）15:00", "tomorrow (Mon) 15:00"),
        ("12月5日9:00", "12月5日（周六）09:00", "Dec 5 (Sat) 09:00"),
        ("明年1月1日0点", "2027年1月1日（周五，放假）00:00", "Jan 1, 2027 (Fri, holiday) 00:00"),
        ("每周一三 9点", "每周一、周三 09:00，下次明天（周一）09:00", "every Mon, Wed at 09:00, next tomorrow (Mon) 09:00"),
        ("每隔2小时", "每2小时，下次今天 16:30", "every 2 h, next today 16:30"),
        ("每90分钟", "每90分钟，下次今天 16:00", "every 90 min, next today 16:00"),
        (
            "每月31号9点",
            "每月最后一天 09:00，下次11月30日（周一）09:00",
            "on the last day of every month at 09:00, next Nov 30 (Mon) 09:00",
        ),
        ("明天9点和15点", "明天（周一）09:00、明天（周一）15:00", "tomorrow (Mon) 09:00, tomorrow (Mon) 15:00"),
    ],
)
def test_the_time_is_said_back(words, zh, en):
    echo = understood(words).echo
    assert echo.to("zh", SHANGHAI) == zh
    assert echo.to("en", UTC) == en  # a time on somebody's clock does not change with the reader's zone


@pytest.mark.parametrize("words", [words for words, _ in FACTS + SURE])
def test_every_reading_is_said_back_in_both_languages(words):
    echo = understood(words).echo
    assert echo.to("zh").isprintable()
    assert echo.to("en").isascii()


# ── other nows ───────────────────────────────────────────────────────────────────────────────────────────────────────


def at(local, zone=SHANGHAI):
    return datetime.fromisoformat(local).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("now", "words", "expected"),
    [
        ("2026-11-23 08:00", "9点", "2026-11-23 09:00"),
        ("2026-11-23 23:00", "9点", "2026-11-24 09:00"),
        ("2026-11-23 18:30", "下午3点", "2026-11-24 15:00"),
        ("2026-11-27 16:00", "周五17:00", "2026-11-27 17:00"),
        ("2026-11-27 17:00", "周五17:00", "2026-12-04 17:00"),
        ("2026-12-31 23:50", "20分钟后", "2027-01-01 00:10"),
        ("2026-12-31 23:50", "明天0点", "2027-01-01 00:00"),
        ("2027-01-31 10:00", "一个月后", "2027-02-28 10:00"),
        ("2027-01-31 10:00", "月底18:00", "2027-01-31 18:00"),
        ("2028-02-28 10:00", "明天9:00", "2028-02-29 09:00"),
        ("2028-02-29 10:00", "一年后", "2029-02-28 10:00"),
        ("2026-05-08 10:00", "下个工作日9:00", "2026-05-09 09:00"),
        ("2026-04-30 18:00", "下个工作日9:00", "2026-05-06 09:00"),
        ("2026-12-31 18:00", "下个工作日9:00", "2027-01-04 09:00"),
        ("2028-02-01 10:00", "2月29日9:00", "2028-02-29 09:00"),
    ],
)
def test_seen_from_other_moments(now, words, expected):
    reading = understood(words, at(now))
    assert (reading.rhythm, reading.sure) == (once(expected), True)


@pytest.mark.parametrize(
    ("zone", "now", "words", "expected"),
    [
        (NEW_YORK, "2027-03-13 12:00", "tomorrow 02:30", "2027-03-14T07:00+00:00"),  # 02:30 is not there: 03:00
        (NEW_YORK, "2027-03-13 12:00", "in 24 hours", "2027-03-14T17:00+00:00"),  # 13:00 on the clock
        (NEW_YORK, "2027-03-13 12:00", "tomorrow at noon", "2027-03-14T16:00+00:00"),
        (NEW_YORK, "2027-11-06 12:00", "tomorrow 01:30", "2027-11-07T05:30+00:00"),  # comes twice: the first
        (BERLIN, "2027-03-27 12:00", "明天凌晨2点半", "2027-03-28T01:00+00:00"),
        (BERLIN, "2027-10-30 12:00", "明天02:30", "2027-10-31T00:30+00:00"),
        (BERLIN, "2027-10-31 02:10", "10分钟后", "2027-10-31T00:20+00:00"),
    ],
)
def test_clock_changes(zone, now, words, expected):
    assert understood(words, at(now, zone)).rhythm == Once(datetime.fromisoformat(expected))


# ── a day by itself ──────────────────────────────────────────────────────────────────────────────────────────────────

TODAY = date(2026, 5, 13)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "past", "future"),
    [
        ("5/8", "2026-05-08", "2026-05-08"),  # within a week: the near one either way
        ("5-8", "2026-05-08", "2026-05-08"),
        ("5.8", "2026-05-08", "2026-05-08"),
        ("0508", "2026-05-08", "2026-05-08"),
        ("5月8日", "2026-05-08", "2026-05-08"),
        ("五月八号", "2026-05-08", "2026-05-08"),
        ("5/15", "2026-05-15", "2026-05-15"),
        ("4/20", "2026-04-20", "2027-04-20"),
        ("6/20", "2025-06-20", "2026-06-20"),
        ("2026-05-08", "2026-05-08", "2026-05-08"),
        ("2026/5/8", "2026-05-08", "2026-05-08"),
        ("20260508", "2026-05-08", "2026-05-08"),
        ("２０２６年５月８日", "2026-05-08", "2026-05-08"),
        ("二〇二六年五月八日", "2026-05-08", "2026-05-08"),
        ("昨天", "2026-05-12", "2026-05-12"),
        ("前天", "2026-05-11", "2026-05-11"),
        ("今天", "2026-05-13", "2026-05-13"),
        ("明天", "2026-05-14", "2026-05-14"),
        ("后天", "2026-05-15", "2026-05-15"),
        ("周五", "2026-05-08", "2026-05-15"),
        ("周三", "2026-05-13", "2026-05-13"),
        ("上周五", "2026-05-08", "2026-05-08"),
        ("下周五", "2026-05-22", "2026-05-22"),
        ("星期天", "2026-05-10", "2026-05-17"),
        ("8号", "2026-05-08", "2026-05-08"),
        ("下个月3号", "2026-06-03", "2026-06-03"),
        ("月底", "2026-04-30", "2026-05-31"),
        ("3天前", "2026-05-10", "2026-05-10"),
        ("两周后", "2026-05-27", "2026-05-27"),
        ("2月29日", "2024-02-29", "2028-02-29"),
        ("yesterday", "2026-05-12", "2026-05-12"),
        ("May 8", "2026-05-08", "2026-05-08"),
        ("8 May 2026", "2026-05-08", "2026-05-08"),
        ("last friday", "2026-05-08", "2026-05-08"),
        ("Sat", "2026-05-09", "2026-05-16"),
        ("the 8th", "2026-05-08", "2026-05-08"),
        ("2月30日", None, None),
        ("13月1日", None, None),
        ("5/32", None, None),
        ("下周", None, None),
        ("25", None, None),
        ("补作业", None, None),
        ("5/8 整理", None, None),
        ("", None, None),
    ],
)
def test_a_day_as_people_type_it(words, past, future):
    days = parse_day(words, TODAY, prefer="past"), parse_day(words, TODAY, prefer="future")
    assert [day and day.isoformat() for day in days] == [past, future]


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("5/12-5/13", "2026-05-12", "2026-05-13"),
        ("5月12日到13日", "2026-05-12", "2026-05-13"),
        ("5/12-13", "2026-05-12", "2026-05-13"),
        ("12-13号", "2026-05-12", "2026-05-13"),
        ("5-12~5-13", "2026-05-12", "2026-05-13"),
        ("5-8", "2026-05-08", "2026-05-08"),  # a day before it is a range
        ("2026-05-12—2026-05-13", "2026-05-12", "2026-05-13"),
        ("明天到后天", "2026-05-14", "2026-05-15"),
        ("昨天至今天", "2026-05-12", "2026-05-13"),
        ("周四到下周二", "2026-05-14", "2026-05-19"),
        ("下周一到下周五", "2026-05-18", "2026-05-22"),
        ("下周一到周五", "2026-05-18", "2026-05-22"),
        ("12/30-1/2", "2026-12-30", "2027-01-02"),
        ("May 12 to May 14", "2026-05-12", "2026-05-14"),
        ("下周", "2026-05-18", "2026-05-24"),
        ("本周", "2026-05-11", "2026-05-17"),
        ("明天", "2026-05-14", "2026-05-14"),
        ("12-15 May", "2026-05-12", "2026-05-15"),
        ("明天起3天", "2026-05-14", "2026-05-16"),
        ("从明天开始三天", "2026-05-14", "2026-05-16"),
        ("明天开始请两天", "2026-05-14", "2026-05-15"),
        ("5/20 3天", "2026-05-20", "2026-05-22"),
        ("下周一 共 五 天", "2026-05-18", "2026-05-22"),
        ("明天一天", "2026-05-14", "2026-05-14"),
        ("from tomorrow for 3 days", "2026-05-14", "2026-05-16"),
        ("3 days from tomorrow", "2026-05-14", "2026-05-16"),
        ("two days starting next Monday", "2026-05-18", "2026-05-19"),
        ("今天和明天", "2026-05-13", "2026-05-14"),
        ("5/20、5/21、5/22", "2026-05-20", "2026-05-22"),
        ("tomorrow and Friday", "2026-05-14", "2026-05-15"),
        ("明后两天", "2026-05-14", "2026-05-15"),
    ],
)
def test_a_range_of_days(words, first, last):
    assert parse_days(words, TODAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "words",
    [
        *("5/13-5/12", "5/12-", "-5/12", "到", "5/12-下周", "abc-def", "2月30日-3月1日", "家里有事", "三天", "3 days"),
        *("下周三天", "5/20、5/22", "明天和昨天", "明天起0天", "明天起999天", "明天" + " " * 4000 + "x"),
    ],
)
def test_what_is_no_range_is_none(words):
    assert parse_days(words, TODAY) is None


# ── any text ─────────────────────────────────────────────────────────────────────────────────────────────────────────

PIECES = """\
每 隔 每隔 每两周 每月 每年 下 下下 上 本 周 周一 一三五 周五 星期天 月底 年底 末 1号 31号 第一个 最后一天 工作日 今天 明天 昨天 后天 12月
2月29日 2月30日 9999年 0年 早上 下午 晚上 凌晨 半夜 3点 12点 24点 25点 半 一刻 9:75 03:00 15:00 13pm 分钟 10分钟 半小时 1个半小时 后 前 之前 到 和 、 ， -
几 两 廿 十十 100年 9999天 后 提前 every other second two weeks months on the 1st last friday next month of at in 3 half an hour noon midnight tonight
Monday to Friday daily weekly Feb 30 Dec 31 2026-12-31 12/31 13/13 提醒我 开会 ： 😀 \u200f"""
texts = st.text(max_size=60) | st.lists(st.sampled_from(PIECES.split()), max_size=10).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda gap: gap.join(pieces))
)
nows = st.builds(
    lambda passed, zone: (datetime(2026, 1, 1, tzinfo=UTC) + passed).astimezone(zone),
    st.timedeltas(timedelta(0), timedelta(days=1000)),
    st.sampled_from([SHANGHAI, NEW_YORK, BERLIN]),
)


@settings(max_examples=400)
@given(words=texts, now=nows)
@example(words="MIDNIGHT:DAILY 0000/1/1", now=datetime(2026, 1, 1, 8, tzinfo=SHANGHAI))
def test_reading_never_raises_and_prefers_the_future(words, now):
    match read(words, now, CHINA):
        case TimeReading(rhythm, rest, _, echo, others):
            assert rhythm.after(now, now.tzinfo, CHINA) is not None
            assert all(other.rhythm != rhythm and other.echo.to("en") for other in others)
            assert echo.to("zh") and echo.to("en")
            assert len(rest) <= len(words) + 1
        case Impossible(why):
            assert why.to("zh") and why.to("en")
        case nothing:
            assert nothing is None


@given(words=texts, today=st.dates(date(1990, 1, 1), date(2090, 1, 1)), prefer=st.sampled_from(["past", "future"]))
def test_parsing_days_never_raises(words, today, prefer):
    day, days = parse_day(words, today, prefer=prefer), parse_days(words, today, prefer=prefer)
    assert day is None or days == (day, day)
    assert days is None or days[0] <= days[1]


def test_no_text_takes_much_longer_than_a_sentence():
    """Forty times at most, on whatever machine: a pattern that tries everything takes thousands."""
    sentence = least_seconds(partial(read, "每天学习10分钟 晚上8点", NOW, CHINA), times=7)
    worst = [
        "明天9点 " * 60,
        "Monday, " * 30,
        "1小时" * 80,
        " " * 300,
        "remind me to call Bob tomorrow at 3pm",
        "x" * 1_000_000,
    ]
    for words in worst:
        assert least_seconds(partial(read, words, NOW, CHINA), times=7) < 40 * sentence, words[:20]
