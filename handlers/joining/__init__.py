"""Joining: requests to enter a camp's group; a manager decides with one press, or the camp's rule does in time."""

from handlers.joining import answering, deciding, receiving, settling
from handlers.joining.settings import feature

__all__ = ["answering", "deciding", "feature", "receiving", "settling"]
