"""Cases: a situation, the task, what was done and what came of it, asked for one after the other, read by everybody, archived by experts."""

from handlers.cases import archiving, command, keeping, reading, writing
from handlers.cases.settings import feature

__all__ = ["archiving", "command", "feature", "keeping", "reading", "writing"]
