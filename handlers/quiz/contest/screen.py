"""开赛 大屏: a contest on the host's projector, from the lobby to the podium; what it shows now, by the server's clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot import host_screen
from bot.feature import Context, Phrase, Refusal, Setting
from bot.host_screen import ScreenOrder, digest_of, milliseconds, said, scene
from bot.membership import camp_by_id
from bot.public_page import PublicAnswer, PublicRequest
from handlers.quiz.bank import marking
from handlers.quiz.bank.questions import LETTERS, from_plain
from handlers.quiz.contest import board, lobby
from handlers.quiz.contest.podium import PLAYERS, steps
from handlers.quiz.contest.scoring import MILLISECOND, Mode, Ranking
from handlers.quiz.contest.settings import check_theirs, feature, none_here
from handlers.quiz.question_view import option_words
from storage import agenda, answers, asks, contests, screens
from storage.asks import Ask
from storage.connection import Db
from storage.contests import Contest, Player

STANDS = timedelta(minutes=15)
"""How long the podium stays after the end; then the link is worth nothing."""
NAMED, ON_BOARD, BEHIND = 40, 7, 3
"""Names in the lobby, rows of the board, and rows under the podium: what the last row of a room can still read."""
LONGEST_PAUSE = 30
SECOND_MS = 1000

BACK = Phrase(zh="开赛 大屏 C{id} 收回", en="contest screen C{id} revoke")
NAME = Phrase(zh="竞赛“{name}”", en="the contest “{name}”")
WAITS = Phrase(zh="发这句就参加", en="To join, send")
JOIN = Phrase(zh="参加 C{id}", en="join C{id}")
JOINED = Phrase(zh="已参加 {n} 人", en="{n} joined")
MORE = Phrase(zh="等 {n} 人", en="and {n} more")
STARTS = Phrase(zh="就要开始", en="Starting soon")
PLACE = Phrase(zh="第 {n} 题 / 共 {of} 题", en="Question {n} of {of}")
ANSWERED = Phrase(zh="{n} 人已作答", en="{n} answered")
THINK = Phrase(zh="先读题，选项马上出来", en="Read the question; the choices come in a moment")
KEY = Phrase(zh="答案 {key}", en="Answer: {key}")
RIGHT = Phrase(zh="{right} / {n} 答对", en="{right} of {n} right")
NOBODY = Phrase(zh="这题没有人作答", en="Nobody answered")
BOARD = Phrase(zh="排行榜", en="Leaderboard")
PAUSED = Phrase(zh="暂停中", en="Paused")
NOBODY_RIGHT = Phrase(zh="这场没有人得分。", en="Nobody scored.")
OVER = Phrase(zh="这场竞赛结束了。", en="The contest is over.")
CALLED_OFF = Phrase(zh="这场竞赛取消了。", en="The contest was called off.")


def _seconds(words: str) -> int:
    """Whole seconds; raises ValueError."""
    seconds = int(words.strip().removesuffix("秒").removesuffix("s"))
    if not 0 <= seconds <= LONGEST_PAUSE:
        raise ValueError(words)
    return seconds


PAUSE = feature.setting(
    Setting(
        "contest.screen_pause",
        Phrase(zh="大屏停顿", en="screen-pause"),
        Phrase(zh="大屏先只出题，几秒后出选项，0到30", en="seconds the screen shows the question before its choices, 0 to 30"),
        5,
        _seconds,
    )
)
RESULT = feature.setting(
    Setting(
        "contest.screen_result",
        Phrase(zh="大屏公布", en="screen-answer"),
        Phrase(zh="开着大屏时，答案和排行停几秒再出下一题，0到30", en="seconds a screen shows the answer and board, 0 to 30"),
        5,
        _seconds,
    )
)

feature.act(
    "contest_screen",
    Phrase(zh="{who} 给竞赛“{name}”开了大屏", en="{who} opened a screen for the contest “{name}”"),
    final=Phrase(zh="要收回大屏就发：开赛 大屏 C7 收回", en="To withdraw the screen send: contest screen C7 revoke"),
)


# ── asking for it ────────────────────────────────────────────────────────────────────────────────────────────────────


def show(ctx: Context, asked: ScreenOrder) -> None:
    """An address for the projector, in private; 收回 ends it. For whoever started the contest, and managers. Raises Refusal."""
    here = None if ctx.address.direct else ctx.room_id
    number = asked.number
    contest = contests.live(ctx.db, ctx.camp.id, here) if number is None else contests.find(ctx.db, number)
    if contest is None or contest.camp != ctx.camp.id:
        raise Refusal(none_here(ctx))
    check_theirs(ctx, contest)
    name = NAME(name=contest.name)
    if asked.revokes:
        return host_screen.tell_revoked(ctx, screens.revoke_contest(ctx.db, contest.id, at=ctx.now), name=name)
    if contest.state not in ("lobby", "running"):
        raise Refusal(OVER)
    token = host_screen.new_token("c")
    screens.open_for_contest(ctx.db, contest.id, digest_of(token), by=ctx.member.id, at=ctx.now)
    ctx.audit("contest_screen", name=contest.name)
    host_screen.tell_link(ctx, token, name=name, back=BACK(id=contest.id).to(ctx.language))


def gap(ctx: Context, contest: Contest) -> int:
    """Milliseconds from the end of a question to the next, or to the podium: while a screen shows the answer, long enough to be read. It is
    the contest's, so that every room gets its question at the same time."""
    return max(contest.gap, ctx.setting(RESULT) * SECOND_MS) if screens.shows_contest(ctx.db, contest.id) else contest.gap


# ── what it shows ────────────────────────────────────────────────────────────────────────────────────────────────────


@feature.public("/screen/contest", a_second=4)
def now(reader: Db, asked: PublicRequest) -> PublicAnswer:
    """Names of who answered, and what was right, only once a question is closed."""
    number = screens.contest_of(reader, digest_of(asked.bearer)) if asked.bearer else None
    contest = None if number is None else contests.find(reader, number)
    if contest is None:
        return host_screen.without_token(asked)
    match contest.state:
        case "lobby":
            return _lobby(reader, asked, contest)
        case "running":
            return _running(reader, asked, contest)
        case "over" if contest.ended_at is not None and asked.now < contest.ended_at + STANDS:
            return _podium(reader, asked, contest)
    over = CALLED_OFF if contest.state == "void" else OVER
    return scene(asked, "note", {"title": contest.name, "said": said(asked, over)}, again=0, status=410)


def _lobby(reader: Db, asked: PublicRequest, contest: Contest) -> PublicAnswer:
    names = [one.name for one in contests.players(reader, contest.id)]
    sentence = said(asked, JOIN(id=contest.id))
    starts = agenda.planned(reader, "contest.next", f"contest:{contest.id}")
    shown = {
        "title": contest.name,
        "rules": said(asked, lobby.rules(contest)),
        "how": said(asked, WAITS),
        "sentence": sentence,
        "joined": said(asked, JOINED(n=len(names))),
        "names": names[:NAMED] + ([said(asked, MORE(n=len(names) - NAMED))] if len(names) > NAMED else []),
        "starts": milliseconds(starts) if starts else None,
        "soon": said(asked, STARTS),
        **host_screen.qr_to_send(asked, sentence),
    }
    return scene(asked, "lobby", shown, again=1)


def _running(reader: Db, asked: PublicRequest, contest: Contest) -> PublicAnswer:
    put = answers.of_contest(reader, contest.id)
    ask = asks.look(reader, put[-1].id, None) if put else None
    if ask is None:
        return _lobby(reader, asked, contest)
    return _question(reader, asked, contest, ask) if ask.closed_at is None else _answer(reader, asked, contest, ask)


def _question(reader: Db, asked: PublicRequest, contest: Contest, ask: Ask) -> PublicAnswer:
    """The question, and after a pause what to choose from; how many have answered, and nobody's name."""
    started = [one.started for one in asks.showings(reader, ask.id) if one.started is not None]
    ends = max(started, default=ask.asked_at) + contest.limit * MILLISECOND
    shows = shows_at(ask.asked_at, contest.limit, PAUSE.of(camp_by_id(reader, contest.camp)))
    is_shown = asked.now >= shows
    shown = {
        **_head(asked, contest, ask),
        "options": _options(asked, ask) if is_shown else [],
        "answered": said(asked, ANSWERED(n=len(answers.given(reader, ask.id)))),
        "think": "" if is_shown else said(asked, THINK),
        "ends": milliseconds(ends),
        "limit": contest.limit,
    }
    return scene(asked, "question", shown, again=1 if is_shown else min(1.0, (shows - asked.now).total_seconds()))


def shows_at(asked_at: datetime, limit_ms: int, pause: int) -> datetime:
    """When the choices appear: after the pause, and never later than half of the time there is."""
    return asked_at + min(timedelta(seconds=pause), limit_ms * MILLISECOND / 2)


def _answer(reader: Db, asked: PublicRequest, contest: Contest, ask: Ask) -> PublicAnswer:
    """What was right, how many chose what, and the board as it stands now."""
    given = answers.given(reader, ask.id)
    chosen = Counter(place for one in given for place in one.chosen)
    key = marking.key(from_plain(ask.plain), ask.shown_as)
    right = sum(one.earned == one.out_of for one in given)
    options = [
        one | {"right": one["letter"] in key, "n": chosen.get(place, 0), "share": share(chosen.get(place, 0), len(given))}
        for place, one in enumerate(_options(asked, ask))
    ]
    shown = {
        **_head(asked, contest, ask),
        "options": options,
        "key": said(asked, KEY(key=key)),
        "answered": said(asked, RIGHT(right=right, n=len(given)) if given else NOBODY),
        "board_title": said(asked, BOARD),
        "board": _board(reader, contest, asked=ask.place + 1),
        "said": said(asked, PAUSED) if contest.paused else "",
    }
    return scene(asked, "answer", shown, again=1)


def _podium(reader: Db, asked: PublicRequest, contest: Contest) -> PublicAnswer:
    players = contests.players(reader, contest.id)
    places, names = _places(reader, contest, players)
    if not places:
        return scene(asked, "note", {"title": contest.name, "said": said(asked, NOBODY_RIGHT)}, again=5)
    rows = [(one.place, names[one.who], board.figure(one.points)) for one in places]
    last = board.ranking(contest, players, contests.teams(reader, contest))[-1].place
    standing = steps(rows, asked.language, last=last)
    shown = {
        "title": contest.name,
        "players": said(asked, PLAYERS(n=sum(one.answers > 0 for one in players))),
        "steps": [{"place": one.place, "names": list(one.names), "score": one.score} for one in standing],
        "board": [row for row in _board(reader, contest, asked=contest.asked) if row["place"] > len(standing)][:BEHIND],
    }
    return scene(asked, "podium", shown, again=5)


def _head(asked: PublicRequest, contest: Contest, ask: Ask) -> dict[str, Any]:
    question = from_plain(ask.plain)
    place = PLACE(n=ask.place + 1, of=len(contest.questions))
    picture = {"picture": asked.file_address(question.picture)} if question.picture else {}
    return {"key_of": ask.place, "title": contest.name, "place": said(asked, place), "stem": question.stem, **picture}


def _options(asked: PublicRequest, ask: Ask) -> list[dict[str, Any]]:
    words = option_words(from_plain(ask.plain), asked.language)
    return [{"letter": letter, "words": option} for letter, option in zip(LETTERS, words, strict=False)]


def _board(reader: Db, contest: Contest, *, asked: int) -> list[dict[str, Any]]:
    """The first rows, each with a key of its own by which its bar moves."""
    players = contests.players(reader, contest.id)
    places, names = _places(reader, contest, players)
    most = max((float(one.right if contest.mode == Mode.ACCURACY else one.points) for one in places), default=0.0)
    rows = []
    for one in places[:ON_BOARD]:
        value = one.right if contest.mode == Mode.ACCURACY else one.points
        score = f"{int(one.right)}/{asked}" if contest.mode == Mode.ACCURACY else board.figure(one.points)
        rows.append(
            {
                "key": str(one.who),
                "place": one.place,
                "name": names[one.who],
                "score": score,
                "share": share(float(value), most),
            }
        )
    return rows


def _places(reader: Db, contest: Contest, players: Sequence[Player]) -> tuple[list[Ranking], dict[int | str, str]]:
    """Those with points, best first, and what each is called: a person or a team."""
    places = board.scored(board.ranking(contest, players, contests.teams(reader, contest)))
    people: dict[int | str, str] = {one.membership: one.name for one in players}
    return places, people | {one.who: one.who for one in places if isinstance(one.who, str)}


def share(n: float, of: float) -> int:
    """Hundredths, 0 of nothing."""
    return round(100 * n / of) if of else 0
