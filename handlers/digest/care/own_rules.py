"""Rules managers make, pure: one of six metrics, held against a bound over 1 to 8 weeks."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from bot.feature import Line, Phrase, Refusal
from bot.figures import short_down

CODE = "own"
MOST_WEEKS, LONGEST = 8, 20


class Metric(NamedTuple):
    """Something a rule looks at: what people call it, its unit, and the most it can be."""

    name: Phrase
    words: tuple[str, ...]
    unit: Phrase
    most: int


PERCENT, POINTS = Phrase(zh="%", en="%"), Phrase(zh="分", en=" points")
DAYS, LESSONS = Phrase(zh="天", en=" days"), Phrase(zh="节", en=" lessons")
METRICS = {
    "rate": Metric(Phrase(zh="打卡率", en="rate"), ("check-in-rate", "完成率"), PERCENT, 100),
    "missed": Metric(Phrase(zh="缺勤天数", en="missed"), ("缺勤", "days-missed"), DAYS, 40),
    "score": Metric(Phrase(zh="考试分", en="score"), ("考试", "分数", "exam"), POINTS, 100),
    "module": Metric(Phrase(zh="模块分", en="module"), ("模块", "mastery"), POINTS, 100),
    "lessons": Metric(Phrase(zh="学完节数", en="lessons"), ("微课", "课程", "节数"), LESSONS, 100),
    "silent": Metric(Phrase(zh="静默天数", en="silent"), ("静默", "沉默天数", "days-silent"), DAYS, 56),
}
"""By the code a rule is kept with."""
COMPARES: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt,
    "≤": operator.le,
    "≥": operator.ge,
    ">": operator.gt,
}
WRITTEN = {"<=": "≤", "=<": "≤", ">=": "≥", "=>": "≥", "＜": "<", "＞": ">", "⩽": "≤", "⩾": "≥"}
RULE = re.compile(
    r"^(?P<name>.*?)\s+(?P<metric>\S+?)\s*(?P<compares><=|>=|=<|=>|[<>≤≥＜＞⩽⩾])\s*(?P<bound>\d{1,3}(?:\.\d)?)\s*[%％分天节]?"
    r"(?:\s+(?P<weeks>\d{1,2})\s*(?:周|weeks?|w))?\s*$",
    re.IGNORECASE,
)

HOW = Phrase(
    zh="没看懂这条规则。试试：预警 加 打卡掉队 打卡率<60 2周",
    en="I do not read that rule. Try: watch add slipping rate<60 2 weeks",
)
NO_NAME = Phrase(
    zh="规则要有名字，最多{most}个字。试试：预警 加 打卡掉队 打卡率<60 2周",
    en="A rule has a name of at most {most:character|characters}. Try: watch add slipping rate<60 2 weeks",
)
NO_METRIC = Phrase(
    zh="没有“{word}”这个指标。有：{all}。试试：预警 加 打卡掉队 打卡率<60 2周",
    en="There is no metric “{word}”. There are: {all}. Try: watch add slipping rate<60 2 weeks",
)
NO_WEEKS = Phrase(
    zh="只能看最近1到{most}周。试试：预警 加 打卡掉队 打卡率<60 2周",
    en="A rule looks at the last {most:week|weeks} at most. Try: watch add slipping rate<60 2 weeks",
)
NO_BOUND = Phrase(
    zh="{metric}在0到{most}之间，“{compares}{bound}”点不到人，或者点到所有人。",
    en="{metric} is from 0 to {most}; “{compares}{bound}” is true of nobody, or of everybody.",
)
SAID = Phrase(
    zh="{name} {metric}{value}{unit}（{compares}{bound}{unit}，近{weeks}周）",
    en="{name}: {metric} {value}{unit} ({compares} {bound}{unit}, last {weeks:week|weeks})",
)
RULE_SAID = Phrase(
    zh="{metric}{compares}{bound}{unit}，近{weeks}周", en="{metric} {compares} {bound}{unit}, last {weeks:week|weeks}"
)
EVIDENCE = Phrase(zh="{metric}{value}{unit}", en="{metric} {value}{unit}")


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A manager's rule; `id` is 0 while it is only tried."""

    id: int
    name: str
    metric: str
    compares: str
    bound: Fraction
    weeks: int

    @property
    def bounds(self) -> dict[str, Any]:
        """Its numbers, as they are kept."""
        return {"metric": self.metric, "compares": self.compares, "bound": str(self.bound), "weeks": self.weeks}

    @classmethod
    def kept(cls, number: int, name: str, bounds: Mapping[str, Any]) -> OwnRule:
        return cls(number, name, bounds["metric"], bounds["compares"], Fraction(bounds["bound"]), bounds["weeks"])

    def names(self, value: Fraction) -> bool:
        """Whether it names somebody with that value; compared exactly."""
        return COMPARES[self.compares](value, self.bound)

    def reason(self, value: Fraction) -> list[Any]:
        shown = {"name": self.name, "value": short_down(value), "bound": short_down(self.bound)}
        return [CODE, {"rule": self.id, "metric": self.metric, "compares": self.compares, "weeks": self.weeks, **shown}]

    def said(self) -> Line:
        metric = METRICS[self.metric]
        shown = {"compares": self.compares, "bound": short_down(self.bound), "weeks": self.weeks}
        return RULE_SAID(metric=metric.name, unit=metric.unit, **shown)


def read(words: str) -> OwnRule:
    """打卡掉队 打卡率<60 2周; one week where none is said. Raises Refusal."""
    found = RULE.match(f" {words.strip()}")
    if found is None:
        raise Refusal(HOW)
    name = found["name"].strip().strip("《》“”\"'")
    if not name or len(name) > LONGEST:
        raise Refusal(NO_NAME(most=LONGEST))
    metric, compares = _metric(found["metric"]), WRITTEN.get(found["compares"], found["compares"])
    weeks, bound = int(found["weeks"] or 1), Fraction(found["bound"])
    if not 1 <= weeks <= MOST_WEEKS:
        raise Refusal(NO_WEEKS(most=MOST_WEEKS))
    most = METRICS[metric].most
    is_empty = (compares == "<" and bound == 0) or (compares == ">" and bound >= most)
    is_everybody = (compares == "≥" and bound == 0) or (compares == "≤" and bound >= most)
    if bound > most or is_empty or is_everybody:
        raise Refusal(NO_BOUND(metric=METRICS[metric].name, most=most, compares=compares, bound=short_down(bound)))
    return OwnRule(0, name, metric, compares, bound, weeks)


def _metric(word: str) -> str:
    folded = word.casefold()
    for code, metric in METRICS.items():
        if folded in (metric.name.zh, metric.name.en.casefold(), *metric.words):
            return code
    raise Refusal(NO_METRIC(word=word[:12], all=[metric.name for metric in METRICS.values()]))


def said(numbers: Mapping[str, Any]) -> Line:
    """Why somebody was named."""
    metric = METRICS[numbers["metric"]]
    shown = {name: numbers[name] for name in ("name", "value", "compares", "bound", "weeks")}
    return SAID(metric=metric.name, unit=metric.unit, **shown)


def evidence_said(numbers: Mapping[str, Any]) -> Line:
    metric = METRICS[numbers["metric"]]
    return EVIDENCE(metric=metric.name, unit=metric.unit, value=numbers["value"])
