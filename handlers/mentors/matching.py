"""Who is paired with whom: nobody over the cap, as many as can be, the same two again only where it cannot be otherwise. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping, Sequence

Pairing = tuple[int, int]
"""Mentee and mentor."""


def match(mentees: Sequence[int], room: Mapping[int, int], before: Collection[Pairing]) -> dict[int, int]:
    """Mentee → mentor. `room` is how many more each mentor may have, `before` who was paired with whom; nobody is their own mentor.

    Everybody takes the mentor with the most room whom they have not had; whoever is left goes the way that repeats least, others changing
    their mentors for it. So there are as many pairs as there can be and, among those, as few repeats.
    """
    left = dict(room)
    whom: dict[int, int] = {}
    for mentee in mentees:
        free = [one for one in left if left[one] > 0 and one != mentee and (mentee, one) not in before]
        if free:
            whom[mentee] = min(free, key=lambda one: (-left[one], one))
            left[whom[mentee]] -= 1
    waiting = [mentee for mentee in mentees if mentee not in whom]
    while waiting and (changes := _cheapest(waiting, whom, left, before)):
        whom |= changes
        left[changes[-1][1]] -= 1
        waiting.remove(changes[0][0])
    return whom


def _cheapest(
    waiting: Sequence[int], whom: Mapping[int, int], left: Mapping[int, int], before: Collection[Pairing]
) -> list[Pairing]:
    """The changes that give one more of those waiting a mentor and repeat least: the first is theirs, each takes the place of the next,
    the last takes free room. None where there is no way."""
    mentored: dict[int, list[int]] = {}
    for mentee, mentor in whom.items():
        mentored.setdefault(mentor, []).append(mentee)
    cost = dict.fromkeys(waiting, 0)
    instead_of: dict[int, Pairing] = {}
    reached: dict[int, Pairing] = {}
    queue = deque(waiting)
    while queue:
        mentee = queue.popleft()
        for mentor in left:
            here = cost[mentee] + ((mentee, mentor) in before)
            if mentor in (mentee, whom.get(mentee)) or (mentor in reached and reached[mentor][0] <= here):
                continue
            reached[mentor] = here, mentee
            for other in mentored.get(mentor, ()):
                there = here - ((other, mentor) in before)
                if other not in cost or there < cost[other]:
                    cost[other], instead_of[other] = there, (mentee, mentor)
                    queue.append(other)
    ends = [(reached[mentor][0], -left[mentor], mentor) for mentor in reached if left[mentor] > 0]
    if not ends:
        return []
    mentor = min(ends)[2]
    changes = [(reached[mentor][1], mentor)]
    while (step := instead_of.get(changes[0][0])) is not None:
        changes.insert(0, step)
    return changes
