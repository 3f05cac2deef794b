"""问过了吗: what may answer a question already, and what its asker says of it. A yes is kept as one more wording of the entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.feature import Context
from storage import archive, dialogs, heat, suggestions, tickets
from storage.archive import Entry
from storage.connection import Db
from storage.dialogs import Dialog
from storage.search import Results, SearchResult
from storage.search.results import SURE
from storage.tickets import Ticket

MOST = 3
"""Suggestions to one question."""
NEARLY = 0.75
STEP = "qa.unsolved"


@dataclass(frozen=True, slots=True)
class Near:
    """An entry that may answer a question, or a ticket that waits for the same answer; `chance` is 0 to 1."""

    what: Entry | Ticket
    chance: float


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a question: up to three, the likeliest first; `is_sure` where the first is as good as an answer."""

    near: tuple[Near, ...]
    is_sure: bool

    @property
    def tags(self) -> list[str]:
        """The tags of the likeliest entry: what the question is probably about too."""
        return next((one.what.tags for one in self.near if isinstance(one.what, Entry)), [])


def look_up(reader: Db, camp: int, words: str) -> Known:
    """Searches the archive and the tickets that wait."""
    entries = [Near(archive.get(reader, one.item), one.p) for one in _possible(archive.find(reader, camp, words))]
    waiting = [
        Near(tickets.get(reader, one.item), one.p) for one in tickets.find(reader, camp, words).suggested if one.p >= SURE
    ]
    near = sorted((*entries, *waiting), key=lambda one: -one.chance)[:MOST]
    enough = suggestions.threshold(suggestions.judgements(reader, camp), SURE)
    return Known(tuple(near), bool(near) and isinstance(near[0].what, Entry) and near[0].chance >= enough)


def _possible(results: Results) -> list[SearchResult]:
    """The best where it may be right, and those that share nearly as much with the question: a chance is the best one's alone."""
    return [one for one in results.suggested if one.covers >= NEARLY * results.found[0].covers][:MOST]


def suggest(ctx: Context, near: tuple[Near, ...]) -> list[list[Any]]:
    """Notes what is shown to the asker; gives [entry, suggestion] or [0, ticket] for each, to be kept by the dialog."""
    for one in near:
        if isinstance(one.what, Entry):
            heat.note(ctx.db, one.what.id, ctx.person.id, "view", ctx.today)
    return [
        [one.what.id, suggestions.suggest(ctx.db, one.what.id, ctx.person.id, one.chance, at=ctx.now)]
        if isinstance(one.what, Entry)
        else [0, one.what.id]
        for one in near
    ]


def draft(ctx: Context) -> Dialog | None:
    """The question of this person that waits here for “没解决”."""
    found = dialogs.find(ctx.db, ctx.person.id, ctx.address.key, now=ctx.now)
    return found if found is not None and found.step == STEP else None


def confirm(ctx: Context, one: Entry) -> bool:
    """Where it was suggested to a question that waits here, that question was asked before and is found so from now on.

    False where no such question waits.
    """
    asked = draft(ctx)
    suggestion = next((by for entry, by in asked.kept["shown"] if entry == one.id), None) if asked else None
    if asked is None or suggestion is None:
        return False
    suggestions.judge(ctx.db, suggestion, right=True, by=ctx.person.id, at=ctx.now)
    archive.add_alias(ctx.db, one, asked.kept["words"], "confirmed", person=ctx.person.id, at=ctx.now)
    dialogs.close(ctx.db, asked.id)
    return True


def reject(ctx: Context, shown: list[list[Any]]) -> None:
    """None of it helped."""
    for entry, suggestion in shown:
        if entry:
            suggestions.judge(ctx.db, suggestion, right=False, by=ctx.person.id, at=ctx.now)
