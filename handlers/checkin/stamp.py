"""打卡 and 补卡: today's stamp, the make-up of a missed workday, and the points both earn."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from bot.arguments import Named
from bot.feature import Context, Line, Phrase, Reason, Refusal, Role
from bot.setting_values import ALL_DAY
from handlers.checkin import as_typed, streak
from handlers.checkin.settings import (
    LEAST_NOTE,
    MAKEUP,
    MAKEUP_DAYS,
    MAKEUP_POINTS,
    MAKEUPS_A_MONTH,
    NEEDS_PICTURE,
    RUN,
    RUN_LENGTH,
    RUN_POINTS,
    STAMP,
    STAMP_POINTS,
    WINDOW,
    feature,
)
from scheduler import calendar
from scheduler.calendar import Calendar, DayKind
from scheduler.when import parse_day
from storage import checkins, memberships, points

FIRST = Phrase(
    zh="✅ {name} 第1天{points}｜积分{balance}｜今日 {done}/{expected}",
    en="✅ {name}, day 1{points} | {balance:point|points} | today {done}/{expected}",
)
AGAIN_FIRST = Phrase(
    zh="✅ {name} 重新开始，第1天{points}｜积分{balance}｜今日 {done}/{expected}",
    en="✅ {name}, a fresh start: day 1{points} | {balance:point|points} | today {done}/{expected}",
)
DONE = Phrase(
    zh="✅ {name} 连续{streak}个工作日{points}｜积分{balance}｜今日 {done}/{expected}",
    en="✅ {name}, {streak:workday|workdays} in a row{points} | {balance:point|points} | today {done}/{expected}",
)
MOVED_WORKDAY = Phrase(
    zh="✅ {name} 今天是调休上班日，计入应打卡。连续{streak}{points}｜积分{balance}｜今日 {done}/{expected}",
    en="✅ {name}, today is a makeup workday and counts. Streak {streak}{points} | {balance:point|points} | today {done}/{expected}",
)
STAFF = Phrase(
    zh="✅ {name} 已打卡{points}｜积分{balance}（经理和专家不计入完成率）",
    en="✅ {name} checked in{points} | {balance:point|points} (managers and experts are in no rate)",
)
EARNED = Phrase(zh="｜+{points}", en=" | +{points}")
BONUS = Phrase(zh="｜🔥 连续{days}个工作日 +{points}", en=" | 🔥 {days:workday|workdays} in a row +{points}")
REST = Phrase(
    zh="📖 休息日打卡已记录，不计完成率，也不影响连续。",
    en="📖 A day off: noted. It is in no rate and does not touch your streak.",
)
AGAIN = Phrase(
    zh="今天已打卡（{at:%H:%M}），内容已追加，不重复计分。",
    en="Already checked in at {at:%H:%M}; your note was added, points count once.",
)
AGAIN_BARE = Phrase(zh="今天已打卡（{at:%H:%M}），不重复计分。", en="Already checked in at {at:%H:%M}; points count once.")
FULL = Phrase(
    zh="今天的打卡内容已经写满{most}字，这段没有加上。",
    en="Today's check-in holds {most:character|characters} and is full; this was not added.",
)
CLOSED = Phrase(
    zh="⏰ 今日窗口 {first}–{last} 已关闭，明天可补卡。",
    en="⏰ Today's window {first}–{last} is closed; you can make it up tomorrow.",
)
NOT_OPEN = Phrase(
    zh="⏰ 今日窗口 {first}–{last}，{first}后再来。", en="⏰ Today's window is {first}–{last}; come back after {first}."
)
TOO_SHORT = Phrase(
    zh="打卡要写至少{least}个字，这条有{length}个。试试：打卡 今天学到了……",
    en="A check-in needs at least {least:character|characters}; this one has {length}. Try: checkin today I learned …",
)
NO_PICTURE = Phrase(
    zh="这个营打卡要附图片、语音、视频或文件：现在发来，或发附件时写上“打卡”。群里请回复这条发。",
    en="This camp asks for a picture, voice, video or file: send it now, in a group as a reply to this, or with the word “checkin”.",
)
CAN_MAKE_UP = Phrase(
    zh="{short} 可补：回复“补卡 {short} 内容”（本月剩{left}次）",
    en="{short} can be made up: “makeup {short} NOTE” ({left} left this month)",
)
FOR_DAY = Phrase(
    zh="你 {at:%H:%M} 发的，我刚收到，算 {day} 的打卡。",
    en="You sent it at {at:%H:%M} and I got it just now: it counts for {day}.",
)
OFF_LEAVE = Phrase(zh="今天原已请假，按已打卡算。", en="You were on leave today; it counts as a check-in now.")

MADE_UP = Phrase(
    zh="✅ 已补 {short}{points}｜积分{balance}｜连续恢复为{streak}",
    en="✅ {short} made up{points} | {balance:point|points} | streak back to {streak}",
)
MADE_UP_OLD = Phrase(
    zh="✅ 已补 {short}{points}｜积分{balance}｜连续{streak}",
    en="✅ {short} made up{points} | {balance:point|points} | streak {streak}",
)
WHICH_DAY = Phrase(zh="补哪天？{offer}", en="Which day? {offer}")
OFFER = Phrase(zh="可补：{days}。回复“补卡 {first} 内容”", en="You can make up {days}: “makeup {first} NOTE”")
NOTHING_MISSED = Phrase(zh="最近{n}天没有漏打的工作日。", en="No workday was missed in the last {n:day|days}.")
NOT_A_DAY = Phrase(zh="“{word}”不是日期。试试：补卡 {example} 内容", en="“{word}” is not a day. Try: makeup {example} NOTE")
TODAY = Phrase(zh="今天直接发“打卡”就行。", en="Today needs no make-up: send “checkin”.")
FUTURE = Phrase(zh="{short} 还没到。", en="{short} has not come yet.")
TOO_OLD = Phrase(
    zh="只能补最近{n}天，{short} 已过期。", en="Only the last {n:day|days} can be made up; {short} is too long ago."
)
NOT_WORKDAY = Phrase(zh="{day}是休息日，不用补。", en="{day} was a day off; there is nothing to make up.")
BEFORE_JOINING = Phrase(zh="{short} 你还没入营，不用补。", en="You had not joined by {short}; there is nothing to make up.")
STAMPED = Phrase(zh="{short} 已打卡，不用补。", en="{short} is checked in already.")
NONE_LEFT = Phrase(
    zh="本月{n}次补卡已用完，{next} 起又有{n}次。", en="This month's {n} make-ups are used; {n} more from {next}."
)
SHORT_DAY = Phrase(zh="{day.month}/{day.day}", en="{day.month}/{day.day}")
GATHERS = "checkin"
"""Receipts name their person, so that many may stand in one message."""
DAY = timedelta(days=1)
FURTHEST_BACK = timedelta(days=400)
"""How far back a run is looked for; nobody's is longer than a year of workdays and holidays."""


@feature.command(
    "打卡",
    "checkin",
    help=Phrase(zh="每天打卡一次，可附一句话。", en="Stamp today, with an optional note."),
    examples=["打卡", "打卡 读完第三章", "checkin read chapter 3"],
    bare=True,
    glued=as_typed.CHECK_IN,
    asked={r"check[ -]in(?! (?:rules?|times?|deadline|window|hours)$)(?:[ :,](?P<note>.{1,200}))?": "{note}"},
)
def check_in(ctx: Context, note: Annotated[str, Named("内容", "note")] = "") -> None:
    camp, member, today = ctx.camp, ctx.member, ctx.today
    known = calendar.of_settings(camp.settings)
    kind = known.kind(today)
    works = kind in (DayKind.WORK, DayKind.MAKEUP)
    _check_window(ctx)
    if ctx.setting(NEEDS_PICTURE) and not ctx.event.files and checkins.stamped(ctx.db, member.id, today) is None:
        _check_note(ctx, note)
        ctx.ask("picture", note=note)
        ctx.reply(NO_PICTURE)
        return
    if not checkins.stamp(ctx.db, camp.id, member.id, today, "stamp" if works else "rest", note, at=ctx.said_at):
        if (first := checkins.append(ctx.db, member.id, today, note)) is None:
            raise Refusal(FULL(most=checkins.LONGEST_NOTE))
        ctx.reply((AGAIN if note else AGAIN_BARE)(at=first.at))
        return
    _check_note(ctx, note)
    if not works:
        _mark_active(ctx)
        ctx.reply(REST, *_day_meant(ctx), *known.warnings(today, today))
        ctx.happened("checkin.done", member.id, day=today, kind="rest")
        return
    amount = ctx.setting(STAMP_POINTS)
    if member.role is not Role.LEARNER:
        _mark_active(ctx)
        balance = pay(ctx, STAMP, amount, today)
        line = STAFF(name=ctx.person.name, points=EARNED(points=amount) if amount else "", balance=balance)
        ctx.reply(line, *_day_meant(ctx), gathers=GATHERS)
        ctx.happened("checkin.done", member.id, day=today, kind="stamp")
        return
    done, excused = checkins.count(ctx.db, camp.id, today)
    off_leave = bool(excused) and bool(checkins.give_up_leave(ctx.db, camp.id, member.id, [today]))
    length, paid = _lengthened(ctx, today, known)
    booked = points.book(ctx.db, camp.id, member.id, amount, **_line(ctx, STAMP, today)) if amount else False
    balance = checkins.credit(ctx.db, member.id, amount if booked else 0, length, today, paid, at=ctx.now)
    earned, balance = _said_points(ctx, amount, balance, length, today)
    said = {"name": ctx.person.name, "points": earned, "balance": balance, "done": done}
    expected = max(camp.learners - excused + off_leave, done)
    had_one = member.streak_to is not None
    if kind is DayKind.MAKEUP:
        line = MOVED_WORKDAY(**said, streak=length, expected=expected)
    elif length > 1:
        line = DONE(**said, streak=length, expected=expected)
    else:
        line = (AGAIN_FIRST if had_one else FIRST)(**said, expected=expected)
    missed = _missed_before(ctx, today, known) if length == 1 and had_one else None
    notes: list[Line | Phrase] = [
        *_day_meant(ctx),
        *([OFF_LEAVE] if off_leave else []),
        *([missed] if missed else []),
        *(known.warnings(today, today) if length == 1 else known.daily_warnings(today, today)),
    ]
    ctx.nod()
    ctx.reply(line, *notes, gathers=GATHERS)
    ctx.happened("checkin.done", member.id, day=today, kind="stamp")


@feature.step("picture", called=Phrase(zh="等图片的打卡", en="the check-in that waits for a picture"), stays=True)
def show_picture(ctx: Context, words: str, note: str) -> None:
    """What the camp asks a check-in to carry, after its words; until it comes the check-in waits."""
    if ctx.member_or_none is None:
        return
    if ctx.event.files:
        check_in(ctx, " ".join(filter(None, (note, words.strip()))))
        return
    ctx.ask("picture", note=note)
    if ctx.address.direct:
        ctx.reply(NO_PICTURE)


@feature.command(
    "补卡",
    "makeup",
    help=Phrase(zh="补最近几天漏打的工作日。", en="Make up a workday you missed lately."),
    examples=["补卡 昨天 读完第三章", "补卡", "makeup yesterday read chapter 3"],
    bare=True,
    glued=as_typed.MAKE_UP,
    asked={rf"(?:我)?(?:想|要)?补(?:一下|打|签)?(?P<day>{as_typed.DAY})的?(?:打)?卡": "{day}"},
)
def make_up(
    ctx: Context, day: Annotated[str, Named("日期", "day")] = "", note: Annotated[str, Named("内容", "note")] = ""
) -> None:
    known = calendar.of_settings(ctx.camp.settings)
    if not day:
        raise Refusal(_offer(ctx, known), *known.warnings(ctx.today - ctx.setting(MAKEUP_DAYS) * DAY, ctx.today))
    if (meant := parse_day(day, ctx.today, prefer="past")) is None:
        day, behind = as_typed.day_and_note(day)
        meant, note = parse_day(day, ctx.today, prefer="past"), " ".join(filter(None, (behind, note)))
    _check_makeup(ctx, day, meant, known)
    assert meant is not None
    if not checkins.stamp(ctx.db, ctx.camp.id, ctx.member.id, meant, "makeup", note, at=ctx.said_at):
        raise Refusal(STAMPED(short=short(meant)))
    checkins.give_up_leave(ctx.db, ctx.camp.id, ctx.member.id, [meant])
    if ctx.member.role is Role.LEARNER:
        checkins.count(ctx.db, ctx.camp.id, meant)
    amount = ctx.setting(MAKEUP_POINTS)
    balance = pay(ctx, MAKEUP, amount, meant)
    run = run_of(ctx, ctx.member.id, meant)
    is_current = ctx.member.streak_to is None or run.last >= ctx.member.streak_to
    if is_current:
        checkins.keep_streak(ctx.db, ctx.member.id, run.length, run.last, run.length // RUN_LENGTH)
    bonus = pay_streak_bonus(ctx, ctx.member.id, run)
    balance += bonus
    points_said = EARNED(points=amount).to(ctx.language) if amount else ""
    if bonus:
        points_said += BONUS(days=RUN_LENGTH, points=bonus).to(ctx.language)
    said = {"short": short(meant), "points": points_said, "balance": balance}
    restored = is_current and run.last > meant
    answer = (MADE_UP if restored else MADE_UP_OLD)(**said, streak=run.length if is_current else ctx.member.streak)
    ctx.reply(answer, *known.warnings(meant, ctx.today))
    ctx.happened("checkin.done", ctx.member.id, day=meant, kind="makeup")


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _check_window(ctx: Context) -> None:
    """Both ends of the window are inside it, the last one to the second: 22:00:00 is, 22:00:01 is not."""
    first, last = window = ctx.setting(WINDOW)
    if window == ALL_DAY:
        return
    at = ctx.local(ctx.said_at).time().replace(microsecond=0)
    if at < time.fromisoformat(first):
        raise Refusal(NOT_OPEN(first=first, last=last))
    if last != "24:00" and at > time.fromisoformat(last):
        raise Refusal(CLOSED(first=first, last=last))


def _check_note(ctx: Context, note: str) -> None:
    """What the camp asks a check-in to carry."""
    least = ctx.setting(LEAST_NOTE)
    if len(note.strip()) < least:
        raise Refusal(TOO_SHORT(least=least, length=len(note.strip())))


def _check_makeup(ctx: Context, word: str, meant: date | None, known: Calendar) -> None:
    """Raises Refusal for a day that cannot be made up."""
    reach = ctx.setting(MAKEUP_DAYS)
    if meant is None:
        example = short(known.previous_workday(ctx.today))
        raise Refusal(NOT_A_DAY(word=word[:24], example=example))
    if meant == ctx.today:
        raise Refusal(TODAY)
    if meant > ctx.today:
        raise Refusal(FUTURE(short=short(meant)))
    if meant < ctx.today - reach * DAY:
        raise Refusal(TOO_OLD(n=reach, short=short(meant)))
    if not known.is_workday(meant):
        raise Refusal(NOT_WORKDAY(day=known.label(meant)))
    if meant < ctx.member.joined_on:
        raise Refusal(BEFORE_JOINING(short=short(meant)))
    if checkins.stamped(ctx.db, ctx.member.id, meant) is not None:
        raise Refusal(STAMPED(short=short(meant)))
    allowed = ctx.setting(MAKEUPS_A_MONTH)
    if used(ctx) >= allowed:
        raise Refusal(NONE_LEFT(n=allowed, next=short(_next_month(ctx.today))))


def pay(ctx: Context, reason: Reason, amount: int, day: date) -> int:
    """Books points for a day, once; gives the balance."""
    if not amount:
        return ctx.member.points
    balance = points.earn(ctx.db, ctx.camp.id, ctx.member.id, amount, **_line(ctx, reason, day))
    return ctx.member.points if balance is None else balance


def _line(ctx: Context, reason: Reason, day: date) -> dict[str, Any]:
    """How the ledger names what a day earned."""
    source = f"{reason.code}:{ctx.member.id}:{day.isoformat()}"
    return {"category": reason.category, "reason": reason.code, "source": source, "at": ctx.now}


def _mark_active(ctx: Context) -> None:
    """The first stamp of somebody who is in no rate, or on a day that is."""
    if ctx.member.activated_at is None:
        memberships.mark_active(ctx.db, ctx.member.id, at=ctx.now)


def pay_streak_bonus(ctx: Context, member: int, run: streak.StreakBonus) -> int:
    """Pays what the run still earns, dated to its last days; gives the points."""
    owed = streak.due(run.length, checkins.runs_paid(ctx.db, member, run.first, run.last), RUN_LENGTH)
    return sum(_pay_run(ctx, member, day) for day in run.days[len(run.days) - owed :])


def _pay_run(ctx: Context, member: int, day: date) -> int:
    amount = ctx.setting(RUN_POINTS)
    if amount and checkins.pay_run(ctx.db, member, day):
        source = f"run:{member}:{day.isoformat()}"
        points.earn(ctx.db, ctx.camp.id, member, amount, category=RUN.category, reason=RUN.code, source=source, at=ctx.now)
        return int(amount)
    return 0


def _lengthened(ctx: Context, today: date, known: Calendar) -> tuple[int, int]:
    """The streak with today in it, and how many of its sevens are paid then."""
    member = ctx.member
    carries_on = streak.continues(member.streak_to, today, known)
    if not carries_on and member.streak_to is not None and member.streak_to < today:
        leave = checkins.leave_between(ctx.db, member.id, member.streak_to + DAY, today - DAY)
        carries_on = bool(leave) and streak.continues(member.streak_to, today, known, leave)
    length, paid = (member.streak + 1, member.runs_paid) if carries_on else (1, 0)
    return length, max(paid, length // RUN_LENGTH)


def _said_points(ctx: Context, amount: int, balance: int, length: int, today: date) -> tuple[str, int]:
    """The points of today's stamp in words, a run's bonus with them, and the balance after both."""
    said = EARNED(points=amount).to(ctx.language) if amount else ""
    paid = ctx.member.runs_paid if length > 1 else 0
    if length // RUN_LENGTH <= paid:
        return said, balance
    bonus = pay_streak_bonus(ctx, ctx.member.id, run_of(ctx, ctx.member.id, today))
    if bonus:
        said += BONUS(days=length, points=bonus).to(ctx.language)
    return said, balance + bonus


def run_of(ctx: Context, member: int, day: date) -> streak.StreakBonus:
    """The run a stamped workday belongs to, in both directions."""
    known = calendar.of_settings(ctx.camp.settings)
    first, last = day - FURTHEST_BACK, day + FURTHEST_BACK
    stamped = {one for one, kind in checkins.stamps_between(ctx.db, member, first, last).items() if kind != "rest"}
    return streak.run_with(day, stamped | {day}, known, checkins.leave_between(ctx.db, member, first, last))


def _missed_before(ctx: Context, today: date, known: Calendar) -> Line | None:
    """The workday just missed, where it can still be made up."""
    last, left = known.previous_workday(today), ctx.setting(MAKEUPS_A_MONTH) - used(ctx)
    if left <= 0 or last < ctx.today - ctx.setting(MAKEUP_DAYS) * DAY or last < ctx.member.joined_on:
        return None
    return CAN_MAKE_UP(short=short(last), left=left)


def _offer(ctx: Context, known: Calendar) -> Line:
    """Which days can be made up now."""
    reach = ctx.setting(MAKEUP_DAYS)
    first = max(ctx.today - reach * DAY, ctx.member.joined_on)
    stamped = checkins.stamps_between(ctx.db, ctx.member.id, first, ctx.today)
    missed = [day for day in known.workdays(first, ctx.today - DAY) if day not in stamped]
    if not missed:
        return NOTHING_MISSED(n=reach)
    days = list(short(day).to(ctx.language) for day in missed)
    return WHICH_DAY(offer=OFFER(days=days, first=short(missed[-1])))


def _day_meant(ctx: Context) -> list[Line]:
    """The day it counts for, where the words came so late that this is another one."""
    return [] if ctx.today == ctx.local(ctx.now).date() else [FOR_DAY(day=short(ctx.today), at=ctx.said_at)]


def used(ctx: Context) -> int:
    """Make-ups entered this month."""
    first = datetime.combine(ctx.today.replace(day=1), time(), ctx.zone)
    return checkins.makeups_since(ctx.db, ctx.member.id, first)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + 32 * DAY).replace(day=1)


def short(day: date) -> Line:
    """5/8, as people write a day."""
    return SHORT_DAY(day=day)
