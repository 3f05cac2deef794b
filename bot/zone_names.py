"""Time zones by the places people name: 纽约, Tokyo, Asia/Tokyo."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

PLACES = {
    "北京|上海|深圳|广州|成都|杭州|中国|beijing|shanghai|china": "Asia/Shanghai",
    "乌鲁木齐|urumqi": "Asia/Urumqi",
    "香港|hong kong|hkt": "Asia/Hong_Kong",
    "澳门|macau": "Asia/Macau",
    "台北|台湾|taipei": "Asia/Taipei",
    "新加坡|singapore|sgt": "Asia/Singapore",
    "东京|日本|tokyo|japan|jst": "Asia/Tokyo",
    "首尔|韩国|seoul|korea|kst": "Asia/Seoul",
    "曼谷|泰国|bangkok": "Asia/Bangkok",
    "雅加达|jakarta": "Asia/Jakarta",
    "印度|孟买|德里|india|mumbai|delhi": "Asia/Kolkata",
    "迪拜|dubai": "Asia/Dubai",
    "莫斯科|moscow": "Europe/Moscow",
    "伦敦|英国|london": "Europe/London",
    "巴黎|法国|paris": "Europe/Paris",
    "柏林|德国|berlin|germany": "Europe/Berlin",
    "纽约|美东|美国东部|new york|boston|toronto|eastern": "America/New_York",
    "芝加哥|美中|chicago": "America/Chicago",
    "洛杉矶|旧金山|西雅图|硅谷|美西|los angeles|san francisco|seattle|pacific": "America/Los_Angeles",
    "圣保罗|sao paulo": "America/Sao_Paulo",
    "悉尼|墨尔本|sydney|melbourne": "Australia/Sydney",
    "奥克兰|auckland": "Pacific/Auckland",
}
"""Only places with one zone to them; 美国 is none."""
BY_NAME = {name: zone for names, zone in PLACES.items() for name in names.split("|")}


def zone_named(words: str) -> str | None:
    """The IANA zone of 纽约, New York or America/New_York; None where nothing is called that."""
    said = " ".join(words.split()).casefold().removesuffix("时间")
    return BY_NAME.get(said) or _by_city().get(said.replace(" ", "_"))


def names_of(zone: str) -> tuple[str, str]:
    """What a zone is called in Chinese and in English: 纽约, New York."""
    city = zone.rpartition("/")[2].replace("_", " ")
    return next((names.split("|")[0] for names, known in PLACES.items() if known == zone), city), city


@lru_cache(maxsize=1)
def _by_city() -> dict[str, str]:
    """Every zone by its name and by its city's alone, in small letters."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("posix", "right")))
    cities = {name.rpartition("/")[2].casefold(): name for name in names if not name.startswith("Etc/")}
    return cities | {name.casefold(): name for name in (*names, "UTC")}
