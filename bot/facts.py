"""Facts: an operation says what became so, in the transaction that made it so, and whoever listens acts in the same one.

Nothing is stored: the tables are the truth, and a listener that came later reads them. A fact is named after the feature that owns it,
in the past tense; what takes it back is a fact too. Each listener runs in a savepoint of its own: its bug is logged and undone, and costs
who spoke nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import structlog

from bot.event_log import where
from storage import asked_counters
from storage.connection import passes

if TYPE_CHECKING:  # both are made with listeners, which are given them
    from bot.context import Context
    from bot.feature import Feature

log = structlog.get_logger()

PREFIX = "fact:"
"""Before a fact's name in `@feature.on("fact:exam.passed")`."""
COUNTED = "counted"
"""What is listened for with `@feature.on("counted")`: every fact after which a counter counts otherwise. Where it can only count more, a
feature hears of it if it asks the member for that counter."""
DEEPEST = 3
"""Facts said by a listener, by a listener to that, and no further: then they go in a circle."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What became so: its name, the membership (id) it is about, in the camp of the context, and the details it is registered with."""

    name: str
    member: int
    details: Mapping[str, Any]


Listener = Callable[["Context", Happened], None]


class Listens(NamedTuple):
    """A feature's listener. Where there are `counters` it hears of a fact only if the feature asks the member for one of them."""

    feature: str
    run: Listener
    counters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact somebody may say: the names of its details, and who listens, in the order of the features' names."""

    details: frozenset[str]
    listeners: tuple[Listens, ...]


def known_facts(features: Iterable[Feature]) -> dict[str, KnownFact]:
    """Every registered fact by its name. Raises ValueError where somebody listens for one that nobody registered, or for what is counted
    and nothing says what they ask for."""
    in_order = sorted(features, key=lambda feature: feature.name)
    names = {name: details for feature in in_order for name, details in feature.facts.items()}
    counters = [counter for feature in in_order for counter in feature.counters]
    counted = {fact for counter in counters for fact in counter.every_fact}
    always = {fact for counter in counters for fact in (*counter.undone, *counter.tells)}
    more = {fact: frozenset(one.code for one in counters if fact in one.facts) for fact in counted - always}
    heard: dict[str, list[Listens]] = {name: [] for name in names}
    for feature in in_order:
        for kind, runs in feature.listeners.items():
            meant = sorted(counted) if kind == COUNTED else [kind.removeprefix(PREFIX)] if kind.startswith(PREFIX) else []
            if unknown := set(meant) - heard.keys():
                raise ValueError(f"{feature.name} listens for {', '.join(sorted(unknown))}, which no feature registered")
            if kind == COUNTED and feature.name not in asked_counters.ASKERS:
                raise ValueError(f"{feature.name} listens for what is counted, and no statement says what it asks for")
            for name in meant:
                needs = more.get(name, frozenset()) if kind == COUNTED else frozenset()
                heard[name] += [Listens(feature.name, run, needs) for run in runs]
    return {name: KnownFact(details, tuple(heard[name])) for name, details in names.items()}


def tell(ctx: Context, fact: Happened, listeners: Iterable[Listens]) -> None:
    """Lets everybody whom it concerns act on it, one after the other, each as if it were alone. Raises RecursionError where facts answer
    facts too deep: the bug of the listener that said this one."""
    if ctx.facts_deep == DEEPEST:
        raise RecursionError(f"{fact.name} was said by a listener to a listener to a listener")
    asked: dict[str, set[str]] | None = None
    speaker = ctx.feature
    ctx.facts_deep += 1
    try:
        for name, listener, counters in listeners:
            if counters:
                asked = asked_counters.of(ctx.db, ctx.camp.id, fact.member) if asked is None else asked
                if counters.isdisjoint(asked.get(name, ())):
                    continue
            ctx.feature = name
            _tell_one(ctx, fact, listener)
    finally:
        ctx.feature = speaker
        ctx.facts_deep -= 1


def _tell_one(ctx: Context, fact: Happened, listener: Listener) -> None:
    kept = ctx.effects.copy()
    try:
        with ctx.db.savepoint():
            listener(ctx, fact)
    except Exception as problem:
        if passes(problem):
            raise
        ctx.effects = kept
        log.error("listener failed", fact=fact.name, feature=ctx.feature, problem=type(problem).__name__, at=where(problem))
