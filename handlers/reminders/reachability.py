"""Whether a private reminder will find its reader: some never wrote to us, and some channels let us speak for a while only."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.feature import Context, Line, Phrase
from storage import outbox, people

NOT_YET = Phrase(
    zh="还没私聊过我的人我联系不上：到时先留着，私聊我发一句“开始”就给（最多留{days}天）。",
    en="I cannot write to those who never wrote to me in private: it is kept until they send me “start” there ({days:day|days} at most).",
)
FOR_A_WHILE = Phrase(
    zh="公众号只能在对方说话后{hours}小时内发消息：到时超过了就先留着，再说一句话就给（最多留{days}天）；“绑定”别的平台的账号就没有这个限制。",
    en="The official account may write within {hours:hour|hours} of somebody's last word: after that it is kept until their next one "
    "({days:day|days} at most). An account on another platform, bound with “connect”, is free of this.",
)


def notes(ctx: Context, place: str, first: datetime) -> list[Line]:
    """What to say when a reminder is set that may not find its reader at `first`; nothing about rooms."""
    kind, _, number = place.partition(":")
    if kind != "person":
        return []
    accounts = people.accounts(ctx.db, int(number))
    channels = {account.channel for account in accounts if account.direct_room is not None and account.reachable}
    spans = [_span(ctx, channel) for channel in channels]
    if not spans:
        return [NOT_YET(days=outbox.OWED_FOR.days)]
    limits = [span for span in spans if span is not None]
    if len(limits) < len(spans) or first - ctx.now <= max(limits):
        return []
    return [FOR_A_WHILE(hours=max(limits) // timedelta(hours=1), days=outbox.OWED_FOR.days)]


def _span(ctx: Context, channel: str) -> timedelta | None:
    """How long after somebody's last word a channel may write to them; None where it always may."""
    known = ctx.router.channels.get(channel)
    return known.can.reach if known is not None else None
