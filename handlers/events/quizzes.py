"""A short quiz made for one event: a few questions of a tag, of its topics or of the whole bank, for who was not there."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from bot.feature import Context, Phrase, Refusal
from bot.names import folded
from storage import bank, exams
from storage.events.events import Event

USUAL, MOST, PASS_MARK, TRIES = 3, 10, 60, 5
COUNT = re.compile(r"(?P<tag>.*?)\s*(?P<n>\d{1,3})\s*(?:题|道题?|questions?)?", re.IGNORECASE)

NAME = Phrase(zh="{title}小测V{id}", en="{title} quiz V{id}")
NO_TAG = Phrase(
    zh="题库里没有标签“{tag}”。可以用：{tags}。试试：活动 V{id} 回放 https://… 小测={example}",
    en="The bank has no tag “{tag}”. There are: {tags}. Try: event V{id} replay https://… quiz={example}",
)
EMPTY = Phrase(
    zh="题库里还没有题，做不了小测。先发题库文件给我，或者用已有的考试：活动 V{id} 回放 https://… 考试=E3",
    en="The bank has no questions to make a quiz of. Send me a file of them, or use an exam: event V{id} replay https://… exam=E3",
)
TOO_FEW = Phrase(
    zh="“{tag}”只有{n}题，不够{wanted}题。试试：活动 V{id} 回放 https://… 小测={tag} {n}",
    en="“{tag}” has only {n:question|questions}, fewer than {wanted}. Try: event V{id} replay https://… quiz={tag} {n}",
)
TOO_MANY = Phrase(
    zh="小测是1到{most}题。试试：活动 V{id} 回放 https://… 小测=3",
    en="A quiz has at most {most:question|questions}. Try: event V{id} replay https://… quiz=3",
)
WHOLE_BANK = Phrase(zh="题库", en="the bank")
RULES = Phrase(
    zh="小测“{name}”：{tag}里抽{n}题，{mark}分过，可考{tries}次。",
    en="The quiz “{name}”: {n:question|questions} of {tag}, {mark} passes, {tries:attempt|attempts}.",
)


class EventQuiz(NamedTuple):
    """A quiz that is to be made: its name, of what and how many."""

    name: str
    tag: str | None
    questions: int


def meant(ctx: Context, one: Event, words: str) -> EventQuiz:
    """小测=谈判, 小测=谈判 5题, 小测=3; without a tag the first of the event's topics that has so many, else the whole bank. Raises Refusal."""
    plain = unicodedata.normalize("NFKC", words).strip()
    found = COUNT.fullmatch(plain)
    named, wanted = (found["tag"], int(found["n"])) if found else (plain, None)
    if wanted is not None and not 1 <= wanted <= MOST:
        raise Refusal(TOO_MANY(most=MOST, id=one.id))
    name = NAME(title=one.title, id=one.id).to(ctx.camp.language)
    stock = dict(bank.tags(ctx.db, ctx.camp.id))
    if named:
        tag = next((it for it in stock if folded(it) == folded(named)), None)
        if tag is None:
            raise _no_tag(one, named, list(stock))
        n = wanted if wanted is not None else min(USUAL, stock[tag])
        if stock[tag] < n:
            raise Refusal(TOO_FEW(tag=tag, n=stock[tag], wanted=n, id=one.id))
        return EventQuiz(name, tag, n)
    n = wanted if wanted is not None else USUAL
    tag = next((it for topic in one.topics for it in stock if folded(it) == folded(topic) and stock[it] >= n), None)
    there = bank.count(ctx.db, ctx.camp.id)
    if not there:
        raise Refusal(EMPTY(id=one.id))
    if tag is None and there < n:
        raise Refusal(TOO_FEW(tag=WHOLE_BANK, n=there, wanted=n, id=one.id))
    return EventQuiz(name, tag, n)


def _no_tag(one: Event, named: str, tags: list[str]) -> Refusal:
    if not tags:
        return Refusal(EMPTY(id=one.id))
    return Refusal(NO_TAG(tag=named[:20], tags=tags[:8], example=tags[0], id=one.id))


def make(ctx: Context, quiz: EventQuiz) -> int:
    """It is an exam like others from now on; gives its number."""
    return exams.open_exam(
        ctx.db,
        ctx.camp.id,
        quiz.name,
        "exam",
        tag=quiz.tag,
        questions=quiz.questions,
        pass_mark=PASS_MARK,
        attempts=TRIES,
        minutes=None,
        form=None,
        until=None,
        at=ctx.now,
    )
