"""What a camp can set about requests to join: who answers them, and what happens where nobody does."""

from __future__ import annotations

import re

from bot.feature import Feature, Line, Phrase, Setting, Theme

feature = Feature("joining", Theme.CAMP)
feature.prefix("W", Phrase(zh="一个入群申请", en="a request to join"))

SPOKEN = {"放行": True, "同意": True, "yes": True, "谢绝": False, "拒绝": False, "no": False}
ASK_MANAGERS, AT_ONCE = "managers", "auto"
_IN_TIME = re.compile(r"(\d{1,3})\s*(?:小时|h)\s*-?\s*(放行|谢绝|yes|no)", re.IGNORECASE)


def _rule(words: str) -> str:
    """`managers`, `auto`, or hours and what then: `24 yes`. Raises ValueError."""
    said = words.strip().casefold()
    if said in ("经理", ASK_MANAGERS):
        return ASK_MANAGERS
    if said in ("自动", AT_ONCE):
        return AT_ONCE
    match = _IN_TIME.fullmatch(said)
    if match is None or not int(match[1]):
        raise ValueError(words)
    return f"{int(match[1])} {'yes' if SPOKEN[match[2]] else 'no'}"


def _shown(rule: str) -> Phrase | Line:
    if rule in RULE_NAMES:
        return RULE_NAMES[rule]
    hours, verdict = rule.split()
    return (LETS_IN if verdict == "yes" else TURNS_AWAY)(hours=hours)


RULE_NAMES = {ASK_MANAGERS: Phrase(zh="经理", en="managers"), AT_ONCE: Phrase(zh="自动", en="auto")}
LETS_IN = Phrase(zh="{hours}小时放行", en="{hours}h-yes")
TURNS_AWAY = Phrase(zh="{hours}小时谢绝", en="{hours}h-no")
RULE = feature.setting(
    Setting(
        "joining.rule",
        Phrase(zh="入群申请", en="join-requests"),
        Phrase(
            zh="经理（由经理答复）、自动（直接放行）、24小时放行 或 24小时谢绝（到时没人答复）",
            en="managers, auto, or what happens unanswered: 24h-yes, 24h-no",
        ),
        ASK_MANAGERS,
        _rule,
        _shown,
    )
)
