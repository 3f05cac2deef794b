"""活动: planning an event and changing one; checked whole, shown to its author first, told to whom it is for or to who signed up."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bot import draft
from bot.feature import Context, Line, Phrase, Refusal, Role
from bot.names import folded
from handlers.events import access, announcing, checklist, repeating, rules, telling, wording
from handlers.events.settings import KINDS, QUESTION_MINUTES, QUESTIONS, feature
from scheduler import calendar, when
from scheduler.rhythm import Once, Rhythm
from storage import memberships
from storage.events import events, guests, signups
from storage.events.events import MOST_MINUTES, MOST_SEATS, Event

LONGEST_TITLE, LONGEST_PLACE, LONGEST_BRIEF, LONGEST_TOPIC, MOST_TOPICS = 30, 100, 1000, 10, 5
NEARLY_A_YEAR = 300 * rules.DAY
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)

NO_TITLE = Phrase(
    zh="还差活动的名字。试试：活动 分享会 周五 16:00 讲者=何琳 名额=30",
    en="It needs a name. Try: event Sharing Friday 16:00 speaker=Helen seats=30",
)
LONG_TITLE = Phrase(
    zh="名字最多{most}个字，是什么写在时间后面。试试：活动 分享会 周五 16:00 聊聊异议处理",
    en="A name has at most {most:character|characters}; what it is about comes after the time. Try: event Sharing Fri 16:00 on objections",
)
ODD_TITLE = Phrase(
    zh="名字不能全是数字或符号。试试：活动 分享会 周五 16:00", en="A name needs a letter in it. Try: event Sharing Friday 16:00"
)
NO_TIME = Phrase(
    zh="没看懂什么时候。试试：活动 {title} 周五 16:00", en="I did not get the time. Try: event {title} Friday 16:00"
)
NO_HOUR = Phrase(
    zh="还差几点开始。试试：活动 {title} 周五 16:00", en="At what hour does it begin? Try: event {title} Friday 16:00"
)
PASSED = Phrase(
    zh="这个时间已经过了，没有安排。试试：活动 {title} 明天 16:00",
    en="That time has passed; nothing was planned. Try: event {title} tomorrow 16:00",
)
NO_LENGTH = Phrase(
    zh="时长要1分钟到30天。试试：活动 {title} 周五 16:00 时长=90分钟",
    en="It lasts from a minute to 30 days. Try: event {title} Friday 16:00 length=90min",
)
NO_SEATS = Phrase(
    zh="名额是1到{most}，不写就不限。试试：活动 {title} 周五 16:00 名额=30",
    en="seats is 1 to {most}; without it there is no limit. Try: event {title} Friday 16:00 seats=30",
)
FEWER_SEATS = Phrase(
    zh="已经有{signed}人报上名，名额不能少于这个数。",
    en="{signed:person has|people have} a seat already; there cannot be fewer.",
)
NO_KIND = Phrase(zh="类型可以是：{kinds}。", en="kind may be: {kinds}.")
LONG_PLACE = Phrase(zh="地点最多{most}字。", en="A place has at most {most:character|characters}.")
NO_ADDRESS = Phrase(
    zh="链接要以 https:// 开头，不带空格。没有就写地点：地点=三楼",
    en="A link begins with https:// and has no spaces. Where there is none write place=Room 3",
)
LONG_SPEAKER = Phrase(zh="讲者的名字最多{most}个字。", en="A speaker's name has at most {most:character|characters}.")
LONG_BRIEF = Phrase(zh="说明最多{most}字，长的放进材料。", en="The words on it have at most {most:character|characters}.")
BAD_TOPICS = Phrase(
    zh="话题是1到{most}个，每个最多{longest}字。试试：话题=谈判、异议",
    en="topics are 1 to {most} of at most {longest:character|characters}. Try: topics=price,objections",
)
NO_TAG = Phrase(zh="没有人有“{tag}”这个标签。有：{tags}", en="Nobody has the tag “{tag}”. There are: {tags}")
NO_TAGS = Phrase(
    zh="没有人有“{tag}”这个标签。先打上：标签 林晓 +{tag}", en="Nobody has the tag “{tag}”. To give it: tag NAME +{tag}"
)
AT_THE_SAME_TIME = Phrase(
    zh="那时《{title}》（V{id}）还在开，名字和时间都一样，没有再开一场。",
    en="“{title}” is held then already (V{id}), same name and time; no second one was planned.",
)
SAME_SPEAKER = Phrase(zh="注意：{name}那时还要讲{event}。", en="Note: {name} speaks at {event} at that time too.")
NOTHING_NEW = Phrase(zh="{event} 本来就是这样，没有改。", en="{event} is like that already; nothing was changed.")
BEGUN = Phrase(zh="{event} 已经开始了，时间不能再改。", en="{event} has begun; its time stays.")

WHAT_NEW = Phrase(zh="新活动《{title}》，{when}。", en="a new event, “{title}”, {when}.")
WHAT_MOVED = Phrase(zh="{event} 有变动，私信{n}人。", en="a change to {event}; in private to {n:person|people}.")
HELD = Phrase(
    zh="✅ {event} 安排好了：{when}。谁报了名：活动 V{id} 名单",
    en="✅ {event} is planned: {when}. Who signed up: event V{id} who",
)
CHANGED = Phrase(
    zh="✅ {event} 改好了：{when}。正在告诉{n}人。", en="✅ {event} is changed: {when}. {n:person is|people are} being told."
)
CHANGED_ALONE = Phrase(
    zh="✅ {event} 改好了：{when}。还没有人报名，不用一个个告诉。",
    en="✅ {event} is changed: {when}. Nobody has signed up yet, so nobody is told.",
)
TAKEN_BACK = Phrase(zh="✅ {event} 撤回了，没有人报过名。", en="✅ {event} was taken back; nobody had signed up.")
PEOPLE_COME = Phrase(
    zh="已经有人报名，不能撤销。不办了就发：活动 V{id} 取消 原因",
    en="People signed up, so this cannot be undone. To call it off: event V{id} cancel WHY",
)
BACK = Phrase(zh="✅ {event} 改回去了：{when}。", en="✅ {event} is as it was: {when}.")

feature.act("event", Phrase(zh="{who} 安排了活动《{title}》", en="{who} planned the event “{title}”"))
feature.act("event_changed", Phrase(zh="{who} 改了活动《{title}》", en="{who} changed the event “{title}”"))


class EventOptions(NamedTuple):
    """The options as they were typed; None is one that was left out."""

    when: str | None = None
    length: str | None = None
    speaker: str | None = None
    host: str | None = None
    place: str | None = None
    link: str | None = None
    seats: int | None = None
    tag: str | None = None
    topics: str | None = None
    kind: str | None = None
    required: bool | None = None
    exam: str | None = None
    quiz: str | None = None

    def __bool__(self) -> bool:
        return any(one is not None for one in self)


# ── a new one ────────────────────────────────────────────────────────────────────────────────────────────────────────


def plan(ctx: Context, words: str, given: EventOptions) -> None:
    """A new event, from its name, its time and what it is about."""
    if ctx.role < Role.MANAGER:
        raise Refusal(access.FOR_MANAGERS)
    title, rest = rules.new_title_in(words, lambda more: begins_with_time(ctx, more))
    _check_title(title)
    minutes, rest = rules.length_in(rest)
    meant, starts_at, brief = _moment(ctx, title, f"{given.when} {rest}" if given.when else rest)
    fresh = _fresh(ctx, title, starts_at, brief, minutes, given.kind)
    in_turn = given.speaker is not None and folded(given.speaker) in repeating.IN_TURN
    one = _checked(ctx, fresh, given._replace(speaker=None) if in_turn else given)
    if not isinstance(meant, Once):
        return repeating.plan(ctx, one, meant, in_turn=in_turn)
    if not ctx.sends_draft:
        what = WHAT_NEW(title=title, when=wording.at(ctx, one))
        notes = tuple(_same_time(ctx, one))
        shown = announcing.view(ctx, one, announcing.NEW, *wording.card(ctx, one, wording.sign_up_press(one)))
        return draft.show(ctx, what, shown, notes=notes, until=one.starts_at)
    number = events.hold(ctx.db, ctx.camp.id, by=ctx.member.id, at=ctx.now, **announcing.rules_of(one))
    if number is None:
        other = next(known for known in events.titled(ctx.db, ctx.camp.id, title) if known.starts_at == one.starts_at)
        raise Refusal(AT_THE_SAME_TIME(title=title, id=other.id))
    one = one._replace(id=number)
    checklist.begin(ctx, one)
    telling.plan(ctx, one)
    announcing.announce(ctx, one)
    ctx.audit("event", undo={"event": number}, title=title)
    ctx.reply(HELD(event=wording.named(one), when=wording.at(ctx, one), id=number), *_same_time(ctx, one))


def _fresh(ctx: Context, title: str, starts_at: datetime, brief: str, minutes: int | None, named: str | None) -> Event:
    kind = (
        _kind(named)
        if named is not None
        else rules.kind_of(title, [(code, (name.zh, name.en)) for code, name in KINDS.items()])
    )
    usual = ctx.setting(QUESTION_MINUTES) if kind == QUESTIONS else rules.USUAL_MINUTES
    length = usual if minutes is None else minutes
    here: dict[str, Any] = {"host_id": ctx.member.id, "made_by": ctx.member.id, "camp": ctx.camp.id}
    nothing: dict[str, Any] = {"place": "", "link": "", "speaker": "", "speaker_id": None, "topics": (), "tag": None}
    state: dict[str, Any] = {"signed": 0, "sequence": 0, "cancelled_at": None, "reason": "", "closed_at": None}
    return Event(
        id=0,
        series=None,
        title=title,
        kind=kind,
        brief=brief,
        starts_at=starts_at,
        minutes=length,
        required=False,
        seats=None,
        **here,
        **nothing,
        **state,
    )


def begins_with_time(ctx: Context, words: str) -> bool:
    """Whether a time stands first."""
    try:
        found, _ = when.begins(words, ctx.local(ctx.said_at), calendar.of_settings(ctx.camp.settings))
    except Refusal:  # a time that cannot be is one
        return True
    return found is not None


def _check_title(title: str) -> None:
    if not title:
        raise Refusal(NO_TITLE)
    if len(title) > LONGEST_TITLE:
        raise Refusal(LONG_TITLE(most=LONGEST_TITLE))
    if not re.search(r"[^\W\d_]", title):
        raise Refusal(ODD_TITLE)


def _moment(ctx: Context, title: str, words: str) -> tuple[Rhythm, datetime, str]:
    """Its rhythm, when it first begins, and what else the words say. Raises Refusal for what has passed, or names no hour."""
    now = ctx.local(ctx.said_at)
    found = when.read(words, now, calendar.of_settings(ctx.camp.settings)) if words.strip() else None
    if found is None:
        raise Refusal(NO_TIME(title=title))
    if isinstance(found, when.Impossible):
        raise Refusal(found.why)
    if found.loose:
        raise Refusal(NO_HOUR(title=title))
    is_once = isinstance(found.rhythm, Once)
    starts_at = found.rhythm.moment if isinstance(found.rhythm, Once) else _first(ctx, found.rhythm)
    if starts_at is None:
        raise Refusal(PASSED(title=title))
    is_next_years = is_once and not found.sure and YEAR.search(words) is None and starts_at - now > NEARLY_A_YEAR
    if starts_at <= ctx.now or is_next_years:  # 5/5 said on 5/6 is not next year's
        raise Refusal(PASSED(title=title))
    return found.rhythm, starts_at.astimezone(UTC), found.rest.strip()


def _first(ctx: Context, meant: Rhythm) -> datetime | None:
    return meant.after(ctx.now, ctx.zone, calendar.of_settings(ctx.camp.settings))


def _same_time(ctx: Context, one: Event) -> list[Line]:
    """That its speaker is elsewhere then, which is said and allowed."""
    if one.speaker_id is None:
        return []
    others = events.of_speaker(ctx.db, ctx.camp.id, one.speaker_id, one.starts_at - MOST_MINUTES * rules.MINUTE)
    both = [it for it in others if it.id != one.id and rules.overlap((it.starts_at, it.minutes), (one.starts_at, one.minutes))]
    return [SAME_SPEAKER(name=one.speaker, event=wording.named(it)) for it in both[:1]]


# ── changing one ─────────────────────────────────────────────────────────────────────────────────────────────────────


def change(ctx: Context, one: Event, words: str, given: EventOptions) -> None:
    """Another time, place, speaker or whatever is given; who signed up, waits or speaks hears of it once."""
    if not access.may_run(ctx, one):
        raise Refusal(access.NOT_YOURS(event=wording.named(one)))
    wording.standing(ctx, one)
    minutes, words = rules.length_in(words)
    new = one
    if given.when or words.strip():
        meant, starts_at, brief = _moment(ctx, one.title, f"{given.when or ''} {words}")
        if not isinstance(meant, Once):
            raise Refusal(NO_TIME(title=one.title))
        new = new._replace(starts_at=starts_at, brief=brief or one.brief)
    if minutes is not None:
        new = new._replace(minutes=minutes)
    new = _checked(ctx, new, given)
    if new == one:
        raise Refusal(NOTHING_NEW(event=wording.named(one)))
    if new.starts_at != one.starts_at and one.starts_at <= ctx.now:
        raise Refusal(BEGUN(event=wording.named(one)))
    concerned = guests.count(ctx.db, one.id, "concerned")
    if concerned and not ctx.sends_draft:
        view = draft.in_private(concerned, *telling.moved_said(ctx, new))
        what = WHAT_MOVED(event=wording.named(one), n=concerned)
        return draft.show(ctx, what, view, notes=tuple(_same_time(ctx, new)), until=min(one.starts_at, new.starts_at))
    become(ctx, one, new)
    ctx.audit("event_changed", undo={"event": one.id, "before": announcing.plain(one)}, title=one.title)
    named = {"event": wording.named(new), "when": wording.at(ctx, new)}
    said = CHANGED(**named, n=concerned) if concerned else CHANGED_ALONE(**named)
    ctx.reply(said, *_same_time(ctx, new))


def become(ctx: Context, one: Event, new: Event) -> None:
    """It is changed: whoever it concerns is told, and who waits has the seats there are more of."""
    if new.seats is not None and new.seats < signups.hold(ctx.db, one.id):
        raise Refusal(FEWER_SEATS(signed=one.signed))
    if any(
        other.id != one.id and other.starts_at == new.starts_at and other.cancelled_at is None for other in _called(ctx, new)
    ):
        raise Refusal(AT_THE_SAME_TIME(title=new.title, id=one.id))
    sequence = events.change(ctx.db, one.id, **announcing.rules_of(new))
    if sequence is None:
        raise Refusal(wording.CANCELLED(event=wording.named(one), reason=""))
    new = new._replace(sequence=sequence)
    telling.plan(ctx, new)
    telling.begin(ctx, new, "moved")
    while (member := signups.let_in(ctx.db, one.id)) is not None:
        telling.let_in(ctx, new, member)


def _called(ctx: Context, one: Event) -> list[Event]:
    return events.titled(ctx.db, ctx.camp.id, one.title)


# ── reading the options ──────────────────────────────────────────────────────────────────────────────────────────────


def _checked(ctx: Context, one: Event, given: EventOptions) -> Event:
    """The event with what is given in it. Raises Refusal naming the first that cannot be."""
    if given.length is not None:
        one = one._replace(minutes=rules.minutes_of(given.length) or 0)
    if not 1 <= one.minutes <= MOST_MINUTES:
        raise Refusal(NO_LENGTH(title=one.title))
    if given.seats is not None:
        one = one._replace(seats=given.seats)
        if not 1 <= given.seats <= MOST_SEATS:
            raise Refusal(NO_SEATS(title=one.title, most=MOST_SEATS))
    if given.speaker is not None:
        one = one._replace(**_speaker(ctx, given.speaker))
    if given.host is not None:
        one = one._replace(host_id=ctx.member_named(given.host).id)
    if given.place is not None:
        one = one._replace(place=given.place.strip())
    if given.link is not None:
        one = one._replace(link=given.link.strip())
    if given.kind is not None:
        one = one._replace(kind=_kind(given.kind))
    if given.topics is not None:
        one = one._replace(topics=_topics(given.topics))
    if given.tag is not None:
        one = one._replace(tag=_tag(ctx, given.tag) if given.tag else None)
    if given.required is not None:
        one = one._replace(required=given.required)
    if len(one.place) > LONGEST_PLACE:
        raise Refusal(LONG_PLACE(most=LONGEST_PLACE))
    if one.link and (len(one.link) > 4 * LONGEST_PLACE or not ADDRESS.fullmatch(one.link)):
        raise Refusal(NO_ADDRESS)
    if len(one.brief) > LONGEST_BRIEF:
        raise Refusal(LONG_BRIEF(most=LONGEST_BRIEF))
    return one


def _speaker(ctx: Context, words: str) -> dict[str, Any]:
    """A member by name, or somebody from outside as they are called."""
    name = words.strip().lstrip("@＠")
    if len(name) > LONGEST_TITLE:
        raise Refusal(LONG_SPEAKER(most=LONGEST_TITLE))
    known = memberships.called(ctx.db, ctx.camp.id, {folded(name)})
    if len(known) > 1 or "#" in name:
        known = [ctx.member_named(name)]
    return {"speaker": known[0].name if known else name, "speaker_id": known[0].id if known else None}


def _kind(words: str) -> str:
    codes = {folded(word): code for code, name in KINDS.items() for word in (name.zh, name.en, code)}
    code = codes.get(folded(words))
    if code is None:
        raise Refusal(NO_KIND(kinds=list(KINDS.values())))
    return code


def _topics(words: str) -> tuple[str, ...]:
    topics = rules.listed(words)
    if not 1 <= len(topics) <= MOST_TOPICS or any(len(topic) > LONGEST_TOPIC for topic in topics):
        raise Refusal(BAD_TOPICS(most=MOST_TOPICS, longest=LONGEST_TOPIC))
    return topics


def _tag(ctx: Context, tag: str) -> str:
    if not memberships.members(ctx.db, ctx.camp.id, tagged=tag):
        tags = [name for name, _ in memberships.tags(ctx.db, ctx.camp.id)]
        raise Refusal(NO_TAG(tag=tag[:20], tags=tags) if tags else NO_TAGS(tag=tag[:20]))
    return tag


# ── taking it back ───────────────────────────────────────────────────────────────────────────────────────────────────


@feature.undoes("event", by=Role.MANAGER, thing=["title"])
def plan_back(ctx: Context, event: int) -> None:
    one = events.by_number(ctx.db, event)
    assert one is not None
    if one.cancelled_at is not None:
        raise Refusal(wording.CANCELLED(event=wording.named(one), reason=""))
    signups.hold(ctx.db, event)
    if signups.everybody(ctx.db, event):
        raise Refusal(PEOPLE_COME(id=event))
    events.cancel(ctx.db, event, "", at=ctx.now)
    if one.series is not None:
        events.end_series(ctx.db, one.series, at=ctx.now)
    telling.forget(ctx, one)
    ctx.reply(TAKEN_BACK(event=wording.named(one)))


@feature.undoes("event_changed", by=Role.MANAGER, thing=["title"])
def change_back(ctx: Context, event: int, before: dict[str, Any]) -> None:
    one = events.by_number(ctx.db, event)
    assert one is not None
    wording.standing(ctx, one)
    kept = before | {"starts_at": datetime.fromisoformat(before["starts_at"]), "topics": tuple(before["topics"])}
    if kept["starts_at"] <= ctx.now:
        raise Refusal(BEGUN(event=wording.named(one)))
    new = one._replace(**kept)
    become(ctx, one, new)
    ctx.reply(BACK(event=wording.named(new), when=wording.at(ctx, new)))
