"""The code people sign in with: six digits that change every half minute, accepted for one step more, and the times in which they count."""

from __future__ import annotations

import hmac
import re
from datetime import datetime, timedelta
from hashlib import sha256

STEP = 30
"""Seconds a code is shown."""
DIGITS = 6
WHOLE = re.compile(r"\d{6}", re.ASCII)
"""A code, and nothing else."""
OPENS_BEFORE = timedelta(minutes=15)
"""How long before its beginning people may sign in to an event."""


def step_of(at: datetime) -> int:
    """Which half minute a moment is in."""
    return int(at.timestamp()) // STEP


def code(secret: str, step: int) -> str:
    """The six digits of a half minute."""
    made = hmac.digest(secret.encode(), step.to_bytes(8, "big"), sha256)
    return f"{int.from_bytes(made[:8], 'big') % 10**DIGITS:0{DIGITS}}"


def fits(secret: str, said: str, at: datetime) -> bool:
    """Whether what was said is the code shown at that moment, or the one before it."""
    now = step_of(at)
    return any(hmac.compare_digest(said.encode(), code(secret, step).encode()) for step in (now, now - 1))


def seconds_left(at: datetime) -> int:
    """Until the next code."""
    return STEP - int(at.timestamp()) % STEP


def spoken(digits: str) -> str:
    """The code as it is read aloud: 482 913."""
    return f"{digits[:3]} {digits[3:]}"
