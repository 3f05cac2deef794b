"""What the files about members share: their feature, and the words for a role."""

from __future__ import annotations

from bot.feature import ROLE_NAMES, Feature, Theme

feature = Feature("members", Theme.CAMP)
feature.fact("joined")
feature.fact("left")
feature.fact("appointed", "role")

SPOKEN_ROLES = {word: role for role, name in ROLE_NAMES.items() for word in (name.zh, name.en, role)} | {
    "社群经理": "manager",
    "管理员": "manager",
}
