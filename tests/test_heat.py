"""Heat on both engines: once a person and day, never the author's own, fading, and the same however often it is counted."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage import archive, camps, heat, people, suggestions
from storage.connection import Db
from storage.database import connect
from storage.heat import Count
from storage.suggestions import ENOUGH, Judgement

AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
DAY = date(2026, 5, 6)


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


def meet(db, name):
    return people.meet(db, "web", name, name, None, at=AT)[0]


def entry(db, camp, question, person):
    return archive.add(db, camp, question, "先问与谁比", person=person, source="room", at=AT)


def test_a_look_counts_once_a_day_and_never_ones_own(db, camp):
    author, reader = meet(db, "何琳"), meet(db, "周航")
    one = entry(db, camp, "客户嫌报价高怎么回", author)
    assert [heat.note(db, one.id, reader, "view", DAY) for _ in range(2)] == [True, False]
    assert heat.note(db, one.id, reader, "view", DAY + timedelta(1))
    assert heat.note(db, one.id, reader, "used", DAY)
    assert not heat.note(db, one.id, author, "view", DAY)
    counted = heat.counts(db, camp, DAY, DAY + timedelta(6))
    assert sorted(counted) == [
        Count(one.id, "used", DAY, 1),
        Count(one.id, "view", DAY, 1),
        Count(one.id, "view", DAY + timedelta(1), 1),
    ]
    assert heat.counts(db, camp, DAY + timedelta(2), DAY + timedelta(6)) == []


def test_an_entry_without_a_member_as_author_is_heated_by_everybody(db, camp):
    one = entry(db, camp, "客户嫌报价高怎么回", None)
    assert heat.note(db, one.id, meet(db, "周航"), "open", DAY)


def test_a_retired_entry_is_not_ranked(db, camp):
    one = entry(db, camp, "客户嫌报价高怎么回", None)
    heat.note(db, one.id, meet(db, "周航"), "open", DAY)
    archive.retire(db, one, at=AT)
    assert heat.counts(db, camp, DAY, DAY) == []


def test_merged_accounts_look_once_and_not_at_their_own(db, camp):
    author, twin, reader = meet(db, "何琳"), meet(db, "何琳（微信）"), meet(db, "周航")
    one, other = entry(db, camp, "客户嫌报价高怎么回", author), entry(db, camp, "晨会怎么开", reader)
    for who in (author, twin):
        heat.note(db, one.id, who, "view", DAY)
        heat.note(db, other.id, who, "view", DAY)
    heat.note(db, one.id, reader, "view", DAY)
    archive.merge(db, twin, author)
    heat.merge(db, twin, author)
    assert sorted(heat.counts(db, camp, DAY, DAY)) == [Count(one.id, "view", DAY, 1), Count(other.id, "view", DAY, 1)]


def test_uses_weigh_more_than_views_and_all_fade():
    counted = [
        Count(1, "view", DAY, 4),
        Count(2, "used", DAY, 1),
        Count(3, "used", DAY - timedelta(14), 2),
        Count(3, "view", DAY, 1),
    ]
    ranked = heat.ranking(counted, DAY)
    assert [(one.entry, one.heat) for one in ranked] == [(3, 6.0), (2, 5.0), (1, 4.0)]
    assert ranked[0][2:] == (1, 0, 2)
    assert heat.ranking(reversed(counted), DAY) == ranked
    assert [one.heat for one in heat.ranking(counted, DAY + timedelta(14))] == [3.0, 2.5, 2.0]


def test_a_suggestion_is_judged_once_by_who_was_asked(db, camp):
    asker, other = meet(db, "陈默"), meet(db, "周航")
    one = entry(db, camp, "客户嫌报价高怎么回", None)
    shown = suggestions.suggest(db, one.id, asker, 0.4256, at=AT)
    assert suggestions.judge(db, shown, right=True, by=other, at=AT) is None
    assert suggestions.judge(db, shown, right=True, by=asker, at=AT) == one.id
    assert suggestions.judge(db, shown, right=False, by=asker, at=AT) is None
    assert suggestions.judgements(db, camp) == [Judgement(426, True)]
    suggestions.merge(db, asker, other)
    people.merge(db, asker, other)
    people.drop(db, asker)


def test_the_threshold_follows_enough_judgements():
    judged = [Judgement(900 - 2 * n, n < ENOUGH - 50) for n in range(ENOUGH)]
    assert suggestions.threshold(judged[:-1], 0.15) == 0.15
    assert suggestions.threshold(judged, 0.15) == pytest.approx(0.9 - 0.002 * 276, abs=0.003)
