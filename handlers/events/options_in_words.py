"""活动 V3 名额改成 30, 换讲者 周航: an option of an event that is told in a sentence. Pure: words in, options out."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from bot.arguments import whole
from storage.events.events import Event

NAMES = {
    "名额": "seats",
    "人数": "seats",
    "讲者": "speaker",
    "讲师": "speaker",
    "嘉宾": "speaker",
    "主持人": "host",
    "主持": "host",
    "地点": "place",
    "地址": "place",
    "链接": "link",
    "时长": "length",
}
SENTENCE = re.compile(
    rf"(?P<verb>换成?|改|加|增加|减|减少)?(?:一?个)?(?P<name>{'|'.join(NAMES)})\s?(?P<how>改成|改为|改到|换成|换为|加到|增加到|减到|为|是|加|增加|减少|减|到)?"
    r"[：:，,\s]*(?P<value>\S.{0,299})"
)
MORE, FEWER = {"加", "增加"}, {"减", "减少"}


def read(one: Event, words: str) -> dict[str, Any] | None:
    """The options the words give an event; None where they give none. More seats are more than there are."""
    found = SENTENCE.fullmatch(unicodedata.normalize("NFKC", words).strip())
    if found is None:
        return None
    name, value = NAMES[found["name"]], found["value"].strip()
    if name != "seats":
        return {name: value}
    try:
        number = whole(value.rstrip("个人"))
    except ValueError:
        return None
    sign = -1 if found["how"] in FEWER else 1 if found["how"] in MORE else 0
    sign = sign or (-1 if found["verb"] in FEWER else 1 if found["verb"] in MORE and found["how"] is None else 0)
    if sign and one.seats is None:
        return None
    return {"seats": (one.seats or 0) + sign * number if sign else number}
