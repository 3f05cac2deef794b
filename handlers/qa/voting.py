"""赞: a voice for an answer, to be taken back by a second press; none for one's own."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Phrase, Refusal
from handlers.qa import codes, reachable_rooms
from handlers.qa.settings import feature
from storage import tickets

VOTED = Phrase(zh="👍 {name}的回答（{code}）现在{votes}票。", en="👍 {name}'s answer to {code} has {votes:vote|votes} now.")
TAKEN_BACK = Phrase(
    zh="已收回，{name}的回答（{code}）现在{votes}票。", en="Taken back; {name}'s answer to {code} has {votes:vote|votes} now."
)
OWN = Phrase(zh="不能给自己的回答点赞。", en="You cannot vote for your own answer.")
HOW = Phrase(zh="给哪个回答？试试：赞 A-0007 1", en="For which answer? Try: upvote A-0007 1")
NO_SUCH = Phrase(zh="{code} 没有第{n}个回答。", en="{code} has no answer no. {n}.")


@feature.command(
    "赞",
    "upvote",
    help=Phrase(zh="给一个回答点赞，再发一次收回。", en="A voice for an answer; sent again it is taken back."),
    examples=["赞 A-0007 1", "upvote A-0007 1"],
)
def upvote(ctx: Context, words: Annotated[str, Named("问题号和第几个", "question and number")]) -> None:
    code = codes.ticket_in(words)
    if code is None or not (code[1] or "1").isdecimal():
        raise Refusal(HOW)
    one, n = codes.ticket(ctx, code[0]), int(code[1] or 1)
    given = tickets.answers(ctx.db, one.id)
    if not 1 <= n <= len(given):
        raise Refusal(NO_SUCH(code=one.code, n=n))
    chosen = given[n - 1]
    if chosen.person == ctx.person.id:
        raise Refusal(OWN)
    said = VOTED if tickets.vote(ctx.db, chosen, ctx.person.id) else TAKEN_BACK
    if said is TAKEN_BACK:
        tickets.unvote(ctx.db, chosen, ctx.person.id)
    votes = tickets.get_answer(ctx.db, chosen.id).votes
    reachable_rooms.quietly(ctx, said(name=chosen.name, code=one.code, votes=votes))
