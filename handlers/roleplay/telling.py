"""What those who play are told in private: their part, whom they face, and their side's card."""

from __future__ import annotations

from collections.abc import Sequence

from bot.feature import Context, Line, Phrase
from handlers.roleplay.finding import Play
from handlers.roleplay.settings import SIDES
from storage import role_plays
from storage.role_plays import RolePlayer

CARD = Phrase(
    zh="🎭 《{title}》第{scene}组：你是{side}，对面是{against}。{mates}角色卡只给你这一方，别给对面看：\n{card}",
    en="🎭 “{title}”, scene {scene}: you are {side} and face {against}. {mates}This card is your side's alone; keep it from the other:\n{card}",
)
MATES = Phrase(zh="和{names}一边。", en="With you: {names}. ")


def card(play: Play, scene: int, side: int, mates: Sequence[str], against: Sequence[str]) -> Line:
    """What somebody in a scene is told."""
    with_ = MATES(names=list(mates)) if mates else ""
    said = {"scene": scene, "side": SIDES[side], "against": list(against), "mates": with_, "card": play.of.card(side)}
    return CARD(title=play.panel.title, **said)


def parts(play: Play, players: Sequence[RolePlayer], whose: RolePlayer) -> Line:
    """The card of one of those who play."""
    here = [one for one in players if one.scene == whose.scene and one.entry != whose.entry]
    mates, against = [one.name for one in here if one.side == whose.side], [one.name for one in here if one.side != whose.side]
    return card(play, whose.scene, whose.side, mates, against)


def hand_out(ctx: Context, play: Play, whose: Sequence[int] | None = None) -> None:
    """Cards to all who play, or to those of these memberships."""
    players = role_plays.players(ctx.db, play.panel.id)
    for one in players:
        if whose is None or one.membership in whose:
            ctx.tell(one.person, parts(play, players, one), gently=True)
