"""The returns month by month, each with the gate it was held against then."""

from __future__ import annotations

from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Page, Phrase
from handlers.roi import working_out
from handlers.roi.settings import feature
from storage import roi

SHOWN = 12
TITLE = Phrase(zh="📊 ROI，共{n}个月", en="📊 Return on training, {n:month|months}")
ROW = Phrase(zh="TE {effect}元，{ratio}%", en="TE {effect} yuan, {ratio}%")
NOTE = Phrase(zh="门槛{gate}% {verdict}，第{version}版，{by}提供", en="{gate}% {verdict}, version {version}, by {by}")
NONE = Phrase(
    zh="还没有算过ROI。发“ROI”，一步一步问你；或：ROI 80000 98000 2 45 360000",
    en="No return was worked out yet. Send “roi” to be asked step by step, or: roi 80000 98000 2 45 360000",
)


@feature.paged("months")
def months(ctx: Context, after: int) -> Page:
    known = roi.series(ctx.db, ctx.camp.id)
    if not known:
        return Page((NONE,), audience=Audience.MANAGERS)
    rows = []
    for one in known[after : after + SHOWN]:
        said = working_out.told(working_out.terms_of(one), one.gate).values
        note = NOTE(gate=one.gate, verdict=said["verdict"], version=one.version, by=one.by)
        rows.append(FactRow(working_out.named(one.month), ROW(effect=said["effect"], ratio=said["ratio"]), note))
    told = FactRows.of(*rows, title=TITLE(n=len(known)))
    return Page.cut(told, after=after, most=SHOWN, of=len(known), audience=Audience.MANAGERS)
