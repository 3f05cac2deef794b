"""Who plays with whom: nobody their own team, as many scenes as can be, one more a scene, drawn again by the seed; and a script's two sides."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.roleplay import rules

TEAMS = st.dictionaries(st.integers(1, 200), st.sampled_from(["华东", "华南", "华北", "西南"]), min_size=2, max_size=24)
SEEDS = st.text(max_size=8)


@given(TEAMS, st.integers(1, 3), SEEDS)
def test_nobody_faces_their_own_team_and_everybody_is_somewhere_once(teams: dict[int, str], per_side: int, seed: str) -> None:
    drawn = rules.draw(teams, per_side, seed)
    there = [one for scene in drawn.scenes for side in scene for one in side] + drawn.out
    assert sorted(there) == sorted(teams)
    for first, second in drawn.scenes:
        assert per_side <= min(len(first), len(second)) and len(first) + len(second) <= 2 * per_side + 1
        assert all(teams[one] != teams[second[0]] for one in first) and all(teams[one] != teams[first[0]] for one in second)
    backwards = dict(reversed(teams.items()))
    assert rules.draw(backwards, per_side, seed) == drawn, "the seed draws it again"


@given(TEAMS, SEEDS)
def test_there_are_as_many_pairs_as_can_be(teams: dict[int, str], seed: str) -> None:
    largest = max(Counter(teams.values()).values())
    drawn = rules.draw(teams, 1, seed)
    assert len(drawn.scenes) == min(len(teams) // 2, len(teams) - largest)


@given(TEAMS, SEEDS)
def test_an_odd_one_makes_a_three_and_only_a_team_too_large_sits_out(teams: dict[int, str], seed: str) -> None:
    drawn = rules.draw(teams, 1, seed)
    most, largest = Counter(teams.values()).most_common(1)[0]
    if 2 * largest <= len(teams):
        assert drawn.out == []
        threes = sum(len(first) + len(second) == 3 for first, second in drawn.scenes)
        assert threes == len(teams) % 2
    else:
        assert {teams[one] for one in drawn.out} <= {most}
        assert len(drawn.out) == max(0, largest - 2 * (len(teams) - largest))


def test_one_team_alone_makes_no_scene() -> None:
    drawn = rules.draw({1: "华东", 2: "华东"}, 1, "s")
    assert drawn.scenes == [] and sorted(drawn.out) == [1, 2]


@pytest.mark.parametrize(
    ("words", "cards"),
    [
        ("甲：你是客户\n嫌贵\n乙：你是销售", ("你是客户\n嫌贵", "你是销售")),
        ("先读一遍\n甲方: 客户\n乙方：销售", ("客户", "销售")),
        ("A: customer\nB: seller", ("customer", "seller")),
        ("乙：销售\n甲：客户", None),
        ("甲：客户", None),
        ("甲：\n乙：销售", None),
        ("甲：一\n乙：二\n甲：三", None),
        ("先认同，再问和谁比。", None),
    ],
)
def test_a_script_has_two_sides(words: str, cards: tuple[str, str] | None) -> None:
    assert rules.cards(words) == cards
