"""The archive on both engines: numbered, found by every wording, versioned, retired, merged by managers, in the camp's own words."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from storage import archive, camps, people
from storage.archive import Brought, Filter
from storage.connection import Db
from storage.database import connect
from storage.search import Band

AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
LATER = AT + timedelta(days=2)


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


@pytest.fixture
def expert(db):
    return people.meet(db, "web", "helin", "何琳", None, at=AT)[0]


@pytest.fixture
def asker(db):
    return people.meet(db, "web", "chenmo", "陈默", None, at=AT)[0]


def add(db, camp, question, answer="先问与谁比，再拆成三年总成本", *, tags=(), person=None, author=None, at=AT):
    return archive.add(db, camp, question, answer, tags=tags, person=person, author=author, source="room", at=at)


def items(found):
    return [one.item for one in found.listed]


def test_entries_are_numbered_from_one_in_each_camp(db, camp):
    other = camps.open_camp(db, "第二营", language="zh", timezone="Asia/Shanghai", at=AT)
    codes = [add(db, where, "客户嫌报价高怎么回").code for where in (camp, camp, other)]
    assert codes == ["K-0001", "K-0002", "K-0001"]
    assert (archive.count(db, camp), archive.count(db, other)) == (2, 1)  # type: ignore[arg-type]


def test_an_entry_is_found_by_its_question_with_its_author(db, camp, expert):
    added = add(db, camp, "客户嫌报价高怎么回", person=expert, tags=["异议"])
    found = archive.find(db, camp, "@小助 客户嫌报价高怎么回？")
    assert (found.band, items(found)) == (Band.ANSWER, [added.id])
    assert archive.get(db, added.id).author == "何琳"
    assert archive.numbered(db, camp, 1) == added
    assert [one.id for one in archive.asked_like(db, camp, "客户嫌报价高，怎么回？")] == [added.id]
    assert archive.find(db, camp, "年会抽奖").band is Band.NONE


def test_the_answer_is_searched_for_keywords_only(db, camp):
    added = add(db, camp, "客户嫌报价高怎么回")
    assert archive.find(db, camp, "三年总成本").listed == ()
    assert [one.item for one in archive.mentioned(db, camp, "三年总成本").listed] == [added.id]


def test_a_revision_is_a_version_and_is_found_by_its_new_words_only(db, camp, expert):
    first = add(db, camp, "客户嫌报价高怎么回", "打折", tags=["旧"])
    second = archive.revise(db, first, "新人第一周要做什么", "跟访三次", ["带教"], by=expert, at=LATER)
    assert (second.version, second.answer, second.number) == (2, "跟访三次", 1)
    (before,) = archive.versions(db, first.id)
    assert (before.version, before.answer, before.tags, before.by, before.at) == (1, "打折", ["旧"], "何琳", LATER)
    assert items(archive.find(db, camp, "客户嫌报价高怎么回")) == []
    assert items(archive.find(db, camp, "新人第一周要做什么")) == [first.id]
    assert archive.tags(db, camp) == [("带教", 1)]


def test_a_retired_entry_is_not_found_until_it_is_restored(db, camp):
    added = add(db, camp, "客户嫌报价高怎么回")
    assert archive.retire(db, added, at=LATER)
    assert not archive.retire(db, added, at=LATER)
    assert (items(archive.find(db, camp, added.question)), archive.count(db, camp)) == ([], 0)
    assert archive.restore(db, archive.get(db, added.id))
    assert not archive.restore(db, archive.get(db, added.id))
    assert items(archive.find(db, camp, added.question)) == [added.id]


def test_a_confirmed_wording_is_an_alias_once(db, camp, asker):
    added = add(db, camp, "客户说太贵怎么办")
    said = "对方嫌价格高怎么接话"
    assert items(archive.find(db, camp, said)) == []
    assert [archive.add_alias(db, added, said, "confirmed", person=asker, at=LATER) for _ in range(2)] == [True, False]
    assert not archive.add_alias(db, added, "客户说太贵，怎么办？", "confirmed", person=asker, at=LATER)
    assert not archive.add_alias(db, added, "😀", "confirmed", person=asker, at=LATER)
    assert archive.find(db, camp, said).band is Band.ANSWER
    assert archive.aliases(db, added.id) == [said]


def test_a_file_brought_in_twice_changes_nothing(db, camp, expert):
    rows = [
        Brought("客户嫌报价高怎么回", "先问与谁比", ("异议", "行业=零售"), "王老师", "销售手册"),
        Brought("晨会怎么开才有效果", "站着开", (), None, "销售手册"),
        Brought("客户嫌报价高，怎么回？", "先问与谁比", ("异议", "行业=零售"), "王老师", "销售手册"),
    ]
    first = archive.bring_in(db, camp, rows, by=expert, at=AT)
    assert [one and one.code for one in first] == ["K-0001", "K-0002", None]
    assert (first[0].author, first[0].source, first[0].tags) == ("王老师", "销售手册", ["异议", "行业=零售"])
    assert archive.bring_in(db, camp, rows, by=expert, at=LATER) == [None] * 3
    twice = [Brought("年会几点开始", words, (), None, "") for words in ("六点", "七点")]
    assert [one.version for one in archive.bring_in(db, camp, twice, by=expert, at=LATER)] == [1, 2]
    assert [one.answer for one in archive.asked_like(db, camp, "年会几点开始")] == ["七点"]
    assert len(archive.find(db, camp, "年会几点开始").listed) == 1
    changed = archive.bring_in(db, camp, [rows[1]._replace(answer="十分钟")], by=expert, at=LATER)
    assert [(one.number, one.version, one.answer) for one in changed] == [(2, 2, "十分钟")]
    assert archive.find(db, camp, "晨会怎么开").best.item == first[1].id
    assert [one.item for one in archive.mentioned(db, camp, "站着开").listed] == []


def test_filters_combine_with_and(db, camp, expert):
    retail = add(db, camp, "零售客户嫌报价高怎么回", tags=["行业=零售", "异议"], person=expert)
    bank = add(db, camp, "银行客户嫌报价高怎么回", tags=["行业=银行", "异议"], author="王老师", at=LATER)
    add(db, camp, "客户嫌报价高怎么回")
    asked = "客户嫌报价高怎么回"
    assert set(items(archive.find(db, camp, asked, Filter(("异议",))))) == {retail.id, bank.id}
    assert items(archive.find(db, camp, asked, Filter(("异议", "行业=零售")))) == [retail.id]
    assert items(archive.find(db, camp, asked, Filter(("行业=零售",), author="王老师"))) == []
    assert items(archive.find(db, camp, asked, Filter(author="王老师"))) == [bank.id]
    assert items(archive.find(db, camp, asked, Filter(author="何琳"))) == [retail.id]
    assert items(archive.find(db, camp, asked, Filter(since=LATER))) == [bank.id]
    assert [one.id for one in archive.browse(db, camp, Filter(("异议",), until=LATER))] == [retail.id]
    assert [one.id for one in archive.browse(db, camp, Filter(("异议",)), skip=1, most=5)] == [retail.id]


def test_alike_entries_are_listed_once_and_absorbed_by_a_manager(db, camp, expert):
    kept = add(db, camp, "客户嫌报价太高应该怎么回答")
    gone = add(db, camp, "客户嫌报价太高应该怎么回复")
    add(db, camp, "新人第一周要做什么")
    archive.add_alias(db, gone, "对方嫌价格高怎么接话", "confirmed", person=None, at=AT)
    pairs = list(archive.alike(db, camp, archive.everything(db, camp)))
    assert {frozenset(pair[:2]) for pair in pairs} == {frozenset((kept.id, gone.id))}
    assert [archive.suspect(db, camp, *pair, at=AT) for pair in pairs] == [True, False][: len(pairs)]
    (suspect,) = archive.suspects(db, camp, 10)
    assert (suspect.number, suspect.other_number) == (1, 2)
    assert archive.decide(db, suspect.id, same=True, by=expert, at=LATER)
    assert not archive.decide(db, suspect.id, same=False, by=expert, at=LATER)
    assert archive.absorb(db, kept, gone, by=expert, at=LATER)
    assert not archive.absorb(db, kept, gone, by=expert, at=LATER)
    assert archive.suspects(db, camp, 10) == []
    assert archive.get(db, gone.id).superseded_by == kept.id
    assert archive.aliases(db, kept.id) == [gone.question, "对方嫌价格高怎么接话"]
    assert items(archive.find(db, camp, "对方嫌价格高怎么接话"))[0] == kept.id


def test_the_camps_own_words_are_followed_after_a_refresh(db, camp, expert):
    added = add(db, camp, "企业微信怎么建外部群")
    add(db, camp, "朋友圈几点发合适")
    before = archive.find(db, camp, "企微咋建外部群").p
    assert archive.teach(db, camp, "企微", "企业微信", by=expert, at=AT) == 1
    assert archive.teach(db, camp, "??", by=expert, at=AT) is None
    while archive.refresh(db, camp, 1):
        pass
    found = archive.find(db, camp, "企微咋建外部群")
    assert found.best.item == added.id
    assert found.p > before
    assert archive.dictionary(db, camp).words == {"企微": "企业微信", "企业微信": "企业微信"}
    assert archive.unteach(db, camp, "企微") == 2
    assert archive.unteach(db, camp, "企微") is None
    while archive.refresh(db, camp, 1):
        pass
    assert archive.find(db, camp, "企微咋建外部群").best.p < found.p


def test_two_accounts_of_one_person_are_merged(db, camp, expert, asker):
    added = add(db, camp, "客户嫌报价高怎么回", person=asker)
    archive.revise(db, added, added.question, "换个说法", [], by=asker, at=LATER)
    archive.add_alias(db, added, "对方嫌价格高怎么接话", "confirmed", person=asker, at=LATER)
    archive.teach(db, camp, "企微", by=asker, at=AT)
    archive.merge(db, asker, expert)
    assert archive.get(db, added.id).author == "何琳"
    assert archive.versions(db, added.id)[0].by == "何琳"
    people.merge(db, asker, expert)
    people.drop(db, asker)


def test_other_wordings_of_a_file_are_found_and_the_same_row_again_changes_nothing(db, camp, expert):
    row = Brought("客户嫌报价高怎么回", "先问与谁比", ("异议",), "何琳", "手册", ("客户说太贵了怎么办", "价格贵怎么答"))
    (first,) = archive.bring_in(db, camp, [row], by=expert, at=AT)
    assert first is not None
    assert archive.aliases(db, first.id) == ["客户说太贵了怎么办", "价格贵怎么答"]
    assert items(archive.find(db, camp, "客户说太贵了怎么办")) == [first.id]
    assert archive.says(db, first, row) and not archive.says(db, first, row._replace(aliases=("别的问法在这里",)))
    assert archive.bring_in(db, camp, [row], by=expert, at=LATER) == [None]


def test_an_import_is_taken_back_whole_and_only_it(db, camp, expert):
    other = add(db, camp, "合同要盖几份章", "一式四份")
    archive.bring_in(db, camp, [Brought("客户嫌报价高怎么回", "打折", (), None, "手册")], by=expert, at=AT, haul=1)
    rows = [
        Brought("客户嫌报价高怎么回", "先问与谁比", (), None, "手册"),
        Brought("新人第一周要做什么", "跟访三次", (), None, "手册"),
        Brought("合同要盖几份章", "一式四份", (), None, "手册", ("合同盖章几份才够",)),
    ]
    archive.bring_in(db, camp, rows, by=expert, at=AT, haul=2)
    assert archive.hauled(db, camp, 2) == (1, 3, 3, 2)
    steps = [archive.take_back(db, camp, 2, 1, by=expert, at=LATER) for _ in range(3)]
    assert steps == [(0, 1), (1, 0), (0, 0)]
    assert [(one.number, one.answer) for one in archive.everything(db, camp)] == [(1, "一式四份"), (2, "打折")]
    assert archive.aliases(db, other.id) == [] and archive.find(db, camp, "新人第一周要做什么").listed == ()
    assert archive.find(db, camp, "合同要盖几份章").best.item == other.id


def test_what_was_changed_since_an_import_stays(db, camp, expert):
    (one,) = archive.bring_in(db, camp, [Brought("客户嫌报价高怎么回", "打折", (), None, "手册")], by=expert, at=AT, haul=1)
    assert one is not None
    archive.revise(db, one, one.question, "先问与谁比", [], by=expert, at=LATER)
    assert archive.take_back(db, camp, 1, 10, by=expert, at=LATER) == (0, 0)
    assert archive.get(db, one.id).answer == "先问与谁比"


def test_merged_entries_are_parted_again(db, camp, expert):
    kept, gone = add(db, camp, "客户嫌报价高怎么回"), add(db, camp, "客户说太贵了怎么办", "降价")
    archive.add_alias(db, gone, "价格贵怎么答复", "confirmed", person=expert, at=AT)
    assert not archive.part(db, kept, gone)
    archive.absorb(db, kept, gone, by=expert, at=LATER)
    assert items(archive.find(db, camp, "价格贵怎么答复")) == [kept.id]
    assert archive.part(db, kept, archive.get(db, gone.id))
    assert archive.aliases(db, kept.id) == [] and archive.aliases(db, gone.id) == ["价格贵怎么答复"]
    assert archive.find(db, camp, "价格贵怎么答复").best.item == gone.id


def test_three_that_ask_the_same_do_not_speak_against_each_other(db, camp):
    one, two, three = (add(db, camp, words) for words in ("客户嫌报价高怎么回", "客户嫌报价太高怎么回", "客户嫌报价高怎么回复"))
    add(db, camp, "合同要盖几份章")
    pairs = {frozenset(pair[:2]) for pair in archive.alike(db, camp, archive.everything(db, camp))}
    assert pairs >= {frozenset((one.id, two.id)), frozenset((one.id, three.id))}
    assert pairs <= {frozenset(pair) for pair in combinations((one.id, two.id, three.id), 2)}


def test_what_has_been_compared_is_remembered(db, camp):
    add(db, camp, "客户嫌报价高怎么回")
    assert archive.compared(db, camp) is None
    archive.have_compared(db, camp, at=LATER)
    assert archive.compared(db, camp) == LATER


def test_a_synonym_of_a_synonym_stands_for_what_that_stands_for(db, camp, expert):
    for word, means in (("企微", "企业微信"), ("wecom", "企微"), ("企业微信", "企业版微信"), ("企业版微信", "企微")):
        archive.teach(db, camp, word, means, by=expert, at=AT)
    words = archive.dictionary(db, camp).words
    assert set(words.values()) == {"企业版微信"} and len(words) == 4
    assert archive.behind(db, camp) == 0


def test_how_much_is_behind_a_changed_dictionary(db, camp, expert):
    for n in range(3):
        add(db, camp, f"企微群怎么建第{n}个", f"第{n}步")
    archive.teach(db, camp, "企微", "企业微信", by=expert, at=AT)
    assert archive.behind(db, camp) == 6
    assert archive.refresh(db, camp, 2) == 2 and archive.behind(db, camp) == 4
