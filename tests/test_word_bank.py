"""Question banks as Word files: automatic numbers, tables, soft breaks, marks, and what Word or LibreOffice Writer themselves write."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.documents.word_numbering import chinese, drawn
from tests.files.bank.word import W, body, numbering, package, paragraph, run, table
from tests.test_bank_cases import FILES, outcome

RED = '<w:color w:val="FF0000"/>'
P = paragraph
QUESTIONS = {1: [("decimal", "%1.")], 2: [("upperLetter", "%1.")], 3: [("chineseCounting", "%1、")]}

SHAPES: dict[str, tuple[bytes, tuple[list[str], list[str], list[str]]]] = {
    "options begin anew with each list": (
        package(
            body(P("先做什么？", (1, 0)), P("打折", (2, 0)), P("定目标", (2, 0)), P("答案：B"),
                 P("后做什么？", (1, 0)), P("回访", (3, 0)), P("开票", (3, 0)), P("答案：A")),
            numbering(QUESTIONS, {1: (1, {}), 2: (2, {0: 1}), 3: (2, {0: 1})}),
        ),
        (["单 · 先做什么？ · 打折 *定目标", "单 · 后做什么？ · *回访 开票"], [], []),
    ),
    "options are the second level of one list": (
        package(
            body(P("先做什么？", (1, 0)), P("打折", (1, 1)), P("定目标", (1, 1)), P("答案：B"),
                 P("后做什么？", (1, 0)), P("回访", (1, 1)), P("开票", (1, 1)), P("答案：A")),
            numbering({1: [("decimal", "%1、"), ("upperLetter", "%2、")]}, {1: (1, {})}),
        ),
        (["单 · 先做什么？ · 打折 *定目标", "单 · 后做什么？ · *回访 开票"], [], []),
    ),
    "heads numbered in Chinese, by a style": (
        package(
            body(P("单选题", style="Head"), P("先做什么？", (1, 0)), P("打折", (2, 0)), P("定目标", (2, 0)), P("答案：B"),
                 P("判断题", style="Head"), P("要写目标。（√）", (1, 0))),
            numbering(QUESTIONS, {1: (1, {}), 2: (2, {}), 3: (3, {})}),
            f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
            f'<w:style w:type="paragraph" w:styleId="Head"><w:basedOn w:val="Base"/></w:style></w:styles>',
        ),
        (["单 · 先做什么？ · 打折 *定目标", "判 · 要写目标。（ ） · 对"], [], []),
    ),
    "bullets are no letters": (
        package(
            body(P("1. 先做什么？"), P("A. 打折", (9, 0)), P("B. 定目标", (9, 0)), P("答案：B")),
            numbering({9: [("bullet", "•")]}, {9: (9, {})}),
        ),
        (["单 · 先做什么？ · 打折 *定目标"], [], []),
    ),
    "soft breaks and tabs": (
        package(body(P("1. 先做什么？\nA. 打折\tB. 定目标\nC. 催款\n答案：B\n解析：先定目标。"))),
        (["单 · 先做什么？ · 打折 *定目标 催款 · 解析=先定目标。"], [], []),
    ),
    "red is an answer where the file says so": (
        package(body(P("注：红色为正确答案"), P("1. 先做什么？"), P("A. 打折"), P(run("B. 定目标", RED)),
                     P("2. 做什么？"), P(run("A. 查资料", RED)), P("B. 催款"), P(run("C. ") + run("写目标", RED)))),
        (["单 · 先做什么？ · 打折 *定目标", "多 · 做什么？ · *查资料 催款 *写目标"], [], []),
    ),
    "red is only pointed out where it does not": (
        package(body(P("1. 先做什么？"), P("A. 打折"), P(run("B. 定目标", RED)))),
        ([], ["第1行 答案为空"], ["第1行 有的选项标红，但文件没说这就是答案；若是，请在开头写明“标红为正确答案”"]),
    ),
    "bold and struck words change nothing": (
        package(body(P(run("1. 先做", "<w:b/>") + run("什么？")), P(run("A. 打折", "<w:strike/>")), P("B. 定目标"), P("答案：B"))),
        (["单 · 先做什么？ · 打折 *定目标"], [], []),
    ),
    "powers, formulas, ticks, hidden words, deleted words": (
        package(
            body(
                P(run("1. 10") + run("2", '<w:vertAlign w:val="superscript"/>') + run(" 是？") + run("（不印）", "<w:vanish/>")),
                P(run("A. ") + "<m:oMath><m:sSup><m:e><m:r><m:t>2</m:t></m:r></m:e><m:sup><m:r><m:t>10</m:t></m:r></m:sup></m:sSup></m:oMath>"),
                P(run("B. 100 ") + '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'),
                P("<w:del><w:r><w:delText>C. 旧的</w:delText></w:r></w:del>"),
                P("<w:ins>" + run("解析：十乘十。") + "</w:ins>"),
            )
        ),
        (["单 · 10² 是？ · 2¹⁰ *100 · 解析=十乘十。"], [], ["第1行 隐藏的文字没有读"]),
    ),
    "a picture is noted": (
        package(body(P(run("1. 图中是什么？") + "<w:r><w:drawing/></w:r>"), P("A. 漏斗"), P("B. 饼图"), P("答案：A"))),
        (["单 · 图中是什么？ · *漏斗 饼图"], [], ["第1行 带的图片或附件没有导入"]),
    ),
    "a table with heads, and one without": (
        package(
            body(
                P("1. 先做什么？"), table(("A. 打折", "B. 定目标"), ("C. 催款", "D. 吃饭")), P("答案：B"),
                table(("题型", "题干", "选项A", "选项B", "答案"), ("单选", "后做什么？", "回访", "开票", "A"), ("单选", "缺答案", "甲", "乙", "")),
                table(("题目", "谁来签字？"), ("A", "客户"), ("B", "销售"), ("答案", "A")),
            )
        ),
        (["单 · 先做什么？ · 打折 *定目标 催款 吃饭", "单 · 谁来签字？ · *客户 销售", "单 · 后做什么？ · *回访 开票"],
         ["“表2”第3行 答案为空"], []),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_a_word_file(name):
    data, expected = SHAPES[name]
    assert outcome(data) == expected


def test_a_bank_made_in_libreoffice_writer():
    assert outcome((FILES / "writer.docx").read_bytes()) == (
        ["单 · 客户说“太贵了”，先做什么？ · 立刻降价 *问清和谁比 不说话 · 解析=先弄清参照。", "单 · 10² 等于？ · 20 *100",
         "判 · 拜访前要写目标。（ ） · 对", "判 · 可以替客户签字。（ ） · 错", "填 · 一年有____个季度。 · 4", "单 · 表里的题 · 甲 *乙"],
        [],
        ["第1行 没有用到：“销售技能题库”"],
    )  # fmt: skip


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_a_bank_made_in_libreoffice_calc(ending):
    assert outcome((FILES / f"calc.{ending}").read_bytes()) == (
        ["单 · 客户说“太贵了”，先做什么？ · 立刻降价 *问清和谁比 不说话 · 解析=先弄清参照 · #异议 · 难1",
         "多 · 哪些属于售前准备？ · *查资料 *写目标 催款", "判 · 拜访前要写目标。 · 对"],
        [],
        [],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "form", "expected"),
    [
        (3, "decimal", "3"), (3, "upperLetter", "C"), (28, "upperLetter", "BB"), (2, "lowerLetter", "b"), (14, "upperRoman", "XIV"),
        (4, "lowerRoman", "iv"), (11, "chineseCountingThousand", "十一"), (7, "decimalZero", "07"), (2, "decimalEnclosedCircle", "②"),
        (1, "ideographTraditional", "甲"), (5, "hebrew1", "5"),
    ],
)  # fmt: skip
def test_numbers_are_drawn_as_word_draws_them(number, form, expected):
    assert drawn(number, form) == expected


def test_numbers_in_chinese():
    assert [chinese(n) for n in (1, 10, 12, 20, 35, 100, 105, 120, 999, 1000)] == [
        "一", "十", "十二", "二十", "三十五", "一百", "一百〇五", "一百二十", "九百九十九", "1000",
    ]  # fmt: skip


@pytest.mark.journey
def test_a_large_word_bank_is_read_within_bounds():
    """In a process of its own, as a task reads it; the benchmarks have the figures of 2,500 questions."""
    reading = (
        "import time; from bot.documents.document import Document; from handlers.quiz.bank.reading import read; "
        "from tests.bench.quiz import word_file; document = Document(word_file(2500)); begun = time.process_time(); "
        "print(len(read(document).items), time.process_time() - begun); "
        # ru_maxrss would keep what the process that started this one held
        "print(int(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1]) / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", reading], capture_output=True, text=True, check=True)
    found, seconds, memory = map(float, done.stdout.split())
    assert found == 2500 and seconds < 4 and memory < 200
