"""活动 V3 撤下 2: whoever runs a round takes a question out of it; its asker is told and it is not asked again, until 撤销 puts it back."""

from __future__ import annotations

import unicodedata

from bot.audience import Audience
from bot.feature import Context, Phrase, Refusal, Role
from handlers.events import access, questioning, rounds, wording
from handlers.events.answering import NUMBERED
from handlers.events.settings import feature
from storage.events import events
from storage.events import rounds as kept
from storage.events.events import Event

LONGEST = 200

HOW = Phrase(
    zh="撤下第几问？试试：活动 V{id} 撤下 2 和主题无关", en="Which question? Try: event V{id} takedown 2 Not what we meet about"
)
NOT_YOURS = Phrase(
    zh="{event} 的提问由主持人或社群经理来撤下。", en="Only its host or a manager takes down a question at {event}."
)
ANSWERED = Phrase(
    zh="第{number}问已经答过了，撤不下来。归档里的要改发：归档 K-0001 改 …",
    en="Question {number} is answered and stays. To change it in the archive: archive K-0001 change …",
)
LONG = Phrase(zh="理由最多{most}字。", en="A reason has at most {most:character|characters}.")
DOWN = Phrase(
    zh="✅ {event} 第{number}问撤下了，私下告诉了提问的人。",
    en="✅ {event}: question {number} was taken down; its asker was told alone.",
)
TOLD = Phrase(zh="你在 {event} 的第{number}问被撤下了：{words}", en="Your question {number} at {event} was taken down: {words}")
BECAUSE = Phrase(zh="理由：{why}", en="Reason: {why}")
BACK = Phrase(zh="✅ {event} 第{number}问放回去了。", en="✅ {event}: question {number} is back.")
TOLD_BACK = Phrase(zh="你在 {event} 的第{number}问又放回去了：{words}", en="Your question {number} at {event} is back: {words}")
GONE = Phrase(zh="这一问已经不在了，放不回去。", en="That question is gone; it cannot be put back.")

feature.act(
    "event_question_down",
    Phrase(zh="{who} 撤下了《{title}》第{number}问", en="{who} took down question {number} of “{title}”"),
)


def take_down(ctx: Context, one: Event, words: str) -> None:
    """With a reason or without. Raises Refusal."""
    rounds.is_round(one)
    if not access.may_run(ctx, one):
        raise Refusal(NOT_YOURS(event=wording.named(one)))
    found = NUMBERED.fullmatch(unicodedata.normalize("NFKC", words[:12]) + words[12:])
    if found is None:
        raise Refusal(HOW(id=one.id))
    it, why = questioning.numbered(ctx, one, found[1]), found[2].strip()
    if len(why) > LONGEST:
        raise Refusal(LONG(most=LONGEST))
    if not kept.take_down(ctx.db, it.id, at=ctx.now):
        raise Refusal(ANSWERED(number=it.number))
    ctx.audit("event_question_down", undo={"question": it.id}, title=one.title, number=it.number)
    ctx.reply(DOWN(event=wording.named(one), number=it.number), audience=Audience.PERSON)
    if it.person != ctx.person.id:
        because = [BECAUSE(why=why)] if why else []
        ctx.tell(it.person, TOLD(event=wording.named(one), number=it.number, words=it.words), *because, gently=True)
    _show(ctx, one)


@feature.undoes("event_question_down", by=Role.MANAGER, thing=["title", "number"])
def put_back(ctx: Context, question: int) -> None:
    it = kept.still(ctx.db, question)
    one = events.by_number(ctx.db, it.event) if it is not None else None
    if it is None or one is None:
        raise Refusal(GONE)
    kept.put_back(ctx.db, question)
    ctx.reply(BACK(event=wording.named(one), number=it.number))
    if it.person != ctx.person.id:
        ctx.tell(it.person, TOLD_BACK(event=wording.named(one), number=it.number, words=it.words), gently=True)
    _show(ctx, one)


def _show(ctx: Context, one: Event) -> None:
    if one.closed_at is None:
        rounds.changed(ctx, one)
