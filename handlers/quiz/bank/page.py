"""Questions: the bank as a table, and one of them as a learner will see it, with how it fared and every field to be changed."""

from __future__ import annotations

from dataclasses import replace

from bot.desk_page import (
    AsRead,
    Blank,
    CellKind,
    Column,
    DeskQuery,
    DeskView,
    FieldForm,
    Link,
    Prose,
    Sentence,
    Sentences,
    Table,
    TableRow,
)
from bot.feature import Context, Phrase, Refusal, Role
from bot.parts import Buttons, Choices, Part
from bot.phrases import spoken
from handlers.quiz import question_view
from handlers.quiz.bank import marking
from handlers.quiz.bank.item_analysis import figures_of
from handlers.quiz.bank.questions import KIND_NAMES, Question, QuestionKind, from_plain
from handlers.quiz.bank.settings import called, feature
from handlers.quiz.bank.writing import tables
from storage import bank, question_table
from storage.question_table import QuestionFilter

MOST_TAGS = 60
STEM_SHOWN = 120
PICTURE, TAIL = 14, 3
"""The columns of a table a picture stands in, and how many of the last lines are of no question's words."""

TITLE = Phrase(zh="题库", en="Questions")
NUMBER, STEM, KIND = Phrase(zh="题号", en="No."), Phrase(zh="题干", en="Question"), Phrase(zh="题型", en="Type")
TAGS, DIFFICULTY, CHANGED = Phrase(zh="标签", en="Tags"), Phrase(zh="难度", en="Difficulty"), Phrase(zh="改动", en="Changed")
FIND = Phrase(zh="找题里的词", en="Find words in a question")
EMPTY = Phrase(zh="没有符合的题。", en="No question fits.")
HOW = Phrase(
    zh="把题库文件（xlsx、csv、Word、文本、GIFT、Aiken、Moodle XML）拖到这一页发给我：先试读，错在哪一行会列成表，确认了才写进来。",
    en="Drop a bank file (xlsx, csv, Word, text, GIFT, Aiken, Moodle XML) on this page and send it: it is read first, faults are listed "
    "row by row, and nothing is written until you agree.",
)
TEMPLATE, SAYS_TEMPLATE = Phrase(zh="要空表格", en="An empty table"), Phrase(zh="题库 模板", en="bank template")
FIGURES, SAYS_FIGURES = Phrase(zh="全部统计", en="All figures"), Phrase(zh="题库 统计", en="bank stats")
RETIRE, SAYS_RETIRE = Phrase(zh="停用", en="Retire"), Phrase(zh="题库 {number} 停用", en="bank {number} retire")
UNDO, SAYS_UNDO = Phrase(zh="撤销我的上一步", en="Undo my last act"), Phrase(zh="撤销", en="undo")
PREVIEW, FIELDS = Phrase(zh="学员看到的样子", en="As a learner sees it"), Phrase(zh="改这道题", en="Change it")
ANSWER = Phrase(zh="答案：{answer}", en="Answer: {answer}")
UNASKED = Phrase(zh="还没有人答过。", en="Nobody has answered it yet.")
NO_SUCH = Phrase(zh="题库里没有这道题。", en="The bank has no question of that number.")
HEAD = Phrase(zh="{stem}", en="{stem}")
COLUMNS = (
    Column("number", NUMBER, CellKind.LINK, sorts=True),
    Column("stem", STEM),
    Column("kind", KIND),
    Column("tags", TAGS, CellKind.TAGS),
    Column("difficulty", DIFFICULTY, CellKind.NUMBER, sorts=True),
    Column("changed", CHANGED, CellKind.MOMENT, sorts=True),
)


@feature.page("questions", TITLE, by=Role.MANAGER, place=30)
def questions(ctx: Context, asked: DeskQuery) -> DeskView:
    if asked.subject:
        return _one(ctx, asked)
    given, sort = asked.filters, asked.sorted_by(COLUMNS, "number")
    difficulty = given.get("difficulty", "")
    which = QuestionFilter(
        given.get("words", ""),
        given.get("tag", ""),
        given.get("kind", ""),
        int(difficulty) if difficulty in "12345" and difficulty else 0,
    )
    found = question_table.page(ctx.db, ctx.camp.id, which, sort=sort, start=asked.start, most=asked.most)
    table = Table(
        "questions",
        COLUMNS,
        [
            TableRow(
                (
                    Link(called(row.number), f"questions/{row.number}"),
                    row.stem if len(row.stem) <= STEM_SHOWN else f"{row.stem[:STEM_SHOWN]}…",
                    KIND_NAMES[QuestionKind(row.kind)],
                    tuple(row.tags),
                    row.difficulty,
                    row.changed_at,
                ),
                str(row.number),
                {"number": called(row.number)},
            )
            for row in found
        ],
        question_table.count(ctx.db, ctx.camp.id, which),
        empty=EMPTY,
        start=asked.start,
        sort=sort,
        filters=_filters(ctx),
        for_many=(Sentence(RETIRE, SAYS_RETIRE, shown=True),),
    )
    said = Sentences((Sentence(TEMPLATE, SAYS_TEMPLATE), Sentence(FIGURES, SAYS_FIGURES), Sentence(UNDO, SAYS_UNDO)))
    return DeskView((Prose(HOW), said, table))


def _filters(ctx: Context) -> tuple[Blank, ...]:
    tags = tuple((tag, tag) for tag, _ in bank.tags(ctx.db, ctx.camp.id)[:MOST_TAGS])
    return (
        Blank("words", FIND),
        Blank("kind", KIND, tuple((str(kind), name) for kind, name in KIND_NAMES.items())),
        *([Blank("tag", TAGS, tags)] if tags else []),
        Blank("difficulty", DIFFICULTY, tuple((str(n), str(n)) for n in range(1, 6))),
    )


# ── one of them ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _one(ctx: Context, asked: DeskQuery) -> DeskView:
    """A question of this camp. Raises Refusal for any other number."""
    stored = bank.by_number(ctx.db, ctx.camp.id, asked.number or 0)
    if stored is None:
        raise Refusal(NO_SUCH)
    one, number = from_plain(stored.plain), called(stored.number)
    figures = figures_of(ctx.db, ctx.camp.id, stored) or [UNASKED()]
    fared = "\n".join(
        [spoken(ANSWER(answer=marking.key(one)), ctx.language), *(spoken(line, ctx.language) for line in figures)]
    )
    said = Sentences((Sentence(RETIRE, SAYS_RETIRE, shown=True), Sentence(UNDO, SAYS_UNDO)), names={"number": number})
    fields = FieldForm(
        [(FIELDS, _fields(ctx, one))], Phrase(zh=f"题库 {number} {{name}} {{value}}", en=f"bank {number} {{name}} {{value}}")
    )
    return DeskView((AsRead(_preview(ctx, one), PREVIEW), Prose(fared), said, fields), number, "questions")


def _preview(ctx: Context, one: Question) -> tuple[Part, ...]:
    """The question as it will be asked, with nothing to be pressed."""
    parts = ctx.as_read(ctx.language, *question_view.put(one, 0, HEAD(stem=one.stem), ctx.language))
    return tuple(
        replace(part, options=tuple(replace(option, says="") for option in part.options)) if isinstance(part, Choices) else part
        for part in parts
        if not isinstance(part, Buttons)
    )


def _fields(ctx: Context, one: Question) -> list[Blank]:
    """Every field that a sentence can change, as a table of questions has it."""
    heads, row = tables.heads(ctx.language), tables.row(one, ctx.language)
    return [Blank(head, head, given=words, is_long=len(words) > 40) for head, words in zip(heads, row, strict=True)]
