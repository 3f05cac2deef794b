"""Who decides about homework: those it names while they are here, else the experts and managers; who of them hears that it waits."""

from __future__ import annotations

from bot.feature import Context, Phrase, Press, Role, Said
from handlers.homework import wording
from handlers.homework.settings import feature
from storage import memberships, reports
from storage.homework import assignments, hand_ins
from storage.homework.assignments import Homework, Reviewer
from storage.homework.hand_ins import HandIn

EXCERPT = 120
"""Characters of a text that are shown before it is opened."""
WAITS = Phrase(
    zh="📝 作业 H{id} {name}《{title}》{version}{late}：{pieces}{excerpt}\n回复“通过 H{id} 评语”或“退回 H{id} 原因”",
    en="📝 Homework H{id}, {name}, “{title}”{version}{late}: {pieces}{excerpt}\nReply “approve H{id} WORDS” or “return H{id} WHY”",
)
VERSION = Phrase(zh="（第{n}版）", en=", version {n}")
LATE = Phrase(zh="（迟交）", en=", late")
BEGINS = Phrase(zh="\n“{words}”", en="\n“{words}”")
SEE = Phrase(zh="看全文", en="See it")
APPROVE = Phrase(zh="通过", en="Approve")
RETURN = Phrase(zh="退回", en="Return")


def named(ctx: Context, one: Homework) -> list[Reviewer]:
    """Who was named and still may."""
    return [who for who in assignments.reviewers(ctx.db, one.id) if who.left_on is None and who.role != "learner"]


def may_decide(ctx: Context, one: Homework) -> bool:
    """Whether it is theirs to decide: a manager's always, an expert's who is named, or where nobody is."""
    if ctx.role >= Role.MANAGER:
        return True
    known = named(ctx, one)
    return ctx.role >= Role.EXPERT and (not known or any(who.id == ctx.member.id for who in known))


def to_tell(ctx: Context, one: Homework) -> list[int]:
    """The people who hear of it: those named, else who set it, else the managers."""
    if known := named(ctx, one):
        return [who.person for who in known]
    maker = memberships.find_member(ctx.db, one.made_by)
    if maker is not None and maker.left_on is None and maker.role != "learner":
        return [maker.person]
    return [person for person, _ in reports.staff(ctx.db, one.camp)]


def presses(number: int) -> list[Press]:
    """What can be done about it."""
    return [Press(SEE, f"作业 看 H{number}"), Press(APPROVE, f"通过 H{number}"), Press(RETURN, f"退回 H{number}")]


def tell(ctx: Context, one: Homework, handed: HandIn, *more: Said) -> None:
    """It waits for them."""
    pieces = hand_ins.pieces(ctx.db, handed.id)
    words = next((piece.words for piece in pieces if piece.kind == "words"), "")
    line = WAITS(
        id=handed.id,
        name=handed.name,
        title=one.title,
        version=VERSION(n=handed.version) if handed.version != 1 else "",
        late=LATE if handed.is_late else "",
        pieces=wording.counted(pieces),
        excerpt=BEGINS(words=words[:EXCERPT] + ("…" if len(words) > EXCERPT else "")) if words else "",
    )
    for person in to_tell(ctx, one):
        if person != handed.person:
            still = ("homework.waiting", str(handed.id))
            ctx.post_within_budget(person, line, *more, presses(handed.id), still=still)


@feature.condition("waiting")
def is_waiting(ctx: Context, person: int, subject: str) -> bool:
    """Whether it still waits for a decision."""
    one = hand_ins.find(ctx.db, int(subject))
    return one is not None and one.state == "waiting"
