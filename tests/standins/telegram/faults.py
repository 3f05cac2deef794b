"""What can go wrong on the way, injected: errors Telegram answers with, answers that never come, connections that drop."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.standins.telegram.rules import Refused


class How(StrEnum):
    """`refuse` answers with an error; `drop` loses the request, `lose` its answer; `hang` acts and never answers, `hold` waits for `release()`;
    `odd` acts and answers ok, with a result whose other fields are not what they were."""

    REFUSE = "refuse"
    DROP = "drop"
    LOSE = "lose"
    HANG = "hang"
    HOLD = "hold"
    ODD = "odd"


@dataclass(slots=True)
class Fault:
    """The next `times` calls of `method` ("" for any; into `chat`, if given) go wrong."""

    how: How
    method: str = ""
    times: int = 1
    chat: int | None = None
    code: int = 500
    description: str = "Internal Server Error"
    retry_after: int = 0
    released: threading.Event = field(default_factory=threading.Event)

    def release(self) -> None:
        """Lets the call held go on, and all later ones."""
        self.released.set()

    def refusal(self) -> Refused:
        if self.code == 429:
            return Refused(429, f"Too Many Requests: retry after {self.retry_after}", retry_after=self.retry_after)
        return Refused(self.code, self.description)


def odd(result: Any) -> Any:
    """A message as a newer or a sick server might write it: the fields nobody needs to settle a send are missing, null or of another type."""
    if not isinstance(result, dict) or "message_id" not in result:
        return result
    kept = {"message_id": result["message_id"], "chat": {"id": result["chat"]["id"], "type": "gigagroup"}, "date": None}
    strange = {"from": {"id": "x"}, "entities": [{"type": "hologram"}], "reply_markup": {"inline_keyboard": None}}
    return kept | strange | {"photo": [], "document": None, "community": {"level": 3}}


class Weather:
    """A bad day: any call may be refused, by `odds` and by what that method is refused with; the same seed is the same day."""

    def __init__(self, seed: int, odds: float, refusals: Mapping[str, Sequence[tuple[int, str]]]) -> None:
        self.dice, self.odds, self.refusals = random.Random(seed), odds, refusals
        self.struck: Counter[str] = Counter()

    def strikes(self, method: str, chat: int | None) -> Fault | None:
        """A refusal for a call into a chat; of groups, whose ids are negative, under the method's name with "group " before it."""
        groups = self.refusals.get(f"group {method}", ()) if chat is not None and chat < 0 else ()
        known = (*self.refusals.get("", ()), *self.refusals.get(method, ()), *groups)
        if not known or self.dice.random() >= self.odds:
            return None
        code, description = self.dice.choice(known)
        self.struck[method] += 1
        if code == 200:
            return Fault(How.ODD, method)
        return Fault(How.REFUSE, method, 1, None, code, description, self.dice.randrange(1, 20))


class Faults:
    """The faults still to come."""

    def __init__(self) -> None:
        self.ahead: list[Fault] = []
        self.weather: Weather | None = None

    def take(self, method: str, chat: int | None) -> Fault | None:
        if self.weather is not None and (struck := self.weather.strikes(method, chat)) is not None:
            return struck
        for fault in self.ahead:
            if fault.times and fault.method.lower() in {"", method.lower()} and fault.chat in {None, chat}:
                fault.times -= 1
                return fault
        return None
