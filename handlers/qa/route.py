"""Who is asked: the expert with most of a question's tags, of several the one with the fewest open questions, and nobody on leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.feature import Context
from scheduler import calendar
from storage import checkins, memberships, tickets
from storage.tickets import Ticket

EXPERTS, STAFF = {"expert"}, {"manager", "owner"}


@dataclass(frozen=True, slots=True)
class ExpertCandidate:
    """Somebody who may be asked: a person, their tags, and how many unanswered questions they have."""

    person: int
    name: str
    tags: tuple[str, ...]
    load: int
    stands_in: bool = False
    """A manager, where every expert is on leave."""


def choose(candidates: Iterable[ExpertCandidate], tags: Sequence[str]) -> ExpertCandidate | None:
    """The one to ask; of equals who came to the camp first. An axis counts by its value: 行业=零售 is 零售."""
    wanted = {_plain(tag) for tag in tags}
    ranked = sorted(
        enumerate(candidates), key=lambda one: (-len(wanted & {_plain(tag) for tag in one[1].tags}), one[1].load, one[0])
    )
    return ranked[0][1] if ranked else None


def find(ctx: Context, one: Ticket) -> ExpertCandidate | None:
    """An expert of the camp who is at work; a manager where it has none, or all are on leave; never the asker."""
    others = [member for member in memberships.members(ctx.db, one.camp) if member.person != one.person]
    experts, staff = ([member for member in others if member.role in roles] for roles in (EXPERTS, STAFF))
    away, load = _on_leave(ctx, one.camp), tickets.load(ctx.db, one.camp)
    present, at_work = ([member for member in some if member.id not in away] for some in (experts, staff))
    stands_in = bool(experts) and not present
    return choose(
        (
            ExpertCandidate(
                member.person, member.name, tuple(memberships.tags_of(ctx.db, member.id)), load.get(member.person, 0), stands_in
            )
            for member in present or at_work or staff
        ),
        one.tags,
    )


def _on_leave(ctx: Context, camp: int) -> set[int]:
    """The memberships on leave today; on a day off, on the next workday."""
    day = calendar.of_settings(ctx.camp.settings).on_or_after(ctx.local(ctx.now).date())
    return {one.membership for one in checkins.camp_leave(ctx.db, camp, day, day)}


def _plain(tag: str) -> str:
    return tag.rpartition("=")[2].casefold()
