"""The empty table to fill in: an example of every kind, and a sheet that says how."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from bot.documents.workbook import Workbook
from bot.phrases import Phrase
from handlers.quiz.bank.questions import (
    ONE,
    Amount,
    FillIn,
    Matching,
    Multiple,
    Numeric,
    Option,
    Pair,
    Question,
    Short,
    Single,
    TrueFalse,
    even,
)
from handlers.quiz.bank.writing import tables

SHEET_GUIDE = Phrase(zh="怎么填", en="How to fill in")

GUIDE = (
    Phrase(
        zh="一行一题。第一行是表头，不要改；列的顺序可以换，例题可以删。",
        en="One question a row. Keep the heads; their order is free.",
    ),
    Phrase(
        zh="题型：单选、多选、判断、填空、数值、配对、简答。",
        en="Types: single, multiple, true_false, fill_in, numeric, matching, short.",
    ),
    Phrase(zh="单选、多选的答案写字母，多选写在一起：AC。", en="Choices: the letters of the answer, written together: AC."),
    Phrase(zh="判断的答案写 对 或 错。", en="True or false: T or F."),
    Phrase(
        zh="填空一题一个空；几种写法都算对时用 | 隔开。", en="Fill-in: one blank; part the spellings that all count with |."
    ),
    Phrase(zh="数值可以带误差：3.14±0.01；也可以写范围：1～5。", en="Numeric: with a tolerance, 3.14±0.01, or a range, 1~5."),
    Phrase(
        zh="配对写在选项里：左边 => 右边；答案留空。", en="Matching: in the options, left => right; leave the answer empty."
    ),
    Phrase(
        zh="简答由专家批阅，答案写参考答案，可留空。", en="Short: an expert marks it; the answer is a model and may be empty."
    ),
    Phrase(
        zh="多个标签用 ; 隔开。难度1到5，5最难，可留空。", en="Part tags with ;. Difficulty is 1 to 5, 5 the hardest, or empty."
    ),
)

EXAMPLES: Mapping[str, tuple[Question, ...]] = {
    "zh": (
        Question(
            "客户说“太贵了”，先做什么？",
            Single(even(("马上降价", "问清和谁比", "沉默", "换产品"), [1])),
            "先弄清参照，再谈价值。",
            ("异议",),
            2,
        ),
        Question(
            "哪些是开放式提问？",
            Multiple(even(("您怎么看？", "要不要？", "为什么这么选？", "是不是？"), [0, 2])),
            "",
            ("提问",),
        ),
        Question("拜访前要先写下目标。", TrueFalse(True), "没有目标就没法复盘。", ("拜访",), 1),
        Question("FABE 里的 F 指____。", FillIn((Option("特征", ONE), Option("特点", ONE))), "", ("产品",)),
        Question("圆周率约等于几？", Numeric((Amount(Decimal("3.14"), Decimal("0.01")),))),
        Question(
            "把异议和回应配起来。", Matching((Pair("太贵", "问参照"), Pair("没时间", "约短会")), ("马上降价",)), "", ("异议",)
        ),
        Question("用三句话回应“我再考虑一下”。", Short("认同；问顾虑；约下一步。"), "", ("异议",), 4),
    ),
    "en": (
        Question(
            "The client says “too expensive”. What first?",
            Single(even(("Cut the price", "Ask: compared to what?", "Say nothing", "Offer another product"), [1])),
            "Find the comparison before you speak of value.",
            ("objections",),
            2,
        ),
        Question(
            "Which are open questions?", Multiple(even(("What do you think?", "Do you want it?", "Why that one?"), [0, 2]))
        ),
        Question("Write down a goal before every visit.", TrueFalse(True), "", ("visits",), 1),
        Question("The F of FABE stands for ____.", FillIn((Option("feature", ONE), Option("features", ONE))), "", ("product",)),
        Question("What is pi, roughly?", Numeric((Amount(Decimal("3.14"), Decimal("0.01")),))),
        Question("Match objection and answer.", Matching((Pair("Too dear", "To what?"), Pair("No time", "A short call")))),
        Question("Answer “let me think it over” in three sentences.", Short("Agree; ask what worries them; fix a next step.")),
    ),
}


def template(language: str) -> bytes:
    """The workbook in `zh` or `en`; sent back as it is, it holds seven questions."""
    book = Workbook()
    tables.add_bank(book, EXAMPLES[language], language)
    book.add(
        SHEET_GUIDE().to(language),
        [SHEET_GUIDE().to(language)],
        ([line().to(language)] for line in GUIDE),
        wide=[SHEET_GUIDE().to(language)],
    )
    return book.saved()
