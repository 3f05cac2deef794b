"""请假: days a learner is excused from; they leave the denominator and do not break a streak."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated, Any

from bot.arguments import Named
from bot.feature import Context, Line, Phrase, Refusal
from handlers.checkin import as_typed
from handlers.checkin.settings import feature
from handlers.checkin.stamp import short
from scheduler import calendar
from scheduler.when import days_and_rest, parse_days
from storage import checkins

TAKEN = Phrase(
    zh="已登记，{days} 不计入应打卡。10分钟内可发“撤销”。",
    en="Noted, not counted: {days}. “undo” within 10 minutes takes it back.",
)
GIVEN_UP = Phrase(zh="✅ {days} 的请假已取消。", en="✅ Leave on {days} was cancelled.")
NO_REASON = Phrase(zh="事由不用写，没有记下来。", en="No reason is asked for, and none was kept.")
NOT_DAYS = Phrase(
    zh="没看懂日期，没有登记。试试：请假 明天起3天",
    en="I did not get the days; nothing was entered. Try: leave tomorrow for 3 days",
)
WHOLE_DAYS = Phrase(
    zh="请假按整天算，没有登记。当天还能打卡就不用请；要请整天：请假 {day}",
    en="Leave is by whole days; nothing was entered. Check in that day if you can; for all of it: leave {day}",
)
MINE = Phrase(zh="你请了假：{days}。取消：请假 取消 {day}", en="You are on leave on {days}. To cancel: leave cancel {day}")
NO_LEAVE = Phrase(zh="你没有请假。请一天：请假 明天", en="You have no leave. For a day: leave tomorrow")
NO_WORKDAYS = Phrase(zh="{days} 没有工作日，不用请假。", en="There is no workday in {days}.")
TOO_FAR = Phrase(zh="请假最多提前{most}天。", en="Leave can be entered at most {most:day|days} ahead.")
PAST_WEEK = Phrase(
    zh="{day} 那周已结算，不能再请假。", en="The week of {day} is closed; leave for it can no longer be entered."
)
ALREADY = Phrase(zh="{days} 已经请过假或已打卡。", en="{days} is on leave or checked in already.")
NONE_TO_CANCEL = Phrase(zh="{days} 没有请假。", en="There is no leave on {days}.")
RANGE = Phrase(zh="{first}–{last}", en="{first}–{last}")
FURTHEST = 180
WANT = "(?:我)?(?:想|要|需要|得)?"
HALF = re.compile(r"[上下中]午|早上|晚上|半天|\b(?:morning|afternoon|half a day|half day)\b", re.IGNORECASE)


@feature.command(
    "请假",
    "leave",
    help=Phrase(
        zh="请一天或几天假，不计入应打卡。取消：请假 取消 5/12",
        en="Take a day or days off your count. To cancel: leave cancel 5/12",
    ),
    examples=["请假 5/12-5/13", "请假 明天", "请假 明天起3天", "请假", "请假 取消 5/12", "leave 5/12-5/13"],
    glued=as_typed.LEAVE,
    asked={
        rf"{WANT}(?P<day>{as_typed.DAY})?{WANT}(?:请|休)(?:个|一天|半天)?(?:病|事|年)?假|(?P<sick>{as_typed.DAY})(?:病|事)假": "{day}{sick}",
        rf"{WANT}请(?P<day>{as_typed.DAY})的假|{WANT}请(?:一|半|1|两|几)天(?:的)?假|请假(?:一|半|1|两|几)天": "{day}",
        rf"{WANT}请假(?P<many>{as_typed.NUMERAL}天)|{WANT}请(?P<days>{as_typed.NUMERAL}天)(?:的)?假": "{many}{days}",
        rf"(?:我)?(?:想|要)?(?:取消|撤销|撤回)(?P<day>{as_typed.DAY})?的?请假|(?P<on>{as_typed.DAY})?(?:我)?(?:销假|不请假了)": "取消 {day}{on}",
        r"(?:我)?(?:的请假|请了(?:哪几天|哪些天|几天)的?假)|(?:show )?my leave": "",
        r"cancel (?:my )?leave(?: (?:on |for )?(?P<day>\S+))?": "cancel {day}",
        r"(?:i )?(?:want to |would like to |need to |need |want )?take (?:a )?(?:day off|leave)|i need (?:a day off|leave)": "",
        r"(?:i am|i'm|im) (?:sick|ill)(?: (?P<day>today|tomorrow))?": "{day}",
        r"(?:i am|i'm|im) (?:off|on leave|away) (?P<day>\S+)|(?:day )?off (?P<on>tomorrow)": "{day}{on}",
    },
)
def leave(ctx: Context, words: Annotated[str, Named("日期", "days")] = "") -> None:
    first_word, _, rest = words.partition(" ")
    cancels = first_word in ("取消", "cancel")
    if not (rest if cancels else words).strip():
        ctx.reply(_own(ctx))
        return
    first, last, reason = _meant(rest if cancels else words, ctx.today)
    said = _said(first, last)
    if (last - ctx.today).days > FURTHEST:
        raise Refusal(TOO_FAR(most=FURTHEST))
    if _is_closed(ctx, first):
        raise Refusal(PAST_WEEK(day=short(first)))
    known = calendar.of_settings(ctx.camp.settings)
    days = known.workdays(first, last)
    if not days:
        raise Refusal(NO_WORKDAYS(days=said), *known.warnings(first, last))
    if cancels:
        gone = checkins.give_up_leave(ctx.db, ctx.camp.id, ctx.member.id, days)
        if not gone:
            raise Refusal(NONE_TO_CANCEL(days=said))
        ctx.reply(GIVEN_UP(days=said))
        return
    stamped = checkins.stamps_between(ctx.db, ctx.member.id, first, last)
    wanted = [day for day in days if day not in stamped]
    new = checkins.take_leave(ctx.db, ctx.camp.id, ctx.member.id, wanted, at=ctx.said_at)
    if not new:
        raise Refusal(ALREADY(days=said))
    undo = {"membership": ctx.member.id, "days": [day.isoformat() for day in new]}
    ctx.audit("leave", undo=undo, first=first.isoformat(), last=last.isoformat())
    ctx.reply(TAKEN(days=said), *([NO_REASON] if reason else []), *known.warnings(first, last))


def _meant(words: str, today: date) -> tuple[date, date, str]:
    """First and last day, and the reason behind them. Raises Refusal where another day or half a day was meant too."""
    days, reason = days_and_rest(words, today)
    half = HALF.search(reason or words)
    if half:
        whole, _ = days_and_rest(words[: words.index(half[0])], today) if days is None else (days, "")
        raise Refusal(WHOLE_DAYS(day=short(whole[0])) if whole else NOT_DAYS)
    if days is None or any(sign.isdecimal() for sign in reason) or any(parse_days(word, today) for word in reason.split()):
        raise Refusal(NOT_DAYS)
    return *days, reason


def _own(ctx: Context) -> Line:
    """The days from today on that are on leave."""
    taken = sorted(checkins.leave_between(ctx.db, ctx.member.id, ctx.today, ctx.today + timedelta(days=FURTHEST)))
    return MINE(days=[short(day) for day in taken], day=short(taken[0])) if taken else NO_LEAVE()


def _days(ctx: Context, first: str, last: str) -> dict[str, Any]:
    return {"days": _said(date.fromisoformat(first), date.fromisoformat(last))}


feature.act("leave", Phrase(zh="{who} 请假：{days}", en="{who} took leave: {days}"), shows=_days)


@feature.undoes("leave")
def leave_back(ctx: Context, membership: int, days: list[str]) -> None:
    gone = checkins.give_up_leave(ctx.db, ctx.camp.id, membership, [date.fromisoformat(day) for day in days])
    if not gone:
        raise Refusal(NONE_TO_CANCEL(days=days[0]))
    ctx.reply(GIVEN_UP(days=_said(gone[0], gone[-1])))


def _said(first: date, last: date) -> Line:
    return short(first) if first == last else RANGE(first=short(first), last=short(last))


def _is_closed(ctx: Context, day: date) -> bool:
    monday = day - timedelta(days=day.weekday())
    return checkins.closed_week(ctx.db, ctx.camp.id, monday) is not None
