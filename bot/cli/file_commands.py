"""import and export at a shell: which file, which camp, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.open_database import open_database
from bot.cli.output import fail, say
from bot.config import Settings
from bot.phrases import Phrase, Refusal

if TYPE_CHECKING:
    from bot.file_kind import FileKind
    from bot.membership import Camp
    from storage.connection import Db

NO_SUCH_KIND = Phrase(zh="没有 {kind} 这一种，可用：{kinds}。", en="There is no kind {kind}; there are: {kinds}.")
NO_FILE = Phrase(zh="读不了 {file}。", en="{file} cannot be read.")
NOT_WRITTEN = Phrase(zh="写不了 {file}。", en="{file} cannot be written.")
NO_ENDING = Phrase(
    zh="{kind} 能写成的文件：{endings}。文件名请用其中一个结尾。",
    en="{kind} can be written as: {endings}. Give the file one of these endings.",
)
NOTE = Phrase(zh="注意：{note}", en="Note: {note}")
EXPORTED = Phrase(zh="已写到 {file}（{size} 字节）。", en="Written to {file} ({size:byte|bytes}).")
NO_CAMP = Phrase(zh="没有叫“{camp}”的营。有：{camps}。", en="There is no camp “{camp}”. There are: {camps}.")
WOULD_OVERWRITE = Phrase(zh="将更新 {name}：{change}", en="would update {name}: {change}")
OVERWRITTEN = Phrase(zh="已更新 {name}：{change}", en="updated {name}: {change}")
NO_DAYS_HERE = Phrase(
    zh="{kind} 一次全部导出，不分日子；--days 给 xapi 和 hr 用。", en="{kind} is exported whole; --days is for xapi and hr."
)
DRY_RUN = Phrase(
    zh="试读完成，尚未写入：新增{new}，更新{updated}，不变{unchanged}，问题{faults}。加 --yes 写入。",
    en="Dry run, nothing written: {new} new, {updated} updated, {unchanged} unchanged, {faults:fault|faults}. Add --yes to write.",
)
IMPORTED = Phrase(
    zh="已写入：新增{new}，更新{updated}，不变{unchanged}，问题{faults}。",
    en="Written: {new} new, {updated} updated, {unchanged} unchanged, {faults:fault|faults}.",
)


def file_kind(settings: Settings, code: str) -> FileKind:
    """The kind of file the shell calls so; one there is not is wrong usage."""
    from bot.cli.import_export import file_kinds

    if code not in file_kinds():
        fail(NO_SUCH_KIND(kind=code, kinds=", ".join(file_kinds())).to(settings.bot.language), code=2)
    return file_kinds()[code]


def import_file(settings: Settings, kind: FileKind, file: Path, called: str, yes: bool) -> None:
    """Takes a file into the camp of that name, each fault said by its row; without `yes` nothing is written."""
    from bot.cli import import_export
    from bot.clock import SystemClock

    with open_camp(settings, called) as (db, camp):
        try:
            parsed = import_export.read(db, kind, camp, file)
        except OSError:
            fail(NO_FILE(file=str(file)).to(settings.bot.language))
        if parsed.format is None:
            fail(parsed.faults[0].line().to(settings.bot.language))
        overwrites = kind.overwrites(db, camp, parsed.values, settings.bot.language)
        planned = kind.planned(db, camp, parsed.values)
        changes = (
            import_export.write(db, kind, camp, parsed, file.name, overwrites, at=SystemClock().now())
            if yes
            else import_export.plan(db, kind, camp, parsed)
        )
    for fault in parsed.faults:
        say(settings, fault.line())
    for note in parsed.notes:
        say(settings, NOTE(note=note.line()))
    for line in planned:
        say(settings, line)
    for one in overwrites:
        say(settings, (OVERWRITTEN if yes else WOULD_OVERWRITE)(name=one.name, change=one.change))
    said = {"new": changes.new, "updated": changes.changed, "unchanged": changes.same, "faults": len(parsed.faults)}
    say(settings, (IMPORTED if yes else DRY_RUN)(**said))


def export(settings: Settings, code: str, file: Path, called: str, days: str) -> None:
    """Writes what the camp of that name has of a kind, or its records of some days."""
    from bot.cli import import_export, records

    if code in import_export.record_kinds():
        records.export(settings, import_export.record_kinds()[code], file, called, days)
    elif days:
        fail(NO_DAYS_HERE(kind=code).to(settings.bot.language), code=2)
    else:
        _export_file(settings, file_kind(settings, code), file, called)


def _export_file(settings: Settings, kind: FileKind, file: Path, called: str) -> None:
    """Writes what the camp of that name has of a kind; the ending of the file's name is the format."""
    from bot.cli import import_export

    format = import_export.format_of(kind, file)
    if format is None:
        endings = list(one.ending for one in kind.formats)
        fail(NO_ENDING(kind=kind.code, endings=endings).to(settings.bot.language), code=2)
    with open_camp(settings, called) as (db, camp):
        try:
            made = kind.export(db, camp, format, "", settings.bot.language)
        except Refusal as refusal:
            fail(refusal.line.to(settings.bot.language))
    try:
        file.write_bytes(made.content)
    except OSError:
        fail(NOT_WRITTEN(file=str(file)).to(settings.bot.language))
    for note in made.notes:
        say(settings, NOTE(note=note))
    say(settings, EXPORTED(file=str(file), size=len(made.content)))


@contextmanager
def open_camp(settings: Settings, called: str) -> Iterator[tuple[Db, Camp]]:
    """A connection and the open camp of that name; without one the command ends in a sentence."""
    from bot.membership import camp_of
    from storage import camps

    with open_database(settings) as db:
        camp = camp_of(camps.named(db, called))
        if camp is None:
            names = list(row.camp_name for row in camps.every(db)) or "—"
            fail(NO_CAMP(camp=called, camps=names).to(settings.bot.language))
        yield db, camp
