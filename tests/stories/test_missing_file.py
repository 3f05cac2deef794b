"""A file that is not in the store any more holds nobody up: a sentence goes in its place, the managers have a dead letter."""

from __future__ import annotations

from bot.app import App
from bot.channel import FileGone, House
from bot.messages import Lane, OutboundMessage, Sent
from bot.parts import File, Picture, Text
from storage import inbox, outbox
from tests.town import Somebody, Square, Town


class Reading:
    """A square that, like a platform, is sent the content of what a message carries."""

    def __init__(self, square: Square, house: House) -> None:
        self._deliver, self._house = square.deliver, house

    async def __call__(self, message: OutboundMessage) -> Sent:
        for part in message.parts:
            if isinstance(part, File | Picture):
                self._house.open(part.file).close()
        return await self._deliver(message)


def read_by(town: Town) -> App:
    square = town.squares["telegram"]
    square.deliver = Reading(square, town.app)  # type: ignore[method-assign]
    return town.app


def owe(town: Town, to: Somebody, *parts: File | Picture | Text) -> None:
    def put(db: object) -> None:
        outbox.put(db, to.private, parts, Lane.REPLY, at=town.clock.now())  # type: ignore[arg-type]

    town.run(_asked(town, put))


async def _asked(town: Town, run: object) -> None:
    await town.database.transact(run)  # type: ignore[arg-type]
    await town.app.delivery.recover()


def test_the_next_message_goes_and_the_asker_and_the_managers_are_told(town: Town) -> None:
    app, lin = read_by(town), town.learner("林晓")
    here, gone = app.files.put(b"here", "a.xlsx"), app.files.put(b"gone", "b.xlsx")
    app.files.delete(gone)
    before = len(lin.heard_privately.posts)
    owe(town, lin, Text.of("导出好了"), File(gone, "题库.xlsx", 4))
    owe(town, lin, Picture(gone, "周榜"))
    owe(town, lin, File(here, "课表.xlsx", 4))
    town.settle()
    assert [str(post) for post in lin.heard_privately.posts[before:]] == [
        "导出好了\n文件“题库.xlsx”找不到了，没有发出，请再要一次。",
        "（图片找不到了：周榜）",
        "📎 课表.xlsx",
    ]
    assert town.run(_count(town)) == 2


def test_it_is_said_in_the_language_of_whoever_asked(town: Town) -> None:
    app, ann = read_by(town), town.learner("Ann")
    ann.tells("language en")
    gone = app.files.put(b"gone", "b.xlsx")
    app.files.delete(gone)
    owe(town, ann, File(gone, "bank.xlsx", 4))
    town.settle()
    assert (
        str(ann.heard_privately.posts[-1]) == "The file “bank.xlsx” cannot be found and was not sent; please ask for it again."
    )


def test_a_message_that_does_not_carry_the_file_is_given_up(town: Town) -> None:
    lin = town.learner("林晓")
    town.squares["telegram"].fails = [FileGone("0" * 40)]
    owe(town, lin, Text.of("早"))
    owe(town, lin, Text.of("午"))
    town.settle()
    assert str(lin.heard_privately.posts[-1]) == "午"


async def _count(town: Town) -> int:
    return await town.database.read(inbox.buried)
