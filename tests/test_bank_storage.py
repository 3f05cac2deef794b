"""The bank in the database: numbers without gaps, the same again changes nothing, a change is a version, search and tags."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from bot.documents.document import Document
from handlers.quiz.bank import reading
from handlers.quiz.bank.formats import Format
from handlers.quiz.bank.questions import Question, Single, TrueFalse, even, fingerprint, from_plain, to_plain
from handlers.quiz.bank.upsert import plan
from handlers.quiz.bank.writing import write
from handlers.quiz.bank.writing.template import EXAMPLES
from storage import bank, camps
from storage.connection import Db
from storage.database import connect
from tests.files.bank.make import UGLY

AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)


@pytest.fixture
def db(either_url):
    engine = connect(either_url)
    opened = Db(engine)
    yield opened
    opened.close()
    engine.dispose()


@pytest.fixture
def camp(db):
    return camps.open_camp(db, "营销实战营2605", language="zh", timezone="Asia/Shanghai", at=AT)


def save(db, camp, questions):
    return bank.save(db, camp, [(fingerprint(one), to_plain(one)) for one in questions], at=AT)


def stored(db, camp):
    return {fingerprint(one): one for one in (now(row) for row in bank.everything(db, camp))}


def now(stored):
    """The question a stored one is, with nothing else."""
    return from_plain(stored.plain)


def read(data):
    return reading.read(Document(data))


def found(name):
    return [one.value for one in read(UGLY[name]()).items]


def test_journey_j4_46_questions_numbered_1_to_46_and_the_same_file_again_changes_nothing(db, camp):
    questions = found("产品题库.xlsx")
    first = plan(questions, stored(db, camp), Format.XLSX)
    assert (len(first.new), len(first.changed), first.unchanged) == (46, 0, 0)
    assert Counter(tag for one in first.new for tag in one.tags) == {"产品": 21, "异议": 15, "谈判": 10}
    assert [one.number for one in save(db, camp, first.new)] == list(range(1, 47))
    again = plan(questions, stored(db, camp), Format.XLSX)
    assert (len(again.new), len(again.changed), again.unchanged) == (0, 0, 46)
    assert save(db, camp, questions) == [None] * 46
    assert bank.tags(db, camp) == [("产品", 21), ("异议", 15), ("谈判", 10)]
    assert bank.count(db, camp) == 46
    assert bank.count(db, camp, "异议") == 15


@pytest.mark.parametrize("format", Format)
def test_what_is_exported_and_imported_again_changes_nothing(db, camp, format):
    save(db, camp, EXAMPLES["zh"])
    returned = [one.value for one in read(write(EXAMPLES["zh"], format, "zh")).items]
    again = plan(returned, stored(db, camp), format)
    assert (again.new, again.changed, again.unchanged) == ((), (), len(returned))


def test_every_kind_comes_back_as_it_was_saved(db, camp):
    saved = save(db, camp, EXAMPLES["zh"])
    assert [now(bank.current(db, one.id)) for one in saved] == list(EXAMPLES["zh"])


def test_a_change_is_the_next_version_under_the_same_number(db, camp):
    save(db, camp, [Question("地球是圆的", TrueFalse(False), tags=("旧",)), Question("另一题", TrueFalse(True))])
    (changed,) = save(db, camp, [Question("地球是圆的。", TrueFalse(True), "改正了", ("新", "常识"), 1)])
    assert (changed.number, changed.version) == (1, 2)
    assert now(bank.by_number(db, camp, 1)).explanation == "改正了"
    assert bank.tags(db, camp) == [("常识", 1), ("新", 1)]
    assert [one.number for one in save(db, camp, [Question("第三题", TrueFalse(True))])] == [3]


def test_a_question_rewritten_in_chat_keeps_its_number_under_its_new_stem(db, camp):
    (saved,) = save(db, camp, [Question("旧题干", TrueFalse(False), tags=("甲",))])
    new = Question("新题干", TrueFalse(True), tags=("乙",))
    assert bank.rewrite(db, camp, 1, fingerprint(new), to_plain(new), at=AT) == bank.SavedQuestion(saved.id, 1, 2)
    assert now(bank.by_fingerprint(db, camp, fingerprint(new))) == new
    assert bank.rewrite(db, camp, 9, fingerprint(new), to_plain(new), at=AT) is None
    assert bank.tags(db, camp) == [("乙", 1)]


def test_a_retired_question_is_asked_no_more_but_can_be_read_and_comes_back_when_imported(db, camp):
    one = Question("退役的题", TrueFalse(True), tags=("甲",))
    (saved,) = save(db, camp, [one])
    assert bank.retire(db, camp, 1, at=AT)
    assert not bank.retire(db, camp, 1, at=AT)
    assert not bank.everything(db, camp) and not bank.search(db, camp, "退役") and not bank.tags(db, camp)
    known = bank.current(db, saved.id)
    assert known and known.retired_at == AT
    assert [(back.number, back.version) for back in save(db, camp, [one])] == [(1, 2)]
    assert bank.count(db, camp) == 1


def test_camps_have_banks_of_their_own(db, camp):
    other = camps.open_camp(db, "别的营", language="zh", timezone="Asia/Shanghai", at=AT)
    one = Question("同一题", TrueFalse(True))
    assert [saved.number for bank_of in (camp, other) for saved in save(db, bank_of, [one])] == [1, 1]


def test_search_takes_all_words_in_stem_options_explanation_and_tags_but_never_the_answer(db, camp):
    save(db, camp, EXAMPLES["zh"])

    def numbers(said, **more):
        return [row.number for row in bank.search(db, camp, said, **more)]

    assert numbers("太贵") == [1, 6]
    assert numbers("太贵 换产品") == [1]
    assert numbers("ｆａｂｅ") == [4]
    assert numbers("特征") == []
    assert numbers("", tag="异议") == [1, 6, 7]
    assert numbers("", tag="异议", after=1, most=1) == [6]
    assert numbers("%") == numbers("\\") == []
    assert numbers("_") == numbers("____") == [4]


def test_a_faulty_kind_is_refused_by_the_database_itself(db, camp):
    with pytest.raises(Exception, match=r"(?i)check"):
        bank.save(db, camp, [("f", {**to_plain(Question("x", TrueFalse(True))), "kind": "cloze"})], at=AT)


def test_what_was_saved_before_is_found_by_the_fingerprint_of_this_release():
    """The migration reckons with a copy of its own, which has to come to the same."""
    from importlib import import_module

    then = import_module("storage.migrations.versions.0004_files").fingerprint
    for question in (
        Question("下列说法正确的是（ ）。", Single(even(("10² ｍ", "2^{10}", "½"), [0]))),
        Question("print() 与 a[] 打出 ____，{ }", TrueFalse(True)),
        Question("H_{2}O 与 x_1 　…", Single(even(("Ａ", "b "), [1]))),
    ):
        plain = to_plain(question)
        assert then(plain["kind"], plain["stem"], plain["options"]) == fingerprint(question)
