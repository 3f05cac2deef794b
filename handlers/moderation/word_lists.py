"""The words and domains of a camp's filters: how somebody writes them, what is no word, how many there may be. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.phrases import Phrase, Refusal
from handlers.moderation.normalising import compact, folded, spelled_alike

MOST = 20_000
"""Lines of one list."""
LONGEST = 40
"""Characters of one."""
SEPARATORS = re.compile(r"[;；、，,\n]+")
_PATTERN = re.compile(r"\\[dwsbDWSB.]|\.[*+?]|\[[^\]]*\]|\([^)]*\||\{\d+,?\d*\}|^\^|\$$|^/.+/[a-z]*$|[^\s]\*$|\+\?|\.\*")
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}")

NO_PATTERNS = Phrase(
    zh="“{word}”像正则表达式：巡查只认词、域名和种类，没有改动。试试：巡查 词 G3 加V；看股票",
    en="“{word}” looks like a regular expression: a filter knows words, domains and kinds. Nothing was changed. Try: filters words G3 stock tips; add me",
)
TOO_SHORT = Phrase(
    zh="“{word}”太短，会误伤很多话：一个词至少两个字，没有改动。",
    en="“{word}” is too short and would catch too much: a word has two letters at least. Nothing was changed.",
)
TOO_LONG = Phrase(
    zh="“{word}…”太长：一个词最多{most}字，没有改动。",
    en="“{word}…” is too long: a word has at most {most:letter|letters}. Nothing was changed.",
)
TOO_MANY = Phrase(
    zh="这样就有{n}个词，最多{most}个，没有改动。",
    en="That would make {n:word|words}; there may be {most}. Nothing was changed.",
)
NO_DOMAIN = Phrase(
    zh="“{word}”不是域名，没有改动。试试：巡查 域名 G3 bad.com",
    en="“{word}” is no domain. Nothing was changed. Try: filters domains G3 bad.com",
)


def split(words: str) -> list[str]:
    """What was typed, word by word."""
    return [word.strip() for word in SEPARATORS.split(words) if word.strip()]


def is_pattern(word: str) -> bool:
    """Whether it is written as a regular expression, of which a filter knows nothing."""
    return _PATTERN.search(word) is not None


def problem(word: str) -> Phrase | None:
    """What is wrong with a word of a list."""
    if is_pattern(word):
        return NO_PATTERNS
    if len(word) > LONGEST:
        return TOO_LONG
    return TOO_SHORT if sum(map(str.isalnum, compact(folded(word)))) < 2 else None


def domain(word: str) -> str:
    """A domain as it is kept; "" where it is none."""
    bare = folded(word.strip()).partition("://")[2] or folded(word.strip())
    bare = bare.removeprefix("www.").split("/")[0]
    return bare if _DOMAIN.fullmatch(bare) else ""


def checked(words: Iterable[str], *, domains: bool) -> list[str]:
    """The words, or their domains. Raises Refusal at the first that is none."""
    found = []
    for word in words:
        wrong = problem(word)
        if wrong is None and domains and not domain(word):
            wrong = NO_DOMAIN
        if wrong is not None:
            values = {"word": word[:LONGEST], "most": LONGEST}
            raise Refusal(wrong(**values))
        found.append(domain(word) if domains else word)
    return found


def joined(kept: Sequence[str], new: Sequence[str]) -> list[str]:
    """The list with what is new, each once however it is spelled. Raises Refusal where that is too much."""
    known, together = set(_alike(kept)), list(kept)
    for word, alike in zip(new, _alike(new), strict=True):
        if alike not in known:
            known.add(alike)
            together.append(word)
    if len(together) > MOST:
        raise Refusal(TOO_MANY(n=len(together), most=MOST))
    return together


def without(kept: Sequence[str], gone: Sequence[str]) -> list[str]:
    """The list without these, however they are spelled."""
    known = set(_alike(gone))
    return [word for word, alike in zip(kept, _alike(kept), strict=True) if alike not in known]


def _alike(words: Sequence[str]) -> list[str]:
    """What two spellings of a word share, for all of them at once."""
    return compact("\n".join(spelled_alike(words))).split("\n") if words else []
