"""Lists of words and domains as a kind of file: read from a table, written into the camp's lists, taken back and given out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

from bot.documents import delimited, headed_table
from bot.documents.document import Document, FileType
from bot.documents.headed_table import HeadedTable
from bot.documents.parsed import Parsed, Sink
from bot.documents.workbook import Workbook
from bot.feature import Camp, Context, Phrase, Refusal
from bot.file_kind import CSV, XLSX, By, Changes, Export, FileFormat, FileKind, TakenBack, Template, Told, Written
from handlers.moderation import word_lists
from handlers.moderation.filters_following import filters_changed
from handlers.moderation.settings import feature
from storage.connection import Db
from storage.moderation import filters

COLUMNS = {"word": Phrase(zh="词", en="word"), "list": Phrase(zh="名单", en="list")}
LISTS = {
    "words": Phrase(zh="词", en="word"),
    "domains": Phrase(zh="域名", en="domain"),
    "allowed": Phrase(zh="允许的域名", en="allowed domain"),
}
HEADS = {said: name for name, column in COLUMNS.items() for said in (column.zh, column.en)}
CODES = {said: code for code, name in LISTS.items() for said in (name.zh, name.en)}
SHEET = Phrase(zh="词表", en="words")
NOT_WORDS = Phrase(
    zh="没看出是词表：表格第一行要有“词”这一列，名单那列可以不写。",
    en="No words found: the first row needs the column word; list may be left out.",
)
NO_ROWS = Phrase(zh="文件里没有词。", en="There are no words in the file.")
TOO_MANY = Phrase(
    zh="一个营最多{limit}个词，这个文件超过了，什么都没有改。",
    en="A camp has at most {limit:word|words}; this file has more. Nothing was changed.",
)
NO_LIST = Phrase(zh="没有“{word}”这份名单，有：{lists}", en="there is no list “{word}”; there are: {lists}")
NOTHING = Phrase(zh="没有可导出的词表。", en="There are no words to export.")
TEMPLATE_NAME = Phrase(zh="词表模板.xlsx", en="words_template.xlsx")
HOW = Phrase(
    zh="一行一个词，名单写 词、域名 或 允许的域名，不写就是词；填好直接发给我。例子只是样子，换成你们自己的。",
    en="One word a row; list is word, domain or allowed domain, and word where it is empty. Send it to me when it is filled in. The examples are only that.",
)
HOW_TO_START = Phrase(
    zh="词表要对着一条群规才开始试运行。发：巡查 词 G1",
    en="The list goes on trial once it stands for a rule. Send: filters words G1",
)
EXAMPLES = {
    "zh": [("加V", "词"), ("看股票", "词"), ("bad.com", "域名"), ("example.com", "允许的域名")],
    "en": [("stock tips", "word"), ("bad.com", "domain"), ("example.com", "allowed domain")],
}
A_SLICE = 2000
"""Words to one transaction: reading and writing a list of twenty thousand takes most of it."""


class ListedWord(NamedTuple):
    """A word and the list it is on."""

    list: str
    word: str


def _sign(document: Document) -> Fraction:
    table = _find(document) if document.is_table else None
    return table.share_known if table else Fraction(0)


def _find(document: Document) -> HeadedTable | None:
    return headed_table.find(document, lambda head: HEADS.get(head, ""), lambda columns: "word" in columns)


def _read(document: Document, camp: Camp) -> Parsed[ListedWord]:
    sink: Sink[ListedWord] = Sink(word_lists.MOST, TOO_MANY)
    try:
        table = _find(document)
        if table is None:
            raise Refusal(NOT_WORDS)
        sink.heads[""] = table.heads
        for number, given, cells in table.rows():
            try:
                one = _row(given)
            except Refusal as no:
                sink.fault(no.line, number, source=cells)
            else:
                sink.keep(one, number, source=cells)
    except Refusal as no:
        return Parsed.refused(no.line)
    if not sink.items and not sink.faults:
        return Parsed.refused(NO_ROWS())
    headed_table.note_passed_over(document, table, sink)
    return sink.parsed("xlsx" if document.type is FileType.WORKBOOK else "csv")


def _row(given: dict[str, str]) -> ListedWord:
    of = CODES.get(given.get("list", "").strip() or LISTS["words"].zh)
    if of is None:
        raise Refusal(NO_LIST(word=given["list"][:20], lists=list(LISTS.values())))
    (word,) = word_lists.checked([given.get("word", "").strip()], domains=of != "words")
    return ListedWord(of, word)


def _plan(reader: Db, camp: Camp, rows: Sequence[ListedWord]) -> Changes:
    new = 0
    for of in filters.LISTS:
        kept = filters.words(reader, camp.id, of)
        mine = [row.word for row in rows if row.list == of]
        new += len(word_lists.joined(kept, mine)) - len(kept)
    return Changes(new=new, same=len(rows) - new)


def _write(db: Db, camp: Camp, rows: Sequence[list[Any]], kept: dict[str, Any], by: By, at: datetime) -> Written:
    filters_changed(db, camp.id)
    added: dict[str, list[str]] = {of: list(words) for of, words in kept.get("added", {}).items()}
    new = 0
    for of in filters.LISTS:
        mine = [word for on, word in rows if on == of]
        before = filters.words(db, camp.id, of)
        if mine and len(now := word_lists.joined(before, mine)) > len(before):
            filters.keep_words(db, camp.id, of, now)
            added.setdefault(of, []).extend(now[len(before) :])
            new += len(now) - len(before)
    return Written(Changes(new=new, same=len(rows) - new), {"added": added})


def _take_back(db: Db, camp: Camp, kept: dict[str, Any], by: By, at: datetime) -> TakenBack:
    filters_changed(db, camp.id)
    gone = 0
    for of, words in kept.get("added", {}).items():
        before = filters.words(db, camp.id, of)
        now = word_lists.without(before, words)
        filters.keep_words(db, camp.id, of, now)
        gone += len(before) - len(now)
    return TakenBack(gone, 0, None)


def _told(ctx: Context, kept: dict[str, Any]) -> Told:
    is_asked = {one.kind for one in filters.of_camp(ctx.db, ctx.camp.id)} & {"words", "domains", "links"}
    return Told() if is_asked else Told(lines=(HOW_TO_START(),))


def _export(reader: Db, camp: Camp, format: FileFormat, tag: str, language: str) -> Export:
    rows = [(word, LISTS[of]().to(language)) for of in filters.LISTS for word in filters.words(reader, camp.id, of)]
    if not rows:
        raise Refusal(NOTHING)
    return Export(_written(rows, language, as_workbook=format is XLSX), len(rows))


def _written(rows: Iterable[tuple[str, str]], language: str, *, as_workbook: bool) -> bytes:
    heads, cells = [column().to(language) for column in COLUMNS.values()], map(list, rows)
    if not as_workbook:
        return delimited.written([heads, *cells])
    book = Workbook()
    book.add(SHEET().to(language), heads, cells, wide=heads[:1])
    return book.saved()


def _template(language: str) -> Template:
    return Template(TEMPLATE_NAME().to(language), _written(EXAMPLES[language], language, as_workbook=True), HOW())


feature.file_kind(
    FileKind(
        "words",
        name=Phrase(zh="词表", en="words"),
        one=Phrase(zh="1个词", en="1 word"),
        many=Phrase(zh="{n}个词", en="{n:word|words}"),
        words=("词表", "敏感词", "words"),
        takes=Phrase(zh="xlsx、csv", en="xlsx, csv"),
        endings=(),
        formats=(XLSX, CSV),
        sign=_sign,
        read=_read,
        plan=_plan,
        pack=list,
        load=lambda packed: 1 / A_SLICE,
        write=_write,
        told=_told,
        take_back=_take_back,
        export=_export,
        template=_template,
    )
)
