"""Countries as people name them, the one a time zone is in, and whether its workdays are known.

Names are the CLDR's, in Chinese and English (Babel); workdays are those of the `holidays` library. Both are imported by the first
question that needs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache

CHINA = "CN"
SPOKEN = {
    "大陆": "CN", "内地": "CN", "中国内地": "CN", "中国大陆": "CN", "mainland china": "CN", "prc": "CN",
    "香港": "HK", "hong kong": "HK", "澳门": "MO", "macau": "MO", "macao": "MO", "台湾": "TW",
    "美": "US", "america": "US", "usa": "US", "u.s.": "US", "the us": "US", "the united states": "US",
    "英": "GB", "uk": "GB", "u.k.": "GB", "britain": "GB", "england": "GB", "英格兰": "GB",
    "韩": "KR", "korea": "KR", "日": "JP", "德": "DE", "法": "FR", "加": "CA", "澳洲": "AU", "新": "SG", "uae": "AE",
}  # fmt: skip
"""What people say beside the full names."""
NOWHERE = frozenset({"ZZ", "EU", "EZ", "UN", "XA", "XB", "QO"})
"""Codes of regions and of none."""
MOST_NEAR = 3


def country_named(words: str) -> str | None:
    """The ISO 3166 code a country's name stands for, its code included; None where no country is called that."""
    said = " ".join(words.split()).casefold()
    return SPOKEN.get(said) or _by_name().get(said)


def countries_near(words: str) -> list[str]:
    """The codes of at most three countries whose name begins like the words, has them in it, or is spelt nearly so."""
    said = " ".join(words.split()).casefold()
    if not said:
        return []
    names = {name: code for name, code in _by_name().items() if has_workdays(code)}
    found = sorted((name for name in names if said in name), key=lambda name: (not name.startswith(said), len(name)))
    found += get_close_matches(said, names, n=MOST_NEAR, cutoff=0.7)
    return list(dict.fromkeys(names[name] for name in found))[:MOST_NEAR]


def name_of(code: str, language: str) -> str:
    """A country's name in `zh` or `en`; its code where it has none."""
    return _names(language).get(code, code)


def country_of_zone(zone: str) -> str | None:
    """The country an IANA zone is in; None for UTC and its like."""
    from babel.core import get_global

    known: Mapping[str, str] = get_global("zone_territories")
    alias = get_global("zone_aliases").get(zone, zone)
    code = known.get(zone) or known.get(str(alias))
    return code if code is not None and code in _names("en") else None


def has_workdays(code: str) -> bool:
    """Whether the holidays of that country are known at all, of whatever year."""
    return code == CHINA or code in _supported()


@lru_cache(maxsize=1)
def _supported() -> frozenset[str]:
    from holidays import list_supported_countries

    return frozenset(list_supported_countries())


@lru_cache(maxsize=2)
def _names(language: str) -> dict[str, str]:
    from babel import Locale

    territories = Locale(language).territories
    of_one = {code: name for code, name in territories.items() if len(code) == 2 and code.isalpha() and code not in NOWHERE}
    return {code: name.replace("特别行政区", "") for code, name in of_one.items()}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    """Every country by its code and its names, in small letters."""
    codes = {code.casefold(): code for code in _names("en")}
    return codes | {name.casefold(): code for language in ("zh", "en") for code, name in _names(language).items()}
