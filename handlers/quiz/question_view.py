"""How a question stands in a chat: stem, options one can press, and afterwards which was right and who chose what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from bot.context import Context, Press, Said
from bot.figures import short
from bot.messages import Kind
from bot.parts import Choice, Choices, Picture
from bot.phrases import Line, Phrase, listed
from bot.ticking import DONE, HAND_IN, TICK
from handlers.quiz.bank import marking
from handlers.quiz.bank.marking import shown
from handlers.quiz.bank.questions import (
    LETTERS,
    FillIn,
    Matching,
    Multiple,
    Numeric,
    Question,
    Short,
    Single,
    TrueFalse,
    right_options,
)

STEM_SHOWN = 40

TRUE = Phrase(zh="对", en="True")
FALSE = Phrase(zh="错", en="False")
SEVERAL = Phrase(
    zh="可多选：点选后按“确定”，或回复字母，如 AC。",
    en="Several may be right: tick them and press “Done”, or reply with letters, like AC.",
)
PAIRS = Phrase(zh="回复配对，如 1B 2A。", en="Reply with pairs, like 1B 2A.")
WORDS = Phrase(zh="回复要填的词。", en="Reply with the words.")
NUMBER = Phrase(zh="回复一个数。", en="Reply with a number.")
SENTENCES = Phrase(zh="用几句话回答，由专家批阅。", en="Answer in a few sentences; an expert reads it.")


def put(
    question: Question,
    ask: int,
    head: Line,
    language: str,
    *,
    order: Sequence[int] = (),
    until: datetime | None = None,
    seconds: int = 0,
) -> list[Said]:
    """The question as D<ask>: `head` with the stem in it, what to choose from, and how to answer where pressing will not do."""
    said: list[Said] = [Picture(question.picture, question.stem)] if question.picture else []
    said.append(head)
    match question.body:
        case Single() | TrueFalse():
            return [*said, _choices(question, language, order, says=ask, until=until, seconds=seconds)]
        case Multiple():
            choices = _choices(question, language, order, says=ask, several=True, until=until, seconds=seconds)
            return [*said, SEVERAL, choices, [Press(DONE, f"选 D{ask} {HAND_IN}")]]
        case Matching(pairs) as body:
            said += [f"{number} {pair.left}" for number, pair in enumerate(pairs, 1)]
            rights = [body.rights[place] for place in shown(len(body.rights), order)]
            return [*said, *(f"{letter} {right}" for letter, right in zip(LETTERS, rights, strict=False)), PAIRS]
        case FillIn():
            return [*said, WORDS]
        case Numeric():
            return [*said, NUMBER]
        case Short():
            return [*said, SENTENCES]


def revealed(question: Question, said: Sequence[Line], language: str, chosen: Mapping[int, int], answers: int) -> list[Said]:
    """The same once it is over: what there is to say, what was right, and how many of all `answers` chose each place."""
    right = _right(question)
    options = [
        Choice(letter, words, "", (chosen.get(place, 0), answers) if answers else None, place in right)
        for place, (letter, words) in enumerate(zip(LETTERS, option_words(question, language), strict=False))
    ]
    picture: list[Said] = [Picture(question.picture, question.stem)] if question.picture else []
    return [*picture, *said, Choices(tuple(options))]


def option_words(question: Question, language: str) -> list[str]:
    """What can be chosen, in the question's own order."""
    match question.body:
        case Single(options) | Multiple(options):
            return [option.text for option in options]
        case TrueFalse():
            return [TRUE().to(language), FALSE().to(language)]
        case _:
            return []


def short_stem(stem: str) -> str:
    """The beginning of a stem, in one line."""
    words = " ".join(stem.split())
    return words if len(words) <= STEM_SHOWN else f"{words[:STEM_SHOWN]}…"


def right_words(question: Question, order: Sequence[int], language: str) -> str:
    """What is right, in words, each option under the letter it was shown under."""
    if isinstance(question.body, Matching):
        return listed([f"{pair.left}→{pair.right}" for pair in question.body.pairs], language)
    return _lettered(question, _right(question), order, language) or marking.key(question)


def chosen_words(question: Question, said: str, chosen: Sequence[int], order: Sequence[int], language: str) -> str:
    """What somebody answered, in the same way; as they typed it where there was nothing to choose from."""
    if isinstance(question.body, Matching):
        pairs = zip(question.body.pairs, chosen, strict=False)
        return listed([f"{pair.left}→{question.body.rights[place]}" for pair, place in pairs if place >= 0], language) or said
    return _lettered(question, chosen, order, language) or said


def _lettered(question: Question, those: Collection[int], order: Sequence[int], language: str) -> str:
    """Options by their places, in the order shown."""
    words = option_words(question, language)
    lettered = zip(LETTERS, shown(len(words), order), strict=False)
    return listed([f"{letter} {words[place]}" for letter, place in lettered if place in those], language)


def _choices(
    question: Question,
    language: str,
    order: Sequence[int],
    *,
    says: int,
    several: bool = False,
    until: datetime | None,
    seconds: int,
) -> Choices:
    words = option_words(question, language)
    listed = zip(LETTERS, shown(len(words), order), strict=False)
    press, picked = (f"选 D{says} {TICK}", False) if several else (f"选 D{says} ", None)
    options = (Choice(letter, words[place], f"{press}{letter}", picked=picked) for letter, place in listed)
    return Choices(tuple(options), until, seconds)


def _right(question: Question) -> frozenset[int]:
    match question.body:
        case Single(options) | Multiple(options):
            return right_options(options)
        case TrueFalse(truth):
            return frozenset([0 if truth else 1])
        case _:
            return frozenset()


def whisper_or_reply(ctx: Context, line: Line | Phrase, *, aloud: bool = True) -> None:
    """Says something to one person alone: a toast where they pressed, words where we are alone. In a group only whoever spoke to us is
    answered, and not what the group should not hear (`aloud`): a choice, or that one of five hundred is in."""
    if ctx.event.kind is Kind.PRESSED:
        ctx.whisper(line)
    elif ctx.address.direct or (aloud and ctx.is_called):
        ctx.reply(line)


def seconds_of(ms: int) -> str:
    """1.2 for 1200 ms, 1 for 1000."""
    return short(Fraction(ms, 1000))
