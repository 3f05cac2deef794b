"""A goal as people read it: how far it is, who counts it, until when, and who answers for it."""

from __future__ import annotations

from bot import counters
from bot.fact_rows import FactRow
from bot.feature import Context, Line, Phrase
from bot.figures import hundredths
from handlers.goals import rules
from storage.goals import Goal

NAMES = {
    "position": Phrase(zh="定位", en="What it is for"),
    "short": Phrase(zh="短期目标", en="Short goal"),
    "long": Phrase(zh="长期目标", en="Long goal"),
}
PROGRESS = Phrase(zh="{metric} {value}/{target}", en="{metric} {value} of {target}")
COUNTED = Phrase(
    zh="{words}；从{since:%m-%d}起由小助数；到 {due:%m-%d}，{owner}负责",
    en="{words}; counted since {since:%m-%d}; until {due:%m-%d}; {owner} answers for it",
)
TYPED = Phrase(
    zh="{words}；手工填{at}；到 {due:%m-%d}，{owner}负责", en="{words}; typed in{at}; until {due:%m-%d}; {owner} answers for it"
)
TYPED_AT = Phrase(zh="（{at:%m-%d}）", en=" ({at:%m-%d})")
NOT_YET = Phrase(zh="还没填", en="none yet")


def row(ctx: Context, one: Goal) -> FactRow:
    if one.target is None or one.due is None:
        return FactRow(NAMES[one.kind], one.words)
    said = {"words": one.words or one.metric, "due": one.due, "owner": one.owner or ""}
    typed = TYPED(at=TYPED_AT(at=one.value_at) if one.value_at else "", **said)
    note = typed if one.counter is None else COUNTED(since=one.set_at, **said)
    return FactRow(NAMES[one.kind], progress(ctx, one), note)


def value_of(ctx: Context, one: Goal) -> int | None:
    """What there is of it now, in hundredths; None where nobody has typed it in."""
    if one.counter is None:
        return one.value
    since = ctx.local(one.set_at).date()
    return counters.grown(ctx.db, one.counter, one.subject, one.camp, base=one.base, since=since) * rules.WHOLE


def progress(ctx: Context, one: Goal) -> Line:
    """打卡 320/500次"""
    assert one.target is not None
    value = value_of(ctx, one)
    shown = NOT_YET if value is None else hundredths(value)
    return PROGRESS(metric=one.metric, value=shown, target=f"{hundredths(one.target)}{one.unit}")
