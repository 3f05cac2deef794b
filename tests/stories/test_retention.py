"""What is old goes at night: no figure, no book and nothing owed or open goes with it, and the docs and doctor say what is kept how long."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.cli.doctor import KEPT_FOR
from handlers.retention import FILES, KEPT
from storage import agenda, platform_sends, retention
from storage.channels import web
from storage.channels.web import invitations, sessions
from storage.inbox import bury, dead_letter, inbox
from storage.moderation import cases
from storage.outbox import outbox, sent
from storage.polls import poll, poll_post
from storage.tables import metadata
from storage.tasks import task
from storage.tickets import ticket_post
from tests.engines import postgresql_in_journeys
from tests.stories.test_figures import Lived
from tests.town import Town

GOES = {"inbox", "outbox", "sent", "poll_post", "ticket_post", "task", "dead_letter", "platform_send", "web_post"}
GOES |= {"web_session", "web_used_link", "web_invitation", "moderation_case"}
"""All that age takes rows from; every other table is what figures and books are made of."""
FAR = datetime(2030, 1, 1, tzinfo=UTC)


def everything_else(town: Town) -> dict[str, list[Any]]:
    """Every row of every table nothing goes from."""
    tables = [table for table in metadata.sorted_tables if table.name not in GOES]
    return {table.name: sorted(map(repr, town.look(select(table)))) for table in tables}


def count(town: Town, table: Any, *where: Any) -> int:
    (row,) = town.look(select(func.count().label("n")).select_from(table).where(*where))
    return int(row.n)


def swept(town: Town, kind: str) -> int:
    """What is old enough of a kind is gone, however young it is; gives how many rows were."""
    rows = town.run(town.app.look(lambda db: retention.old(db, kind, FAR)))
    town.run(town.app.keep(lambda db: retention.drop(db, kind, rows)))
    return len(rows)


def talk_on_the_page(town: Town) -> None:
    """Two posts of the web chat, one with a file, a sign-in and two invitations, a send that was counted, a case that is closed and an event
    that could not be acted on."""

    def write(db: Any) -> None:
        at = town.clock.now()
        shared = [web.Shared("a" * 40 + ".png", "图.png")]
        web.write(db, room="群", key="w:1", kind="person", author="林晓", name="林晓", parts="[]", at=at, files=shared)
        web.write(db, room="群", key="w:2", kind="bot", author=None, name="小助", parts="[]", at=at, reply_to=1)
        platform_sends.begin(db, "telegram", "群一", 1, now=at)
        sessions.open_session(db, "s1", "林晓", secret="s", nonce="n", device="other other", at=at)
        sessions.use(db, "link", nonce="n", at=at)
        for _ in range(2):
            invitations.make(db, 1, 1, "群", seats=1, until=at, at=at)
        about = {"rule": (1, 1), "on_trial": True, "words": "一句原话", "place": ("web", "群"), "message": "w:1"}
        case = cases.found(db, 1, 1, "words", **about, at=at)  # type: ignore[arg-type]
        cases.decide(db, case, "dismissed", by=1, at=at)
        bury(db, "w:3", at, channel="web", kind="said", problem="ValueError", words="我的秘密")

    town.run(town.app.keep(write))


@postgresql_in_journeys
def test_what_is_left_is_all_that_figures_and_books_are_made_of(either_town: Town) -> None:
    town = either_town
    Lived(town)
    talk_on_the_page(town)
    before, promised = everything_else(town), count(town, outbox, outbox.c.settled_at.is_(None))
    for kind in retention.AGES:
        assert swept(town, kind), kind
    assert everything_else(town) == before
    assert count(town, outbox, outbox.c.settled_at.is_(None)) == promised
    assert count(town, inbox) == count(town, dead_letter) == count(town, web.web_post) == 0
    assert count(town, task) == count(town, invitations.web_invitation) == 1, "the newest number is not given again"
    assert count(town, sessions.web_session) == count(town, sessions.web_used_link) == 0
    owner = town.somebody("王岚")
    assert owner.tells("看板") and "林晓" in owner.tells("排行榜")


def test_what_is_open_or_owed_stays_and_goes_on_working(either_town: Town) -> None:
    town = either_town
    manager = town.opened()
    lin, zhou = town.learner("林晓"), town.learner("周航")
    manager.confirms("投票 周五去哪？ 爬山/唱歌")
    lin.says("提问 客户说太贵怎么办？")
    for n in range(3):
        zhou.says(f"打卡 第{n}次")
    open_ones = count(town, poll_post), count(town, ticket_post)
    assert min(open_ones) > 0

    swept(town, "outbox")
    assert (count(town, poll_post), count(town, ticket_post)) == open_ones
    (card,) = [post for post in town.squares["telegram"].posts if "周五去哪" in str(post) and post.buttons][-1:]
    lin.presses("A", card)
    town.pass_(minutes=2)
    assert card.edits and "1/2" in str(card)
    town.run(town.app.keep(lambda db: db.run(update(poll).values(closed_at=town.clock.now(), stage="closed"))))
    swept(town, "outbox")
    assert count(town, poll_post) == 0 and count(town, ticket_post) == open_ones[1]


@postgresql_in_journeys
def test_at_night_what_is_older_goes_by_itself(either_town: Town) -> None:
    town = either_town
    Lived(town)
    talk_on_the_page(town)
    old = town.clock.now()
    store = town.app.files
    forgotten, shown = store.put(b"error table", "x.csv"), store.put(b"a picture", "y.png")
    town.run(town.app.keep(lambda db: web.share(db, "群", [web.Shared(shown, "y.png")])))
    _aged(town, old)
    town.clock.move(old + timedelta(days=40))
    town.settle()
    town.settle()
    assert count(town, dead_letter) == 0 and count(town, inbox, inbox.c.at <= old) == 0
    assert count(town, task, task.c.finished_at <= old) == 0
    assert count(town, web.web_post) == 2 and count(town, outbox, outbox.c.settled_at <= old) > 0
    assert forgotten not in store.kept_before(FAR) and shown in store.kept_before(FAR)
    town.clock.move(old + timedelta(days=735))
    town.settle()
    town.settle()
    assert count(town, web.web_post) == 0 and count(town, outbox, outbox.c.settled_at <= old) == 0
    assert count(town, sent, sent.c.outbox_id.not_in(select(outbox.c.id))) == 0
    assert shown not in store.kept_before(FAR) and count(town, web.web_file, web.web_file.c.file == shown) == 0
    assert town.somebody("周航").says("打卡")


def _aged(town: Town, at: datetime) -> None:
    """Files are as old as the town's clock says, not as the machine's."""
    for path in (town.folder / "files").glob("??/*"):
        os.utime(path, (at.timestamp(), at.timestamp()))


def test_a_file_a_lesson_or_a_bill_needs_stays_for_good(town: Town) -> None:
    store = town.app.files
    kept = store.put(b"a bill", "bill.png")
    from storage.digests import digest

    week = {"camp_id": 1, "monday": town.now.date(), "figures": {}, "width": 1, "height": 1}
    from sqlalchemy import insert

    values = {name: value for name, value in week.items() if name in digest.c} | {"picture": kept}
    times = {
        column.name: town.clock.now() for column in digest.c if "Instant" in type(column.type).__name__ and not column.nullable
    }
    town.run(town.app.keep(lambda db: db.run(insert(digest), **values, **times)))
    assert town.run(town.app.look(lambda db: retention.is_named(db, kept)))
    assert not town.run(town.app.look(lambda db: retention.is_named(db, "0" * 40)))


def test_every_kind_that_ages_is_in_the_table_and_the_docs_say_the_same() -> None:
    assert {one.kind for one in KEPT} == {*retention.AGES, FILES}
    page = (Path(__file__).parents[2] / "docs" / "retention.md").read_text("utf-8")
    for one in KEPT:
        days = "`retention_days`" if one.days is None else str(one.days)
        assert f"| {one.what.zh} | {one.what.en} | {days} |" in page
    rows = re.findall(r"^\| (?!中文|:?-)", page, re.MULTILINE)
    assert len([row for row in rows]) == len(KEPT)


@pytest.mark.parametrize("days", [30, 730])
def test_doctor_says_it(days: int) -> None:
    said = [KEPT_FOR(what=one.what, days=one.lasts(days)).to("zh") for one in KEPT]
    assert f"· 保留：网页聊天里说过的话，{days}天" in said and "· 保留：处理不了的消息的原文，30天" in said


def test_occurrences_stay_for_good() -> None:
    """They are what keeps a due moment from being done twice."""
    assert agenda.occurrence.name not in GOES
