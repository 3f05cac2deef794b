"""T: answers of spot checks wait for an expert, in 待办; 评分 T3 80 scores one and tells whose it is."""

from __future__ import annotations

from bot import queue
from bot.audience import Audience
from bot.deciding import decided, none_such
from bot.feature import Asker, Context, Phrase, Refusal, Role, Said
from bot.queue import Backlog, Waiting
from handlers.spot_checks import rules
from handlers.spot_checks.settings import PREFIX, feature
from storage import spot_checks
from storage.connection import Db
from storage.spot_checks import SpotAnswer

IN_SHORT = Phrase(zh="{name}：{said}", en="{name}: {said}")
WHOLE = Phrase(
    zh="{code} {name}（版本{release}）\n题：{question}\n答：{answer}",
    en="{code} {name} (release {release})\nAsked: {question}\nAnswered: {answer}",
)
UNANSWERED = Phrase(zh="还没有答", en="not answered yet")
OWN = Phrase(zh="{code} 是你自己答的，请别的专家评。", en="{code} is your own; another expert will score it.")
HOW_MANY = Phrase(
    zh="{code} 几分？满分100，后面可以写评语，比如：80 说到了点上",
    en="{code}: what score? 100 is full marks, words may follow. For example: 80 to the point",
)
BAD_SCORE = Phrase(
    zh="分数是0到100。试试：评分 {code} 80 说到了点上", en="A score is 0 to 100. Try: grade {code} 80 to the point"
)
NOT_YET = Phrase(zh="{code} 还没有人答，不能评分。", en="{code} is not answered yet; there is nothing to score.")
DONE = Phrase(
    zh="✅ {code} 记{score}分，已告诉 {name}。10分钟内可发“撤销”。",
    en="✅ {code}: {score}; {name} was told. “undo” within 10 minutes takes it back.",
)
YOURS = Phrase(
    zh="🎲 抽查（版本{release}）评好了：{score}分。{words}",
    en="🎲 Your spot check (release {release}) is scored: {score}. {words}",
)
BACK = Phrase(zh="✅ {code} 重新等着评分，已告诉 {name}。", en="✅ {code} waits to be scored again; {name} was told.")
NOT_YOURS = Phrase(
    zh="🎲 抽查（版本{release}）刚才的分数收回了，会重新评。",
    en="🎲 The score of your spot check (release {release}) was taken back; it is scored anew.",
)

feature.act(
    "spot_scored",
    Phrase(zh="{who} 给 {person} 的抽查 {number} 评了{score}分", en="{who} scored {person}'s spot check {number} with {score}"),
)


def _some(reader: Db, asker: Asker, after: int, most: int) -> list[Waiting]:
    rows = spot_checks.waiting(reader, asker.camp.id, but=asker.person.id, after=after, most=most)
    return [
        Waiting(one.id, one.answered_at, IN_SHORT(name=one.name, said=queue.in_short(one.answer or "")))
        for one in rows
        if one.answered_at is not None
    ]


def _backlog(reader: Db, asker: Asker) -> Backlog:
    return Backlog(*spot_checks.backlog(reader, asker.camp.id, but=asker.person.id))


def _whole(ctx: Context, number: int) -> tuple[Said, ...]:
    one = _held(ctx, number)
    answer = one.answer or UNANSWERED
    return (WHOLE(code=_code(number), name=one.name, release=one.release, question=one.question, answer=answer),)


feature.queue(PREFIX, Phrase(zh="抽查", en="spot checks"), by=Role.EXPERT, waiting=_some, backlog=_backlog, whole=_whole)


@feature.decides(PREFIX, "评分", asks=HOW_MANY)
def score(ctx: Context, number: int, words: str) -> None:
    one = _held(ctx, number)
    said = rules.SCORE.fullmatch(words)
    if said is None or not 0 <= int(said["points"]) <= rules.FULL:
        raise Refusal(BAD_SCORE(code=_code(number)))
    if one.answer is None:
        raise Refusal(NOT_YET(code=_code(number)))
    points, comment = int(said["points"]), said["words"].strip()
    if not spot_checks.score(ctx.db, number, points, comment, by=ctx.member.id, at=ctx.now):
        raise decided(ctx, PREFIX, number)
    ctx.audit(
        "spot_scored", undo={"number": number}, about=_code(number), person=one.person, number=_code(number), score=points
    )
    ctx.reply(DONE(code=_code(number), score=points, name=one.name), audience=Audience.REVIEWERS)
    ctx.tell(one.person, YOURS(release=one.release, score=points, words=comment), gently=True)


@feature.undoes("spot_scored", by=Role.EXPERT, thing=["number"])
def unscore(ctx: Context, number: int) -> None:
    one = _held(ctx, number)
    spot_checks.unscore(ctx.db, number)
    ctx.reply(BACK(code=_code(number), name=one.name))
    ctx.tell(one.person, NOT_YOURS(release=one.release), gently=True)


def _held(ctx: Context, number: int) -> SpotAnswer:
    """The camp's of that number, which is not the reader's own. Raises Refusal."""
    one = spot_checks.answer(ctx.db, ctx.camp.id, number)
    if one is None:
        raise none_such(ctx, PREFIX, number)
    if one.person == ctx.person.id:
        raise Refusal(OWN(code=_code(number)))
    return one


def _code(number: int) -> str:
    return f"{PREFIX}{number}"
