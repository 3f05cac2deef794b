"""活动 V3 答 2: a question of a round is ticked; with words it goes into the archive with the event as its source, and its asker hears."""

from __future__ import annotations

import re
import unicodedata

from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Refusal, Role
from handlers.events import access, questioning, rounds, wording
from handlers.events.settings import feature
from storage.archive import entries
from storage.events import events
from storage.events import rounds as kept
from storage.events.events import Event
from storage.events.rounds import EventQuestion

LONGEST = 2000
NUMBERED = re.compile(r"((?:第|#)?\s*(?:\d{1,6}|[一二三四五六七八九十]{1,3})\s*[问个条]?)(?:[\s,，:：]+|$)(.*)", re.DOTALL)

HOW = Phrase(
    zh="答第几问？口头答的发：活动 V{id} 答 2；写下来就归档：活动 V{id} 答 2 先问预算",
    en="Which question? Answered aloud, send: event V{id} answer 2; in words it is archived: event V{id} answer 2 Ask for the budget first",
)
NOT_YOURS = Phrase(
    zh="{event} 的提问由主持人、讲者、专家或社群经理来答。",
    en="Its host, its speaker, experts and managers answer questions at {event}.",
)
LONG = Phrase(zh="答案最多{most}字。", en="An answer has at most {most:character|characters}.")
TICKED = Phrase(
    zh="✅ 第{number}问答过了。要留下文字：活动 V{id} 答 {number} 你的答案",
    en="✅ Question {number} is answered. To keep it in words: event V{id} answer {number} YOUR ANSWER",
)
TICKED_BEFORE = Phrase(zh="第{number}问已经勾过了。", en="Question {number} is ticked already.")
KEPT = Phrase(
    zh="✅ 第{number}问答好了，归档为 {code}，现在就能搜到。",
    en="✅ Question {number} is answered and archived as {code}; it can be found now.",
)
KNOWN = Phrase(
    zh="✅ 第{number}问答好了。归档里已有这个问题：{code}，没有再存一条。",
    en="✅ Question {number} is answered. The archive has that question already as {code}; it was not kept twice.",
)
HAS_WORDS = Phrase(
    zh="第{number}问已经有答案了。要改归档里的：归档 K-0001 改 …",
    en="Question {number} has its answer. To change it in the archive: archive K-0001 change …",
)
YOURS = Phrase(
    zh="✅ 你在 {event} 的提问有答案了：{question}\n{answer}",
    en="✅ Your question at {event} has an answer: {question}\n{answer}",
)
FROM = Phrase(zh="{words}（来自 V{id}《{title}》）", en="{words} (from V{id} “{title}”)")
BACK = Phrase(zh="✅ 第{number}问的答案收回了。", en="✅ The answer to question {number} was taken back.")
GONE = Phrase(zh="这一问已经不在了，没有可收回的。", en="That question is gone; there is nothing to take back.")

feature.act("event_answer", Phrase(zh="{who} 答了《{title}》第{number}问", en="{who} answered question {number} of “{title}”"))


def answer(ctx: Context, one: Event, words: str) -> None:
    """While it is on or afterwards, in words or aloud."""
    rounds.is_round(one)
    if not access.may_run(ctx, one) and ctx.role < Role.EXPERT and ctx.member.id != one.speaker_id:
        raise Refusal(NOT_YOURS(event=wording.named(one)))
    found = NUMBERED.fullmatch(unicodedata.normalize("NFKC", words[:12]) + words[12:])
    if found is None:
        raise Refusal(HOW(id=one.id))
    it, said = questioning.numbered(ctx, one, found[1]), found[2].strip()
    if len(said) > LONGEST:
        raise Refusal(LONG(most=LONGEST))
    if it.answer is not None:
        raise Refusal(HAS_WORDS(number=it.number))
    if said:
        return _in_words(ctx, one, it, said)
    if it.answered_at is not None:
        raise Refusal(TICKED_BEFORE(number=it.number))
    kept.answered(ctx.db, it.id, None, None, by=ctx.member.id, at=ctx.now)
    _note(ctx, one, it, TICKED(number=it.number, id=one.id), entry=None)


def _in_words(ctx: Context, one: Event, it: EventQuestion, said: str) -> None:
    same = entries.asked_like(ctx.db, ctx.camp.id, it.words)
    new = same[0] if same else _archived(ctx, one, it, said)
    if not kept.answered(ctx.db, it.id, said, new.id, by=ctx.member.id, at=ctx.now):
        raise Refusal(HAS_WORDS(number=it.number))  # somebody was quicker: nothing of this one is kept
    _note(ctx, one, it, (KNOWN if same else KEPT)(number=it.number, code=new.code), entry=None if same else new.id)
    if it.person != ctx.person.id:
        ctx.tell(it.person, YOURS(event=wording.named(one), question=it.words, answer=said), gently=True)


def _archived(ctx: Context, one: Event, it: EventQuestion, said: str) -> entries.Entry:
    words = FROM(words=said, id=one.id, title=one.title).to(ctx.camp.language)
    source = f"event:{one.id}"
    return entries.add(ctx.db, ctx.camp.id, it.words, words, tags=one.topics, person=ctx.person.id, source=source, at=ctx.now)


def _note(ctx: Context, one: Event, it: EventQuestion, said: Line, *, entry: int | None) -> None:
    undo = {"question": it.id, "ticked": it.answered_at is not None, "entry": entry}
    ctx.audit("event_answer", undo=undo, title=one.title, number=it.number)
    ctx.reply(said, audience=Audience.PERSON)
    if one.closed_at is None:
        rounds.changed(ctx, one)


@feature.undoes("event_answer", by=Role.MANAGER, thing=["title", "number"])
def answer_back(ctx: Context, question: int, ticked: bool, entry: int | None) -> None:
    it = kept.still(ctx.db, question)
    if it is None:
        raise Refusal(GONE)
    kept.unanswered(ctx.db, question, ticked=ticked)
    if entry is not None:
        entries.retire(ctx.db, entries.get(ctx.db, entry), at=ctx.now)
    ctx.reply(BACK(number=it.number))
    one = events.by_number(ctx.db, it.event)
    if one is not None and one.closed_at is None:
        rounds.changed(ctx, one)
