"""Times by kind: what people write around a time, each with its reading, seen from Thursday 2026-09-24 10:20 in Shanghai.

Written before the code, kind by kind. A time is sure only where nothing that sounds like time is left over: ASK stands for a reading
that is asked about, NO for one sentence that says why it cannot be.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.calendar import Calendar
from scheduler.rhythm import (
    LAST,
    AnyOf,
    Daily,
    DaysOff,
    Every,
    EveryDays,
    Monthly,
    NthWeekday,
    NthWorkday,
    Once,
    Rhythm,
    Until,
    Weekly,
    Workdays,
    Yearly,
    from_json,
    to_json,
)
from scheduler.when import Impossible, TimeReading, deadline_within, read

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHINA = Calendar("CN")
NOW = datetime(2026, 9, 24, 10, 20, tzinfo=SHANGHAI)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
ASK, NO = "asked", "refused"


def moment(local: str) -> datetime:
    return datetime.fromisoformat(local if local.startswith("20") else f"2026-{local}").replace(tzinfo=SHANGHAI).astimezone(UTC)


def once(*local: str) -> Rhythm:
    return Once(moment(local[0])) if len(local) == 1 else AnyOf(tuple(Once(moment(each)) for each in local))


def weekly(*days: int, at: str) -> Rhythm:
    parts = tuple(Weekly(day, time.fromisoformat(at)) for day in days)
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def at(clock: str) -> time:
    return time.fromisoformat(clock)


def until(rhythm: Rhythm, last: str) -> Rhythm:
    return Until(rhythm, date.fromisoformat(f"2026-{last}"))


KINDS: dict[str, list[tuple[str, Rhythm | str | None]]] = {
    "a date and its weekday are one day": [
        ("10月8日星期四 上午9点 交作业", once("10-08 09:00")),
        ("10月8日（周四）9:00 交作业", once("10-08 09:00")),
        ("10月8号 礼拜四 9点 交作业", once("10-08 09:00")),
        ("周四10月8日9:00 交作业", once("10-08 09:00")),
        ("10/8 周四 14:30 开会", once("10-08 14:30")),
        ("2026-10-08 星期四 14:30 开会", once("10-08 14:30")),
        ("Thu 2026-10-08 9:00 hand in", once("10-08 09:00")),
        ("Thursday, Oct 8 at 9am hand in", once("10-08 09:00")),
        ("Thursday October 8th, 9:00 hand in", once("10-08 09:00")),
        ("on Thu, 8 Oct 2026 at 14:30 hand in", once("10-08 14:30")),
        ("Oct 8 (Thu) 9:00 hand in", once("10-08 09:00")),
        ("19:40 Thursday (Oct 8, 2026) hand in", once("10-08 19:40")),
        ("明天周五 9:00 交作业", once("09-25 09:00")),
        ("后天（周六）9点 交作业", once("09-26 09:00")),
        ("28号周一 9点 交作业", once("09-28 09:00")),
        ("10月8日周三9:00 交作业", NO),
        ("明天周六 9:00 交作业", NO),
        ("Fri Oct 8 9:00 hand in", NO),
        ("10月8日和周五 9:00 交作业", once("10-08 09:00", "09-25 09:00")),
    ],
    "spaces between a number and its unit": [
        ("9 月 28 日 9:00 交作业", once("09-28 09:00")),
        ("2026 年 10 月 8 日 14:30 交作业", once("10-08 14:30")),
        ("9月 28日 9 点 交作业", once("09-28 09:00")),
        ("每周五 17 点 交作业", weekly(FRI, at="17:00")),
        ("每月 1 号 9 点 交作业", Monthly(1, time(9))),
        ("每 天 9 点 半 打卡", Daily(time(9, 30))),
        ("明天 下午 3 点 20 分 开会", once("09-25 15:20")),
        ("28 号 上午 9 点 交作业", once("09-28 09:00")),
        ("3 天 后 9 点 交作业", once("09-27 09:00")),
        ("30 分钟 后 开会", once("09-24 10:50")),
        ("每 2 周 的周一 9 点 例会", EveryDays(14, date(2026, 9, 28), time(9))),
        ("周 五 17:00 交作业", once("09-25 17:00")),
        ("下 周 一 9:00 交作业", once("09-28 09:00")),
        ("明天 9 点 整 开会", once("09-25 09:00")),
    ],
    "several days in one breath": [
        ("下周一二三 9点 交作业", once("09-28 09:00", "09-29 09:00", "09-30 09:00")),
        ("下周一、三、五 9点 交作业", once("09-28 09:00", "09-30 09:00", "10-02 09:00")),
        ("下周一和周三 9点 交作业", once("09-28 09:00", "09-30 09:00")),
        ("下周一到周三 9点 交作业", once("09-28 09:00", "09-29 09:00", "09-30 09:00")),
        ("明后天 9点 交作业", once("09-25 09:00", "09-26 09:00")),
        ("明后两天 9点 交作业", once("09-25 09:00", "09-26 09:00")),
        ("今明两天 18:00 打卡", once("09-24 18:00", "09-25 18:00")),
        ("明天和后天 9点 交作业", once("09-25 09:00", "09-26 09:00")),
        ("10月8日、9日 9:00 交作业", once("10-08 09:00", "10-09 09:00")),
        ("10月8、9日 9:00 交作业", once("10-08 09:00", "10-09 09:00")),
        ("10月8日和10日 9:00 交作业", once("10-08 09:00", "10-10 09:00")),
        ("28、29号 9点 交作业", once("09-28 09:00", "09-29 09:00")),
        ("Monday and Tuesday at 9am hand in", once("09-28 09:00", "09-29 09:00")),
        ("Oct 8 and 9 at 9am hand in", once("10-08 09:00", "10-09 09:00")),
        ("每月1号和15号 9点 交作业", AnyOf((Monthly(1, time(9)), Monthly(15, time(9))))),
        ("每月1、15号 9点 交作业", AnyOf((Monthly(1, time(9)), Monthly(15, time(9))))),
        ("下下下周一 9点 交作业", once("10-12 09:00")),
        ("下下下下周一 9点 交作业", once("10-19 09:00")),
    ],
    "the nth workday": [
        ("每月第二个工作日 9点 交作业", NthWorkday(2, time(9))),
        ("每月第3个工作日 9:00 交作业", NthWorkday(3, time(9))),
        ("每月倒数第二个工作日 17:00 交表", NthWorkday(-2, time(17))),
        ("每月第一个工作日 9点 交作业", Monthly(1, time(9), "next_workday")),
        ("每月最后一个工作日 17点 交表", Monthly(31, time(17), "previous_workday")),
        ("on the third workday of every month at 9:00 hand in", NthWorkday(3, time(9))),
        ("on the 2nd working day of each month at 9am hand in", NthWorkday(2, time(9))),
        ("下个月第二个工作日 9点 交作业", once("10-09 09:00")),
        ("每周第一个工作日 9点 例会", NO),
        ("第三个工作日 9点 交作业", ASK),
        ("3个工作日后 9点 交作业", once("09-30 09:00")),
        ("两个工作日内 交作业", ASK),
        ("in 3 workdays at 9:00 hand in", once("09-30 09:00")),
    ],
    "days off": [
        ("非工作日 10点 散步", DaysOff(time(10))),
        ("每个非工作日 10点 散步", DaysOff(time(10))),
        ("休息日 10:00 散步", DaysOff(time(10))),
        ("每个休息日 10:00 散步", DaysOff(time(10))),
        ("on days off at 10:00 take a walk", DaysOff(time(10))),
        ("every non-working day at 10am take a walk", DaysOff(time(10))),
        ("每个节假日 10点 散步", NO),
        ("每逢节日 10点 问候", NO),
    ],
    "festivals by name": [
        ("国庆节 9:00 交作业", once("10-01 09:00")),
        ("国庆 9:00 交作业", once("10-01 09:00")),
        ("十一 9:00 交作业", ASK),
        ("国庆节当天 9:00 交作业", once("10-01 09:00")),
        ("中秋节 20:00 赏月", once("09-25 20:00")),
        ("中秋 20:00 赏月", once("09-25 20:00")),
        ("元旦 9:00 开营", once("2027-01-01 09:00")),
        ("明年元旦 9:00 开营", once("2027-01-01 09:00")),
        ("圣诞节 20:00 聚会", once("12-25 20:00")),
        ("教师节 9:00 问候老师", once("2027-09-10 09:00")),
        ("元宵节 20:00 吃汤圆", NO),
        ("国庆节后 9:00 交作业", ASK),
        ("国庆前一天 9:00 交作业", once("09-30 09:00")),
        ("国庆假期最后一天 9:00 收心", ASK),
        ("on National Day at 9:00 hand in", once("10-01 09:00")),
        ("on Christmas at 20:00 have a party", once("12-25 20:00")),
        ("Christmas Day 8pm party", once("12-25 20:00")),
        ("on Mid-Autumn Festival at 8pm look at the moon", once("09-25 20:00")),
        ("每年国庆节 9:00 升旗", Yearly(10, 1, time(9))),
        ("每年中秋节 20:00 赏月", NO),
        ("明天 9:00 交国庆方案", once("09-25 09:00")),
        ("明天 9:00 准备中秋晚会节目单", once("09-25 09:00")),
    ],
    "until, from and except": [
        ("每天 9:00 直到10月1日 交作业", until(Daily(time(9)), "10-01")),
        ("每天9点到10月1日为止 交作业", until(Daily(time(9)), "10-01")),
        ("每天 9:00 交作业 直到10月1日", until(Daily(time(9)), "10-01")),
        ("每个工作日 9:00 打卡，截止到10月30日", until(Workdays(time(9)), "10-30")),
        ("every day at 9:00 until Oct 1 hand in", until(Daily(time(9)), "10-01")),
        ("every Monday at 9am through Oct 26 hand in", until(weekly(MON, at="09:00"), "10-26")),
        ("every weekday at 9am till October 30 check in", until(Workdays(time(9)), "10-30")),
        ("每天 9:00 直到9月1日 交作业", ASK),
        ("每天 9:00 直到交作业", ASK),
        ("every weekday except Friday at 9am hand in", NO),
        ("除了周五每天 9:00 交作业", NO),
        ("每天 9:00 周末除外 交作业", NO),
        ("每个工作日 9:00 打卡，节假日除外", NO),
        ("每天 9:00 不含周日 交作业", NO),
        ("every day at 9 but not on Sunday hand in", NO),
    ],
    "zones": [
        ("2026-10-08T09:00+08:00 hand in", once("10-08 09:00")),
        ("2026-10-08T01:00Z hand in", once("10-08 09:00")),
        ("2026-10-08T09:00:00+08:00 hand in", once("10-08 09:00")),
        ("2026-10-08T09:00 hand in", once("10-08 09:00")),
        ("2026-10-08 09:00 UTC hand in", once("10-08 17:00")),
        ("10月8日 9:00 UTC+8 交作业", once("10-08 09:00")),
        ("10月8日 9:00 GMT 交作业", once("10-08 17:00")),
        ("明天 9:00 北京时间 开会", once("09-25 09:00")),
        ("北京时间明天 9:00 开会", once("09-25 09:00")),
        ("明天纽约时间 9:00 开会", once("09-25 21:00")),
        ("明天 东京时间 9:00 开会", once("09-25 08:00")),
        ("tomorrow 9am New York time call", once("09-25 21:00")),
        ("tomorrow at 9:00 London time call", once("09-25 16:00")),
        ("tomorrow 9:00 Beijing time call", once("09-25 09:00")),
        ("tomorrow 9am EST call", ASK),
        ("tomorrow 9am CST call", ASK),
        ("每天纽约时间 9:00 开会", NO),
        ("every day 9am UTC call", NO),
        ("tomorrow 9:00 local time call", ASK),
        ("明天当地时间 9:00 开会", ASK),
    ],
    "quarters in English": [
        ("quarter past 3pm hand in", once("09-24 15:15")),
        ("quarter to 3pm hand in", once("09-24 14:45")),
        ("tomorrow quarter past 9am hand in", once("09-25 09:15")),
        ("at a quarter to 12 pm hand in", once("09-24 11:45")),
        ("half past 3pm hand in", once("09-24 15:30")),
        ("10 past 3pm hand in", once("09-24 15:10")),
        ("twenty to five pm hand in", once("09-24 16:40")),
        ("quarter past nine tomorrow morning hand in", once("09-25 09:15")),
    ],
    "the nth weekday": [
        ("every 2nd Tuesday of the month at 9am hand in", NthWeekday(2, TUE, time(9))),
        ("every second Tuesday of the month at 9am hand in", NthWeekday(2, TUE, time(9))),
        ("on the 2nd Tuesday of each month at 9am hand in", NthWeekday(2, TUE, time(9))),
        ("every second Tuesday at 9am hand in", EveryDays(14, date(2026, 9, 29), time(9))),
        ("每月第二个周二 9点 交作业", NthWeekday(2, TUE, time(9))),
        ("每个月的最后一个周五 17:00 复盘", NthWeekday(LAST, FRI, time(17))),
        ("每月第五个周五 17:00 复盘", NO),
        ("every fifth Friday of the month at 9:00 hand in", NO),
        ("每月倒数第二个周五 17:00 复盘", NO),
    ],
    "so long from a day": [
        ("a week from Monday at 9 hand in", once("10-05 09:00")),
        ("two weeks from Monday at 9:00 hand in", once("10-12 09:00")),
        ("a week from today at 9:00 hand in", once("10-01 09:00")),
        ("a week from tomorrow at 9:00 hand in", once("10-02 09:00")),
        ("3 days from tomorrow at 9:00 hand in", once("09-28 09:00")),
        ("the Monday after next at 9:00 hand in", once("10-05 09:00")),
        ("the week after next on Monday at 9:00 hand in", once("10-05 09:00")),
        ("Monday week at 9:00 hand in", ASK),
        ("the day before Oct 8 at 9:00 hand in", ASK),
    ],
    "every other": [
        ("bi-weekly on Monday 9am hand in", EveryDays(14, date(2026, 9, 28), time(9))),
        ("biweekly on Monday 9am hand in", EveryDays(14, date(2026, 9, 28), time(9))),
        ("fortnightly on Monday at 9:00 hand in", EveryDays(14, date(2026, 9, 28), time(9))),
        ("every 2 weeks on Monday at 9:00 hand in", EveryDays(14, date(2026, 9, 28), time(9))),
        ("every other week on Monday at 9:00 hand in", EveryDays(14, date(2026, 9, 28), time(9))),
        ("隔周一 9点 例会", EveryDays(14, date(2026, 9, 28), time(9))),
        ("双周一 9点 例会", ASK),
        ("单周周一 9点 例会", ASK),
        ("bimonthly on the 1st at 9:00 report", NO),
        ("twice a week at 9:00 hand in", NO),
        ("每周两次 9点 交作业", NO),
        ("每天三次 9点 吃药", NO),
    ],
    "dates as written elsewhere": [
        ("08-Oct-2026 9:00 hand in", once("10-08 09:00")),
        ("8-Oct-26 9:00 hand in", once("10-08 09:00")),
        ("8 Oct 2026, 9:00 hand in", once("10-08 09:00")),
        ("Oct. 8, 2026 at 9:00 hand in", once("10-08 09:00")),
        ("2026年10月8日9:00 交作业", once("10-08 09:00")),
        ("2026.10.8 9:00 交作业", once("10-08 09:00")),
        ("20261008 9:00 交作业", once("10-08 09:00")),
        ("2026/10/8 9:00 交作业", once("10-08 09:00")),
        ("10月8日9：00 交作业", once("10-08 09:00")),
        ("10-08 9:00 交作业", once("10-08 09:00")),
        ("8/10/2026 9:00 hand in", NO),
        ("25/12/2026 9:00 hand in", once("12-25 09:00")),
        ("12/25/2026 9:00 hand in", once("12-25 09:00")),
    ],
    "the end of a month": [
        ("十月月底 9点 交作业", once("10-31 09:00")),
        ("10月月底 9点 交作业", once("10-31 09:00")),
        ("10月底 9点 交作业", once("10-31 09:00")),
        ("十月末 9点 交作业", once("10-31 09:00")),
        ("10月份的最后一天 9点 交作业", once("10-31 09:00")),
        ("下个月月底 9点 交作业", once("10-31 09:00")),
        ("下月底 9点 交作业", once("10-31 09:00")),
        ("本月底 17:00 交作业", once("09-30 17:00")),
        ("at the end of October at 9:00 hand in", once("10-31 09:00")),
        ("on the last day of October at 9:00 hand in", once("10-31 09:00")),
        ("end of next month 9:00 hand in", once("10-31 09:00")),
        ("10月中旬 9点 交作业", ASK),
        ("10月上旬 9点 交作业", ASK),
        ("mid October at 9:00 hand in", ASK),
    ],
    "on the hour": [
        ("每小时整点 喝水", Every(step=timedelta(hours=1), since=moment("09-24 10:00"))),
        ("每个整点 喝水", Every(step=timedelta(hours=1), since=moment("09-24 10:00"))),
        ("every hour on the hour drink water", Every(step=timedelta(hours=1), since=moment("09-24 10:00"))),
        ("明天9点整 开会", once("09-25 09:00")),
        ("下一个整点 喝水", None),
        ("整点 喝水", ASK),
    ],
    "what sounds like time and is left over is asked about": [
        ("明天 9:00 或者后天 9:00 交作业", ASK),
        ("明天 9:00 或 10:00 交作业", ASK),
        ("明天9点 不行就周六 交作业", ASK),
        ("大概下周三左右某个时间 9点 交作业", ASK),
        ("明天 9:00 交作业，周六之前补交", ASK),
        ("明天第二节课 9点 交作业", ASK),
        ("每天 9:00 连续三周 打卡", ASK),
        ("每天 9:00 打卡 共30天", ASK),
        ("tomorrow at 9 for two weeks hand in", ASK),
        ("tomorrow or Friday at 9:00 hand in", ASK),
        ("tomorrow at 9am, or Saturday", ASK),
        ("every day at 9am for 3 weeks hand in", ASK),
        ("农历八月十五 20:00 赏月", ASK),
        ("立冬 9:00 吃饺子", ASK),
        ("三更 起床", None),
        ("早9晚6 打卡", ASK),
        ("Q4第一周 9:00 复盘", ASK),
    ],
    "a month mistyped beside its day is asked about": [
        ("8 Otc 9:00 call", ASK),
        ("8th Otc 9:00 call", ASK),
        ("Jnue 8 9:00 call", ASK),
        ("8 Setp 3pm standup", ASK),
        ("Novmber 8, 9:00 call", ASK),
        ("8 Oct 9:00 call", once("10-08 09:00")),
        ("tomorrow 9:00 buy 8 cups", once("09-25 09:00")),
        ("10 min call tomorrow 9:00", once("09-25 09:00")),
    ],
    "what only looks like it is not asked about": [
        ("明天 9:00 交3份周报", once("09-25 09:00")),
        ("明天 9:00 交月度总结", once("09-25 09:00")),
        ("明天 9:00 读第3章第2节", once("09-25 09:00")),
        ("明天 9:00 打卡第5天", once("09-25 09:00")),
        ("明天 9:00 复习日程表", once("09-25 09:00")),
        ("明天 9:00 问候李四", once("09-25 09:00")),
        ("明天 9:00 交10道题", once("09-25 09:00")),
        ("明天 9:00 去星期八小镇", once("09-25 09:00")),
        ("明天 9:00 带2个苹果", once("09-25 09:00")),
        ("明天 9:00 天天向上分享会", once("09-25 09:00")),
        ("tomorrow at 9:00 read chapter 3 and 4", once("09-25 09:00")),
        ("tomorrow at 9:00 send the monthly report", once("09-25 09:00")),
        ("tomorrow at 9:00 review the last lesson", once("09-25 09:00")),
        ("every Monday at 9:00 send the weekly digest", weekly(MON, at="09:00")),
        ("每周五 17:00 交周报", weekly(FRI, at="17:00")),
        ("每月1号 9点 交月报", Monthly(1, time(9))),
        ("每年5月8日 9:00 校庆", Yearly(5, 8, time(9))),
    ],
}

EVERY = [(kind, words, expected) for kind, table in KINDS.items() for words, expected in table]


@pytest.mark.parametrize(("kind", "words", "expected"), EVERY, ids=[words for _, words, _ in EVERY])
def test_a_time_is_read_or_asked_about(kind: str, words: str, expected: Rhythm | str | None) -> None:
    reading = read(words, NOW, CHINA)
    if expected is None:
        assert reading is None, kind
    elif expected is NO:
        assert isinstance(reading, Impossible), (kind, reading)
    elif expected is ASK:
        assert isinstance(reading, TimeReading) and not reading.sure, (kind, reading)
    else:
        assert isinstance(reading, TimeReading) and (reading.rhythm, reading.sure) == (expected, True), (kind, reading)


AFTERNOON = datetime(2026, 9, 24, 15, 5, tzinfo=SHANGHAI)
REPORTED = [
    (AFTERNOON, "10月8日星期四 上午9点 交作业", once("10-08 09:00")),
    (AFTERNOON, "Thu 2026-10-08 9:00 hand in", once("10-08 09:00")),
    (NOW, "10月8日周三9:00 交作业", NO),
    (AFTERNOON, "9 月 28 日 9:00 交作业", once("09-28 09:00")),
    (AFTERNOON, "2026 年 10 月 8 日 14:30 交作业", once("10-08 14:30")),
    (AFTERNOON, "每周五 17 点 交作业", weekly(FRI, at="17:00")),
    (AFTERNOON, "每月 1 号 9 点 交作业", Monthly(1, time(9))),
    (NOW, "下周一二三 9点 交作业", once("09-28 09:00", "09-29 09:00", "09-30 09:00")),
    (NOW, "明后天 9点 交作业", once("09-25 09:00", "09-26 09:00")),
    (NOW, "每月第二个工作日 9点 交作业", NthWorkday(2, time(9))),
    (NOW, "非工作日 10点 交作业", DaysOff(time(10))),
    (NOW, "国庆节 9:00 交作业", once("10-01 09:00")),
    (NOW, "每天 9:00 直到10月1日 交作业", until(Daily(time(9)), "10-01")),
    (AFTERNOON, "十月月底 9点 交作业", once("10-31 09:00")),
    (AFTERNOON, "下下下周一 9点 交作业", once("10-12 09:00")),
    (NOW, "quarter past 3pm hand in", once("09-24 15:15")),
    (NOW, "quarter to 3pm hand in", once("09-24 14:45")),
    (NOW, "every weekday except Friday at 9am hand in", NO),
    (NOW, "a week from Monday at 9 hand in", once("10-05 09:00")),
    (NOW, "bi-weekly on Monday 9am hand in", EveryDays(14, date(2026, 9, 28), time(9))),
    (NOW, "2026-10-08T09:00+08:00 hand in", once("10-08 09:00")),
    (AFTERNOON, "19:40 Thursday (Oct 8, 2026) hand in", once("10-08 19:40")),
]


@pytest.mark.parametrize(("now", "words", "expected"), REPORTED, ids=[words for _, words, _ in REPORTED])
def test_what_was_reported_as_read_wrongly(now: datetime, words: str, expected: Rhythm | str) -> None:
    reading = read(words, now, CHINA)
    if expected is NO:
        assert isinstance(reading, Impossible)
    else:
        assert isinstance(reading, TimeReading) and (reading.rhythm, reading.sure) == (expected, True)
        assert reading.rest in ("交作业", "hand in")


def test_a_mismatch_says_which_day_it_is() -> None:
    reading = read("10月8日周三9:00 交作业", NOW, CHINA)
    assert isinstance(reading, Impossible)
    assert reading.why.to("zh", SHANGHAI) == "“10月8日周三9:00”对不上：10月8日是周四。请改一下日期或星期。"
    assert (
        reading.why.to("en", SHANGHAI)
        == "“10月8日周三9:00” does not agree: Oct 8 is a Thu. Please correct the date or the weekday."
    )


@pytest.mark.parametrize(
    "rhythm", [expected for _, _, expected in EVERY if expected and not isinstance(expected, str)], ids=str
)
def test_a_rhythm_is_kept_as_it_was(rhythm: Rhythm) -> None:
    assert from_json(to_json(rhythm)) == rhythm


def test_an_end_is_the_last_day_in_its_zone() -> None:
    rhythm = until(Daily(time(9)), "09-26")
    assert rhythm.after(moment("09-25 09:00"), SHANGHAI, CHINA) == moment("09-26 09:00")
    assert rhythm.after(moment("09-26 09:00"), SHANGHAI, CHINA) is None


def test_the_second_workday_skips_the_holiday_and_days_off_are_the_others() -> None:
    second = NthWorkday(2, time(9))
    assert second.after(NOW, SHANGHAI, CHINA) == moment("10-09 09:00")
    assert second.after(moment("10-09 09:00"), SHANGHAI, CHINA) == moment("11-03 09:00")
    assert NthWorkday(-2, time(9)).after(NOW, SHANGHAI, CHINA) == moment("09-29 09:00")
    found: list[str] = []
    last: datetime = NOW
    for _ in range(4):
        following = DaysOff(time(10)).after(last, SHANGHAI, CHINA)
        assert following is not None
        last = following
        found.append(last.astimezone(SHANGHAI).date().isoformat())
    assert found == ["2026-09-25", "2026-09-26", "2026-09-27", "2026-10-01"]


@pytest.mark.parametrize("nth", [0, 24, -24])
def test_no_month_has_that_many_workdays(nth: int) -> None:
    with pytest.raises(ValueError):
        NthWorkday(nth, time(9))


@pytest.mark.parametrize(
    ("words", "said", "day"),
    [
        ("10月底前拜访20位客户", "拜访20位客户", date(2026, 10, 31)),
        ("10月31日之前，学会报价", "学会报价", date(2026, 10, 31)),
        ("学会报价 10/31", "学会报价", date(2026, 10, 31)),
        ("学会报价 截止 10/31", "学会报价", date(2026, 10, 31)),
        ("Visit 20 customers by October 31", "Visit 20 customers", date(2026, 10, 31)),
        ("Call three people before Friday", "Call three people", date(2026, 9, 25)),
        ("拜访20位客户", "拜访20位客户", None),
        ("提前一天准备方案", "提前一天准备方案", None),
        ("Stand by the team", "Stand by the team", None),
        ("前三名", "前三名", None),
    ],
)
def test_a_deadline_wherever_it_stands(words: str, said: str, day: date | None) -> None:
    rest, ends = deadline_within(words, NOW, CHINA)
    assert (rest, ends and ends.astimezone(SHANGHAI).date()) == (said, day)
