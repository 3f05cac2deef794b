"""A contest under way: a question to every room, each room's clock from its platform's word, then what was right and the next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.feature import Context, Line, Phrase
from bot.messages import Address
from handlers.quiz import question_view
from handlers.quiz.bank import marking
from handlers.quiz.bank.questions import from_plain
from handlers.quiz.bank.shuffling import order_of
from handlers.quiz.contest import board, lobby, scoring, screen
from handlers.quiz.contest.ending import call_off, finish
from handlers.quiz.contest.scoring import DELAY_LIMIT_MS, MILLISECOND, ContestAnswer, Mode, Score
from handlers.quiz.contest.settings import feature
from handlers.quiz.draws import Source, next_in_use
from storage import answers, asks, channel_latency, contests
from storage.answers import Given
from storage.asks import Ask
from storage.bank import Stored
from storage.contests import Contest, Player

PATIENCE = timedelta(seconds=10)
"""How long a question may take to reach its last room; who has it later answers without a clock of their own."""
ON_ITS_WAY = DELAY_LIMIT_MS * MILLISECOND
"""After the limit answers are still taken for as long as a channel may be slow; whether they are late, their time says."""
AWAY = timedelta(minutes=10)
"""When we were away for longer, the contest is not taken up again: whoever played has gone."""
WHY_SHOWN = 80

QUESTION = Phrase(zh="第{n}题 {stem}（{seconds}秒）", en="{n}. {stem} ({seconds} s)")
OVER = Phrase(zh="第{n}题 {stem}", en="{n}. {stem}")
RESULT = Phrase(zh="答案{key}。{scores}", en="Answer: {key}. {scores}")
RESULT_OF = Phrase(zh="答案{key}，{right}/{n}答对。{scores}", en="Answer: {key}, {right} of {n} right. {scores}")
NOBODY = Phrase(zh="答案{key}。这题没有人作答。", en="Answer: {key}. Nobody answered.")
NOW = Phrase(zh="目前 {places}", en="So far: {places}")
WHY = Phrase(zh="因为{words}", en="Because: {words}")
FIRST = Phrase(zh="{name} {points}", en="{name} {points}")
MORE = Phrase(zh="{name} +{points}{streak}", en="{name} +{points}{streak}")
STREAK = Phrase(zh="（连对+{bonus}）", en=" (streak +{bonus})")
LATE = Phrase(zh="{name} 0（超时）", en="{name} 0 (late)")


@dataclass(frozen=True, slots=True)
class Earned:
    """One answer of the question just over: whose, after how many ms, what it earned, and their tally with it."""

    given: Given
    thinking: int
    score: Score
    player: Player


# ── putting a question ───────────────────────────────────────────────────────────────────────────────────────────────


@feature.due("next")
def go_on(ctx: Context, subject: str, due_at: datetime) -> None:
    """The next question, or the end after the last; after a long silence nobody waits for it any more."""
    contest = contests.find(ctx.db, int(subject.partition(":")[2]))
    if contest is None or contest.paused:
        return
    if ctx.now - due_at > AWAY:
        return call_off(ctx, contest.id) if contest.state == "lobby" else finish(ctx, contest)
    if contest.state == "lobby" and contests.turn(ctx.db, contest.id, "lobby", "running"):
        lobby.begin(ctx, contest)
    source = Source(contest.camp, contest.tag, pressed=True)
    drawn, stored = next_in_use(ctx.db, contest.questions, contest.asked, source, f"contest:{contest.id}")
    if drawn != contest.questions:
        contests.redraw(ctx.db, contest.id, drawn)
    if stored is None:
        finish(ctx, contest)
    elif contests.ask_next(ctx.db, contest.id, contest.asked):
        _put(ctx, contest, stored)


def _put(ctx: Context, contest: Contest, stored: Stored) -> None:
    """A question to every room; when the last one has it, its end is planned, and at the latest after some patience."""
    question = from_plain(stored.plain)
    order = order_of(question, f"contest:{contest.id}:{stored.id}", options=False)
    place, limit = contest.asked, contest.limit * MILLISECOND
    ask = asks.put(
        ctx.db,
        contest.camp,
        stored,
        "contest",
        at=ctx.now,
        place=place,
        contest=contest.id,
        shown_as=order,
        limit_ms=contest.limit,
    )
    head = QUESTION(n=place + 1, stem=question.stem, seconds=contest.limit // 1000)
    said = question_view.put(
        question, ask, head, ctx.camp.language, order=order, until=ctx.now + limit, seconds=contest.limit // 1000
    )
    for room in contests.places(ctx.db, contest.id):
        to = Address(room.channel, room.ident, room.thread)
        started = ("contest.open", f"ask:{ask}:{room.room}")
        message = ctx.post(to, *said, until=ctx.now + PATIENCE, then=started, once=True)
        delay = scoring.delay(channel_latency.round_trips(ctx.db, room.channel))
        asks.show(ctx.db, ask, room.room, message, delay)
    ctx.later("contest.close", f"ask:{ask}", ctx.now + PATIENCE + limit + ON_ITS_WAY)


@feature.due("open")
def start_clock(ctx: Context, subject: str, acknowledged: datetime) -> None:
    """A room's platform has the question. Once all have, the end is when the last one's time is over."""
    _, ask, room = subject.split(":")
    asks.open_room(ctx.db, int(ask), int(room), at=acknowledged)
    asked = asks.look(ctx.db, int(ask), None)
    assert asked is not None and asked.limit_ms is not None
    clocks = [one.started for one in asks.showings(ctx.db, asked.id)]
    if asked.closed_at is None and None not in clocks:
        last = max(started for started in clocks if started is not None)
        ctx.later("contest.close", f"ask:{ask}", last + asked.limit_ms * MILLISECOND + ON_ITS_WAY)


# ── closing it ───────────────────────────────────────────────────────────────────────────────────────────────────────


@feature.due("close")
def close(ctx: Context, subject: str, due_at: datetime) -> None:
    """The question's time is over: scores, the answer shown where it was asked, and the next one planned."""
    asked = asks.look(ctx.db, int(subject.partition(":")[2]), None)
    assert asked is not None and asked.contest is not None
    contest = contests.find(ctx.db, asked.contest)
    assert contest is not None
    if score_and_show(ctx, contest, asked):
        ctx.later("contest.next", f"contest:{contest.id}", due_at + screen.gap(ctx, contest) * MILLISECOND)


def score_and_show(ctx: Context, contest: Contest, asked: Ask) -> bool:
    """Closes a question, books its scores in the tally and shows the answer; False where that was done."""
    if not asks.close(ctx.db, asked.id, at=ctx.now):
        return False
    players = {one.membership: one for one in contests.players(ctx.db, contest.id)}
    earned = [earn(contest, asked, given, players) for given in answers.given(ctx.db, asked.id)]
    answers.save_thinking_time(ctx.db, [(one.given.id, one.thinking) for one in earned])
    contests.tally(ctx.db, contest.id, [one.player for one in earned])
    players |= {one.player.membership: one.player for one in earned}
    _show(ctx, contest, asked, earned, list(players.values()))
    return True


def earn(contest: Contest, asked: Ask, given: Given, players: dict[int, Player]) -> Earned:
    """What an answer earns; one from where no clock ran is timed from when the question was sent."""
    thinking = scoring.thinking_time(given.opened_at or asked.asked_at, given.received_at, given.delay_ms or 0)
    before = players.get(given.membership) or Player(given.membership, given.name, 0, 0, 0, 0, 0, -1)
    streak = before.streak if before.last_place == asked.place - 1 else 0
    answer = ContestAnswer(given.membership, asked.place, given.earned == given.out_of, thinking)
    score = scoring.score(answer, contest.limit, Mode(contest.mode), streak)
    hit = score.points > 0
    after = replace(
        before,
        points=before.points + score.total,
        hits=before.hits + hit,
        thinking=before.thinking + (thinking if hit else 0),
        answers=before.answers + 1,
        streak=score.streak,
        last_place=asked.place,
    )
    return Earned(given, thinking, score, after)


def _show(ctx: Context, contest: Contest, asked: Ask, earned: list[Earned], players: list[Player]) -> None:
    """The question's own message becomes its result, in every room."""
    question = from_plain(asked.plain)
    language = ctx.camp.language
    lines: list[Line] = [OVER(n=asked.place + 1, stem=question.stem), _result(ctx, contest, asked, earned, players)]
    is_last = asked.place + 1 == len(contest.questions)
    if earned and asked.place and not is_last:
        places = board.ranking(contest, players, contests.teams(ctx.db, contest))
        names = {one.membership: one.name for one in players}
        said = board.said(contest, places, names, language, of=asked.place + 1)
        lines += [NOW(places=said)] if said else []
    if question.explanation and len(question.explanation) <= WHY_SHOWN:
        lines.append(WHY(words=question.explanation))
    chosen = Counter(place for one in earned for place in one.given.chosen)
    shown = question_view.revealed(question, lines, language, chosen, len(earned))
    for message in [one.message for one in asks.showings(ctx.db, asked.id)]:
        ctx.edit(message, *shown, last=True)


def _result(ctx: Context, contest: Contest, asked: Ask, earned: list[Earned], players: list[Player]) -> Line:
    """The answer and what it earned those who stand highest. Who was wrong is not named."""
    key = marking.key(from_plain(asked.plain), asked.shown_as)
    if not earned:
        return NOBODY(key=key)
    of = {one.given.membership: one for one in earned}
    first = sorted(of.values(), key=lambda one: (-one.player.points, -one.player.hits, one.player.thinking, one.given.id))
    shown = [line for one in first if (line := _score(contest, asked, one)) is not None]
    scores = board.BETWEEN[ctx.camp.language].join(line.to(ctx.camp.language) for line in shown[: board.SHOWN])
    if len(earned) <= board.SHOWN and contest.mode != Mode.ACCURACY:
        return RESULT(key=key, scores=scores)
    return RESULT_OF(key=key, right=sum(one.score.points > 0 for one in earned), n=len(earned), scores=scores)


def _score(contest: Contest, asked: Ask, one: Earned) -> Line | None:
    """What somebody earned, or that they were late; None for who was wrong."""
    name, score = one.given.name, one.score
    if score.late:
        return LATE(name=name)
    if not score.points:
        return None
    if contest.mode == Mode.ACCURACY or not asked.place:
        return FIRST(name=name, points="✓" if contest.mode == Mode.ACCURACY else score.total)
    return MORE(name=name, points=score.total, streak=STREAK(bonus=score.bonus) if score.bonus else "")
