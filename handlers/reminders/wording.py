"""What stands before the time in a reminder: whom it is for, or what is to become of an older one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from scheduler.rhythm import AnyOf, Monthly, NthWeekday, OnRestDay, Rhythm, Weekly

Verb = Literal["cancel", "done", "snooze", "move"]

VERBS: dict[str, Verb] = {
    "取消": "cancel",
    "cancel": "cancel",
    "完成": "done",
    "done": "done",
    "推迟": "snooze",
    "snooze": "snooze",
    "改": "move",
    "move": "move",
}
ORDER = re.compile(rf"({'|'.join(VERBS)})((?:[\s,，、]+R\d+)+)\s*(.*)", re.IGNORECASE | re.DOTALL)
LISTS = frozenset({"", "列表", "list", "取消", "cancel"})

WHOM = {
    "我": "me",
    "me": "me",
    "大家": "everyone",
    "所有人": "everyone",
    "全员": "everyone",
    "everyone": "everyone",
    "all": "everyone",
    "本群": "here",
    "here": "here",
    "未打卡": "unstamped",
    "没打卡": "unstamped",
    "unchecked": "unstamped",
}
GLUED = r"我(?![们的方司校院国会也还都说想])|大家|所有人|全员|本群|(?:未|没)打卡"
"""Whom a reminder is for where the words run on: 提醒我明天9点交计划."""
A_TIME = (
    r"今[天日晚早]|明[天日晚早]|大?后天|下{1,3}个?(?:周|星期|礼拜|月)|[本这]周|每个?[天日周月年工早晚星]|(?:周|星期|礼拜)[一二三四五六日天末]|工作日"
    r"|[早晚]上|[上下]午|中午|半小时后|[一二两三四五六七八九十]+(?:[点时天周分月]|个(?:小时|月|星期))"
)
GLUED_TO_THE_WORD = rf"提醒(?=\d|{GLUED}|{A_TIME})"
TIME_FIRST = (
    r"(?:请|麻烦)?(?P<when>(?=[^，。]{0,12}(?:\d|[一二三四五六七八九十]点|[今明后]|周|星期|每|早|晚))(?:(?![A-Za-z]\s?-?\d)[^，。！？!?]){2,24}?)[,，]?\s*(?:请)?提醒"
    r"(?P<whom>我|大家|所有人|全员|本群|)(?:一下|下)?[,，:：]?\s*(?P<what>[^?？]{2,200})"
)
"""明天9点提醒我交作业: the time before the word. The number of a thing is none: 处理 Z1 提醒 … is a case's."""
SOON = "10分钟后"
"""When what names no time is said: there is time to read the draft of it and to send it off."""
NUDGE = (
    r"(?:帮我)?(?:催|提醒|叫)(?:一下|一催)?(?:今[天日])?(?:还)?(?:没|未)打卡的?(?:人|同学|学员|伙伴)?(?:打卡|去打卡)?"
    r"|nudge (?:who|those who)(?: has| have)? not checked in"
)
NOT_YET = "还没打卡，别忘了"
NOTICE = (
    r"(?:帮我)?(?:群发|发(?:布)?(?:个|一个|一条|条|一下)?)(?:通知|公告|消息)[\s:：，,]*(?P<what>[^?？]{2,300})"
    r"|announce[:,]? (?P<en>[^?]{2,300})"
)
"""发个通知：明天放假: something for everybody at no time in particular."""
RUNS_ON = re.compile(rf"({GLUED})(?=\S)")
TAG = re.compile(r"(?:标签[=＝]|tag=|[#＃])(\S+)", re.IGNORECASE)
REST_DAYS: dict[str, OnRestDay] = {
    "提前": "previous_workday",
    "顺延": "next_workday",
    "earlier": "previous_workday",
    "later": "next_workday",
}
ON_REST_DAY = re.compile(r"遇(?:假期?|休息?日?|节假日)(提前|顺延)|\b(earlier|later) if (?:it is )?off\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to become of reminders set before: R12 R13, and the words after them."""

    verb: Verb
    numbers: tuple[int, ...]
    words: str


def order(words: str) -> Order | None:
    """取消 R12, 推迟 R12 10分钟后, …; None where it is a new reminder."""
    found = ORDER.fullmatch(words.strip())
    if found is None:
        return None
    numbers = tuple(int(number) for number in re.findall(r"\d+", found[2]))
    return Order(VERBS[found[1].casefold()], numbers, found[3].strip())


def first_word(words: str) -> tuple[str, str]:
    """The first word and the rest; 我明天交计划 begins with 我."""
    if found := RUNS_ON.match(words):
        return found[1], words[found.end() :].lstrip()
    pieces = words.split(None, 1)
    return (pieces[0] if pieces else "", pieces[1] if len(pieces) > 1 else "")


def moved_off(rhythm: Rhythm, words: str) -> tuple[Rhythm, str]:
    """遇休提前, 遇休顺延: the rhythm with that rule, and the words without it."""
    found = ON_REST_DAY.search(words)
    if found is None:
        return rhythm, words
    rule = REST_DAYS[(found[1] or found[2]).casefold()]
    return _ruled(rhythm, rule), f"{words[: found.start()].rstrip()} {words[found.end() :].lstrip()}".strip()


def _ruled(rhythm: Rhythm, rule: OnRestDay) -> Rhythm:
    match rhythm:
        case Weekly() | Monthly() | NthWeekday():
            return replace(rhythm, on_rest_day=rule)
        case AnyOf(parts):
            return AnyOf(tuple(_ruled(part, rule) for part in parts))
    return rhythm
