"""开赛: a contest is set up, announced in its rooms with a button to join, and begins after thirty seconds."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from difflib import get_close_matches
from typing import Annotated, Any

from bot.arguments import EVERYONE, Named, Tagged
from bot.feature import Context, Phrase, Press, Refusal, Role
from bot.host_screen import order
from bot.messages import Address, Lane
from handlers.quiz import objection_drill
from handlers.quiz.contest import rooms, screen
from handlers.quiz.contest.ending import call_off
from handlers.quiz.contest.lobby import waiting
from handlers.quiz.contest.scoring import Mode
from handlers.quiz.contest.settings import feature
from storage import bank, contests, memberships

TOO_OLD = timedelta(minutes=5)
"""How old words may be that begin a contest at once: whoever said them then may not want it now."""
MILLISECOND = timedelta(milliseconds=1)
YES = frozenset({"开", "开赛", "是", "好", "yes", "open", "ok"})
LOBBY = timedelta(seconds=30)
LIMIT = timedelta(seconds=20)
LIMITS = (5, 600)
"""Seconds a question may take, at least and at most."""
PAUSES = (1, 60)
MOST_QUESTIONS = 50
MOST_TEAMS = 8
LONGEST_NAME = 30
SECOND_MS = 1000

SPOKEN_MODES = {
    "速度": Mode.SPEED,
    "speed": Mode.SPEED,
    "正确率": Mode.ACCURACY,
    "准确率": Mode.ACCURACY,
    "accuracy": Mode.ACCURACY,
    "团队": Mode.TEAM_MEAN,
    "分组": Mode.TEAM_MEAN,
    "team": Mode.TEAM_MEAN,
}
EVERYWHERE = {"全部", "所有", "all"}
HERE = {"", "本群", "here"}

OPENED = Phrase(
    zh="✅ 已在{n}个群开赛：{name}。10分钟内可发“撤销”；看结果：结果 C{id}",
    en="✅ {name} opened in {n:room|rooms}. “undo” within 10 minutes calls it off. For the result: result C{id}",
)
ON_A_SCREEN = Phrase(zh="上大屏", en="On a screen")
LEFT_OUT = Phrase(
    zh="没有开到：{rooms}（那里不能出题和收按钮）。", en="Left out: {rooms} (questions and presses do not work there)."
)
TOO_FEW = Phrase(
    zh="能抢答的题（单选、多选、判断）只有{n}道{tag}，不够{wanted}道。把题库文件私聊发给我就能补。",
    en="There are only {n:question|questions} to be answered by pressing{tag}, fewer than {wanted}. Send me a bank file in private to add some.",
)
OF_TAG = Phrase(zh="带“{tag}”标签", en=" tagged “{tag}”")
BAD_COUNT = Phrase(
    zh="题数是1到{most}。试试：开赛 {name} 题数=5", en="questions is 1 to {most}. Try: contest {name} questions=5"
)
BAD_LIMIT = Phrase(
    zh="限时是{least}到{most}秒。试试：开赛 {name} 限时=20秒",
    en="limit is {least} to {most:second|seconds}. Try: contest {name} limit=20s",
)
BAD_PAUSE = Phrase(
    zh="间隔是{least}到{most}秒。试试：开赛 {name} 间隔=3秒",
    en="pause is {least} to {most:second|seconds}. Try: contest {name} pause=3s",
)
BAD_MODE = Phrase(
    zh="没有“{word}”这种计分，可以用：速度、正确率、团队。试试：开赛 {name} 计分=速度",
    en="There is no scoring “{word}”; there are speed, accuracy, team. Try: contest {name} scoring=speed",
)
NEEDS_TEAMS = Phrase(
    zh="团队计分要写分组，用成员的标签：开赛 {name} 计分=团队 分组=红队,蓝队",
    en="Team scoring needs teams, by members' tags: contest {name} scoring=team teams=red,blue",
)
MANY_TEAMS = Phrase(zh="写了{n}个队，最多{most}个。", en="You named {n:team|teams}; at most {most} can play.")
NO_TEAM = Phrase(zh="没有“{team}”这个队。{near}", en="There is no team “{team}”. {near}")
NEAR = Phrase(zh="有这些：{teams}", en="There are: {teams}")
TAG_FIRST = Phrase(zh="先给队员加标签：标签 林晓 +{team}", en="Give its members the tag first: tag NAME +{team}")
BAD_WHERE = Phrase(
    zh="范围是 本群 或 全部。试试：开赛 {name} 范围=全部", en="where is here or all. Try: contest {name} where=all"
)
ONLY_HERE = Phrase(zh="全部群一起开赛要由社群经理来做。", en="Opening in all rooms is for the community managers.")
STILL = Phrase(
    zh="“开赛 {name}”是 {at:%H:%M} 说的，我刚收到。现在还开吗？回复“开”就开。",
    en="“contest {name}” was said at {at:%H:%M} and has only now reached me. Still open it? Answer “yes”.",
)
NOT_OPENED = Phrase(zh="好，没有开赛。", en="All right, no contest was opened.")
LONG_SEASON = Phrase(zh="赛季名最多{most}个字。", en="A season's name has at most {most:character|characters}.")
LONG_NAME = Phrase(zh="竞赛名最多{most}个字。", en="A contest's name has at most {most:character|characters}.")


@feature.command(
    "开赛",
    "contest",
    help=Phrase(
        zh="开一场竞赛：题数、限时、计分（速度、正确率、团队）、标签、范围、赛季。",
        en="Open a contest: questions, limit, scoring (speed, accuracy, team), tag, where, season.",
    ),
    by=Role.MANAGER,
    hosts=True,
    examples=[
        "开赛 异议抢答 题数=3 限时=5秒 计分=速度",
        "开赛 大屏",
        "开赛 大屏 C7 收回",
        "contest objections questions=3 limit=5s scoring=speed",
        "contest screen",
    ],
)
def open_contest(
    ctx: Context,
    name: Annotated[str, Named("竞赛名", "name")],
    *,
    count: Annotated[int, Named("题数", "questions")] = 5,
    limit: Annotated[timedelta | None, Named("限时", "limit")] = None,
    scoring: Annotated[str, Named("计分", "scoring")] = "速度",
    tag: Annotated[Tagged, Named("标签", "tag")] = EVERYONE,
    teams: Annotated[str, Named("分组", "teams")] = "",
    where: Annotated[str, Named("范围", "where")] = "",
    pause: Annotated[timedelta | None, Named("间隔", "pause")] = None,
    season: Annotated[str, Named("赛季", "season")] = "",
) -> None:
    if asked := order(name, "C"):
        return screen.show(ctx, asked)
    limit = limit or (objection_drill.SECONDS if name in objection_drill.TAGS else LIMIT)
    if ctx.now - ctx.said_at > TOO_OLD:
        kept: dict[str, Any] = {
            "name": name,
            "count": count,
            "limit": _ms(limit),
            "scoring": scoring,
            "tag": tag,
            "teams": teams,
            "where": where,
            "season": season,
        }
        ctx.ask("still", **kept, pause=_ms(pause) if pause else 0)
        ctx.reply(STILL(name=name, at=ctx.said_at))
        return
    _check(name, count, limit, pause)
    if len(season) > LONGEST_NAME:
        raise Refusal(LONG_SEASON(most=LONGEST_NAME))
    mode, sides = _mode(ctx, name, scoring, teams)
    rows, left_out = rooms.rooms_for(ctx, _everywhere(ctx, name, where))
    questions, source = _drawn(ctx, name, tag, count)
    limit_ms = _ms(limit)
    gap = rooms.gap(ctx, rows, limit_ms, _ms(pause) if pause else 0)
    contest = contests.open_contest(
        ctx.db,
        ctx.camp.id,
        ctx.member.id,
        name,
        tag=source or None,
        mode=mode,
        limit=limit_ms,
        gap=gap,
        questions=questions,
        teams=sides,
        season=season.strip() or None,
        at=ctx.now,
    )
    made = contests.find(ctx.db, contest)
    assert made is not None
    said = waiting(made, 0)
    for row in rows:
        to = Address(row.channel, row.ident, row.thread)
        contests.play_in(ctx.db, contest, row.id, ctx.post(to, *said, lane=Lane.REPLY))
    ctx.later("contest.next", f"contest:{contest}", ctx.now + LOBBY)
    ctx.audit("contest", undo={"contest": contest}, name=name)
    if ctx.address.direct or left_out:
        names = list(row.title or row.ident for row in left_out)
        told = OPENED(n=len(rows), name=name, id=contest)
        ctx.reply(told, *([LEFT_OUT(rooms=names)] if left_out else []), [Press(ON_A_SCREEN, f"开赛 大屏 C{contest}")])


@feature.step("still", called=Phrase(zh="开赛 {name}", en="opening {name}"))
def still(ctx: Context, words: str, *, limit: int, pause: int, **kept: Any) -> None:
    """Whether a contest that was asked for long ago is to begin now."""
    if words.strip().casefold() not in YES or not ctx.leads_here:
        ctx.reply(NOT_OPENED)
        return
    open_contest(ctx, limit=limit * MILLISECOND, pause=pause * MILLISECOND if pause else None, **kept)


feature.act("contest", Phrase(zh="{who} 开了比赛“{name}”", en="{who} started the contest “{name}”"))


@feature.undoes("contest", by=Role.MANAGER)
def take_back(ctx: Context, contest: int) -> None:
    call_off(ctx, contest)


def _check(name: str, count: int, limit: timedelta, pause: timedelta | None) -> None:
    """Raises Refusal naming the first option out of bounds."""
    if len(name) > LONGEST_NAME:
        raise Refusal(LONG_NAME(most=LONGEST_NAME))
    if not 1 <= count <= MOST_QUESTIONS:
        raise Refusal(BAD_COUNT(most=MOST_QUESTIONS, name=name))
    if not LIMITS[0] <= limit.total_seconds() <= LIMITS[1]:
        raise Refusal(BAD_LIMIT(least=LIMITS[0], most=LIMITS[1], name=name))
    if pause is not None and not PAUSES[0] <= pause.total_seconds() <= PAUSES[1]:
        raise Refusal(BAD_PAUSE(least=PAUSES[0], most=PAUSES[1], name=name))


def _mode(ctx: Context, name: str, scoring: str, teams: str) -> tuple[Mode, list[str]]:
    """How it is scored, and the teams as the tags of their members. Raises Refusal."""
    sides = list(dict.fromkeys(side.strip() for side in re.split(r"[,，、/]|(?i:\bvs\b)", teams) if side.strip()))
    if len(sides) > MOST_TEAMS:
        raise Refusal(MANY_TEAMS(n=len(sides), most=MOST_TEAMS))
    mode = Mode.TEAM_MEAN if sides and scoring == "速度" else SPOKEN_MODES.get(scoring.casefold())
    if mode is None:
        raise Refusal(BAD_MODE(word=scoring[:12], name=name))
    if mode is Mode.TEAM_MEAN and len(sides) < 2:
        raise Refusal(NEEDS_TEAMS(name=name))
    return mode, [_team(ctx, side) for side in sides]


def _team(ctx: Context, side: str) -> str:
    """The team of that name as its members are tagged. Raises Refusal, with the nearest names, where nobody has the tag."""
    tags = [name for name, _ in memberships.tags(ctx.db, ctx.camp.id)]
    same = next((name for name in tags if name.casefold() == side.casefold()), None)
    if same is None:
        near = get_close_matches(side, tags, n=3, cutoff=0.3) or tags[:5]
        raise Refusal(NO_TEAM(team=side[:24], near=NEAR(teams=near) if near else TAG_FIRST(team=side[:24])))
    return same


def _everywhere(ctx: Context, name: str, where: str) -> bool:
    """Whether all rooms of the camp play: said so by a manager, or said in private."""
    if where.casefold() not in EVERYWHERE | HERE:
        raise Refusal(BAD_WHERE(name=name))
    if where.casefold() in EVERYWHERE and ctx.role < Role.MANAGER:
        raise Refusal(ONLY_HERE)
    return ctx.address.direct or where.casefold() in EVERYWHERE


def _drawn(ctx: Context, name: str, tag: str, count: int) -> tuple[list[int], str]:
    """The questions, and the tag they come from: the one said, or the objection drill's own. A name is no filter."""
    known = {tag for tag, _ in bank.tags(ctx.db, ctx.camp.id)}
    source = tag or (own if (own := objection_drill.TAGS.get(name, "")) in known else "")
    stock = [question for question, _ in bank.stock(ctx.db, ctx.camp.id, source or None, pressed=True)]
    if len(stock) < count:
        raise Refusal(TOO_FEW(n=len(stock), tag=OF_TAG(tag=source) if source else "", wanted=count))
    return random.Random(f"contest:{ctx.event.key}").sample(stock, count), source


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
