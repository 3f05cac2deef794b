"""Events: planned, announced, signed up for, moved and called off, and attended."""

from handlers.events import (
    absent,
    attending,
    cancelling,
    command,
    ending,
    holding,
    leaving,
    merging,
    personal_data,
    screen_page,
    showing,
    signing_up,
    telling,
)
from handlers.events.settings import feature

__all__ = [
    "absent",
    "attending",
    "cancelling",
    "command",
    "ending",
    "feature",
    "holding",
    "leaving",
    "merging",
    "personal_data",
    "screen_page",
    "showing",
    "signing_up",
    "telling",
]
