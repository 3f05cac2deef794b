"""U: works that wait for a judge, in their 待办; 评分 U5 4 4 3 judges one, once."""

from __future__ import annotations

from bot.audience import Audience
from bot.deciding import decided, none_such
from bot.feature import Asker, Context, Phrase, Refusal, Role, Said
from bot.queue import Backlog, Waiting
from handlers.works import judging, rules
from handlers.works.settings import PREFIX, feature
from storage import works
from storage.connection import Db
from storage.works import WorkContest, WorkRating

IN_SHORT = Phrase(zh="作品 H{work}", en="work H{work}")
WHOLE = Phrase(
    zh="{code} 作品 H{work}《{title}》，按{rubric}打1到5分。看作品发：作业 看 H{work}",
    en="{code}: work H{work} of “{title}”; 1 to 5 points for {rubric}. To see it: homework see H{work}",
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
OVER = Phrase(
    zh="《{title}》的结果已经公布，{code} 不用再评。", en="The result of “{title}” is announced; {code} need not be judged."
)
LONG = Phrase(zh="评语最多{most}字。", en="Words have at most {most:character|characters}.")
DONE = Phrase(
    zh="✅ {code} 评好了：{points}。谢谢你，还有{left}份等你。",
    en="✅ {code} is judged: {points}. Thank you; {left} more for you.",
)
GIVEN = Phrase(zh="{name}{points}分", en="{name} {points}")
LONGEST = 500

feature.act(
    "work_rated",
    Phrase(zh="{who} 评了作品 {number}", en="{who} judged the work {number}"),
    final=Phrase(
        zh="评分一次为准，不能撤；有误请告诉社群经理。", en="A judge's points count once; tell the manager if they are wrong."
    ),
)


def _some(reader: Db, asker: Asker, after: int, most: int) -> list[Waiting]:
    known = works.waiting(reader, asker.camp.id, asker.person.id, after=after, most=most)
    return [Waiting(one.id, one.asked_at, IN_SHORT(work=one.hand_in)) for one in known]


def _backlog(reader: Db, asker: Asker) -> Backlog:
    return Backlog(*works.backlog(reader, asker.camp.id, asker.person.id))


def _whole(ctx: Context, number: int) -> tuple[Said, ...]:
    one, of = _held(ctx, number)
    return (WHOLE(code=_code(number), work=one.hand_in, title=of.title, rubric=of.rubric),)


feature.queue(
    PREFIX, Phrase(zh="作品评审", en="works to be judged"), by=Role.EXPERT, waiting=_some, backlog=_backlog, whole=_whole
)


@feature.decides(PREFIX, "评分", asks=HOW_MANY)
def rate(ctx: Context, number: int, words: str) -> None:
    one, of = _held(ctx, number)
    if one.given_at is not None:
        raise decided(ctx, PREFIX, number)
    if of.closed_at is not None:
        raise Refusal(OVER(title=of.title, code=_code(number)))
    found = rules.POINTS.fullmatch(words.strip())
    points = [int(figure) for figure in found["points"] if figure.isdecimal()] if found else []
    if found is None or len(points) != len(of.rubric):
        example = " ".join("4" for _ in of.rubric)
        raise Refusal(BAD_POINTS(code=_code(number), n=len(of.rubric), names=of.rubric, points=example))
    comment = found["words"].strip()
    if len(comment) > LONGEST:
        raise Refusal(LONG(most=LONGEST))
    works.give(ctx.db, number, points, comment, at=ctx.now)
    ctx.audit("work_rated", about=_code(number), number=_code(number))
    judging.ask_third(ctx, of, one.hand_in)
    left, _ = works.backlog(ctx.db, ctx.camp.id, ctx.person.id)
    said = [GIVEN(name=name, points=given) for name, given in zip(of.rubric, points, strict=True)]
    ctx.reply(DONE(code=_code(number), points=said, left=left), audience=Audience.REVIEWERS)


def _held(ctx: Context, number: int) -> tuple[WorkRating, WorkContest]:
    """What was asked of who speaks, under a number. Raises Refusal."""
    one = works.rating(ctx.db, ctx.camp.id, number)
    of = works.find(ctx.db, ctx.camp.id, one.contest) if one is not None else None
    if one is None or of is None:
        raise none_such(ctx, PREFIX, number)
    if one.person != ctx.person.id:
        raise Refusal(NOT_YOURS(code=_code(number)))
    return one, of


def _code(number: int) -> str:
    return f"{PREFIX}{number}"
