"""请假: days a learner is excused from; they leave the denominator and do not break a streak."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from bot.arguments import Named
from bot.feature import Context, Line, Phrase, Refusal
from handlers.checkin import as_typed
from handlers.checkin.settings import feature
from handlers.checkin.stamp import short
from scheduler import calendar
from scheduler.when import parse_days
from storage import checkins

TAKEN = Phrase(
    zh="已登记，{days} 不计入应打卡。10分钟内可发“撤销”。",
    en="Noted, not counted: {days}. “undo” within 10 minutes takes it back.",
)
GIVEN_UP = Phrase(zh="✅ {days} 的请假已取消。", en="✅ Leave on {days} was cancelled.")
NOT_DAYS = Phrase(zh="没看懂日期。试试：请假 5/12-5/13", en="I did not get the days. Try: leave 5/12-5/13")
NO_WORKDAYS = Phrase(zh="{days} 没有工作日，不用请假。", en="There is no workday in {days}.")
TOO_FAR = Phrase(zh="请假最多提前{most}天。", en="Leave can be entered at most {most:day|days} ahead.")
PAST_WEEK = Phrase(
    zh="{day} 那周已结算，不能再请假。", en="The week of {day} is closed; leave for it can no longer be entered."
)
ALREADY = Phrase(zh="{days} 已经请过假或已打卡。", en="{days} is on leave or checked in already.")
NONE_TO_CANCEL = Phrase(zh="{days} 没有请假。", en="There is no leave on {days}.")
RANGE = Phrase(zh="{first}–{last}", en="{first}–{last}")
FURTHEST = 180


@feature.command(
    "请假",
    "leave",
    help=Phrase(
        zh="请一天或几天假，不计入应打卡。取消：请假 取消 5/12",
        en="Take a day or days off your count. To cancel: leave cancel 5/12",
    ),
    examples=["请假 5/12-5/13", "请假 明天", "请假 取消 5/12", "leave 5/12-5/13"],
    glued=as_typed.LEAVE,
    asked={
        rf"(?:我)?(?:想|要|需要|得)?(?P<day>{as_typed.DAY})?(?:我)?(?:想|要|需要|得)?请(?:个|一天|半天)?假": "{day}",
        rf"(?:我)?(?:想|要|需要|得)?请(?P<day>{as_typed.DAY})的假|(?:我)?(?:想|要|需要|得)?请(?:一|半|1|两|几)天(?:的)?假|请假(?:一|半|1|两|几)天": "{day}",
        r"(?:i )?(?:want to |would like to |need to |need |want )?take (?:a )?(?:day off|leave)|i need (?:a day off|leave)": "",
        r"(?:i am|i'm|im) (?:off|on leave|away) (?P<day>\S+)|(?:day )?off (?P<on>tomorrow)": "{day}{on}",
    },
)
def leave(ctx: Context, words: Annotated[str, Named("日期", "days")]) -> None:
    first_word, _, rest = words.partition(" ")
    cancels = first_word in ("取消", "cancel")
    meant = parse_days(rest if cancels else words, ctx.today, prefer="future")
    if meant is None:
        raise Refusal(NOT_DAYS)
    first, last = meant
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
    ctx.reply(TAKEN(days=said), *known.warnings(first, last))


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
