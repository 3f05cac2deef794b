"""What was done, in words: an entry of the audit log as the sentence its act is registered with."""

from __future__ import annotations

import re

from bot.context import Context
from bot.feature import Act
from bot.phrases import Line, Phrase
from storage import people
from storage.audit import PERSON, AuditEntry

OF_OLD = Phrase(zh="{who} 做了旧版本的一步{detail}", en="{who} did what an earlier version knew{detail}")
"""An act of an earlier version, or of a feature there is not any more."""
WITH = Phrase(zh="：{words}", en=": {words}")
CODE = re.compile(r"[a-z_.:-]*")
"""What only a program reads: it is not printed."""
SHELL = Phrase(zh="命令行", en="the shell")
GONE = Phrase(zh="（已不在）", en="(somebody gone)")


def sentence(ctx: Context, entry: AuditEntry) -> Line:
    """The sentence of an entry: its act's own, with its details in it. Before 0.2.0 a person stood there by name."""
    act: Act | None = ctx.router.acts.get(entry.act)
    detail, who = entry.detail, entry.name or SHELL
    if act is None or not act.details - {PERSON} <= detail.keys():
        kept = [str(value) for value in detail.values() if value is not None and not CODE.fullmatch(str(value))]
        return OF_OLD(who=who, detail=WITH(words=kept) if kept else "")
    known = {name: detail.get(name) for name in act.details}
    values = act.shows(ctx, **known) if act.shows else known
    person = people.name_of(ctx.db, detail[PERSON]) if PERSON in detail else detail.get("name")
    return act.sentence(**{**values, "who": who, PERSON: person or GONE})
