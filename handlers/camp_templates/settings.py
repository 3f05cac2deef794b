"""What the rooms of camp templates share: their feature, and what a part of a template is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from bot.feature import Feature, Theme

feature = Feature("camp_templates", Theme.CAMP)

VERSION = 1
"""Of the files we write; a newer one is not read."""
MARK = "qunxue_camp_template"


class TemplatePart(NamedTuple):
    """One thing a template holds: of which section, and what, as that section reads it."""

    section: str
    value: Any


def of_section(parts: Sequence[TemplatePart], section: str) -> list[Any]:
    """What a template holds of one section, in order."""
    return [part.value for part in parts if part.section == section]
