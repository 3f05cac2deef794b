"""结果 E1 基线: how much of each tag was known before the course, as right answers of questions asked; in chat and as a workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bot.audience import Audience
from bot.documents.workbook import Workbook
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Phrase, Press, Refusal, Role
from bot.figures import percent
from bot.parts import File
from handlers.quiz.exam.settings import feature
from storage import exams
from storage.connection import Db
from storage.exams import Exam, TagMark
from storage.files import Files

LEAST = 5
"""People asked about a tag from which up its mastery is said."""

TITLE = Phrase(zh="📊 “{name}”基线（课前测，{n}人交卷）", en="📊 Baseline of “{name}” ({n:person|people})")
MASTERY, OF_N = Phrase(zh="{right}/{asked}={rate}", en="{right}/{asked} = {rate}"), Phrase(zh="n={n}", en="n={n}")
OF_TOO_FEW = Phrase(zh="n={n}，至少{least}人", en="n={n}, at least {least}")
NOBODY = Phrase(zh="“{name}”还没有人交卷，没有基线。", en="Nobody has handed in “{name}” yet: there is no baseline.")
ONLY_BEFORE = Phrase(
    zh="基线从课前测来。“{name}”不是课前测；先发：课前测 标签",
    en="A baseline comes from a pretest, which “{name}” is not. Start with: pretest TAG",
)
EXPORT = Phrase(zh="导出xlsx", en="As xlsx")
SHEET = Phrase(zh="基线", en="Baseline")
HEADS = Phrase(zh="标签;答对;题次;掌握率;人数;说明", en="tag;right;asked;mastery;people;note")
NOT_ENOUGH = Phrase(zh="证据不足", en="not enough evidence")


@dataclass(frozen=True, slots=True)
class Baseline:
    """A tag before the course: right answers of all questions asked, and of how many people."""

    tag: str
    right: int
    asked: int
    people: int

    @property
    def mastery(self) -> Fraction | None:
        """0 to 1; None where too few people were asked."""
        return Fraction(self.right, self.asked) if self.people >= LEAST else None


def baselines(marks: Iterable[TagMark]) -> list[Baseline]:
    """Tag by tag, the weakest first and those of too few people last; a question counts for each of its tags."""
    of_tag: dict[str, list[TagMark]] = defaultdict(list)
    for one in marks:
        for tag in one.tags:
            of_tag[tag].append(one)
    found = [
        Baseline(tag, sum(one.right for one in own), len(own), len({one.membership for one in own}))
        for tag, own in of_tag.items()
    ]
    return sorted(found, key=lambda one: (one.mastery is None, one.mastery or 0, one.tag))


def show(ctx: Context, exam: Exam, *, export: bool = False) -> None:
    """Says it, or has it written. Raises Refusal."""
    if exam.role != "before":
        raise Refusal(ONLY_BEFORE(name=exam.name))
    marks = exams.tag_marks(ctx.db, exam.id)
    if not marks:
        raise Refusal(NOBODY(name=exam.name))
    if export:
        ctx.task("exam.baseline", exam=exam.id, language=ctx.language)
        return ctx.promise()
    rows = [
        FactRow(one.tag, NOT_ENOUGH, OF_TOO_FEW(n=one.people, least=LEAST))
        if one.mastery is None
        else FactRow(one.tag, MASTERY(**_rate(one)), OF_N(n=one.people))
        for one in baselines(marks)
    ]
    ctx.reply(
        FactRows.of(*rows, title=TITLE(name=exam.name, n=len({one.membership for one in marks}))),
        [Press(EXPORT, f"结果 E{exam.id} 基线 导出")],
        audience=Audience.MANAGERS,
    )


def _rate(one: Baseline) -> dict[str, Any]:
    return {"right": one.right, "asked": one.asked, "rate": percent(one.right, one.asked)}


@feature.task("baseline", by=Role.MANAGER)
def written(reader: Db, exam: int, language: str, files: Files) -> list[dict[str, Any]]:
    """The same as a workbook, kept in the store: its file, name and size in bytes."""
    found = exams.find(reader, exam)
    assert found is not None
    book = Workbook()
    rows = [_row(one, language) for one in baselines(exams.tag_marks(reader, exam))]
    book.add(SHEET().to(language), HEADS().to(language).split(";"), rows)
    content, name = book.saved(), f"{found.name}_{SHEET().to(language)}.xlsx"
    return [{"file": files.put(content, name), "name": name, "size": len(content)}]


def _row(one: Baseline, language: str) -> list[Any]:
    if one.mastery is None:
        return [one.tag, "", "", "", one.people, NOT_ENOUGH().to(language)]
    return [one.tag, one.right, one.asked, percent(one.right, one.asked), one.people, ""]


@feature.on("done:exam.baseline")
def exported(ctx: Context) -> None:
    for row in ctx.event.data["rows"]:
        ctx.reply(File(row["file"], row["name"], row["size"]), audience=Audience.MANAGERS)
