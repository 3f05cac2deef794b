"""What can go wrong on the way, injected: errors Telegram answers with, answers that never come, connections that drop."""

from __future__ import annotations

import threading
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


class Faults:
    """The faults still to come."""

    def __init__(self) -> None:
        self.ahead: list[Fault] = []

    def take(self, method: str, chat: int | None) -> Fault | None:
        for fault in self.ahead:
            if fault.times and fault.method.lower() in {"", method.lower()} and fault.chat in {None, chat}:
                fault.times -= 1
                return fault
        return None
