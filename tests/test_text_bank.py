"""Chinese question banks as text, in the forms trainers write them: each with the questions, sentences and notes it must give."""

from __future__ import annotations

import pytest

from bot.documents.text_line import TextLine, TextMark
from handlers.quiz.bank import marking
from handlers.quiz.bank.questions import FillIn, Multiple, Question, QuestionKind, Short, Single, TrueFalse
from handlers.quiz.bank.reading import bank_lines, text_bank


def said(question: Question) -> str:
    """A question in one line: kind, stem, options with * before the right ones, or the answer."""
    match question.body:
        case Single(options) | Multiple(options):
            rest = " ".join(("*" if option.weight > 0 else "") + option.text for option in options)
        case TrueFalse(truth):
            rest = "对" if truth else "错"
        case FillIn(accepted):
            rest = "|".join(answer.text for answer in accepted)
        case Short(model):
            rest = model
        case _:
            rest = marking.key(question)
    kind = {
        QuestionKind.SINGLE: "单",
        QuestionKind.MULTIPLE: "多",
        QuestionKind.TRUE_FALSE: "判",
        QuestionKind.FILL_IN: "填",
        QuestionKind.SHORT: "答",
    }.get(question.kind, "?")
    more = [*(f"解析={question.explanation}",) * bool(question.explanation), *(f"#{tag}" for tag in question.tags)]
    more += [f"难{question.difficulty}"] if question.difficulty else []
    return " · ".join([kind, question.stem.replace("\n", "⏎"), rest.replace("\n", "⏎"), *more])


def outcome(text: str) -> tuple[list[str], list[str], list[str]]:
    sink = text_bank.read(bank_lines.from_text(text.strip("\n")))
    faults = [fault.line().to("zh") for fault in sink.faults]
    return [said(item.value) for item in sink.items], faults, [note.line().to("zh") for note in sink.notes]


AB = "A. 打折\nB. 定目标\n"
NUMBERS = {
    "dot": "1. 先做什么？\n" + AB + "答案：B\n2. 后做什么？\n" + AB + "答案：A",
    "comma": "1、先做什么？\n" + AB + "答案：B\n2、后做什么？\n" + AB + "答案：A",
    "brackets": "（1）先做什么？\n" + AB + "答案：B\n（2）后做什么？\n" + AB + "答案：A",
    "one bracket": "1)先做什么？\n" + AB + "答案：B\n2)后做什么？\n" + AB + "答案：A",
    "full width": "１．先做什么？\n" + AB + "答案：B\n２．后做什么？\n" + AB + "答案：A",
    "ordinal": "第1题 先做什么？\n" + AB + "答案：B\n第2题：后做什么？\n" + AB + "答案：A",
    "Q": "Q1: 先做什么？\n" + AB + "答案：B\nQ2: 后做什么？\n" + AB + "答案：A",
    "kind": "[单选] 先做什么？\n" + AB + "答案：B\n[单选]后做什么？\n" + AB + "答案：A",
    "number and kind": "1.【单选题】先做什么？\n" + AB + "答案：B\n2.（单选，2分）后做什么？\n" + AB + "答案：A",
    "kind label": "单选题：先做什么？\n" + AB + "答案：B\n单选题：后做什么？\n" + AB + "答案：A",
    "none, gap": "先做什么？\n" + AB + "答案：B\n\n后做什么？\n" + AB + "答案：A",
    "none, no gap": "先做什么？\n" + AB + "答案：B\n后做什么？\n" + AB + "答案：A",
    "chinese": "一、先做什么？\n" + AB + "答案：B\n二、后做什么？\n" + AB + "答案：A",
    "all ones": "1. 先做什么？\n" + AB + "答案：B\n1. 后做什么？\n" + AB + "答案：A",
    "gaps everywhere": "1. 先做什么？\n\nA. 打折\n\nB. 定目标\n\n答案：B\n\n\n2. 后做什么？\n\nA. 打折\n\nB. 定目标\n\n答案：A",
    "answers in brackets": "1. 先做什么？（ B ）\n" + AB + "2. 后做什么？（A）\n" + AB,
    "key at the end": "1. 先做什么？\n" + AB + "2. 后做什么？\n" + AB + "参考答案\n1-2 BA",
    "fields": "题型：单选题\n题目：先做什么？\n" + AB + "答案：B\n\n题型：单选题\n题目：后做什么？\n" + AB + "答案：A",
}


@pytest.mark.parametrize("form", NUMBERS)
def test_a_question_begins_however_it_is_numbered(form):
    found, faults, notes = outcome(NUMBERS[form])
    assert (faults, notes) == ([], [])
    clean = [one.replace("（ ）", "") for one in found]
    assert clean == ["单 · 先做什么？ · 打折 *定目标", "单 · 后做什么？ · *打折 定目标"]


OPTIONS = {
    "dot": "A. 打折\nB. 定目标\nC. 催款",
    "comma": "A、打折\nB、定目标\nC、催款",
    "brackets": "(A) 打折\n(B) 定目标\n(C) 催款",
    "full-width brackets": "（A）打折\n（B）定目标\n（C）催款",
    "square": "[A] 打折\n[B] 定目标\n[C] 催款",
    "full width": "Ａ．打折\nＢ．定目标\nＣ．催款",
    "colon": "A：打折\nB：定目标\nC：催款",
    "lower case": "a. 打折\nb. 定目标\nc. 催款",
    "one bracket": "A）打折\nB）定目标\nC）催款",
    "nothing": "A打折\nB定目标\nC催款",
    "space": "A 打折\nB 定目标\nC 催款",
    "one line": "A. 打折  B. 定目标  C. 催款",
    "one line, no space": "A、打折B、定目标C、催款",
    "one line, tabs": "A．打折\tB．定目标\tC．催款",
    "two lines": "A. 打折    B. 定目标\nC. 催款",
    "indented": "　　A. 打折\n　　B. 定目标\n　　C. 催款",
}


@pytest.mark.parametrize("form", OPTIONS)
def test_options_however_they_are_lettered(form):
    found, faults, notes = outcome(f"1. 先做什么？\n{OPTIONS[form]}\n答案：B\n\n2. 一年有__个季度\n答案：4")
    assert (faults, notes) == ([], [])
    assert found == ["单 · 先做什么？ · 打折 *定目标 催款", "填 · 一年有__个季度 · 4"]


ANSWERS = {
    "label": "1. 题？\nA. 甲\nB. 乙\nC. 丙\n答案：AC",
    "right answer": "1. 题？\nA. 甲\nB. 乙\nC. 丙\n正确答案：A、C",
    "boxed": "1. 题？\nA. 甲\nB. 乙\nC. 丙\n【答案】A C",
    "boxed colon": "1. 题？\nA. 甲\nB. 乙\nC. 丙\n【正确答案】：AC。",
    "dashes": "1. 题？\nA. 甲\nB. 乙\nC. 丙\n——正确答案：AC",
    "dashes, no colon": "1. 题？\nA. 甲\nB. 乙\nC. 丙\n——正确答案 AC",
    "brackets": "1. 题？\nA. 甲\nB. 乙\nC. 丙\n（答案：A,C）",
    "no colon": "1. 题？\nA. 甲\nB. 乙\nC. 丙\n答案AC",
    "is": "1. 题？\nA. 甲\nB. 乙\nC. 丙\n答案为A和C",
    "next line": "1. 题？\nA. 甲\nB. 乙\nC. 丙\n答案：\nAC",
    "stem line": "1. 题？（答案：AC）\nA. 甲\nB. 乙\nC. 丙",
    "behind options": "1. 题？\nA. 甲（正确）\nB. 乙\nC. 丙 √",
    "behind, dashes": "1. 题？\nA. 甲 ——正确答案\nB. 乙\nC. 丙（正确答案）",
    "before options": "1. 题？\n*A. 甲\nB. 乙\n√C. 丙",
    "words": "1. 题？\nA. 甲\nB. 乙\nC. 丙\n答案：甲；丙",
    "letters and words": "1. 题？\nA. 甲\nB. 乙\nC. 丙\n答案：A.甲；C.丙",
    "key, range": "1. 题？\nA. 甲\nB. 乙\nC. 丙\n\n答案：\n1. AC",
}


@pytest.mark.parametrize("form", ANSWERS)
def test_answers_wherever_they_stand(form):
    found, faults, notes = outcome(ANSWERS[form])
    assert (faults, notes) == ([], [])
    assert found == ["多 · 题？ · *甲 乙 *丙"]


CASES: dict[str, tuple[str, list[str], list[str], list[str]]] = {
    "answer in the stem": (
        "1. 拜访前应先（ B ）。\nA. 打折 B. 定目标\n2. 售前要做___（AC）\nA. 查资料\nB. 催款\nC. 写目标",
        ["单 · 拜访前应先（ ）。 · 打折 *定目标", "多 · 售前要做___（ ） · *查资料 催款 *写目标"],
        [],
        [],
    ),
    "true and false": (
        "三、判断题\n1. 拜访前要写目标。（√）\n2. 可以替客户签字。（ × ）\n3. 回访可免。\n答案：错误\n4. 要记录。（对）\n"
        "5. 该说谢谢。\nA. 正确\nB. 错误\n答案：A\n6. 价格先报。 答案：×",
        [
            "判 · 拜访前要写目标。（ ） · 对",
            "判 · 可以替客户签字。（ ） · 错",
            "判 · 回访可免。 · 错",
            "判 · 要记录。（ ） · 对",
            "判 · 该说谢谢。 · 对",
            "判 · 价格先报。 · 错",
        ],
        [],
        [],
    ),
    "true and false without a head": (
        "1. 该说谢谢。\nA、对\nB、错\n答案：B\n2. 该记录。\n答案：√",
        ["判 · 该说谢谢。 · 错", "判 · 该记录。 · 对"],
        [],
        [],
    ),
    "key by ranges": (
        "一、单选题\n1. 甲？\nA. 一\nB. 二\n2. 乙？\nA. 一\nB. 二\n3. 丙？\nA. 一\nB. 二\n二、判断题\n4. 丁。\n5. 戊。\n\n"
        "参考答案：\n1-3 ABA  4-5 √×",
        ["单 · 甲？ · *一 二", "单 · 乙？ · 一 *二", "单 · 丙？ · *一 二", "判 · 丁。 · 对", "判 · 戊。 · 错"],
        [],
        [],
    ),
    "key under heads, numbers start anew": (
        "一、单选题\n1. 甲？\nA. 一\nB. 二\n2. 乙？\nA. 一\nB. 二\n二、多选题\n1. 丙？\nA. 一\nB. 二\nC. 三\n三、判断题\n1. 丁。\n\n"
        "答案\n一、单选题\n1.A 2.B\n二、多选题\n1.ABC\n三、判断题\n1.×",
        ["单 · 甲？ · *一 二", "单 · 乙？ · 一 *二", "多 · 丙？ · *一 *二 *三", "判 · 丁。 · 错"],
        [],
        [],
    ),
    "key with heads on its lines": (
        "一、单选题\n1. 甲？\nA. 一\nB. 二\n二、多选题\n1. 丙？\nA. 一\nB. 二\nC. 三\n2. 己？\nA. 一\nB. 二\n\n"
        "参考答案\n一、1.B\n二、1.AC 2.AB",
        ["单 · 甲？ · 一 *二", "多 · 丙？ · *一 二 *三", "多 · 己？ · *一 *二"],
        [],
        [],
    ),
    "key of words, with explanations": (
        "1. 一年有____个季度。\n2. 首都是____。\n\n【参考答案】\n1. 4\n解析：春夏秋冬。\n2. 北京",
        ["填 · 一年有____个季度。 · 4 · 解析=春夏秋冬。", "填 · 首都是____。 · 北京"],
        [],
        [],
    ),
    "key without a head": (
        "1. 甲？\nA. 一\nB. 二\n2. 乙？\nA. 一\nB. 二\n1-2：AB",
        ["单 · 甲？ · *一 二", "单 · 乙？ · 一 *二"],
        [],
        [],
    ),
    "key that does not fit": (
        "1. 甲？\nA. 一\nB. 二\n2. 乙？\nA. 一\nB. 二\n答案：\n1-2 ABA\n3. C",
        [],
        ["第8行 答案“ABA”对不上第1–2题", "第9行 答案表里的第3题没有题目", "第1行 答案为空", "第4行 答案为空"],
        [],
    ),
    "explanation, difficulty, tags": (
        "1. 甲？\nA. 一\nB. 二\n答案：B\n解析：先弄清。\n再谈价值。\n难度：较难\n知识点：异议、谈判\n分值：2\n"
        "2. 乙？\nA. 一\nB. 二\n【答案】A【解析】因为一。【难度】易",
        ["单 · 甲？ · 一 *二 · 解析=先弄清。\n再谈价值。 · #异议 · #谈判 · 难4", "单 · 乙？ · *一 二 · 解析=因为一。 · 难1"],
        [],
        [],
    ),
    "numbered items in an explanation": (
        "1. 甲？\nA. 一\nB. 二\n答案：B\n解析：\n1、先听；\n2、再问。\n\n2. 乙？\nA. 一\nB. 二\n答案：A",
        ["单 · 甲？ · 一 *二 · 解析=1、先听；\n2、再问。", "单 · 乙？ · *一 二"],
        [],
        [],
    ),
    "wrapped stem and option": (
        "1. 客户第一次说“太贵了”，\n先做什么？\nA. 立刻\n降价\nB. 问清\n答案：B",
        ["单 · 客户第一次说“太贵了”，⏎先做什么？ · 立刻⏎降价 *问清"],
        [],
        [],
    ),
    "items in a stem": (
        "1. 下列哪些对？\n（1）先听 （2）先报价\nA. （1）\nB. （2）\n答案：A",
        ["单 · 下列哪些对？⏎（1）先听 （2）先报价 · *（1） （2）"],
        [],
        [],
    ),
    "short answers": (
        "四、简答题\n1. 怎么回应“太贵了”？\n答：先认同。\n再问参照。\n2. 谈谈复盘。\n答案：有目标、有数据。",
        ["答 · 怎么回应“太贵了”？ · 先认同。⏎再问参照。", "答 · 谈谈复盘。 · 有目标、有数据。"],
        [],
        [],
    ),
    "a title and a chapter are named": (
        "销售技能题库（2026版）\n\n1. 甲？\nA. 一\nB. 二\n答案：A\n\n祝考试顺利",
        ["单 · 甲？ · *一 二"],
        [],
        ["第1行 没有用到：“销售技能题库（2026版）”", "第8行 没有用到：“祝考试顺利”"],
    ),
    "what is missing": (
        "1. 甲？\nA. 一\nC. 三\n答案：A\n2. 乙？\nA. 一\nB. 二\n3. 丙？\nA. 一\nB. 二\n答案：D\n4. 丁？\n答案：大概吧\n"
        "五、名词解释\n5. FABE\n答案：四步",
        [],
        [
            "第1行 缺少选项B",
            "第5行 答案为空",
            "第8行 答案含D但没有选项D",
            "第12行 没写题型，看不出是填空、数值还是简答",
            "第15行 题型“名词解释”不支持",
        ],
        [],
    ),
    "two answers that differ": (
        "1. 先（A）。\nA. 一\nB. 二\n答案：B",
        [],
        ["第1行 答案写了两处，不一样：B和A"],
        [],
    ),
    "odd difficulty": (
        "1. 甲？\nA. 一\nB. 二\n答案：A\n难度：0.85",
        ["单 · 甲？ · *一 二"],
        [],
        ["第1行 难度“0.85”看不懂，没有导入"],
    ),
    "blanks": (
        "1. F 指____，A 指____。\n答案：特征；优势\n2. F 指（ ）、A 指（ ）。\n答案：（1）特征（2）优势\n3. 首都是____。\n答案：北京；北京市\n"
        "4. 首都是____。\n答案：北京、北京市\n5. F 指____，A 指____。\n答案：特征",
        [
            "填 · F 指____，A 指____。 · 特征；优势",
            "填 · F 指（ ）、A 指（ ）。 · 特征；优势",
            "填 · 首都是____。 · 北京|北京市",
        ],
        [
            "第7行 答案“北京、北京市”里的“、”说不清：几种写法都算对就用 | 隔开，是答案的一部分就写成 \\、",
            "第9行 有2个空，看不出每个空填什么，请按顺序写成 甲\\；乙",
        ],
        [],
    ),
    "a letter in an option's words": (
        "1. 缺什么？\nA. 维生素B、C\nB. 铁\nC. 钙\n答案：B",
        ["单 · 缺什么？ · 维生素B、C *铁 钙"],
        [],
        [],
    ),
    "choice heads": (
        "一、选择题（共2题）\n1. 甲？\nA. 一\nB. 二\nC. 三\n答案：AB\n2. 乙？\nA. 一\nB. 二\n答案：B\n二、不定项选择题\n3. 丙？\nA. 一\nB. 二\n答案：A",
        ["多 · 甲？ · *一 *二 三", "单 · 乙？ · 一 *二", "多 · 丙？ · *一 二"],
        [],
        [],
    ),
    "options behind the stem": (
        "1. 先做什么？ A. 打折 B. 定目标 C. 催款 答案：B\n2. 后做什么？A、打折 B、定目标\n答案：A",
        ["单 · 先做什么？ · 打折 *定目标 催款", "单 · 后做什么？ · *打折 定目标"],
        [],
        [],
    ),
    "english": (
        "Part 1 Single Choice\n1. What first?\nA) Discount\nB) Ask\nAnswer: B\nExplanation: ask before you give.\n\n"
        "2. And then?\n(a) Wait\n(b) Call\nCorrect answer: a",
        ["单 · What first? · Discount *Ask · 解析=ask before you give.", "单 · And then? · *Wait Call"],
        [],
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_bank_of_lines(name):
    text, *expected = CASES[name]
    assert outcome(text) == tuple(expected)


def test_marks_are_answers_only_where_the_file_says_so():
    lines = [
        TextLine(1, "1. 甲？"),
        TextLine(2, "A. 一"),
        TextLine(3, "B. 二", ((3, 4, TextMark.RED),)),
    ]
    told = text_bank.read([TextLine(0, "说明：红色为正确答案"), *lines])
    assert [said(item.value) for item in told.items] == ["单 · 甲？ · 一 *二"] and not told.notes
    untold = text_bank.read(lines)
    assert [fault.line().to("zh") for fault in untold.faults] == ["第1行 答案为空"]
    assert [note.line().to("zh") for note in untold.notes] == [
        "第1行 有的选项标红，但文件没说这就是答案；若是，请在开头写明“标红为正确答案”"
    ]
