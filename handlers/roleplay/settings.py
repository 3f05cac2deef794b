"""The feature of role play, and what a part is to those who judge it."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Theme
from bot.judging.kinds import JudgedEntry, JudgedKind
from storage import role_plays
from storage.connection import Db

feature = Feature("roleplay", Theme.EVENTS)
EXAMPLE_ZH = "对练 V4 维度=倾听、应答 评委=何琳、王岚 队=华东、华南 话术=价格异议"
EXAMPLE_EN = "roleplay V4 rubric=listening,answers judges=Helen,Ann teams=East,South script=Pricing"
EXAMPLE = Phrase(zh=EXAMPLE_ZH, en=EXAMPLE_EN)
SIDES = {1: Phrase(zh="甲方", en="side A"), 2: Phrase(zh="乙方", en="side B")}
PART = Phrase(zh="第{scene}组{side} {name}", en="{name}, {side} of scene {scene}")


def _entries(db: Db, panel: int) -> list[JudgedEntry]:
    return [
        JudgedEntry(one.entry, one.scene, one.membership, PART(scene=one.scene, side=SIDES[one.side], name=one.name))
        for one in role_plays.players(db, panel)
    ]


KIND = feature.judged(
    JudgedKind(
        "role", _entries, Phrase(zh="对练 V{n}", en="roleplay V{n}"), Phrase(zh="对练 V{n} 抽签", en="roleplay V{n} draw")
    )
)
