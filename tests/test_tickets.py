"""Tickets on both engines: numbered, routed by load, reminded once each, answered, voted on, accepted once, found while they wait."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.messages import Address, Lane
from bot.parts import Text
from storage import archive, auto_suggestions, camps, outbox, people, suggestions, ticket_followers, tickets
from storage.connection import Db
from storage.database import connect
from storage.search import Band

AT = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=2)
ASKED = "客户嫌我们报价高怎么回"


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


@pytest.fixture
def asker(db):
    return meet(db, "陈默")


@pytest.fixture
def expert(db):
    return meet(db, "何琳")


@pytest.fixture
def ticket(db, camp, asker, expert):
    return tickets.ask(db, camp, asker, ASKED, tags=["异议"], expert=expert, due=LATER, at=AT)


def test_a_ticket_is_numbered_and_found_while_it_waits(db, camp, ticket, asker):
    assert (ticket.code, ticket.state, ticket.tags, ticket.due_at) == ("A-0001", "open", ["异议"], LATER)
    assert tickets.numbered(db, camp, 1) == ticket
    found = tickets.find(db, camp, "客户嫌我们报价高，怎么回？")
    assert (found.band, found.best.item) == (Band.ANSWER, ticket.id)
    assert tickets.withdraw(db, ticket, at=LATER)
    assert not tickets.withdraw(db, ticket, at=LATER)
    assert tickets.find(db, camp, ASKED).found == ()
    assert tickets.waiting(db, camp) == []
    assert tickets.ask(db, camp, asker, ASKED, due=None, at=AT).code == "A-0002"


def test_experts_are_known_by_their_unanswered_tickets(db, camp, asker, expert, ticket):
    other = tickets.ask(db, camp, asker, "晨会怎么开", expert=expert, due=None, at=AT)
    assert tickets.load(db, camp) == {expert: 2}
    tickets.answer(db, other, expert, "站着开", at=LATER)
    assert tickets.load(db, camp) == {expert: 1}
    assert tickets.assign(db, ticket, asker, due=None)
    assert tickets.load(db, camp) == {asker: 1}


def test_each_reminder_is_sent_once_and_none_after_an_answer(db, ticket, expert):
    assert [tickets.remind(db, ticket, times) for times in (1, 1, 2, 1, 2)] == [True, False, True, False, False]
    assert tickets.get(db, ticket.id).reminded == 2


def test_an_answered_ticket_is_not_reminded_of(db, ticket, expert):
    tickets.answer(db, ticket, expert, "先问与谁比", at=AT)
    assert not tickets.remind(db, ticket, 1)


def test_answers_are_versioned_and_listed_with_their_votes(db, ticket, asker, expert):
    first = tickets.answer(db, ticket, expert, "先问与谁比", link="https://t.me/c/1/2", at=AT)
    second = tickets.answer(db, ticket, asker, "打折", at=LATER)
    again = tickets.revise(db, first, "先问与谁比，再拆成三年总成本", at=LATER)
    assert (again.version, again.words, again.name) == (2, "先问与谁比，再拆成三年总成本", "何琳")
    assert tickets.versions(db, first.id) == [(1, "先问与谁比", LATER)]
    assert [tickets.vote(db, first, asker) for _ in range(2)] == [True, False]
    assert not tickets.vote(db, first, expert)  # one's own
    assert [(one.id, one.votes) for one in tickets.answers(db, ticket.id)] == [(first.id, 1), (second.id, 0)]
    assert tickets.unvote(db, first, asker)
    assert not tickets.unvote(db, first, asker)


def test_one_answer_is_accepted_once(db, camp, ticket, asker, expert):
    first = tickets.answer(db, ticket, expert, "先问与谁比", at=AT)
    second = tickets.answer(db, ticket, asker, "打折", at=LATER)
    assert tickets.to_accept(db, camp, asker).id == ticket.id
    assert tickets.to_accept(db, camp, expert) is None
    entry = archive.add(db, camp, ticket.words, first.words, person=expert, source=f"ticket:{ticket.id}", at=LATER)
    assert tickets.accept(db, ticket, first, entry=entry.id, at=LATER)
    assert not tickets.accept(db, ticket, second, entry=None, at=LATER)
    assert not tickets.withdraw(db, ticket, at=LATER)
    closed = tickets.get(db, ticket.id)
    assert (closed.state, closed.entry, closed.is_open) == ("accepted", entry.id, False)
    assert [one.accepted_at for one in tickets.answers(db, ticket.id)] == [LATER, None]
    assert tickets.to_accept(db, camp, asker) is None


def test_a_reply_to_our_message_is_about_its_ticket_or_answer(db, ticket, expert):
    answer = tickets.answer(db, ticket, expert, "先问与谁比", at=AT)
    shown, noted, other = (outbox.put(db, Address("web", "g1"), (Text.of("…"),), Lane.REPLY, at=AT) for _ in range(3))
    tickets.said(db, shown, ticket)
    tickets.said(db, noted, ticket, answer)
    assert tickets.about(db, shown) == (tickets.get(db, ticket.id), None)
    assert tickets.about(db, noted)[1] == answer
    assert tickets.about(db, other) is None
    assert tickets.posts(db, ticket.id) == [shown]


def test_tickets_follow_the_camps_own_words(db, camp, ticket, expert, asker):
    asked = tickets.ask(db, camp, asker, "企业微信怎么建外部群", due=None, at=AT)
    before = tickets.find(db, camp, "企微咋建外部群").p
    archive.teach(db, camp, "企微", "企业微信", by=expert, at=AT)
    assert [tickets.refresh(db, camp, 1) for _ in range(3)] == [1, 1, 0]
    found = tickets.find(db, camp, "企微咋建外部群")
    assert (found.best.item, found.p > before) == (asked.id, True)


def test_two_accounts_of_one_person_have_one_voice_and_none_for_themselves(db, ticket, asker, expert):
    twin = meet(db, "陈默（微信）")
    answer = tickets.answer(db, ticket, expert, "先问与谁比", at=AT)
    own = tickets.answer(db, ticket, twin, "打折", at=AT)
    voted = [tickets.vote(db, answer, one) for one in (asker, twin)] + [tickets.vote(db, own, asker)]
    assert voted == [True, True, True]
    tickets.merge(db, twin, asker)
    people.merge(db, twin, asker)
    people.drop(db, twin)
    assert [(one.person, one.votes) for one in tickets.answers(db, ticket.id)] == [(expert, 1), (asker, 0)]


def test_an_answer_is_known_by_the_message_it_was_said_in(db, ticket, expert):
    answer = tickets.answer(db, ticket, expert, "先问与谁比", ref="telegram:-100123:88", at=AT)
    assert tickets.said_in(db, "telegram:-100123:88") == answer
    assert tickets.said_in(db, "telegram:-100123:89") is None
    tickets.answer(db, ticket, expert, "再拆成本", at=AT)  # where a platform names no message there is none


def test_what_somebody_did_in_a_while_is_counted(db, camp, ticket, asker, expert):
    tickets.answer(db, ticket, expert, "先问与谁比", at=LATER)
    entry = archive.add(db, camp, ticket.words, "先问", person=None, source="room", at=AT)
    for at in (AT, AT, LATER):
        suggestions.suggest(db, entry.id, asker, 0.5, at=at)
    before, between = AT - timedelta(minutes=1), AT + timedelta(minutes=1)
    assert [tickets.asked_since(db, camp, asker, since) for since in (before, between)] == [1, 0]
    assert [tickets.answered_since(db, expert, since) for since in (between, LATER)] == [1, 0]
    assert [suggestions.times_since(db, asker, since) for since in (before, between)] == [2, 1]


def test_who_asks_the_same_waits_once_and_the_asker_waits_anyway(db, ticket, asker, expert):
    twin = meet(db, "何琳（微信）")
    assert [ticket_followers.follow(db, ticket, who, "嫌贵怎么回", at=AT) for who in (asker, expert, expert, twin)] == [
        False,
        True,
        False,
        True,
    ]
    ticket_followers.merge(db, twin, expert)
    assert ticket_followers.followers(db, ticket.id) == [(expert, "嫌贵怎么回")]


def test_only_an_accepted_answer_to_ones_own_question_is_ones_own(db, camp, ticket, asker, expert):
    tickets.answer(db, ticket, asker, "打折", at=AT)
    given = tickets.answer(db, ticket, expert, "先问与谁比", at=AT)
    assert tickets.accept(db, ticket, given, entry=None, at=LATER)
    assert tickets.own_accepted(db, asker) == []
    tickets.merge(db, expert, asker)
    assert tickets.own_accepted(db, asker) == [(ticket.id, camp)]


def test_a_room_is_pointed_to_an_entry_once_a_day(db, camp):
    entry = archive.add(db, camp, ASKED, "先问", person=None, source="room", at=AT)
    day = AT.date()
    assert [auto_suggestions.point(db, "web:g1", day, entry.id) for _ in range(2)] == [True, False]
    assert [auto_suggestions.count(db, place, day) for place in ("web:g1", "web:g2")] == [1, 0]
    assert auto_suggestions.point(db, "web:g1", day + timedelta(days=1), entry.id)
