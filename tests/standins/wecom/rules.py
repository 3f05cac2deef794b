"""Rules the four products share: sliding limits, cards, scripted faults, and a record one can wait on."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")
INTERACTIVE = {"button_interaction", "vote_interaction", "multiple_interaction"}
ROWLESS = {"vote_interaction", "multiple_interaction"}
"""Cards that know no `horizontal_content_list`."""
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
    """What goes wrong once: an error code, an HTTP status, or the line cut before or after the work is done (`cut` of a frame:
    "ack", nothing is answered)."""

    errcode: int | None = None
    errmsg: str = "scripted"
    status: int | None = None
    cut: str | None = None


class Weather:
    """Refusals by chance, the same for the same seed: each call is refused with `odds`, by one of the codes its endpoint has in
    `bad_days` ("*" for any other). `calms` ends it."""

    def __init__(self, seed: int, odds: float, bad_days: Mapping[str, Sequence[int]]) -> None:
        self._dice, self.odds, self._bad_days = random.Random(seed), odds, bad_days
        self.struck: Counter[tuple[str, int]] = Counter()

    def strikes(self, endpoint: str) -> Fault | None:
        codes = self._bad_days.get(endpoint, self._bad_days.get("*", ()))
        if not codes or self._dice.random() >= self.odds:
            return None
        code = self._dice.choice(list(codes))
        self.struck[endpoint, code] += 1
        return Fault(code, "bad weather")

    def calms(self) -> None:
        self.odds = 0.0


@dataclass
class Faults:
    """Faults by endpoint: planned ones are used up by one request each, standing ones hold until they are taken away, the weather
    strikes by chance. `called` counts every request."""

    planned: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    standing: dict[str, Fault] = field(default_factory=dict)
    weather: Weather | None = None
    called: Counter[str] = field(default_factory=Counter)

    def plan(self, endpoint: str, *faults: Fault) -> None:
        self.planned[endpoint] += faults

    def next(self, endpoint: str) -> Fault | None:
        self.called[endpoint] += 1
        if waiting := self.planned[endpoint]:
            return waiting.pop(0)
        if endpoint in self.standing:
            return self.standing[endpoint]
        return self.weather.strikes(endpoint) if self.weather is not None else None


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
    if (rows := card.get("horizontal_content_list")) is not None and (kind in ROWLESS or _rows_fault(rows)):
        return 42030
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


def _rows_fault(rows: Any) -> bool:
    return (
        not isinstance(rows, list)
        or not 1 <= len(rows) <= 6
        or not all(row.get("keyname") and row.get("value") for row in rows)
    )


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
