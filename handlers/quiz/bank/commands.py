"""题库: what is in it, finding and changing a question, its picture, taking one out of use."""

from __future__ import annotations

from typing import Annotated, Any

from bot.arguments import Named
from bot.documents.picture import size as size_of_picture
from bot.feature import Context, Line, Page, Phrase, Press, Refusal, Role
from bot.parts import Picture
from handlers.quiz.bank import editing, showing
from handlers.quiz.bank.item_analysis import figures_of, first_answers, measure
from handlers.quiz.bank.questions import Question, fingerprint, from_plain, to_plain
from handlers.quiz.bank.settings import NUMBER, called, feature
from handlers.quiz.regrade import affected
from storage import bank
from storage.connection import Db
from storage.files import Files

SHOWN = 10
PICTURES = (".png", ".jpg", ".jpeg")

EMPTY = Phrase(
    zh="题库还是空的。把题库文件发给我（xlsx、xls、ods、csv、Word、文本、GIFT、Aiken、Moodle XML），我先试读。要空表格：题库 模板",
    en="The bank is empty. Send me a file (xlsx, xls, ods, csv, Word, text, GIFT, Aiken, Moodle XML) and I read it first. For an empty table: bank template",
)
SUMMARY = Phrase(
    zh="题库{n}题{tags}\n找题：题库 太贵　看一题：题库 {example}　统计：题库 统计　空表格：题库 模板",
    en="{n:question|questions}{tags}\nFind: bank price. One: bank {example}. Figures: bank stats. An empty table: bank template",
)
TAGS = Phrase(zh="：{tags}", en=": {tags}")
TAG = Phrase(zh="{tag}{n}", en="{tag} {n}")
TEMPLATE = Phrase(zh="要模板", en="Template")
FIGURES = Phrase(zh="看统计", en="Figures")
FOUND = Phrase(zh="找到的题：", en="Found:")
NOT_FOUND = Phrase(
    zh="没有找到含“{words}”的题。换一个词试试，或发“题库”看标签。",
    en="No question has “{words}”. Try another word, or “bank” for the tags.",
)
NO_SUCH = Phrase(zh="没有 {number} 这道题。", en="There is no question {number}.")
CHANGED = Phrase(
    zh="✅ {number} 已改为 v{version}。10分钟内可发“撤销”。",
    en="✅ {number} is v{version} now. “undo” within 10 minutes takes it back.",
)
SAME = Phrase(zh="{number} 本来就是这样，没有改动。", en="{number} says that already; nothing was changed.")
TAKEN = Phrase(zh="题干与 {number} 相同，没有改。", en="{number} asks the same; nothing was changed.")
RETIRED = Phrase(
    zh="✅ {number} 已停用，以后不再出题，答过的记录还在。10分钟内可发“撤销”。",
    en="✅ {number} is asked no more; its answers stay. “undo” within 10 minutes takes it back.",
)
WAS_RETIRED = Phrase(zh="{number} 已经停用了。", en="{number} is retired already.")
BACK = Phrase(zh="✅ {number} 恢复原样。", en="✅ {number} is as it was.")
HOW_TO_CHANGE = Phrase(
    zh="改什么？试试：题库 {number} 答案 B。可改：题干、选项A…、答案、解析、标签、难度、图片；停用：题库 {number} 停用",
    en="Change what? Try: bank {number} answer B. There are: question, option_a …, answer, explanation, tags, difficulty, picture; bank {number} retire",
)
SEND_PICTURE = Phrase(
    zh="发一张 png 或 jpg，同时写上：题库 {number} 图片", en="Send a png or jpg with the words: bank {number} picture"
)

NO_PICTURE = Phrase(
    zh="这张图打不开，没有收下，{number} 还是原样。请发完整的 png 或 jpg：题库 {number} 图片",
    en="That picture cannot be opened and was not taken; {number} is as it was. Send a whole png or jpg: bank {number} picture",
)


@feature.command(
    "题库",
    "bank",
    help=Phrase(
        zh="题库里有什么；找题、看题、改题、统计、模板。",
        en="What is in the question bank: find, see, change, figures, template.",
    ),
    by=Role.MANAGER,
    examples=["题库", "题库 太贵", "题库 Q012", "题库 Q012 答案 B", "bank price"],
    private=True,
)
def look_up(
    ctx: Context,
    words: Annotated[str, Named("词或题号", "words or number")] = "",
    *,
    tag: Annotated[str, Named("标签", "tag")] = "",
) -> None:
    said = words.strip()
    match said.casefold():
        case "" if not tag:
            _summary(ctx)
        case "模板" | "template":
            ctx.task("import_export.template", kind="questions", language=ctx.language)
        case "统计" | "stats" | "statistics":
            measure(ctx)
        case _ if found := NUMBER.match(said):
            _one(ctx, int(found[1]), said[found.end() :].strip())
        case _:
            _find(ctx, said, tag)


def _summary(ctx: Context) -> None:
    count = bank.count(ctx.db, ctx.camp.id)
    if not count:
        ctx.reply(EMPTY, [Press(TEMPLATE, "题库 模板")])
        return
    tags = list(TAG(tag=tag, n=n).to(ctx.language) for tag, n in bank.tags(ctx.db, ctx.camp.id))
    first = bank.search(ctx.db, ctx.camp.id, "", most=1)[0]
    ctx.reply(
        SUMMARY(n=count, tags=TAGS(tags=tags) if tags else "", example=called(first.number)), [Press(FIGURES, "题库 统计")]
    )


def _find(ctx: Context, words: str, tag: str) -> None:
    ctx.show_list("found", words=words, tag=tag)


@feature.paged("found", by=Role.MANAGER)
def _found(ctx: Context, after: int, words: str, tag: str) -> Page:
    """The questions past a number."""
    found = bank.search(ctx.db, ctx.camp.id, words, tag or None, after=after, most=SHOWN + 1)
    if not found:
        raise Refusal(NOT_FOUND(words=(words or tag)[:24]))
    lines: list[Line] = [showing.brief(one, from_plain(one.plain)) for one in found[:SHOWN]]
    return Page((FOUND, *lines), next=found[SHOWN - 1].number if len(found) > SHOWN else None)


def _one(ctx: Context, number: int, order: str) -> None:
    """Q012, and what is to be done with it."""
    stored = bank.by_number(ctx.db, ctx.camp.id, number)
    if stored is None:
        raise Refusal(NO_SUCH(number=called(number)))
    field, _, words = order.partition(" ")
    match field.casefold():
        case "":
            _show(ctx, stored)
        case "停用" | "删" | "删除" | "retire" | "delete":
            _retire(ctx, stored)
        case "图片" | "picture":
            _picture(ctx, stored, words.strip())
        case known if known in editing.FIELDS:
            _change(ctx, stored, editing.changed(from_plain(stored.plain), known, words.strip()))
        case _:
            raise Refusal(HOW_TO_CHANGE(number=called(number)))


def _show(ctx: Context, stored: bank.Stored) -> None:
    question = from_plain(stored.plain)
    picture = [Picture(question.picture, question.stem)] if question.picture else []
    ctx.reply(*picture, *showing.in_full(stored, question), *figures_of(first_answers(ctx.db, ctx.camp.id, stored)))


feature.act("question", Phrase(zh="{who} 改了 {number}，现在是 v{version}", en="{who} changed {number}, now v{version}"))
feature.act("question_retired", Phrase(zh="{who} 停用了 {number}", en="{who} retired {number}"))


def _retire(ctx: Context, stored: bank.Stored) -> None:
    if not bank.retire(ctx.db, ctx.camp.id, stored.number, at=ctx.now):
        raise Refusal(WAS_RETIRED(number=called(stored.number)))
    undo = {"number": stored.number, "before": stored.plain}
    ctx.audit("question_retired", undo=undo, number=called(stored.number))
    ctx.reply(RETIRED(number=called(stored.number)))


def _change(ctx: Context, stored: bank.Stored, question: Question) -> None:
    number = called(stored.number)
    if to_plain(question) == stored.plain:
        raise Refusal(SAME(number=number))
    twin = bank.by_fingerprint(ctx.db, ctx.camp.id, fingerprint(question))
    if twin is not None and twin.id != stored.id:
        raise Refusal(TAKEN(number=called(twin.number)))
    saved = bank.rewrite(ctx.db, ctx.camp.id, stored.number, fingerprint(question), to_plain(question), at=ctx.now)
    assert saved is not None
    undo = {"number": stored.number, "before": stored.plain}
    ctx.audit("question", undo=undo, number=number, version=saved.version)
    ctx.reply(CHANGED(number=number, version=saved.version), *affected.offer(ctx, stored.number))


@feature.undoes("question_retired", by=Role.MANAGER, thing=["number"])
@feature.undoes("question", by=Role.MANAGER, thing=["number"])
def put_back(ctx: Context, number: int, before: dict[str, Any]) -> None:
    bank.rewrite(ctx.db, ctx.camp.id, number, fingerprint(from_plain(before)), before, at=ctx.now)
    ctx.reply(BACK(number=called(number)), *affected.offer(ctx, number))


# ── a question's picture ─────────────────────────────────────────────────────────────────────────────────────────────


def _picture(ctx: Context, stored: bank.Stored, words: str) -> None:
    """Takes a picture sent with the words, or takes the one there is off."""
    if words in ("删", "无", "none", "delete"):
        _change(ctx, stored, from_plain({**stored.plain, "picture": ""}))
        return
    file = next((file for file in ctx.event.files if file.name.lower().endswith(PICTURES)), None)
    if file is None:
        raise Refusal(SEND_PICTURE(number=called(stored.number)))
    ctx.fetch(file, then="bank.picture", number=stored.number)


@feature.task("picture", by=Role.MANAGER)
def keep_picture(reader: Db, files: Files, number: int, file: str, name: str) -> list[Any]:
    """[number, file], or [number, ""] where nobody could see it: the file is in the store already, and is read through first."""
    try:
        size_of_picture(files.read(file))
    except ValueError:
        return [[number, ""]]
    return [[number, file]]


@feature.on("done:bank.picture")
def hang_up(ctx: Context) -> None:
    number, file = ctx.event.data["rows"][0]
    stored = bank.by_number(ctx.db, ctx.camp.id, number)
    assert stored is not None
    if not file:
        return ctx.refuse(NO_PICTURE(number=called(number)))
    _change(ctx, stored, from_plain({**stored.plain, "picture": file}))
