"""What is owed is sent: in order, once, later, elsewhere, or said to be uncertain."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.channel import Pace, Parked, TryLater, Uncertain, Undeliverable
from bot.messages import Lane
from bot.parts import Text
from storage import inbox, outbox, troubles
from storage.outbox import outbox as table
from tests.engines import on_sqlite
from tests.quiz import write
from tests.town import Somebody, Town

OUTCOMES = select(table.c.outcome, table.c.attempts).order_by(table.c.id)


def last_outcome(town: Town) -> tuple[str | None, int]:
    row = town.look(OUTCOMES)[-1]
    return row.outcome, row.attempts


def say_in_group(town: Town, words: str, lane: Lane, **more: object) -> int:
    """Owes a message to the group, as a handler would."""
    to = town.at("telegram", town.group)

    async def put() -> int:
        return await town.database.transact(lambda db: outbox.put(db, to, (Text.of(words),), lane, at=town.clock.now(), **more))  # type: ignore[arg-type]

    return town.run(put())


def wake(town: Town) -> None:
    town.app.delivery.senders["telegram"].wake(town.group, Lane.EDIT)
    town.settle()


def test_lanes_go_in_their_order(town: Town) -> None:
    for lane in (Lane.PUSH, Lane.REPLY, Lane.NOW):
        say_in_group(town, lane.name, lane)
    wake(town)
    assert [str(post) for post in town.squares["telegram"].posts[-3:]] == ["NOW", "REPLY", "PUSH"]


def test_an_answer_to_a_press_expires(town: Town) -> None:
    say_in_group(town, "too late", Lane.NOW, until=town.clock.now() + timedelta(seconds=15))
    town.clock.move(timedelta(seconds=16))
    wake(town)
    assert last_outcome(town) == ("expired", 1) and "too late" not in str(town.squares["telegram"].posts[-1])


def test_a_message_is_edited_at_most_every_few_seconds_but_for_its_last_state(town: Town) -> None:
    square = town.squares["telegram"]
    square.pace = Pace(rate=float("inf"), edit_gap=5.0)
    tally = say_in_group(town, "0", Lane.PUSH)
    wake(town)
    post = square.posts[-1]

    def edit(words: str, *, last: bool = False) -> str:
        async def put() -> int | None:
            at = town.clock.now()
            return await town.database.transact(lambda db: outbox.edit(db, tally, (Text.of(words),), at=at, last=last))

        town.run(put())
        wake(town)
        return str(post)

    assert [edit("1"), edit("2"), edit("3")] == ["1", "1", "1"]
    town.pass_(seconds=5)
    assert (str(post), post.edits) == ("3", 2)
    assert edit("the end", last=True) == "the end"


def test_a_refusal_for_now_holds_the_room_in_order(town: Town) -> None:
    town.squares["telegram"].fails = [TryLater(5)]
    say_in_group(town, "first", Lane.REPLY)
    say_in_group(town, "second", Lane.REPLY)
    wake(town)
    assert str(town.squares["telegram"].posts[-1]) not in ("first", "second")
    town.pass_(seconds=6)
    assert [str(post) for post in town.squares["telegram"].posts[-2:]] == ["first", "second"]


@pytest.mark.parametrize("trouble", [TryLater(5), Uncertain()], ids=["refused", "unanswered"])
def test_a_clock_an_hour_ahead_for_a_moment_holds_nothing_for_an_hour(town: Town, trouble: Exception) -> None:
    town.clock.move(timedelta(hours=1))
    town.squares["telegram"].fails = [trouble]
    say_in_group(town, "first", Lane.REPLY)
    wake(town)
    town.clock.move(timedelta(hours=-1))
    town.settle()
    town.pass_(seconds=6)
    assert str(town.squares["telegram"].posts[-1]) == "first"


def test_a_wait_over_a_minute_parks_the_head_and_the_room_goes_on(town: Town) -> None:
    town.squares["telegram"].fails = [TryLater(300)]
    say_in_group(town, "first", Lane.REPLY)
    say_in_group(town, "second", Lane.REPLY)
    wake(town)
    assert str(town.squares["telegram"].posts[-1]) == "second"
    town.pass_(seconds=301)
    assert str(town.squares["telegram"].posts[-1]) == "first"


def test_a_send_without_an_answer_is_repeated_once_and_then_uncertain(town: Town) -> None:
    town.squares["telegram"].fails = [Uncertain(), Uncertain()]
    say_in_group(town, "perhaps", Lane.PUSH)
    wake(town)
    town.pass_(seconds=3)
    assert last_outcome(town) == ("uncertain", 2)


def test_what_must_not_be_doubled_is_not_repeated(town: Town) -> None:
    town.squares["telegram"].fails = [Uncertain()]
    say_in_group(town, "question", Lane.PUSH, once=True)
    wake(town)
    assert last_outcome(town) == ("uncertain", 1)


def test_ten_failures_are_the_end(town: Town) -> None:
    town.squares["telegram"].fails = [TryLater(1)] * 10
    say_in_group(town, "never", Lane.PUSH)
    wake(town)
    for _ in range(10):
        town.pass_(seconds=2)
    assert last_outcome(town) == ("failed", 10)


def test_being_merely_too_fast_is_no_failure(town: Town) -> None:
    town.squares["telegram"].fails = [TryLater(1, counts=False)] * 30
    say_in_group(town, "patience", Lane.PUSH)
    wake(town)
    for _ in range(31):
        town.pass_(seconds=2)
    assert last_outcome(town) == ("sent", 1)


def test_edits_fold_into_what_is_not_sent_and_overtake_each_other(town: Town) -> None:
    square = town.squares["telegram"]
    square.fails = [TryLater(5)]
    message = say_in_group(town, "one", Lane.REPLY)

    def edit(words: str) -> None:
        async def put() -> None:
            await town.database.transact(lambda db: outbox.edit(db, message, (Text.of(words),), at=town.clock.now()))

        town.run(put())

    edit("two")
    wake(town)
    town.pass_(seconds=6)
    assert str(square.posts[-1]) == "two" and square.posts[-1].edits == 0
    square.fails = [TryLater(5)]
    for words in ("three", "four", "five"):
        edit(words)
    wake(town)
    town.pass_(seconds=6)
    assert str(square.posts[-1]) == "five" and square.posts[-1].edits == 1


def test_who_never_wrote_in_private_is_owed_and_called_once_a_day(town: Town) -> None:
    owner, lin = town.somebody("王岚"), town.learner("林晓")
    owner.says("加分 林晓 10 案例")
    assert lin.heard_privately == ""
    assert "联系不上1人" in owner.tells("联系不上") and "林晓" in owner.tells("联系不上")
    town.go_to("5/6", "10:01")
    called = [str(post) for post in town.squares["telegram"].posts if "联系不上你" in str(post)]
    assert len(called) == 1 and "林晓" in called[0] and "10" not in called[0]
    assert "给你加了10分" in lin.tells("开始")
    assert "没有人在等" in owner.tells("联系不上")


def test_a_blocked_bot_waits_and_another_channel_gets_it(either_town: Town) -> None:
    town = either_town
    owner = town.opened()
    lin, elsewhere = town.learner("林晓"), town.somebody("林晓", "wecom")
    code = lin.tells("绑定").split("绑定 ")[1][:6]
    elsewhere.tells(f"绑定 {code}")
    lin.tells("积分")
    real = town.squares["telegram"].deliver

    async def blocked(message):
        if message.to.direct:
            raise Undeliverable("unreachable")
        return await real(message)

    setattr(town.squares["telegram"], "deliver", blocked)  # noqa: B010 - what one platform does today
    owner.says("加分 林晓 10 案例")
    town.pass_(seconds=1)
    assert "给你加了10分" in elsewhere.heard_privately


def test_what_was_owed_is_sent_after_a_restart(town: Town) -> None:
    town.squares["telegram"].fails = [TryLater(5)]
    say_in_group(town, "still owed", Lane.PUSH)
    wake(town)
    town.restart()
    town.pass_(seconds=6)
    assert str(town.squares["telegram"].posts[-1]) == "still owed"


def test_a_reply_waits_for_the_record_of_what_it_replies_to(town: Town) -> None:
    import asyncio

    from bot.messages import Kind

    lin = town.learner("林晓")
    square = town.squares["telegram"]
    sending, sent = asyncio.Event(), asyncio.Event()
    real = square.deliver

    async def slowly(message):
        sending.set()
        await sent.wait()
        return await real(message)

    setattr(square, "deliver", slowly)  # noqa: B010 - what one platform does today
    say_in_group(town, "question", Lane.PUSH)

    async def reply_before_it_is_settled() -> bool:
        town.app.delivery.senders["telegram"].wake(town.group, Lane.PUSH)
        await sending.wait()
        event = lin.event(Kind.SAID, "打卡", town.at("telegram", town.group))
        ref = f"{town.group}/{len(square.posts) + 1}"
        from dataclasses import replace

        receiving = asyncio.ensure_future(town.app.receive(replace(event, about=ref)))
        await asyncio.wait({receiving}, timeout=0.05)
        early = receiving.done()
        sent.set()
        await receiving
        return early

    assert town.run(reply_before_it_is_settled()) is False


# ── what only an operator can mend ───────────────────────────────────────────────────────────────────────────────────


def shown(town: Town) -> list[str]:
    return [str(post) for post in town.squares["telegram"].posts]


def told(town: Town) -> list[str]:
    """What the camp's owner reads on the other platform."""
    return [str(post) for post in town.squares["wecom"].posts if "发不出" in str(post)]


@pytest.fixture
def two_squares(either_town: Town) -> tuple[Town, Somebody]:
    """A camp on one platform whose owner can be reached on another too."""
    owner = either_town.opened()
    assert "绑定成功" in owner.becomes_one_with(either_town.somebody("王岚", "wecom"))
    return either_town, owner


@pytest.mark.parametrize("holds", ["channel", "room"])
@on_sqlite
def test_what_is_parked_waits_and_the_first_success_lets_everything_go(two_squares, holds):
    town, _ = two_squares
    square = town.squares["telegram"]
    square.fails = [Parked("60020", holds) for _ in range(3)]
    before = len(square.posts)
    for words in ("first", "second"):
        say_in_group(town, words, Lane.PUSH)
    wake(town)
    assert len(square.posts) == before and len(square.fails) == 2, "one try for both"
    town.pass_(seconds=61)
    town.pass_(seconds=121)
    assert len(square.posts) == before and not square.fails
    town.pass_(seconds=241)
    assert shown(town)[before:] == ["first", "second"]
    assert len(told(town)) == 1 and "60020" in told(town)[0]
    town.pass_(days=2)
    assert len(told(town)) == 1, "mended: nothing more to tell"


@on_sqlite
def test_the_owner_hears_once_a_day_while_it_lasts(two_squares):
    town, _ = two_squares
    town.squares["telegram"].fails = [Parked("60020") for _ in range(2000)]
    say_in_group(town, "news", Lane.PUSH)
    wake(town)
    town.settle()
    town.pass_(days=1)
    town.pass_(days=1)
    assert len(told(town)) == 3


@on_sqlite
def test_another_room_goes_on_where_one_is_parked(two_squares):
    town, owner = two_squares
    town.squares["telegram"].fails = [Parked("closed", "room")]
    say_in_group(town, "parked", Lane.PUSH)
    wake(town)
    owner.tells("帮助")
    assert "parked" not in shown(town) and shown(town)[-1] != "parked"
    town.pass_(seconds=61)
    assert "parked" in shown(town)


@on_sqlite
def test_a_message_parked_alone_lets_the_room_go_on_and_is_tried_less_and_less(two_squares):
    town, _ = two_squares
    square = town.squares["telegram"]
    square.fails = [Parked("99999", "message") for _ in range(4)]
    say_in_group(town, "odd", Lane.PUSH)
    wake(town)
    square.fails, kept = [], square.fails
    say_in_group(town, "plain", Lane.PUSH)
    wake(town)
    assert shown(town)[-1] == "plain"
    square.fails = kept
    for seconds, left in ((61, 2), (61, 2), (61, 1), (241, 0)):
        town.pass_(seconds=seconds)
        assert len(square.fails) == left
    town.pass_(seconds=481)
    assert shown(town)[-1] == "odd"


@pytest.mark.parametrize("holds", ["channel", "room", "message"])
def test_parked_past_its_life_is_a_dead_letter_that_says_why(two_squares, holds):
    town, _ = two_squares
    town.squares["telegram"].fails = [Parked("99999", holds) for _ in range(2000)]
    owed = say_in_group(town, "too late", Lane.PUSH, until=town.clock.now() + timedelta(hours=3))
    wake(town)
    town.pass_(hours=2)
    assert [row.outcome for row in town.look(select(table.c.outcome).where(table.c.id == owed))] == [None], (
        "kept within its life"
    )
    town.pass_(hours=2)
    assert "too late" not in shown(town)
    letters = town.look(select(inbox.dead_letter.c.key, inbox.dead_letter.c.problem))
    assert [(letter.key, letter.problem) for letter in letters] == [(f"outbox:{owed}", "99999")]


@on_sqlite
def test_a_trouble_outlives_a_restart_and_ends_with_a_success(two_squares):
    town, _ = two_squares
    town.squares["telegram"].fails = [Parked("60020")]
    say_in_group(town, "kept", Lane.PUSH)
    wake(town)
    town.restart()
    wake(town)
    assert "kept" in shown(town)
    town.pass_(days=2)
    assert len(told(town)) == 1


@on_sqlite
def test_a_channel_that_says_itself_that_it_is_away_is_told_and_waited_for(two_squares):
    town, _ = two_squares
    town.run(town.app.park("telegram", "taken"))
    town.settle()
    say_in_group(town, "kept", Lane.PUSH)
    wake(town)
    assert len(told(town)) == 1 and "taken" in told(town)[0] and "kept" not in shown(town)
    town.run(town.app.park("telegram", None))
    town.settle()
    assert "kept" in shown(town)
    town.run(town.app.park("telegram", "taken"))
    town.settle()
    assert len(told(town)) == 1, "once a day, however often it comes and goes"


def test_a_success_of_before_a_trouble_began_does_not_end_it(town: Town) -> None:
    parking = town.app.delivery.senders["telegram"].parking
    town.run(parking.declare("taken"))
    late = parking.mended(town.group, lambda db: None)
    town.run(parking.declare("40001"))
    write(town, late)
    assert [row.subject for row in town.look(troubles.PENDING)] == [troubles.Trouble("telegram", "", "40001").subject]
    write(town, parking.mended(town.group, lambda db: None))
    assert town.look(troubles.PENDING) == []


@on_sqlite
def test_nobody_is_told_of_a_channel_that_was_turned_off(two_squares):
    town, _ = two_squares
    town.run(town.app.park("telegram", "taken"))
    town.settle()
    del town.app.router.channels["telegram"]
    town.pass_(days=3)
    assert len(told(town)) == 1
