"""What is asked in private is a draft before it is posted: as the groups would read it, and under whose name or under none."""

from __future__ import annotations

from collections.abc import Sequence

from bot import draft
from bot.feature import Context, Phrase
from handlers.qa import opening, reachable_rooms, suggestions
from storage import dialogs

WHAT = Phrase(
    zh="这个问题会发到营里的{n}个群，署名{name}。",
    en="this question, for {n:group|groups} of the camp, with your name, {name}.",
)
CALLS = Phrase(zh="到时@一位专家", en="an expert is called then")
UNNAMED = Phrase(
    zh="不署名的话，群里和回答的人都看不到是谁问的；我只记着把回答带给你。",
    en="Without your name neither the group nor who answers sees who asked; I only keep it to bring you the answers.",
)
UNNUMBERED = "A-…"
ASK = Phrase(zh="提问 {words}", en="ask {words}")


def post(ctx: Context, words: str, tags: Sequence[str], twin: Sequence[str]) -> None:
    """Opens the ticket of a question asked in a group, or sent; one asked in private is shown first."""
    rooms = reachable_rooms.rooms(ctx) if ctx.address.direct and not ctx.sends_draft else []
    if not rooms:
        return opening.open_ticket(ctx, words, tags, twin, named=not ctx.is_unnamed)
    if (waits := suggestions.draft(ctx)) is not None:
        dialogs.close(ctx.db, waits.id)
    tagged = " ".join([words, *(f"#{tag}" for tag in tags)])
    said = {"code": UNNUMBERED, "name": ctx.person.name, "words": words}
    head = opening.COMING_TAGGED(**said, tags=list(tags)) if tags else opening.COMING(**said)
    draft.show(
        ctx,
        WHAT(n=len(rooms), name=ctx.person.name),
        draft.in_rooms(len(rooms), head, CALLS, opening.HOW_TO_ANSWER(code=UNNUMBERED)),
        notes=(UNNAMED,),
        sentence=ASK(words=tagged).to(ctx.language),
    )
