"""How much one room may be sent: Tencent drops the excess without a word, so each send is counted before it goes."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import timedelta

from bot.channel import CountsSends, House, TryLater

A_MINUTE = 20
"""Messages to one group's webhook a minute (page 99110)."""
OF_MEMBER: tuple[tuple[int, timedelta], ...] = ((30, timedelta(minutes=1)), (1000, timedelta(hours=1)))
"""To one member or one chat of an app, within each span (page 90312)."""
OF_HOOK: tuple[tuple[int, timedelta], ...] = ((A_MINUTE, timedelta(minutes=1)),)
NOT_YET = 5.0
"""Seconds until it is tried again where the channel does not run yet."""


def counted(house: House | None, channel: CountsSends, room: str) -> AbstractAsyncContextManager[None]:
    """Around one send. Raises TryLater until there is room for it."""
    if house is None:
        raise TryLater(NOT_YET, counts=False)
    return house.counted(channel.name, room, *channel.windows)
