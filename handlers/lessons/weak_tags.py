"""课表 弱项: a tag somebody is weak in, by their answers or by an imported appraisal, brings the lesson that helps, the next workday, once."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from bot.feature import Camp, Context, Late, Phrase, Refusal, Role
from bot.names import folded
from handlers.lessons import card
from handlers.lessons.answering import number_in
from handlers.lessons.settings import AT, feature
from scheduler.rhythm import Workdays, on_the_clock
from storage import bank, kpi, lessons
from storage.connection import Db
from storage.lessons import Lesson

LEAST, PERCENT = 5, 70
"""Questions answered from which up a tag is judged, and the share of right ones below which it is weak."""
WORDS = {"弱项", "weak"}
OFF = {"无", "停", "删", "none", "off", "remove"}

BROUGHT = Phrase(zh="📘 “{tag}”再练一把会更稳，先看这一节：", en="📘 “{tag}” gets steadier with this one:")
RULES = Phrase(
    zh="弱项补课（答满{least}题、对的不到{percent}%，或导入的考核不到{percent}分，下个工作日推一次）：\n{lines}",
    en="Lessons for weak tags ({least:answer|answers} or more, fewer than {percent}% right, or an imported appraisal below {percent}; "
    "once, the next workday):\n{lines}",
)
RULE = Phrase(zh="· {tag} → L{number}《{title}》", en="· {tag} → L{number} “{title}”")
NO_RULES = Phrase(
    zh="还没有弱项补课。试试：课表 弱项 异议 L1", en="No lesson is set for a weak tag yet. Try: schedule weak objections L1"
)
HOW = Phrase(zh="哪个标签补哪一节？试试：课表 弱项 异议 L1", en="Which tag, which lesson? Try: schedule weak objections L1")
NO_SUCH = Phrase(zh="没有 L{number} 这节课。没有改动。", en="There is no lesson L{number}; nothing was changed.")
NO_TAG = Phrase(
    zh="题库里没有“{tag}”这个标签，导入的考核也没有这个维度。没有改动。",
    en="No question has the tag “{tag}”, nor has an imported appraisal; nothing was changed.",
)
SET = Phrase(
    zh="✅ “{tag}”弱的学员（答满{least}题、对的不到{percent}%，或导入的考核不到{percent}分）下个工作日收到 L{number}《{title}》，一人一次。",
    en="✅ Who is weak in “{tag}” ({least:answer|answers} or more, fewer than {percent}% right, or an imported appraisal below {percent}) "
    "gets L{number} “{title}” the next workday, once.",
)
GONE = Phrase(zh="✅ “{tag}”不再补课。", en="✅ “{tag}” brings no lesson any more.")
BACK = Phrase(zh="✅ “{tag}”的补课改回去了。", en="✅ The lesson for “{tag}” is as before.")
CLEARED = Phrase(zh="无", en="none")


def rule(ctx: Context, words: str) -> None:
    """What is mapped, or one tag mapped anew. Raises Refusal."""
    if not words:
        return _show(ctx)
    tag, _, which = words.rpartition(" ")
    if not tag.strip():
        raise Refusal(HOW)
    tag, is_off = tag.strip(), which.casefold() in OFF
    meant = None if is_off else _lesson(ctx, which)
    if meant is not None and not _is_known(ctx, tag):
        raise Refusal(NO_TAG(tag=tag[:24]))
    before = next((one.lesson for one in lessons.weak_lessons(ctx.db, ctx.camp.id) if one.tag == tag), None)
    lessons.map_weak(ctx.db, ctx.camp.id, tag, meant.id if meant is not None else None)
    ctx.audit("weak_lesson", undo={"tag": tag, "lesson": before}, tag=tag, number=meant.number if meant is not None else None)
    if meant is None:
        ctx.reply(GONE(tag=tag))
    else:
        ctx.reply(SET(tag=tag, least=LEAST, percent=PERCENT, number=meant.number, title=meant.title))


def _is_known(ctx: Context, tag: str) -> bool:
    """Whether anything can be weak in it: questions have it, or an imported appraisal has a dimension of that name."""
    if tag in {known for known, _ in bank.tags(ctx.db, ctx.camp.id)}:
        return True
    return folded(tag) in {one.folded for one in kpi.metrics(ctx.db, ctx.camp.id, "appraisal")}


def _shown(ctx: Context, tag: str, number: int | None) -> dict[str, Any]:
    return {"tag": tag, "lesson": CLEARED if number is None else f"L{number}"}


feature.act(
    "weak_lesson",
    Phrase(zh="{who} 定了“{tag}”弱项补课：{lesson}", en="{who} set the lesson for the weak tag “{tag}”: {lesson}"),
    shows=_shown,
)


@feature.undoes("weak_lesson", by=Role.MANAGER, thing=["tag"])
def rule_back(ctx: Context, tag: str, lesson: int | None) -> None:
    lessons.map_weak(ctx.db, ctx.camp.id, tag, lesson)
    ctx.reply(BACK(tag=tag))


def _lesson(ctx: Context, which: str) -> Lesson:
    number = number_in(which)
    if number is None:
        raise Refusal(HOW)
    found = lessons.by_number(ctx.db, ctx.camp.id, number)
    if found is None or found.retired_at is not None:
        raise Refusal(NO_SUCH(number=number))
    return found


def _show(ctx: Context) -> None:
    mapped = lessons.weak_lessons(ctx.db, ctx.camp.id)
    if not mapped:
        raise Refusal(NO_RULES)
    lines = "\n".join(RULE(tag=one.tag, number=one.number, title=one.title).to(ctx.language) for one in mapped)
    ctx.reply(RULES(least=LEAST, percent=PERCENT, lines=lines))


# ── the next workday ─────────────────────────────────────────────────────────────────────────────────────────────────


def _rhythm(camp: Camp) -> Workdays:
    return Workdays(time.fromisoformat(AT.of(camp)))


@feature.every(_rhythm, name="weak", late=Late.ONCE)
def bring(ctx: Context, due_at: datetime) -> None:
    """What was answered until last night counts today."""
    if lessons.weak_lessons(ctx.db, ctx.camp.id):
        midnight = on_the_clock(ctx.local(due_at).date(), time(), ctx.zone)
        ctx.task("lessons.weak", quietly=True, camp=ctx.camp.id, before=midnight.isoformat())


@feature.task("weak")
def find_weak(reader: Db, camp: int, before: str) -> list[list[Any]]:
    """[membership, person, tag, lesson] of everybody whom a weak tag brings its lesson."""
    found: list[list[Any]] = []
    moment = datetime.fromisoformat(before)
    for one in lessons.weak_lessons(reader, camp):
        weak = lessons.weak_in(reader, camp, one.tag, least=LEAST, percent=PERCENT, before=moment)
        weak += lessons.appraised_weak(reader, camp, one.tag, folded(one.tag), percent=PERCENT, before=moment)
        found += [[who.membership, who.person, one.tag, one.lesson] for who in weak]
    return found


@feature.on("done:lessons.weak")
def tell_weak(ctx: Context) -> None:
    """To each alone; nobody else reads what somebody is weak in."""
    today = ctx.local(ctx.now).date()
    for member, person, tag, number in ctx.event.data["rows"]:
        if lessons.bring(ctx.db, member, tag, number, today):
            meant = lessons.by_id(ctx.db, number)
            ctx.post_within_budget(person, BROUGHT(tag=tag), *card.whole(meant))
