"""What Telegram refuses: its error answers, its lengths, and how fast it lets a bot speak."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
BUTTON_DATA_LIMIT = 64
BUTTONS_A_ROW = 8
BUTTONS_IN_ALL = 100
TOAST_LIMIT = 200
DOWNLOAD_LIMIT = 20 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
SENDS_A_SECOND = 30
SENDS_A_MINUTE_IN_A_GROUP = 20
PRESS_LIVES = timedelta(seconds=15)
UPDATE_LIVES = timedelta(hours=24)
DELETE_LIVES = timedelta(hours=48)
SHORTEST, LONGEST = 30, 366 * 86400
"""Seconds a restriction or a ban may last; what is shorter or longer lasts for ever."""


class Refused(Exception):
    """An answer with `ok: false`. `parameters` are Telegram's ResponseParameters (retry_after, migrate_to_chat_id)."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def json(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return answer | {"parameters": self.parameters} if self.parameters else answer


def bad(description: str, **parameters: int) -> Refused:
    return Refused(400, f"Bad Request: {description}", **parameters)


def units(words: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(words.encode("utf-16-le")) // 2


def check_text(words: str) -> None:
    if not words:
        raise bad("message text is empty")
    if units(words) > TEXT_LIMIT:
        raise bad("message is too long")


def check_caption(words: str) -> None:
    if units(words) > CAPTION_LIMIT:
        raise bad("message caption is too long")


def check_keyboard(markup: Any) -> None:
    """An InlineKeyboardMarkup as Telegram takes it; None is none."""
    if markup is None:
        return
    if not isinstance(markup, dict) or not isinstance(rows := markup.get("inline_keyboard"), list):
        raise bad("object expected as reply markup")
    if any(len(row) > BUTTONS_A_ROW for row in rows) or sum(map(len, rows)) > BUTTONS_IN_ALL:
        raise bad("reply markup is too long")
    for button in (button for row in rows for button in row):
        _check_button(button)


def _check_button(button: dict[str, Any]) -> None:
    if not button.get("text"):
        raise bad("can't parse inline keyboard button: text must be non-empty")
    if "url" in button:
        return
    if not 1 <= len(str(button.get("callback_data", "")).encode()) <= BUTTON_DATA_LIMIT:
        raise bad("BUTTON_DATA_INVALID")


class Window:
    """At most `most` in any sliding `span`: says how many whole seconds too early somebody came, 0 when in time."""

    def __init__(self, most: int, span: timedelta) -> None:
        self.most, self.span = most, span
        self.times: deque[datetime] = deque()

    def early(self, now: datetime) -> int:
        while self.times and now - self.times[0] >= self.span:
            self.times.popleft()
        if len(self.times) < self.most:
            return 0
        return max(1, math.ceil((self.times[0] + self.span - now).total_seconds()))

    def count(self, now: datetime) -> None:
        self.times.append(now)


class Flood:
    """Two windows: over all chats, and over each group. `enforced=False` lets everything through."""

    def __init__(self) -> None:
        self.enforced = True
        self.overall = Window(SENDS_A_SECOND, timedelta(seconds=1))
        self.groups: dict[int, Window] = {}

    def check(self, chat: int, is_group: bool, now: datetime) -> None:
        if not self.enforced:
            return
        windows: Sequence[Window] = (self.overall, self._group(chat)) if is_group else (self.overall,)
        if wait := max(window.early(now) for window in windows):
            raise Refused(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        for window in windows:
            window.count(now)

    def _group(self, chat: int) -> Window:
        if chat not in self.groups:
            self.groups[chat] = Window(SENDS_A_MINUTE_IN_A_GROUP, timedelta(minutes=1))
        return self.groups[chat]
