"""Every sentence people read, in both languages, written side by side where it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from string import Formatter
from typing import Any

LANGUAGES = ("zh", "en")
SPOKEN_AS_IT_IS = frozenset({str, int})
"""What most values of a sentence are."""


class Phrase:
    """A sentence in Chinese and English with the same values in both; calling it with the values gives a `Line`.

    Raises ValueError at import when a language is missing or the two name different values.
    """

    __slots__ = ("en", "fields", "zh")

    def __init__(self, *, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        self.fields = _fields(zh)
        if not zh or not en or self.fields != _fields(en):
            raise ValueError(f"both languages, with the same values: {zh!r} / {en!r}")

    def __call__(self, **values: Any) -> Line:
        return Line(self, values)

    def __repr__(self) -> str:
        return f"Phrase({self.zh!r})"


def _fields(words: str) -> frozenset[str]:
    return frozenset(name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(words) if name)


@dataclass(frozen=True, slots=True)
class Line:
    """A phrase with its values, not yet in a language. A value may itself be a Phrase or a Line; instants print in the reader's zone."""

    phrase: Phrase
    values: Mapping[str, Any]

    def __post_init__(self) -> None:
        if not self.phrase.fields <= self.values.keys():
            raise KeyError(f"{self.phrase!r} needs {sorted(self.phrase.fields - self.values.keys())}")

    def to(self, language: str, zone: tzinfo = UTC) -> str:
        """The sentence, in `zh` or `en`, for a reader in `zone`."""
        words = self.phrase.en if language == "en" else self.phrase.zh
        if not self.values:
            return words.format()
        return words.format_map(
            {
                name: value if type(value) in SPOKEN_AS_IT_IS else _spoken(value, language, zone)
                for name, value in self.values.items()
            }
        )


def spoken(said: Line | Phrase | str, language: str, zone: tzinfo = UTC) -> str:
    """What is said as a sentence of a language; words somebody wrote stay as they are."""
    if isinstance(said, str):
        return said
    return (said if isinstance(said, Line) else said()).to(language, zone)


def _spoken(value: Any, language: str, zone: tzinfo) -> Any:
    if isinstance(value, Line):
        return value.to(language, zone)
    if isinstance(value, Phrase):
        return value().to(language, zone)
    if isinstance(value, datetime):
        return value.astimezone(zone)
    return value


class Refusal(Exception):
    """ "No", politely: raised by a handler, it undoes what the handler wrote and answers with the line."""

    def __init__(self, line: Line | Phrase) -> None:
        super().__init__("refused")
        self.line = line if isinstance(line, Line) else line()
