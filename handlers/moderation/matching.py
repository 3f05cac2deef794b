"""A camp's filters as one thing that is asked about a message: which of them it meets. Nothing here looks anything up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from handlers.moderation.normalising import compact, folded, spelled_alike
from storage.moderation.filters import ContentFilter

ENDINGS = "com|cn|net|org|top|xyz|vip|cc|info|me|io|co|link|site|shop|club|live|app|tv|ru|tk|biz|fun|icu|ltd|online|pro|pw|store|tech|win|wang"
ADDRESS = re.compile(
    rf"(?:https?://|www\.)[^\s/?#,，。、！？!]+|(?<![a-z0-9.@-])(?:[a-z0-9-]+\.)+(?:{ENDINGS})(?![a-z0-9.-]*[a-z0-9])",
    re.IGNORECASE,
)
"""An address as people write it; without its beginning only where its ending is one people know, or every file name would be one."""
NAMED = re.compile(r"(?<![\w.])@[^\s@]+")


class Heard(NamedTuple):
    """What a filter may know of a message. `links` stand behind words, `named` are people picked from a list."""

    words: str
    links: Sequence[str] = ()
    named: int = 0
    has_card: bool = False
    has_file: bool = False
    is_passed_on: bool = False

    @property
    def brings_something(self) -> bool:
        """Whether there is more in it than words: what somebody new is asked to wait with."""
        return self.has_card or self.has_file or self.is_passed_on


class FilterHit(NamedTuple):
    """Which filter a message meets, and by which word or domain."""

    of: ContentFilter
    hit: str = ""


@dataclass
class FilterSet:
    """The filters of one camp with their lists, ready to be asked."""

    filters: Mapping[str, ContentFilter]
    lists: Mapping[str, Sequence[str]]

    def found(self, heard: Heard) -> FilterHit | None:
        """The first filter a message meets by what it says; those that count messages, or ask how new somebody is, are not asked here."""
        plain = folded(heard.words)
        domains = _domains(plain, heard.links)
        return (
            self._word(plain, "words")
            or self._domain(plain, domains)
            or self._link(domains)
            or self._card(heard)
            or self._names(heard)
        )

    def make_ready(self) -> None:
        """What is made when it is first asked for, made now."""
        _ = self._machines, self._places, self._allowed, self._blocked

    def links_in(self, heard: Heard) -> list[str]:
        """Addresses it brings that are not allowed, by their domains."""
        return [domain for domain in _domains(folded(heard.words), heard.links) if _in(domain, self._allowed) is None]

    def _word(self, plain: str, of: str) -> FilterHit | None:
        """A word of a list, whole."""
        if of not in self.filters or (machine := self._machines.get(of)) is None:
            return None
        kept, original = machine
        for place, _, _ in kept.find_matches_as_indexes(compact(plain), overlapping=True):
            if is_whole(original[place], plain):
                return FilterHit(self.filters[of], self.lists[of][self._places[of][place]])
        return None

    def _domain(self, plain: str, domains: Sequence[str]) -> FilterHit | None:
        if "domains" not in self.filters:
            return None
        for domain in domains:
            if (hit := _in(domain, self._blocked)) is not None:
                return FilterHit(self.filters["domains"], hit)
        return self._word(plain, "domains")

    def _link(self, domains: Sequence[str]) -> FilterHit | None:
        if "links" not in self.filters:
            return None
        strange = next((domain for domain in domains if _in(domain, self._allowed) is None), None)
        return None if strange is None else FilterHit(self.filters["links"], strange)

    def _card(self, heard: Heard) -> FilterHit | None:
        return FilterHit(self.filters["cards"]) if heard.has_card and "cards" in self.filters else None

    def _names(self, heard: Heard) -> FilterHit | None:
        of = self.filters.get("mentions")
        written = len(NAMED.findall(heard.words)) if of is not None and "@" in heard.words else 0
        return FilterHit(of) if of is not None and written + heard.named > of.most else None

    @cached_property
    def _allowed(self) -> frozenset[str]:
        return frozenset(folded(domain) for domain in self.lists.get("allowed", ()))

    @cached_property
    def _blocked(self) -> frozenset[str]:
        return frozenset(folded(domain) for domain in self.lists.get("domains", ()))

    @cached_property
    def _spelled(self) -> dict[str, list[tuple[int, str]]]:
        """Each list's entries in the one spelling, with their places; folded all at once, which is ten times as quick."""
        spelled = {of: spelled_alike(self.lists.get(of, ())) for of in ("words", "domains")}
        return {of: [(n, word) for n, word in enumerate(entries) if compact(word)] for of, entries in spelled.items()}

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        return {of: [n for n, _ in entries] for of, entries in self._spelled.items()}

    @cached_property
    def _machines(self) -> dict[str, tuple[Any, list[str]]]:
        from ahocorasick_rs import AhoCorasick  # 3 ms that only who has a list pays

        return {
            of: (AhoCorasick(compact("\n".join(word for _, word in entries)).split("\n")), [word for _, word in entries])
            for of, entries in self._spelled.items()
            if entries
        }


def is_whole(word: str, plain: str) -> bool:
    """Whether a word of the list stands there by itself: Latin letters and digits must not go on before or behind it. `plain` are folded words
    that hold its letters in a row."""
    return _pattern(word).search(plain) is not None


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    letters = compact(word)
    begins = r"(?<![a-z0-9])" if letters[0].isascii() and letters[0].isalnum() else ""
    ends = r"(?![a-z0-9])" if letters[-1].isascii() and letters[-1].isalnum() else ""
    return re.compile(begins + r"(?:[^\w,.。!?;:、\n]|_)*".join(map(re.escape, letters)) + ends)


def _domains(plain: str, links: Sequence[str]) -> list[str]:
    """The domains of all addresses, in small letters."""
    written = [found[0] for found in ADDRESS.finditer(plain)] if "." in plain else []
    return [_bare(address) for address in (*written, *(folded(link) for link in links))]


def _bare(address: str) -> str:
    rest = address.partition("://")[2] or address
    return re.split(r"[/?#:]", rest.removeprefix("www."))[0].rpartition("@")[2]


def _in(domain: str, known: frozenset[str]) -> str | None:
    """The domain itself or the one it is under, as the list has it."""
    parts = domain.split(".")
    return next((under for n in range(len(parts)) if (under := ".".join(parts[n:])) in known), None)
