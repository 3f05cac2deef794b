"""What to do about a faulty row: the column to look at, as the file calls it, and what to write there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.documents.parsed import Mending, Remark
from bot.phrases import Line, Phrase
from handlers.quiz.bank import questions
from handlers.quiz.bank.questions import LETTERS
from handlers.quiz.bank.reading import faults
from handlers.quiz.bank.reading.heads import columns

CALLED = {
    "kind": Phrase(zh="题型", en="type"),
    "stem": Phrase(zh="题干", en="question"),
    "answer": Phrase(zh="答案", en="answer"),
    "explanation": Phrase(zh="解析", en="explanation"),
    "tags": Phrase(zh="标签", en="tags"),
    "difficulty": Phrase(zh="难度", en="difficulty"),
}
OPTION = Phrase(zh="选项{letter}", en="option {letter}")
KIND = Phrase(
    zh="写单选、多选、判断、填空、数值、配对或简答", en="single, multiple, true_false, fill_in, numeric, matching or short"
)
LETTER = Phrase(zh="写选项字母，如 B 或 AC", en="the option's letter, like B or AC")
THERE_IS = Phrase(zh="改成有的字母，或补上选项{letter}", en="a letter there is, or add option {letter}")
ONE_LETTER = Phrase(
    zh="只留一个字母；真有几个就把题型改成多选", en="one letter only; if several are right, the type is multiple"
)
TRUE_OR_FALSE = Phrase(zh="写对或错", en="true or false")
A_NUMBER = Phrase(zh="只写数字，如 3.5", en="a number alone, like 3.5")
PAIRS = Phrase(zh="一行一对：左边 => 右边，2到8对", en="a pair a line: left => right, 2 to 8 of them")
ALTERNATIVES = Phrase(zh="几种写法都算对就用 | 隔开", en="spellings that all count, with | between them")
SAME_TWICE = Phrase(zh="两处写成一样，或只留一处", en="the same in both places, or in one only")
FILL_OPTION = Phrase(zh="补上选项{letter}，或把后面的往前移", en="fill in option {letter}, or move the later ones up")
TWO_TO_EIGHT = Phrase(zh="写2到8个选项，各不相同", en="2 to 8 options, all different")
ANOTHER = Phrase(zh="删掉重复的一行，或改题干", en="drop one of the two rows, or ask otherwise")
STEM = Phrase(zh="写上要问的话", en="the question itself")
RIGHT = Phrase(zh="写上正确答案", en="what is right")
BLANKS = Phrase(zh="一个空一份答案，用；隔开", en="a part for each blank, with ; between them")
SHORTER = Phrase(zh="缩短到{limit}字以内", en="at most {limit:character|characters}")
TAGS = Phrase(zh="最多10个，用；隔开，不含 [ ] \\", en="at most 10, with ; between them, without [ ] \\")
DIFFICULTY = Phrase(zh="写1到5", en="1 to 5")

MENDS: Mapping[Phrase, tuple[str, Phrase]] = {
    faults.KIND_NOT_SUPPORTED: ("kind", KIND),
    faults.NO_KIND: ("kind", KIND),
    faults.ANSWER_LACKS_OPTION: ("answer", THERE_IS),
    faults.SEVERAL_ANSWERS: ("answer", ONE_LETTER),
    questions.SEVERAL_RIGHT: ("answer", ONE_LETTER),
    faults.NOT_LETTERS: ("answer", LETTER),
    faults.UNCLEAR_INDEX: ("answer", LETTER),
    faults.NOT_TRUE_FALSE: ("answer", TRUE_OR_FALSE),
    faults.NOT_A_NUMBER: ("answer", A_NUMBER),
    faults.NOT_A_PAIR: ("answer", PAIRS),
    questions.FEW_PAIRS: ("answer", PAIRS),
    questions.MANY_PAIRS: ("answer", PAIRS),
    questions.HALF_PAIR: ("answer", PAIRS),
    questions.SAME_LEFT: ("answer", PAIRS),
    questions.ARROW: ("answer", PAIRS),
    faults.UNCLEAR_ALTERNATIVES: ("answer", ALTERNATIVES),
    faults.TWO_ANSWERS: ("answer", SAME_TWICE),
    questions.NO_ANSWER: ("answer", RIGHT),
    questions.NO_RIGHT: ("answer", RIGHT),
    questions.SEVERAL_BLANKS: ("answer", BLANKS),
    faults.OPTION_GAP: ("option", FILL_OPTION),
    questions.EMPTY_OPTION: ("option", FILL_OPTION),
    questions.FEW_OPTIONS: ("option", TWO_TO_EIGHT),
    questions.MANY_OPTIONS: ("option", TWO_TO_EIGHT),
    questions.SAME_OPTIONS: ("option", TWO_TO_EIGHT),
    faults.SAME_STEM: ("stem", ANOTHER),
    questions.NO_STEM: ("stem", STEM),
    questions.BAD_TAG: ("tags", TAGS),
    questions.MANY_TAGS: ("tags", TAGS),
    questions.BAD_DIFFICULTY: ("difficulty", DIFFICULTY),
}
"""The column and what to write, by the fault. What a text alone can have wrong has no column."""
TOO_LONG = {
    questions.STEM: "stem",
    questions.WHOLE: "stem",
    questions.ANSWER: "answer",
    questions.EXPLANATION: "explanation",
    questions.TAG: "tags",
}


def mending(remark: Remark, heads: Sequence[str]) -> Mending:
    """For a row under these heads; without heads it is no table, and the columns are called as ours."""
    reason, values = remark.reason, remark.reason.values
    if reason.phrase is questions.TOO_LONG:
        what = values["what"]
        of, letter = ("option", str(what.values["letter"])) if isinstance(what, Line) else (TOO_LONG[what], "")
        return Mending(_called(of, letter, heads), SHORTER(limit=values["limit"]))
    if reason.phrase not in MENDS:
        return Mending()
    of, how = MENDS[reason.phrase]
    letter = str(values.get("letter") or values.get("second") or LETTERS[0])
    return Mending(_called(of, letter, heads), how(letter=letter))


def _called(of: str, letter: str, heads: Sequence[str]) -> Line | str:
    found = columns(heads)
    if of == "option":
        at = LETTERS.index(letter) if letter in LETTERS else 0
        place = found.options[at] if at < len(found.options) else None
        return OPTION(letter=letter) if place is None else heads[place].strip()
    place = found.named.get(of)
    return CALLED[of]() if place is None else heads[place].strip()
