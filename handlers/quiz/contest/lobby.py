"""参加: the message a contest waits by, with its button and how many have pressed it. Joining late is joining."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Line, Phrase, Press, Refusal, Said
from handlers.quiz.contest.scoring import Mode
from handlers.quiz.contest.settings import feature, none_here
from handlers.quiz.question_view import whisper_or_reply
from storage import agenda, contests
from storage.contests import Contest

SECOND_MS = 1000
REFRESH = timedelta(seconds=5)
"""The count is brought up to date at most this often: every edit is a message of the room's budget."""
NUMBER = re.compile(r"[CcＣｃ](\d{1,12})")

MODES = {
    Mode.SPEED: Phrase(zh="按速度计分", en="scored by speed"),
    Mode.ACCURACY: Phrase(zh="按正确率计分", en="scored by right answers"),
    Mode.TEAM_MEAN: Phrase(zh="{teams} 按人均速度分对抗", en="{teams}, by their members' mean speed score"),
}
STARTING = Phrase(zh="🏁 30秒后开始，点“参加”。已参加 {n}", en="🏁 Starts in 30 seconds; press “Join”. {n} joined")
RULES = Phrase(
    zh="{name}：{count}题，每题{seconds}秒，{mode}{source}{season}",
    en="{name}: {count:question|questions}, {seconds} s each, {mode}{source}{season}",
)
FROM_TAG = Phrase(zh="，题目选自“{tag}”", en=", from “{tag}”")
OF_SEASON = Phrase(zh="，计入赛季“{season}”", en=", counts for the season “{season}”")
JOIN = Phrase(zh="参加", en="Join")
STARTED = Phrase(zh="🏁 已经开始，{n}人参加。现在答题也算参加。", en="🏁 It has begun, {n} joined. Answering is joining.")
JOINED = Phrase(zh="✅ 已参加“{name}”", en="✅ You joined “{name}”")
AGAIN = Phrase(zh="你已经参加了。", en="You have joined already.")
OVER = Phrase(zh="这场竞赛已经结束。", en="That contest is over.")


def waiting(contest: Contest, joined: int) -> list[Said]:
    """The message people join by."""
    return [STARTING(n=joined), rules(contest), [Press(JOIN, f"参加 C{contest.id}")]]


def rules(contest: Contest) -> Line:
    """What is played, and how."""
    return RULES(
        name=contest.name,
        count=len(contest.questions),
        seconds=contest.limit // SECOND_MS,
        mode=MODES[Mode(contest.mode)](teams=" ".join(contest.teams)),
        source=FROM_TAG(tag=contest.tag) if contest.tag else "",
        season=OF_SEASON(season=contest.season) if contest.season else "",
    )


@feature.command(
    "参加",
    "join",
    help=Phrase(zh="参加正在等人的竞赛。", en="Join the contest that is about to start."),
    examples=["参加", "参加 C7", "join"],
    bare=True,
)
def join(ctx: Context, which: Annotated[str, Named("竞赛号", "contest number")] = "") -> None:
    number = NUMBER.fullmatch(which.strip())
    if which.strip() and number is None and not ctx.is_called:
        return
    contest = contests.find(ctx.db, int(number[1])) if number else contests.live(ctx.db, ctx.camp.id, ctx.room_id)
    if contest is None or contest.camp != ctx.camp.id:
        raise Refusal(none_here(ctx))
    if contest.state not in ("lobby", "running"):
        whisper_or_reply(ctx, OVER)
    elif not contests.join(ctx.db, contest.id, ctx.member.id):
        whisper_or_reply(ctx, AGAIN)
    else:
        whisper_or_reply(ctx, JOINED(name=contest.name), aloud=False)
        _refresh_soon(ctx, contest)


def _refresh_soon(ctx: Context, contest: Contest) -> None:
    subject = f"contest:{contest.id}"
    if contest.state == "lobby" and agenda.planned(ctx.db, "contest.lobby", subject) is None:
        ctx.later("contest.lobby", subject, ctx.now + REFRESH)


@feature.due("lobby")
def refresh(ctx: Context, subject: str, _: datetime) -> None:
    """Brings the count up to date."""
    contest = contests.find(ctx.db, int(subject.partition(":")[2]))
    if contest is not None and contest.state == "lobby":
        for place in contests.places(ctx.db, contest.id):
            ctx.edit(place.lobby, *waiting(contest, contests.joined(ctx.db, contest.id)))


def begin(ctx: Context, contest: Contest) -> None:
    """The waiting is over: the message says so, without its button."""
    for place in contests.places(ctx.db, contest.id):
        ctx.edit(place.lobby, STARTED(n=contests.joined(ctx.db, contest.id)))


def disband(ctx: Context, contest: Contest) -> None:
    """It does not begin: nothing is left to press."""
    for place in contests.places(ctx.db, contest.id):
        ctx.edit(place.lobby, rules(contest))
