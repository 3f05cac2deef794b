"""The public's votes: one a person in each round, to be moved until its result, never for one's own work."""

from __future__ import annotations

from bot.audience import Audience
from bot.feature import Context, Phrase, Refusal
from handlers.works import entering
from handlers.works.entering import WorkContest
from storage import panels, works
from storage.works import WorkEntry

DONE = Phrase(
    zh="✅ 你的一票给了 H{work}，公布前可以改投。", en="✅ Your vote is for H{work}; you can move it until the result."
)
NO_VOTES = Phrase(zh="V{n} 只由评委评，没有公众票。", en="V{n} is judged by judges alone; there are no votes.")
NOT_OPEN = Phrase(zh="V{n} 还没有开评，开评后再投。", en="V{n} is not being judged yet; votes open when it is.")
OVER = Phrase(zh="V{n} 的结果已经公布，不能再投。", en="The result of V{n} is announced; no more votes are taken.")
NO_WORK = Phrase(zh="V{n} 没有作品 H{work}。看有哪些：大赛 V{n}", en="V{n} has no work H{work}. To see them: competition V{n}")
OWN = Phrase(zh="H{work} 是你自己的，把票投给别的作品。", en="H{work} is your own; please vote for another.")
WHICH = Phrase(zh="投给哪一份？试试：大赛 V{n} 投 H{work}", en="Which one? Try: competition V{n} vote H{work}")


def meant(ctx: Context, of: WorkContest, words: str) -> WorkEntry:
    """The work the words name, while votes are open. Raises Refusal."""
    now = of.now
    if not of.rules.public_weight:
        raise Refusal(NO_VOTES(n=now.event))
    if now.seed is None:
        raise Refusal(NOT_OPEN(n=now.event))
    if now.closed_at is not None:
        raise Refusal(OVER(n=now.event))
    entered = {one.hand_in: one for one in works.entries(ctx.db, now.id)}
    found = entering.WORK.fullmatch(words.strip())
    if found is None:
        raise Refusal(WHICH(n=now.event, work=min(entered)))
    work = int(found[1])
    if work not in entered:
        raise Refusal(NO_WORK(n=now.event, work=work))
    return entered[work]


def vote(ctx: Context, of: WorkContest, words: str) -> None:
    """大赛 V3 投 H12."""
    one = meant(ctx, of, words)
    if one.membership == ctx.member.id:
        raise Refusal(OWN(work=one.hand_in))
    panels.vote(ctx.db, of.now.id, ctx.member.id, one.entry, at=ctx.now)
    ctx.reply(DONE(work=one.hand_in), audience=Audience.PERSON)
