"""Questions: the bank as a table, and one of them as a learner will see it, with how it fared and every field to be changed."""

from __future__ import annotations

from bot import dry_run
from bot.desk_page import (
    UNDO,
    Blank,
    Block,
    CellKind,
    Chart,
    Column,
    DeskQuery,
    DeskView,
    FieldForm,
    Figure,
    KeyFigures,
    Link,
    Prose,
    Sentence,
    Sentences,
    Table,
    TableRow,
)
from bot.draft import inert
from bot.feature import Context, Phrase, Refusal, Role, Said
from bot.figures import percent
from handlers.quiz import question_view
from handlers.quiz.bank import editing, marking
from handlers.quiz.bank.item_analysis import first_answers
from handlers.quiz.bank.questions import KIND_NAMES, LETTERS, Question, QuestionKind, from_plain
from handlers.quiz.bank.settings import NUMBER as NUMBER_IN
from handlers.quiz.bank.settings import called, feature
from handlers.quiz.bank.statistics import MINIMUM
from handlers.quiz.bank.writing import tables
from storage import bank, question_table
from storage.bank import Stored
from storage.question_table import QuestionFilter

MOST_TAGS = 60
STEM_SHOWN = 120

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
TEMPLATE = Sentence(Phrase(zh="要空表格", en="An empty table"), Phrase(zh="题库 模板", en="bank template"))
FIGURES = Sentence(Phrase(zh="全部统计", en="All figures"), Phrase(zh="题库 统计", en="bank stats"))
RETIRE = Sentence(Phrase(zh="停用", en="Retire"), Phrase(zh="题库 {number} 停用", en="bank {number} retire"), shown=True)
FIELDS = Phrase(zh="改这道题", en="Change it")
RIGHT_ONE, ANSWERED = Phrase(zh="答案", en="Answer"), Phrase(zh="答过的人", en="Who answered")
RIGHT_SHARE, OF = Phrase(zh="首次正确率", en="Right at first"), Phrase(zh="{right}/{n}", en="{right}/{n}")
TOO_FEW = Phrase(zh="证据不足", en="too few")
LEAST = Phrase(zh="至少{least}人", en="{least:person|people} at least")
UNASKED = Phrase(zh="还没有人答过", en="nobody yet")
CHOSEN = Phrase(zh="首次都选了什么", en="What was chosen at first")
LETTERED = Phrase(zh="{letter} {words}", en="{letter} {words}")
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
        for_many=(RETIRE,),
    )
    said = Sentences((TEMPLATE, FIGURES, UNDO))
    return DeskView((Prose(HOW), *dry_run.blocks(ctx, "questions"), said, table))


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
    said = Sentences((RETIRE, UNDO), names={"number": number})
    says = Phrase(zh=f"题库 {number} {{name}} {{value}}", en=f"bank {number} {{name}} {{value}}")
    seen = inert(ctx.as_read(ctx.camp.language, *_as_put(ctx, one)), follows=False)
    fields = FieldForm([(FIELDS, _fields(ctx, one))], says, seen=seen)
    return DeskView((*_fared(ctx, stored, one), said, fields), number, "questions")


def _fared(ctx: Context, stored: Stored, one: Question) -> list[Block]:
    """The answer, how many got it at first, and which options they chose."""
    fared, right = first_answers(ctx.db, ctx.camp.id, stored), marking.key(one)
    answered = Figure(ANSWERED, str(fared.n), UNASKED if not fared.n else "")
    figures = [Figure(RIGHT_ONE, right), answered]
    if 0 < fared.n < MINIMUM:
        figures.append(Figure(RIGHT_SHARE, TOO_FEW, LEAST(least=MINIMUM)))
    if fared.n < MINIMUM:
        return [KeyFigures(figures)]
    figures.append(Figure(RIGHT_SHARE, percent(fared.right, fared.n), OF(right=fared.right, n=fared.n)))
    options = list(zip(LETTERS, question_view.option_words(one, ctx.language), strict=False))
    rows = [
        (LETTERED(letter=letter, words=words), fared.chosen.get(place, 0), percent(fared.chosen.get(place, 0), fared.n))
        for place, (letter, words) in enumerate(options)
    ]
    return [KeyFigures(figures), *([Chart("bars", CHOSEN, rows=rows, most=fared.n)] if rows else [])]


def _as_put(ctx: Context, one: Question) -> list[Said]:
    """The question as it will be asked."""
    return question_view.put(one, 0, HEAD(stem=one.stem), ctx.camp.language)


@feature.preview("题库")
def as_changed(ctx: Context, said: list[str]) -> list[list[Said]]:
    """A question with what was typed so far put into it. Raises Refusal for words that change no field of one."""
    one: Question | None = None
    for words in said:
        meant = NUMBER_IN.match(words)
        stored = bank.by_number(ctx.db, ctx.camp.id, int(meant[1])) if meant is not None else None
        field, _, value = words[meant.end() if meant else 0 :].strip().partition(" ")
        if stored is None or field.casefold() not in editing.FIELDS:
            raise Refusal(NO_SUCH)
        one = editing.changed(one or from_plain(stored.plain), field.casefold(), value.strip())
    assert one is not None
    return [_as_put(ctx, one)]


def _fields(ctx: Context, one: Question) -> list[Blank]:
    """Every field that a sentence can change, as a table of questions has it."""
    heads, row = tables.heads(ctx.language), tables.row(one, ctx.language)
    return [Blank(head, head, given=words, is_long=len(words) > 40) for head, words in zip(heads, row, strict=True)]
