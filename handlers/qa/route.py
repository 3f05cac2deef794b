"""Who is asked: the expert with most of a question's tags, of several the one with the fewest open questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.feature import Context
from storage import camps, tickets
from storage.tickets import Ticket

STAFF = {"manager", "owner"}


@dataclass(frozen=True, slots=True)
class ExpertCandidate:
    """Somebody who may be asked: a person, their tags, and how many unanswered questions they have."""

    person: int
    name: str
    tags: tuple[str, ...]
    load: int


def choose(candidates: Iterable[ExpertCandidate], tags: Sequence[str]) -> ExpertCandidate | None:
    """The one to ask; of equals who came to the camp first. An axis counts by its value: 行业=零售 is 零售."""
    wanted = {_plain(tag) for tag in tags}
    ranked = sorted(
        enumerate(candidates), key=lambda one: (-len(wanted & {_plain(tag) for tag in one[1].tags}), one[1].load, one[0])
    )
    return ranked[0][1] if ranked else None


def find(ctx: Context, one: Ticket) -> ExpertCandidate | None:
    """An expert of the camp, or a manager where it has none; never the asker."""
    others = [member for member in camps.members(ctx.db, one.camp) if member.person != one.person]
    experts = [member for member in others if member.role == "expert"]
    load = tickets.load(ctx.db, one.camp)
    return choose(
        (
            ExpertCandidate(member.person, member.name, tuple(camps.tags_of(ctx.db, member.id)), load.get(member.person, 0))
            for member in experts or [member for member in others if member.role in STAFF]
        ),
        one.tags,
    )


def _plain(tag: str) -> str:
    return tag.rpartition("=")[2].casefold()
