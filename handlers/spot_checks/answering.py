"""Answering a spot check: once, in private, until its end."""

from __future__ import annotations

from bot.feature import Context, Phrase, Refusal
from handlers.spot_checks import rules
from handlers.spot_checks.settings import PREFIX, feature
from storage import spot_checks
from storage.spot_checks import SpotAnswer

CALLED = Phrase(zh="这份抽查", en="this spot check")
ASKED = Phrase(
    zh="🎲 抽查（版本{release}）：{question}\n{until:%m-%d %H:%M} 前，用自己的话写几句发我。",
    en="🎲 Spot check (release {release}): {question}\nSend me a few sentences of your own, until {until:%m-%d %H:%M}.",
)
IN_PRIVATE = Phrase(zh="抽查在私聊里答：私聊我发“抽查”。", en="A spot check is answered in private: send me “spotcheck” there.")
NONE_SUCH = Phrase(zh="没有要你答的 {code}。看要答的：抽查", en="{code} is not asked of you. To see what is: spotcheck")
ANSWERED = Phrase(
    zh="{code} 已经答过，一次为准，等专家评分。", en="{code} is answered; it counts once and waits for an expert."
)
OVER = Phrase(zh="{code} 的抽查已经收了，下次再来。", en="The spot check of {code} is over; next time, then.")
EMPTY = Phrase(zh="写几个字再发，用自己的话就行。", en="Please write a few words of your own.")
LONG = Phrase(
    zh="最多{most}字，这段有{n}字，请写短些再发。", en="At most {most:character|characters}; this has {n}. Please shorten it."
)
DONE = Phrase(zh="✅ {code} 收到了，专家评完私聊告诉你。", en="✅ {code} is in; you hear in private what the expert gave.")


def answer(ctx: Context, words: str) -> None:
    """抽查 答 T3, with the words or before them."""
    if not ctx.address.direct:
        raise Refusal(IN_PRIVATE)
    found = rules.NUMBER.fullmatch(words)
    mine = spot_checks.of_member(ctx.db, ctx.member.id)
    number = int(found[1]) if found else mine[0].id if mine else 0
    one = _asked(ctx, number)
    said = (found["words"] or "") if found else words
    if said.strip():
        return _keep(ctx, one, said)
    ctx.ask("answer", number=one.id)
    ctx.reply(ASKED(release=one.release, question=one.question, until=one.until))


def _asked(ctx: Context, number: int) -> SpotAnswer:
    """What is asked of them and can still be answered. Raises Refusal."""
    one = spot_checks.answer(ctx.db, ctx.camp.id, number)
    code = f"{PREFIX}{number}"
    if one is None or one.membership != ctx.member.id:
        raise Refusal(NONE_SUCH(code=code))
    if one.answered_at is not None:
        raise Refusal(ANSWERED(code=code))
    if ctx.said_at > one.until:
        raise Refusal(OVER(code=code))
    return one


def _keep(ctx: Context, one: SpotAnswer, words: str) -> None:
    words = words.strip()
    if not any(letter.isalnum() for letter in words):
        raise Refusal(EMPTY)
    if len(words) > rules.LONGEST_ANSWER:
        raise Refusal(LONG(most=rules.LONGEST_ANSWER, n=len(words)))
    spot_checks.say(ctx.db, one.id, words, at=ctx.now)
    ctx.reply(DONE(code=f"{PREFIX}{one.id}"))


@feature.step("answer", called=CALLED)
def said(ctx: Context, words: str, *, number: int) -> None:
    one = _asked(ctx, number)
    try:
        _keep(ctx, one, words)
    except Refusal:
        ctx.ask("answer", number=number)
        raise
