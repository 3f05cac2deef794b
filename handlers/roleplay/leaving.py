"""Who plays and leaves is stood in for by the seed, from those who watch; where nobody can, the other side hears that it is off."""

from __future__ import annotations

from bot.feature import Context, Happened, Phrase
from bot.judging import asking
from bot.seeded_draw import order
from handlers.roleplay import finding, telling
from handlers.roleplay.finding import Play
from handlers.roleplay.settings import feature
from storage import memberships, panels, role_plays
from storage.role_plays import RolePlayer

STOOD_IN = Phrase(
    zh="🎭 《{title}》第{scene}组：{name}来不了，按种子 {seed} 请{instead}上场。",
    en="🎭 “{title}”, scene {scene}: {name} cannot come; by the seed {seed} the part goes to {instead}.",
)
ONE_LESS = Phrase(
    zh="🎭 《{title}》第{scene}组：{name}来不了，同一边还有人，照常练。",
    en="🎭 “{title}”, scene {scene}: {name} cannot come; others are on their side, and it goes on.",
)
OFF = Phrase(
    zh="🎭 《{title}》第{scene}组：{name}来不了，没有能替的人，这一组这次不练。",
    en="🎭 “{title}”, scene {scene}: {name} cannot come and nobody can step in; this scene is off.",
)


@feature.on("fact:members.left")
@feature.on("fact:my_data.erased")
@feature.on("fact:events.signup_cancelled")
def somebody_left(ctx: Context, fact: Happened) -> None:
    for one in role_plays.open_of(ctx.db, fact.member):
        panel = panels.find(ctx.db, ctx.camp.id, one.panel)
        of = role_plays.of_event(ctx.db, ctx.camp.id, panel.event) if panel is not None else None
        if panel is None or of is None or one.is_rated or fact.details.get("event", panel.event) != panel.event:
            continue  # what a judge has seen is judged to its end
        panels.take_out(ctx.db, one.entry, at=ctx.now)
        _mend(ctx, Play(of, panel), one)


def _mend(ctx: Context, play: Play, gone: RolePlayer) -> None:
    """The scene goes on with who is left, or with another, or not at all; all of it and whoever set it up are told."""
    players = role_plays.players(ctx.db, play.panel.id)
    here = [one for one in players if one.scene == gone.scene]
    against = [one for one in here if one.side != gone.side]
    said = {"title": play.panel.title, "scene": gone.scene, "name": gone.name}
    if any(one.side == gone.side for one in here):
        told = ONE_LESS(**said)
    elif (instead := _another(ctx, play, gone, players, against)) is not None:
        role_plays.play(ctx.db, panels.enter(ctx.db, play.panel.id), instead, gone.scene, gone.side)
        asking.fill(ctx, play.panel)
        telling.hand_out(ctx, play, [instead])
        told = STOOD_IN(seed=play.panel.seed, instead=memberships.member(ctx.db, instead).name, **said)
    else:
        for one in against:
            if not one.is_rated:
                panels.take_out(ctx.db, one.entry, at=ctx.now)
        told = OFF(**said)
    for person in dict.fromkeys([*(one.person for one in here), play.panel.made_by]):
        ctx.tell(person, told, gently=True)


def _another(ctx: Context, play: Play, gone: RolePlayer, players: list[RolePlayer], against: list[RolePlayer]) -> int | None:
    """Of those with a seat who do not play, judge nothing and are not of the other side's team, the first by the seed's lot."""
    taken = {one.membership for one in players} | {one.membership for one in panels.judges(ctx.db, play.panel.id)}
    teams = {one.membership: one.team for one in finding.signed(ctx, play.panel.event, play.panel.teams, strict=False)}
    theirs = {teams.get(one.membership) for one in against}
    free = [one for one, team in teams.items() if one not in taken | {gone.membership} and team not in theirs]
    return next(iter(order(free, f"{play.panel.seed}:{gone.scene}:{gone.entry}")), None)
