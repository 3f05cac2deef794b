"""Telegram's updates told as events; each example is one python-telegram-bot's own types read too, and both must agree."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.channels.telegram import doctor
from bot.channels.telegram.links import link, opened
from bot.channels.telegram.updates import ASKED_FOR, Me, changed_admins, read
from bot.messages import Account, Address, Answer, FileRef, InboundEvent, Kind, Quote
from tests.standins.telegram.world import PERMISSIONS, RIGHTS

ME = Me(7000001, "qunxue_bot")
NOW = datetime(2026, 5, 6, 8, 10, tzinfo=UTC)
SAID_AT = 1778055000
AT = datetime.fromtimestamp(SAID_AT, UTC)

ANN = {"id": 1002, "is_bot": False, "first_name": "林晓", "language_code": "zh-hans"}
BOB = {"id": 1003, "is_bot": False, "first_name": "Bob", "last_name": "Lee", "language_code": "en"}
BOT = {"id": 7000001, "is_bot": True, "first_name": "小助", "username": "qunxue_bot"}
HIDDEN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
GROUP = {"id": -100123, "type": "supergroup", "title": "营销实战营"}
FORUM = GROUP | {"is_forum": True}
OLD = {"id": -55, "type": "group", "title": "营销实战营"}
PRIVATE = {"id": 1002, "type": "private", "first_name": "林晓"}
ROOM = Address("telegram", "-100123")
HER = Account("telegram", "1002", "林晓", "zh")
HIM = Account("telegram", "1003", "Bob Lee", "en")
NO_RIGHTS = dict.fromkeys((*RIGHTS, "can_be_edited", "is_anonymous"), False)
MUTED = dict.fromkeys(PERMISSIONS, False) | {"until_date": 0, "is_member": True}
STANDINGS: dict[str, Any] = {"administrator": NO_RIGHTS, "kicked": {"until_date": 0}, "restricted": MUTED}


def message(chat=GROUP, sender=ANN, **fields):
    return {"message": {"message_id": 9, "date": SAID_AT, "chat": chat, "from": sender} | fields}


def change(kind, chat, user, old, new, by=BOB):
    members = {"old_chat_member": {"user": user, "status": old}, "new_chat_member": {"user": user, "status": new}}
    for member in members.values():
        member |= STANDINGS.get(member["status"], {})
    return {kind: {"chat": chat, "from": by, "date": SAID_AT} | members}


def heard(kind, address=ROOM, sender=HER, **fields):
    return InboundEvent("tg7000001:77", fields.pop("at", AT), address, sender, kind, **fields)


def said(text, to_us=False, address=ROOM, sender=HER, **fields):
    link = {} if address.direct else {"link": f"https://t.me/c/{address.room.removeprefix('-100')}/9"}
    data = {"ref": f"{address.room}:9", "to_us": to_us} | link | fields.pop("data", {})
    return heard(Kind.SAID, address, sender, text=text, data=data, **fields)


DOCUMENT = {"file_id": "BQAC", "file_unique_id": "u", "file_name": "题库.xlsx", "file_size": 5000, "mime_type": "application/x"}
SMALL, LARGE = (
    {"file_id": f"AgAC{side}", "file_unique_id": "u", "width": side, "height": side, "file_size": side} for side in (90, 800)
)
ONE_BEFORE = {"message_id": 5, "date": SAID_AT, "chat": GROUP, "from": BOB, "text": "客户嫌贵"}
HIS = {"quote": Quote("客户嫌贵", HIM, "https://t.me/c/123/5"), "answered": HIM}
OF_OURS = ONE_BEFORE | {"from": BOT}
TOPIC = {"message_id": 4, "date": SAID_AT, "chat": FORUM, "from": BOB, "forum_topic_created": {"name": "打卡", "icon_color": 1}}
IN_TOPIC = {"message_thread_id": 4, "is_topic_message": True}
QUERY = {"id": "4382", "from": ANN, "chat_instance": "1", "data": "选 D41 B"}

EXAMPLES = {
    "words in a group": (message(text="打卡 读完第三章"), said("打卡 读完第三章")),
    "words in private": (
        message(PRIVATE, text="积分"),
        said("积分", address=Address("telegram", "1002", direct=True)),
    ),
    "a command": (message(text="/checkin 早"), said("/checkin 早", to_us=True)),
    "a command for us": (message(text="/checkin@Qunxue_Bot 早"), said("/checkin 早", to_us=True, data={"called": True})),
    "a command for another bot": (message(text="/checkin@other_bot 早"), None),
    "our name in front": (message(text="@qunxue_bot 打卡 早"), said("打卡 早", to_us=True)),
    "our name behind": (message(text="打卡 早 @qunxue_bot"), said("打卡 早", to_us=True)),
    "a longer name than ours": (message(text="@qunxue_bots 打卡"), said("@qunxue_bots 打卡")),
    "a reply to us": (
        message(text="采纳", reply_to_message=OF_OURS),
        said("采纳", to_us=True, about="-100123:5", data={"quote": Quote("客户嫌贵", None, "https://t.me/c/123/5")}),
    ),
    "a reply to somebody": (
        message(text="先问与谁比", reply_to_message=ONE_BEFORE),
        said("先问与谁比", about="-100123:5", data=HIS),
    ),
    "in a group with a name": (
        message(GROUP | {"username": "camp"}, text="打卡"),
        said("打卡", data={"link": "https://t.me/camp/9"}),
    ),
    "in a topic": (
        message(FORUM, text="打卡", **IN_TOPIC, reply_to_message=TOPIC),
        said("打卡", address=Address("telegram", "-100123", "4")),
    ),
    "in General": (message(FORUM, text="打卡", message_thread_id=1, is_topic_message=True), said("打卡")),
    "a chain of replies is no topic": (
        message(text="好", message_thread_id=5, reply_to_message=ONE_BEFORE),
        said("好", about="-100123:5", data=HIS),
    ),
    "a file": (
        message(document=DOCUMENT, caption="题库"),
        said("题库", files=(FileRef("题库.xlsx", 5000, "BQAC"),)),
    ),
    "a file without a name": (
        message(document={"file_id": "BQAC", "file_unique_id": "u"}),
        said("", files=(FileRef("file", 0, "BQAC"),)),
    ),
    "a photo": (message(photo=[SMALL, LARGE]), said("", files=(FileRef("photo.jpg", 800, "AgAC800"),))),
    "a sticker": (
        message(
            sticker={
                "file_id": "S",
                "file_unique_id": "u",
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
            }
        ),
        None,
    ),
    "a hidden admin": (
        message(sender=HIDDEN, sender_chat=GROUP, author_signature="王岚", text="/contest"),
        said("/contest", True, sender=Account("telegram", "-100123", "王岚", is_room_admin=True), data={"anonymous": "admin"}),
    ),
    "a channel's forwarded post": (
        message(
            sender={"id": 777000, "is_bot": False, "first_name": "Telegram"},
            sender_chat={"id": -100999, "type": "channel", "title": "频道"},
            is_automatic_forward=True,
            text="公告",
        ),
        None,
    ),
    "somebody posting as a channel": (
        message(
            sender={"id": 136817688, "is_bot": True, "first_name": "Channel"},
            sender_chat={"id": -100999, "type": "channel", "title": "频道"},
            text="打卡",
        ),
        said("打卡", sender=Account("telegram", "-100999", "频道"), data={"anonymous": "channel"}),
    ),
    "somebody's words passed on": (
        message(text="打卡", forward_origin={"type": "user", "sender_user": BOB, "date": SAID_AT}),
        said("打卡", data={"provenance": "forwarded"}),
    ),
    "words of an author who hides": (
        message(text="打卡", forward_origin={"type": "hidden_user", "sender_user_name": "Bob", "date": SAID_AT}),
        said("打卡", data={"provenance": "forwarded"}),
    ),
    "words an inline bot made": (message(text="打卡", via_bot=BOT), said("打卡", data={"provenance": "via_bot"})),
    "a reply to another chat's message": (
        message(text="加分 10", external_reply={"origin": {"type": "user", "sender_user": BOB, "date": SAID_AT}}),
        said("加分 10", data={"elsewhere": True}),
    ),
    "a reply to what was passed on": (
        message(text="加分 10", reply_to_message=ONE_BEFORE | {"forward_origin": {"type": "user", "sender_user": ANN}}),
        said("加分 10", about="-100123:5", data={"quote": Quote("客户嫌贵", None, "https://t.me/c/123/5")}),
    ),
    "somebody picked from the list": (
        message(
            text="/加分 👩‍💻 Bob 10",
            entities=[
                {"type": "text_mention", "offset": 4, "length": 9, "user": BOB},
                {"type": "bold", "offset": 0, "length": 1},
            ],
        ),
        said("/加分 👩‍💻 Bob 10", to_us=True, data={"mentions": {"👩‍💻 Bob": "1003"}}),
    ),
    "a voice": (
        message(caption="打卡", voice={"file_id": "V", "file_unique_id": "u", "duration": 5, "file_size": 9}),
        said("打卡", files=(FileRef("voice.ogg", 9, "V"),)),
    ),
    "a video note": (
        message(video_note={"file_id": "N", "file_unique_id": "u", "duration": 5, "length": 240}),
        said("", files=(FileRef("video_note.mp4", 0, "N"),)),
    ),
    "one photo of several": (
        message(photo=[SMALL], media_group_id="7"),
        said("", files=(FileRef("photo.jpg", 90, "AgAC90"),), data={"album": "7"}),
    ),
    "a kind yet to be thought of, in private": (
        message(PRIVATE, hologram={"depth": 3}),
        said("", address=Address("telegram", "1002", direct=True), data={"unreadable": True}),
    ),
    "Telegram's own word in private": (message(PRIVATE, pinned_message=ONE_BEFORE), None),
    "another bot": (message(sender={"id": 5, "is_bot": True, "first_name": "x"}, text="打卡"), None),
    "a deep link": (
        message(PRIVATE, text=f"/start {link('qunxue_bot', '参加 D41').partition('=')[2]}"),
        said("/start 参加 D41", True, address=Address("telegram", "1002", direct=True)),
    ),
    "a pinned message": (message(pinned_message=ONE_BEFORE), None),
    "a corrected message": (
        {"edited_message": message(text="打卡 改")["message"] | {"edit_date": SAID_AT + 60}},
        heard(
            Kind.EDITED,
            at=AT + timedelta(seconds=60),
            text="打卡 改",
            about="-100123:9",
            data={"ref": "-100123:9", "to_us": False, "link": "https://t.me/c/123/9"},
        ),
    ),
    "a press": (
        {"callback_query": QUERY | {"message": OF_OURS}},
        heard(
            Kind.PRESSED,
            at=NOW,
            text="选 D41 B",
            about="-100123:5",
            answer=Answer("4382", NOW + timedelta(seconds=15)),
            data={"maybe_outside": True},
        ),
    ),
    "a press in a topic": (
        {"callback_query": QUERY | {"message": OF_OURS | {"chat": FORUM} | IN_TOPIC}},
        heard(
            Kind.PRESSED,
            Address("telegram", "-100123", "4"),
            at=NOW,
            text="选 D41 B",
            about="-100123:5",
            answer=Answer("4382", NOW + timedelta(seconds=15)),
            data={"maybe_outside": True},
        ),
    ),
    "a press on a message too old to see": (
        {"callback_query": QUERY | {"message": {"chat": GROUP, "message_id": 5, "date": 0}}},
        heard(
            Kind.PRESSED,
            at=NOW,
            text="选 D41 B",
            about="-100123:5",
            answer=Answer("4382", NOW + timedelta(seconds=15)),
            data={"maybe_outside": True},
        ),
    ),
    "a game's button": ({"callback_query": {"id": "1", "from": ANN, "chat_instance": "1", "game_short_name": "g"}}, None),
    "somebody comes": (change("chat_member", GROUP, ANN, "left", "member"), heard(Kind.JOINED)),
    "somebody is added, muted": (
        change("chat_member", GROUP, ANN, "left", "restricted"),
        heard(Kind.JOINED),
    ),
    "somebody goes": (change("chat_member", GROUP, ANN, "member", "left"), heard(Kind.LEFT)),
    "somebody is thrown out": (change("chat_member", GROUP, ANN, "administrator", "kicked"), heard(Kind.LEFT)),
    "somebody is made an admin": (change("chat_member", GROUP, ANN, "member", "administrator"), None),
    "a bot comes": (change("chat_member", GROUP, BOT | {"id": 8}, "left", "member"), None),
    "a service message says who came": (message(new_chat_members=[ANN]), heard(Kind.JOINED)),
    "a service message says who went": (message(left_chat_member=BOB), heard(Kind.LEFT, sender=HIM)),
    "we come, as an admin without rights": (
        change("my_chat_member", GROUP, BOT, "left", "administrator"),
        heard(Kind.WE_JOINED, sender=HIM, data={"title": "营销实战营", "cannot": ["NO_REQUESTS"]}),
    ),
    "we come, as a member": (
        change("my_chat_member", FORUM, BOT, "kicked", "member"),
        heard(Kind.WE_JOINED, sender=HIM, data={"title": "营销实战营", "cannot": ["DEAF", "BLIND", "TOPICS"]}),
    ),
    "we are made an admin": (
        change("my_chat_member", GROUP, BOT, "member", "administrator"),
        heard(Kind.UNMUTED, sender=HIM, data={"title": "营销实战营"}),
    ),
    "we are silenced": (
        change("my_chat_member", GROUP, BOT, "member", "restricted"),
        heard(Kind.MUTED, sender=HIM, data={"title": "营销实战营"}),
    ),
    "we may speak again": (
        change("my_chat_member", GROUP, BOT, "restricted", "member"),
        heard(Kind.UNMUTED, sender=HIM, data={"title": "营销实战营"}),
    ),
    "we are thrown out": (
        change("my_chat_member", GROUP, BOT, "member", "kicked"),
        heard(Kind.WE_LEFT, sender=HIM, data={"title": "营销实战营"}),
    ),
    "we are blocked": (
        change("my_chat_member", PRIVATE, BOT, "member", "kicked", by=ANN),
        heard(Kind.UNREACHABLE, Address("telegram", "1002", direct=True)),
    ),
    "we are let in again": (
        change("my_chat_member", PRIVATE, BOT, "kicked", "member", by=ANN),
        heard(Kind.REACHABLE, Address("telegram", "1002", direct=True)),
    ),
    "a group moves away": (
        message(OLD, migrate_to_chat_id=-100123),
        heard(Kind.MOVED, Address("telegram", "-55"), None, data={"room": "-100123"}),
    ),
    "a group has moved here": (
        message(sender=HIDDEN, sender_chat=GROUP, migrate_from_chat_id=-55),
        heard(Kind.MOVED, Address("telegram", "-55"), None, data={"room": "-100123"}),
    ),
    "somebody asks to join": (
        {"chat_join_request": {"chat": GROUP, "from": ANN, "user_chat_id": 1002, "date": SAID_AT, "bio": "销售"}},
        heard(Kind.ASKED_TO_JOIN, data={"private": "1002", "bio": "销售"}),
    ),
    "something new we never asked for": ({"purchased_paid_media": {"from": ANN, "paid_media_payload": "x"}}, None),
}


def named(event):
    """The event with the group's shortcomings by the phrases' names."""
    if "cannot" not in event.data:
        return event
    names = {id(value): name for name, value in vars(doctor).items()}
    cannot = [names[id(line.phrase)] for line in event.data["cannot"]]
    return InboundEvent(
        event.key, event.at, event.address, event.sender, event.kind, data=dict(event.data) | {"cannot": cannot}
    )


@pytest.mark.parametrize(("update", "expected"), EXAMPLES.values(), ids=EXAMPLES)
def test_an_update_becomes_what_happened(update, expected):
    events = read({"update_id": 77} | json.loads(json.dumps(update)), ME, NOW)
    assert [named(event) for event in events] == ([expected] if expected else [])


@pytest.mark.parametrize(("update", "expected"), [pytest.param(*item, id=name) for name, item in EXAMPLES.items() if item[1]])
def test_python_telegram_bot_reads_the_same(update, expected):
    theirs: Any = Update.de_json({"update_id": 77} | json.loads(json.dumps(update)), None)
    chat, user, said = theirs.effective_chat, theirs.effective_user, theirs.effective_message
    if expected.kind is not Kind.MOVED:
        assert (str(chat.id), chat.type == "private") == (expected.address.room, expected.address.direct)
    if (
        expected.sender
        and expected.sender == HER
        and expected.kind in (Kind.SAID, Kind.EDITED, Kind.PRESSED, Kind.ASKED_TO_JOIN)
    ):
        assert (str(user.id), user.full_name) == (HER.id, HER.name)
    if expected.kind is Kind.SAID:
        assert said.date == expected.at
        assert f"{said.chat_id}:{said.message_id}" == expected.data["ref"]
    if expected.kind is Kind.PRESSED:
        assert theirs.callback_query.data == expected.text
        assert f"{said.chat.id}:{said.message_id}" == expected.about


def test_several_people_coming_at_once_are_several_events():
    events = read({"update_id": 77} | message(new_chat_members=[ANN, BOT, BOB]), ME, NOW)
    assert [(event.key, event.sender) for event in events] == [("tg7000001:77", HER), ("tg7000001:77:1", HIM)]


@pytest.mark.parametrize(
    "broken",
    [
        {"message": {"message_id": 1, "date": SAID_AT, "text": "打卡", "from": ANN}},
        {"message": {"message_id": 1, "date": "soon", "chat": GROUP, "text": "打卡", "from": ANN}},
        {"message": None},
        {"callback_query": {"id": "1", "data": "x", "message": OF_OURS}},
        {"my_chat_member": {"chat": GROUP}},
    ],
)
def test_an_update_not_made_as_promised_raises_and_nothing_else(broken):
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        read({"update_id": 77} | broken, ME, NOW)


def test_a_change_of_admins_is_told():
    assert changed_admins(change("chat_member", GROUP, ANN, "member", "administrator")) == "-100123"
    assert changed_admins(change("my_chat_member", GROUP, BOT, "administrator", "member")) == "-100123"
    assert changed_admins(change("chat_member", GROUP, ANN, "left", "member")) is None
    assert changed_admins(message(text="打卡")) is None


def test_we_ask_for_what_we_read():
    assert set(ASKED_FOR) == {
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
    }


@given(st.text(min_size=1).filter(lambda says: len(says.encode("utf-8", "replace")) <= 46 and says.isprintable()))
def test_a_deep_link_carries_any_short_sentence(says):
    payload = link("qunxue_bot", says).partition("?start=")[2]
    assert len(payload) <= 64
    assert payload.replace("-", "").replace("_", "").isascii()
    assert opened(f"/start {payload}") == f"/start {says}"


def test_other_payloads_stay_as_they_are():
    assert opened("/start camp7") == "/start camp7"
    assert opened("/start s-!") == "/start s-!"
    assert opened("/start s-_w") == "/start s-_w"
    assert opened("打卡") == "打卡"
    with pytest.raises(ValueError, match="too long"):
        link("qunxue_bot", "字" * 16)
