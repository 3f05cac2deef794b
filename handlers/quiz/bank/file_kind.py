"""Questions as a kind of file: what an import of them changes, how it is taken back, and what is given out in five formats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from bot.documents import number_ranges
from bot.documents.document import Document
from bot.documents.parsed import Item, Parsed
from bot.feature import Camp, Context, Line, Phrase, Refusal
from bot.file_kind import CSV, XLSX, By, Changes, Export, FileFormat, FileKind, Overwrite, TakenBack, Template, Told, Written
from handlers.quiz.bank import difference, reading, upsert
from handlers.quiz.bank.formats import FORMAT_NAMES, LOSES, Format, carried
from handlers.quiz.bank.normalise import stem_key
from handlers.quiz.bank.questions import Question, fingerprint, from_plain, to_plain
from handlers.quiz.bank.reading.mending import mending
from handlers.quiz.bank.settings import called, feature
from handlers.quiz.bank.writing import left_out, template, write
from handlers.quiz.regrade import affected
from storage import bank
from storage.connection import Db

FORMATS = {
    XLSX: Format.XLSX,
    CSV: Format.CSV,
    FileFormat(("gift",), ".gift"): Format.GIFT,
    FileFormat(("aiken",), ".txt"): Format.AIKEN,
    FileFormat(("moodle-xml", "moodle", "moodlexml", "xml"), ".xml"): Format.MOODLE_XML,
}
A_SLICE = 1 / 50
"""The part of a transaction a question takes: each costs about 0.15 ms, and whoever checks in meanwhile waits for one transaction."""
TAKEN_BACK_AT_ONCE = 50

SPAN = Phrase(zh=" {first}–{last}{tags}", en=": {first}–{last}{tags}")
ONE = Phrase(zh=" {first}{tags}", en=": {first}{tags}")
TAGS = Phrase(zh="，标签：{tags}", en=", tags: {tags}")
TAG = Phrase(zh="{tag}{n}", en="{tag} {n}")
LEFT_OUT = Phrase(
    zh="有{n}题 {format} 写不下，没有导出。{loses}",
    en="{n:question|questions} cannot be said in {format} and were left out. {loses}",
)
LIKE = Phrase(zh="“{stem}”（{number}）", en="“{stem}” ({number})")
SAME_STEM = Phrase(
    zh="有{n}题与库里的题干相同、选项或题型不同，会作为新题：{named}。",
    en="{n:question|questions} with a stem the bank has, but other options or another kind, will be new: {named}.",
)
STEMS, STEM_SHOWN = 3, 20
"""Questions named for their stems, and characters of each."""
NO_QUESTIONS = Phrase(zh="题库还是空的。把题库文件发给我就能导入。", en="The bank is empty. Send me a file to fill it.")
NO_SUCH_TAG = Phrase(zh="没有“{tag}”这个标签的题。有：{tags}。", en="No question is tagged “{tag}”. There are: {tags}.")
TEMPLATE_NAME = Phrase(zh="题库模板.xlsx", en="bank_template.xlsx")
FILL_IN = Phrase(
    zh="照着例题填，填好直接发给我。例题可以删。", en="Fill it in like the examples and send it to me; the examples may go."
)


class ReadQuestion(NamedTuple):
    """A question and the format it came in, which says what a change may be."""

    question: Question
    format: Format


def _read(document: Document, camp: Camp) -> Parsed[ReadQuestion]:
    parsed = reading.read(document)
    if parsed.format is None:
        return Parsed(None, faults=parsed.faults)
    format = Format(parsed.format)
    items = tuple(Item(ReadQuestion(item.value, format), item.row, item.sheet, item.source) for item in parsed.items)
    return Parsed(format, items, parsed.faults, parsed.notes, parsed.heads)


def _plan(reader: Db, camp: Camp, read: Sequence[ReadQuestion]) -> Changes:
    if not read:
        return Changes()
    stored = {fingerprint(one): one for one in (from_plain(row.plain) for row in bank.everything(reader, camp.id))}
    return _counted(upsert.plan((one.question for one in read), stored, read[0].format))


def _overwrites(reader: Db, camp: Camp, read: Sequence[ReadQuestion], language: str) -> list[Overwrite]:
    """The questions of the bank that would read differently, each with what of it changes."""
    if not read:
        return []
    known = {
        fingerprint(one): (row.number, one) for row in bank.everything(reader, camp.id) for one in (from_plain(row.plain),)
    }
    if not known:
        return []
    stored = {print_: one for print_, (_, one) in known.items()}
    changed = upsert.plan((one.question for one in read), stored, read[0].format).changed
    found = sorted(((*known[fingerprint(one)], one) for one in changed), key=lambda one: one[0])
    return [Overwrite(number, called(number), difference.words(old, new, language)) for number, old, new in found]


def _known_stems(reader: Db, camp: Camp, read: Sequence[ReadQuestion]) -> list[Line]:
    """That the bank asks the same already with other options or of another kind: a second version, or only a correction."""
    rows = list(bank.everything(reader, camp.id)) if read else []
    if not rows:
        return []
    known = {stem_key(row.plain["stem"]): row.number for row in reversed(rows)}
    prints = {fingerprint(from_plain(row.plain)) for row in rows}
    new = (one.question for one in read if fingerprint(one.question) not in prints)
    found = [(one, known[key]) for one in new if (key := stem_key(one.stem)) in known]
    if not found:
        return []
    named = [LIKE(stem=one.stem[:STEM_SHOWN], number=called(number)) for one, number in found[:STEMS]]
    return [SAME_STEM(n=len(found), named=named)]


def _counted(plan: upsert.BankPlan) -> Changes:
    return Changes(len(plan.new), len(plan.changed), plan.unchanged)


def _write(db: Db, camp: Camp, rows: Sequence[Any], kept: dict[str, Any], by: By, at: datetime) -> Written:
    """All slices of a file stand under one import, by which they are found again."""
    import_id = kept.get("import") or bank.open_import(db, camp.id, kept["file"], at=at)
    questions = [from_plain(plain) for _, plain in rows]
    agreed = number_ranges.read(kept.get("agreed", ""))
    planned = upsert.put(db, camp.id, import_id, questions, Format(rows[0][0]), agreed, at=at)
    return Written(_counted(planned), {"import": import_id, "agreed": kept.get("agreed", "")})


def _told(ctx: Context, kept: dict[str, Any]) -> Told:
    """The new numbers, how many of them have which tag, and which answers the new keys leave behind."""
    found = bank.summary(ctx.db, kept["import"])
    behind = affected.listed(affected.behind(ctx.db, ctx.camp.id)) if found.changed else ()
    if found.first is None or found.last is None:
        return Told(lines=tuple(behind))
    listed = list(TAG(tag=tag, n=n).to(ctx.language) for tag, n in bank.new_tags(ctx.db, kept["import"]))
    tags: Line | str = TAGS(tags=listed) if listed else ""
    first, last = called(found.first), called(found.last)
    return Told(ONE(first=first, tags=tags) if first == last else SPAN(first=first, last=last, tags=tags), tuple(behind))


def _take_back(db: Db, camp: Camp, kept: dict[str, Any], by: By, at: datetime) -> TakenBack:
    """The first slice counts for all of them."""
    after = kept.get("after", 0)
    found = bank.summary(db, kept["import"])
    following = bank.put_back(db, camp.id, kept["import"], after=after, most=TAKEN_BACK_AT_ONCE, at=at)
    left = {**kept, "after": following} if following is not None else None
    return TakenBack(0, 0, left) if after else TakenBack(found.new, found.changed, left)


def _export(reader: Db, camp: Camp, format: FileFormat, tag: str, language: str) -> Export:
    questions = [from_plain(row.plain) for row in bank.everything(reader, camp.id, tag or None)]
    if not questions:
        tags = list(name for name, _ in bank.tags(reader, camp.id))
        raise Refusal(NO_SUCH_TAG(tag=tag[:24], tags=tags) if tag and tags else NO_QUESTIONS)
    wanted = FORMATS[format]
    missing = left_out(questions, wanted)
    loses = any(carried(one, wanted) != one for one in questions)
    notes: tuple[Line, ...] = (LOSES[wanted](),) if loses else ()
    if missing:
        notes = (LEFT_OUT(n=len(missing), format=FORMAT_NAMES[wanted], loses=LOSES[wanted]),)
    return Export(write(questions, wanted, language), len(questions) - len(missing), notes)


def _template(language: str) -> Template:
    return Template(TEMPLATE_NAME().to(language), template(language), FILL_IN())


feature.file_kind(
    FileKind(
        "questions",
        name=Phrase(zh="题库", en="questions"),
        one=Phrase(zh="1题", en="1 question"),
        many=Phrase(zh="{n}题", en="{n:question|questions}"),
        words=("题库", "题目", "questions", "bank"),
        takes=Phrase(
            zh="xlsx、xls、ods、csv、Word、文本、GIFT、Aiken、Moodle XML",
            en="xlsx, xls, ods, csv, Word, text, GIFT, Aiken, Moodle XML",
        ),
        endings=(".gift",),
        formats=tuple(FORMATS),
        is_usual=True,
        sign=reading.sign,
        read=_read,
        plan=_plan,
        overwrites=_overwrites,
        planned=_known_stems,
        mending=mending,
        reads_sources=True,
        pack=lambda read: [read.format, to_plain(read.question)],
        load=lambda _: A_SLICE,
        write=_write,
        told=_told,
        take_back=_take_back,
        export=_export,
        template=_template,
        in_template=True,
    )
)
