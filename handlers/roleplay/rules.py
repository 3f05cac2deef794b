"""Who plays with whom, drawn by a seed so that nobody faces their own team; and the two sides of a script. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from bot.seeded_draw import lot, order

LONGEST_CARD, MOST_PER_SIDE = 800, 5
_SIDE = re.compile(r"(?m)^[ \t　]*(?:(?P<first>甲方?|A|side A)|(?P<second>乙方?|B|side B))[ \t　]*[:：]", re.IGNORECASE)


class RoleScene(NamedTuple):
    """Who plays the first side and who the second."""

    first: list[int]
    second: list[int]


class DrawnScenes(NamedTuple):
    """The scenes, and who sits out."""

    scenes: list[RoleScene]
    out: list[int]


def draw(teams: Mapping[int, str], per_side: int, seed: str) -> DrawnScenes:
    """Scenes of two sides of so many, each side of one team and none against its own; as many scenes as can be.

    `teams` is member → team; who has none is a team of their own. Sides are made within a team, in the order of the seed's lots, and the two
    teams with most sides left face each other. Who is left over joins a side, one more a scene: their own team's, else one whose opponents
    are not their team. Whoever is left then sits out.
    """
    of_team: dict[str, list[int]] = defaultdict(list)
    for one in order(teams, seed):
        of_team[teams[one]].append(one)
    waiting: dict[str, list[list[int]]] = {}
    left: list[int] = []
    for team, those in of_team.items():
        whole = len(those) // per_side * per_side
        waiting[team] = [those[at : at + per_side] for at in range(0, whole, per_side)]
        left += those[whole:]
    scenes = _facing(waiting, seed)
    left += [one for sides in waiting.values() for side in sides for one in side]
    return _joined(scenes, order(left, seed), teams, seed)


def _facing(waiting: dict[str, list[list[int]]], seed: str) -> list[RoleScene]:
    """Scenes of what waits, which is taken from: always the two teams with most sides, of equals by lot."""
    scenes = []
    while (
        len(most := sorted((t for t in waiting if waiting[t]), key=lambda t: (-len(waiting[t]), lot(seed, waiting[t][0][0]))))
        > 1
    ):
        one, other = (waiting[team].pop(0) for team in most[:2])
        first, second = sorted((one, other), key=lambda side: lot(f"{seed}:sides", side[0]))
        scenes.append(RoleScene(first, second))
    return scenes


def _joined(scenes: list[RoleScene], left: list[int], teams: Mapping[int, str], seed: str) -> DrawnScenes:
    """Each of those left over joins a scene that nobody has joined yet, where they may; the rest sits out."""
    out, joined = [], set[int]()
    for one in left:
        fits = [
            (teams[side[0]] != teams[one], number, place)
            for number, scene in enumerate(scenes)
            if number not in joined
            for place, (side, against) in enumerate((scene, scene[::-1]))
            if teams[against[0]] != teams[one]
        ]
        if not fits:
            out.append(one)
            continue
        _, number, place = min(fits, key=lambda fit: (fit[0], lot(f"{seed}:{one}", fit[1]), fit[2]))
        joined.add(number)
        scenes[number][place].append(one)
    return DrawnScenes(scenes, out)


def sides(words: str) -> tuple[str, str] | None:
    """What stands under the first 甲： and the first 乙：, which may be nothing; None where neither is said."""
    firsts = {one.lastgroup: one for one in reversed(list(_SIDE.finditer(words)))}
    found = sorted(firsts.values(), key=lambda one: one.start())
    ends = [*(one.start() for one in found), len(words)][1:]
    said = {one.lastgroup: words[one.end() : end].strip() for one, end in zip(found, ends, strict=True)}
    return (said.get("first", ""), said.get("second", "")) if said else None


def cards(words: str) -> tuple[str, str] | None:
    """What stands under 甲： and under 乙：; None where either is missing or there are more."""
    found = list(_SIDE.finditer(words))
    if [one.lastgroup for one in found] != ["first", "second"]:
        return None
    first, second = words[found[0].end() : found[1].start()].strip(), words[found[1].end() :].strip()
    return (first, second) if first and second else None
