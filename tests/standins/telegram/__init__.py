"""A stand-in for Telegram: the Bot API on loopback, with the real wire format and the real rules (Bot API 10.0, polls aside)."""

from tests.standins.telegram.cloud import Call, Cloud, Group, Person, text_of
from tests.standins.telegram.faults import How
from tests.standins.telegram.server import TelegramStandin

__all__ = ["Call", "Cloud", "Group", "How", "Person", "TelegramStandin", "text_of"]
