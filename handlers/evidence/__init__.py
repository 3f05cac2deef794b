"""Evidence: what a programme is to reach, and the Kirkpatrick report of what it did."""

from handlers.evidence import command, page, targets
from handlers.evidence.settings import feature as kirkpatrick
from handlers.evidence.targets.settings import feature as aims

__all__ = ["aims", "command", "kirkpatrick", "page", "targets"]
