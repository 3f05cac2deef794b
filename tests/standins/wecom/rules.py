"""Rules the four products share: sliding limits, cards, scripted faults, and a record one can wait on."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
INTERACTIVE = {"button_interaction", "vote_interaction", "multiple_interaction"}
CARD_TYPES = INTERACTIVE | {"text_notice", "news_notice"}
MEDIA_BYTES = {"image": 10 << 20, "voice": 2 << 20, "video": 10 << 20, "file": 20 << 20}
MEDIA_LIVE = timedelta(days=3)


class Limits:
    """So many within each span, counted by name."""

    def __init__(self, *windows: tuple[int, timedelta]) -> None:
        self._windows = windows
        self._counted: dict[str, deque[datetime]] = defaultdict(deque)

    def take(self, name: str, now: datetime) -> bool:
        """Whether one more is allowed; counted if so."""
        counted = self._counted[name]
        allowed = all(sum(at > now - span for at in counted) < most for most, span in self._windows)
        if allowed:
            counted.append(now)
        return allowed


@dataclass
class Fault:
    """What goes wrong once: an error code, an HTTP status, or the line cut before or after the work is done."""

    errcode: int | None = None
    errmsg: str = "scripted"
    status: int | None = None
    cut: str | None = None


@dataclass
class Faults:
    """Faults by endpoint, each used up by one request."""

    planned: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))

    def plan(self, endpoint: str, *faults: Fault) -> None:
        self.planned[endpoint] += faults

    def next(self, endpoint: str) -> Fault | None:
        waiting = self.planned[endpoint]
        return waiting.pop(0) if waiting else None


class Record(list[Any]):
    """What happened, in order; `until` waits for something to have happened."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = asyncio.Event()

    def append(self, item: Any) -> None:
        super().append(item)
        self.stir()

    def stir(self) -> None:
        """Something changed that is not an entry of its own."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, holds: Callable[[], Any], *, seconds: float = 5.0) -> Any:
        """What `holds` gives once it gives something; TimeoutError after `seconds` of real time."""
        async with asyncio.timeout(seconds):
            while not (found := holds()):
                await self._changed.wait()
        return found

    async def reach(self, many: int, *, seconds: float = 5.0) -> Any:
        """The last of at least `many` entries."""
        await self.until(lambda: len(self) >= many, seconds=seconds)
        return self[-1]


def card_fault(card: Any, used: set[str]) -> int | None:
    """The error code a card earns, or None. `used` are the task ids of the app so far."""
    if not isinstance(card, dict) or card.get("card_type") not in CARD_TYPES:
        return 40058
    kind, task = card["card_type"], card.get("task_id")
    if (task is not None or kind in INTERACTIVE) and (not isinstance(task, str) or not TASK_ID.fullmatch(task)):
        return 42014
    if task in used:
        return 42014
    if not (card.get("main_title", {}).get("title") or card.get("sub_title_text")):
        return 42027
    match kind:
        case "button_interaction":
            return _buttons_fault(card.get("button_list"))
        case "vote_interaction":
            return _options_fault(card.get("checkbox", {}).get("option_list"), 20) or _submit_fault(card)
        case "multiple_interaction":
            lists = card.get("select_list") or []
            faults = [_options_fault(one.get("option_list"), 10) for one in lists]
            return 42044 if not 1 <= len(lists) <= 3 else next(filter(None, faults), None) or _submit_fault(card)
    return None if "card_action" in card else 42045


def _buttons_fault(buttons: Any) -> int | None:
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 6:
        return 42036
    keys = [button.get("key", "") for button in buttons]
    if len(set(keys)) < len(keys) or not all(0 < len(key.encode()) <= 1024 for key in keys):
        return 42017
    return None if all(button.get("text") for button in buttons) else 42037


def _options_fault(options: Any, most: int) -> int | None:
    if not isinstance(options, list) or not 1 <= len(options) <= most:
        return 42041
    ids = [option.get("id", "") for option in options]
    if len(set(ids)) < len(ids) or not all(0 < len(one.encode()) <= 128 for one in ids):
        return 42042
    return None if all(option.get("text") for option in options) else 42043


def _submit_fault(card: dict[str, Any]) -> int | None:
    button = card.get("submit_button", {})
    return None if button.get("text") and 0 < len(button.get("key", "").encode()) <= 1024 else 42047
