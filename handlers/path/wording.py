"""How the path is put into words: a need, what is done of it, when a stage opens, and what it brings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from bot import purses
from bot.counters import COUNTERS
from bot.feature import Camp, Line, Phrase
from handlers.path.rules import Counts, Done
from handlers.path.settings import DEFAULT_WORD, WORD
from storage.path import Need, Stage

GONE = Phrase(zh="已没有的计数", en="something no longer counted")
DONE_ALL = Phrase(zh="{name}{n}/{of} ✅", en="{name} {n}/{of} ✅")
DONE_ONE = Phrase(zh="{name} ✅", en="{name} ✅")
SOME = Phrase(zh="{name}{n}/{of}", en="{name} {n}/{of}")
LACKS = Phrase(zh="{name} {state}", en="{name} {state}")
NONE_IN_USE = Phrase(zh="{name} {subject} 现在没有", en="{name} {subject}: there is none now")
SUBJECT = Phrase(zh="{name} {subject}", en="{name} {subject}")
SO_MANY = Phrase(zh="{name} {n}", en="{name} {n}")
SO_MANY_OF = Phrase(zh="{name} {subject} {n}", en="{name} {subject} {n}")
BADGE = Phrase(zh="勋章“{name}”", en="the badge “{name}”")
CERTIFICATE = Phrase(zh="证书“{name}”", en="the certificate “{name}”")
AFTER = Phrase(zh="“{name}”之后", en="after “{name}”")
ANY_TIME = Phrase(zh="不等前一{word}", en="without waiting for the {word} before")
MONTHLY = Phrase(zh="每月{one}", en="{one} a month")
N_STAGES = Phrase(zh="{n}关", en="{n:stage|stages}")
N_OWN = Phrase(zh="{n}{word}", en="{n} {word}")
FROM_DAY = Phrase(zh="{day}起", en="from {day}")
DAYS_IN = Phrase(zh="入营满{n}天", en="{n:day|days} after joining")
SHORT_DAY = Phrase(zh="{day.month}/{day.day}", en="{day:%b} {day.day}")
DAY_OF_A_YEAR = Phrase(zh="{day.year}/{day.month}/{day.day}", en="{day:%b} {day.day}, {day.year}")


def word(camp: Camp) -> Phrase | str:
    """What the camp calls a stage."""
    return WORD.of(camp) or DEFAULT_WORD


def stages(n: int, camp: Camp) -> Line:
    """So many of them: 6关, or 6岛."""
    own = WORD.of(camp)
    return N_OWN(n=n, word=own) if own else N_STAGES(n=n)


def monthly(camp: Camp) -> Line:
    """At most one a month."""
    return MONTHLY(one=stages(1, camp))


def short_day(day: date, today: date) -> Line:
    """7/1, with its year where that is another."""
    return (SHORT_DAY if day.year == today.year else DAY_OF_A_YEAR)(day=day)


def name_of(counter: str) -> Phrase:
    """What a counter is called."""
    known = COUNTERS.get(counter)
    return GONE if known is None else known.name


def need(one: Need) -> Line:
    """What is asked for: 课程 L4, 考试 阶段一, 课程 30."""
    name = name_of(one.counter)
    if not one.subject:
        return SO_MANY(name=name, n=one.needs)
    if one.needs is None or one.needs == 1:
        return SUBJECT(name=name, subject=one.subject)
    return SO_MANY_OF(name=name, subject=one.subject, n=one.needs)


def asked(needs: Iterable[Need], language: str) -> str:
    """What is asked for, counter by counter: 课程 L1、L2；考试 阶段一."""
    groups = [list(those) for _, those in groupby(needs, key=lambda one: one.counter)]
    said = [SUBJECT(name=name_of(those[0].counter), subject=[_subject(one) for one in those]) for those in groups]
    return ("; " if language == "en" else "；").join(line.to(language) for line in said)


def _subject(one: Need) -> str:
    return str(one.needs) if not one.subject else one.subject if one.needs in (None, 1) else f"{one.subject} {one.needs}"


def how_far(needs: Iterable[Need], counts: Counts) -> list[Line]:
    """What is done, counter by counter: 课程3/3 ✅, 考试 未过."""
    return [_group(counter, list(those), counts) for counter, those in groupby(needs, key=lambda one: one.counter)]


def _group(counter: str, needs: Sequence[Need], counts: Counts) -> Line:
    name, done = name_of(counter), [(one, counts(one)) for one in needs]
    if missing := next((one for one, how in done if how.of is None), None):
        return NONE_IN_USE(name=name, subject=missing.subject)
    n, of = sum(min(how.n, how.of or 0) for _, how in done), sum(how.of or 0 for _, how in done)
    is_one = len(needs) == 1 and of == 1 and bool(needs[0].subject)
    if n == of:
        return DONE_ONE(name=name) if is_one else DONE_ALL(name=name, n=n, of=of)
    lacks = COUNTERS[counter].lacks if counter in COUNTERS else None
    if is_one and lacks is not None:
        return LACKS(name=name, state=lacks)
    return SOME(name=name, n=n, of=of)


def lacking(needs: Iterable[Need], counts: Counts) -> list[Line]:
    """What is not done of what is asked for, each named: 考试 阶段一, 课程 28/30."""
    return [_lacking(one, how) for one in needs if not (how := counts(one)).is_met]


def _lacking(one: Need, how: Done) -> Line:
    if one.subject and one.needs == 1:
        return need(one)
    name: Phrase | Line = SUBJECT(name=name_of(one.counter), subject=one.subject) if one.subject else name_of(one.counter)
    return SOME(name=SPACED(name=name), n=how.n, of=how.of or 0)


SPACED = Phrase(zh="{name} ", en="{name}")


def rewards(stage: Stage, camp: Camp) -> list[Line]:
    """What passing it brings."""
    paid = (("coins", stage.coins), ("points", stage.points))
    said = [purses.amount(n, purse, camp) for purse, n in paid if n]
    said += [BADGE(name=stage.badge)] if stage.badge else []
    return [*said, *([CERTIFICATE(name=stage.certificate)] if stage.certificate else [])]


def opening(stage: Stage, names: dict[int, str], camp: Camp, today: date, *, is_first: bool) -> list[Line]:
    """When it opens, beside the stage before it, which goes without saying."""
    said = [AFTER(name=names[stage.after])] if stage.after is not None and stage.after in names else []
    said += [] if stage.in_turn or stage.after is not None or is_first else [ANY_TIME(word=word(camp))]
    said += [monthly(camp)] if stage.monthly else []
    said += [FROM_DAY(day=short_day(stage.opens_on, today))] if stage.opens_on is not None else []
    return [*said, *([DAYS_IN(n=stage.days_in)] if stage.days_in is not None else [])]
