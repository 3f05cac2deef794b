"""The badges' feature: what it registers everything with, and how a rule reads."""

from __future__ import annotations

from bot import counters
from bot.feature import Feature, Line, Phrase, Theme
from storage.badges import Badge

feature = Feature("badges", Theme.PERSONAL)
feature.prefix("B", Phrase(zh="一枚勋章", en="a badge"))

RULE = Phrase(zh="{counter}≥{least}", en="{counter} ≥ {least}")
RULE_OF = Phrase(zh="{counter} {subject}", en="{counter} {subject}")
RULE_OF_SO_MANY = Phrase(zh="{counter} {subject}≥{least}", en="{counter} {subject} ≥ {least}")
BY_HAND = Phrase(zh="由经理颁发", en="given by managers")
OF_OLD = Phrase(zh="以前的规则", en="a rule of old")
"""The rule over something that is not counted any more."""

EARNED = Phrase(zh="🏅 你获得勋章《{name}》：{rule}。", en="🏅 You have earned the badge “{name}”: {rule}.")


def rule(counter: str | None, subject: str, least: int | None) -> Line | Phrase:
    """What a badge is given for, in a few words."""
    if counter is None:
        return BY_HAND
    known = counters.COUNTERS.get(counter)
    if known is None:
        return OF_OLD
    if not subject:
        return RULE(counter=known.name, least=least)
    return (RULE_OF if least == 1 else RULE_OF_SO_MANY)(counter=known.name, subject=subject, least=least)


def rule_of(badge: Badge) -> Line | Phrase:
    """The same of a badge."""
    return rule(badge.counter, badge.subject, badge.least)


def earned(name: str, why: Line | Phrase) -> Line:
    """What whoever earns it reads."""
    return EARNED(name=name, rule=why)
