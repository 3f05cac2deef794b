"""提醒: setting a reminder and saying back when it rings; listing, cancelling, moving, putting off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from bot import draft
from bot.arguments import Named
from bot.feature import Context, Line, Page, Phrase, Press, Refusal, Role
from bot.membership import zone
from bot.quiet_hours import quiet_until
from handlers.reminders import reachability, wording
from handlers.reminders.settings import QUIET, feature
from scheduler import calendar, rhythm, when
from scheduler.rhythm import Every, Once, Rhythm
from storage import memberships, reminders
from storage.reminders import Reminder

SET = Phrase(zh="✅ 记下了：{when}｜{whom}：{words}（R{id}）", en="✅ Noted: {when} | {whom}: {words} (R{id})")
SURE = Phrase(
    zh="时间对吗？不对就点一下，或发：提醒 改 R{id} 明天 15:00",
    en="Is the time right? If not, press, or send: remind move R{id} tomorrow 15:00",
)
BY_THE_CAMP = Phrase(
    zh="按营的钟（{zone}）；{name}那里（{other}）是 {there}。",
    en="By the camp's clock ({zone}); where {name} is ({other}) it will be {there}.",
)
BY_THE_CAMP_ALONE = Phrase(
    zh="按营的钟（{zone}），不是你的（{other}）。", en="By the camp's clock ({zone}), not yours ({other})."
)
THERE = Phrase(zh="{at.month}月{at.day}日 {clock}", en="{at:%b} {at.day}, {clock}")
QUIET_THEN = Phrase(
    zh="免打扰（{first}–{last}）里不发给别人，会等到 {last}。",
    en="In the quiet hours ({first}–{last}) others are left alone; it will wait until {last}.",
)
WORDS = Phrase(zh="⏰ {words}{late}", en="⏰ {words}{late}")
"""A reminder as it rings."""
WHAT = Phrase(zh="提醒（{whom}）：{when}。", en="a reminder, {whom}: {when}.")
WHOM = {
    "me": Phrase(zh="私聊提醒你", en="to you, in private"),
    "here": Phrase(zh="在本群提醒", en="here in the group"),
    "everyone": Phrase(zh="在营的每个群提醒", en="in every group of the camp"),
    "unstamped": Phrase(zh="私聊提醒当天没打卡的人", en="in private, to those who have not checked in that day"),
}
WHOM_TAG = Phrase(zh="私聊提醒“{tag}”", en="in private, to “{tag}”")
WHOM_PERSON = Phrase(zh="私聊提醒{name}", en="to {name}, in private")
AUDIENCE = {
    "room": Phrase(zh="在一个群提醒", en="in one group"),
    "camp": WHOM["everyone"],
    "unstamped": WHOM["unstamped"],
}
"""Whom a reminder is for, as the audit log says it."""
TOLD = Phrase(zh="✅ 已转告{name}。", en="✅ {name} has been told.")
AT_AN_HOUR = Phrase(
    zh="想到时候再说，写上几点：提醒 {name} 明天 9:00 …",
    en="To have it said later, name an hour: remind {name} tomorrow 9:00 …",
)
FROM = Phrase(zh="⏰ {name}：{words}", en="⏰ {name}: {words}")
CAN_TAKE_LEAVE = Phrase(zh="回复“请假 日期”可不计入应打卡。", en="“leave DATE” takes a day off the count.")
NO_TIME = Phrase(
    zh="没看懂时间。试试：提醒 明天 9:00 交计划", en="I did not get the time. Try: remind tomorrow 9:00 hand in the plan"
)
PASSED = Phrase(
    zh="这条来得晚，{at.month}月{at.day}日 {at:%H:%M} 已经过了，没有记下。再发一次新的时间就行。",
    en="That came late: {at:%b} {at.day}, {at:%H:%M} has passed, so nothing was noted. Send it again with a new time.",
)
NO_WORDS = Phrase(
    zh="还差要提醒的内容。试试：提醒 明天 9:00 交计划",
    en="What shall I remind of? Try: remind tomorrow 9:00 hand in the plan",
)
FOR_MANAGERS = Phrase(
    zh="提醒别人由社群经理来设，群管理员可以提醒本群。提醒自己：提醒 明天 9:00 交计划",
    en="Reminding others is for managers, and the group's admins here. For yourself: remind tomorrow 9:00 hand in the plan",
)
NOT_A_GROUP = Phrase(zh="“本群”要在群里说。", en="“here” is said in a group.")
TOO_OFTEN = Phrase(zh="给别人的提醒最短每小时一次。", en="Others can be reminded once an hour at most.")
TOO_LONG = Phrase(zh="提醒最多{most}个字，这条有{length}个。", en="At most {most:character|characters}; this has {length}.")
TOO_MANY = Phrase(
    zh="你已有{most}条没响的提醒，先取消几条：提醒 列表",
    en="You have {most:reminder|reminders} waiting; cancel some first: remind list",
)
LIST = Phrase(
    zh="⏰ 你的提醒\n{lines}\n取消：提醒 取消 R{first}", en="⏰ Your reminders\n{lines}\nTo cancel: remind cancel R{first}"
)
ENTRY = Phrase(zh="R{id} {when}：{words}", en="R{id} {when}: {words}")
EMPTY = Phrase(
    zh="还没有提醒。设一个：提醒 明天 9:00 交计划", en="No reminders yet. Set one: remind tomorrow 9:00 hand in the plan"
)
UNKNOWN = Phrase(zh="没有你的提醒 R{id}。看全部：提醒 列表", en="There is no reminder R{id} of yours. All of them: remind list")
CANCELLED = Phrase(zh="✅ 取消了：{words}", en="✅ Cancelled: {words}")
DONE = Phrase(zh="✅ 完成：{words}", en="✅ Done: {words}")
DONE_NEXT = Phrase(zh="✅ 这次完成：{words}（{next}）", en="✅ Done this time: {words} ({next})")
PUT_OFF = Phrase(zh="⏰ {when} 再提醒：{words}", en="⏰ Again {when}: {words}")
MOVED = Phrase(zh="✅ 改好了：{when}：{words}", en="✅ Changed: {when}: {words}")
CANCEL = Phrase(zh="取消", en="Cancel")
TOMORROW = {"明天", "tomorrow"}

LONGEST = 300
MOST = 100
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reminder rings, as `storage.reminders` keeps it; `other` where it is for one person who is not the speaker."""

    place: str
    said: Phrase | Line
    only: str = ""
    other: memberships.Member | None = None
    is_mine: bool = False


@feature.command(
    "提醒",
    "remind",
    help=Phrase(
        zh="到时候提醒我；群管理员可提醒本群。取消、推迟：提醒 列表",
        en="Remind me at a time; admins remind their group. More: remind list",
    ),
    examples=[
        "提醒 明天 9:00 交计划",
        "提醒我明天下午三点交作业",
        "提醒 每个工作日18:30 写日报",
        "提醒 列表",
        "remind tomorrow 9:00 hand in the plan",
        "remind me every Friday 5pm to write the report",
    ],
    glued=wording.GLUED_TO_THE_WORD,
    asked={
        r"(?:取消|停掉?|停止|关掉?|关闭|删除?掉?|不要)(?:这个|那个)?提醒\s*R?(?P<n>\d{1,9})": "取消 R{n}",
        r"(?:取消|停掉?|停止|关掉?|关闭|删除?掉?)(?:我的|所有|全部)?提醒|(?:我的|看看?|有(?:哪些|什么))提醒|提醒(?:清单|列表)|my reminders": "列表",
        wording.TIME_FIRST: "{whom} {when} {what}",
        wording.NUDGE: f"未打卡 {wording.SOON} {wording.NOT_YET}",
        wording.NOTICE: f"大家 {wording.SOON}：{{what}}{{en}}",
    },
)
def remind(ctx: Context, words: Annotated[str, Named("时间和内容", "time and words")] = "") -> None:
    if words.strip().casefold() in wording.LISTS:
        show(ctx)
        return
    if (order := wording.order(words)) is not None:
        answers = [ORDERS[order.verb](ctx, _of_mine(ctx, number), order.words) for number in order.numbers]
        _answer(ctx, answers)
        return
    target, rest = _target(ctx, words)
    here = zone_of(ctx, target.place, ctx.person.id)
    read = when.read(rest, ctx.said_at.astimezone(here), calendar.of_settings(ctx.camp.settings))
    match read:
        case None if target.other is not None:
            _tell_now(ctx, target.other, rest)
        case when.TimeReading(loose=True) if target.other is not None:
            _tell_now(ctx, target.other, rest, AT_AN_HOUR(name=target.other.name))
        case None:
            raise Refusal(NO_TIME)
        case when.Impossible(why):
            raise Refusal(why)
        case when.TimeReading():
            _set(ctx, target, read, here)


def show(ctx: Context) -> None:
    """My reminders that are still to come."""
    ctx.show_list("mine")


@feature.paged("mine")
def _mine(ctx: Context, after: int) -> Page:
    """From the place `after` on."""
    mine = reminders.of(ctx.db, ctx.camp.id, ctx.person.id)
    shown = mine[after : after + SHOWN]
    said = LIST(lines="\n".join(_entry(ctx, one) for one in shown), first=shown[0].id) if shown else EMPTY
    return Page.cut(said, after=after, most=SHOWN, of=len(mine))


# ── a new one ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _target(ctx: Context, words: str) -> tuple[Target, str]:
    """Whom the words are for, and the rest of them. Raises Refusal where that is not theirs to remind."""
    first, rest = wording.first_word(words)
    tag = wording.TAG.fullmatch(first)
    whom = f"tag:{tag[1]}" if tag else wording.WHOM.get(first.casefold())
    if whom is None and (known := ctx.whose().begins(words)) is not None:
        return _member(ctx, known[0]), known[1]
    if whom is None:
        return (_everyone_here(ctx) if not ctx.address.direct and ctx.leads_here else _me(ctx)), words
    if whom == "me":
        return _me(ctx), rest
    if whom == "here" or (whom == "everyone" and ctx.role < Role.MANAGER):
        return _everyone_here(ctx), rest
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    camp = f"camp:{ctx.camp.id}"
    if whom == "everyone":
        return Target(camp, WHOM[whom]), rest
    return Target(camp, WHOM_TAG(tag=tag[1]) if tag else WHOM[whom], only=whom), rest


def _me(ctx: Context) -> Target:
    return Target(f"person:{ctx.person.id}", WHOM["me"], is_mine=True)


def _everyone_here(ctx: Context) -> Target:
    if not ctx.leads_here:
        raise Refusal(FOR_MANAGERS)
    if ctx.address.direct or ctx.room_id is None:
        raise Refusal(NOT_A_GROUP)
    topic = f":{ctx.address.thread}" if ctx.address.thread else ""
    return Target(f"room:{ctx.room_id}{topic}", WHOM["here"])


def _member(ctx: Context, name: str) -> Target:
    """The member whose name a reminder begins with."""
    member = ctx.member_named(name)
    if member.person == ctx.person.id:
        return _me(ctx)
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    return Target(f"person:{member.person}", WHOM_PERSON(name=member.name), other=member)


def _tell_now(ctx: Context, member: memberships.Member, words: str, *notes: Line) -> None:
    """A reminder to one person that names no hour is passed on at once, every word of it."""
    _check(words)
    ctx.tell(
        member.person, FROM(name=ctx.person.name, words=words.strip()), *([CAN_TAKE_LEAVE] if member.role == "learner" else [])
    )
    ctx.reply(TOLD(name=member.name), *notes)


def _audience(ctx: Context, reminder: int, whom: str, words: str) -> dict[str, Any]:
    said = AUDIENCE.get(whom) or WHOM_TAG(tag=whom.partition(":")[2])
    return {"reminder": reminder, "whom": said, "words": words}


feature.act(
    "remind",
    Phrase(zh="{who} 设了提醒 R{reminder}（{whom}）：{words}", en="{who} set reminder R{reminder} ({whom}): {words}"),
    shows=_audience,
)
feature.act(
    "remind_person",
    Phrase(zh="{who} 给 {person} 设了提醒 R{reminder}：{words}", en="{who} set reminder R{reminder} for {person}: {words}"),
)


feature.act(
    "remind_me",
    Phrase(zh="{who} 给自己设了提醒 R{reminder}：{words}", en="{who} set reminder R{reminder} for themselves: {words}"),
    private=True,
)


def _set(ctx: Context, target: Target, read: when.TimeReading, here: ZoneInfo) -> None:
    meant, words = wording.moved_off(read.rhythm, read.rest)
    _check(words)
    if not target.is_mine and isinstance(meant, Every) and meant.step < timedelta(hours=1):
        raise Refusal(TOO_OFTEN)
    if reminders.count(ctx.db, ctx.person.id) >= MOST:
        raise Refusal(TOO_MANY(most=MOST))
    first = _first(ctx, meant, here)
    if target.place.startswith("camp:") and not ctx.sends_draft:
        return _preview(ctx, target, words, meant, first, here, counts_workdays=read.counts_workdays)
    number = reminders.add(
        ctx.db,
        ctx.camp.id,
        ctx.person.id,
        target.place,
        words,
        rhythm.to_json(meant),
        first,
        only=target.only,
        others=[rhythm.to_json(other.rhythm) for other in read.others] or None,
        at=ctx.now,
    )
    plan(ctx, target.place)
    if target.is_mine:
        ctx.audit("remind_me", undo={"reminder": number}, reminder=number, words=words)
    elif target.other is not None:
        ctx.audit("remind_person", undo={"reminder": number}, person=target.other.person, reminder=number, words=words)
    else:
        whom = target.only or target.place.partition(":")[0]
        ctx.audit("remind", undo={"reminder": number}, reminder=number, whom=whom, words=words)
    said = SET(when=_said(ctx, meant, here), whom=target.said, words=words, id=number)
    presses = [Press(other.echo, f"提醒 改 R{number} {place}") for place, other in enumerate(read.others, 1)]
    asked = [] if read.sure else [SURE(id=number)]
    ctx.reply(
        said,
        *_notes(ctx, target, meant, first, here, counts_workdays=read.counts_workdays),
        *asked,
        [*presses, Press(CANCEL, f"提醒 取消 R{number}")],
    )


def _preview(
    ctx: Context, target: Target, words: str, meant: Rhythm, first: datetime, here: ZoneInfo, *, counts_workdays: bool
) -> None:
    """What many will read is shown first, with when it rings and for how many."""
    said = WORDS(words=words, late="")
    if target.only:
        tag = target.only.partition(":")[2]
        learners = dict(memberships.tags(ctx.db, ctx.camp.id)).get(tag, 0) if tag else ctx.camp.learners
        view = draft.in_private(learners, said)
    else:
        view = draft.in_rooms(len(ctx.rooms()), said)
    what = WHAT(whom=target.said, when=_said(ctx, meant, here))
    until = first if isinstance(meant, Once) else None
    draft.show(
        ctx, what, view, notes=tuple(_notes(ctx, target, meant, first, here, counts_workdays=counts_workdays)), until=until
    )


def _notes(
    ctx: Context, target: Target, meant: Rhythm, first: datetime, here: ZoneInfo, *, counts_workdays: bool
) -> list[Line]:
    """What may come between a reminder and its reader: quiet hours, a year without calendar data, nobody there to be told."""
    hours, known = ctx.setting(QUIET), calendar.of_settings(ctx.camp.settings)
    quiet = not target.is_mine and quiet_until(first, here, hours)
    return [
        *_whose_clock(ctx, target, first, here),
        *([QUIET_THEN(first=hours[0], last=hours[1])] if quiet else []),
        *rhythm.warnings(meant, first.astimezone(here), known),
        *(known.warnings(ctx.today, first.astimezone(here).date()) if counts_workdays else []),
        *reachability.notes(ctx, target.place, first),
    ]


def _whose_clock(ctx: Context, target: Target, first: datetime, here: ZoneInfo) -> list[Line]:
    """That it goes by the camp's clock, where whom it is for, or who sets it, has another one."""
    if target.is_mine:
        return []
    other = ctx.person_by_id(target.other.person).zone if target.other is not None else None
    if other is not None and target.other is not None and zone(other).utcoffset(first) != here.utcoffset(first):
        at = first.astimezone(zone(other))
        there = THERE(at=at.date(), clock=f"{at:%H:%M}")
        return [BY_THE_CAMP(zone=here.key, name=target.other.name, other=other, there=there)]
    own = ctx.person_by_id(ctx.person.id).zone
    if own is not None and zone(own).utcoffset(first) != here.utcoffset(first):
        return [BY_THE_CAMP_ALONE(zone=here.key, other=own)]
    return []


def _check(words: str) -> None:
    if not words.strip():
        raise Refusal(NO_WORDS)
    if len(words) > LONGEST:
        raise Refusal(TOO_LONG(most=LONGEST, length=len(words)))


# ── older ones ───────────────────────────────────────────────────────────────────────────────────────────────────────


def cancel(ctx: Context, one: Reminder, _: str = "") -> Line:
    _end(ctx, one)
    return CANCELLED(words=one.words)


def done(ctx: Context, one: Reminder, _: str) -> Line:
    """Done this time; what comes again comes again."""
    if _is_single(one) or one.next_at is None:
        _end(ctx, one)
        return DONE(words=one.words)
    return DONE_NEXT(words=one.words, next=_when(ctx, one))


def snooze(ctx: Context, one: Reminder, words: str) -> Line:
    """Once more, later: a reminder of its own, so that a rhythm stays as it is."""
    here = zone_of(ctx, one.place, ctx.person.id)
    again = Once(_snoozed(ctx, words, here))
    if _is_single(one):
        _end(ctx, one)
    kept = rhythm.to_json(again)
    reminders.add(ctx.db, one.camp, ctx.person.id, one.place, one.words, kept, again.moment, only=one.only, at=ctx.now)
    plan(ctx, one.place)
    return PUT_OFF(when=_said(ctx, again, here), words=one.words)


def _snoozed(ctx: Context, words: str, here: ZoneInfo) -> datetime:
    """The moment of 10分钟后, 15:00, …; 明天 is this time tomorrow."""
    if words.strip().casefold() in TOMORROW:
        return (ctx.said_at.astimezone(here) + timedelta(days=1)).astimezone(UTC)
    return _first(ctx, _read(ctx, words, here), here)


def move(ctx: Context, one: Reminder, words: str) -> Line:
    """Another time: one of those offered (改 R12 1), or any in words."""
    here = _zone_read(ctx, one, words)
    others = [rhythm.from_json(other) for other in one.others or ()]
    is_offered = words.isdigit() and 0 < int(words) <= len(others)
    meant = others[int(words) - 1] if is_offered else _read(ctx, words, here)
    reminders.replace(ctx.db, one.id, rhythm.to_json(meant), _first(ctx, meant, here))
    plan(ctx, one.place)
    return MOVED(when=_said(ctx, meant, here), words=one.words)


ORDERS: dict[wording.Verb, Callable[[Context, Reminder, str], Line]] = {
    "cancel": cancel,
    "done": done,
    "snooze": snooze,
    "move": move,
}


@feature.undoes("remind_person", by=Role.MANAGER)
@feature.undoes("remind_me")
@feature.undoes("remind", by=Role.MANAGER)
def remind_back(ctx: Context, reminder: int) -> None:
    one = reminders.find(ctx.db, reminder)
    if one is None or one.next_at is None:
        raise Refusal(UNKNOWN(id=reminder))
    ctx.reply(cancel(ctx, one))


def _of_mine(ctx: Context, number: int) -> Reminder:
    """A reminder this person may touch: set by them, for them, or, for a manager, the camp's."""
    one = reminders.find(ctx.db, number)
    if one is None or one.camp != ctx.camp.id:
        raise Refusal(UNKNOWN(id=number))
    is_private = one.place == f"person:{one.author}"
    if ctx.person.id != one.author and one.place != f"person:{ctx.person.id}" and (is_private or ctx.role < Role.MANAGER):
        raise Refusal(UNKNOWN(id=number))
    return one


def _end(ctx: Context, one: Reminder) -> None:
    reminders.move(ctx.db, one.id, None)
    plan(ctx, one.place)


def _is_single(one: Reminder) -> bool:
    return bool(one.rhythm["kind"] == "once")


def _answer(ctx: Context, lines: list[Line]) -> None:
    """Under the message whose button was pressed, else as a reply."""
    about = ctx.replied_to()
    if about is None:
        ctx.reply(*lines)
        return
    ctx.whisper(lines[0])
    ctx.edit(about, *lines, last=True)


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def plan(ctx: Context, place: str) -> None:
    """The place's row on the agenda: the nearest moment something rings there."""
    ctx.later("reminders.ring", place, reminders.nearest(ctx.db, place))


def _read(ctx: Context, words: str, here: ZoneInfo) -> Rhythm:
    """The time the words name. Raises Refusal where they name none."""
    match when.read(words, ctx.said_at.astimezone(here), calendar.of_settings(ctx.camp.settings)):
        case when.TimeReading(meant):
            return meant
        case when.Impossible(why):
            raise Refusal(why)
    raise Refusal(NO_TIME)


def _first(ctx: Context, meant: Rhythm, here: ZoneInfo) -> datetime:
    """Its first moment from now on. Raises Refusal where there is none: words that come late may mean a moment that has passed."""
    if isinstance(meant, Once) and meant.moment <= ctx.now:
        raise Refusal(PASSED(at=meant.moment))
    first = meant.after(ctx.now, here, calendar.of_settings(ctx.camp.settings))
    if first is None:
        raise Refusal(NO_TIME)
    return first


def zone_of(ctx: Context, place: str, author: int) -> ZoneInfo:
    """A person's own zone for what they have ring with themselves; what is set for others goes by the camp's clock."""
    own = ctx.person_by_id(author).zone if place == f"person:{author}" else None
    return zone(own) if own else ctx.camp.zone


def _zone_read(ctx: Context, one: Reminder, words: str) -> ZoneInfo:
    """The clock another time is named by: of whoever names it for themselves, but of the reminder for what comes again and again."""
    kept, own = zone_of(ctx, one.place, one.author), zone_of(ctx, one.place, ctx.person.id)
    read = when.read(words, ctx.said_at.astimezone(own), calendar.of_settings(ctx.camp.settings))
    return own if isinstance(read, when.TimeReading) and isinstance(read.rhythm, Once) else kept


def _said(ctx: Context, meant: Rhythm, here: ZoneInfo) -> Line:
    return when.said(meant, ctx.now.astimezone(here), calendar.of_settings(ctx.camp.settings))


def _when(ctx: Context, one: Reminder) -> Line:
    return _said(ctx, rhythm.from_json(one.rhythm), zone_of(ctx, one.place, one.author))


def _entry(ctx: Context, one: Reminder) -> str:
    return ENTRY(id=one.id, when=_when(ctx, one), words=one.words).to(ctx.language)
