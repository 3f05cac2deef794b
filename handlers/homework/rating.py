"""Rating by a rubric: named reviewers as soon as it is handed in, peers once they are drawn at the deadline; a third where two are far apart.

Who wrote it is not said to a peer and who rated not to the author; managers see both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from bot import rubric
from bot.feature import Context, Happened, Line, Phrase, Press
from bot.figures import decimal
from handlers.homework import reviewers, rules, telling, verdict, viewing
from handlers.homework.settings import PEER_PASS, feature
from storage import memberships
from storage.homework import assignments, hand_ins, ratings
from storage.homework.assignments import Homework
from storage.homework.hand_ins import HandIn
from storage.homework.ratings import HandInRating

PEERS_HAVE = timedelta(days=3)
"""How long peers have to rate."""

DRAWN = Phrase(
    zh="📝 《{title}》抽好了互评：{n}人交了，每人评{each}份，{at:%m-%d %H:%M} 前评完。种子 {seed}，抽法可以重算。",
    en="📝 The peers for “{title}” are drawn: {n} handed in, each rates {each}, until {at:%m-%d %H:%M}. Seed {seed}; the draw can be "
    "reckoned again.",
)
TOO_FEW = Phrase(
    zh="📝 《{title}》到点只有{n}人交，抽不成互评，请直接评。看进度：作业 {title}",
    en="📝 “{title}” is due and only {n} handed in: too few to rate each other. Please read them yourself: homework {title}",
)
MEANS = Phrase(
    zh="📝 作业《{title}》（H{id}）评好了：{means}，均分{mean}",
    en="📝 Homework “{title}” (H{id}) is rated: {means}; mean {mean}",
)
LINE = Phrase(zh="{name}{points}", en="{name} {points}")
COMMENT = Phrase(zh="评阅{n}：{words}", en="Rater {n}: {words}")
RATED = Phrase(zh="评分{n}份，均分{mean}（{means}）。", en="Rated by {n}; mean {mean} ({means}).")
UNRATED = Phrase(zh="同伴没有评完，请直接评。", en="Its peers have not rated it; please decide yourself.")
BY_PEERS = Phrase(zh="\n同伴均分{mean}，过线{line}。", en="\nIts peers' mean is {mean}; {line} passes.")
REMIND = Phrase(
    zh="⏰ 还有{n}份《{title}》等你评，{at:%m-%d %H:%M} 前评完。",
    en="⏰ You have {n} of “{title}” still to rate, until {at:%m-%d %H:%M}.",
)
RATE = Phrase(zh="去评", en="Rate it")


def begin(ctx: Context, meant: Homework, handed: HandIn) -> bool:
    """Asks who is to rate it now; False where it waits for a decision at once. Of peers only a first version is rated."""
    if not meant.rubric:
        return False
    if meant.peers:
        return _begin_late(ctx, meant, handed)
    for who in reviewers.named(ctx, meant):
        if who.id != handed.membership:
            ask(ctx, meant, handed.id, who.id, who.person, is_peer=False)
    return True


def _begin_late(ctx: Context, meant: Homework, handed: HandIn) -> bool:
    """One that came before the draw waits for it; a first version that came later goes to those who were asked least."""
    if meant.seed is None:
        return meant.until is not None and ctx.now <= meant.until
    if handed.version != 1:
        return False
    chosen: list[int] = []
    while len(chosen) < meant.peers and (one := _peer(ctx, meant, handed, chosen)) is not None:
        chosen.append(one)
        ask(ctx, meant, handed.id, one, memberships.member(ctx.db, one).person, is_peer=True)
    if chosen:
        ctx.later("homework.rated", f"{meant.id}:{handed.id}", ctx.now + PEERS_HAVE)
    return bool(chosen)


def ask(ctx: Context, meant: Homework, hand_in: int, member: int, person: int, *, is_peer: bool) -> None:
    """Asks one person to rate it, and shows it to them."""
    if ratings.ask(ctx.db, hand_in, member, is_peer=is_peer, at=ctx.now):
        language = ctx.person_by_id(person).language or ctx.camp.language
        ctx.tell(person, *viewing.to_rate(ctx, meant, hand_in, language, is_peer=is_peer), gently=True)


# ── the draw ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def draw(ctx: Context, meant: Homework) -> None:
    """At the deadline everybody who handed in is asked to rate so many others."""
    handed = {one.membership: one for one in hand_ins.everything(ctx.db, meant.id) if one.state == "waiting"}
    present = {author: one for author, one in handed.items() if memberships.member(ctx.db, author).left_on is None}
    told = reviewers.to_tell(ctx, meant)
    if len(present) < rules.LEAST_TO_DRAW:
        for person in told:
            ctx.tell(person, TOO_FEW(title=meant.title, n=len(present)))
        return
    seed = f"{meant.id}-{int(ctx.now.timestamp())}"
    assignments.seed(ctx.db, meant.id, seed)
    drawn = rubric.draw(present, meant.peers, seed)
    for author, raters in drawn.items():
        for one in raters:
            ask(ctx, meant, present[author].id, one, memberships.member(ctx.db, one).person, is_peer=True)
    ends = ctx.now + PEERS_HAVE
    ctx.later("homework.remind_raters", str(meant.id), ends - telling.AHEAD)
    ctx.later("homework.rated", str(meant.id), ends)
    each = min(meant.peers, len(present) - 1)
    for person in told:
        ctx.tell(person, DRAWN(title=meant.title, n=len(present), each=each, at=ends, seed=seed))


def _loads(ctx: Context, meant: Homework) -> Counter[int]:
    return Counter(one.membership for one in ratings.of_homework(ctx.db, meant.id) if one.dropped_at is None)


def _peer(ctx: Context, meant: Homework, handed: HandIn, besides: Iterable[int]) -> int | None:
    """The present author who was asked least and may still be asked about this one."""
    asked = {one.membership for one in ratings.of(ctx.db, handed.id)} | {handed.membership, *besides}
    authors = {one.membership for one in hand_ins.everything(ctx.db, meant.id)} - asked
    present = [one for one in authors if memberships.member(ctx.db, one).left_on is None]
    return rubric.another(present, _loads(ctx, meant), f"{meant.seed}:{handed.id}")


def _colleague(ctx: Context, meant: Homework, handed: HandIn) -> int | None:
    """The expert or manager who was asked least and may still be asked about this one."""
    asked = {one.membership for one in ratings.of(ctx.db, handed.id)} | {handed.membership}
    staff = [one.id for one in memberships.members(ctx.db, meant.camp) if one.role != "learner" and one.id not in asked]
    return rubric.another(staff, _loads(ctx, meant), f"{meant.id}:{handed.id}")


def ask_another(ctx: Context, meant: Homework, handed: HandIn, *, is_peer: bool) -> bool:
    """One more rater, a peer where peers rate and there is one, else a colleague; False where there is nobody."""
    peer = _peer(ctx, meant, handed, ()) if is_peer else None
    one = peer if peer is not None else _colleague(ctx, meant, handed)
    if one is None:
        return False
    ask(ctx, meant, handed.id, one, memberships.member(ctx.db, one).person, is_peer=peer is not None)
    return True


# ── what the ratings come to ─────────────────────────────────────────────────────────────────────────────────────────


def given(known: Iterable[HandInRating], lines: int) -> list[tuple[int, ...]]:
    """The points of those who gave all."""
    return [
        tuple(one.scores[place] for place in range(lines))
        for one in known
        if one.given_at is not None and all(place in one.scores for place in range(lines))
    ]


def conclude(ctx: Context, meant: Homework, handed: HandIn) -> None:
    """After a rating came, or will not: a third where two are far apart; else, once nobody is waited for, what it comes to."""
    known = [one for one in ratings.of(ctx.db, handed.id) if one.dropped_at is None]
    if handed.state != "waiting" or any(one.given_at is None for one in known):
        return
    points = given(known, len(meant.rubric))
    if rubric.needs_third(points) and ask_another(ctx, meant, handed, is_peer=known[0].is_peer):
        return
    if not points:
        reviewers.tell(ctx, meant, handed, UNRATED)
        return
    summed = summary(meant, points)
    comments = [one.comment for one in known if one.comment]
    words = [COMMENT(n=n, words=said) for n, said in enumerate(comments, 1)]
    mean = rubric.mean(points)
    ctx.tell(handed.person, MEANS(title=meant.title, id=handed.id, means=summed, mean=decimal(mean)), *words)
    line = ctx.setting(PEER_PASS)
    if meant.peers and not assignments.reviewers(ctx.db, meant.id) and 0 < line <= mean:
        _accept(ctx, meant, handed, mean, line)
    else:
        reviewers.tell(ctx, meant, handed, RATED(n=len(points), mean=decimal(mean), means=summed))


def summary(meant: Homework, points: Sequence[Sequence[int]]) -> list[Line]:
    """The mean of each line of the rubric, by its name."""
    return [LINE(name=name, points=decimal(mean)) for name, mean in zip(meant.rubric, rubric.means(points), strict=True)]


def _accept(ctx: Context, meant: Homework, handed: HandIn, mean: Fraction, line: int) -> None:
    """Peers carry it over the line the camp set: accepted by nobody in particular."""
    if hand_ins.decide(ctx.db, handed.id, "accepted", by=None, at=ctx.now, reason=None):
        verdict.tell_accepted(ctx, meant, handed, BY_PEERS(mean=decimal(mean), line=line))


# ── in time, and in place of who left ────────────────────────────────────────────────────────────────────────────────


@feature.due("remind_raters")
def remind_raters(ctx: Context, subject: str, due_at: datetime) -> None:
    """A day before their time is over: those who have not rated everything."""
    meant = assignments.find(ctx.db, int(subject))
    if meant is None:
        return
    open_ = Counter(one.person for one in ratings.of_homework(ctx.db, meant.id) if one.given_at is None and not one.dropped_at)
    for person, n in open_.items():
        said = REMIND(n=n, title=meant.title, at=due_at + telling.AHEAD), [Press(RATE, "作业 评")]
        ctx.nudge(person, *said, still=("homework.rating", subject))


@feature.condition("rating")
def is_rating(ctx: Context, person: int, subject: str) -> bool:
    """Whether somebody has still something of it to rate."""
    return any(
        one.person == person and one.given_at is None and one.dropped_at is None
        for one in ratings.of_homework(ctx.db, int(subject))
    )


@feature.due("rated")
def time_is_up(ctx: Context, subject: str, _: datetime) -> None:
    """Peers' time is over, for all that were drawn or for one that came later: what was not rated is not waited for any more."""
    number, *late = map(int, subject.split(":"))
    meant = assignments.find(ctx.db, number)
    if meant is None:
        return
    for handed in hand_ins.everything(ctx.db, meant.id):
        if late and handed.id not in late:
            continue
        open_ = [one for one in ratings.of(ctx.db, handed.id) if one.given_at is None and one.is_peer and not one.dropped_at]
        for one in open_:
            ratings.drop(ctx.db, one.id, at=ctx.now)
        if open_:
            conclude(ctx, meant, handed)


def replace_who_left(ctx: Context) -> None:
    """Whoever left before they rated is replaced; where nobody can be asked it is not waited for."""
    for one in ratings.of_who_left(ctx.db, ctx.camp.id):
        handed = hand_ins.find(ctx.db, one.hand_in)
        meant = assignments.find(ctx.db, handed.homework) if handed is not None else None
        if handed is None or meant is None or not ratings.drop(ctx.db, one.id, at=ctx.now):
            continue
        if not ask_another(ctx, meant, handed, is_peer=one.is_peer):
            conclude(ctx, meant, handed)


@feature.on("fact:members.left")
@feature.on("fact:my_data.erased")
def somebody_left(ctx: Context, fact: Happened) -> None:
    replace_who_left(ctx)
