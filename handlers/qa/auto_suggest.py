"""The quiet pointer: what people ask each other in a group and the archive plainly answers gets one line, as seldom as the camp wishes."""

from __future__ import annotations

import re

from bot.feature import Context, Phrase, Press
from bot.messages import Kind
from handlers.qa.codes import title
from handlers.qa.settings import POINTERS, feature
from storage import archive, auto_suggestions, heat

POINTER = Phrase(zh="📘 {code} 答过：{words}", en="📘 {code} has answered that: {words}")
WHOLE = Phrase(zh="看全文", en="Read it")
USED = Phrase(zh="用上了", en="It helped")
PLAIN = 0.8
"""The chance from which a match is plainly the answer."""
SHORTEST, LONGEST = 6, 120
_ASKS = re.compile(
    r"[?？]\s*$|[吗么呢]\s*[。.!！~～]*$|怎么|怎样|咋|如何|什么|为啥|为何|哪[里个些种位]|几[个点号天]|多少|多久|能不能|可不可以|是不是|有没有|谁知道|求助|请问"
    r"|\b(?:how|what|why|where|when|who|which|can i|is there|does anyone)\b",
    re.IGNORECASE,
)


@feature.on(Kind.SAID)
def notice(ctx: Context) -> None:
    """Looks a question up in the archive, cheapest reason not to first."""
    words = ctx.event.text.strip()
    if ctx.member_or_none is None or ctx.address.direct or ctx.event.about or not asks(words):
        return
    place, today = ctx.address.key, ctx.local(ctx.now).date()
    if auto_suggestions.count(ctx.db, place, today) >= ctx.setting(POINTERS):
        return
    found = archive.find(ctx.db, ctx.camp.id, words).suggested
    if not found or found[0].p < PLAIN or not auto_suggestions.point(ctx.db, place, today, found[0].item):
        return
    one = archive.get(ctx.db, found[0].item)
    heat.note(ctx.db, one.id, ctx.person.id, "view", ctx.today)
    presses = [Press(WHOLE, f"搜 {one.code}"), Press(USED, f"用上了 {one.code}")]
    ctx.post(ctx.address, POINTER(code=one.code, words=title(one.answer)), presses)


def asks(words: str) -> bool:
    """Whether somebody plainly asks something, in about a sentence."""
    return SHORTEST <= len(words) <= LONGEST and _ASKS.search(words) is not None
