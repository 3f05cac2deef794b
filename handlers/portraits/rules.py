"""What is said of a share of right answers: nothing where there are few, a strength, a gap, who could help; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from storage.tag_mastery import MemberShare, TagShare

LEAST = 5
"""Questions asked from which up a share is said."""
STRONG, WEAK = Fraction(80, 100), Fraction(70, 100)
MENTORS, HELPS, KNOWN_BY = 3, Fraction(90, 100), 10
"""Who could help with a tag: at most so many, of whom each has this share of at least so many questions."""
NONE = TagShare(0, 0)


class AxisMark(NamedTuple):
    """One axis: what was known then and what is known now."""

    tag: str
    then: TagShare
    now: TagShare


class TeamTag(NamedTuple):
    """A tag over a team: the sums of its members, and how many of them were asked."""

    tag: str
    right: int
    asked: int
    people: int


def mastery(share: TagShare) -> Fraction | None:
    """0 to 1; None where too few questions were asked: no evidence is no zero."""
    return Fraction(share.right, share.asked) if share.asked >= LEAST else None


def marks(tags: Sequence[str], then: Mapping[str, TagShare], now: Mapping[str, TagShare]) -> list[AxisMark]:
    """An axis a tag, in the tags' order."""
    return [AxisMark(tag, then.get(tag, NONE), now.get(tag, NONE)) for tag in tags]


def strengths(shares: Mapping[str, TagShare]) -> list[str]:
    """Tags that are known well, the best first."""
    known = [(share, tag) for tag, one in shares.items() if (share := mastery(one)) is not None and share >= STRONG]
    return [tag for _, tag in sorted(known, key=lambda one: (-one[0], one[1]))]


def gaps(shares: Mapping[str, TagShare]) -> list[str]:
    """Tags that are known less well than they should be, the weakest first."""
    known = [(share, tag) for tag, one in shares.items() if (share := mastery(one)) is not None and share < WEAK]
    return [tag for _, tag in sorted(known)]


def team(shares: Iterable[MemberShare], members: frozenset[int]) -> dict[str, TeamTag]:
    """tag → the sums over these members."""
    sums: dict[str, TeamTag] = {}
    for one in shares:
        if one.member in members:
            tag = sums.get(one.tag, TeamTag(one.tag, 0, 0, 0))
            sums[one.tag] = TeamTag(one.tag, tag.right + one.right, tag.asked + one.asked, tag.people + 1)
    return sums


def helpers(shares: Iterable[MemberShare], tag: str) -> list[MemberShare]:
    """Who could help others with a tag, the surest first."""
    able = [one for one in shares if one.tag == tag and one.asked >= KNOWN_BY and Fraction(one.right, one.asked) >= HELPS]
    return sorted(able, key=lambda one: (-Fraction(one.right, one.asked), -one.asked, one.member))[:MENTORS]
