"""抽签: who plays with whom by a printed seed; cards go out in private, judges are asked, and the group hears that it is drawn."""

from __future__ import annotations

from bot import draft
from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Refusal
from bot.judging import asking
from bot.judging.kinds import JudgedEntry
from handlers.roleplay import finding, rules, telling
from handlers.roleplay.finding import Play, Signed
from handlers.roleplay.rules import DrawnScenes
from handlers.roleplay.settings import PART, SIDES, feature
from storage import memberships, panels, role_plays
from storage.events.events import Event

OPENED = Phrase(
    zh="🎭 《{title}》抽好了：{scenes}组{n}人，没有人对自己的队，角色卡已经私聊发出。",
    en="🎭 “{title}” is drawn: {scenes:scene|scenes}, {n:player|players}, nobody against their own team. The cards were sent in private.",
)
OUT = Phrase(
    zh="🎭 《{title}》这次人数不齐，你先观摩；有人来不了就请你上场。",
    en="🎭 The numbers of “{title}” did not come out even, so you watch first; if somebody cannot come, you are asked to step in.",
)
WHAT = Phrase(zh="V{n} 抽签：{scenes}组{players}人", en="the draw of V{n}: {scenes:scene|scenes}, {players:player|players}")
SIDE_SEES = Phrase(zh="{side}（{n}人，私聊）", en="{side} ({n}, in private)")
DRAWN = Phrase(
    zh="✅ V{n} 抽好了，种子 {seed}，可以重算：\n{rows}{out}\n评完发：对练 V{n} 结果",
    en="✅ V{n} is drawn, by the seed {seed}, which draws it again:\n{rows}{out}\nWhen judged: roleplay V{n} result",
)
ROW = Phrase(zh="第{scene}组 {first} 对 {second}", en="Scene {scene}: {first} and {second}")
SITS_OUT = Phrase(zh="\n轮空（先观摩）：{names}", en="\nWatching first: {names}")
BEGUN = Phrase(zh="V{n} 已经抽过签，种子 {seed}。看分组：对练 V{n}", en="V{n} is drawn; seed {seed}. To see it: roleplay V{n}")
TOO_FEW = Phrase(
    zh="V{n} 报名的只有{players}人，至少2人才练得起来。请大家发：报名 V{n}",
    en="Only {players} signed up for V{n}, and it takes two. People sign up with: signup V{n}",
)
ONE_TEAM = Phrase(
    zh="报名 V{n} 的都是{team}的，自己的队不对自己的队，配不了对。请另一队的人报名，或重定时不写队=。",
    en="All who signed up for V{n} are of {team}, and nobody faces their own team. Have others sign up, or set it anew without teams=.",
)
NO_SCENE = Phrase(
    zh="每边{per_side}人，报名的{players}人凑不出两边。请再来几位，或重定时写少一点：每边=1",
    en="With {per_side} a side, {players} who signed up do not make two sides. Have more sign up, or set it anew with perside=1.",
)
PLAYS = Phrase(
    zh="{name}是评委，又报名要上场，两样只能选一样。请{name}发：取消报名 V{n}",
    en="{name} is a judge and has signed up to play; it is one or the other. {name} can send: cancelsignup V{n}",
)

feature.act(
    "roleplay_drawn",
    Phrase(zh="{who} 给 {event} 抽了签，种子 {seed}", en="{who} drew {event}, seed {seed}"),
    final=Phrase(zh="角色卡已经发出，收不回来。", en="The cards were sent; they cannot be taken back."),
)


def begin(ctx: Context, play: Play, one: Event) -> None:
    """Everything is checked and shown first; sent, it is the same draw as long as the same people have a seat."""
    if play.panel.seed is not None:
        raise Refusal(BEGUN(n=one.id, seed=play.panel.seed))
    signed = {who.membership: who for who in finding.signed(ctx, one.id, play.panel.teams)}
    seed = f"{play.panel.id}-{int(one.starts_at.timestamp())}"
    drawn = _draw(ctx, play, signed, seed)
    judged = asking.draw(ctx, play.panel, _entries(drawn, signed), seed)
    players = sum(len(side) for scene in drawn.scenes for side in scene)
    said = OPENED(title=one.title, scenes=len(drawn.scenes), n=players)
    if not ctx.sends_draft:
        views = [draft.in_rooms(len(ctx.rooms()), said), *_cards(play, drawn, signed)]
        return draft.show(ctx, WHAT(n=one.id, scenes=len(drawn.scenes), players=players), *views)
    for number, scene in enumerate(drawn.scenes, 1):
        for side, those in enumerate(scene, 1):
            for member in those:
                role_plays.play(ctx.db, panels.enter(ctx.db, play.panel.id), member, number, side)
    asking.begin(ctx, play.panel, judged, seed)
    telling.hand_out(ctx, play)
    for member in drawn.out:
        ctx.tell(memberships.member(ctx.db, member).person, OUT(title=one.title), gently=True)
    ctx.announce(said)
    ctx.audit("roleplay_drawn", event=f"V{one.id}", seed=seed)
    out = SITS_OUT(names=[signed[member].name for member in drawn.out]) if drawn.out else ""
    ctx.reply(DRAWN(n=one.id, seed=seed, rows=rows(ctx, play), out=out), audience=Audience.MANAGERS)


def rows(ctx: Context, play: Play) -> str:
    """Who plays with whom, a line a scene."""
    players = role_plays.players(ctx.db, play.panel.id)
    said: list[Line] = []
    for scene in sorted({one.scene for one in players}):
        first, second = ([one.name for one in players if (one.scene, one.side) == (scene, side)] for side in SIDES)
        said.append(ROW(scene=scene, first=first, second=second))
    return "\n".join(line.to(ctx.language) for line in said)


def _draw(ctx: Context, play: Play, signed: dict[int, Signed], seed: str) -> DrawnScenes:
    """Raises Refusal where there is nobody to play with."""
    n, teams = play.panel.event, {who.membership: who.team for who in signed.values()}
    if len(signed) < 2:
        raise Refusal(TOO_FEW(n=n, players=len(signed)))
    judge = next((one for one in panels.judges(ctx.db, play.panel.id) if one.membership in signed), None)
    if judge is not None:
        raise Refusal(PLAYS(name=judge.name, n=n))
    if len(set(teams.values())) == 1:
        raise Refusal(ONE_TEAM(n=n, team=next(iter(teams.values()))))
    drawn = rules.draw(teams, play.of.per_side, seed)
    if not drawn.scenes:
        raise Refusal(NO_SCENE(per_side=play.of.per_side, players=len(signed)))
    return drawn


def _entries(drawn: DrawnScenes, signed: dict[int, Signed]) -> list[JudgedEntry]:
    return [
        JudgedEntry(0, number, member, PART(scene=number, side=SIDES[side], name=signed[member].name))
        for number, scene in enumerate(drawn.scenes, 1)
        for side, those in enumerate(scene, 1)
        for member in those
    ]


def _cards(play: Play, drawn: DrawnScenes, signed: dict[int, Signed]) -> list[draft.View]:
    """What each side of the first scene will read."""
    scene, views = drawn.scenes[0], []
    for side, (those, against) in enumerate((scene, scene[::-1]), 1):
        mates = [signed[member].name for member in those[1:]]
        n = sum(len(one[side - 1]) for one in drawn.scenes)
        said = telling.card(play, 1, side, mates, [signed[member].name for member in against])
        views.append(draft.View(SIDE_SEES(side=SIDES[side], n=n), (said,)))
    return views
