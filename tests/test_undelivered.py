"""What could not be sent stands in one list until somebody sends it again: given up, or nobody knows."""

from __future__ import annotations

from sqlalchemy import select

from bot.channel import Uncertain, Undeliverable
from bot.messages import Lane
from bot.parts import Text
from storage import outbox, undelivered
from storage.camps import camp as camp_table
from tests.town import Town


def owe(town: Town, words: str, room: str) -> int:
    async def put() -> int:
        to = town.at("telegram", room)
        message = await town.database.transact(lambda db: outbox.put(db, to, (Text.of(words),), Lane.PUSH, at=town.clock.now()))
        town.app.delivery.senders["telegram"].wake(room, Lane.PUSH)
        return message

    message = town.run(put())
    town.settle()
    return message


def listed(town: Town, camp: int | None = None) -> list[tuple[int, str]]:
    found = town.run(town.app.look(lambda db: undelivered.undelivered(db, camp=camp)))
    return [(one.message, one.outcome) for one in found]


def test_what_was_given_up_or_uncertain_is_listed_counted_and_sent_again(either_town: Town) -> None:
    town = either_town
    town.opened()
    square = town.squares["telegram"]
    square.fails = [Undeliverable("refused")]
    refused = owe(town, "refused", town.group)
    square.fails = [Uncertain(), Uncertain()]
    unknown = owe(town, "unknown", town.group)
    town.pass_(seconds=3)  # repeated once
    square.fails = [Undeliverable("refused")]
    elsewhere = owe(town, "elsewhere", "别的群")
    assert listed(town) == [(elsewhere, "failed"), (unknown, "uncertain"), (refused, "failed")]
    (camp,) = town.look(select(camp_table.c.id))
    assert listed(town, camp.id) == [(unknown, "uncertain"), (refused, "failed")]
    page = town.run(town.app.metrics_text()).decode()
    assert 'qunxue_undelivered{channel="telegram",outcome="failed"} 2.0' in page
    assert 'qunxue_undelivered{channel="telegram",outcome="uncertain"} 1.0' in page

    def again(message: int, of: int | None = None) -> undelivered.Retried | None:
        return town.run(town.app.keep(lambda db: undelivered.retry(db, message, at=town.clock.now(), camp=of)))

    assert again(elsewhere, camp.id) is None and again(10_000) is None
    for message in (refused, unknown):
        owed = again(message, camp.id)
        assert owed is not None and (owed.channel, owed.room) == ("telegram", town.group)
        assert again(message, camp.id) is None  # it is owed already
        town.app.delivery.senders[owed.channel].wake(owed.room, owed.lane)
    town.settle()
    assert [str(post) for post in square.posts[-2:]] == ["refused", "unknown"]
    assert listed(town) == [(elsewhere, "failed")]
