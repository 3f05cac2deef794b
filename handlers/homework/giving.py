"""作业 评: points for each line of the rubric, by buttons one after the other or all at once, and a word on it; given once, for good."""

from __future__ import annotations

import re

from bot.audience import Audience
from bot.feature import Context, Phrase, Press, Refusal
from handlers.homework import rating, viewing, wording
from handlers.homework.settings import feature
from storage import dialogs
from storage.homework import assignments, hand_ins, ratings
from storage.homework.assignments import Homework
from storage.homework.ratings import HandInRating

NOTHING = Phrase(zh="没有等你评分的作业。", en="No homework waits for your rating.")
WAITING = Phrase(zh="等你评分的作业，按一个开始：", en="Homework that waits for your rating; press one to begin:")
WHICH = Phrase(zh="评哪一份？试试：作业 评 H21 4 3 5 评语", en="Which one? Try: homework rate H21 4 3 5 WORDS")
NOT_ASKED = Phrase(
    zh="H{id} 没有请你评分。等你评的：作业 评", en="You were not asked to rate H{id}. Those for you: homework rate"
)
GIVEN = Phrase(zh="H{id} 你 {at:%m-%d %H:%M} 已经评过，没有再改。", en="You rated H{id} on {at:%m-%d %H:%M}; it stays.")
DROPPED = Phrase(zh="H{id} 已经换人评了，谢谢你。", en="Somebody else was asked about H{id} by now. Thank you.")
SETTLED = Phrase(zh="H{id} 已经有了结论，不用再评，谢谢你。", en="H{id} is decided by now and needs no rating. Thank you.")
BAD_POINTS = Phrase(
    zh="要{n}个1到5的分，依次是{names}。试试：作业 评 H{id} {points}",
    en="It takes {n:number|numbers} from 1 to 5, for {names}. Try: homework rate H{id} {points}",
)
NOT_ALL = Phrase(zh="还差{names}没打分。", en="Still without points: {names}.")
LONG_WORDS = Phrase(zh="评语最多{most}字。", en="Words have at most {most:character|characters}.")
THANKS = Phrase(zh="✅ H{id} 评好了：{points}，谢谢你。{left}", en="✅ H{id} is rated: {points}. Thank you. {left}")
LEFT = Phrase(zh="还有{n}份等你评。", en="{n} more for you to rate.")
ALL_DONE = Phrase(zh="你要评的都评完了。", en="That was your last one.")
SENDS = {"交", "提交", "send"}
LONGEST_WORDS = 1000
ONE_LINE = re.compile(r"第(\d)项\s+([1-5])")


def give(ctx: Context, words: str) -> None:
    """`H21` shows it, `H21 第2项 4` gives one line, `H21 4 3 5 评语` all, `H21 交` what was given without a word."""
    which, _, rest = words.strip().partition(" ")
    if not which:
        return _list(ctx)
    number = wording.hand_in_number(which)
    if number is None:
        raise Refusal(WHICH)
    meant, asked = _asked(ctx, number)
    rest = rest.strip()
    if not rest:
        _show(ctx, meant, asked)
    elif one_line := ONE_LINE.fullmatch(rest):
        _one_line(ctx, meant, asked, int(one_line[1]) - 1, int(one_line[2]))
    elif rest.casefold() in SENDS:
        _finish(ctx, meant, asked, asked.scores, "")
    else:
        _at_once(ctx, meant, asked, rest)


def _show(ctx: Context, meant: Homework, asked: HandInRating) -> None:
    """All of it, and the question they stand at."""
    said = viewing.to_rate(ctx, meant, asked.hand_in, ctx.language, is_peer=asked.is_peer, scores=asked.scores)
    if len(asked.scores) == len(meant.rubric):
        ctx.ask("remark", hand_in=asked.hand_in)
    ctx.reply(*said, audience=Audience.PERSON)


def _list(ctx: Context) -> None:
    mine = ratings.mine(ctx.db, ctx.member.id)
    if not mine:
        raise Refusal(NOTHING)
    presses = [Press(f"H{one.hand_in}", f"作业 评 H{one.hand_in}") for one in mine[:6]]
    ctx.reply(WAITING, presses, audience=Audience.PERSON)


def _asked(ctx: Context, number: int) -> tuple[Homework, HandInRating]:
    """What they were asked for and may still give. Raises Refusal."""
    one = hand_ins.of_camp(ctx.db, ctx.camp.id, number)
    asked = ratings.by(ctx.db, number, ctx.member.id) if one is not None else None
    meant = assignments.find(ctx.db, one.homework) if one is not None else None
    if one is None or asked is None or meant is None:
        raise Refusal(NOT_ASKED(id=number))
    if asked.given_at is not None:
        raise Refusal(GIVEN(id=number, at=asked.given_at))
    if asked.dropped_at is not None:
        raise Refusal(DROPPED(id=number))
    if one.state != "waiting":
        raise Refusal(SETTLED(id=number))
    return meant, asked


def _one_line(ctx: Context, meant: Homework, asked: HandInRating, place: int, points: int) -> None:
    if place >= len(meant.rubric):
        raise _bad(meant, asked)
    ratings.score(ctx.db, asked.id, place, points)
    scores = {**asked.scores, place: points}
    if len(scores) == len(meant.rubric):
        ctx.ask("remark", hand_in=asked.hand_in)
    ctx.reply(*viewing.next_question(meant, asked.hand_in, scores), audience=Audience.PERSON)


def _at_once(ctx: Context, meant: Homework, asked: HandInRating, words: str) -> None:
    numbers = words.split()[: len(meant.rubric)]
    points = [int(word) for word in numbers if re.fullmatch(r"[1-5]", word)]
    if len(points) != len(meant.rubric):
        raise _bad(meant, asked)
    pieces = words.split(None, len(meant.rubric))
    comment = pieces[len(meant.rubric)] if len(pieces) > len(meant.rubric) else ""
    if re.fullmatch(r"[\d\s.,]+", comment):  # one number too many
        raise _bad(meant, asked)
    _finish(ctx, meant, asked, dict(enumerate(points)), comment)


def _bad(meant: Homework, asked: HandInRating) -> Refusal:
    usual = viewing.example(meant)
    return Refusal(BAD_POINTS(n=len(meant.rubric), names=list(meant.rubric), id=asked.hand_in, points=usual))


@feature.step("remark", called=Phrase(zh="H{hand_in} 的评语", en="the words on H{hand_in}"), stays=True)
def remark(ctx: Context, words: str, *, hand_in: int) -> None:
    """A word on it, after all points were given by buttons."""
    meant, asked = _asked(ctx, hand_in)
    _finish(ctx, meant, asked, asked.scores, words.strip())


def _finish(ctx: Context, meant: Homework, asked: HandInRating, scores: dict[int, int], words: str) -> None:
    missing = [name for place, name in enumerate(meant.rubric) if place not in scores]
    if missing:
        raise Refusal(NOT_ALL(names=missing))
    if len(words) > LONGEST_WORDS:
        raise Refusal(LONG_WORDS(most=LONGEST_WORDS))
    waits = dialogs.find(ctx.db, ctx.person.id, ctx.address.key, now=ctx.now)
    if waits is not None and waits.step == "homework.remark" and waits.kept["hand_in"] == asked.hand_in:
        dialogs.close(ctx.db, waits.id)
    if not ratings.give(ctx.db, asked.id, [scores[place] for place in range(len(meant.rubric))], words, at=ctx.now):
        raise Refusal(GIVEN(id=asked.hand_in, at=ctx.now))
    ctx.audit("homework_rated", hand_in=asked.hand_in)
    left = len(ratings.mine(ctx.db, ctx.member.id))
    said = {"id": asked.hand_in, "points": viewing.points_said(meant, scores), "left": LEFT(n=left) if left else ALL_DONE}
    presses = [Press(rating.RATE, "作业 评")] if left else []
    ctx.reply(THANKS(**said), *([presses] if presses else []), audience=Audience.PERSON)
    handed = hand_ins.find(ctx.db, asked.hand_in)
    assert handed is not None
    rating.conclude(ctx, meant, handed)


feature.act(
    "homework_rated",
    Phrase(zh="{who} 给作业 H{hand_in} 打了分", en="{who} rated homework H{hand_in}"),
    final=Phrase(
        zh="评分一交就算进均分，改不了；打错了请告诉社群经理。",
        en="Points count as soon as they are given and stay; if you slipped tell the manager.",
    ),
)
