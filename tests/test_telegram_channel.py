"""The Telegram channel against a Bot API on loopback: receiving, sending, and everything that goes wrong between the two."""

from __future__ import annotations

import asyncio
import io
import socket
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
import uvicorn
from sqlalchemy import select
from starlette.applications import Starlette

from bot.channel import FileGone, MenuItem, Parked, Receipt, TryLater, Uncertain, Undeliverable
from bot.channels.telegram import Telegram, receiving
from bot.channels.telegram.channel import PATH
from bot.channels.telegram.links import link
from bot.clock import HandClock
from bot.messages import Address, Answer, FileRef, Kind, Lane, OutboundMessage, Sent
from bot.parts import Admit, Button, Buttons, Choice, Choices, File, Mark, Picture, Run, Text
from storage import inbox
from storage.channels import telegram as storage
from storage.database import Database
from storage.schema import metadata
from tests.patience import PATIENCE
from tests.standins.telegram import Cloud, How, TelegramStandin, text_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + (800).to_bytes(4) + (450).to_bytes(4) + b"\x08\x02\x00\x00\x00"


class Desk:
    """The house as the channel knows it: a real inbox and storage, and a list of what was received. It can be ill for a while."""

    def __init__(self, database, clock):
        self.database, self.clock = database, clock
        self.events, self.settled, self.reserved = [], [], {}
        self.files = {}
        self.ill = False
        self.busy = asyncio.Event()
        self.busy.set()
        self._came = asyncio.Condition()

    async def receive(self, event):
        await self.busy.wait()
        if self.ill:
            raise RuntimeError("disk full")
        fresh = await self.database.transact(lambda db: inbox.record(db, event.key, self.now()))
        if fresh:
            async with self._came:
                self.events.append(event)
                self._came.notify_all()
        return Receipt(event.key, fresh, tuple(message.id for message in self.reserved.get(event.text, ())))

    async def claim(self, receipt):
        return tuple(message for reserved in self.reserved.values() for message in reserved if message.id in receipt.reserved)

    async def settle(self, message, sent):
        self.settled.append((message.id, sent.refs))

    async def keep(self, run):
        return await self.database.transact(run)

    async def look(self, run):
        return await self.database.read(run)

    def menu(self, role, language, *, direct):
        help = {"zh": "打卡", "en": "stamp today"}[language]
        return (MenuItem(("打卡", "checkin"), help), MenuItem(("仅中文",), "x")) + (
            (MenuItem(("开赛", "contest"), role),) if role == "host" else ()
        )

    def open(self, file):
        if file not in self.files:
            raise FileGone(file)
        return io.BytesIO(self.files[file])

    def now(self):
        return self.clock.now()

    async def hears(self, count):
        """The first `count` events, waiting for them."""
        async with asyncio.timeout(PATIENCE), self._came:
            await self._came.wait_for(lambda: len(self.events) >= count)
        return self.events[:count]


class Scene:
    """A Telegram, a desk and a running channel between them."""

    def __init__(self, tmp_path, **options):
        self.clock = HandClock(datetime(2026, 5, 6, 0, 10, tzinfo=UTC))
        self.cloud = Cloud(clock=self.clock)
        self.telegram = TelegramStandin(self.cloud)
        self.database = Database(f"sqlite:///{tmp_path}/t.db")
        self.desk = Desk(self.database, self.clock)
        self.options = {"clock": self.clock} | options
        self.host = self.cloud.person("王岚", 1001, started=True)
        self.ann = self.cloud.person("林晓", 1002)
        self.group = self.cloud.group("营销实战营", self.ann, host=self.host)

    def channel(self):
        return Telegram(
            self.cloud.token, base_url=self.telegram.base_url, base_file_url=self.telegram.base_file_url, **self.options
        )

    @asynccontextmanager
    async def running(self, channel):
        self.running_channel = channel
        task = asyncio.create_task(channel.run(self.desk))
        try:
            yield channel
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def sees(self, until):
        """What `until` gives once Telegram has it."""
        return await asyncio.to_thread(self.cloud.wait, until)

    async def passes(self, until):
        """Lets time run, a second at a step, until something holds."""
        async with asyncio.timeout(PATIENCE):
            while not until():
                self.clock.move(timedelta(seconds=1))
                await asyncio.sleep(0.002)

    async def passes_on(self):
        """To the next moment somebody waits for: on a busy machine time in the hand may not run ahead of what is to happen in it."""
        async with asyncio.timeout(PATIENCE):
            while not self.clock._waiting:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.002)
        self.clock.move(min(until for until, _ in self.clock._waiting))


@pytest.fixture
async def scene(tmp_path):
    scene = Scene(tmp_path)
    tables = [storage.telegram_file, storage.telegram_group, storage.telegram_unread, inbox.inbox]
    metadata.create_all(scene.database.engine, tables=tables)
    with scene.telegram:
        yield scene
    scene.database.close()


@pytest.fixture
async def channel(scene):
    async with scene.running(scene.channel()) as channel:
        await scene.sees(lambda: scene.cloud.called("setMyCommands")[11:])
        yield channel


def message(to, *parts, id=1, **fields):
    address = Address("telegram", str(to), **{key: fields.pop(key) for key in ("thread", "direct") if key in fields})
    return OutboundMessage(id, address, parts, Lane.REPLY, **fields)


def words(event_list):
    return [event.text for event in event_list]


# ── receiving by polling ─────────────────────────────────────────────────────────────────────────────────────────────


async def test_words_arrive_once_and_in_order(scene, channel):
    for n in range(5):
        scene.ann.says(f"打卡 {n}", scene.group)
    assert words(await scene.desk.hears(5)) == [f"打卡 {n}" for n in range(5)]


async def test_updates_are_forgotten_by_telegram_only_after_our_commit(scene, channel):
    scene.desk.ill = True
    scene.ann.says("打卡", scene.group)
    scene.ann.says("积分", scene.group)
    await scene.passes(lambda: not channel.connected)
    assert len(scene.cloud.updates.waiting) == 2
    scene.desk.ill = False
    await scene.passes(lambda: len(scene.desk.events) == 2)
    assert words(scene.desk.events) == ["打卡", "积分"]
    await scene.sees(lambda: not scene.cloud.updates.waiting)


async def test_a_poisoned_update_is_put_aside_without_its_words_and_holds_nobody_up(scene, channel):
    with scene.cloud.changed:
        scene.ann.says("前", scene.group)
        scene.cloud.updates.put_raw(
            {"message": {"message_id": 5, "date": 1, "text": "我的密码 hunter2", "chat": {"id": 5, "type": "private"}}}
        )
        scene.cloud.updates.put_raw({"message": None})
        scene.ann.says("后", scene.group)
    assert words(await scene.desk.hears(2)) == ["前", "后"]
    buried = await scene.desk.look(lambda db: db.all(select(storage.telegram_unread)))
    assert [row.problem for row in buried] == ["KeyError", "TypeError"]
    assert buried[0].shape["message"] == {"message_id": 5, "date": 1, "text": "<12>", "chat": {"id": 5, "type": "private"}}


async def test_a_start_with_telegram_unreachable_keeps_trying(scene):
    scene.telegram.down()
    async with scene.running(scene.channel()) as channel:
        scene.ann.says("打卡", scene.group)
        for _ in range(100):
            scene.clock.move(timedelta(seconds=60))
            await asyncio.sleep(0.001)
        assert not channel.connected
        scene.telegram.up()
        await scene.passes(lambda: scene.desk.events)
        assert channel.connected


async def test_two_hours_without_telegram_lose_and_double_nothing(scene, channel):
    scene.ann.says("打卡 前", scene.group)
    await scene.desk.hears(1)
    scene.telegram.down()
    for n in range(150):
        scene.ann.says(f"打卡 {n}", scene.group)
    for _ in range(120):
        scene.clock.move(timedelta(minutes=1))
        await asyncio.sleep(0.001)
    assert not channel.connected
    with pytest.raises(TryLater):
        await channel.deliver(message(scene.group.id, Text.of("在吗")))
    scene.telegram.up()
    await scene.passes(lambda: len(scene.desk.events) == 151)
    assert words(scene.desk.events) == ["打卡 前"] + [f"打卡 {n}" for n in range(150)]


async def test_errors_of_telegram_while_asking_are_waited_out(scene, channel):
    scene.cloud.fail(How.REFUSE, "getUpdates", code=502, times=2)
    scene.cloud.fail(How.REFUSE, "getUpdates", code=429, retry_after=30)
    scene.ann.says("打卡", scene.group)
    await scene.desk.hears(1)
    await scene.passes(lambda: not scene.cloud.updates.waiting)
    assert len(scene.desk.events) == 1


async def test_a_restart_goes_on_where_it_stopped(scene):
    async with scene.running(scene.channel()):
        scene.ann.says("一", scene.group)
        await scene.desk.hears(1)
    scene.ann.says("二", scene.group)
    async with scene.running(scene.channel()):
        assert words(await scene.desk.hears(2)) == ["一", "二"]


# ── who speaks ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_admins_are_asked_for_once_and_again_when_they_change(scene, channel):
    scene.host.says("开赛", scene.group)
    scene.ann.says("打卡", scene.group)
    assert [event.sender.is_room_admin for event in await scene.desk.hears(2)] == [True, False]
    assert len(scene.cloud.called("getChatAdministrators")) == 1
    scene.group.promotes(scene.ann, scene.host)
    scene.ann.says("开赛", scene.group)
    assert (await scene.desk.hears(3))[2].sender.is_room_admin
    scene.group.demotes(scene.ann, scene.host)
    scene.ann.says("开赛", scene.group)
    assert not (await scene.desk.hears(4))[3].sender.is_room_admin
    scene.clock.move(timedelta(minutes=11))
    scene.host.says("开赛", scene.group)
    assert (await scene.desk.hears(5))[4].sender.is_room_admin
    assert len(scene.cloud.called("getChatAdministrators")) == 4


async def test_where_admins_cannot_be_told_nobody_is_one_for_a_while(scene, channel):
    scene.cloud.fail(How.REFUSE, "getChatAdministrators", code=500)
    scene.host.says("开赛", scene.group)
    assert not (await scene.desk.hears(1))[0].sender.is_room_admin
    scene.clock.move(timedelta(seconds=31))
    scene.host.says("开赛", scene.group)
    assert (await scene.desk.hears(2))[1].sender.is_room_admin


async def test_a_hidden_admin_is_one_and_is_nobody_in_person(scene, channel):
    scene.host.says("/contest", scene.group, anonymous=True)
    event = (await scene.desk.hears(1))[0]
    assert (event.sender.id, event.sender.is_room_admin, event.data["anonymous"]) == (str(scene.group.id), True, "admin")


async def test_privacy_mode_hides_what_is_not_for_us(scene, channel):
    quiet = scene.cloud.group("悄悄话", scene.ann, host=scene.host, bot="member")
    scene.ann.says("今天真热", quiet)
    scene.ann.says("/checkin@qunxue_bot 早", quiet)
    event = (await scene.desk.hears(1))[0]
    assert (event.text, event.data["to_us"]) == ("/checkin 早", True)


async def test_a_deep_link_opens_the_private_chat_and_says_its_sentence(scene, channel):
    scene.ann.starts(channel.link("参加 D41").partition("?start=")[2])
    event = (await scene.desk.hears(1))[0]
    assert (event.text, event.address) == ("/start 参加 D41", Address("telegram", "1002", direct=True))
    assert channel.link("参加 D41") == link("qunxue_bot", "参加 D41")


async def test_topics_are_threads_and_a_closed_one_gives_way_to_general(scene, channel):
    forum = scene.cloud.group("论坛", scene.ann, host=scene.host, forum=True)
    topic = forum.topic("打卡", scene.host)
    scene.ann.says("打卡", forum, thread=topic)
    scene.ann.says("打卡", forum)
    first, second = await scene.desk.hears(2)
    assert (first.address.thread, first.about, second.address.thread) == (str(topic), None, None)
    await channel.deliver(message(forum.id, Text.of("在话题里"), thread=str(topic)))
    forum.chat.closed.add(topic)
    await channel.deliver(message(forum.id, Text.of("话题关了"), thread=str(topic)))
    assert [said["message_thread_id"] for said in forum.shows()] == [topic, 1]
    told = (await scene.desk.hears(3))[2]
    assert (told.kind, told.address.room, told.data["thread"]) == (Kind.TOPIC_CLOSED, str(forum.id), str(topic))


@pytest.mark.parametrize("welcome", [True, False])
async def test_a_request_to_join_is_answered_once_and_one_taken_back_is_done(scene, channel, welcome):
    bob = scene.cloud.person("周航", 1003)
    bob.asks_to_join(scene.group)
    for _ in range(2):
        assert await channel.deliver(message(scene.group.id, Admit("1003", welcome))) == Sent((), scene.clock.now())
    member = scene.group.chat.member(1003)
    assert bool(member and member.present) is welcome and not scene.group.chat.requests


async def test_without_the_right_to_it_a_request_is_not_answered(scene, channel):
    scene.group.takes_in_bot(scene.host, rights=())
    scene.cloud.person("周航", 1003).asks_to_join(scene.group)
    with pytest.raises(Undeliverable, match="refused"):
        await channel.deliver(message(scene.group.id, Admit("1003", True)))


async def test_an_answer_to_a_request_follows_the_group(scene, channel):
    scene.cloud.person("周航", 1003).asks_to_join(scene.group)
    big = scene.group.migrates(scene.host, silently=True)
    with pytest.raises(TryLater):
        await channel.deliver(message(scene.group.id, Admit("1003", True)))
    told = (await scene.desk.hears(2))[1]
    assert (told.kind, told.data["room"]) == (Kind.MOVED, str(big.id))


async def test_comings_goings_and_blocks_are_told(scene, channel):
    bob = scene.cloud.person("周航", 1003)
    bob.joins(scene.group)
    bob.leaves(scene.group)
    scene.ann.blocks()
    scene.ann.unblocks()
    bob.asks_to_join(scene.group)
    scene.group.throws_out_bot(scene.host)
    kinds = [event.kind for event in await scene.desk.hears(8)]
    assert sorted(kinds) == sorted(
        [Kind.JOINED] * 2 + [Kind.LEFT] * 2 + [Kind.UNREACHABLE, Kind.REACHABLE, Kind.ASKED_TO_JOIN, Kind.WE_LEFT]
    )


async def test_on_joining_it_knows_what_will_not_work_and_doctor_says_the_same(scene, channel):
    other = scene.cloud.group("新群", scene.ann, host=scene.host, bot="")
    other.takes_in_bot(scene.host)
    event = (await scene.desk.hears(1))[0]
    cannot = [line.to("zh") for line in event.data["cannot"]]
    assert (event.kind, event.sender.name, event.data["title"], len(cannot)) == (Kind.WE_JOINED, "王岚", "新群", 2)
    groups = await scene.desk.look(lambda db: storage.groups(db, 7000001))
    found = await scene.channel().examine(groups)
    assert [finding.ok for finding in found] == [True, False, False]
    assert [finding.line.to("zh") for finding in found[1:]] == [f"群“新群”：{line}" for line in cannot]


async def test_doctor_says_what_it_knows_when_telegram_goes_away_meanwhile(scene):
    scene.cloud.fail(How.REFUSE, "getChat", code=502)
    found = await scene.channel().examine([(str(scene.group.id), "营销实战营")])
    assert [finding.ok for finding in found] == [True, False]


async def test_doctor_names_a_wrong_token_and_an_unreachable_telegram(scene):
    wrong = Telegram("7000001:other", base_url=scene.telegram.base_url)
    assert "BotFather" in (await wrong.examine(()))[0].line.to("zh")
    scene.telegram.down()
    assert "连不上" in (await scene.channel().examine(()))[0].line.to("zh")


# ── presses ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def asked(scene, channel):
    """A question in the group, as it stands there."""
    await channel.deliver(message(scene.group.id, Text.of("第1题"), Choices((Choice("A", "降价", "选 D41 A"),))))
    return scene.group.shows()[-1]


async def test_a_press_is_answered_with_the_whisper_reserved_for_it(scene, channel):
    question = await asked(scene, channel)
    press = scene.ann.presses(question, "A")
    answer = Answer(press.id, scene.clock.now() + timedelta(seconds=15))
    scene.desk.reserved["选 D41 A"] = (message(scene.group.id, Text.of("已记录 A"), id=8, whisper=True, answer=answer),)
    assert await scene.sees(lambda: press.toast) == "已记录 A"
    event = (await scene.desk.hears(1))[0]
    assert (event.kind, event.text, event.about) == (Kind.PRESSED, "选 D41 A", f"{scene.group.id}:{question['message_id']}")
    await scene.passes(lambda: scene.desk.settled == [(8, ())])
    assert len(scene.cloud.called("answerCallbackQuery", code=None)) == 1


async def test_a_press_keeps_its_words_while_its_group_is_to_be_left_alone(scene, channel):
    question = await asked(scene, channel)
    scene.cloud.fail(How.REFUSE, "sendMessage", code=429, retry_after=3000, chat=scene.group.id)
    with pytest.raises(TryLater):
        await channel.deliver(message(scene.group.id, Text.of("早")))
    scene.cloud.fail(How.REFUSE, "answerCallbackQuery", code=429, retry_after=3)
    answer_until = scene.clock.now() + timedelta(seconds=15)
    token = f"{scene.ann.user.id}{next(scene.cloud.numbers) + 1:012d}"
    whisper = message(scene.group.id, Text.of("已记录 A"), id=8, whisper=True, answer=Answer(token, answer_until))
    scene.desk.reserved["选 D41 A"] = (whisper,)
    press = scene.ann.presses(question, "A")
    assert press.id == token
    await scene.passes_on()
    assert await scene.sees(lambda: press.toast) == "已记录 A"


async def test_a_press_with_nothing_to_say_still_ends(scene, channel):
    press = scene.ann.presses(await asked(scene, channel), "A")
    await scene.sees(lambda: press.toast is not None)
    assert press.toast == ""


async def test_a_press_does_not_wait_for_a_slow_handler(scene, channel, monkeypatch):
    monkeypatch.setattr(receiving, "PRESS_WAITS", 0.05)
    question = await asked(scene, channel)
    scene.desk.busy.clear()
    press = scene.ann.presses(question, "A")
    await scene.sees(lambda: press.toast is not None)
    assert not scene.desk.events
    scene.desk.busy.set()
    assert words(await scene.desk.hears(1)) == ["选 D41 A"]


async def test_an_answer_that_comes_too_late_is_done(scene, channel):
    press = scene.ann.presses(await asked(scene, channel), "A")
    await scene.sees(lambda: press.toast is not None)
    answer = Answer(press.id, scene.clock.now())
    sent = await channel.deliver(message(scene.group.id, Text.of("晚了"), whisper=True, answer=answer))
    assert sent.refs == ()


# ── a group moves ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("new_first", [False, True])
async def test_a_group_that_moves_tells_so_by_either_message_first(scene, channel, new_first):
    small = scene.cloud.group("小群", scene.ann, host=scene.host, type="group", bot="")
    small.takes_in_bot(scene.host, rights=())
    await scene.desk.hears(1)
    big = small.migrates(scene.host, new_first=new_first)
    for event in (await scene.desk.hears(3))[1:]:
        assert (event.kind, event.address.room, event.data["room"]) == (Kind.MOVED, str(small.id), str(big.id))
    assert await scene.desk.look(lambda db: storage.groups(db, 7000001)) == [(str(big.id), "小群")]


async def test_a_send_to_the_old_id_arrives_at_the_new_one_and_tells_of_the_move(scene, channel):
    small = scene.cloud.group("小群", scene.ann, host=scene.host, type="group")
    big = small.migrates(scene.host, silently=True)
    sent = await channel.deliver(message(small.id, Text.of("早")))
    assert sent.refs == (f"{big.id}:{big.hears('早')['message_id']}",)
    event = (await scene.desk.hears(1))[0]
    assert (event.kind, event.address.room, event.data) == (Kind.MOVED, str(small.id), {"room": str(big.id)})
    with pytest.raises(Undeliverable, match="gone"):
        await channel.deliver(message(small.id, Text.of("改"), replaces=(f"{small.id}:1",)))


# ── sending ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_message_arrives_with_marks_buttons_and_what_it_replies_to(scene, channel):
    said = scene.ann.says("打卡", scene.group)
    ref = f"{scene.group.id}:{said['message_id']}"
    sent = await channel.deliver(
        message(
            scene.group.id,
            Text((Run("✅ 林晓", Mark.STRONG), Run(" <第3天>"))),
            Buttons.row(Button("积分", "积分")),
            reply_to=ref,
        )
    )
    shown = scene.group.shows()[-1]
    assert sent == Sent((f"{scene.group.id}:{shown['message_id']}",), scene.clock.now())
    assert shown["text"] == "✅ 林晓 <第3天>"
    assert shown["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    assert shown["reply_markup"] == {"inline_keyboard": [[{"text": "积分", "callback_data": "积分"}]]}
    assert scene.cloud.called("sendMessage")[0].values["reply_parameters"]["message_id"] == said["message_id"]


async def test_a_reply_to_what_is_gone_is_sent_all_the_same(scene, channel):
    await channel.deliver(message(scene.group.id, Text.of("好"), reply_to=f"{scene.group.id}:999"))
    assert scene.group.shows()[-1]["text"] == "好"


async def test_a_long_text_is_several_messages_each_with_a_reference(scene, channel):
    sent = await channel.deliver(message(scene.group.id, Text.of("长" * 9000), Buttons.row(Button("好", "好"))))
    shown = scene.group.shows()
    assert [len(each["text"]) for each in shown] == [4096, 4096, 808]
    assert sent.refs == tuple(f"{scene.group.id}:{each['message_id']}" for each in shown)
    assert ["reply_markup" in each for each in shown] == [False, False, True]


async def test_a_message_that_broke_off_goes_on_with_its_next_piece(scene, channel):
    long = message(scene.group.id, Text.of("长" * 9000))
    scene.cloud.flood.overall.most = 1
    for _ in range(2):
        with pytest.raises(TryLater) as late:
            await channel.deliver(long)
        assert (late.value.seconds, late.value.counts) == (2.0, False)
    scene.cloud.flood.overall.most = 30
    scene.clock.move(timedelta(seconds=2))
    assert len((await channel.deliver(long)).refs) == 3
    assert [len(each["text"]) for each in scene.group.shows()] == [4096, 4096, 808]


async def test_an_edit_changes_what_stands_and_twice_is_once(scene, channel):
    sent = await channel.deliver(message(scene.group.id, Text.of("已参加 0"), Buttons.row(Button("参加", "参加"))))
    edit = message(scene.group.id, Text.of("已参加 1"), replaces=sent.refs)
    assert (await channel.deliver(edit)).refs == sent.refs
    assert (await channel.deliver(edit)).refs == sent.refs
    shown = scene.group.shows()
    assert [(each["text"], "reply_markup" in each) for each in shown] == [("已参加 1", False)]


async def test_an_edit_may_need_more_pieces_or_fewer(scene, channel):
    sent = await channel.deliver(message(scene.group.id, Text.of("短")))
    longer = await channel.deliver(message(scene.group.id, Text.of("长" * 5000), replaces=sent.refs))
    assert [len(each["text"]) for each in scene.group.shows()] == [4096, 904]
    await channel.deliver(message(scene.group.id, Text.of("又短"), replaces=longer.refs))
    assert [each["text"] for each in scene.group.shows()] == ["又短"]


async def test_an_edit_of_what_is_gone_is_given_up(scene, channel):
    with pytest.raises(Undeliverable, match="gone"):
        await channel.deliver(message(scene.group.id, Text.of("改"), replaces=(f"{scene.group.id}:999",)))


async def test_marks_telegram_cannot_read_are_left_out(scene, channel):
    scene.cloud.fail(
        How.REFUSE, "sendMessage", code=400, description="Bad Request: can't parse entities: Unsupported start tag"
    )
    await channel.deliver(message(scene.group.id, Text((Run("强 & 大", Mark.STRONG),))))
    assert (scene.group.shows()[-1]["text"], "entities" in scene.group.shows()[-1]) == ("强 & 大", False)


async def test_a_picture_is_uploaded_once_and_sent_by_its_id_after(scene, channel):
    scene.desk.files["ab/chart.png"] = PNG
    picture = message(scene.group.id, Picture("ab/chart.png", "周榜"), Text.of("本周榜"))
    await channel.deliver(picture)
    await channel.deliver(picture)
    first, second = scene.group.shows()
    assert first["caption"] == second["caption"] == "本周榜"
    assert first["photo"][0]["file_id"] == second["photo"][0]["file_id"]
    assert (first["photo"][0]["width"], first["photo"][0]["height"]) == (800, 450)
    assert "photo" not in scene.cloud.called("sendPhoto")[0].values


@pytest.mark.parametrize(
    ("content", "answers", "shown"),
    [
        (PNG + bytes(10_000_000), {}, "document"),
        (b"GIF89a", {}, "document"),
        (PNG, {"sendPhoto": "PHOTO_INVALID_DIMENSIONS"}, "document"),
        (PNG, {"sendPhoto": "not enough rights to send photos to the chat"}, "document"),
        (PNG, {"sendPhoto": "IMAGE_PROCESS_FAILED", "sendDocument": "DOCUMENT_INVALID"}, "text"),
        (b"", {}, "text"),
    ],
    ids=["too large", "no picture", "odd shape", "no right", "no way", "empty"],
)
@pytest.mark.parametrize("caption", ["第一名 <林晓>", ""])
async def test_a_picture_telegram_refuses_goes_as_a_file_and_at_last_as_its_words(
    scene, channel, content, answers, shown, caption
):
    scene.desk.files["r/1.png"] = content
    for method, problem in answers.items():
        scene.cloud.fail(How.REFUSE, method, code=400, description=f"Bad Request: {problem}")
    sent = await channel.deliver(message(scene.group.id, Picture("r/1.png", "周榜"), *([Text.of(caption)] if caption else [])))
    (only,) = scene.group.shows()
    assert shown in only and len(sent.refs) == 1
    assert text_of(only) == (caption or ("周榜" if shown == "text" else ""))


async def test_a_file_that_is_not_in_the_store_is_named_to_whoever_sends(scene, channel):
    with pytest.raises(FileGone) as gone:
        await channel.deliver(message(scene.group.id, Text.of("早"), File("r/1.xlsx", "题库.xlsx")))
    assert gone.value.file == "r/1.xlsx"


async def test_an_edit_to_a_picture_telegram_refuses_changes_the_words(scene, channel):
    scene.desk.files["r/1.png"] = PNG
    sent = await channel.deliver(message(scene.group.id, Picture("r/1.png", "周榜"), Text.of("上周")))
    scene.cloud.fail(How.REFUSE, "editMessageMedia", code=400, description="Bad Request: PHOTO_INVALID_DIMENSIONS")
    await channel.deliver(message(scene.group.id, Picture("r/1.png", "周榜"), Text.of("本周"), id=2, replaces=sent.refs))
    assert text_of(scene.group.shows()[0]) == "本周"


@pytest.mark.parametrize("parts", [(Text.of("早"),), (Picture("r/1.png", "周榜"), Text.of("早")), (File("r/1.png", "a.png"),)])
async def test_an_answer_that_says_ok_settles_the_message_whatever_else_it_says(scene, channel, parts):
    scene.desk.files["r/1.png"] = PNG
    for method in ("sendMessage", "sendPhoto", "sendDocument", "editMessageText", "editMessageMedia"):
        scene.cloud.fail(How.ODD, method, times=9)
    sent = await channel.deliver(message(scene.group.id, *parts))
    assert sent.refs == (f"{scene.group.id}:{scene.group.shows()[0]['message_id']}",)
    await channel.deliver(message(scene.group.id, *parts, Text.of("！"), id=2, replaces=sent.refs))
    assert len(scene.group.shows()) == 1


async def test_a_file_id_telegram_no_longer_knows_is_forgotten_and_the_file_sent_again(scene, channel):
    scene.desk.files["ab/chart.png"] = PNG
    await scene.desk.keep(lambda db: storage.know(db, 7000001, "ab/chart.png", "photo", "AgACgone"))
    await channel.deliver(message(scene.group.id, Picture("ab/chart.png", "周榜")))
    new = scene.group.shows()[-1]["photo"][0]["file_id"]
    assert await scene.desk.look(lambda db: storage.known(db, 7000001, "ab/chart.png", "photo")) == new


async def test_a_picture_is_changed_in_place_and_its_words_too(scene, channel):
    scene.desk.files |= {"a.png": PNG, "b.png": PNG + b"2"}
    sent = await channel.deliver(message(scene.group.id, Picture("a.png", "一"), Text.of("榜一")))
    await channel.deliver(message(scene.group.id, Picture("b.png", "二"), Text.of("榜二"), replaces=sent.refs))
    changed = scene.group.shows()[-1]
    assert changed["caption"] == "榜二"
    await channel.deliver(message(scene.group.id, Text.of("只改字"), replaces=sent.refs))
    assert scene.group.shows()[-1]["caption"] == "只改字"
    assert len(scene.group.shows()) == 1


async def test_documents_go_both_ways(scene, channel):
    scene.desk.files["x/1"] = b"a,b\n1,2\n"
    await channel.deliver(message(scene.group.id, File("x/1", "积分.csv", 8), Text.of("请收")))
    shown = scene.group.shows()[-1]
    assert (shown["document"]["file_name"], shown["caption"]) == ("积分.csv", "请收")
    scene.ann.sends_file("题库.xlsx", b"x" * 200_000, scene.group)
    ref = (await scene.desk.hears(1))[0].files[0]
    assert (ref.name, ref.size) == ("题库.xlsx", 200_000)
    assert b"".join([chunk async for chunk in channel.fetch(ref)]) == b"x" * 200_000
    with pytest.raises(Undeliverable, match="too_large"):
        await anext(aiter(channel.fetch(FileRef("大.zip", 21 * 1024 * 1024, ref.token))))


async def test_who_never_pressed_start_or_blocked_us_is_unreachable(scene, channel):
    with pytest.raises(Undeliverable, match="unreachable"):
        await channel.deliver(message(1002, Text.of("你好"), direct=True))
    with pytest.raises(Undeliverable, match="unreachable"):
        await channel.deliver(message(4242, Text.of("你好"), direct=True))
    scene.ann.starts()
    await channel.deliver(message(1002, Text.of("你好"), direct=True))
    scene.ann.blocks()
    with pytest.raises(Undeliverable, match="unreachable"):
        await channel.deliver(message(1002, Text.of("在吗"), direct=True))
    scene.ann.unblocks()
    await channel.deliver(message(1002, Text.of("回来了"), direct=True))
    assert [each["text"] for each in scene.ann.sees()] == ["你好", "回来了"]


@pytest.mark.parametrize(
    ("fault", "outcome", "arrived"),
    [
        ({"how": How.REFUSE, "code": 429, "retry_after": 7}, TryLater, 0),
        ({"how": How.REFUSE, "code": 500}, TryLater, 0),
        ({"how": How.REFUSE, "code": 502}, TryLater, 0),
        ({"how": How.REFUSE, "code": 401, "description": "Unauthorized"}, Parked, 0),
        (
            {"how": How.REFUSE, "code": 400, "description": "Bad Request: not enough rights to send text messages to the chat"},
            Parked,
            0,
        ),
        ({"how": How.REFUSE, "code": 403, "description": "Forbidden: bot was kicked from the group chat"}, Parked, 0),
        ({"how": How.REFUSE, "code": 403, "description": "Forbidden: the group chat was deleted"}, Undeliverable, 0),
        ({"how": How.DROP}, Uncertain, 0),
        ({"how": How.LOSE}, Uncertain, 1),
        ({"how": How.HANG}, Uncertain, 1),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else None,
)
async def test_what_goes_wrong_is_told_in_the_houses_words(scene, fault, outcome, arrived):
    scene.options["answer"] = 0.3
    async with scene.running(scene.channel()) as channel:
        await scene.sees(lambda: scene.cloud.called("setMyCommands")[11:])
        scene.cloud.fail(method="sendMessage", **fault)
        with pytest.raises(outcome) as wrong:
            await channel.deliver(message(scene.group.id, Text.of("早")))
        assert "stand-in" not in repr(wrong.value)
        assert len(scene.group.shows()) == arrived
        if fault.get("code") == 429:
            assert (wrong.value.seconds, wrong.value.counts) == (8.0, False)


async def test_a_wait_belongs_to_the_chat_that_was_told_to(scene, channel):
    groups = [scene.cloud.group(f"群{n}", host=scene.host) for n in range(3)]

    async def says(chat):
        await channel.deliver(message(chat, Text.of("早"), id=abs(chat)))

    for group in groups[:2]:
        scene.cloud.fail(How.REFUSE, "sendMessage", code=429, retry_after=3000, chat=group.id)
        for _ in range(2):
            with pytest.raises(TryLater, match="3001"):
                await says(group.id)
    assert len(scene.cloud.called("sendMessage", code=None)) == 2, "they were not asked again"
    await says(groups[2].id)
    await says(1001)
    scene.clock.move(timedelta(seconds=3002))
    for group in groups:
        await says(group.id)


async def test_only_several_private_chats_told_to_wait_make_us_silent_everywhere_and_one_success_ends_it(scene, channel):
    people = [scene.cloud.person(f"学员{n}", 3000 + n, started=True) for n in range(4)]

    async def says(chat):
        await channel.deliver(message(chat, Text.of("早"), id=abs(chat), direct=chat > 0))

    for person in people[:3]:
        scene.cloud.fail(How.REFUSE, "sendMessage", code=429, retry_after=3000, chat=person.user.id)
        with pytest.raises(TryLater, match="3001"):
            await says(person.user.id)
    with pytest.raises(TryLater, match="again in 5 s"):
        await says(scene.group.id)
    asked = len(scene.cloud.called("sendMessage", code=None))
    scene.clock.move(timedelta(seconds=6))
    scene.cloud.fail(How.REFUSE, "sendMessage", code=429, retry_after=1, chat=scene.group.id)
    with pytest.raises(TryLater, match="again in 2 s"):
        await says(scene.group.id)
    with pytest.raises(TryLater):
        await says(people[3].user.id)
    assert len(scene.cloud.called("sendMessage", code=None)) == asked + 1, "one message goes to see whether it is over"
    scene.clock.move(timedelta(seconds=11))
    await says(people[3].user.id)
    await says(scene.group.id)
    with pytest.raises(TryLater):
        await says(people[0].user.id)


async def test_an_outage_is_held_against_no_message(scene, channel):
    scene.cloud.fail(How.REFUSE, "sendMessage", code=502, times=8)
    waits = []
    for _ in range(8):
        with pytest.raises(TryLater) as late:
            await channel.deliver(message(scene.group.id, Text.of("早")))
        waits.append((late.value.seconds, late.value.counts))
    assert waits == [(1, True), (2, False), (4, False), (8, False), (16, False), (32, False), (60, False), (60, False)]
    await channel.deliver(message(scene.group.id, Text.of("早")))
    scene.cloud.fail(How.REFUSE, "sendMessage", code=502)
    with pytest.raises(TryLater) as late:
        await channel.deliver(message(scene.group.id, Text.of("早")))
    assert (late.value.seconds, late.value.counts) == (1, True)


async def test_a_stop_lets_the_send_under_way_arrive(scene):
    async with scene.running(scene.channel()) as channel:
        await scene.sees(lambda: scene.cloud.called("setMyCommands")[11:])
        held = scene.cloud.fail(How.HOLD, "sendMessage")
        sending = asyncio.create_task(channel.deliver(message(scene.group.id, Text.of("再见"))))
        await scene.sees(lambda: held.times == 0)
        asyncio.get_running_loop().call_later(0.05, held.release)
    assert (await sending).refs
    with pytest.raises(TryLater):
        await channel.deliver(message(scene.group.id, Text.of("太晚")))


async def test_the_commands_menu_is_set_for_each_kind_of_chat_and_language(scene, channel):
    lists = scene.cloud.commands
    assert set(lists) == {
        (scope, language)
        for scope in ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
        for language in ("", "zh", "en")
    }
    assert lists["all_group_chats", ""] == [{"command": "checkin", "description": "打卡"}]
    assert lists["all_group_chats", "en"] == [{"command": "checkin", "description": "stamp today"}]
    assert [each["command"] for each in lists["all_chat_administrators", "zh"]] == ["checkin", "contest"]


# ── receiving by webhook ─────────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def served(scene):
    """The channel in webhook mode, its route on a server of its own."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        scene.options |= {"mode": "webhook", "public_url": url, "webhook_secret": "geheim-1"}
        channel = scene.channel()
        config = uvicorn.Config(Starlette(routes=list(channel.routes())), log_level="critical", ws="none", lifespan="off")
        server = uvicorn.Server(config)
        async with AsyncExitStack() as stack:
            serving = asyncio.create_task(server.serve([listening]))
            stack.push_async_callback(asyncio.wait_for, serving, 5)
            stack.callback(setattr, server, "should_exit", True)
            await stack.enter_async_context(scene.running(channel))
            await scene.sees(lambda: scene.cloud.updates.hook)
            yield url + PATH


async def test_by_webhook_each_chat_keeps_its_order_and_a_refused_update_comes_again(scene):
    scene.desk.ill = True
    async with served(scene):
        for n in range(4):
            scene.ann.says(f"打卡 {n}", scene.group)
        scene.ann.starts()
        await scene.sees(lambda: scene.cloud.updates.hook.last_error)
        assert "503" in scene.cloud.updates.hook.last_error
        scene.desk.ill = False
        await scene.passes(lambda: len(scene.desk.events) == 5)
        assert [event.text for event in scene.desk.events if not event.address.direct] == [f"打卡 {n}" for n in range(4)]
        await scene.sees(lambda: not scene.cloud.updates.waiting)


async def test_by_webhook_an_answer_that_is_lost_makes_no_second_event(scene):
    async with served(scene) as url:
        update = {
            "update_id": 9,
            "message": scene.cloud.world.add(scene.group.chat, scene.ann.user, scene.clock.now(), text="打卡"),
        }
        for _ in range(3):
            assert await _post(url, json=update) == 200
        assert words(scene.desk.events) == ["打卡"]


async def test_the_webhook_takes_nothing_without_its_secret_and_nothing_huge_or_broken(scene):
    async with served(scene) as url:
        assert await _post(url, secret="", json={"update_id": 1}) == 403
        assert await _post(url, secret="geheim-2", json={"update_id": 1}) == 403
        assert await _post(url, data=io.BytesIO(b"x" * (1024 * 1024 + 1))) == 413
        assert await _post(url, data=b"{") == 400
        assert await _post(url, json=[1]) == 400
        assert await _post(url, json={"update_id": 1, "message": {"chat": "?"}}) == 200
        assert await scene.desk.look(lambda db: db.value(select(storage.telegram_unread.c.problem)))
        assert not scene.desk.events


async def test_a_webhook_somebody_else_changed_is_set_again(scene):
    async with served(scene) as url:
        with scene.cloud.changed:
            scene.cloud.updates.hook = None
        await scene.passes(lambda: scene.cloud.updates.hook is not None)
        assert scene.cloud.updates.hook.url == url


async def _post(url, *, secret="geheim-1", **body):
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with aiohttp.ClientSession() as session, session.post(url, headers=headers, **body) as answer:
        return answer.status
