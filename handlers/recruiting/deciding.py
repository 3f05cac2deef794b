"""通过 and 拒绝 of an application: a manager's, once, with a reason; taken back by 撤销 as long as nobody has come in by it."""

from __future__ import annotations

from bot import deciding
from bot.audience import Audience
from bot.feature import Asker, Backlog, Context, Phrase, Refusal, Role, Said, Waiting
from bot.membership import membership_of
from handlers.recruiting import admission, wording
from handlers.recruiting.settings import PREFIX, feature
from storage import applications, standing
from storage.applications import Application
from storage.connection import Db

LONGEST_REASON = 200

WHAT = Phrase(zh="{name} {score}", en="{name} {score}")
WHOLE = Phrase(
    zh="📥 {code} {name}，{at:%m-%d %H:%M} 申请，{due:%m-%d %H:%M} 前要答复。{score}",
    en="📥 {code} {name} applied on {at:%m-%d %H:%M}; an answer is promised by {due:%m-%d %H:%M}. {score}",
)
NOT_SENT = Phrase(zh="{code} 还没有交上来。", en="{code} has not been sent yet.")
WITHDRAWN = Phrase(zh="{code} 已经被申请的人撤回了，没有改动。", en="{code} was withdrawn by who applied; nothing was changed.")
WHY = Phrase(
    zh="为什么不通过 {code}？写一句，最多200字，申请的人会看到。",
    en="Why is {code} turned down? One line, 200 characters at most; who applied reads it.",
)
LONG = Phrase(
    zh="原因最多{most}字，这里有{n}字，没有改动。",
    en="A reason has at most {most:character|characters}; this has {n}. Nothing was changed.",
)
OWN = Phrase(zh="{code} 是你自己的申请，要由别人来定。", en="{code} is your own; somebody else decides.")
DONE_APPROVED = Phrase(zh="✅ {code} {name} 通过，已告诉本人{next}。", en="✅ {code}, {name}: approved, and they know{next}.")
WAITS_FOR_RULES = Phrase(zh="，同意群规后入营", en="; they are in once they agree to the rules")
DONE_REJECTED = Phrase(
    zh="✅ {code} {name} 没有通过，原因已告诉本人。", en="✅ {code}, {name}: turned down, and they know why."
)
IN_ALREADY = Phrase(
    zh="{name} 已经入营，{code} 的通过撤不了。", en="{name} is in the camp by now; the approval of {code} stays."
)
NEWER = Phrase(
    zh="{name} 又申请了一次，{code} 的决定撤不了。", en="{name} has applied again; what was decided on {code} stays."
)
BACK = Phrase(zh="✅ {code} 又在等答复了，已告诉 {name}。", en="✅ {code} waits again; {name} knows.")
TOLD_BACK = Phrase(
    zh="{code} 刚才的“{verdict}”撤回了，重新在等答复。",
    en="That {code} was {verdict} is taken back; it waits for an answer again.",
)
VERDICTS = {"approved": Phrase(zh="通过", en="approved"), "rejected": Phrase(zh="没有通过", en="turned down")}


def _some(reader: Db, asker: Asker, after: int, most: int) -> list[Waiting]:
    return [
        Waiting(one.id, one.since, WHAT(name=one.name[: wording.LONGEST_NAME], score=wording.score(one.correct, one.asked)))
        for one in applications.some_waiting(reader, asker.camp.id, after=after, most=most)
    ]


def _backlog(reader: Db, asker: Asker) -> Backlog:
    return Backlog(*applications.backlog(reader, asker.camp.id))


def _theirs(ctx: Context, number: int) -> Application:
    """The camp's application of that number, once it was sent. Raises Refusal."""
    one = applications.find(ctx.db, number)
    if one is None or one.camp != ctx.camp.id:
        raise deciding.none_such(ctx, PREFIX, number)
    if one.state in ("open", "quiz"):
        raise Refusal(NOT_SENT(code=wording.code(number)))
    if one.state == "withdrawn":
        raise Refusal(WITHDRAWN(code=wording.code(number)))
    return one


def _whole(ctx: Context, number: int) -> tuple[Said, ...]:
    one = _theirs(ctx, number)
    head = WHOLE(
        code=wording.code(number), name=one.name, at=one.sent_at, due=one.due_at, score=wording.score(one.correct, one.asked)
    )
    return (head, *wording.answer_lines(wording.fields_of(one), wording.answers_of(ctx, one)))


feature.queue(
    PREFIX,
    Phrase(zh="入营申请", en="applications"),
    by=Role.MANAGER,
    waiting=_some,
    backlog=_backlog,
    whole=_whole,
    digits=wording.DIGITS,
)


@feature.decides(PREFIX, "通过")
def approve(ctx: Context, number: int, words: str) -> None:
    one = _decide(ctx, number, "approved", words)
    is_in = membership_of(standing.in_camp(ctx.db, ctx.camp.id, one.person)) is not None
    ctx.reply(
        DONE_APPROVED(code=wording.code(number), name=one.name, next="" if is_in else WAITS_FOR_RULES),
        audience=Audience.MANAGERS,
    )


@feature.decides(PREFIX, "拒绝", asks=WHY)
def reject(ctx: Context, number: int, words: str) -> None:
    one = _decide(ctx, number, "rejected", words)
    ctx.reply(DONE_REJECTED(code=wording.code(number), name=one.name), audience=Audience.MANAGERS)


def _decide(ctx: Context, number: int, verdict: str, words: str) -> Application:
    """Whoever is first decides. Raises Refusal for the others."""
    one = _theirs(ctx, number)
    if one.person == ctx.person.id:
        raise Refusal(OWN(code=wording.code(number)))
    reason = words.strip()
    if len(reason) > LONGEST_REASON:
        raise Refusal(LONG(most=LONGEST_REASON, n=len(reason)))
    if not admission.decide(ctx, one, verdict, reason, by=ctx.member.id):
        raise deciding.decided(ctx, PREFIX, number)
    return one


feature.act(
    "application_approved",
    Phrase(zh="{who} 通过了申请 Y-{application:04d}", en="{who} approved application Y-{application:04d}"),
)
feature.act(
    "application_rejected",
    Phrase(zh="{who} 没有通过申请 Y-{application:04d}", en="{who} turned application Y-{application:04d} down"),
)
BY_CRITERIA = Phrase(
    zh="条件是营里设的：设置 自动通过、设置 自动拒绝。被拒绝的人过了冷静期可以再申请。",
    en="The camp set its criteria: set approve-if, set reject-if. Who was turned down may apply again after the cool-off.",
)
feature.act(
    "application_approved_by_criteria",
    Phrase(
        zh="按营的条件通过了申请 Y-{application:04d}", en="application Y-{application:04d} was approved by the camp's criteria"
    ),
    final=BY_CRITERIA,
)
feature.act(
    "application_rejected_by_criteria",
    Phrase(
        zh="按营的条件没有通过申请 Y-{application:04d}",
        en="application Y-{application:04d} was turned down by the camp's criteria",
    ),
    final=BY_CRITERIA,
)


@feature.undoes("application_approved", by=Role.MANAGER)
def approved_back(ctx: Context, application: int) -> None:
    one = _theirs(ctx, application)
    if membership_of(standing.in_camp(ctx.db, ctx.camp.id, one.person)) is not None:
        raise Refusal(IN_ALREADY(name=one.name, code=wording.code(application)))
    _back(ctx, one, "approved")


@feature.undoes("application_rejected", by=Role.MANAGER)
def rejected_back(ctx: Context, application: int) -> None:
    _back(ctx, _theirs(ctx, application), "rejected")


def _back(ctx: Context, one: Application, verdict: str) -> None:
    code = wording.code(one.id)
    if not applications.reopen(ctx.db, one.id, verdict):
        raise Refusal(NEWER(name=one.name, code=code))
    ctx.tell(one.person, TOLD_BACK(code=code, verdict=VERDICTS[verdict]))
    ctx.reply(BACK(code=code, name=one.name), audience=Audience.MANAGERS)
