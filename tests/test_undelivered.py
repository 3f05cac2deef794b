"""What could not be sent stands in one list until somebody sends it again: given up, or nobody knows."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.channel import Uncertain, Undeliverable
from bot.cli import undelivered as shell
from bot.config import Settings, Storage
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
    assert "qunxue_writer_alive 1.0" in page and "qunxue_agenda_late_seconds 0.0" in page
    assert "qunxue_tasks_oldest_seconds 0.0" in page
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


def test_the_shell_lists_sends_again_and_drops_all_or_nothing(empty_town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    town, settings = empty_town, Settings(storage=Storage(url=empty_town.url))
    town.opened()
    shell.show(settings)
    assert "没有没发出的消息" in capsys.readouterr().out
    town.squares["telegram"].fails = [Undeliverable("refused"), Undeliverable("refused")]
    first, second = owe(town, "秘密一", town.group), owe(town, "秘密二", town.group)
    shell.show(settings)
    listed = capsys.readouterr().out
    assert [line.split("\t")[0] for line in listed.splitlines()] == [str(second), str(first)] and "秘密" not in listed
    with pytest.raises(SystemExit):
        shell.drop(settings, [first, 99])
    assert "没有 99，什么也没动" in capsys.readouterr().err
    shell.drop(settings, [first])
    shell.retry(settings, [])
    assert "1条正在重发" in capsys.readouterr().out
    town.restart()
    town.settle()
    assert [str(post) for post in town.squares["telegram"].posts if "秘密" in str(post)] == ["秘密二"]
