"""待办: everything that waits for a person to decide, in one list, with the words that decide it."""

from handlers.todo import listing, morning, verbs
from handlers.todo.settings import feature

__all__ = ["feature", "listing", "morning", "verbs"]
