"""An answer in a contest: kept with the moment it reached us; whoever pressed hears of it, the group does not."""

from __future__ import annotations

from bot.feature import Context, Phrase
from handlers.quiz.bank.marking import mark
from handlers.quiz.bank.questions import LETTERS, from_plain
from handlers.quiz.contest.scoring import thinking_time
from handlers.quiz.question_view import seconds_of, whisper_or_reply
from storage import answers
from storage.asks import Ask

TAKEN = Phrase(zh="✅ 收到{letter}，{seconds}秒", en="✅ {letter} in {seconds} s")
TAKEN_UNTIMED = Phrase(zh="✅ 收到{letter}", en="✅ {letter} it is")
LATE = Phrase(zh="⏰ 超时了，这题0分", en="⏰ Too late: no points for this one")
OVER = Phrase(zh="这题已经结束。", en="This question is over.")
ALREADY = Phrase(zh="你已经答过了，第一次的算。", en="You have answered; the first answer counts.")
NO_SUCH = Phrase(zh="没有这个选项。", en="There is no such option.")


def answer(ctx: Context, asked: Ask, said: str) -> None:
    """Takes somebody's first answer; whether it is right is not told before the question is over."""
    if asked.closed_at is not None:
        return whisper_or_reply(ctx, OVER)
    verdict = mark(from_plain(asked.plain), said, asked.shown_as)
    if verdict is None or verdict.credit is None:
        return whisper_or_reply(ctx, NO_SUCH)
    room = ctx.room_id if asked.delay_ms is not None else None
    credit = (verdict.credit.numerator, verdict.credit.denominator)
    given = answers.give(ctx.db, asked, ctx.member.id, said, verdict.chosen, credit, at=ctx.now, room=room)
    if given is None:
        return whisper_or_reply(ctx, ALREADY)
    letter = "".join(LETTERS[place] for place in verdict.chosen)
    if asked.shown_at is None or asked.delay_ms is None or asked.limit_ms is None:
        return whisper_or_reply(ctx, TAKEN_UNTIMED(letter=letter), aloud=False)
    thinking = thinking_time(asked.shown_at, ctx.now, asked.delay_ms)
    line = LATE if thinking > asked.limit_ms else TAKEN(letter=letter, seconds=seconds_of(thinking))
    whisper_or_reply(ctx, line, aloud=False)
