"""Badges with a rule: whoever earned one gets it once, by what just happened, when the rule is new, or at night where something was missed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from bot import counters
from bot.feature import Context, Happened, Late, Line, Phrase, Said
from bot.membership import camp_by_id
from bot.parts import Picture
from bot.pictures import NoGlyph, in_both_looks
from handlers.badges import picture
from handlers.badges.qualifying import qualified
from handlers.badges.settings import earned, feature, rule_of
from scheduler.rhythm import Daily
from storage import badges
from storage.badges import Badge
from storage.connection import Db
from storage.files import Files

GIVEN = Phrase(zh="🏅 你获得勋章《{name}》：{reason}。", en="🏅 You were given the badge “{name}”: {reason}.")
RULE = "rule"
"""The source of what a rule gave."""
AT_NIGHT = time(3, 40)
BATCH = 50
"""How many are told in one transaction."""
SOON = timedelta(seconds=1)


def with_picture(ctx: Context, one: Badge, line: Line, language: str) -> tuple[Said, ...]:
    """The same with what the badge looks like, where it is drawn."""
    if not one.picture:
        return (line,)
    return line, Picture(one.picture, picture.alt(one).to(language), one.width, one.height)


# ── when the rule is new, and at night ───────────────────────────────────────────────────────────────────────────────


@feature.task("award")
def award(reader: Db, camp: int, badge: int | None, files: Files) -> list[dict[str, Any]]:
    """A badge drawn, and who has earned it and was never given it; all badges of a camp where none is named."""
    home = camp_by_id(reader, camp)
    found: list[dict[str, Any]] = []
    for one in badges.in_use(reader, camp):
        if badge is not None and one.id != badge:
            continue
        if not one.picture:
            found += _drawn(one, home.name, home.language, files)
        if one.counter is not None and one.least is not None:
            known = badges.ever_held(reader, one.id)
            done = qualified(reader, camp, one.counter, one.subject, one.least)
            found += [{"badge": one.id, "member": member} for member in done if member not in known]
    return found


def _drawn(one: Badge, camp: str, language: str, files: Files) -> list[dict[str, Any]]:
    """Its picture as a row; nothing where it cannot be drawn, for then it is said in words."""
    try:
        content, size = in_both_looks(partial(picture.sheet, one, camp, language), "light")
    except NoGlyph:
        return []
    return [{"badge": one.id, "picture": files.put(content, "badge.png"), "size": list(size)}]


@feature.on("done:badges.award")
def keep(ctx: Context) -> None:
    """Who earned one has it from now on; they are told in small steps."""
    members: dict[int, list[int]] = {}
    for row in ctx.event.data["rows"]:
        if "picture" in row:
            badges.set_picture(ctx.db, row["badge"], row["picture"], tuple(row["size"]))
        else:
            members.setdefault(row["badge"], []).append(row["member"])
    for number, whose in members.items():
        one = badges.find(ctx.db, ctx.camp.id, number)
        if one is not None and one.retired_at is None:
            badges.give_many(ctx.db, number, whose, source=RULE, at=ctx.now)
    if members:
        _tell_soon(ctx)


@feature.every(lambda camp: Daily(AT_NIGHT), name="reconcile", late=Late.ONCE)
def reconcile(ctx: Context, due_at: datetime) -> None:
    """What a bug or a program of before left out is made good."""
    if badges.in_use(ctx.db, ctx.camp.id):
        ctx.task("badges.award", quietly=True, camp=ctx.camp.id, badge=None)


def _tell_soon(ctx: Context) -> None:
    ctx.later("badges.tell", f"camp:{ctx.camp.id}", ctx.now + SOON)


@feature.due("tell")
def tell(ctx: Context, subject: str, due_at: datetime) -> None:
    """Some of those who have not heard yet, within the day's budget and outside the quiet hours they chose; the rest soon after."""
    waiting = badges.untold(ctx.db, ctx.camp.id, BATCH)
    for one in waiting:
        badges.mark_told(ctx.db, one.badge, one.membership, at=ctx.now)
        known = badges.find(ctx.db, ctx.camp.id, one.badge)
        if known is not None:
            language = ctx.person_by_id(one.person).language or ctx.camp.language
            ctx.post_within_budget(one.person, *with_picture(ctx, known, earned(known.name, rule_of(known)), language))
    if len(waiting) == BATCH:
        _tell_soon(ctx)


# ── by what just happened ────────────────────────────────────────────────────────────────────────────────────────────


@feature.on("counted")
def heard(ctx: Context, fact: Happened) -> None:
    """Whoever did something may have earned what they lack."""
    for one in badges.open_to(ctx.db, ctx.camp.id, fact.member):
        counter = counters.COUNTERS.get(one.counter or "")
        if counter is None or one.least is None or fact.name not in counter.facts:
            continue
        if counter.count(ctx.db, ctx.camp.id, one.subject, fact.member).get(fact.member, 0) < one.least:
            continue
        if badges.give(ctx.db, one.id, fact.member, source=RULE, at=ctx.now, told=False):
            _tell_soon(ctx)
