"""The fields of a stage: what they are called in heads and before colons, and how the words of each are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot import counters, purses
from bot.feature import Camp, Line, Phrase, Refusal
from storage.connection import Db
from storage.path import Need, StageSpec

FIELDS = {
    **dict.fromkeys(("关卡", "关", "岛", "阶段", "名称", "stage", "island", "level"), "name"),
    **dict.fromkeys(("说明", "简介", "about"), "about"),
    **dict.fromkeys(("奖励", "reward", "rewards"), "reward"),
    **dict.fromkeys(("开放", "解锁", "opens", "open"), "opens"),
}
"""Heads that are the same for every map; whatever else stands there names a counter."""
NOTHING = {"", "无", "没有", "不要", "none", "no", "-", "—", "–"}
LONGEST_NAME, LONGEST_ABOUT, LONGEST_SUBJECT = 30, 200, 100
MOST_NEEDS = 40
MOST_PAID, MOST_DAYS = 10_000, 3650

NO_NAME = Phrase(zh="缺名称", en="has no name")
LONG_NAME = Phrase(zh="名称最多{most}个字", en="a name has at most {most:character|characters}")
LONG_ABOUT = Phrase(zh="说明最多{most}个字", en="what it is about has at most {most:character|characters}")
NOTHING_ASKED = Phrase(
    zh="“{name}”一个要求也没有，至少写一项，如 课程=L1",
    en="“{name}” asks for nothing; name one thing at least, like lessons=L1",
)
EMPTY = Phrase(
    zh="“{word}”后面是空的，写上要求或删掉这一项", en="there is nothing behind “{word}”; say what it asks for or leave it out"
)
NO_COUNTER = Phrase(zh="没有“{word}”这一项，可以写：{known}", en="there is nothing called “{word}”; there are: {known}")
TOO_MUCH = Phrase(zh="一关最多{most}项要求", en="a stage asks for at most {most:thing|things}")
TWICE = Phrase(zh="“{need}”写了两次", en="“{need}” is asked for twice")
BELOW_ZERO = Phrase(zh="奖励不能小于0：{words}", en="a reward is not below zero: {words}")
TOO_DEAR = Phrase(zh="奖励最多{most}", en="a reward is at most {most}")
NOT_A_REWARD = Phrase(
    zh="没看懂奖励“{words}”，可以写：金币 100；积分 20；勋章 结业；证书 结业",
    en="I did not get the reward “{words}”; there are: coins 100; points 20; badge Graduate; certificate Graduate",
)
NOT_AN_OPENING = Phrase(
    zh="没看懂开放“{words}”。可以写：每月一关、2026-07-01、入营后30天、随时、某一关之后",
    en="I did not get when it opens: “{words}”. There are: monthly, 2026-07-01, 30 days after joining, anytime, after NAME",
)
NO_SUCH_DAY = Phrase(zh="没有 {words} 这一天", en="there is no day {words}")
LONG_WAIT = Phrase(zh="入营后最多{most}天", en="at most {most:day|days} after joining")
ITSELF = Phrase(zh="“{name}”不能排在自己后面", en="“{name}” cannot come after itself")
NO_SUCH_STAGE = Phrase(
    zh="“{name}”要排在“{other}”之后，可是地图里没有“{other}”", en="“{name}” is to come after “{other}”, which is not on the map"
)

_PARTS = re.compile(r"[;；、，]|,(?!\d{3}(?!\d))")
_REWARD = re.compile(r"([^\W\d]+)\s*[+＋]?\s*([-−－]?\d{1,9})|[+＋]?\s*([-−－]?\d{1,9})\s*([^\W\d]+)")
_BADGE = re.compile(r"(?:勋章|badge)\s*[“\"]?(.+?)[”\"]?$", re.IGNORECASE)
_CERTIFICATE = re.compile(r"(?:证书|certificate)\s*[“\"《]?(.+?)[”\"》]?$", re.IGNORECASE)
_DAY = re.compile(r"(?:从|from\s+)?(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?起?")
_DAYS_IN = re.compile(
    r"入营(?:满|后|第)?\s*(\d{1,6})\s*(?:天|日)(?:后|起)?|(\d{1,6})\s*days?\s*(?:after|from)\s*joining", re.IGNORECASE
)
_AFTER = re.compile(r"[“\"]?(.+?)[”\"]?\s*(?:之后|以后|后)|after\s+[“\"]?(.+?)[”\"]?", re.IGNORECASE)
_MONTHLY = re.compile(r"每(?:个)?月(?:最多)?(?:可?通?[一1])?\S{0,6}|monthly|(?:at most )?one (?:a|per) month", re.IGNORECASE)
IN_TURN = {"前一关", "上一关", "前一岛", "上一岛", "前一阶段", "上一阶段", "依次", "in turn", "the one before", "previous"}
ANY_TIME = {"随时", "一开始", "马上", "不等前一关", "不限", "anytime", "any time", "at once"}


@dataclass(frozen=True, slots=True)
class RawStage:
    """A stage as its author wrote it: its name, what it is about, and each field with its words, in order; the row it begins in."""

    row: int
    name: str
    pairs: tuple[tuple[str, str], ...]
    about: str = ""
    source: tuple[str, ...] = ()


def folded(word: str) -> str:
    """A head as it is compared."""
    return unicodedata.normalize("NFKC", word).strip().casefold()


def field(word: str) -> str:
    """The field a head means; "" where it may name a counter."""
    return FIELDS.get(folded(word), "")


def is_known(word: str) -> bool:
    """Whether a head means anything."""
    return bool(field(word)) or counters.called(folded(word)) is not None


def named(words: str) -> str:
    """A stage's name. Raises Refusal."""
    name = " ".join(words.split()).strip("“”\"'")
    if not name:
        raise Refusal(NO_NAME)
    if len(name) > LONGEST_NAME:
        raise Refusal(LONG_NAME(most=LONGEST_NAME))
    return name


def stage(db: Db, camp: Camp, raw: RawStage) -> StageSpec:
    """A stage as its fields say it. Raises Refusal for a field that cannot be read, or that names what the camp does not have."""
    spec = apply(db, camp, StageSpec(named(raw.name), (), about=_about(raw.about)), raw.pairs)
    if not spec.needs:
        raise Refusal(NOTHING_ASKED(name=spec.name))
    return spec


def apply(db: Db, camp: Camp, spec: StageSpec, pairs: Sequence[tuple[str, str]]) -> StageSpec:
    """A stage with some of its fields said anew; a counter that is named asks for nothing else any more. Raises Refusal."""
    needs = list(spec.needs)
    for word, words in pairs:
        match field(word):
            case "about":
                spec = replace(spec, about=_about(words))
            case "reward":
                spec = _rewarded(camp, spec, words)
            case "opens":
                spec = _opening(spec, words)
            case _:
                needs = _asked(db, camp, needs, word, words)
    if len(needs) > MOST_NEEDS:
        raise Refusal(TOO_MUCH(most=MOST_NEEDS))
    return replace(spec, needs=tuple(needs))


def _about(words: str) -> str:
    said = words.strip()
    if len(said) > LONGEST_ABOUT:
        raise Refusal(LONG_ABOUT(most=LONGEST_ABOUT))
    return "" if said in NOTHING else said


def _asked(db: Db, camp: Camp, needs: list[Need], word: str, words: str) -> list[Need]:
    """The needs with what a counter is asked for in place of what it was."""
    counter = counters.called(folded(word))
    if counter is None or not counter.for_stages:
        known = [one.name for one in counters.COUNTERS.values() if one.for_stages]
        raise Refusal(NO_COUNTER(word=word.strip()[:24], known=[*known, *FIELD_NAMES]))
    asked: list[Need] = []
    for part in parts(words):
        found = counter.asked(db, camp, part)
        if any(one.subject == found.subject for one in asked):
            raise Refusal(TWICE(need=part[:24]))
        asked.append(Need(counter.code, found.subject[:LONGEST_SUBJECT], found.needs))
    if not asked and words.strip() not in NOTHING - {""}:
        raise Refusal(EMPTY(word=word.strip()[:24]))
    place = next((at for at, one in enumerate(needs) if one.counter == counter.code), len(needs))
    others = [one for one in needs if one.counter != counter.code]
    return [*others[:place], *asked, *others[place:]]


FIELD_NAMES = (
    Phrase(zh="说明", en="about"),
    Phrase(zh="奖励", en="reward"),
    Phrase(zh="开放", en="opens"),
)


def parts(words: str) -> list[str]:
    """What stands between semicolons and commas."""
    said = [] if words.strip() in NOTHING else _PARTS.split(words)
    return [part.strip() for part in said if part.strip()]


def _rewarded(camp: Camp, spec: StageSpec, words: str) -> StageSpec:
    spec = replace(spec, points=0, coins=0, badge="", certificate="")
    for part in parts(words):
        if badge := _BADGE.fullmatch(part):
            spec = replace(spec, badge=named(badge[1]))
            continue
        if certificate := _CERTIFICATE.fullmatch(part):
            spec = replace(spec, certificate=named(certificate[1]))
            continue
        paid = list(_REWARD.finditer(part))
        if not paid or _REWARD.sub("", part).strip(" +＋和与"):
            raise Refusal(NOT_A_REWARD(words=part[:24]))
        for one in paid:
            purse = purses.meant(one[1] or one[4], camp)
            if purse is None:
                raise Refusal(NOT_A_REWARD(words=part[:24]))
            amount = _amount(one[2] or one[3], part)
            spec = replace(spec, coins=amount) if purse == "coins" else replace(spec, points=amount)
    return spec


def _amount(number: str, said: str) -> int:
    amount = int(re.sub("[−－]", "-", number))
    if amount < 0:
        raise Refusal(BELOW_ZERO(words=said[:24]))
    if amount > MOST_PAID:
        raise Refusal(TOO_DEAR(most=MOST_PAID))
    return amount


def _opening(spec: StageSpec, words: str) -> StageSpec:
    spec = replace(spec, in_turn=True, after="", monthly=False, opens_on=None, days_in=None)
    said = [part for piece in parts(words) for part in re.split(r"\s+(?=每月|每个月|入营|随时|\d{4}[-/年])", piece)]
    for part in said:
        spec = _opened(spec, part.strip())
    return spec


def _opened(spec: StageSpec, said: str) -> StageSpec:
    if _MONTHLY.fullmatch(said):
        return replace(spec, monthly=True)
    if said.casefold() in IN_TURN:
        return spec
    if said.casefold() in ANY_TIME:
        return replace(spec, in_turn=False)
    if day := _DAY.fullmatch(said):
        return replace(spec, opens_on=_day(day, said))
    if days := _DAYS_IN.fullmatch(said):
        count = int(days[1] or days[2])
        if count > MOST_DAYS:
            raise Refusal(LONG_WAIT(most=MOST_DAYS))
        return replace(spec, days_in=count)
    if after := _AFTER.fullmatch(said):
        return _behind(spec, named(after[1] or after[2]))
    raise Refusal(NOT_AN_OPENING(words=said[:24]))


def _behind(spec: StageSpec, other: str) -> StageSpec:
    if other == spec.name:
        raise Refusal(ITSELF(name=spec.name))
    return replace(spec, after=other, in_turn=False)


def _day(found: re.Match[str], said: str) -> date:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Refusal(NO_SUCH_DAY(words=said[:16])) from None


def unknown_after(specs: Iterable[StageSpec]) -> Callable[[StageSpec], Line | None]:
    """What is wrong with whom a stage comes after, if anything."""
    names = {spec.name for spec in specs}

    def wrong(spec: StageSpec) -> Line | None:
        return NO_SUCH_STAGE(name=spec.name, other=spec.after) if spec.after and spec.after not in names else None

    return wrong
