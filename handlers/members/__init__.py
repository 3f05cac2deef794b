"""Members: who is in the camp, as what, with which tags; coming and going; the roster as a file."""

from handlers.members import file_kind, membership, merging, page, personal_data
from handlers.members.settings import feature

__all__ = ["feature", "file_kind", "membership", "merging", "page", "personal_data"]
