"""Facts: an operation says what became so, in the transaction that made it so, and whoever listens acts in the same one.

Nothing is stored: the tables are the truth, and a listener that came later reads them. A fact is named after the feature that owns it,
in the past tense; what takes it back is a fact too. Each listener runs in a savepoint of its own: its bug is logged and undone, and costs
who spoke nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from bot.event_log import where
from storage.connection import passes

if TYPE_CHECKING:  # both are made with listeners, which are given them
    from bot.context import Context
    from bot.feature import Feature

log = structlog.get_logger()

PREFIX = "fact:"
"""Before a fact's name in `@feature.on("fact:exam.passed")`."""
COUNTED = "counted"
"""What is listened for with `@feature.on("counted")`: every fact after which a counter counts otherwise."""
DEEPEST = 3
"""Facts said by a listener, by a listener to that, and no further: then they go in a circle."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What became so: its name, the membership (id) it is about, in the camp of the context, and the details it is registered with."""

    name: str
    member: int
    details: Mapping[str, Any]


Listener = Callable[["Context", Happened], None]


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact somebody may say: the names of its details, and who listens, in the order of the features' names."""

    details: frozenset[str]
    listeners: tuple[tuple[str, Listener], ...]


def known_facts(features: Iterable[Feature]) -> dict[str, KnownFact]:
    """Every registered fact by its name. Raises ValueError where somebody listens for one that nobody registered."""
    in_order = sorted(features, key=lambda feature: feature.name)
    names = {name: details for feature in in_order for name, details in feature.facts.items()}
    counted = {fact for feature in in_order for counter in feature.counters for fact in counter.every_fact}
    heard: dict[str, list[tuple[str, Listener]]] = {name: [] for name in names}
    for feature in in_order:
        for kind, runs in feature.listeners.items():
            meant = sorted(counted) if kind == COUNTED else [kind.removeprefix(PREFIX)] if kind.startswith(PREFIX) else []
            if unknown := set(meant) - heard.keys():
                raise ValueError(f"{feature.name} listens for {', '.join(sorted(unknown))}, which no feature registered")
            for name in meant:
                heard[name] += [(feature.name, run) for run in runs]
    return {name: KnownFact(details, tuple(heard[name])) for name, details in names.items()}


def tell(ctx: Context, fact: Happened, listeners: Iterable[tuple[str, Listener]]) -> None:
    """Lets everybody who listens act on it, one after the other, each as if it were alone. Raises RecursionError where facts answer
    facts too deep: the bug of the listener that said this one."""
    if ctx.facts_deep == DEEPEST:
        raise RecursionError(f"{fact.name} was said by a listener to a listener to a listener")
    speaker = ctx.feature
    ctx.facts_deep += 1
    try:
        for name, listener in listeners:
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
