"""雷达: how much of six tags somebody knew then and knows now, as a picture and in figures, to them and to managers alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated, Any

from bot.arguments import ONESELF, Named
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Phrase, Refusal, Role
from bot.membership import camp_by_id
from bot.parts import Picture
from bot.pictures import NoGlyph, in_both_looks
from handlers.portraits import card, rules
from handlers.portraits.rules import AxisMark
from handlers.portraits.settings import FEWEST, TAGS, axes_of, feature
from handlers.portraits.wording import both, share
from scheduler.when import parse_past_days
from storage import tag_mastery
from storage.connection import Db
from storage.files import Files
from storage.tag_mastery import TagShare

FIRST_WEEK = 7
"""Days after joining at whose end it is looked at what somebody knew at first, where no day is named."""

TITLE = Phrase(zh="📊 {name}的能力雷达", en="📊 {name}: radar")
ON_THE_CARD = Phrase(zh="{name}的能力雷达", en="{name}: radar")
THEN = Phrase(zh="{day.month}/{day.day}", en="{day:%b} {day.day}")
UNDER = Phrase(zh="{then} → 今天", en="{then} → today")
UNDER_NOW = Phrase(zh="今天", en="today")
FROM = Phrase(zh="“→”左边是 {then} 结束时，右边是现在", en="Left of “→” is the end of {then}, right of it now")
NOT_THEN_YET = Phrase(
    zh="起点看入营一周（{then}）结束时，还没到，先看现在。",
    en="The starting point is the end of {then}, a week in: not yet there.",
)
PICTURE = Phrase(zh="{name}的能力雷达：{axes}", en="{name}: radar, {axes}")
AXIS = Phrase(zh="{tag} {share}", en="{tag} {share}")
NO_TAGS = Phrase(
    zh="还没有带标签的题被答过，画不出雷达。先答几道带标签的题。",
    en="No question with a tag was answered yet: there is nothing to draw.",
)
FOR_MANAGERS = Phrase(
    zh="别人的雷达给社群经理看。看自己的发“雷达”。", en="Others' radars are for managers. To see yours send “radar”."
)
NOT_PAST = Phrase(
    zh="起点要是过去的一天。试试：雷达 {day.month}/{day.day}", en="The day must be past. Try: radar {day.month}/{day.day}"
)


@dataclass(frozen=True, slots=True)
class RadarAsked:
    """Whose radar, from the end of which day (None: now alone)."""

    member: int
    name: str
    then: date | None
    waits_until: date | None = None


@feature.command(
    "雷达",
    "radar",
    help=Phrase(
        zh="六个标签各掌握多少，入营一周时和现在；从某天起：雷达 5/10；经理看一个人：雷达 林晓",
        en="How much of six tags you know, a week in and now; from a day: radar 5/10; managers: radar NAME",
    ),
    asked={
        r"(?:看看?)?(?:我的)?(?:能力)?雷达图?|(?:show )?my radar": "",
        r"(?P<who>\S{1,20}?)的(?:能力)?雷达图?|(?P<whom>\S{1,20})'s radar": "{who}{whom}",
    },
    examples=["雷达", "雷达 5/10", "radar"],
)
def radar(ctx: Context, words: Annotated[str, Named("谁或哪天", "who or day")] = "") -> None:
    asked = _asked(ctx, words.strip())
    tags = axes_of(ctx.db, ctx.camp.id, ctx.setting(TAGS))
    if not tags:
        raise Refusal(NO_TAGS)
    ctx.promise()
    ctx.task(
        "portraits.radar",
        camp=ctx.camp.id,
        member=asked.member,
        name=asked.name,
        then=asked.then.isoformat() if asked.then else "",
        waits_until=asked.waits_until.isoformat() if asked.waits_until else "",
        tags=tags,
        now=ctx.now.isoformat(),
        language=ctx.language,
        colours="light",
    )


def _asked(ctx: Context, words: str) -> RadarAsked:
    """Whose, and from when. Raises Refusal."""
    name, day = _name_and_day(words, ctx.today)
    if name.casefold() in ONESELF:
        name = ""
    if name and ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    if day is not None and day >= ctx.today:
        raise Refusal(NOT_PAST(day=ctx.today - timedelta(days=1)))
    member = ctx.member_named(name) if name else None
    number, called = (ctx.member.id, ctx.person.name) if member is None else (member.id, member.name)
    if day is not None:
        return RadarAsked(number, called, day)
    week_in = (ctx.member.joined_on if member is None else member.joined_on) + timedelta(days=FIRST_WEEK)
    return RadarAsked(number, called, week_in) if week_in < ctx.today else RadarAsked(number, called, None, week_in)


def _name_and_day(words: str, today: date) -> tuple[str, date | None]:
    """林晓 5/10, 5/10 林晓, 上周: whose, and the first of the days that are named."""
    pieces = words.split(" ")
    for place in (len(pieces) - 1, 0):
        days = parse_past_days(pieces[place], today) if pieces[place] else None
        if days is not None:
            return " ".join(pieces[:place] + pieces[place + 1 :]), days[0]
    return words, None


# ── in the worker ────────────────────────────────────────────────────────────────────────────────────────────────────


@feature.task("radar")
def drawn(
    reader: Db,
    files: Files,
    camp: int,
    member: int,
    name: str,
    then: str,
    tags: list[str],
    now: str,
    language: str,
    colours: str,
    **rest: Any,
) -> list[Any]:
    """[[tag, [right, asked] then, [right, asked] now], …] and the picture's file, width and height; no file where it cannot be drawn."""
    zone = camp_by_id(reader, camp).zone
    day = date.fromisoformat(then) if then else None
    moment = datetime.fromisoformat(now)
    before = {} if day is None else tag_mastery.of_member(reader, camp, member, until=datetime.combine(day, time.max, zone))
    marks = rules.marks(tags, before, tag_mastery.of_member(reader, camp, member, until=moment))
    kept = [[mark.tag, list(mark.then), list(mark.now)] for mark in marks]
    if sum(rules.mastery(mark.now) is not None for mark in marks) < FEWEST:
        return [[kept, "", 0, 0]]
    said = THEN(day=day).to(language) if day else ""
    under = (UNDER(then=said) if day else UNDER_NOW()).to(language)
    try:
        title = ON_THE_CARD(name=name).to(language)
        content, size = in_both_looks(partial(card.sheet, title, under, marks, said, language), colours)
    except NoGlyph:
        return [[kept, "", 0, 0]]
    return [[kept, files.put(content, "radar.png"), *size]]


@feature.on("done:portraits.radar")
def show(ctx: Context) -> None:
    """The picture and its figures; who lost the right to another's meanwhile reads nothing of it."""
    payload = ctx.event.data["payload"]
    is_own = ctx.member_or_none is not None and payload["member"] == ctx.member.id
    if not is_own and ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    kept, file, width, height = ctx.event.data["rows"][0]
    marks = [AxisMark(tag, TagShare(*then), TagShare(*now)) for tag, then, now in kept]
    day = date.fromisoformat(payload["then"]) if payload["then"] else None
    rows = [FactRow(mark.tag, both(mark.then, mark.now) if day else share(mark.now)) for mark in marks]
    note = FROM(then=THEN(day=day)) if day else NOT_THEN_YET(then=THEN(day=date.fromisoformat(payload["waits_until"])))
    picture = [Picture(file, _alt(payload["name"], marks, ctx.language), width, height)] if file else []
    audience = Audience.PERSON if is_own else Audience.MANAGERS
    ctx.reply(*picture, FactRows.of(*rows, title=TITLE(name=payload["name"])), note, audience=audience)


def _alt(name: str, marks: list[AxisMark], language: str) -> str:
    return PICTURE(name=name, axes=[AXIS(tag=mark.tag, share=share(mark.now)) for mark in marks]).to(language)
