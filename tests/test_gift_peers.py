"""gift-pegjs, another reader of GIFT, against ours: it reads everything we write, and finds in it what we put there.

Its limits, which are not ours: it takes several spaces for one, and knows a right option of a multiple choice by its weight alone.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from handlers.quiz.bank.formats import Format, carried
from handlers.quiz.bank.questions import (
    ONE,
    Amount,
    FillIn,
    Matching,
    Multiple,
    Numeric,
    Option,
    Question,
    QuestionKind,
    Single,
    TrueFalse,
    even,
)
from handlers.quiz.bank.writing import write
from handlers.quiz.bank.writing.template import EXAMPLES
from tests.test_bank_cases import RETURNING
from tests.test_bank_writing import RICH

HERE = Path(__file__).parent / "peers"
TYPES = {
    QuestionKind.SINGLE: "MC",
    QuestionKind.MULTIPLE: "MC",
    QuestionKind.TRUE_FALSE: "TF",
    QuestionKind.FILL_IN: "Short",
    QuestionKind.NUMERIC: "Numerical",
    QuestionKind.MATCHING: "Matching",
    QuestionKind.SHORT: "Essay",
}
THIRD = Fraction(1, 3)
BANK = [
    *EXAMPLES["zh"],
    *EXAMPLES["en"],
    RICH,
    *RETURNING.values(),
    Question("三选三", Multiple((*(Option(text, THIRD, "对") for text in "甲乙丙"), Option("丁", -THIRD, "错")))),
    Question("只对一半", Single((Option("甲", ONE), Option("乙", Fraction(1, 2), "差一点"), Option("%50%", Fraction(0))))),
    Question(
        "零下几度", Numeric((Amount(Decimal("-2.5"), Decimal("0.25")), Amount(Decimal(-3), Decimal(0), Fraction(1, 2), "近了")))
    ),
    Question("~=#{}:\\ 都是字", TrueFalse(False, "对 # 了", "错 ~ 了"), "解析里有 } 和 =", ("标签",), 5),
    Question("拼写", FillIn((Option("colour", ONE), Option("color", Fraction(4, 5), "美式")))),
    Question("// 像注释", Matching(EXAMPLES["zh"][5].body.pairs)),
    Question("[html] 像标记", Single(even(("::像标题::", "$CATEGORY: 像目录"), [0]))),
]


@pytest.fixture(scope="module")
def node() -> str:
    """The node program, its peer installed."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if not program or not npm:
        pytest.skip("node and npm are not installed: gift-pegjs could not be asked")
    if not (HERE / "node_modules" / "gift-pegjs").exists():
        command = [npm, "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"]
        if subprocess.run(command, cwd=HERE, capture_output=True, timeout=120).returncode:
            pytest.skip("npm could not install gift-pegjs (no registry in reach?)")
    return program


def test_it_reads_every_question_we_write(node: str) -> None:
    sayable = [said for question in BANK if (said := carried(question, Format.GIFT)) is not None]
    done = subprocess.run(
        [node, "gift.mjs"], cwd=HERE, input=write(sayable, Format.GIFT, "zh"), capture_output=True, check=True
    )
    found = json.loads(done.stdout)
    assert "error" not in found, found
    assert [_told(one) for one in found["questions"]] == [_ours(question) for question in sayable]


def _told(found: dict[str, Any]) -> tuple[str, str, list[str]]:
    """Type, stem and answers as gift-pegjs gives them."""
    pairs = [f"{one['subquestion']['text']} → {one['subanswer']}" for one in found.get("matchPairs", [])]
    given = found.get("choices") or []
    choices = [one["text"]["text"] for one in given if "type" not in one["text"]] if isinstance(given, list) else []
    truth = [str(found["isTrue"])] if found["type"] == "TF" else []
    return found["type"], _spaced(found["stem"]["text"]), [_spaced(one) for one in (*choices, *pairs, *truth)]


def _ours(question: Question) -> tuple[str, str, list[str]]:
    match question.body:
        case Single(options) | Multiple(options) | FillIn(options):
            answers = [option.text for option in options]
        case Matching(pairs, extra):
            answers = [*(f"{pair.left} → {pair.right}" for pair in pairs), *(f" → {right}" for right in extra)]
        case TrueFalse(truth):
            answers = [str(truth)]
        case _:
            answers = []
    return TYPES[question.kind], _spaced(question.stem), [_spaced(one) for one in answers]


def _spaced(text: str) -> str:
    return " ".join(text.split())
