"""The public's votes: one a person, to be moved until the result, never for one's own work."""

from __future__ import annotations

from bot.audience import Audience
from bot.feature import Context, Phrase, Refusal
from handlers.works import entering
from storage import works
from storage.works import WorkContest

DONE = Phrase(
    zh="✅ 你的一票给了 H{work}，公布前可以改投。", en="✅ Your vote is for H{work}; you can move it until the result."
)
NO_VOTES = Phrase(zh="V{n} 只由评委评，没有公众票。", en="V{n} is judged by judges alone; there are no votes.")
NOT_OPEN = Phrase(zh="V{n} 还没有开评，开评后再投。", en="V{n} is not being judged yet; votes open when it is.")
OVER = Phrase(zh="V{n} 的结果已经公布，不能再投。", en="The result of V{n} is announced; no more votes are taken.")
NO_WORK = Phrase(zh="V{n} 没有作品 H{work}。看有哪些：大赛 V{n}", en="V{n} has no work H{work}. To see them: competition V{n}")
OWN = Phrase(zh="H{work} 是你自己的，把票投给别的作品。", en="H{work} is your own; please vote for another.")
WHICH = Phrase(zh="投给哪一份？试试：大赛 V{n} 投 H{work}", en="Which one? Try: competition V{n} vote H{work}")


def vote(ctx: Context, of: WorkContest, words: str) -> None:
    """大赛 V3 投 H12."""
    if not of.public_weight:
        raise Refusal(NO_VOTES(n=of.event))
    if of.seed is None:
        raise Refusal(NOT_OPEN(n=of.event))
    if of.closed_at is not None:
        raise Refusal(OVER(n=of.event))
    entered = entering.entered(ctx, of)
    found = entering.WORK.fullmatch(words.strip())
    if found is None:
        raise Refusal(WHICH(n=of.event, work=min(entered)))
    work = int(found[1])
    if work not in entered:
        raise Refusal(NO_WORK(n=of.event, work=work))
    if entered[work].membership == ctx.member.id:
        raise Refusal(OWN(work=work))
    works.vote(ctx.db, of.id, ctx.member.id, work, at=ctx.now)
    ctx.reply(DONE(work=work), audience=Audience.PERSON)
