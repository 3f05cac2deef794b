"""undelivered at a shell: what did not arrive anywhere, in any camp, sent again or taken off the list. Never what stood in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from bot.cli.open_database import open_database
from bot.cli.output import fail, say
from bot.config import Settings
from bot.phrases import Phrase

NONE = Phrase(zh="没有没发出的消息。", en="Every message went out.")
ONE = Phrase(
    zh="{number}\t{at}\t{channel}\t{to}\t{kind}\t{how}",
    en="{number}\t{at}\t{channel}\t{to}\t{kind}\t{how}",
)
NO_FILE = Phrase(
    zh="{number} 已经发了，只是文件没找到，重发也没有，什么也没动。看过了就运行：undelivered drop {number}",
    en="{number} went out, only its file was not found, and is not found by sending again; nothing was changed. "
    "Once seen: undelivered drop {number}",
)
NO_SUCH = Phrase(
    zh="列表里没有 {number}，什么也没动。看列表：python -m bot undelivered list",
    en="{number} is not on the list; nothing was changed. The list: python -m bot undelivered list",
)
WHICH = Phrase(zh="忽略哪条？写上号码：undelivered drop 12", en="Drop which? Give numbers: undelivered drop 12")
RETRIED = Phrase(
    zh="{n}条正在重发；程序没开着，就在它启动后。", en="{n:message is|messages are} sent again, once the bot runs."
)
DROPPED = Phrase(zh="{n}条不再列出，也不会再发。", en="{n:message is|messages are} off the list and will not be sent.")
MOST = 10_000


def show(settings: Settings) -> None:
    """One line a message, tabs between."""
    from bot.message_kinds import KINDS, NOT_ARRIVED, OTHER
    from storage import undelivered

    zone = ZoneInfo(settings.bot.timezone)
    with open_database(settings) as db:
        waiting = undelivered.undelivered(db, most=MOST)
    for one in waiting:
        to = f"person {one.person}" if one.person is not None else one.room or ""
        at, kind = one.at.astimezone(zone), KINDS.get(one.feature or "", OTHER)
        given = {
            "at": f"{at:%Y-%m-%d %H:%M}",
            "channel": one.channel or "—",
            "to": to,
            "kind": kind,
            "how": NOT_ARRIVED[one.outcome],
        }
        say(settings, ONE(number=str(one.message), **given))
    if not waiting:
        say(settings, NONE)


def retry(settings: Settings, numbers: Sequence[int]) -> None:
    """Owes these again, or all of them. What may have arrived may be seen twice."""
    from bot.clock import SystemClock
    from storage import undelivered

    now = SystemClock().now()
    with open_database(settings) as db:
        gone = {one.message for one in undelivered.without_file(db, most=MOST)}
        for number in gone.intersection(numbers):
            fail(NO_FILE(number=str(number)).to(settings.bot.language))
        listed = [one.message for one in undelivered.undelivered(db, most=MOST)]
        chosen = numbers or [number for number in listed if number not in gone]
        _each(settings, db, chosen, lambda number: undelivered.retry(db, number, at=now) is not None)
    say(settings, RETRIED(n=len(chosen)) if chosen else NONE)


def drop(settings: Settings, numbers: Sequence[int]) -> None:
    """Takes these off the list."""
    from storage import undelivered

    if not numbers:
        fail(WHICH().to(settings.bot.language), code=2)
    with open_database(settings) as db:
        _each(settings, db, numbers, lambda number: undelivered.drop(db, number))
    say(settings, DROPPED(n=len(numbers)))


def _each(settings: Settings, db: Any, numbers: Sequence[int], act: Callable[[int], bool]) -> None:
    """All of them or none."""
    with db.transaction("BEGIN IMMEDIATE" if db.is_sqlite else "BEGIN"):
        for number in numbers:
            if not act(number):
                fail(NO_SUCH(number=str(number)).to(settings.bot.language))
