"""What every row is given: a stream of check-ins as a platform's JSON.

Per workday 1,940 of 2,000 members check in, 40 of them twice, and 20 messages come again.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from scheduler.calendar import Calendar

MEMBERS = 2000
GROUPS = 20
KNOWN = 1900
"""Members who have spoken before; the others are met in the first day's stream."""
ZONE = ZoneInfo("Asia/Shanghai")
FIRST_DAY = date(2026, 3, 10)
SEED = 7


class Message(NamedTuple):
    """One message: its number on the platform, where and by whom, and when (seconds since 1970)."""

    number: int
    group: int
    member: int
    at: int


def stream(messages: int) -> list[Message]:
    """That many messages, the same for every row."""
    draw = random.Random(SEED)
    said: list[Message] = []
    days = _workdays()
    while len(said) < messages:
        said += _day(draw, next(days), len(said))
    return said[:messages]


def warm_up(messages: int = 200) -> list[Message]:
    """Check-ins of the workday before, so that nothing is met, compiled or opened for the first time under the clock."""
    at = _morning(Calendar().previous_workday(FIRST_DAY))
    return [Message(-number - 1, number % GROUPS, number, at + number) for number in range(messages)]


def _day(draw: random.Random, day: date, before: int) -> list[Message]:
    members = draw.sample(range(MEMBERS), 1940)
    twice = draw.sample(members[:1000], 40)
    for member in twice:
        members.insert(draw.randrange(1500, len(members)), member)
    said = [Message(before + n, member % GROUPS, member, _morning(day) + n) for n, member in enumerate(members, 1)]
    for _ in range(20):
        again = draw.randrange(len(said) - 1)
        said.insert(draw.randrange(again + 1, len(said)), said[again])
    return said


def _workdays() -> Iterator[date]:
    day, calendar = FIRST_DAY, Calendar()
    while True:
        yield day
        day = calendar.next_workday(day)


def _morning(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 9, tzinfo=ZONE).timestamp())


# ── as the platform writes it ────────────────────────────────────────────────────────────────────────────────────────


class Read(NamedTuple):
    """What the JSON says, read by the least any design must do."""

    update: int
    room: str
    user: str
    name: str
    at: datetime
    text: str


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def room_name(group: int) -> str:
    return str(-1001000000000 - group)


def user_name(member: int) -> tuple[str, str]:
    """A member's account and name."""
    return str(10_000_000 + member), f"小明{member}"


def written(message: Message) -> bytes:
    """The message as an update of a Telegram bot."""
    ident, name = user_name(message.member)
    user = {"id": int(ident), "is_bot": False, "first_name": name, "username": f"user{ident}", "language_code": "zh-hans"}
    chat = {"id": int(room_name(message.group)), "title": f"英语打卡群{message.group}", "type": "supergroup"}
    text = "/checkin"
    inner = {
        "message_id": message.number,
        "from": user,
        "chat": chat,
        "date": message.at,
        "text": text,
        "entities": [{"offset": 0, "length": len(text), "type": "bot_command"}],
    }
    return json.dumps({"update_id": message.number, "message": inner}, ensure_ascii=False).encode()


def read(update: bytes) -> Read:
    heard = json.loads(update)
    message = heard["message"]
    by = message["from"]
    at = EPOCH + timedelta(seconds=message["date"])
    return Read(heard["update_id"], str(message["chat"]["id"]), str(by["id"]), by["first_name"], at, message["text"])
