"""How pairs are named and their behaviours, marks and results read; and who of those that run the camp hears of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.feature import Context, Line, Phrase, Press, Refusal, Role
from handlers.mentors import rules
from storage import memberships
from storage.mentors import pairs, weeks
from storage.mentors.pairs import MentorPair
from storage.mentors.weeks import MARKS, Marks, MentorWeek

MARK = {
    "done": Phrase(zh="做到", en="done"),
    "partly": Phrase(zh="部分", en="partly"),
    "not": Phrase(zh="没做到", en="not"),
}
DAY = Phrase(zh="{day.month}/{day.day}", en="{day:%b} {day.day}")
MARKED = Phrase(zh="{behaviour} {mark}", en="{behaviour}: {mark}")
NUMBERED = Phrase(zh="{place} {behaviour}", en="{place} {behaviour}")
PRESSED = Phrase(zh="{place} {mark}", en="{place} {mark}")
RESULT = Phrase(
    zh="{behaviour}：做到{done}/{n}周，部分{partly}，没做到{not_done}",
    en="{behaviour}: done in {done} of {n:week|weeks}, partly {partly}, not {not_done}",
)
NO_RESULT = Phrase(zh="{behaviour}：还没有填过", en="{behaviour}: nothing said yet")
SEEN_BY = Phrase(zh="{name}看到的（填了{n}/{of}周）：", en="As {name} saw it ({n} of {of:week|weeks}):")
NO_SUCH = Phrase(zh="没有第{pair}号结对。看有哪些：辅导", en="There is no pair {pair}. To see them: coach")
NOT_YOURS = Phrase(zh="第{pair}号结对不是你的。看你的：辅导", en="Pair {pair} is not yours. To see yours: coach")
WHICH = Phrase(
    zh="你有{n}对，写上号：辅导 {verb} {pair}", en="You are in {n:pair|pairs}; write its number: coach {verb} {pair}"
)
WHICH_PAIR = Phrase(
    zh="哪一对？写上号或名字：辅导 {verb} {pair}。看有哪些：辅导",
    en="Which pair? Write its number or a name: coach {verb} {pair}. To see them: coach",
)
SEVERAL = Phrase(
    zh="{name}有{n}对，写上号：辅导 {verb} {pair}", en="{name} is in {n:pair|pairs}; write its number: coach {verb} {pair}"
)
NOT_PAIRED = Phrase(
    zh="{name}现在没有和你有关的结对。看有哪些：辅导", en="You have nothing to do with a pair of {name}. To see yours: coach"
)
NONE = Phrase(zh="你现在没有结对。", en="You are in no pair just now.")


def monday(day: date) -> date:
    """Of the day's week."""
    return day - timedelta(day.weekday())


def managers(ctx: Context, pair: MentorPair | None = None) -> list[int]:
    """Who hears of a pair: the manager who offered it, or all where they are none any more."""
    found = [one.person for one in memberships.members(ctx.db, ctx.camp.id) if Role[one.role.upper()] >= Role.MANAGER]
    return [pair.offered_by] if pair is not None and pair.offered_by in found else found


def presses(pair: MentorPair, week: int, marked: Mapping[int, str]) -> list[list[Press]]:
    """A row of buttons for every behaviour that is not marked."""
    return [
        [Press(PRESSED(place=place, mark=MARK[how]), f"辅导 填 {week} {place} {MARK[how].zh}") for how in MARKS]
        for place in range(1, len(pair.behaviours) + 1)
        if place not in marked
    ]


def marked(pair: MentorPair, seen: Mapping[int, str]) -> list[Line]:
    """The behaviours with how they were seen, as far as they are marked."""
    return [
        MARKED(behaviour=behaviour, mark=MARK[seen[place]])
        for place, behaviour in enumerate(pair.behaviours, 1)
        if place in seen
    ]


def results(pair: MentorPair, asked: Sequence[MentorWeek], marks: Marks) -> list[Line]:
    """Of every behaviour, as either saw it."""
    said: list[Line] = []
    for member, _, name in pair.sides:
        whole = sum(rules.is_whole(marks.get((week.id, member), {}), pair) for week in asked)
        said.append(SEEN_BY(name=name, n=whole, of=len(asked)))
        for place, behaviour in enumerate(pair.behaviours, 1):
            seen = rules.result(asked, marks, member, place)
            line = RESULT if seen.n else NO_RESULT
            said.append(line(behaviour=behaviour, n=seen.n, **seen._asdict()))
    return said


def result_of(ctx: Context, pair: MentorPair) -> list[Line]:
    """The same, looked up."""
    return results(pair, weeks.of_pair(ctx.db, pair.id), weeks.marks(ctx.db, pair.id))


def number(words: str) -> int | None:
    """12 or #12."""
    plain = rules.plain(words).lstrip("#")
    return int(plain) if plain.isdecimal() and len(plain) < 10 else None


def _named(ctx: Context, words: str, verb: str) -> tuple[MentorPair, str] | None:
    """The open pair of the member whose name the words begin with, among those who asks may see; None where they begin with no name."""
    first = ctx.whose().begins(words) if words else None
    if first is None:
        return None
    member = ctx.member_named(first[0])
    mine = ctx.role >= Role.MANAGER or member.id == ctx.member.id
    theirs = [
        pair
        for pair in pairs.of_member(ctx.db, member.id)
        if pair.is_open and (mine or ctx.member.id in (pair.mentee, pair.mentor))
    ]
    if not theirs:
        raise Refusal(NOT_PAIRED(name=member.name))
    if len(theirs) > 1:
        raise Refusal(SEVERAL(name=member.name, n=len(theirs), verb=verb, pair=theirs[0].id))
    return theirs[0], first[1].strip()


def meant(ctx: Context, words: str, verb: str) -> tuple[MentorPair, str]:
    """The open pair that is meant by its number or a name at the beginning, else the only one somebody is in; and the rest. Raises
    Refusal."""
    first, _, rest = words.partition(" ")
    pair_id = number(first)
    if pair_id is not None:
        pair = pairs.find(ctx.db, ctx.camp.id, pair_id)
        if pair is None:
            raise Refusal(NO_SUCH(pair=pair_id))
        if ctx.role < Role.MANAGER and ctx.member.id not in (pair.mentee, pair.mentor):
            raise Refusal(NOT_YOURS(pair=pair_id))
        return pair, rest.strip()
    if (named := _named(ctx, words, verb)) is not None:
        return named
    mine = [pair for pair in pairs.of_member(ctx.db, ctx.member.id) if pair.is_open]
    if not mine and ctx.role >= Role.MANAGER and (one := next(iter(pairs.unfinished(ctx.db, ctx.camp.id)), None)) is not None:
        raise Refusal(WHICH_PAIR(verb=verb, pair=one.id))
    if not mine:
        raise Refusal(NONE)
    if len(mine) > 1:
        raise Refusal(WHICH(n=len(mine), verb=verb, pair=mine[0].id))
    return mine[0], words
