"""评分表: every judge's points of a round as a workbook, and the means they come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from bot import rubric
from bot.audience import Audience
from bot.documents.workbook import Workbook
from bot.feature import Context, Phrase, Role
from bot.judging.kinds import KINDS
from bot.judging.sheet import TASK
from bot.parts import File
from handlers.judging.settings import feature
from storage import panels
from storage.connection import Db
from storage.files import Files
from storage.panels import PanelRating

NAME = Phrase(zh="评分表V{n}第{round}轮.xlsx", en="points-V{n}-round-{round}.xlsx")
GIVEN, MEANS = Phrase(zh="评分", en="Points"), Phrase(zh="均分", en="Means")
HEADS = Phrase(zh="号;谁的;评委;{lines};评语", en="number;whose;judge;{lines};words")
MEAN_HEADS = Phrase(zh="谁的;评委数;{lines};均分", en="whose;judges;{lines};mean")


@feature.task(TASK.partition(".")[2], by=Role.MANAGER)
def book(reader: Db, files: Files, camp: int, panel: int, language: str) -> list[dict[str, Any]]:
    """The workbook, kept in the store: its file, name and size in bytes."""
    of = panels.find(reader, camp, panel)
    assert of is not None
    names = {one.entry: one.what.to(language) for one in KINDS[of.kind].entries(reader, of.id)}
    given = [one for one in panels.ratings(reader, of.id) if one.points is not None and one.entry in names]
    made, lines = Workbook(), ";".join(of.rubric)
    made.add(GIVEN().to(language), HEADS(lines=lines).to(language).split(";"), _rows(names, given))
    made.add(MEANS().to(language), MEAN_HEADS(lines=lines).to(language).split(";"), _means(names, given))
    content, name = made.saved(), NAME(n=of.event, round=of.round).to(language)
    return [{"file": files.put(content, name), "name": name, "size": len(content)}]


def _rows(names: dict[int, str], given: Iterable[PanelRating]) -> Iterable[list[Any]]:
    for one in given:
        yield [f"U{one.id}", names[one.entry], one.judge, *(one.points or ()), one.comment]


def _means(names: dict[int, str], given: Iterable[PanelRating]) -> Iterable[list[Any]]:
    points: dict[int, list[list[int]]] = defaultdict(list)
    for one in given:
        points[one.entry].append(one.points or [])
    for entry, those in points.items():
        yield [names[entry], len(those), *map(float, rubric.means(those)), float(rubric.mean(those))]


@feature.on(f"done:{TASK}")
def hand_over(ctx: Context) -> None:
    for row in ctx.event.data["rows"]:
        ctx.reply(File(row["file"], row["name"], row["size"]), audience=Audience.PERSON)
