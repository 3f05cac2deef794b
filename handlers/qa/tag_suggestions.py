"""The tags suggested for a question: those of its likeliest twin and of the camp that stand in it, else its own keywords (jieba, in a task)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.stop_words import STOP_WORDS
from handlers.qa.settings import feature
from storage import archive, memberships
from storage.connection import Db

MOST = 3
KEYWORDS = 2
"""How many of its own words a question is tagged with where nothing better is known."""


@feature.task("label")
def label(reader: Db, camp: int, ticket: int, words: str, twin: list[str]) -> list[Any]:
    """[ticket, tags]."""
    known = [tag for tag, _ in (*archive.tags(reader, camp), *memberships.tags(reader, camp))]
    domain = archive.dictionary(reader, camp).words.values()
    return [[ticket, suggested(words, keywords(words), twin, [*known, *domain])]]


def suggested(words: str, keys: Sequence[str], twin: Iterable[str], known: Iterable[str]) -> list[str]:
    """The twin's tags, then the camp's that stand in the words; where there are none, the two weightiest keywords."""
    said = words.casefold()
    fitting = [tag for tag in known if tag.rpartition("=")[2].casefold() in said]
    return list(dict.fromkeys([*twin, *fitting]))[:MOST] or list(keys[:KEYWORDS])


def keywords(words: str) -> list[str]:
    """The weightiest words by jieba's TF-IDF, the weightiest first; its dictionary takes a second to load."""
    import logging

    import jieba
    from jieba import analyse

    jieba.setLogLevel(logging.WARNING)
    found = analyse.extract_tags(words, topK=MOST * 2)
    return [word for word in found if len(word) > 1 and not word.isdigit() and word.casefold() not in STOP_WORDS]
