"""What somebody searches for: words, and what narrows them — `#行业=零售`, `作者=何琳`, `时间=本月`, each as well as the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot import tags
from bot.phrases import Phrase, Refusal
from handlers.qa import codes, limits
from scheduler.calendar import DAY
from scheduler.when import parse_past_days
from storage.archive import Filter
from storage.search.normal import normal

FOR_WHAT = Phrase(zh="想找什么？试试：搜 报价 高", en="What are you looking for? Try: search price too high")
NO_LETTER = Phrase(
    zh="这里面没有可以找的字。写几个词，比如：搜 报价 高",
    en="There is nothing to look for in that. Use a few words, like: search price too high",
)
ONE_LETTER = Phrase(
    zh="只有一个字，找不准。多写几个字，比如：搜 报价 高",
    en="One letter finds nothing. Use a few words, like: search price too high",
)
ONLY_COMMON = Phrase(
    zh="这几个字哪句话里都有，找不准。写上要问的事，比如：搜 报价 高",
    en="Those words are in every question. Name the subject, like: search price too high",
)
NO_TAG = Phrase(zh="没有“{tag}”这个标签。有：{tags}。", en="There is no tag “{tag}”. There are: {tags}.")
NO_TAGS = Phrase(zh="还没有带标签的问答。", en="No answer has a tag yet.")
NOT_A_TIME = Phrase(
    zh="没看懂时间“{word}”。试试：时间=本月、时间=7天、时间=5/1-5/7",
    en="“{word}” is no time I know. Try: time=month, time=7d, time=5/1-5/7",
)
SHOWN = 8

_AUTHOR = re.compile(r"(?<!\S)(?:作者|author)[=＝](\S+)", re.IGNORECASE)
_TIME = re.compile(r"(?<!\S)(?:时间|time)[=＝](\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """Words to find by, "" where only the filter counts."""

    words: str
    wanted: Filter


def read(said: str, known_tags: Callable[[], Iterable[str]], today: date, zone: ZoneInfo) -> Query:
    """The query in somebody's words; `known_tags` is asked only where a tag is named. Raises Refusal where it cannot be searched for."""
    said, named = codes.untagged(said)
    authors, said = _taken(_AUTHOR, said)
    times, said = _taken(_TIME, said)
    since, until = _between(times[-1], today, zone) if times else (None, None)
    wanted = Filter(
        tags=_known(named, known_tags) if named else (),
        author=authors[-1].lstrip("@") if authors else None,
        since=since,
        until=until,
    )
    words = " ".join(said.split())
    if words:
        _check(words)
    elif wanted == Filter():
        raise Refusal(FOR_WHAT)
    return Query(words, wanted)


def _taken(pattern: re.Pattern[str], said: str) -> tuple[list[str], str]:
    return pattern.findall(said), pattern.sub(" ", said)


def _check(words: str) -> None:
    norm = normal(words)
    letters = norm.replace(" ", "")
    if not letters:
        raise Refusal(NO_LETTER)
    if len(letters) == 1:
        raise Refusal(ONE_LETTER)
    if limits.says_nothing(norm):
        raise Refusal(ONLY_COMMON)


def _known(named: Iterable[str], known_tags: Callable[[], Iterable[str]]) -> tuple[str, ...]:
    every = list(known_tags())
    found: dict[str, None] = {}
    for word in named:
        one = tags.known(word, every)
        if one is None:
            raise Refusal(NO_TAG(tag=tags.tag(word), tags=every[:SHOWN]) if every else NO_TAGS)
        found[one] = None
    return tuple(found)


def _between(word: str, today: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the first midnight to the one after the last day."""
    first, last = _days(word, today)
    return datetime.combine(first, time(), zone), datetime.combine(last + DAY, time(), zone)


def _days(word: str, today: date) -> tuple[date, date]:
    days = parse_past_days(word, today)
    if days is None:
        raise Refusal(NOT_A_TIME(word=word[:24]))
    return days
