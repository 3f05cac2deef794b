"""What is new under the tags somebody follows, in private, once a workday; who follows none is told nothing."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import groupby

from bot.feature import Context, Late, Line, Phrase, Press
from bot.parts import SAYS_LIMIT
from handlers.circles.settings import feature, rhythm
from storage import circles
from storage.circles import NewInCircle

MOST, SHOWN = 500, 3

NEW = Phrase(zh="⭕ #{tag} 新来{n}条", en="⭕ #{tag}: {n} new")
ENTRY, CASE = (
    Phrase(zh="· K-{number:04} {title}", en="· K-{number:04} {title}"),
    Phrase(zh="· 案例 {number}《{title}》", en="· case {number} “{title}”"),
)
MORE = Phrase(zh="· 还有{n}条", en="· {n} more")
LOOK = Phrase(zh="搜 #{tag}", en="Search #{tag}")
SEARCHES = "搜 #{tag}"
TITLE = 30
"""Characters of a question or a title."""


@feature.every(rhythm, name="news", late=Late.ONCE)
def tell(ctx: Context, due_at: datetime) -> None:
    """Each follower reads one message of all their circles; what they wrote themselves is no news to them."""
    followers = circles.followers(ctx.db, ctx.camp.id)
    if not followers:
        return
    since = min(one.read_at for one in followers)
    by_tag: dict[str, list[NewInCircle]] = defaultdict(list)
    for item in circles.news(ctx.db, ctx.camp.id, since, MOST):
        by_tag[item.tag].append(item)
    for _, theirs in groupby(followers, key=lambda one: one.membership):
        said: list[Line] = []
        presses: list[Press] = []
        for one in theirs:
            new = [item for item in by_tag[one.tag] if item.at > one.read_at and item.person != one.person]
            if new:
                said += _said(one.tag, new)
                if len((says := SEARCHES.format(tag=one.tag)).encode()) <= SAYS_LIMIT:
                    presses.append(Press(LOOK(tag=one.tag), says))
        if said:
            ctx.post_within_budget(one.person, *said, *([press] for press in presses[:4]))
    circles.have_read(ctx.db, ctx.camp.id, at=ctx.now)


def _said(tag: str, new: list[NewInCircle]) -> list[Line]:
    rows = [(ENTRY if item.kind == "entry" else CASE)(number=item.number, title=_short(item.title)) for item in new[:SHOWN]]
    more = [MORE(n=len(new) - SHOWN)] if len(new) > SHOWN else []
    return [NEW(tag=tag, n=len(new)), *rows, *more]


def _short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= TITLE else f"{line[:TITLE]}…"
