"""要求=课程 3；考试 结业；学时 20: each thing a level asks for, with its number. Raises Refusal for what nobody counts."""

from __future__ import annotations

import re

from bot import counters
from bot.counters import COUNTERS, Counter
from bot.feature import Context, Line, Phrase, Refusal
from bot.names import folded
from handlers.promotion.measures import MEASURES
from scheduler.when.numbers import NUMBER, number
from storage.promotion import MOST_ASKED, LevelNeed

MOST_NEEDS, SHOWN, LONGEST_SUBJECT = 12, 24, 100
_PARTS = re.compile(r"[;；、,，\n]")
_NUMBER = re.compile(
    r"(\d{1,6}|[一二两三四五六七八九十]{1,3})\s*(?:门|次|节|个|场|份|篇|天|分|小时|学时|times|hours?|courses?|lessons?)?",
    re.IGNORECASE,
)
_FIRST = re.compile(r"(\d{1,6}|[一二两三四五六七八九十]{1,3})\s*(?:门|次|节|个|场|份|篇)?\s*(\D.*)")
"""3门课, 20 hours: the number stands before what is counted."""
_AT_LEAST = re.compile(r"^(?:>=?|≥|至少|不少于|达到|满|at least)\s*", re.IGNORECASE)
_NEXT = re.compile(r"(?<=[\d门次节个场份篇天分时])\s+(?=\D)")
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
    for part in (piece.strip() for whole in _PARTS.split(words) for piece in _one_by_one(whole)):
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


def apart(words: str) -> tuple[str, str]:
    """高级顾问 课程 3: a level's name, and what is asked for behind it with a number; "" where nothing is."""
    for between in re.finditer(r"\s+", words):
        behind = words[between.end() :]
        if _known_beginning(behind) is not None and re.search(rf"\d|{NUMBER}", behind):
            return words[: between.start()], behind
    return words, ""


def _one_by_one(words: str) -> list[str]:
    """课程 3门 学时 20: two with no more than a space between, where what comes behind it is a name."""
    for between in _NEXT.finditer(words):
        if None not in (_known_beginning(words[: between.start()]), _known_beginning(words[between.end() :])):
            return [words[: between.start()], *_one_by_one(words[between.end() :])]
    return [words]


def _need(ctx: Context, part: str, example: Phrase | Line) -> LevelNeed:
    """A name with a number is a measure's where there is one; everything else is read by its counter, of its subject."""
    before = _FIRST.fullmatch(part) if _known_beginning(part) is None else None
    code, counter, rest = _named(f"{before[2]} {before[1]}" if before else part)
    written = _NUMBER.fullmatch(rest)
    n_asked = number(written[1]) if written else None
    if code and n_asked is not None:
        if not 1 <= n_asked <= MOST_ASKED:
            raise Refusal(NO_NUMBER(part=part[:SHOWN], most=MOST_ASKED, example=example))
        return LevelNeed(code, "", n_asked)
    if counter is None or not rest:
        raise Refusal(NO_NUMBER(part=part[:SHOWN], most=MOST_ASKED, example=example))
    asked = counter.asked(ctx.db, ctx.camp, _UNIT.sub("", rest) if n_asked is None else str(n_asked))
    n = asked.needs
    if n is None and counter.all_of is not None:  # all there are of a tag, as many as there are today
        n = counter.all_of(ctx.db, ctx.camp.id, asked.subject)
    return LevelNeed(counter.code, asked.subject[:LONGEST_SUBJECT], max(min(n or 1, MOST_ASKED), 1))


def _named(part: str) -> tuple[str, Counter | None, str]:
    """The measure and the counter a part begins with the name of, and what stands behind it."""
    word = _known_beginning(part)
    if word is None:
        names = [*(one.name for one in MEASURES.values()), *(one.name for one in COUNTERS.values())]
        raise Refusal(UNKNOWN(word=part[:SHOWN], known=names))
    behind = " ".join(part.split())[len(word) :].strip(' =:：×“”"')
    return _measures().get(word, ""), counters.called(word), _AT_LEAST.sub("", behind)


def _known_beginning(part: str) -> str | None:
    """The longest name of something counted that a part begins with."""
    said = folded(part)
    known = _measures().keys() | {word for counter in COUNTERS.values() for word in counter.every_word}
    for word in sorted(known, key=len, reverse=True):
        rest = said[len(word) :]
        if said.startswith(word) and not (word[-1].isascii() and rest[:1].isascii() and rest[:1].isalpha()):
            return word
    return None


def _measures() -> dict[str, str]:
    return {folded(word): code for code, one in MEASURES.items() for word in (one.name.zh, one.name.en, *one.words)}
