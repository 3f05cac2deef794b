"""Asking: polls and forms as a table, and the sentences that put a new one to people; what came of each is behind it."""

from __future__ import annotations

from bot.desk_page import Blank, CellKind, Column, DeskQuery, DeskView, Link, Prose, Sentence, Sentences, Table, TableRow
from bot.feature import Context, Phrase, Role
from handlers.asking import page_results
from handlers.asking.result import feature
from handlers.asking.surveys.forms import FORMS
from storage import asking_table
from storage.asking_table import AskedFilter, PollOrForm

TITLE = Phrase(zh="投票问卷", en="Asking")

KINDS = {"P": Phrase(zh="投票", en="poll"), "S": Phrase(zh="问卷", en="form")}
NAMED, ANONYMOUS = Phrase(zh="实名", en="named"), Phrase(zh="匿名", en="anonymous")
OPEN, CLOSED = Phrase(zh="进行中", en="open"), Phrase(zh="已截止", en="closed")
KIND, STATE = Phrase(zh="哪种", en="Kind"), Phrase(zh="状态", en="State")
FIND, EMPTY = Phrase(zh="找题目", en="Find a title"), Phrase(zh="没有符合的投票或问卷。", en="No poll or form fits.")
HOW = Phrase(
    zh="写好后先给你看原话，发给小助后它再给你看大家会收到的样子，点“发出”才发。",
    en="What you compose is read before it is said; the bot then shows what people will get, and only “send” sends it.",
)
TABLE = (
    Column("title", Phrase(zh="题目", en="Title"), CellKind.LINK),
    Column("kind", KIND),
    Column("named", Phrase(zh="记名", en="Named")),
    Column("state", STATE),
    Column("until", Phrase(zh="截止", en="Until"), CellKind.MOMENT),
    Column("opened", Phrase(zh="发出", en="Opened"), CellKind.MOMENT),
    Column("came", Phrase(zh="已答", en="Answered"), CellKind.NUMBER),
)
ASK_POLL, SAYS_POLL = (
    Phrase(zh="发投票", en="Open a poll"),
    Phrase(
        zh="投票 {title} 时长={days}天 {kind} {named}\n{options}", en="poll {title} lasts={days}d {kind} {named}\n{options}"
    ),
)
SEND_FORM, SAYS_FORM = (
    Phrase(zh="发模板问卷", en="Send a ready-made form"),
    Phrase(zh="问卷 {form} {named} 时长={days}天", en="survey {form} {named} lasts={days}d"),
)
OWN_FORM, SAYS_OWN = (
    Phrase(zh="自己写问卷", en="Write a form"),
    Phrase(zh="问卷 {title} 时长={days}天 {named}\n{questions}", en="survey {title} lasts={days}d {named}\n{questions}"),
)
QUESTION, OPTIONS = Phrase(zh="问什么", en="Question"), Phrase(zh="选项", en="Options")
BETWEEN = Phrase(zh="用 / 隔开，2到12个，如：爬山/唱歌/火锅", en="2 to 12 with / between them, like hiking/karaoke/hotpot")
CHOICES, WHICH_NAMED = Phrase(zh="怎么选", en="Choices"), Phrase(zh="记名", en="Named or not")
DAYS, FORM = Phrase(zh="开几天", en="Days it is open"), Phrase(zh="模板", en="Form")
FORM_TITLE, QUESTIONS = Phrase(zh="问卷名", en="Title"), Phrase(zh="题目，一行一题", en="Questions, one a line")
A_LINE = Phrase(
    zh="题型写在方括号里：内容有用 [1-5]；会推荐吗 [NPS]；想学什么 [多选] 谈判/洞察；还想说什么 [文字]",
    en="The kind stands in brackets: It was useful [1-5]; Would you recommend it [NPS]; Next [multi] sales/insight; Anything else [text]",
)
SHAPES = (
    Phrase(zh="单选", en="single"),
    Phrase(zh="多选", en="multi"),
    Phrase(zh="排序", en="ranking"),
)
LASTING = ("1", "3", "7", "14")
UNDO, SAYS_UNDO = Phrase(zh="撤销我的上一步", en="Undo my last act"), Phrase(zh="撤销", en="undo")


@feature.page("asking", TITLE, by=Role.MANAGER, place=40)
def asking(ctx: Context, asked: DeskQuery) -> DeskView:
    if asked.subject:
        return page_results.behind(ctx, asked)
    given = asked.filters
    which = AskedFilter(given.get("words", ""), given.get("kind", ""), given.get("state", ""))
    found = asking_table.page(ctx.db, ctx.camp.id, which, start=asked.start, most=asked.most)
    filters = (
        Blank("words", FIND),
        Blank("kind", KIND, tuple(KINDS.items())),
        Blank("state", STATE, (("open", OPEN), ("closed", CLOSED))),
    )
    table = Table(
        "asked",
        TABLE,
        [_row(one) for one in found],
        asking_table.count(ctx.db, ctx.camp.id, which),
        empty=EMPTY,
        start=asked.start,
        filters=filters,
    )
    return DeskView((Sentences(_composing(ctx.language)), Prose(HOW), table))


def _row(one: PollOrForm) -> TableRow:
    code = f"{one.letter}{one.number}"
    cells = (
        Link(f"{code} {one.title}", f"asking/{code}"),
        KINDS[one.letter],
        ANONYMOUS if one.anonymous else NAMED,
        OPEN if one.is_open else CLOSED,
        one.until,
        one.opened_at,
        one.came,
    )
    return TableRow(cells, code)


def _composing(language: str) -> tuple[Sentence, ...]:
    """What asks people something new, in the reader's words: they stand in the sentence."""
    english = language == "en"

    def said(*phrases: Phrase) -> tuple[tuple[str, Phrase], ...]:
        return tuple((phrase.en if english else phrase.zh, phrase) for phrase in phrases)

    named = Blank("named", WHICH_NAMED, said(ANONYMOUS, NAMED), given=said(ANONYMOUS)[0][0])
    days = Blank("days", DAYS, tuple((n, n) for n in LASTING), given="3")
    forms = tuple((form.names[-1 if english else 0], form.names[-1 if english else 0]) for form in FORMS)
    shapes = said(*SHAPES)
    return (
        Sentence(
            ASK_POLL,
            SAYS_POLL,
            (
                Blank("title", QUESTION),
                Blank("options", OPTIONS, help=BETWEEN),
                Blank("kind", CHOICES, shapes, given=shapes[0][0]),
                named,
                days,
            ),
        ),
        Sentence(SEND_FORM, SAYS_FORM, (Blank("form", FORM, forms, given=forms[0][0]), named, days)),
        Sentence(
            OWN_FORM,
            SAYS_OWN,
            (Blank("title", FORM_TITLE), Blank("questions", QUESTIONS, help=A_LINE, is_long=True), named, days),
        ),
        Sentence(UNDO, SAYS_UNDO),
    )
