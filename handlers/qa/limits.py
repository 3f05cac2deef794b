"""What a question and an answer must be, and how many of them one person may send in a while."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.feature import Context, Phrase, Refusal
from storage import suggestions, tickets
from storage.search.normal import normal

SHORTEST, LONGEST_QUESTION, LONGEST_ANSWER = 2, 500, 2000
"""Letters; greetings, emoji and punctuation are none."""
QUESTIONS, ANSWERS = 5, 10
MINUTE = timedelta(minutes=1)
WITHIN = 10 * MINUTE
"""A person may ask so many questions, and give so many answers, in that time."""

NO_LETTERS = Phrase(
    zh="里面没有文字。用一句话写清楚，比如：提问 客户嫌报价高怎么回",
    en="There are no words in it. Put it in a sentence, like: ask how to answer that the price is too high",
)
TOO_SHORT = Phrase(
    zh="太短了，看不出问的是什么。写成一句话，比如：提问 客户嫌报价高怎么回",
    en="Too short to tell what it is about. Put it in a sentence, like: ask how to answer that the price is too high",
)
NO_SUBJECT = Phrase(
    zh="看不出问的是哪件事。把事情写上，比如：提问 客户嫌报价高怎么回",
    en="It does not say what it is about. Name the matter, like: ask how to answer that the price is too high",
)
QUESTION_TOO_LONG = Phrase(
    zh="问题最多{most}字（现在{length}字）。先写问的那一句，背景可以在群里补。",
    en="A question has at most {most:character|characters} (this has {length}). Put the question first; the rest can follow in the group.",
)
NO_ANSWER = Phrase(zh="回答里没有文字。", en="There are no words in the answer.")
ANSWER_TOO_LONG = Phrase(
    zh="回答最多{most}字（现在{length}字）。", en="An answer has at most {most:character|characters} (this has {length})."
)
ASKED_MUCH = Phrase(
    zh="{minutes}分钟里已经问了{n}个，先等等前面的回答，过一会儿再问。",
    en="That is {n:question|questions} within {minutes:minute|minutes}. Wait for some answers, and ask again a little later.",
)
ANSWERED_MUCH = Phrase(
    zh="{minutes}分钟里已经答了{n}个，歇一歇，过一会儿再答。",
    en="That is {n:answer|answers} within {minutes:minute|minutes}. Take a break, and go on a little later.",
)

_FILLERS = frozenset(
    "的地得了着过吗呢啊吧呀么嘛是不没我你您他她它们这那哪谁有在和与就都也很还又怎样什为何几能可以要会请问想说好一下老师大家谢呵哈嗯哦噢哎唉"
)
_FILLER_WORDS = re.compile(
    r"(?:(?:an?|the|is|are|do(?:es)?|did|to|of|in|on|for|and|or|not|i|you|it|we|what|how|why|when|where|who|can|could|please|help)"
    r"(?: |$))+"
)


def question(words: str) -> None:
    """Raises Refusal where nobody could tell what is asked."""
    if len(words) > LONGEST_QUESTION:
        raise Refusal(QUESTION_TOO_LONG(length=len(words), most=LONGEST_QUESTION))
    norm = normal(words)
    letters = norm.replace(" ", "")
    if not letters:
        raise Refusal(NO_LETTERS)
    if len(letters) < SHORTEST:
        raise Refusal(TOO_SHORT)
    if says_nothing(norm):
        raise Refusal(NO_SUBJECT)


def answer(words: str) -> None:
    """Raises Refusal where it answers nothing."""
    if len(words) > LONGEST_ANSWER:
        raise Refusal(ANSWER_TOO_LONG(length=len(words), most=LONGEST_ANSWER))
    if not normal(words):
        raise Refusal(NO_ANSWER)


def says_nothing(norm: str) -> bool:
    """Whether a text spelled by `normal` has only words that are in every question."""
    return _FILLERS.issuperset(norm.replace(" ", "")) or _FILLER_WORDS.fullmatch(norm) is not None


def may_ask(ctx: Context) -> None:
    """Raises Refusal where somebody floods the experts. A question whose asker saw suggestions first counts once."""
    since = ctx.now - WITHIN
    opened = tickets.asked_since(ctx.db, ctx.camp.id, ctx.person.id, since)
    if (n := max(opened, suggestions.times_since(ctx.db, ctx.person.id, since))) >= QUESTIONS:
        raise Refusal(ASKED_MUCH(n=n, minutes=WITHIN // MINUTE))


def may_answer(ctx: Context) -> None:
    """Raises Refusal where somebody floods the questions."""
    if (n := tickets.answered_since(ctx.db, ctx.person.id, ctx.now - WITHIN)) >= ANSWERS:
        raise Refusal(ANSWERED_MUCH(n=n, minutes=WITHIN // MINUTE))
