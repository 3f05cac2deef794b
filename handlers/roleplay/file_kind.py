"""Scripts as a kind of file: read into the camp's templates, shown before they are, taken back and given out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.documents import delimited
from bot.documents.parsed import Item, Parsed, Remark
from bot.documents.workbook import Workbook
from bot.feature import Camp, Phrase, Refusal
from bot.file_kind import CSV, XLSX, By, Changes, Export, FileFormat, FileKind, TakenBack, Template, Written
from bot.names import folded
from handlers.roleplay import rules, script_file
from handlers.roleplay.script_file import COLUMNS, Script
from handlers.roleplay.settings import feature
from storage import memberships, templates
from storage.connection import Db
from storage.templates import KeptTemplate

SHEET = Phrase(zh="剧本", en="scripts")
THERE = Phrase(
    zh="已经有《{title}》，内容不一样；要换就先发：模板 删 {number}",
    en="there is another “{title}” already; to replace it first send: template remove {number}",
)
NOTHING = Phrase(zh="没有可导出的剧本。", en="There are no scripts to export.")
TEMPLATE_NAME = Phrase(zh="剧本模板.xlsx", en="scripts_template.xlsx")
HOW = Phrase(
    zh="一行一份剧本：甲和乙各写自己那一方的角色卡，对面看不到。填好直接发给我；定对练时写：话术=标题",
    en="One script a row; A and B each hold the card of their side, which the other does not see. Send it to me when it is filled in; "
    "a role play takes it by script=TITLE",
)
EXAMPLES = {
    "zh": [("价格异议", "你是采购，觉得比同行贵两成，今天只有20分钟。", "你是销售，先问参照，底线是九五折。", "异议")],
    "en": [
        (
            "Pricing",
            "You buy, think it a fifth too dear, and have 20 minutes.",
            "You sell; ask what it is compared with first.",
            "pricing",
        )
    ],
}


def _held(reader: Db, camp: Camp) -> dict[str, KeptTemplate]:
    return {one.folded: one for one in templates.found(reader, camp.id, "")}


def _check(reader: Db, camp: Camp, parsed: Parsed[Script]) -> Parsed[Script]:
    """Another script of the title is not written over."""
    held, kept, faults = _held(reader, camp), list[Item[Script]](), list(parsed.faults)
    for item in parsed.items:
        there = held.get(folded(item.value.title))
        if there is None or _same(there, item.value):
            kept.append(item)
        else:
            faults.append(Remark(THERE(title=there.title, number=there.id), item.row, item.sheet, item.source))
    return replace(parsed, items=tuple(kept), faults=tuple(sorted(faults, key=lambda fault: (fault.sheet, fault.row or 0))))


def _same(there: KeptTemplate, one: Script) -> bool:
    return there.kind == "script" and rules.cards(there.body) == (one.first, one.second)


def _plan(reader: Db, camp: Camp, scripts: Sequence[Script]) -> Changes:
    held = _held(reader, camp)
    same = sum(folded(one.title) in held for one in scripts)
    return Changes(new=len(scripts) - same, same=same)


def _write(db: Db, camp: Camp, rows: Sequence[list[Any]], kept: dict[str, Any], by: By, at: datetime) -> Written:
    """Remembers the numbers of what is new."""
    person = by.person if by.person is not None else memberships.owner(db, camp.id)
    new: list[int] = []
    for title, first, second, named in rows:
        one = Script(title, first, second, tuple(named))
        words = folded("\n".join((title, *named, one.body)))
        said = ("script", title, folded(title), one.body, one.tags, words)
        number = templates.add(db, camp.id, *said, by=person, at=at)
        new += [number] if number is not None else []
    return Written(Changes(new=len(new), same=len(rows) - len(new)), {"new": [*kept.get("new", []), *new]})


def _take_back(db: Db, camp: Camp, kept: dict[str, Any], by: By, at: datetime) -> TakenBack:
    return TakenBack(sum(templates.retire(db, number, at=at) for number in kept["new"]), 0, None)


def _export(reader: Db, camp: Camp, format: FileFormat, tag: str, language: str) -> Export:
    known = [one for one in _held(reader, camp).values() if one.kind == "script" and (not tag or tag in one.tags)]
    rows = [(one.title, *both, ";".join(one.tags)) for one in known if (both := rules.cards(one.body)) is not None]
    if not rows:
        raise Refusal(NOTHING)
    return Export(_written(rows, language, as_workbook=format is XLSX), len(rows))


def _written(rows: Iterable[tuple[str, ...]], language: str, *, as_workbook: bool) -> bytes:
    heads, cells = [column().to(language) for column in COLUMNS.values()], [list(row) for row in rows]
    if not as_workbook:
        return delimited.written([heads, *cells])
    book = Workbook()
    book.add(SHEET().to(language), heads, cells, wide=heads[1:3])
    return book.saved()


def _template(language: str) -> Template:
    return Template(TEMPLATE_NAME().to(language), _written(EXAMPLES[language], language, as_workbook=True), HOW())


feature.file_kind(
    FileKind(
        "scripts",
        name=Phrase(zh="剧本", en="scripts"),
        one=Phrase(zh="1份", en="1 script"),
        many=Phrase(zh="{n}份", en="{n:script|scripts}"),
        words=("剧本", "角色卡", "scripts", "script"),
        takes=Phrase(zh="xlsx、csv、Word、txt", en="xlsx, csv, Word, txt"),
        endings=(),
        formats=(XLSX, CSV),
        sign=script_file.sign,
        read=script_file.read,
        check=_check,
        plan=_plan,
        pack=list,
        load=lambda _: 0.02,
        write=_write,
        take_back=_take_back,
        export=_export,
        template=_template,
    )
)
