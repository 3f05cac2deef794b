"""What topics keep of a person, and two people becoming one: a topic both took part in counts and pays once."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from bot.personal_data import AT, FOR_FIGURES, FOR_THE_RECORD, KeptRows
from handlers.topics.settings import JOINED, TWICE, feature
from storage import points, topics, uniting

BOTH = Phrase(
    zh="{n}个话题两边都参与了，只计一次：冲回{amount}分。",
    en="Both took part in {n:topic|topics}; each counts once: {amount:point was|points were} taken back.",
)
TITLE = Phrase(zh="话题", en="Topic")

feature.keeps(
    KeptRows(
        "topic_reply",
        Phrase(zh="你参与的话题（不存你说的话）", en="Topics you took part in (your words are not kept)"),
        {"topic_id": TITLE, "at": AT},
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "topic",
        Phrase(zh="你开的话题", en="Topics you opened"),
        {"title": TITLE, "opened_at": AT},
        stays=FOR_THE_RECORD,
        blanks={},
    ),
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    said: list[Line] = []
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        both = topics.move(ctx.db, old_member, kept_member)
        amount = sum(
            points.keep_first(ctx.db, kept_member, f"{JOINED.code}:{one}:%", reason=TWICE.code, at=ctx.now) for one in both
        )
        if amount:
            said.append(BOTH(n=len(both), amount=amount))
    topics.move_person(ctx.db, old, kept)
    return said
