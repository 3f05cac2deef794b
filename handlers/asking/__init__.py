"""Asking people: polls and surveys, the shuffling of anonymous ballots, and the one word for what came of them.

They share how a deadline is written, who has not answered, and what 匿名 promises; that is why they are one operation.
"""

from handlers.asking import page
from handlers.asking.ballot_shuffling import feature as ballots
from handlers.asking.polls import feature as polls
from handlers.asking.result import feature as result
from handlers.asking.surveys import feature as surveys

__all__ = ["ballots", "page", "polls", "result", "surveys"]
