"""要求=课程 3；考试 结业；学时 20: each thing a level asks for, with its number. Raises Refusal for what nobody counts."""

from __future__ import annotations

import re

from bot import counters
from bot.counters import COUNTERS, Counter
from bot.feature import Context, Line, Phrase, Refusal
from bot.names import folded
from handlers.promotion.measures import MEASURES
from storage.promotion import MOST_ASKED, LevelNeed

MOST_NEEDS, SHOWN, LONGEST_SUBJECT = 12, 24, 100
_PARTS = re.compile(r"[;；、\n]")
_NUMBER = re.compile(r"(\d{1,6})\s*(?:门|次|节|个|场|份|篇|天|分|小时|学时|times|hours?|courses?|lessons?)?", re.IGNORECASE)
_UNIT = re.compile(r"(?<=\d)\s*门$")

UNKNOWN = Phrase(
    zh="没有“{word}”这一项，没有改动。可以要求：{known}",
    en="There is nothing called “{word}”; nothing was changed. A level may ask for: {known}",
)
NO_NUMBER = Phrase(
    zh="“{part}”要写上1到{most}的数，没有改动。{example}",
    en="“{part}” needs a number from 1 to {most}; nothing was changed. {example}",
)
TWICE = Phrase(zh="“{part}”写了两次，没有改动。", en="“{part}” is asked for twice; nothing was changed.")
TOO_MANY = Phrase(
    zh="一级最多{most}项要求，没有改动。", en="A level asks for at most {most:thing|things}; nothing was changed."
)


def needs(ctx: Context, words: str, example: Phrase | Line) -> tuple[LevelNeed, ...]:
    """What the words ask for, in their order. Raises Refusal."""
    found: list[LevelNeed] = []
    for part in (piece.strip() for piece in _PARTS.split(words)):
        if not part:
            continue
        one = _need(ctx, part, example)
        if any(one[:2] == other[:2] for other in found):
            raise Refusal(TWICE(part=part[:SHOWN]))
        found.append(one)
    if len(found) > MOST_NEEDS:
        raise Refusal(TOO_MANY(most=MOST_NEEDS))
    if not found:
        raise Refusal(NO_NUMBER(part=words.strip()[:SHOWN], most=MOST_ASKED, example=example))
    return tuple(found)


def _need(ctx: Context, part: str, example: Phrase | Line) -> LevelNeed:
    """A name with a number is a measure's where there is one; everything else is read by its counter, of its subject."""
    code, counter, rest = _named(part)
    number = _NUMBER.fullmatch(rest)
    if code and number:
        if not 1 <= int(number[1]) <= MOST_ASKED:
            raise Refusal(NO_NUMBER(part=part[:SHOWN], most=MOST_ASKED, example=example))
        return LevelNeed(code, "", int(number[1]))
    if counter is None or not rest:
        raise Refusal(NO_NUMBER(part=part[:SHOWN], most=MOST_ASKED, example=example))
    asked = counter.asked(ctx.db, ctx.camp, number[1] if number else _UNIT.sub("", rest))
    n = asked.needs
    if n is None and counter.all_of is not None:  # all there are of a tag, as many as there are today
        n = counter.all_of(ctx.db, ctx.camp.id, asked.subject)
    return LevelNeed(counter.code, asked.subject[:LONGEST_SUBJECT], max(min(n or 1, MOST_ASKED), 1))


def _named(part: str) -> tuple[str, Counter | None, str]:
    """The measure and the counter a part begins with the name of, and what stands behind it."""
    said = folded(part)
    measures = {folded(word): code for code, one in MEASURES.items() for word in (one.name.zh, one.name.en, *one.words)}
    known = measures.keys() | {word for counter in COUNTERS.values() for word in counter.every_word}
    for word in sorted(known, key=len, reverse=True):
        rest = said[len(word) :]
        if said.startswith(word) and not (word[-1].isascii() and rest[:1].isascii() and rest[:1].isalpha()):
            behind = " ".join(part.split())[len(word) :].strip(' =:：×“”"')
            return measures.get(word, ""), counters.called(word), behind
    names = [*(one.name for one in MEASURES.values()), *(one.name for one in COUNTERS.values())]
    raise Refusal(UNKNOWN(word=part[:SHOWN], known=names))
