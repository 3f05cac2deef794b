"""Every sentence people read, in both languages, written side by side where it is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from string import Formatter
from typing import Any

LANGUAGES = ("zh", "en")
SPOKEN_AS_IT_IS = frozenset({str, int})
"""What most values of a sentence are."""


class Phrase:
    """A sentence in Chinese and English with the same values in both; calling it with the values gives a `Line`.

    An English sentence agrees with its counts: `{n:point|points}` is "1 point" or "2 points", `{n:|is|are}` the word without the number.
    Raises ValueError at import when a language is missing or the two name different values.
    """

    __slots__ = ("counts", "en", "fields", "zh")

    def __init__(self, *, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        self.fields = _fields(zh)
        self.counts = any("|" in (spec or "") for _, _, spec, _ in Formatter().parse(en))
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
    """A phrase with its values, not yet in a language. A value may itself be a Phrase or a Line, or a list of them, which prints with
    the language's commas; instants print in the reader's zone."""

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
        if self.phrase.counts and language == "en":
            said = words.format_map({name: _Counted(_spoken(value, language, zone)) for name, value in self.values.items()})
        else:
            said = words.format_map(
                {
                    name: value if type(value) in SPOKEN_AS_IT_IS else _spoken(value, language, zone)
                    for name, value in self.values.items()
                }
            )
        # what may be left out stands at the end of many a sentence
        return said.rstrip(" ") if said.endswith(" ") and not words.endswith(" ") else said


class NamedZone(tzinfo):
    """The zone of a reader whose clock is not the camp's: hours are printed with its name behind them."""

    def __init__(self, zone: tzinfo, *, zh: str, en: str) -> None:
        self.zone, self.zh, self.en = zone, zh, en

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return self.zone.utcoffset(moment)

    def dst(self, moment: datetime | None) -> timedelta | None:
        return self.zone.dst(moment)

    def tzname(self, moment: datetime | None) -> str | None:
        return self.zone.tzname(moment)


class _Clock:
    """An instant whose hour is printed with the name of its zone."""

    __slots__ = ("moment", "named")

    def __init__(self, moment: datetime, named: str) -> None:
        self.moment, self.named = moment, named

    def __format__(self, spec: str) -> str:
        return f"{self.moment:{spec}}{self.named if '%H' in spec else ''}"

    def __getattr__(self, name: str) -> Any:
        return getattr(self.moment, name)


class _Counted:
    """A value that a word after it agrees with."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __format__(self, spec: str) -> str:
        if "|" not in spec:
            return format(self.value, spec)
        *bare, one, many = spec.split("|")
        word = one if str(self.value).lstrip("-+−") == "1" else many
        return word if bare else f"{self.value} {word}"

    def __getattr__(self, name: str) -> Any:
        return getattr(self.value, name)

    def __getitem__(self, key: Any) -> Any:
        return self.value[key]


def spoken(said: Line | Phrase | str, language: str, zone: tzinfo = UTC) -> str:
    """What is said as a sentence of a language; words somebody wrote stay as they are."""
    if isinstance(said, str):
        return said
    return (said if isinstance(said, Line) else said()).to(language, zone)


def opening(said: Line | Phrase | str, language: str, zone: tzinfo = UTC) -> str:
    """The same at the beginning of a message or a paragraph: English begins with a capital, where the first word is ours."""
    words = spoken(said, language, zone)
    return words[:1].upper() + words[1:] if language == "en" and _begins_with_ours(said) else words


def _begins_with_ours(said: Any) -> bool:
    """Whether the first word is not somebody's own: written in a phrase, or in one that stands first in it."""
    if isinstance(said, Line):
        before, name, _, _ = next(iter(Formatter().parse(said.phrase.en)), ("", None, None, None))
        return bool(before) or name is None or _begins_with_ours(said.values[name.split(".")[0].split("[")[0]])
    return isinstance(said, Phrase)


def _spoken(value: Any, language: str, zone: tzinfo) -> Any:
    if isinstance(value, Line):
        return value.to(language, zone)
    if isinstance(value, Phrase):
        return value().to(language, zone)
    if isinstance(value, datetime) and isinstance(zone, NamedZone):
        named = f" ({zone.en} time)" if language == "en" else f"（{zone.zh}时间）"
        return _Clock(value.astimezone(zone.zone), named)
    if isinstance(value, datetime):
        return value.astimezone(zone)
    if isinstance(value, list | tuple):
        return listed((str(_spoken(item, language, zone)) for item in value), language)
    return value


def listed(words: Iterable[str], language: str) -> str:
    """An enumeration with the language's commas."""
    return (", " if language == "en" else "、").join(words)


class Refusal(Exception):
    """ "No", politely: raised by a handler, it undoes what the handler wrote and answers with the line, and with `rows` of buttons where it is
    no toast."""

    def __init__(self, line: Line | Phrase, *rows: Any) -> None:
        super().__init__("refused")
        self.line = line if isinstance(line, Line) else line()
        self.rows = rows


class NotAnAnswer(Exception):
    """Raised by a dialog's step: the words were not said to its question, which is put away, and they go where they would have gone without."""
