"""The result: everybody reads their own means and the judges' words, the group the means of all, and managers every part."""

from __future__ import annotations

from fractions import Fraction

from bot import draft, rubric
from bot.feature import Context, Line, Phrase
from bot.figures import decimal
from bot.judging import closing
from handlers.roleplay.finding import Play
from handlers.roleplay.settings import SIDES, feature
from storage import panels, role_plays
from storage.role_plays import RolePlayer

TOGETHER = Phrase(
    zh="🎭 《{title}》练完了：{scenes}组{n}人。大家的均分：{means}。每个人的分和评语私聊发给本人。",
    en="🎭 “{title}” is done: {scenes:scene|scenes}, {n:player|players}. Means of all: {means}. Everybody gets their own points and words in private.",
)
MEAN = Phrase(zh="{name}{mean}", en="{name} {mean}")
THEIRS = Phrase(
    zh="🎭 《{title}》你的{side}：{means}，均分{mean}（{n}位评委）。{words}",
    en="🎭 “{title}”, you as {side}: {means}; mean {mean} ({n:judge|judges}). {words}",
)
WORDS = Phrase(zh="评语：{words}", en="Words: {words}")
ROW = Phrase(zh="第{scene}组{side} {name}：{means}，均分{mean}", en="Scene {scene}, {side}, {name}: {means}; mean {mean}")
WHAT = Phrase(zh="V{n} 的对练结果", en="the result of V{n}")
ALL = Phrase(zh="每个人的（只有你看到）：\n{rows}", en="Of each (for you alone):\n{rows}")
DONE = Phrase(
    zh="✅ V{n} 的结果已经公布，每个人的分已私聊。",
    en="✅ The result of V{n} is announced, and everybody has their own in private.",
)

feature.act(
    "roleplay_result",
    Phrase(zh="{who} 公布了 {event} 的对练结果", en="{who} announced the result of the role play {event}"),
    final=Phrase(
        zh="结果已经公布，收不回来；有误请在群里更正。", en="The result is announced; if it is wrong, say so in the group."
    ),
)


def announce(ctx: Context, play: Play) -> None:
    """Shown to its manager first, whole."""
    panel = play.panel
    given = closing.given(ctx, panel)
    players = [one for one in role_plays.players(ctx.db, panel.id) if one.entry in given]
    points = {entry: [list(one.points or ()) for one in those] for entry, those in given.items()}
    together = rubric.means([row for one in players for row in points[one.entry]])
    scenes = len({one.scene for one in players})
    said = TOGETHER(title=panel.title, scenes=scenes, n=len(players), means=_means(panel.rubric, together))
    if not ctx.sends_draft:
        rows = "\n".join(_row(panel.rubric, one, points[one.entry]).to(ctx.language) for one in players)
        return draft.show(ctx, WHAT(n=panel.event), draft.in_rooms(len(ctx.rooms()), said), notes=(ALL(rows=rows),))
    panels.close(ctx.db, panel.id, at=ctx.now)
    ctx.announce(said)
    for one in players:
        rows_ = points[one.entry]
        comments = [who.comment for who in given[one.entry] if who.comment]
        words = WORDS(words=comments) if comments else ""
        figures = {"means": _means(panel.rubric, rubric.means(rows_)), "mean": decimal(rubric.mean(rows_)), "n": len(rows_)}
        ctx.tell(one.person, THEIRS(title=panel.title, side=SIDES[one.side], words=words, **figures), gently=True)
    ctx.audit("roleplay_result", event=f"V{panel.event}")
    ctx.reply(DONE(n=panel.event))


def _means(names: list[str], means: list[Fraction]) -> list[Line]:
    return [MEAN(name=name, mean=decimal(mean)) for name, mean in zip(names, means, strict=True)]


def _row(names: list[str], one: RolePlayer, points: list[list[int]]) -> Line:
    figures = {"means": _means(names, rubric.means(points)), "mean": decimal(rubric.mean(points))}
    return ROW(scene=one.scene, side=SIDES[one.side], name=one.name, **figures)
