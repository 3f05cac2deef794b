"""U: what waits for a judge, in their 待办; 评分 U5 4 4 3 judges one, once."""

from __future__ import annotations

from typing import NamedTuple

from bot.audience import Audience
from bot.deciding import decided, none_such
from bot.feature import Asker, Context, Phrase, Refusal, Role, Said
from bot.judging import asking, rules
from bot.judging.asking import PREFIX
from bot.judging.kinds import KINDS, JudgedEntry
from bot.queue import Backlog, Waiting
from handlers.judging.settings import feature
from storage import panels
from storage.connection import Db
from storage.panels import JudgingPanel, PanelRating

WHOLE = Phrase(
    zh="{code} 《{title}》的{what}，按{rubric}打1到5分。", en="{code}: {what} of “{title}”; 1 to 5 points for {rubric}."
)
HOW_MANY = Phrase(
    zh="{code} 每个维度几分？按顺序写1到5，后面可以写评语。",
    en="{code}: how many points for each dimension, 1 to 5 in order? Words may follow.",
)
BAD_POINTS = Phrase(
    zh="{code} 要{n}个1到5的分，依次是{names}。试试：评分 {code} {points}",
    en="{code} takes {n:number|numbers} from 1 to 5, for {names}. Try: grade {code} {points}",
)
NOT_YOURS = Phrase(zh="{code} 是请别的评委评的，你不用评。", en="{code} is another judge's; you need not judge it.")
RELEASED = Phrase(zh="{code} 不用再评了，没有改动。", en="{code} need not be judged any more. Nothing was changed.")
OVER = Phrase(
    zh="《{title}》的结果已经公布，{code} 不用再评。", en="The result of “{title}” is announced; {code} need not be judged."
)
LONG = Phrase(zh="评语最多{most}字。", en="Words have at most {most:character|characters}.")
DONE = Phrase(
    zh="✅ {code} 评好了：{points}。谢谢你，还有{left}份等你。",
    en="✅ {code} is judged: {points}. Thank you; {left} more for you.",
)
GIVEN = Phrase(zh="{name}{points}分", en="{name} {points}")

feature.act(
    "work_rated",
    Phrase(zh="{who} 评了 {number}", en="{who} judged {number}"),
    final=Phrase(
        zh="评分一次为准，不能撤；有误请告诉社群经理。", en="A judge's points count once; tell the manager if they are wrong."
    ),
)


class HeldRating(NamedTuple):
    """What was asked of who speaks: the rating, its panel and the entry."""

    rating: PanelRating
    panel: JudgingPanel
    entry: JudgedEntry


def _some(reader: Db, asker: Asker, after: int, most: int) -> list[Waiting]:
    known = panels.waiting(reader, asker.camp.id, asker.person.id, after=after, most=most)
    found: dict[int, JudgedEntry] = {}
    for number in {one.panel for one in known}:
        of = panels.find(reader, asker.camp.id, number)
        if of is not None:
            found |= {entry.entry: entry for entry in KINDS[of.kind].entries(reader, of.id)}
    return [Waiting(one.id, one.asked_at, found[one.entry].what) for one in known if one.entry in found]


def _backlog(reader: Db, asker: Asker) -> Backlog:
    return Backlog(*panels.backlog(reader, asker.camp.id, asker.person.id))


def _whole(ctx: Context, number: int) -> tuple[Said, ...]:
    held = _held(ctx, number)
    said = WHOLE(code=_code(number), what=held.entry.what, title=held.panel.title, rubric=held.panel.rubric)
    look = KINDS[held.panel.kind].look
    return (said, [look(held.entry)]) if look is not None else (said,)


feature.queue(PREFIX, Phrase(zh="请你评审", en="to be judged"), by=Role.EXPERT, waiting=_some, backlog=_backlog, whole=_whole)


@feature.decides(PREFIX, "评分", asks=HOW_MANY)
def rate(ctx: Context, number: int, words: str) -> None:
    one, of, _ = _held(ctx, number)
    if one.given_at is not None:
        raise decided(ctx, PREFIX, number)
    if of.closed_at is not None:
        raise Refusal(OVER(title=of.title, code=_code(number)))
    said = rules.given(words, len(of.rubric))
    if said is None:
        example = " ".join("4" for _ in of.rubric)
        raise Refusal(BAD_POINTS(code=_code(number), n=len(of.rubric), names=of.rubric, points=example))
    if len(said.comment) > rules.LONGEST_COMMENT:
        raise Refusal(LONG(most=rules.LONGEST_COMMENT))
    panels.give(ctx.db, number, said.points, said.comment, at=ctx.now)
    ctx.audit("work_rated", about=_code(number), number=_code(number))
    asking.fill(ctx, of)
    left, _since = panels.backlog(ctx.db, ctx.camp.id, ctx.person.id)
    points = [GIVEN(name=name, points=given) for name, given in zip(of.rubric, said.points, strict=True)]
    ctx.reply(DONE(code=_code(number), points=points, left=left), audience=Audience.REVIEWERS)


def _held(ctx: Context, number: int) -> HeldRating:
    """What was asked of who speaks, under a number. Raises Refusal."""
    one = panels.rating(ctx.db, ctx.camp.id, number)
    of = panels.find(ctx.db, ctx.camp.id, one.panel) if one is not None else None
    if one is None or of is None:
        raise none_such(ctx, PREFIX, number)
    if one.person != ctx.person.id:
        raise Refusal(NOT_YOURS(code=_code(number)))
    entry = next((entry for entry in KINDS[of.kind].entries(ctx.db, of.id) if entry.entry == one.entry), None)
    if entry is None or one.released_at is not None:
        raise Refusal(RELEASED(code=_code(number)))
    return HeldRating(one, of, entry)


def _code(number: int) -> str:
    return f"{PREFIX}{number}"
