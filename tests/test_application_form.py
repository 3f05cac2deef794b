"""A form as managers write it, the answers people type, the criteria and the entry quiz: words in, values out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feature import Refusal
from handlers.recruiting import criteria, entry_quiz, form
from handlers.recruiting.form import FormField

JOB = FormField("single", "你的岗位？", ("新员工", "骨干", "高潜", "管理者"), tags=True)
WISH = FormField("multiple", "最想提升什么？", ("需求洞察", "谈判", "CRM"))
YEARS = FormField("number", "工作几年？", is_optional=True, bounds=(0, 40))


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("你的岗位？ [单选 标签] 新员工/骨干/高潜/管理者", JOB),
        ("1. 你的岗位？【单选 标签】新员工／骨干｜高潜；管理者", JOB),
        ("最想提升什么？ [multi] 需求洞察/谈判/CRM", WISH),
        ("你的岗位？新员工/骨干", FormField("single", "你的岗位？", ("新员工", "骨干"))),
        ("为什么来", FormField("text", "为什么来")),
        ("能来吗 [是否]", FormField("yes_no", "能来吗")),
        ("工作几年？ [数字 0-40 选填]", YEARS),
    ],
)
def test_a_line_is_a_question(line: str, field: FormField) -> None:
    assert form.read([line]) == [field]


@pytest.mark.parametrize(
    ("field", "said", "answer"),
    [
        (JOB, "B", [1]),
        (JOB, "ｂ", [1]),
        (JOB, "2", [1]),
        (JOB, "骨干", [1]),
        (WISH, "1 2", [0, 1]),
        (WISH, "CA", [0, 2]),
        (WISH, "A、C", [0, 2]),
        (WISH, "谈判 CRM", [1, 2]),
        (FormField("yes_no", "能来吗"), "是的", True),
        (FormField("yes_no", "能来吗"), "No", False),
        (YEARS, "3年", "3"),
        (YEARS, "跳过", None),
        (FormField("text", "为什么来"), " 想学谈判 ", "想学谈判"),
    ],
)
def test_an_answer_is_read(field: FormField, said: str, answer: form.Answer) -> None:
    assert form.answered(field, said) == answer


@pytest.mark.parametrize(
    ("field", "said", "why"),
    [
        (JOB, "E", form.NOT_ONE),
        (JOB, "AB", form.NOT_ONE),
        (JOB, "5", form.NOT_ONE),
        (WISH, "AD", form.NOT_SOME),
        (WISH, "都想", form.NOT_SOME),
        (FormField("yes_no", "能来吗"), "看情况", form.NOT_YES_NO),
        (YEARS, "很多", form.NOT_A_NUMBER),
        (YEARS, "NaN", form.NOT_A_NUMBER),
        (YEARS, "41", form.OUTSIDE),
        (JOB, "跳过", form.NEEDED),
        (FormField("text", "为什么来"), "长" * 501, form.LONG_ANSWER),
    ],
)
def test_what_is_no_answer_says_what_is(field: FormField, said: str, why: object) -> None:
    with pytest.raises(Refusal) as no:
        form.answered(field, said)
    assert no.value.line.phrase is why


words = st.text("学习谈判客户abc", min_size=1, max_size=12)
fields = st.one_of(
    st.builds(FormField, st.sampled_from(["text", "yes_no"]), words, is_optional=st.booleans()),
    st.builds(FormField, st.just("number"), words, is_optional=st.booleans(), bounds=st.none() | st.just((0, 40))),
    st.builds(
        FormField,
        st.sampled_from(["single", "multiple"]),
        words,
        st.lists(words, min_size=2, max_size=12, unique=True).map(tuple),
        st.booleans(),
        st.booleans(),
    ),
)


@given(fields, st.sampled_from(["zh", "en"]))
def test_a_written_question_reads_back(field: FormField, language: str) -> None:
    assert form.read([form.written(field, language)]) == [field]
    assert form.of_stored([field.stored]) == [field]


@pytest.mark.parametrize(
    ("said", "kept", "right", "tags", "holds"),
    [
        ("答对>=4", ">=4", 4, (), True),
        ("答对≥4题", ">=4", 3, (), False),
        ("right<2", "<2", 1, (), True),
        ("分数>=3 且 标签=骨干", ">=3 #骨干", 3, ("骨干",), True),
        ("score>=3 and tag=core", ">=3 #core", 5, (), False),
        ("标签=骨干，答对<=1", "#骨干 <=1", 1, ("骨干",), True),
        ("人工", "", 5, ("骨干",), False),
    ],
)
def test_criteria_hold_and_say_why(said: str, kept: str, right: int, tags: tuple[str, ...], holds: bool) -> None:
    assert criteria.read(said) == kept
    assert bool(criteria.reasons(kept, right, 5, tags)) is holds
    shown = criteria.shown(kept)
    for language in ("zh", "en"):
        words = (shown() if not hasattr(shown, "to") else shown).to(language)
        assert criteria.read(words) == kept, "what is shown reads back"


@pytest.mark.parametrize("said", ["", "看心情", "答对", "答对>四", "标签=", "答对>=4 或 标签=骨干"])
def test_what_are_no_criteria_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        criteria.read(said)


SINGLE = [["0", ""], ["1", ""], ["1/2", ""]]
SEVERAL = [["1/2", ""], ["-1", ""], ["1/2", ""]]


@pytest.mark.parametrize(
    ("kind", "answer", "said", "letters", "right"),
    [
        ("single", SINGLE, "B", "B", True),
        ("single", SINGLE, "选b", "B", True),
        ("single", SINGLE, "谈判", "B", True),
        ("single", SINGLE, "C", "C", False),
        ("multiple", SEVERAL, "CA", "AC", True),
        ("multiple", SEVERAL, "A", "A", False),
        ("multiple", SEVERAL, "ABC", "ABC", False),
        ("true_false", [True, "", ""], "对", "A", True),
        ("true_false", [True, "", ""], "B", "B", False),
        ("true_false", [False, "", ""], "错", "B", True),
    ],
)
def test_an_entry_question_is_right_or_not(kind: str, answer: list[object], said: str, letters: str, right: bool) -> None:
    texts = [] if kind == "true_false" else ["洞察", "谈判", "复述"]
    assert entry_quiz.letters(kind, texts, said) == letters
    assert entry_quiz.is_right(kind, answer, letters) is right


@pytest.mark.parametrize("said", ["", "D", "AB", "不知道"])
def test_what_answers_no_entry_question_is_refused(said: str) -> None:
    with pytest.raises(Refusal):
        entry_quiz.letters("single", ["洞察", "谈判", "复述"], said)
