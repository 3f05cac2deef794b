"""Tool packs: a file or a link goes to everybody who gets the task it belongs to, once a person and task."""

from handlers.tool_packs import attaching, command, keeping, sending, showing
from handlers.tool_packs.settings import feature

__all__ = ["attaching", "command", "feature", "keeping", "sending", "showing"]
