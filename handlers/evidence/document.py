"""The report as a .docx: every level with its figures, n, response and days, the targets, and where each number comes from; drawn in a task."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.documents.word_writer import WordWriter
from bot.feature import Line, Phrase
from bot.figures import percent
from bot.named_figures import NOTHING
from handlers.evidence import card, wording
from handlers.evidence.found import CountedFigure, ReportOf
from handlers.evidence.targets import showing
from handlers.evidence.targets.actual import Actual
from storage.targets import TargetVersion

HEADING = Phrase(zh="{camp} 柯氏报告", en="{camp}: Kirkpatrick report")
DAYS = Phrase(
    zh="{first:%Y-%m-%d} 至 {last:%Y-%m-%d}；{now:%Y-%m-%d %H:%M} 统计",
    en="{first:%Y-%m-%d} to {last:%Y-%m-%d}; counted {now:%Y-%m-%d %H:%M}",
)
COLUMNS = (
    Phrase(zh="编号", en="No."),
    Phrase(zh="内容", en="About"),
    Phrase(zh="指标", en="Figure"),
    Phrase(zh="数", en="Value"),
    Phrase(zh="n", en="n"),
    Phrase(zh="应答率", en="Answered"),
    Phrase(zh="期间", en="Days"),
)
TARGET_COLUMNS = (
    Phrase(zh="目标", en="Target"),
    Phrase(zh="基线", en="Baseline"),
    Phrase(zh="目标值", en="Aim"),
    Phrase(zh="现在", en="Now"),
    Phrase(zh="Δ", en="Δ"),
    Phrase(zh="截止和负责", en="Until, owner"),
    Phrase(zh="编号", en="No."),
)
SOURCES = Phrase(zh="每个数的出处", en="Where each number comes from")
SOURCE_COLUMNS = (
    Phrase(zh="编号", en="No."),
    Phrase(zh="查询", en="Query"),
    Phrase(zh="怎么算", en="What is counted"),
    Phrase(zh="取数范围", en="Inputs"),
)
PERIOD = Phrase(zh="{first:%Y-%m-%d} 至\n{last:%Y-%m-%d}", en="{first:%Y-%m-%d} to\n{last:%Y-%m-%d}")
WIDTHS, TARGET_WIDTHS, SOURCE_WIDTHS = (9, 26, 20, 24, 22, 17, 20), (22, 13, 13, 13, 13, 25, 9), (9, 34, 43, 50)
"""How the columns share the page."""
OVERVIEW = Phrase(zh="四级一览{numbers}", en="The four levels{numbers}")
BY_TAG = Phrase(zh="各标签的训前和训后{numbers}", en="Each tag before and after{numbers}")
DRAWN = Phrase(zh="（{numbers}）", en=" ({numbers})")
UNTIL = Phrase(zh="{due:%Y-%m-%d}，{owner}", en="{due:%Y-%m-%d}, {owner}")
DASH = "–"
Aims = Sequence[tuple[TargetVersion, Actual | None]]


def docx(of: ReportOf, rows: list[CountedFigure], aims: Aims, attribution: Line | Phrase) -> bytes:
    sheet = _Sheet(WordWriter(HEADING(camp=of.camp.name).to(of.language), of.now), of)
    sheet.says(DAYS(first=of.first, last=of.last, now=of.now.astimezone(of.camp.zone)))
    sheet.says(attribution)
    sheet.says(wording.least())
    numbered = list(enumerate(rows, 1))
    sheet.shows(card.overview(of, numbered), OVERVIEW)
    sheet.targets(aims, numbered)
    for level in card.SHORT:
        sheet.level(level, [one for one in numbered if one[1].level == level])
        if level == card.TWO:
            sheet.shows(card.tags(of, numbered), BY_TAG)
    sheet.begins(SOURCES)
    sheet.table(
        SOURCE_COLUMNS,
        SOURCE_WIDTHS,
        [(f"#{place}", found.name, found.figure.sentence, _inputs(found)) for place, found in numbered],
    )
    return sheet.paper.content


class _Sheet:
    """A document being written in one language."""

    def __init__(self, paper: WordWriter, of: ReportOf) -> None:
        self.paper, self.of = paper, of

    def word(self, words: Line | Phrase | str) -> str:
        line = words() if isinstance(words, Phrase) else words
        return line if isinstance(line, str) else line.to(self.of.language, self.of.camp.zone)

    def begins(self, words: Phrase) -> None:
        self.paper.heading(self.word(words))

    def says(self, words: Line | Phrase) -> None:
        self.paper.paragraph(self.word(words))

    def shows(self, drawn: card.NumberedPicture | None, under: Phrase) -> None:
        """A picture and what it is, with the numbers of what is drawn; nothing where it could not be drawn."""
        if drawn is not None:
            numbers = DRAWN(numbers=wording.numbers(drawn.places)) if drawn.places else ""
            self.paper.picture(drawn.png, self.word(under(numbers=numbers)))

    def table(self, heads: Sequence[Phrase], widths: Sequence[int], rows: Sequence[Sequence[Line | Phrase | str]]) -> None:
        self.paper.table([[self.word(words) for words in row] for row in (heads, *rows)], widths)

    def targets(self, aims: Aims, numbered: list[tuple[int, CountedFigure]]) -> None:
        if not aims:
            return
        places = {found.about: f"#{place}" for place, found in numbered if found.level == 0}
        self.begins(wording.LEVELS[0])
        rows = [
            (
                one.metric,
                *showing.cells(one, there),
                UNTIL(due=one.due, owner=one.owner),
                places.get(str(one.number), DASH),
            )
            for one, there in aims
        ]
        self.table(TARGET_COLUMNS, TARGET_WIDTHS, rows)

    def level(self, level: int, numbered: list[tuple[int, CountedFigure]]) -> None:
        self.begins(wording.LEVELS[level])
        if not numbered:
            return self.says(wording.NO_DATA(nothing=NOTHING, why=wording.MISSING[level]))
        self.table(COLUMNS, WIDTHS, [self._row(place, found) for place, found in numbered])

    def _row(self, place: int, found: CountedFigure) -> tuple[Line | Phrase | str, ...]:
        n, asked, its = found.measured.n, found.measured.asked, wording.its(found)
        return (
            f"#{place}",
            found.about or DASH,
            found.figure.called,
            wording.value(found),
            its or (str(n) if asked is None else f"{n}/{asked}"),
            DASH if its or asked is None else percent(n, asked),
            PERIOD(first=found.first, last=found.last),
        )


def _inputs(found: CountedFigure) -> str:
    return json.dumps(dict(found.inputs), ensure_ascii=False, sort_keys=True)
