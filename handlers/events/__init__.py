"""Events: planned, announced, signed up for, moved and called off."""

from handlers.events import (
    cancelling,
    command,
    ending,
    holding,
    leaving,
    merging,
    personal_data,
    showing,
    signing_up,
    telling,
)
from handlers.events.settings import feature

__all__ = [
    "cancelling",
    "command",
    "ending",
    "feature",
    "holding",
    "leaving",
    "merging",
    "personal_data",
    "showing",
    "signing_up",
    "telling",
]
