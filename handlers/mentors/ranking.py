"""Who may be a mentor by a ranking: the setting is read, and the top share of it found. Nobody's figure is shown to anybody."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

from bot.names import folded
from bot.phrases import Line, Phrase
from bot.setting_values import OFF, OFF_SHOWN
from storage.connection import Db
from storage.mentors import pool

SHARE = re.compile(r"(?:^|\s)(?:前|top)?\s*(\d{1,3})\s*%$", re.IGNORECASE)
USUAL = 20
"""Percent: the best fifth."""
LONGEST = 40
KINDS = {"points": ("积分", "points"), "exam": ("考试", "exam"), "kpi": ("指标", "kpi")}
KIND_OF = {word: kind for kind, words in KINDS.items() for word in words}
SHOWN = {
    "points": Phrase(zh="积分 前{share}%", en="points top {share}%"),
    "exam": Phrase(zh="考试 {name} 前{share}%", en="exam {name} top {share}%"),
    "kpi": Phrase(zh="指标 {name} 前{share}%", en="kpi {name} top {share}%"),
}


class PoolRanking(NamedTuple):
    """By what, of which exam or metric, and the best how many percent of those who have a figure."""

    kind: str
    name: str
    share: int

    @property
    def shown(self) -> Line:
        return SHOWN[self.kind](name=self.name, share=self.share) if self.name else SHOWN[self.kind](share=self.share)


def read(words: str) -> str:
    """积分 前20%, 考试 阶段一 前10% as it is kept, "" for 关 / off. Raises ValueError."""
    plain = " ".join(unicodedata.normalize("NFKC", words).split())
    if plain.casefold() in OFF:
        return ""
    found = SHARE.search(plain)
    share = int(found[1]) if found else USUAL
    kind_word, _, name = (plain[: found.start()] if found else plain).strip().partition(" ")
    kind, name = KIND_OF.get(kind_word.casefold()), name.strip(' “”"《》')
    if kind is None or not 1 <= share <= 100 or bool(name) is (kind == "points") or len(name) > LONGEST:
        raise ValueError(words)
    return f"{kind}:{share}:{name}"


def kept(value: str) -> PoolRanking | None:
    """What `read` gave; None for ""."""
    if not value:
        return None
    kind, share, name = value.split(":", 2)
    return PoolRanking(kind, name, int(share))


def shown(value: str) -> Line | Phrase:
    """As people say it."""
    ranking = kept(value)
    return ranking.shown if ranking else OFF_SHOWN


def top(figures: Mapping[int, Fraction], share: int) -> set[int]:
    """The best `share` percent, rounded up; who is even with the last of them is in too."""
    if not figures:
        return set()
    places = -(-len(figures) * share // 100)
    least = sorted(figures.values(), reverse=True)[places - 1]
    return {one for one, figure in figures.items() if figure >= least}


FIGURES: dict[str, Callable[[Db, int, str], dict[int, Fraction]]] = {
    "points": lambda db, camp, name: pool.by_points(db, camp),
    "exam": pool.by_exam,
    "kpi": lambda db, camp, name: pool.by_kpi(db, camp, folded(name)),
}
"""By what people can be ranked: another source of figures is one more line here, and one more in `KINDS` and `SHOWN`."""


def leading(db: Db, camp: int, ranking: PoolRanking) -> set[int]:
    """The memberships in the top share of a ranking."""
    return top(FIGURES[ranking.kind](db, camp, ranking.name), ranking.share)
