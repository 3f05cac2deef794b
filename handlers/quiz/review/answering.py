"""An answer in a review: the card is laid for its next day, and the next one of today follows."""

from __future__ import annotations

from fractions import Fraction

from bot.feature import Context, Line, Phrase
from handlers.quiz.bank import marking
from handlers.quiz.bank.questions import Question, from_plain
from handlers.quiz.question_view import right_words, whisper_or_reply
from handlers.quiz.review import schedule
from handlers.quiz.review.morning import ask_next
from handlers.quiz.review.settings import SPREAD, card_of, day_of, keep, morning, short
from storage import answers, asks
from storage.asks import Ask

RIGHT = Phrase(zh="✅ 下次 {day}（{n}天后）。{mastery}", en="✅ Next on {day} (in {n:day|days}). {mastery}")
WRONG = Phrase(
    zh="答案是 {key}{why}。下次 {day}（{n}天后）。{mastery}",
    en="The answer is {key}{why}. Next on {day} (in {n:day|days}). {mastery}",
)
WHY = Phrase(zh="，因为{words}", en=", because: {words}")
MASTERY = Phrase(zh="掌握度：{tag} {before}→{after}", en="Mastery of {tag}: {before} → {after}")
MASTERY_FIRST = Phrase(zh="掌握度：{tag} {after}", en="Mastery of {tag}: {after}")
GONE = Phrase(zh="这题已经换成后面的题了。", en="A later question has taken this one's place.")
NOT_YOURS = Phrase(zh="这题是问别人的。", en="This question was put to somebody else.")
NOT_READ = Phrase(
    zh="没看懂。回复选项字母，比如 B；不想复习就回复“今天不想复习”。",
    en="I did not get that. Reply with a letter, like B, or “not today”.",
)


def answer(ctx: Context, asked: Ask, said: str) -> None:
    """Takes the answer to a card."""
    if asked.membership != ctx.member.id:
        return whisper_or_reply(ctx, NOT_YOURS)
    if asked.closed_at is not None:
        return whisper_or_reply(ctx, GONE)
    question = from_plain(asked.plain)
    verdict = marking.mark(question, said, asked.shown_as)
    if verdict is None or verdict.credit is None:
        return whisper_or_reply(ctx, NOT_READ)
    before = answers.mastery(ctx.db, asked.camp, ctx.member.id)
    credit = (verdict.credit.numerator, verdict.credit.denominator)
    answers.give(ctx.db, asked, ctx.member.id, said, verdict.chosen, credit, at=ctx.now)
    asks.close(ctx.db, asked.id, at=ctx.now)
    card = _lay(ctx, asked, right=verdict.right)
    ctx.reply(_told(ctx, asked, question, card, before, right=verdict.right))
    ask_next(ctx, ctx.member.id, ctx.person.id)
    ctx.happened("review.answered", ctx.member.id, questions=(asked.question,))


def _lay(ctx: Context, asked: Ask, *, right: bool) -> schedule.Card:
    """The card after this answer. There is no clock in a review, so nothing is slow."""
    known = card_of(ctx, ctx.member.id, asked.question)
    card = schedule.review(known, schedule.rate(right=right), day_of(ctx, ctx.now), morning(ctx), fuzz=ctx.setting(SPREAD))
    keep(ctx, ctx.member.id, asked.question, card)
    return card


def _told(
    ctx: Context, asked: Ask, question: Question, card: schedule.Card, before: dict[str, tuple[int, int]], *, right: bool
) -> Line:
    day = day_of(ctx, card.due)
    said = {"day": short(day), "n": (day - day_of(ctx, ctx.now)).days, "mastery": _mastery(ctx, question, before)}
    if right:
        return RIGHT(**said)
    why = question.explanation.rstrip("。.")
    return WRONG(**said, key=right_words(question, asked.shown_as, ctx.language), why=WHY(words=why) if why else "")


def _mastery(ctx: Context, question: Question, before: dict[str, tuple[int, int]]) -> Line | str:
    """How the question's first tag stands now."""
    if not question.tags:
        return ""
    tag = question.tags[0]
    after = answers.mastery(ctx.db, ctx.camp.id, ctx.member.id).get(tag)
    if after is None:
        return ""
    if tag not in before:
        return MASTERY_FIRST(tag=tag, after=whole_percent(*after))
    return MASTERY(tag=tag, before=whole_percent(*before[tag]), after=whole_percent(*after))


def whole_percent(right: int, asked: int) -> str:
    """3 of 5 is 60%, half up."""
    return f"{int(Fraction(200 * right + asked, 2 * asked))}%"
