"""What was handed in, as those who may read it see it: its author, who decides, who was asked to rate it. Peers read no name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from bot import rubric
from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Press, Refusal, Said
from bot.figures import decimal
from bot.parts import File, Picture
from handlers.homework import reviewers, verdict, wording
from storage.homework import hand_ins, ratings
from storage.homework.assignments import Homework
from storage.homework.hand_ins import HandIn, HandInPiece
from storage.homework.ratings import HandInRating

HEAD = Phrase(
    zh="📝 H{id} {name}《{title}》第{version}版（{at:%m-%d %H:%M}{late}）",
    en="📝 H{id}, {name}, “{title}”, version {version} ({at:%m-%d %H:%M}{late})",
)
FILES = Phrase(zh="还有{files}", en="Besides: {files}")
SHOWN = 300
"""Characters of a text where several versions stand below each other."""
LATE = Phrase(zh="，迟交", en=", late")
NOT_FOR_YOU = Phrase(zh="H{id} 只给交的人和评的人看。", en="H{id} is for whoever handed it in and whoever reads it.")
TO_RATE = Phrase(
    zh="📝 请评一份《{title}》（H{id}）。作者看不到是你评的，社群经理看得到。",
    en="📝 Please rate this “{title}” (H{id}). Its author will not see who rated it; the managers can.",
)
TO_RATE_UNNAMED = Phrase(
    zh="📝 请评一份同学的《{title}》（H{id}），不写是谁的；作者也看不到是你评的，社群经理都看得到。",
    en="📝 Please rate a fellow learner's “{title}” (H{id}). You are not told whose it is, nor is its author told who rated it; the managers "
    "see both.",
)
LINE = Phrase(zh="{place}/{n} {name}：几分？1 差 … 5 好", en="{place}/{n} {name}: how many points? 1 poor … 5 good")
ALL_AT_ONCE = Phrase(zh="也可以一次写完：作业 评 H{id} {points} 评语", en="Or all at once: homework rate H{id} {points} WORDS")
REMARK = Phrase(
    zh="{points}。写一句评语发我就提交，或按“不写评语”。",
    en="{points}. Send me a word on it to hand that in, or press “No words”.",
)
POINTS = Phrase(zh="{name}{points}分", en="{name} {points}")
NO_WORDS = Phrase(zh="不写评语", en="No words")
RATED = Phrase(zh="评阅{n}：{points}{words}", en="Rater {n}: {points}{words}")
RATED_BY = Phrase(zh="评阅{n}（{name}）：{points}{words}", en="Rater {n} ({name}): {points}{words}")
WORDS = Phrase(zh="。{words}", en=". {words}")
MEAN = Phrase(zh="均分{mean}", en="Mean {mean}")
HOW = Phrase(zh="回复“通过 H{id} 评语”或“退回 H{id} 原因”", en="Reply “approve H{id} WORDS” or “return H{id} WHY”")
REASON = Phrase(zh="“{words}”", en="“{words}”")
FILE_NAME = Phrase(zh="附件{n}", en="file{n}")


def show(ctx: Context, number: int) -> None:
    """作业 看 H21: all of it, and what can be done about it."""
    meant, one = verdict.find(ctx, number)
    asked = ratings.by(ctx.db, number, ctx.member.id)
    is_own, decides = one.person == ctx.person.id, reviewers.may_decide(ctx, meant)
    if not is_own and not decides:
        if asked is None or asked.dropped_at is not None:
            raise Refusal(NOT_FOR_YOU(id=number))
        ctx.reply(*to_rate(ctx, meant, number, ctx.language, is_peer=asked.is_peer), audience=Audience.PERSON)
        return
    how: list[Said] = []
    if one.state == "waiting" and decides and not is_own:
        how = [HOW(id=number), reviewers.presses(number)[1:]]
    ctx.reply(*whole(ctx, meant, one, named=decides and not is_own), *how, audience=Audience.PERSON)


def check(ctx: Context, meant: Homework, one: HandIn) -> None:
    """Raises Refusal for an expert another was named instead of."""
    if one.person != ctx.person.id and not reviewers.may_decide(ctx, meant):
        raise Refusal(NOT_FOR_YOU(id=one.id))


def whole(ctx: Context, meant: Homework, one: HandIn, *, named: bool, opened: bool = True) -> tuple[Said, ...]:
    """All that was handed in, where it is `opened`, what was given for it (by whom only where `named`) and what became of it."""
    said = {"id": one.id, "title": meant.title, "version": one.version, "at": one.at}
    head = HEAD(**said, name=one.name, late=LATE if one.is_late else "")
    rated = _rated(meant, ratings.of(ctx.db, one.id), named=named)
    ended: list[Said] = []
    if one.state != "waiting":
        ended = [verdict.became(ctx, one), *([REASON(words=one.reason)] if one.reason else [])]
    pieces = content(hand_ins.pieces(ctx.db, one.id)) if opened else ()
    return (head, *pieces, *rated, *ended)


def begun(ctx: Context, meant: Homework, one: HandIn) -> tuple[Said, ...]:
    """Its first words and how much else there is, where several stand below each other; what became of it."""
    first, *ended = whole(ctx, meant, one, named=True, opened=False)
    pieces = hand_ins.pieces(ctx.db, one.id)
    words = "\n".join(piece.words for piece in pieces if piece.kind == "words")
    files = wording.counted(piece for piece in pieces if piece.kind != "words")
    cut = [f"{words[:SHOWN]}…" if len(words) > SHOWN else words] if words else []
    see = [[Press(reviewers.SEE, f"作业 看 H{one.id}")]] if files or len(words) > SHOWN else []
    return (first, *cut, *([FILES(files=files)] if files else []), *ended, *see)


def content(pieces: Sequence[HandInPiece], *, unnamed: str = "") -> Iterator[Said]:
    """Its pieces in their order; `unnamed` is the language their files are called in where a name could say whose they are."""
    for place, piece in enumerate(pieces, 1):
        if piece.kind == "words":
            yield piece.words
        elif piece.file is not None:
            name = f"{FILE_NAME(n=place).to(unnamed)}{PurePath(piece.words).suffix}" if unnamed else piece.words
            yield Picture(piece.file, name) if piece.kind == "picture" else File(piece.file, name, piece.size)


def _rated(meant: Homework, known: Sequence[HandInRating], *, named: bool) -> Iterator[Line]:
    """What was given, one rater a line; whose it is only where `named`."""
    done = [one for one in known if one.given_at is not None]
    for n, one in enumerate(done, 1):
        words = WORDS(words=one.comment) if one.comment else ""
        said = {"n": n, "points": points_said(meant, one.scores), "words": words}
        yield RATED_BY(**said, name=one.name) if named else RATED(**said)
    if done and meant.rubric:
        given = [tuple(one.scores.get(place, rubric.LOWEST) for place in range(len(meant.rubric))) for one in done]
        yield MEAN(mean=decimal(rubric.mean(given)))


def points_said(meant: Homework, scores: Mapping[int, int]) -> list[Line]:
    """逻辑4分、数据3分."""
    return [POINTS(name=meant.rubric[place], points=scores[place]) for place in sorted(scores)]


# ── as a rater sees it ───────────────────────────────────────────────────────────────────────────────────────────────


def to_rate(
    ctx: Context, meant: Homework, number: int, language: str, *, is_peer: bool, scores: Mapping[int, int] | None = None
) -> list[Said]:
    """All of it and the question of the rubric they stand at."""
    head = (TO_RATE_UNNAMED if is_peer else TO_RATE)(title=meant.title, id=number)
    pieces = content(hand_ins.pieces(ctx.db, number), unnamed=language if is_peer else "")
    at_once = ALL_AT_ONCE(id=number, points=example(meant))
    return [head, *pieces, at_once, *next_question(meant, number, scores or {})]


def example(meant: Homework) -> str:
    """Points for each line of the rubric, as somebody may type them."""
    return " ".join(("4 3 5 " * 2).split()[: len(meant.rubric)])


def next_question(meant: Homework, number: int, scores: Mapping[int, int]) -> list[Said]:
    """The first line of the rubric without points, with its five buttons; after the last a word on it, or none."""
    place = next((place for place in range(len(meant.rubric)) if place not in scores), None)
    if place is None:
        return [REMARK(points=points_said(meant, scores)), [Press(NO_WORDS, f"作业 评 H{number} 交")]]
    line = LINE(place=place + 1, n=len(meant.rubric), name=meant.rubric[place])
    row = [
        Press(str(points), f"作业 评 H{number} 第{place + 1}项 {points}") for points in range(rubric.LOWEST, rubric.HIGHEST + 1)
    ]
    return [line, row]
