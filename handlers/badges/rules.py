"""How a badge's name and rule are read. Pure: words in, values out."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.names import clean

LONGEST = 20
"""Characters of a badge's name: as many as fit on its picture in two rows."""
AT_LEAST = re.compile(r"\s*(?:>=|=>|≥|＞＝|＞=|>＝|⩾|至少|不少于|达到|满|at least|>|＞)\s*")
BRACKETS = re.compile(r"[《“\"「『【](.+?)[》”\"」』】]\s*")


class WrittenRule(NamedTuple):
    """What is written of a rule: what is counted, and the number behind ≥ ("" where none stands there)."""

    counted: str
    least: str


def named(words: str) -> tuple[str, str]:
    """The name a rule or a reason begins with, in marks of a title or one word, and the rest of it."""
    plain = clean(words)
    if found := BRACKETS.match(plain):
        return " ".join(found[1].split()), plain[found.end() :].strip()
    first, _, rest = plain.partition(" ")
    return first.strip(), rest.strip()


def is_name(words: str) -> bool:
    """Whether a badge can be called so: some letters, not a bare number, and no longer than fits."""
    return bool(words) and len(words) <= LONGEST and any(letter.isalpha() for letter in words)


def written(words: str) -> WrittenRule | None:
    """连续打卡>=7, 连续打卡 ≥ 7, 打卡满30; also 考试 阶段一, without a number. A bare > is None, for 7 is not above 7; so is no rule."""
    plain = words.strip()
    found = AT_LEAST.search(plain)
    if found is None:
        return WrittenRule(plain, "") if plain else None
    if found[0].strip() in (">", "＞") or not plain[: found.start()].strip() or not plain[found.end() :].strip():
        return None
    return WrittenRule(plain[: found.start()].strip(), plain[found.end() :].strip())
