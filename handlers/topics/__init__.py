"""Topics of the day: opened for everybody, taken part in by replying, counted without what is short or said twice."""

from handlers.topics import command, counter, keeping, replying
from handlers.topics.settings import feature

__all__ = ["command", "counter", "feature", "keeping", "replying"]
