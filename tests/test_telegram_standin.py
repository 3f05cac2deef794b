"""The Telegram stand-in keeps Telegram's own rules: what it answers to python-telegram-bot's client, call by call."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, RetryAfter

from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.updates import ASKED_FOR
from bot.clock import HandClock
from tests.standins.telegram import Cloud, How, TelegramStandin


class Town:
    """A group with a host and a learner, and a bot client."""

    def __init__(self, telegram, bot):
        self.telegram, self.bot, self.cloud = telegram, bot, telegram.cloud
        self.host = self.cloud.person("王岚", 1001, started=True)
        self.ann = self.cloud.person("林晓", 1002)
        self.group = self.cloud.group("营销实战营", self.ann, host=self.host)


@pytest.fixture
async def town():
    clock = HandClock(datetime(2026, 5, 6, tzinfo=UTC))
    with TelegramStandin(Cloud(clock=clock)) as telegram:
        request = AiohttpRequest()
        bot = Bot(telegram.cloud.token, telegram.base_url, telegram.base_file_url, request=request, get_updates_request=request)
        async with bot:
            yield Town(telegram, bot)


def button(data, text="A"):
    return InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=data)]])


async def refused(call, sentence, kind=BadRequest):
    with pytest.raises(kind) as refusal:
        await call
    assert sentence in refusal.value.message.lower()


async def test_texts_captions_buttons_and_toasts_have_their_lengths(town):
    bot, group = town.bot, town.group.id
    await bot.send_message(group, "长" * 4096, reply_markup=button("一" * 21))
    await refused(bot.send_message(group, "长" * 4097), "message is too long")
    await refused(bot.send_message(group, "👍" * 2049), "message is too long")
    await refused(bot.send_message(group, " "), "message text is empty")
    await refused(bot.send_message(group, "选", reply_markup=button("一" * 22)), "button_data_invalid")
    await refused(bot.send_document(group, b"x", caption="长" * 1025), "caption is too long")
    press = town.ann.presses(town.group.shows()[0])
    await refused(bot.answer_callback_query(press.id, "长" * 201), "too_long")


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ("<foo>x</foo>", 'unsupported start tag "foo" at byte offset 0'),
        ("中<b>x", 'can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'unmatched end tag at byte offset 7, expected "</i>"'),
        ("1 < 2", "unclosed start tag at byte offset 2"),
    ],
)
async def test_html_is_read_strictly(town, html, sentence):
    await refused(town.bot.send_message(town.group.id, html, parse_mode="HTML"), sentence)


async def test_html_becomes_words_and_entities(town):
    sent = await town.bot.send_message(
        town.group.id, '👍<b>强<i>和</i></b> <a href="tg://user?id=1002">林晓</a> &lt;', parse_mode="HTML"
    )
    assert sent.text == "👍强和 林晓 <"
    assert [(each.type, each.offset, each.length) for each in sent.entities] == [
        ("bold", 2, 2),
        ("italic", 3, 1),
        ("text_mention", 5, 2),
    ]


async def test_thirty_a_second_over_all_and_twenty_a_minute_in_a_group(town):
    clock = town.cloud.clock
    for _ in range(20):
        await town.bot.send_message(town.group.id, "早")
    with pytest.raises(RetryAfter) as early:
        await town.bot.send_message(town.group.id, "早")
    assert early.value.retry_after == timedelta(seconds=60)
    with pytest.raises(RetryAfter):
        await town.bot.edit_message_text("晚", town.group.id, 2)
    others = [town.cloud.person(f"学员{n}", started=True) for n in range(11)]
    for other in others[:10]:
        await town.bot.send_message(other.user.id, "早")
    with pytest.raises(RetryAfter) as early:
        await town.bot.send_message(others[10].user.id, "早")
    assert early.value.retry_after == timedelta(seconds=1)
    clock.move(timedelta(seconds=1))
    await town.bot.send_message(others[10].user.id, "早")
    clock.move(timedelta(seconds=60))
    await town.bot.send_message(town.group.id, "早")


async def test_an_edit_must_change_something_of_ours(town):
    sent = await town.bot.send_message(town.group.id, "早", reply_markup=button("选 A"))
    await refused(
        town.bot.edit_message_text("早", town.group.id, sent.id, reply_markup=button("选 A")), "message is not modified"
    )
    assert (await town.bot.edit_message_text("早", town.group.id, sent.id)).reply_markup is None
    theirs = town.ann.says("打卡", town.group)
    await refused(town.bot.edit_message_text("改", town.group.id, theirs["message_id"]), "message can't be edited")
    await refused(town.bot.edit_message_text("改", town.group.id, 999), "message to edit not found")
    file = await town.bot.send_document(town.group.id, b"x", filename="a.txt")
    await refused(town.bot.edit_message_text("改", town.group.id, file.id), "there is no text in the message to edit")


async def test_a_press_is_answered_once_and_soon(town):
    sent = await town.bot.send_message(town.group.id, "选", reply_markup=button("选 A"))
    shown = town.group.shows()[-1]
    assert sent.id == shown["message_id"]
    once, late = town.ann.presses(shown), town.ann.presses(shown)
    await town.bot.answer_callback_query(once.id, "好")
    await refused(town.bot.answer_callback_query(once.id, "好"), "query is too old")
    town.cloud.clock.move(timedelta(seconds=16))
    await refused(town.bot.answer_callback_query(late.id), "query is too old")
    assert (once.toast, late.toast) == ("好", None)


async def test_the_bot_cannot_write_first_or_where_it_is_not(town):
    await refused(town.bot.send_message(1002, "你好"), "can't initiate conversation", Forbidden)
    town.ann.asks_to_join(town.group)
    await town.bot.send_message(1002, "你的岗位？")
    await town.bot.approve_chat_join_request(town.group.id, 1002)
    await refused(town.bot.approve_chat_join_request(town.group.id, 1002), "hide_requester_missing")
    town.ann.blocks()
    await refused(town.bot.send_message(1002, "在吗"), "blocked by the user", Forbidden)
    town.group.throws_out_bot(town.host)
    await refused(town.bot.send_message(town.group.id, "在吗"), "was kicked", Forbidden)
    await refused(town.bot.send_message(-5, "在吗"), "chat not found")


async def test_a_group_that_moved_says_where_to(town):
    small = town.cloud.group("小群", host=town.host, type="group")
    big = small.migrates(town.host)
    with pytest.raises(ChatMigrated) as moved:
        await town.bot.send_message(small.id, "早")
    assert moved.value.new_chat_id == big.id
    updates = await town.bot.get_updates()
    assert [(each.message.migrate_to_chat_id, each.message.migrate_from_chat_id) for each in updates] == [
        (big.id, None),
        (None, small.id),
    ]


async def test_privacy_mode_lets_through_commands_replies_and_service_messages(town):
    quiet = town.cloud.group("悄悄话", town.ann, host=town.host, bot="member")
    town.ann.says("今天真热", quiet)
    town.ann.says("/checkin", quiet)
    town.ann.says("/checkin@qunxue_bot", quiet)
    town.ann.says("/checkin@other_bot", quiet)
    await town.bot.send_message(quiet.id, "早")
    town.ann.says("/checkin 二", quiet)
    town.ann.says("好", quiet, reply_to=quiet.shows()[-1])
    town.ann.leaves(quiet)
    updates = await town.bot.get_updates(allowed_updates=["message", "chat_member"])
    assert [each.message.text for each in updates] == ["/checkin@qunxue_bot", "/checkin 二", "好", None]


async def test_updates_come_by_asking_or_by_webhook_and_only_what_was_asked_for(town):
    await town.bot.get_updates(allowed_updates=["chat_member"])
    town.ann.says("打卡", town.group)
    town.cloud.person("周航").joins(town.group)
    updates = await town.bot.get_updates()
    assert [each.chat_member is not None for each in updates] == [True]
    assert await town.bot.get_updates(offset=updates[-1].update_id + 1) == ()
    await town.bot.set_webhook("http://127.0.0.1:9/x", allowed_updates=[])
    await refused(town.bot.get_updates(), "webhook is active", Conflict)
    assert (await town.bot.get_webhook_info()).url == "http://127.0.0.1:9/x"
    await town.bot.delete_webhook()


async def test_of_two_who_ask_at_once_the_first_is_sent_away(town):
    first = asyncio.create_task(town.bot.get_updates(timeout=30))
    await asyncio.to_thread(town.cloud.wait, lambda: town.cloud.updates._poller)
    second = asyncio.create_task(town.bot.get_updates(timeout=30))
    await refused(first, "terminated by other getupdates", Conflict)
    town.ann.says("打卡", town.group)
    assert (await second)[0].message.text == "打卡"


async def test_every_kind_of_update_is_one_their_types_can_read(town):
    await town.bot.get_updates(allowed_updates=[*ASKED_FOR, "message_reaction"])
    await town.bot.send_message(town.group.id, "选", reply_markup=button("选 A"))
    shown = town.group.shows()[-1]
    bob = town.cloud.person("周航", 1003)
    acts = [
        lambda: town.ann.edits(town.ann.says("打卡", town.group), "打卡 改"),
        lambda: town.ann.presses(shown),
        lambda: town.ann.presses(shown, gone=True),
        lambda: town.ann.reacts(shown, "👍"),
        lambda: town.ann.sends_photo(b"\xff\xd8x", town.group),
        lambda: town.ann.sends_file("a.txt", b"x", town.group, caption="看"),
        lambda: town.host.says("早", town.group, anonymous=True),
        lambda: town.group.posts("公告"),
        lambda: town.group.posts("公告", as_channel=True),
        lambda: bob.asks_to_join(town.group),
        lambda: bob.joins(town.group),
        lambda: town.group.promotes(bob, town.host),
        lambda: bob.leaves(town.group),
        lambda: town.ann.starts("x"),
        lambda: town.ann.blocks(),
        lambda: town.group.throws_out_bot(town.host),
        lambda: town.group.takes_in_bot(town.host, rights=()),
        lambda: town.cloud.group("论坛", town.ann, host=town.host, forum=True).topic("打卡", town.host),
    ]
    for act in acts:
        act()
    updates = await town.bot.get_updates()
    assert len(updates) >= len(acts)
    assert not any(each.api_kwargs for each in updates)


async def test_chats_members_commands_and_files_are_their_types_too(town):
    bot, group = town.bot, town.group.id
    assert (await bot.get_chat(group)).title == "营销实战营"
    assert {each.user.id for each in await bot.get_chat_administrators(group)} == {1001, 7000001}
    assert (await bot.get_chat_member(group, 1002)).status == "member"
    assert await bot.get_chat_member_count(group) == 3
    await bot.set_my_commands([BotCommand("checkin", "打卡")], language_code="zh")
    assert (await bot.get_my_commands(language_code="zh"))[0].command == "checkin"
    await refused(bot.set_my_commands([("Checkin", "打卡")]), "bot_command_invalid")
    sent = await bot.send_document(group, b"abc", filename='积"分.csv')
    assert sent.document.file_name == '积"分.csv'
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"abc"
    await refused(bot.send_photo(group, sent.document.file_id), "can't use file of type document as photo")
    await refused(bot.send_photo(group, b"not a picture"), "image_process_failed")
    await refused(bot.send_photo(group, "AgACnone"), "wrong remote file identifier")
    await refused(bot.send_message(group, "x", reply_parameters=ReplyParameters(999)), "message to be replied not found")
    await refused(bot.send_message(group, "x", message_thread_id=3), "message thread not found")


async def test_values_may_come_as_json_form_query_or_multipart(town):
    url = f"{town.telegram.base_url}{town.cloud.token}/SENDmessage"
    values = {"chat_id": str(town.group.id), "text": "早", "reply_markup": '{"inline_keyboard": []}'}
    form = aiohttp.FormData(values)
    form.add_field("extra", b"x", filename="x")
    async with aiohttp.ClientSession() as session:
        for way in ({"json": values}, {"data": values}, {"params": values}, {"data": form}):
            async with session.post(url, **way) as answer:
                assert (await answer.json())["result"]["text"] == "早"
        async with session.post(f"{town.telegram.base_url}{town.cloud.token}/nothing") as answer:
            assert answer.status == 404
        async with session.post(f"{town.telegram.base_url}wrong/getMe") as answer:
            assert (await answer.json())["description"] == "Unauthorized"


async def test_by_hand_people_speak_through_a_page(town):
    base = f"http://127.0.0.1:{town.telegram.port}"
    await town.bot.send_message(town.group.id, "选", reply_markup=button("选 A", "甲"))
    async with aiohttp.ClientSession() as session:
        said = {"person": 1002, "chat": town.group.id, "words": "打卡"}
        async with session.post(f"{base}/do/says", json=said) as answer:
            assert answer.status == 200
        async with session.post(
            f"{base}/do/presses", data={"person": 1002, "chat": town.group.id, "message": 2, "data": "选 A"}
        ) as answer:
            page = await answer.text()
    assert "打卡" in page
    assert "甲" in page
    assert [bool(each.callback_query) for each in await town.bot.get_updates()] == [False, True]


async def test_faults_hit_the_calls_they_are_meant_for(town):
    town.cloud.fail(How.REFUSE, "sendMessage", chat=1001, code=500)
    await town.bot.send_message(town.group.id, "早")
    await refused(town.bot.send_message(1001, "早"), "internal server error", Exception)
    await town.bot.send_message(1001, "早")


async def test_a_group_closed_for_writing_or_in_slow_mode_refuses_who_is_no_admin(town):
    group = town.cloud.group("慢群", host=town.host, bot="member")
    group.chat.slow_mode = 30
    await town.bot.send_message(group.id, "一")
    with pytest.raises(RetryAfter):
        await town.bot.send_message(group.id, "二")
    town.cloud.clock.move(timedelta(seconds=31))
    group.closes()
    await refused(town.bot.send_message(group.id, "三"), "not enough rights to send text messages")
    group.opens()
    await town.bot.send_message(group.id, "四")


async def test_privacy_mode_changes_in_a_group_only_by_adding_the_bot_anew(town):
    group = town.cloud.group("安静群", town.ann, host=town.host, bot="")
    group.takes_in_bot(town.host)
    town.cloud.world.sees_all = True
    town.ann.says("你好", group)
    assert not [item for item in town.cloud.updates.waiting if "你好" in str(item.update)]
    group.throws_out_bot(town.host)
    group.takes_in_bot(town.host)
    town.ann.says("你好", group)
    assert [item for item in town.cloud.updates.waiting if "你好" in str(item.update)]


async def test_a_reaction_is_one_of_those_the_chat_allows(town):
    said = town.ann.says("打卡", town.group)
    await town.bot.set_message_reaction(town.group.id, said["message_id"], "👍")
    assert town.cloud.world.reactions == {(town.group.id, said["message_id"]): "👍"}
    town.group.chat.reactions = frozenset("🎉")
    await refused(town.bot.set_message_reaction(town.group.id, said["message_id"], "👍"), "reaction_invalid")
