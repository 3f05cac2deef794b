"""Which role play is meant, and who is to play: whoever has a seat at its event."""

from __future__ import annotations

from typing import NamedTuple

from bot.feature import Context, Phrase, Refusal, Role
from bot.judging import meant, options
from handlers.roleplay.settings import KIND
from storage import memberships, panels, role_plays
from storage.events import events, signups
from storage.events.events import Event
from storage.panels import JudgingPanel
from storage.role_plays import RolePlay

DRILL = "drill"
"""The kind an event has that may be a role play."""

WHICH = Phrase(zh="哪一场对练？写上活动的号。试试：对练 V{n}", en="Which role play? Name its event. Try: roleplay V{n}")
WHICH_NONE = Phrase(
    zh="还没有演练活动。先办一场，让大家报名：活动 价格对练 周五 16:00 类型=演练",
    en="There is no drill yet. First hold one, for people to sign up: event Pricing Fri 16:00 kind=drill",
)
NO_EVENT = Phrase(zh="没有活动 V{n}。看有哪些：活动", en="There is no event V{n}. To see what there is: event")
NOT_A_DRILL = Phrase(
    zh="V{n}《{title}》不是演练。先改成演练：活动 V{n} 类型=演练",
    en="V{n} “{title}” is no drill. First make it one: event V{n} kind=drill",
)
NOT_SET_YET = Phrase(
    zh="V{n}《{title}》还没有定怎么练。要上场先发：报名 V{n}，抽签后角色卡私聊给你。",
    en="How V{n} “{title}” is played is not set yet. To play send: signup V{n}; after the draw your part comes in private.",
)
NOT_SET = Phrase(
    zh="V{n}《{title}》还没有定怎么练。社群经理发：对练 V{n} 维度=倾听、应答 评委=何琳、王岚 队=华东、华南 话术=价格异议",
    en="How V{n} “{title}” is played is not set yet. A manager sends: roleplay V{n} rubric=listening,answers judges=Helen,Ann "
    "teams=East,South script=Pricing",
)
TWO_TEAMS = Phrase(
    zh="{name}同时是{teams}的，分不清是哪一队。先去掉一个：标签 {name} -{tag}",
    en="{name} is of {teams}, which are two teams. First take one away: tag {name} -{tag}",
)


class Play(NamedTuple):
    """A role play as it stands."""

    of: RolePlay
    panel: JudgingPanel


class Signed(NamedTuple):
    """Somebody with a seat, and the team they play for."""

    membership: int
    name: str
    team: str


def event_in(ctx: Context, words: str) -> tuple[Event, str]:
    """The drill the words begin with, and the rest. Raises Refusal."""
    named = meant.numbered(words)
    if named is None:
        known = meant.held(ctx, DRILL)
        if (only := meant.among(known, words)) is not None:
            return only
        raise Refusal(WHICH(n=known[0].id) if known else WHICH_NONE)
    number, rest = named
    one = events.find(ctx.db, ctx.camp.id, number)
    if one is None or one.cancelled_at is not None:
        raise Refusal(NO_EVENT(n=number))
    if one.kind != DRILL:
        raise Refusal(NOT_A_DRILL(n=one.id, title=one.title))
    return one, rest


def play(ctx: Context, one: Event) -> Play:
    """The role play of an event. Raises Refusal where it is not set up."""
    found = role_plays.of_event(ctx.db, ctx.camp.id, one.id)
    if found is None:
        raise Refusal((NOT_SET if ctx.role >= Role.MANAGER else NOT_SET_YET)(n=one.id, title=one.title))
    return Play(found, panels.rounds(ctx.db, ctx.camp.id, one.id, KIND.code)[-1])


def signed(ctx: Context, event: int, teams: list[str], *, strict: bool = True) -> list[Signed]:
    """Who is present and has a seat, with their team; who has none of the teams is one of their own. Raises Refusal for who has two, where
    it is `strict`."""
    found = []
    present = {one.id for one in memberships.members(ctx.db, ctx.camp.id)}
    for one in signups.everybody(ctx.db, event):
        if one.state != "in" or one.id not in present:
            continue
        theirs = sorted(options.teams_of(ctx, teams, one.id))
        if strict and len(theirs) > 1:
            raise Refusal(TWO_TEAMS(name=one.name, teams=theirs, tag=theirs[-1]))
        found.append(Signed(one.id, one.name, theirs[0] if theirs else f"#{one.id}"))
    return found
