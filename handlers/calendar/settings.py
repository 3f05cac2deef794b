"""Where a camp is: the country whose workdays it keeps and the zone of its clock, and what changes with either."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import reduce

from bot import countries
from bot.feature import Context, Feature, Line, Phrase, Refusal, Setting, Theme
from bot.membership import ZONE_KEY, zone
from bot.zone_names import zone_named
from scheduler import calendar
from scheduler.calendar import COUNTRY_KEY, Calendar

feature = Feature("calendar", Theme.CAMP)

LOOKED_AHEAD = timedelta(days=60)
MOST_SHOWN = 10
LONGEST = 24
NONE = {"无", "none", "-"}

COUNTRY = Phrase(zh="{name}（{code}）", en="{name} ({code})")
OR = Phrase(zh="{one}、{other}", en="{one} or {other}")
MONDAY_TO_FRIDAY = Phrase(zh="周一至周五", en="Monday to Friday")
WITH_CODE = re.compile(r"[（(]([A-Za-z]{2})[)）]\s*$")
NO_COUNTRY = Phrase(
    zh="不认得“{name}”这个国家或地区。试试：设置 日历=US，或 设置 日历=新加坡",
    en="I know no country called “{name}”. Try: set calendar=US, or set calendar=Singapore",
)
WHICH_COUNTRY = Phrase(
    zh="“{name}”是哪里？可能是：{near}。写全名或代码，如：设置 日历={code}",
    en="Which is “{name}”: {near}? Write its full name or its code, like: set calendar={code}",
)
NO_WORKDAYS = Phrase(
    zh="没有{name}的节假日数据。可以用：设置 日历=无（周一至周五），再用“日历 休 日期”修正。",
    en="There are no holidays known of {name}. Use: set calendar=none (Monday to Friday), and correct days with “calendar off DATE”.",
)
NO_ZONE = Phrase(
    zh="不认得“{name}”这个地方。试试：设置 时区=纽约，或 设置 时区=America/New_York",
    en="I do not know “{name}”. Try: set timezone=New York, or set timezone=America/New_York",
)
OTHER_DAYS = Phrase(zh="接下来{n}天变的：{days}{more}", en="Of the next {n:day|days} these change: {days}{more}")
NO_OTHER_DAYS = Phrase(zh="接下来{n}天没有哪天变。", en="None of the next {n:day|days} changes.")
MORE_DAYS = Phrase(zh=" 等{n}天", en=" and more, {n} in all")
WORKED = Phrase(zh="{day}上班", en="{day} worked")
OFF = Phrase(zh="{day}休息", en="{day} off")
REPLANNED = Phrase(
    zh="打卡、微课、周报和每个工作日的提醒已按新日历重排。",
    en="Check-ins, lessons, reports and workday reminders are planned by it from now on.",
)
NOW_THERE = Phrase(
    zh="营里现在是{day} {now}。打卡窗口、推送、周报和周期提醒按新的钟重排；只响一次的提醒、已开的投票和考试的截止时刻不变。",
    en="It is {now} on {day} in the camp now. The check-in window, pushes, reports and recurring reminders go by the new clock; "
    "reminders that ring once and the ends of open polls and exams stay the moments they were.",
)
STILL_OF = Phrase(
    zh="工作日仍按{country}算；要换：设置 日历={code}",
    en="Workdays are still those of {country}; to change: set calendar={code}",
)


def _country(words: str) -> str:
    """US, 美国, united states or 美国（US） as the code; "" for 无 / none. Raises Refusal naming what is near."""
    if shown := WITH_CODE.search(words):
        words = shown[1]
    if words.strip().casefold() in NONE:
        return ""
    code = countries.country_named(words)
    if code is not None and countries.has_workdays(code):
        return code
    if code is not None:
        raise Refusal(NO_WORKDAYS(name=_named(code)))
    near = countries.countries_near(words)
    name = words.strip()[:LONGEST]
    if not near:
        raise Refusal(NO_COUNTRY(name=name))
    raise Refusal(WHICH_COUNTRY(name=name, near=_either(near), code=near[0]))


def _either(codes: list[str]) -> Line | Phrase:
    """美国（US）或英国（GB）."""
    return reduce(lambda said, code: OR(one=said, other=_shown(code)), codes[1:], _shown(codes[0]))


def _named(code: str) -> Phrase:
    return Phrase(zh=countries.name_of(code, "zh"), en=countries.name_of(code, "en"))


def _shown(code: str) -> Line | Phrase:
    return COUNTRY(name=_named(code), code=code) if code else MONDAY_TO_FRIDAY


def _zone(words: str) -> str:
    """纽约, New York or America/New_York as the zone it is. Raises Refusal."""
    found = zone_named(words)
    if found is None:
        raise Refusal(NO_ZONE(name=words.strip()[:LONGEST]))
    return found


def _other_days(ctx: Context, before: str, after: str) -> list[Line | Phrase]:
    """Which of the coming days are worked now and were not, or the other way round."""
    was, now = calendar.of_settings(ctx.camp.settings), calendar.of_settings({**ctx.camp.settings, COUNTRY_KEY: after})
    first, last = ctx.today, ctx.today + LOOKED_AHEAD
    days = [day for day in _days(first, last) if was.is_workday(day) != now.is_workday(day)]
    n = LOOKED_AHEAD.days
    said = OTHER_DAYS(
        n=n, days=_listed(ctx, now, days[:MOST_SHOWN]), more=MORE_DAYS(n=len(days)) if len(days) > MOST_SHOWN else ""
    )
    warning = now.warning(first, last)
    return [said if days else NO_OTHER_DAYS(n=n), *([warning] if warning else []), REPLANNED]


def _days(first: date, last: date) -> list[date]:
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]


def _listed(ctx: Context, now: Calendar, days: list[date]) -> str:
    said = [(WORKED if now.is_workday(day) else OFF)(day=f"{day.month}/{day.day}").to(ctx.language) for day in days]
    return ("、" if ctx.language == "zh" else ", ").join(said)


def _other_clock(ctx: Context, before: str, after: str) -> list[Line | Phrase]:
    """What the clock shows now, and whose workdays are counted where that is another country's."""
    there = ctx.now.astimezone(zone(after))
    kept, of_zone = calendar.of_settings(ctx.camp.settings), countries.country_of_zone(after)
    is_other = of_zone is not None and of_zone != kept.country and countries.has_workdays(of_zone)
    still = [STILL_OF(country=_shown(kept.country), code=of_zone)] if is_other else []
    return [NOW_THERE(day=kept.label(there.date()), now=f"{there:%H:%M}"), *still]


feature.setting(
    Setting(
        COUNTRY_KEY,
        Phrase(zh="日历", en="calendar"),
        Phrase(
            zh="哪个国家或地区的工作日，如 CN、US、新加坡；无 是周一至周五",
            en="whose workdays, like CN, US or Singapore; none is Monday to Friday",
        ),
        countries.CHINA,
        _country,
        _shown,
        _other_days,
    )
)
feature.setting(
    Setting(
        ZONE_KEY,
        Phrase(zh="时区", en="timezone"),
        Phrase(
            zh="营的钟在哪里，如 纽约 或 America/New_York", en="where the camp's clock is, like New York or America/New_York"
        ),
        "Asia/Shanghai",
        _zone,
        changes=_other_clock,
    )
)
