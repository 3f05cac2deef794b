"""A map to a file its author can go on with: Markdown, csv or xlsx. What is read back from it is the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot.documents import delimited
from bot.documents.workbook import Workbook
from bot.feature import Phrase
from handlers.path import markdown_file
from handlers.path.wording import name_of
from storage.path import Need, StageSpec

NAME, ABOUT = Phrase(zh="关卡", en="stage"), Phrase(zh="说明", en="about")
REWARD, OPENS = Phrase(zh="奖励", en="reward"), Phrase(zh="开放", en="opens")
COINS, POINTS, BADGE, CERTIFICATE = (
    Phrase(zh="金币 {n}", en="coins {n}"),
    Phrase(zh="积分 {n}", en="points {n}"),
    Phrase(zh="勋章 {n}", en="badge {n}"),
    Phrase(zh="证书 {n}", en="certificate {n}"),
)
ANY_TIME, MONTHLY = Phrase(zh="随时", en="anytime"), Phrase(zh="每月一关", en="monthly")
AFTER, DAYS_IN = Phrase(zh="{name}之后", en="after {name}"), Phrase(zh="入营后{n}天", en="{n:day|days} after joining")
MAP = Phrase(zh="地图: {name}", en="path: {name}")
PART = "；"


def markdown(specs: Sequence[StageSpec], camp: str, language: str) -> bytes:
    """One stage after the other."""
    return markdown_file.written(MAP(name=camp).to(language), [(spec.name, fields(spec, language)) for spec in specs]).encode()


def csv(specs: Sequence[StageSpec], camp: str, language: str) -> bytes:
    """A table of values parted by commas."""
    return delimited.written(_table(specs, language))


def xlsx(specs: Sequence[StageSpec], camp: str, language: str) -> bytes:
    """The same table as a workbook."""
    book = Workbook()
    heads, *rows = _table(specs, language)
    book.add(MAP(name=camp).to(language), heads, rows, wide=(ABOUT().to(language),))
    return book.saved()


def fields(spec: StageSpec, language: str) -> list[tuple[str, str]]:
    """What a stage says, field by field, as its author would write it."""
    asked = groupby(spec.needs, key=lambda need: need.counter)
    return [
        (ABOUT().to(language), spec.about),
        *((name_of(counter)().to(language), PART.join(map(_need, needs))) for counter, needs in asked),
        (REWARD().to(language), PART.join(_reward(spec, language))),
        (OPENS().to(language), PART.join(_opening(spec, language))),
    ]


def _need(need: Need) -> str:
    if not need.subject:
        return str(need.needs)
    return need.subject if need.needs in (None, 1) and not _is_one_of_all(need) else f"{need.subject} {need.needs}"


def _is_one_of_all(need: Need) -> bool:
    """One lesson of a tag is something else than all of them."""
    return need.needs == 1 and need.subject.startswith("#")


def _reward(spec: StageSpec, language: str) -> list[str]:
    said = [COINS(n=spec.coins)] if spec.coins else []
    said += [POINTS(n=spec.points)] if spec.points else []
    said += [BADGE(n=spec.badge)] if spec.badge else []
    said += [CERTIFICATE(n=spec.certificate)] if spec.certificate else []
    return [line.to(language) for line in said]


def _opening(spec: StageSpec, language: str) -> list[str]:
    said = [AFTER(name=spec.after)] if spec.after else [] if spec.in_turn else [ANY_TIME()]
    said += [MONTHLY()] if spec.monthly else []
    dated = [spec.opens_on.isoformat()] if spec.opens_on is not None else []
    said += [DAYS_IN(n=spec.days_in)] if spec.days_in is not None else []
    return [*dated, *(line.to(language) for line in said)]


def _table(specs: Sequence[StageSpec], language: str) -> list[list[str]]:
    """The columns are all that any of them says, in the order it is first said."""
    said = [dict(fields(spec, language)) for spec in specs]
    last = [REWARD().to(language), OPENS().to(language)]
    columns = [head for head in dict.fromkeys(head for one in said for head, words in one.items() if words) if head not in last]
    heads = [NAME().to(language), *columns, *last]
    return [heads, *([spec.name, *(one.get(head, "") for head in heads[1:])] for spec, one in zip(specs, said, strict=True))]
