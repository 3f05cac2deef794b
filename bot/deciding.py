"""Deciding: 通过 H21 提纲清晰 finds the feature by the letter, looks at today's role, asks for what is missing, and says who was first."""

from __future__ import annotations

import re

from bot import act_sentences, queue
from bot.audience import WHO, Audience
from bot.context import Context, Press
from bot.desk_page import Thing, Things, WayToDecide
from bot.feature import Asker
from bot.membership import Role
from bot.messages import Address
from bot.permission import NOT_YOURS, PermissionDenied
from bot.phrases import Line, Phrase, Refusal
from bot.queue import LARGEST, Decision, Queue, WrittenCode
from storage import audit, dialogs, people

STEP = "todo.words"
"""The question for what is missing: a reason, a score."""
AND = re.compile(r"^(?:和|与|跟|及|还有|到|至|to\b|and|&|\+|[-–—~～])\s*", re.IGNORECASE)
LIST, TODO = "waiting", "待办"
LONGEST_WORD = 4
"""Letters of a word that may stand before the number it is about."""

WHICH = Phrase(
    zh="“{word}”哪一个？写上字母和号，试试：{example}", en="“{word}”: which one? Name its letter and number. Try: {example}"
)
NOTHING_TO_DECIDE = Phrase(
    zh="“{word}”哪一个？现在没有能“{word}”的。发“待办”看看等你定的。",
    en="“{word}”: which one? Nothing that waits takes it; send “todo” for what waits.",
)
ONE_AT_A_TIME = Phrase(zh="一次定一件，什么都没有改。试试：{example}", en="One at a time; nothing was changed. Try: {example}")
NO_QUEUE = Phrase(
    zh="{code} 是{what}，不用定。发“待办”看等你定的。", en="{code} is {what}; nothing is to be decided there. Send “todo”."
)
NO_LETTER = Phrase(
    zh="没有以 {letter} 开头的号。发“待办”看等你定的。", en="No number begins with {letter}. Send “todo” for what waits."
)
NO_SUCH = Phrase(zh="没有 {code}。发“待办”看等你定的。", en="There is no {code}. Send “todo” for what waits.")
OTHER_WORD = Phrase(zh="{code} 不能“{word}”，可以：{ways}", en="{code} takes no “{word}”. Possible: {ways}")
WAY = Phrase(zh="{word} {code}", en="{word} {code}")
DECIDED = Phrase(
    zh="{code} 已经定了：{at:%m-%d %H:%M} {said}。没有改动。",
    en="{code} is decided: {at:%m-%d %H:%M}, {said}. Nothing was changed.",
)
OVER = Phrase(zh="{code} 已经有结果了，没有改动。", en="{code} is settled already. Nothing was changed.")


def decide(ctx: Context, verb: str, words: str) -> None:
    """Does what a word (通过) does to the thing the words begin with; what must be said besides is asked for. Raises Refusal."""
    word = _word(ctx, verb)
    named = queue.read(words) or _behind(words) or _called(ctx, verb, words)
    if named is None:
        raise Refusal(_which(ctx, verb))
    of = queue_of(ctx, named.letter, named.number)
    code = of.code(named.number)
    if (more := queue.read(AND.sub("", named.rest))) is not None and more.letter == named.letter:
        raise Refusal(ONE_AT_A_TIME(example=WAY(word=word, code=code)))
    decision = of.decisions.get(verb)
    _check(ctx, f"{word} {code}", verb, of.by)
    if decision is None:
        raise Refusal(OTHER_WORD(code=code, word=word, ways=[_way(ctx, one, code) for one in _theirs(ctx, of)]))
    _check(ctx, f"{word} {code}", verb, decision.by)
    if decision.asks is not None and not named.rest:
        return _ask(ctx, of, decision, named.number)
    ctx.feature = of.feature
    decision.run(ctx, named.number, named.rest)


def _behind(words: str) -> WrittenCode | None:
    """What is named by a number behind one word: 处理 提醒 Z1 有困难告诉我."""
    first, _, rest = words.strip().partition(" ")
    found = queue.read(rest)
    return None if found is None or len(first) > LONGEST_WORD else found._replace(rest=f"{first} {found.rest}".strip())


def _called(ctx: Context, verb: str, words: str) -> WrittenCode | None:
    """What is named by whom it is about, among what the word decides and who asks may: 处理 赵雨 联系."""
    for of in ctx.router.queues.values():
        if of.called is not None and any(one.verb == verb for one in _theirs(ctx, of)):
            found = of.called(ctx, words)
            if found is not None:
                return WrittenCode(of.prefix, *found)
    return None


def queue_of(ctx: Context, letter: str, number: int) -> Queue:
    """The queue of a letter, or of the one its numbers had before. Raises Refusal where nothing of that letter is ever decided."""
    known = ctx.router.queues
    found = known.get(letter) or next((one for one in known.values() if one.formerly == letter), None)
    if found is not None:
        if number >= LARGEST:
            raise Refusal(NO_SUCH(code=f"{letter}…"))
        return found
    what = ctx.router.prefixes.get(letter)
    raise Refusal(NO_LETTER(letter=letter) if what is None else NO_QUEUE(code=f"{letter}{number}", what=what))


def seen(ctx: Context, letter: str, number: int) -> Queue:
    """The same, for who wants to look. Raises Refusal where today's role may not."""
    of = queue_of(ctx, letter, number)
    _check(ctx, f"{_word(ctx, TODO)} {of.prefix}", TODO, of.by)
    return of


def decided(ctx: Context, letter: str, number: int) -> Refusal:
    """To be raised where something was decided before: who did, and when, as the log has it."""
    return last_decision(ctx, letter, number) or Refusal(OVER(code=ctx.router.queues[letter].code(number)))


def last_decision(ctx: Context, letter: str, number: int) -> Refusal | None:
    """The same where the log has one that stands; None where it has not."""
    code = ctx.router.queues[letter].code(number)
    entry = audit.last_about(ctx.db, ctx.camp.id, code)
    return None if entry is None else Refusal(DECIDED(code=code, at=entry.at, said=act_sentences.sentence(ctx, entry)))


def none_such(ctx: Context, letter: str, number: int) -> Refusal:
    """To be raised for a number there is not."""
    return Refusal(NO_SUCH(code=ctx.router.queues[letter].code(number)))


def show(ctx: Context, letter: str) -> None:
    """What waits of one letter for whoever asks: the part of 待办."""
    ctx.feature = STEP.partition(".")[0]
    ctx.show_list(LIST, order=letter)


def presses(ctx: Context, of: Queue, number: int) -> list[Press]:
    """What may be decided of a thing by who asks."""
    code = of.code(number)
    return [Press(_label(ctx, one, code), f"{one.verb} {code}") for one in _ways(ctx, of, number)]


def _ways(ctx: Context, of: Queue, number: int) -> list[Decision]:
    """What today's role may decide of one thing as it stands."""
    takes = None if of.takes is None else of.takes(ctx, number)
    return [one for one in _theirs(ctx, of) if takes is None or one.verb in takes]


def things(ctx: Context, of: Queue, n: int, most: int) -> Things:
    """For a page of the desk: what waits of a kind, each in full and with the words that decide it, of `n` in all."""
    shown = []
    for one in of.waiting(ctx.db, Asker.of(ctx), 0, most):
        code, parts = of.code(one.number), ctx.as_read(ctx.language, *of.whole(ctx, one.number))
        ways = [
            WayToDecide(
                _word(ctx, way.verb), _label(ctx, way, code), f"{way.verb} {code}", way.asks(code=code) if way.asks else ""
            )
            for way in _ways(ctx, of, one.number)
        ]
        shown.append(Thing(code, one.what, one.since, parts, ways))
    return Things(shown, of.title, n=n)


def audience(of: Queue) -> Audience:
    """Who may read what is said of it."""
    return Audience.REVIEWERS if of.by <= Audience.REVIEWERS.value else Audience.MANAGERS


def _check(ctx: Context, said: str, verb: str, by: Role) -> None:
    """The role is today's. Raises Refusal, which the log keeps."""
    if ctx.role < by:
        raise PermissionDenied(NOT_YOURS(word=said, who=WHO[by]), verb)


def _ask(ctx: Context, of: Queue, decision: Decision, number: int) -> None:
    """The thing in full and the question, where whoever was asked can answer it: in private. Raises Refusal for what is decided."""
    assert decision.asks is not None
    first = of.waiting(ctx.db, Asker.of(ctx), number - 1, 1)
    if not (first and first[0].number == number) and (over := last_decision(ctx, of.prefix, number)) is not None:
        raise over
    ctx.feature, code = of.feature, of.code(number)
    said = of.whole(ctx, number)
    known = people.private_address(ctx.db, ctx.person.id)
    at = ctx.address if ctx.address.direct or known is None else Address(*known, direct=True)
    ctx.reply(*said, decision.asks(code=code), audience=audience(of))
    dialogs.ask(ctx.db, ctx.person.id, at.key, STEP, {"verb": decision.verb, "code": code}, at=ctx.now)


def _which(ctx: Context, verb: str) -> Line:
    """An example that works: something that waits now and takes the word."""
    asker = Asker.of(ctx)
    for of in ctx.router.queues.values():
        decision = next((one for one in _theirs(ctx, of) if one.verb == verb), None)
        if decision is not None and (some := of.waiting(ctx.db, asker, 0, 1)):
            return WHICH(word=_word(ctx, verb), example=_way(ctx, decision, of.code(some[0].number)))
    return NOTHING_TO_DECIDE(word=_word(ctx, verb))


def _theirs(ctx: Context, of: Queue) -> list[Decision]:
    """What today's role may decide of a queue."""
    return [one for one in of.decisions.values() if ctx.role >= max(of.by, one.by)]


def _word(ctx: Context, verb: str) -> str:
    return ctx.router.commands[verb].word_in(ctx.language)


def _way(ctx: Context, decision: Decision, code: str) -> Line:
    return WAY(word=_word(ctx, decision.verb), code=code)


def _label(ctx: Context, decision: Decision, code: str) -> Line:
    command = ctx.router.commands[decision.verb]
    return WAY(word=Phrase(zh=command.word_in("zh"), en=command.word_in("en").capitalize()), code=code)
