"""A file of lessons sent in private: read, shown, and written after 导入. The same file again changes nothing."""

from __future__ import annotations

from typing import Any

from bot.feature import Context, Line, Phrase, Role
from bot.messages import FileRef
from handlers.lessons import upsert
from handlers.lessons.reading import ParsedLessons, read
from handlers.lessons.settings import feature
from handlers.lessons.timetable import begins_said
from storage import lessons
from storage.connection import Db
from storage.files import Files

COURSE = Phrase(zh="微课", en="lessons")
"""The course of lessons whose file names none."""
TRIED = Phrase(
    zh="试读完成，尚未写入：新增{new}节，更新{changed}节，无变化{same}节，问题{faults}。{minutes}{lines}",
    en="Read, nothing written yet: {new} new, {changed} changed, {same} unchanged, {faults} problems.{minutes}{lines}",
)
MINUTES = Phrase(zh="每节估计{least}–{most}分钟。", en=" An estimated {least}–{most} minutes each.")
SAME_MINUTES = Phrase(zh="每节估计{least}分钟。", en=" An estimated {least} min each.")
FAULT = Phrase(zh="\n  {fault}", en="\n  {fault}")
MORE_FAULTS = Phrase(zh="\n  还有{n}处", en="\n  and {n} more")
SAY_IMPORT = Phrase(zh="回复“导入”写入。", en="Reply “import” to write them.")
NOTHING_NEW = Phrase(
    zh="{same}节已存在且无变化，新增0，更新0，问题{faults}。{lines}",
    en="{same} lessons are here unchanged: 0 new, 0 changed, {faults} problems.{lines}",
)
WRITTEN = Phrase(
    zh="✅ 已导入{new}节{span}，更新{changed}节。{courses}10分钟内可发“撤销”。",
    en="✅ {new} lessons imported{span}, {changed} changed. {courses}“undo” within 10 minutes takes the new ones back.",
)
SPAN = Phrase(zh=" L{first}–L{last}", en=" L{first}–L{last}")
ONE = Phrase(zh=" L{first}", en=" L{first}")
COURSE_BEGINS = Phrase(zh="“{course}”{begins}。", en="“{course}”{begins}. ")
TAKEN_BACK = Phrase(zh="✅ 刚导入的{n}节已撤下。", en="✅ The {n} lessons just imported were taken out.")
NOT_NOW = Phrase(zh="好的，没有写入。", en="All right, nothing was written.")
YES = {"导入", "import", "是", "yes"}
MARKDOWN = (".md", ".markdown")
SHOWN = 5


@feature.on("file")
def file_came(ctx: Context) -> None:
    """A Markdown file a manager sends without a word, in private: nothing but lessons comes as one."""
    if not ctx.address.direct or ctx.camp_or_none is None or ctx.role < Role.MANAGER:
        return
    for file in ctx.event.files:
        if file.name.lower().endswith(MARKDOWN):
            take(ctx, file)


@feature.on("import:lessons")
def take(ctx: Context, file: FileRef) -> None:
    """Reads a file without writing anything."""
    ctx.fetch(file, "lessons.read", camp=ctx.camp.id, course=COURSE().to(ctx.camp.language), write=False)


@feature.task("read")
def read_file(reader: Db, camp: int, course: str, write: bool, file: str, files: Files, name: str = "") -> list[Any]:
    """[what the file would change]: one row. `course` is what lessons without one belong to."""
    reading = read(files.path(file).read_bytes())
    planned = upsert.plan(upsert.in_course(reading.drafts, course), upsert.stored(reader, camp))
    return [_row(reading, planned, file)]


def _row(reading: ParsedLessons, planned: upsert.LessonChanges, file: str) -> dict[str, Any]:
    minutes = [draft.minutes for draft in (*planned.new, *planned.changed)]
    faults = [fault.line() for fault in reading.faults]
    return {
        "file": file,
        "starts": reading.starts,
        "new": len(planned.new),
        "same": planned.unchanged,
        "minutes": [min(minutes), max(minutes)] if minutes else [],
        "faults": {language: [line.to(language) for line in faults] for language in ("zh", "en")},
        "write": [upsert.row(draft) for draft in (*planned.new, *planned.changed)],
    }


@feature.on("done:lessons.read")
def show(ctx: Context) -> None:
    for row in ctx.event.data["rows"]:
        if ctx.event.data["payload"]["write"]:
            _write(ctx, row)
        else:
            _show(ctx, row)


def _show(ctx: Context, row: dict[str, Any]) -> None:
    """The dry run."""
    faults = row["faults"][ctx.language]
    lines = "".join(FAULT(fault=fault).to(ctx.language) for fault in faults[:SHOWN])
    if len(faults) > SHOWN:
        lines += MORE_FAULTS(n=len(faults) - SHOWN).to(ctx.language)
    if not row["write"]:
        ctx.reply(NOTHING_NEW(same=row["same"], faults=len(faults), lines=lines))
        return
    least, most = row["minutes"]
    ctx.ask("import", file=row["file"])
    ctx.reply(
        TRIED(
            new=row["new"],
            changed=len(row["write"]) - row["new"],
            same=row["same"],
            faults=len(faults),
            minutes=SAME_MINUTES(least=least) if least == most else MINUTES(least=least, most=most),
            lines=lines,
        ),
        SAY_IMPORT,
    )


@feature.step("import")
def confirm(ctx: Context, words: str, file: str) -> None:
    """导入: the file is read once more, for the course may have changed meanwhile, and written."""
    if words.strip().casefold() not in YES:
        ctx.reply(NOT_NOW)
        return
    ctx.task("lessons.read", camp=ctx.camp.id, course=COURSE().to(ctx.camp.language), write=True, file=file)


def _write(ctx: Context, row: dict[str, Any]) -> None:
    written, courses = upsert.put(ctx.db, ctx.camp, row["write"], row["starts"], at=ctx.now)
    new = [one for one in written if one.version == 1]
    ctx.audit("lessons", undo={"new": [one.id for one in new]}, count=len(new), changed=len(written) - len(new))
    begins = "".join(
        COURSE_BEGINS(course=course.name, begins=begins_said(ctx, course)).to(ctx.language, ctx.zone) for course in courses
    )
    ctx.reply(WRITTEN(new=len(new), span=_span(new), changed=len(written) - len(new), courses=begins))


@feature.undoes("lessons")
def take_back(ctx: Context, new: list[int]) -> None:
    ctx.reply(TAKEN_BACK(n=sum(lessons.retire(ctx.db, one, at=ctx.now) for one in new)))


def _span(new: list[lessons.SavedLesson]) -> Line | str:
    if not new:
        return ""
    first, last = new[0].number, new[-1].number
    return ONE(first=first) if first == last else SPAN(first=first, last=last)
