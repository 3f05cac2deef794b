"""From the outbox to the channels: each room's lanes in order, at the channel's pace, until every message is settled."""

from bot.delivery.delivery import Delivery

__all__ = ["Delivery"]
