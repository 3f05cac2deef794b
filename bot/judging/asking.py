"""Asking judges: two a scene by the seed, none of its teams; a third where two are far apart; another one for whoever left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from bot import rubric
from bot.feature import Context, Line, Phrase, Press, Refusal
from bot.judging import options, rules
from bot.judging.kinds import KINDS, JudgedEntry
from storage import memberships, panels
from storage.panels import JudgingPanel, PanelRating

PREFIX = "U"
"""U5 is one judge's part of one entry: two judges of an entry have two numbers."""
BUTTONS = 8

ASKED = Phrase(
    zh="🏆 请评审《{title}》：{rows}。按{rubric}打1到5分，一份发一句：评分 {code} {points} 评语",
    en="🏆 Please judge “{title}”: {rows}. 1 to 5 points for {rubric}, one message each: grade {code} {points} WORDS",
)
ROW = Phrase(zh="{what}（{code}）", en="{what} ({code})")
TOO_FEW = Phrase(
    zh="{what} 只有{n}位评委可以评（自己的队不评），要{each}位。请再请一位专家或经理：{call} 加评委 名字",
    en="Only {n} may judge {what} (nobody their own team's), and it takes {each}. Please ask one more: {call} addjudge NAME",
)


class Filled(NamedTuple):
    """Who was asked about what (judge → entries), and what still has too few judges."""

    asked: dict[int, list[JudgedEntry]]
    short: list[JudgedEntry]


def draw(ctx: Context, of: JudgingPanel, entries: Sequence[JudgedEntry], seed: str) -> dict[int, tuple[int, ...]]:
    """scene → who judges it. Raises Refusal where somebody would have too few judges."""
    pool = [one.membership for one in panels.judges(ctx.db, of.id)]
    drawn = rubric.assign(_barred(ctx, of, pool, entries), pool, rules.JUDGES_EACH, seed)
    short = next((one for one in entries if len(drawn[one.scene]) < rules.JUDGES_EACH), None)
    if short is not None:
        n = len(drawn[short.scene])
        raise Refusal(TOO_FEW(what=short.what, n=n, each=rules.JUDGES_EACH, call=KINDS[of.kind].call(n=of.event)))
    return drawn


def begin(ctx: Context, of: JudgingPanel, drawn: Mapping[int, Iterable[int]], seed: str) -> None:
    """The panel begins, and each judge hears what was drawn for them."""
    panels.begin(ctx.db, of.id, seed)
    wanted: dict[int, list[JudgedEntry]] = defaultdict(list)
    for one in KINDS[of.kind].entries(ctx.db, of.id):
        for judge in drawn[one.scene]:
            wanted[judge].append(one)
    _ask(ctx, of, wanted)


def fill(ctx: Context, of: JudgingPanel) -> Filled:
    """Where an entry has fewer judges than it takes, or two who are far apart, whoever of the rest has least to do is asked."""
    entries = KINDS[of.kind].entries(ctx.db, of.id)
    known: dict[int, list[PanelRating]] = defaultdict(list)
    for given in panels.ratings(ctx.db, of.id):
        known[given.entry].append(given)
    loads = Counter(one.membership for those in known.values() for one in those if one.released_at is None)
    pool = [one.membership for one in panels.judges(ctx.db, of.id)]
    barred = _barred(ctx, of, pool, entries)
    wanted: dict[int, list[JudgedEntry]] = defaultdict(list)
    short: list[JudgedEntry] = []
    for scene in barred:
        those = [one for one in entries if one.scene == scene]
        for lacking in _lacking(those, known):
            out = barred[scene] | {one.membership for entry in lacking for one in known[entry.entry]}
            out |= {judge for judge, theirs in wanted.items() if any(entry in theirs for entry in lacking)}
            judge = rubric.another([one for one in pool if one not in out], loads, f"{of.seed}:{scene}")
            if judge is None:
                short += [one for one in lacking if _live(known[one.entry]) < rules.JUDGES_EACH and one not in short]
                continue
            loads[judge] += len(lacking)
            wanted[judge] += lacking
    _ask(ctx, of, wanted)
    return Filled(dict(wanted), short)


def _lacking(those: list[JudgedEntry], known: Mapping[int, list[PanelRating]]) -> list[list[JudgedEntry]]:
    """The entries of a scene that lack a judge, once for each judge they lack."""
    found = []
    for place in range(rules.JUDGES_EACH):
        lacking = [one for one in those if _live(known[one.entry]) + place < rules.JUDGES_EACH]
        if lacking:
            found.append(lacking)
    far = [one for one in those if _far_apart(known[one.entry])]
    return [*found, far] if far else found


def _live(ratings: Iterable[PanelRating]) -> int:
    return sum(one.released_at is None for one in ratings)


def _far_apart(ratings: Iterable[PanelRating]) -> bool:
    live = [one for one in ratings if one.released_at is None]
    points = [one.points for one in live if one.points is not None]
    return len(points) == len(live) and rubric.needs_third(points)


def _barred(ctx: Context, of: JudgingPanel, pool: Iterable[int], entries: Iterable[JudgedEntry]) -> dict[int, set[int]]:
    """scene → who of the judges may not judge it: whoever is in it, and whoever is of a team that is."""
    teams = {one: options.teams_of(ctx, of.teams, one) for one in pool}
    found: dict[int, set[int]] = {}
    for entry in entries:
        theirs = options.teams_of(ctx, of.teams, entry.member)
        found.setdefault(entry.scene, set()).update(one for one, own in teams.items() if one == entry.member or own & theirs)
    return found


def _ask(ctx: Context, of: JudgingPanel, wanted: Mapping[int, Sequence[JudgedEntry]]) -> None:
    """Asks each judge about theirs, in one message."""
    look, points = KINDS[of.kind].look, " ".join("4" for _ in of.rubric)
    for judge, entries in wanted.items():
        asked = [(one, panels.ask(ctx.db, one.entry, judge, at=ctx.now)) for one in entries]
        rows: list[Line] = [ROW(what=one.what, code=f"{PREFIX}{number}") for one, number in asked]
        said = ASKED(title=of.title, rows=rows, rubric=of.rubric, code=f"{PREFIX}{asked[0][1]}", points=points)
        presses: list[Press] = [look(one) for one in entries[:BUTTONS]] if look is not None else []
        person = memberships.member(ctx.db, judge).person
        ctx.tell(person, said, *([presses[:4], presses[4:]] if presses else []), gently=True)
