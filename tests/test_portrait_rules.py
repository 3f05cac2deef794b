"""Portraits in numbers: too little is no zero, edges are where they are said, and a team is the sum of its members."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.pictures import Drawing, RadarAxis
from handlers.portraits import rules
from handlers.portraits.settings import axes
from storage.tag_mastery import MemberShare, TagShare


@pytest.mark.parametrize(
    ("share", "mastery"),
    [((0, 0), None), ((4, 4), None), ((0, 4), None), ((0, 5), Fraction(0)), ((5, 5), Fraction(1)), ((3, 5), Fraction(3, 5))],
)
def test_under_the_least_there_is_no_share(share: tuple[int, int], mastery: Fraction | None) -> None:
    assert rules.mastery(TagShare(*share)) == mastery


@pytest.mark.parametrize(
    ("right", "asked", "is_strong", "is_gap"),
    [(80, 100, True, False), (79, 100, False, False), (70, 100, False, False), (69, 100, False, True), (4, 4, False, False), (0, 4, False, False)],
)  # fmt: skip
def test_strengths_and_gaps_have_their_edges(right: int, asked: int, is_strong: bool, is_gap: bool) -> None:
    shares = {"异议": TagShare(right, asked)}
    assert (rules.strengths(shares) == ["异议"], rules.gaps(shares) == ["异议"]) == (is_strong, is_gap)


def test_who_could_help_knows_it_from_enough_questions() -> None:
    known = [(1, 9, 10), (2, 10, 10), (3, 89, 100), (4, 9, 9), (5, 18, 20), (6, 27, 30)]
    shares = [MemberShare(member, f"成员{member}", "learner", "异议", right, asked) for member, right, asked in known]
    assert [one.member for one in rules.helpers(shares, "异议")] == [2, 6, 5]
    assert rules.helpers(shares, "谈判") == []


members = some.integers(1, 5)
shares = some.dictionaries(
    some.tuples(members, some.sampled_from(("异议", "谈判", "报价"))),
    some.integers(0, 30).flatmap(lambda asked: some.tuples(some.integers(0, asked), some.just(asked))),
)


@given(shares, some.frozensets(members))
def test_a_team_is_the_sum_of_its_members(known: dict[tuple[int, str], tuple[int, int]], team: frozenset[int]) -> None:
    rows = [MemberShare(member, "", "learner", tag, *share) for (member, tag), share in known.items()]
    sums = rules.team(rows, team)
    for tag in ("异议", "谈判", "报价"):
        own = [share for (member, of), share in known.items() if of == tag and member in team]
        found = sums.get(tag)
        assert (found is None) == (not own)
        if found is not None:
            assert (found.right, found.asked, found.people) == (sum(r for r, _ in own), sum(a for _, a in own), len(own))


@pytest.mark.parametrize(
    ("words", "kept"),
    [("自动", ()), ("异议,谈判,报价", ("异议", "谈判", "报价")), ("异议；谈判、报价；异议", ("异议", "谈判", "报价"))],
)
def test_axes_as_they_are_typed(words: str, kept: tuple[str, ...]) -> None:
    assert axes(words) == kept


@pytest.mark.parametrize("words", ["", "异议", "异议,谈判", "一,二,三,四,五,六,七"])
def test_too_few_or_many_axes_are_refused(words: str) -> None:
    with pytest.raises(ValueError):
        axes(words)


def test_a_radar_has_a_corner_for_each_known_axis_and_none_for_what_is_not() -> None:
    drawing = Drawing()
    known = [RadarAxis(f"标签{n}", "50.0%", Fraction(1, 4), Fraction(1, 2)) for n in range(5)]
    drawing.radar([*known, RadarAxis("标签6", "证据不足", None, None)])
    assert drawing.svg().count("<circle") == 5 and "证据不足" in drawing.svg() and drawing.png().startswith(b"\x89PNG")
