"""receive(event): one message, one transaction — seen, changed, booked and the replies owed, committed together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any, NamedTuple

import structlog

from bot import misheard, permission, planning
from bot.channel import ChecksSessions, KeepsTranscript, Receipt
from bot.clock import Clock
from bot.context import Context, Press
from bot.effects import Effects
from bot.event_log import where
from bot.feature import Asker, Step
from bot.hearing import Match
from bot.identity import IdentityResolver
from bot.membership import Role, camp_by_id
from bot.messages import InboundEvent, Kind, Provenance
from bot.names import clean
from bot.parts import SAYS_LIMIT
from bot.permission import PermissionDenied
from bot.phrases import NotAnAnswer, Phrase, Refusal
from bot.router import LONGEST, TOO_LONG, Router, speaks
from storage import agenda, dialogs, inbox, outbox, tasks
from storage.connection import Db, Unavailable, is_out_of_range, is_too_long, passes
from storage.database import Database

log = structlog.get_logger()

SORRY = Phrase(
    zh="我这边出错了，这条没有记下。已通知维护人员，请稍后再试。",
    en="Something broke on my side and this was not recorded. The maintainers know; please try again later.",
)
NOT_WORDS = Phrase(
    zh="这个我还看不懂，请打字告诉我。发“帮助”看看我会做什么。",
    en="I cannot make anything of that; please tell me in words. Send “help” to see what I can do.",
)
TOO_LARGE = Phrase(
    zh="这里面有个数大得没法算，什么都没有改。", en="There is a number in this too large to reckon with; nothing was changed."
)
TOO_LONG_TO_KEEP = Phrase(
    zh="这里面有一段太长，存不下，什么都没有改。请写短一点再发。",
    en="Something in this is too long to keep; nothing was changed. Please make it shorter and send it again.",
)
NO_CAMP_HERE = Phrase(
    zh="这个群还没有绑定营。请社群经理在这里发“绑定群 营名”。",
    en="This group belongs to no camp yet. Its community manager can send “bind NAME” here.",
)
WHICH_MEANT = Phrase(
    zh="“{word}”也是一个指令。你是在答题，还是要用它？", en="“{word}” is a command too. Is it your answer, or what you want?"
)
THE_COMMAND = Phrase(zh="用指令“{word}”", en="The command “{word}”")
IN_PRIVATE = Phrase(zh="“{word}”请在私聊里发给我。", en="Please send me “{word}” in private.")
NOT_THEIR_WORDS = {
    Provenance.FORWARDED: Phrase(
        zh="这是转发来的，不算你说的，没有执行。要算数就自己发一遍。",
        en="That was forwarded, so I do not take it as your word; nothing was done. To mean it, send it yourself.",
    ),
    Provenance.VIA_BOT: Phrase(
        zh="这是别的机器人替你写的，没有执行。要算数就自己发一遍。",
        en="Another bot wrote that for you, so nothing was done. To mean it, send it yourself.",
    ),
}
FAILED_WORK = {
    "too_long": Phrase(
        zh="这件事做得太久，已停下，什么都没有改。试试分成小一点的几份。",
        en="That took too long and was stopped; nothing was changed. Try it in smaller pieces.",
    ),
    "too_much": Phrase(
        zh="这件事太占内存，已停下，什么都没有改。试试分成小一点的几份。",
        en="That needed too much memory and was stopped; nothing was changed. Try it in smaller pieces.",
    ),
    "too_large": Phrase(zh="文件超过20 MB，没有读取。", en="The file is over 20 MB and was not read."),
    "broken": Phrase(
        zh="这件事没有做成，什么都没有改。已通知维护人员。",
        en="That could not be done; nothing was changed. The maintainers know.",
    ),
}


@dataclass(frozen=True, slots=True)
class LookResult:
    """What a look found before the transaction."""

    value: Any


class _Outcome(NamedTuple):
    """What the transaction says to the shell after its commit."""

    fresh: bool
    how: str
    command: str
    person: int | None
    effects: Effects


LONGEST_ANSWER_ALOUD = 12
"""Characters of what somebody may say in a group to a list they have before them: more is talk."""
NOTHING = Effects()
ENDED = "session ended"
"""How an event turns out that came by a session which stands no more: nothing of it is kept."""
NO_ACTS = ("", Kind.SAID, "file")
"""What an outcome names where nobody's word was acted on: it was only overheard."""
WRITTEN = (Kind.SAID, Kind.EDITED)
OVERTAKES_BY = timedelta(seconds=20)
"""How long a reply may be ahead of our record of what it replies to."""
SEEN_WITHIN = timedelta(seconds=1)
"""How long it may go unseen that another replica has sent it."""


class Dispatcher:
    """Takes events from channels, the agenda and tasks, and runs each in one transaction."""

    def __init__(self, database: Database, router: Router, clock: Clock, identity: IdentityResolver) -> None:
        self.database, self.router, self.clock, self.identity = database, router, clock, identity
        self.transcripts: dict[str, KeepsTranscript] = {}
        self.sessions: dict[str, ChecksSessions] = {}
        self.on_commit: list[Callable[[Effects], None]] = []
        self.on_event: list[Callable[[str, str, float], None]] = []
        self._looking: dict[str, asyncio.Future[None]] = {}
        self._settled: dict[str, asyncio.Event] = {}
        self._watchers = self.router.listeners("watched")

    async def receive(self, event: InboundEvent) -> Receipt:
        """Acts on an event once, whoever repeats it; returns after the commit. Raises Unavailable when the database cannot take it."""
        started = perf_counter()
        if event.kind is Kind.SAID and event.about is not None:
            await self._until_known(event)
        if _has_words(event) and (words := clean(event.text)) != event.text:
            event = replace(event, text=words)
        outcome = await self._in_turn(event)
        if outcome.fresh:
            for wake in self.on_commit:
                wake(outcome.effects)
        took = (perf_counter() - started) * 1000
        for note in self.on_event:
            note(event.address.channel, outcome.how, took)
        log.info(
            "event",
            key=event.key,
            kind=event.kind,
            person=outcome.person,
            command=outcome.command,
            outcome=outcome.how,
            ms=round(took, 1),
        )
        return Receipt(event.key, outcome.fresh, tuple(outcome.effects.reserved), outcome.how != ENDED)

    def plan_missing(self, db: Db) -> None:
        """At the start: rhythms that came with a new version are put on the agenda."""
        planning.plan_missing(db, self.router.jobs.values(), self.clock.now(), self.identity.zone)

    def settled(self, room: str) -> None:
        """Something sent to a room is settled: its reference is known now."""
        if (settled := self._settled.pop(room, None)) is not None:
            settled.set()

    async def _until_known(self, event: InboundEvent) -> None:
        """A reply can overtake our own record of what it replies to. It is held, not yet acknowledged, until that send is settled."""
        room, until = event.address, self.clock.now() + OVERTAKES_BY
        while self.clock.now() < until:
            settled = self._settled.setdefault(room.key, asyncio.Event())
            if not await self.database.read(lambda db: _is_on_its_way(db, event)):
                return
            late = asyncio.ensure_future(self.clock.sleep(min(until, self.clock.now() + SEEN_WITHIN)))
            known = asyncio.ensure_future(settled.wait())
            await asyncio.wait({late, known}, return_when=asyncio.FIRST_COMPLETED)
            late.cancel()
            known.cancel()

    # ── turns and looks ──────────────────────────────────────────────────────────────────────────────────────────

    async def _in_turn(self, event: InboundEvent) -> _Outcome:
        """A person's messages in their order: the next waits while a look of theirs is under way."""
        who = f"{event.sender.channel}:{event.sender.id}" if event.sender else ""
        while who and (ahead := self._looking.get(who)) is not None:
            await asyncio.shield(ahead)
        match = self.router.match(event.text) if _has_words(event) else None
        looks = match or self._asked(event)
        if looks is None or looks.command.look is None or not who:
            return await self._commit(event, match, None)
        self._looking[who] = asyncio.get_running_loop().create_future()
        try:
            return await self._commit(event, match, await self._look(event, looks, is_order=match is not None))
        finally:
            self._looking.pop(who).set_result(None)

    async def _look(self, event: InboundEvent, match: Match, *, is_order: bool) -> LookResult | None:
        """Reads what the command asks for on one snapshot; None where the transaction will refuse it anyway."""

        def look(reader: Db) -> LookResult | None:
            ctx = self.identity.seen(reader, event)
            if (
                ctx is None
                or not permission.may(ctx, match.command)
                or ctx.camp_or_none is None
                or ctx.member_or_none is None
                or ctx.person_or_none is None
            ):
                return None
            if not is_order and self._asked(event, ctx) != match:
                return None
            if not is_order and dialogs.find(reader, ctx.person.id, event.address.key, now=ctx.now) is not None:
                return None
            try:
                words = self.router.bound(match, ctx.language, ctx.whose() if match.command.names_somebody else None)
            except Refusal:
                return None
            assert match.command.look is not None
            try:
                return LookResult(match.command.look(reader, Asker.of(ctx), **words))
            except Refusal as refusal:
                return LookResult(refusal)

        if not self._is_for_us(event, match):
            return None
        try:
            return await self.database.read(look)
        except Exception as problem:
            if passes(problem):
                raise Unavailable(type(problem).__name__) from problem
            log.error(
                "look failed", key=event.key, command=match.command.word, problem=type(problem).__name__, at=where(problem)
            )
            return LookResult(problem)

    # ── the transaction ──────────────────────────────────────────────────────────────────────────────────────────

    async def _commit(self, event: InboundEvent, match: Match | None, found: LookResult | None) -> _Outcome:
        try:
            return await self.database.transact(lambda db: self._apply(db, event, match, found), event.address.key)
        except Unavailable:
            raise
        except Exception as first:
            if is_too_long(first):  # a name or an id no platform gives: nobody can be told, and nothing is kept
                log.warning("event refused", channel=event.address.channel, kind=event.kind, problem="too long")
                return _Outcome(True, "refused", "", None, NOTHING)
            log.error("event failed", key=event.key, problem=type(first).__name__, at=where(first))
        try:
            return await self.database.transact(lambda db: self._apply(db, event, match, found), event.address.key)
        except Unavailable:
            raise
        except Exception as second:
            return await self.database.transact(
                _burying(event, second, self.clock.now(), secret=self._is_secret(event)), event.address.key
            )

    def _apply(self, db: Db, event: InboundEvent, match: Match | None, found: LookResult | None) -> _Outcome:
        now = self.clock.now()
        if (sessions := self.sessions.get(event.address.channel)) is not None and not sessions.is_current(db, event):
            return _Outcome(False, ENDED, "", None, NOTHING)
        if not self._is_new(db, event, now):
            return _Outcome(False, "repeated", "", None, NOTHING)
        if self._becomes_words(db, event, match, now):
            event = replace(event, kind=Kind.SAID, about=None)
        ctx = self.identity.of(db, event)
        if event.kind is Kind.DUE:
            return self._run_due(ctx)
        return self._watched(ctx, self._acted_on(ctx, match, found))

    def _acted_on(self, ctx: Context, match: Match | None, found: LookResult | None) -> _Outcome:
        """What somebody said or did goes to whoever it is for."""
        event = ctx.event
        if event.address.direct and ctx.account_id is not None and (speaks(event.kind) or event.kind is Kind.REACHABLE):
            self.identity.reachable_again(ctx)
        if not speaks(event.kind):
            return self._tell_listeners(ctx)
        return self._noted(ctx, self._provenance_checked(ctx, match, found))

    def _watched(self, ctx: Context, outcome: _Outcome) -> _Outcome:
        """What is said in a camp's group is looked at besides, whatever became of it; a watcher's fault costs nobody their answer."""
        if not self._watchers or ctx.camp_or_none is None or ctx.address.direct or ctx.event.kind not in WRITTEN:
            return outcome
        for ctx.feature, look in self._watchers:
            try:
                catch = look(ctx)
            except Exception as problem:
                if passes(problem):
                    raise
                log.error("watcher failed", key=ctx.event.key, problem=type(problem).__name__, at=where(problem))
                continue
            if catch is not None and self._in_savepoint(ctx, "watched", catch, quietly=True).how == "failed":
                log.error("catch not kept", key=ctx.event.key)
        return outcome._replace(effects=ctx.effects)

    def _becomes_words(self, db: Db, event: InboundEvent, match: Match | None, now: datetime) -> bool:
        """Whether an edit makes a command for us of a message that did nothing before."""
        if event.kind is not Kind.EDITED or match is None or not self._is_for_us(event, match):
            return False
        return not inbox.is_known(db, _acted(event))

    def _noted(self, ctx: Context, outcome: _Outcome) -> _Outcome:
        """What did something is remembered by the message's own reference, so that editing it does not do it again."""
        if outcome.how == "done" and outcome.command not in NO_ACTS and ctx.event.kind is Kind.SAID:
            if "ref" in ctx.event.data:
                inbox.record(ctx.db, _acted(ctx.event), ctx.now)
            if "album" in ctx.event.data:
                inbox.record(ctx.db, _album(ctx.event), ctx.now)
        return outcome

    def _provenance_checked(self, ctx: Context, match: Match | None, found: LookResult | None) -> _Outcome:
        """What somebody passes on, or has a bot write, they did not say: no command, no answer to a question, no check-in, on any
        platform. A file passed on without a word is still a file."""
        whose = ctx.event.data.get("provenance")
        if whose is None:
            return self._answer(ctx, match, found)
        is_order = match is not None and self._is_for_us(ctx.event, match)
        if ctx.event.files and not is_order and ctx.address.direct:
            return self._overheard(ctx, NOT_THEIR_WORDS[whose])
        if is_order or ctx.address.direct:
            return self._in_savepoint(ctx, "", lambda: ctx.refuse(NOT_THEIR_WORDS[whose]))
        return _Outcome(True, "ignored", "", ctx.person_or_none.id if ctx.person_or_none else None, ctx.effects)

    def _overheard(self, ctx: Context, useless: Phrase | None = None) -> _Outcome:
        """Talk, a file, or what is neither words nor a file: whoever can use it takes it; where an answer is awaited nobody is left
        without one, the parts of an album with one."""
        outcome = self._tell_listeners(ctx)
        if not self._awaits_answer(ctx.event) or outcome.how == "failed" or ctx.effects.rooms or ctx.effects.tasks:
            return outcome
        if "album" in ctx.event.data and not inbox.record(ctx.db, _album(ctx.event), ctx.now):
            return outcome
        if useless is not None:
            return self._in_savepoint(ctx, "", lambda: ctx.refuse(useless))
        return self._in_savepoint(ctx, "", lambda: self._unknown_command(ctx))

    def _is_new(self, db: Db, event: InboundEvent, now: datetime) -> bool:
        """The inbox key, or the occurrence in its place."""
        if event.kind is Kind.DUE:
            return agenda.mark_ran(db, event.data["job"], event.data["subject"], event.data["due_at"], at=now)
        return inbox.record(db, event.key, now)

    def _answer(self, ctx: Context, match: Match | None, found: LookResult | None) -> _Outcome:
        """Somebody's words: the command they name, else the dialog that waits for them, else what to say to nonsense."""
        event, bare = ctx.event, match
        if match is not None and not (
            self._is_for_us(event, match) and (ctx.camp_or_none or event.address.direct or match.command.unbound)
        ):
            match = None
        asks = event.address.direct or match is None
        dialog = dialogs.find(ctx.db, ctx.person.id, event.address.key, now=ctx.now) if asks else None
        if match is None and dialog is not None and bare is not None and not event.address.direct:
            match = bare  # who was asked something here speaks to us with any word of ours
        step = self.router.steps.get(dialog.step) if dialog else None
        if event.kind is Kind.SAID and step is not None and step.claims is not None and step.claims(ctx, event.text):
            match = None
        secret = (match is not None and match.command.secret) or (step is not None and step.secret)
        if event.kind is Kind.SAID and not secret and (keeps := self.transcripts.get(event.address.channel)) is not None:
            ctx.line = keeps.record(ctx.db, event)
        if match is not None:
            if event.kind is Kind.SAID and (doubt := self._doubted(ctx, match)) is not None:
                return doubt
            return self._in_savepoint(
                ctx,
                match.command.word,
                lambda: self._call(ctx, match, found, dialog),
                instead=lambda: self._meant_instead(ctx, match, dialog),
            )
        if event.kind is Kind.SAID and (taken := self._replied(ctx)) is not None:
            return taken
        if event.kind is Kind.SAID and dialog is not None and step is not None:
            ctx.feature = step.feature
            if (taken := self._continued(ctx, dialog, step)) is not None:
                return taken
        if event.kind is Kind.SAID and event.text and (taken := self._unheard(ctx)) is not None:
            return taken
        if event.files or not event.text or not self._awaits_answer(event):
            outcome = self._overheard(ctx)
            meant = misheard.meant_bare(ctx, bare) if not ctx.effects.rooms else None
            return outcome if meant is None else self._in_savepoint(ctx, "", lambda: misheard.hint(ctx, meant))
        if (asked := self._asked(event, ctx)) is not None and ctx.member_or_none is not None:
            found = found if asked == self._asked(event) else None
            return self._in_savepoint(ctx, asked.command.word, lambda: self._answer_question(ctx, asked, found))
        return self._in_savepoint(ctx, "", lambda: self._unknown_command(ctx))

    def _awaits_answer(self, event: InboundEvent) -> bool:
        """Whether silence would be a fault."""
        return misheard.awaits_answer(event, self._is_to_us(event), self.router.commands)

    def _asked(self, event: InboundEvent, ctx: Context | None = None) -> Match | None:
        """What a question to us means that names no command: the likeliest, and where who asks is known the likeliest of what is theirs to ask."""
        if event.kind is not Kind.SAID or event.files or not (event.address.direct or self._is_to_us(event)):
            return None
        meant = self.router.asked(event.text, direct=event.address.direct)
        first = next(meant, None)
        if ctx is None or first is None:
            return first
        return next((match for match in (first, *meant) if permission.may(ctx, match.about or match.command)), first)

    def _is_to_us(self, event: InboundEvent) -> bool:
        return self.router.is_to_us(event.text, bool(event.data.get("to_us")))

    def _call(self, ctx: Context, match: Match, found: LookResult | None, dialog: dialogs.Dialog | None) -> None:
        command = match.command
        ctx.feature = command.feature
        if len(ctx.event.text) > LONGEST:
            raise Refusal(TOO_LONG(length=len(ctx.event.text), most=LONGEST))
        permission.check(ctx, command)
        words = self.router.bound(match, ctx.language, ctx.whose() if command.names_somebody and ctx.camp_or_none else None)
        if command.private and not ctx.address.direct:
            raise Refusal(IN_PRIVATE(word=command.word_in(ctx.language)))
        if command.look is None:
            command.run(ctx, **words)
        else:
            # Who was nobody a moment ago, when the look was to be taken, is looked for here: once in a membership.
            value = command.look(ctx.db, Asker.of(ctx), **words) if found is None else found.value
            if isinstance(value, Exception):
                raise value
            command.run(ctx, **words, found=value)
        if dialog is not None and not self.router.stays(dialog.step):
            dialogs.give_up(ctx.db, dialog)

    def _meant_instead(self, ctx: Context, refused: Match | None, dialog: dialogs.Dialog | None) -> Callable[[], None] | None:
        """What is to be done where the words were refused as a command's (export my data, return on investment) or as the answer to a question
        (谁没达标 where an amount is asked for), and are a sentence of ours all the same; None where they are none."""
        if refused is not None and not refused.words:
            return None
        asked = self._asked(ctx.event, ctx)
        if asked is None or asked.command in self.router.answers_questions:
            return None
        if refused is not None and (asked.command, asked.words) == (refused.command, refused.words):
            return None
        return lambda: self._call_asked(ctx, asked, None, dialog)

    def _call_asked(self, ctx: Context, asked: Match, found: LookResult | None, dialog: dialogs.Dialog | None) -> None:
        """A command that was asked for in other words: what is kept of them is said in its own."""
        ctx.heard_as = asked.sentence(ctx.language)
        self._call(ctx, asked, found, dialog)

    def _replied(self, ctx: Context) -> _Outcome | None:
        """A reply goes to whoever knows what it is about; None where it is no reply, or nobody does."""
        if ctx.event.about is None and "quote" not in ctx.event.data:
            return None
        return self._taken(ctx, "reply")

    def _unheard(self, ctx: Context) -> _Outcome | None:
        """Words that are no command and answer no dialog go to who has a question waiting for them; None where nobody has."""
        if not (ctx.address.direct or len(ctx.event.text) <= LONGEST_ANSWER_ALOUD) or ctx.member_or_none is None:
            return None
        return self._taken(ctx, "unheard")

    def _taken(self, ctx: Context, kind: str) -> _Outcome | None:
        """What the first listener made of it that took it; None where none did."""
        takers: list[str] = []

        def ask_around() -> None:
            for ctx.feature, takes in self.router.listeners(kind):
                if takes(ctx):
                    return takers.append(ctx.feature)

        outcome = self._in_savepoint(ctx, kind, ask_around)
        return outcome if takers or outcome.how != "done" else None

    def _doubted(self, ctx: Context, match: Match) -> _Outcome | None:
        """Asks which was meant where a command typed in private may as well answer a question that waits for words; None where it may not."""
        if not ctx.address.direct or ctx.member_or_none is None or len(ctx.event.text.encode()) > SAYS_LIMIT:
            return None
        if match.command.answers_nothing:
            return None
        presses: list[Press] = []

        def ask_around() -> None:
            for ctx.feature, as_answer in self.router.listeners("doubt"):
                if (press := as_answer(ctx)) is not None:
                    word = match.command.word_in(ctx.language)
                    presses.extend((press, Press(THE_COMMAND(word=word), ctx.event.text)))
                    ctx.reply(WHICH_MEANT(word=word), presses)
                    return

        outcome = self._in_savepoint(ctx, "doubt", ask_around)
        return outcome if presses else None

    def _continued(self, ctx: Context, dialog: dialogs.Dialog, step: Step) -> _Outcome | None:
        """The step takes the words; None where they were not said to its question."""
        is_answer = True

        def take() -> None:
            nonlocal is_answer
            is_claimed = step.claims is not None and step.claims(ctx, ctx.event.text)
            if not step.stays and not is_claimed and (nearly := misheard.nearly(ctx)) is not None:
                raise nearly
            dialogs.close(ctx.db, dialog.id)
            try:
                step.run(ctx, ctx.event.text, **dialog.kept)
            except NotAnAnswer:
                is_answer = False

        outcome = self._in_savepoint(ctx, dialog.step, take, instead=lambda: self._meant_instead(ctx, None, dialog))
        return outcome if is_answer else None

    def _answer_question(self, ctx: Context, asked: Match, found: LookResult | None) -> None:
        """What was asked, unless the words are nearly a command and just any question, or nobody can make anything of them."""
        if asked.command in self.router.answers_questions and (nearly := misheard.nearly(ctx)) is not None:
            raise nearly
        try:
            self._call_asked(ctx, asked, found, None)
        except NotAnAnswer:
            self._ask_anybody(ctx, asked)

    def _ask_anybody(self, ctx: Context, meant: Match) -> None:
        """What was about none of what its command knows may mean another, or be a question like any other."""
        every = list(self.router.asked(ctx.event.text, direct=ctx.event.address.direct))
        for one in every[every.index(meant) + 1 :] if meant in every else ():
            if not permission.may(ctx, one.about or one.command):
                continue
            try:
                return self._call_asked(ctx, one, None, None)
            except NotAnAnswer:
                continue
        self._unknown_command(ctx)

    def _unknown_command(self, ctx: Context) -> None:
        if len(ctx.event.text) > LONGEST:
            raise Refusal(TOO_LONG(length=len(ctx.event.text), most=LONGEST))
        if not ctx.address.direct and ctx.camp_or_none is None:
            raise Refusal(NO_CAMP_HERE)
        if ctx.event.files or "unreadable" in ctx.event.data:
            raise Refusal(NOT_WORDS)
        if not ctx.event.text:
            raise Refusal(misheard.HERE if ctx.event.data.get("called") else NOT_WORDS)
        raise misheard.nearest(ctx, ctx.event.text)

    def _in_savepoint(
        self,
        ctx: Context,
        command: str,
        run: Callable[[], None],
        *,
        quietly: bool = False,
        instead: Callable[[], Callable[[], None] | None] | None = None,
    ) -> _Outcome:
        """A handler's writes are kept or undone as a whole; a refusal and a bug are answered after the undoing, unless nobody asked. What was
        refused may have meant something else, which is done instead."""
        kept = ctx.effects.copy()
        how = "done"
        try:
            with ctx.db.savepoint():
                run()
                if ctx.effects.changed_camp is not None:
                    self._replan(ctx, ctx.effects.changed_camp)
        except Refusal as refusal:
            how, ctx.effects = "refused", kept
            if instead is not None and (meant := instead()) is not None:
                return self._in_savepoint(ctx, command, meant)
            self._audit_refusal(ctx, refusal)
            ctx.refuse(refusal.line, *refusal.rows)
        except Exception as problem:
            if passes(problem):
                raise
            how, ctx.effects = "failed", kept
            if not quietly and (is_out_of_range(problem) or is_too_long(problem)):
                ctx.refuse(TOO_LARGE if is_out_of_range(problem) else TOO_LONG_TO_KEEP)
                return _Outcome(True, "refused", command, ctx.person_or_none.id if ctx.person_or_none else None, ctx.effects)
            log.error("handler failed", key=ctx.event.key, command=command, problem=type(problem).__name__, at=where(problem))
            if ctx.event.sender is not None and not quietly:
                ctx.reply(SORRY)
        return _Outcome(True, how, command, ctx.person_or_none.id if ctx.person_or_none else None, ctx.effects)

    def _tell_listeners(self, ctx: Context) -> _Outcome:
        kind = str(ctx.event.kind)
        if ctx.event.kind is Kind.DONE:
            return self._take_result(ctx)
        if ctx.event.kind is Kind.SAID and ctx.event.files:
            kind = "file"
        return self._told(ctx, kind)

    def _told(self, ctx: Context, kind: str) -> _Outcome:
        how = "ignored"
        for name, listener in self.router.listeners(kind):
            ctx.feature = name
            how = self._in_savepoint(ctx, kind, lambda listener=listener: listener(ctx)).how  # type: ignore[misc]
        return _Outcome(True, how, kind, ctx.person_or_none.id if ctx.person_or_none else None, ctx.effects)

    def _take_result(self, ctx: Context) -> _Outcome:
        """A slice of a task's result; the last one finishes the task, and a failed one is answered with a sentence."""
        data = ctx.event.data
        if data["n"] == data["of"] - 1:
            tasks.finish(ctx.db, data["task"], at=ctx.now, problem=data["problem"])
        if data["person"] is not None and ctx.role < self.router.task_roles.get(data["name"], Role.ANYONE):
            return self._in_savepoint(ctx, f"done:{data['name']}", lambda: permission.withhold(ctx))
        if data["problem"] is None:
            return self._told(ctx, f"done:{data['name']}")
        if ctx.event.address.channel not in ("task", "due"):
            ctx.reply(FAILED_WORK[data["problem"]])
        self._told(ctx, f"failed:{data['name']}")
        return _Outcome(True, "failed", f"done:{data['name']}", data["person"], ctx.effects)

    def _run_due(self, ctx: Context) -> _Outcome:
        """An occurrence on the agenda. A rhythm's next moment is planned first, so that a job that breaks comes again."""
        job, due_at, subject = self.router.jobs.get(ctx.event.data["job"]), ctx.event.data["due_at"], ctx.event.data["subject"]
        if job is None:
            return _Outcome(True, "ignored", ctx.event.data["job"], None, ctx.effects)
        ctx.feature = job.feature
        if job.rhythm is None:
            if isinstance(job.late, timedelta) and ctx.now - due_at > job.late:
                return _Outcome(True, "too late", job.name, None, ctx.effects)
            return self._in_savepoint(ctx, job.name, lambda: job.run(ctx, subject, due_at))
        if ctx.camp_or_none is None and not job.of_house:
            return _Outcome(True, "ignored", job.name, None, ctx.effects)
        turn = planning.turn(job, ctx.camp_or_none, due_at, ctx.now, self.identity.zone)
        ctx.later(job.name, subject, turn.next)
        if (run_at := turn.run) is None:
            return _Outcome(True, "too late", job.name, None, ctx.effects)
        return self._in_savepoint(ctx, job.name, lambda: job.run(ctx, run_at))

    def _replan(self, ctx: Context, camp_id: int) -> None:
        """The camp's rhythms are planned anew; features that keep rhythms of their own hear of it."""
        camp = camp_by_id(ctx.db, camp_id)
        nearest = planning.plan_camp(ctx.db, self.router.jobs.values(), camp, ctx.now)
        if nearest is not None:
            ctx.effects.is_due(nearest)
        with ctx.in_camp(camp):
            for name, listener in self.router.listeners("rescheduled"):
                ctx.feature = name
                listener(ctx)

    # ── after a refusal ──────────────────────────────────────────────────────────────────────────────────────────────

    def _audit_refusal(self, ctx: Context, refusal: Refusal) -> None:
        """A command that was not theirs to use stands in the audit log, after the undoing."""
        if isinstance(refusal, PermissionDenied):
            ctx.audit("refused", command=refusal.command)

    def _is_for_us(self, event: InboundEvent, match: Match) -> bool:
        if event.address.direct or event.kind is Kind.PRESSED:
            return True
        return self._is_to_us(event) or (match.command.bare and self._is_understood(match))

    def _is_understood(self, match: Match) -> bool:
        """Whether a bare word can be meant for us: alone, or with words that fit it; an English one begins sentences too."""
        if not match.command.glued and " " in match.words and match.words.split()[0].isascii():
            return False
        try:
            self.router.bound(match, "zh")
        except Refusal:
            return False
        return True

    def _is_secret(self, event: InboundEvent) -> bool:
        match = self.router.match(event.text)
        return match is None or match.command.secret


def _has_words(event: InboundEvent) -> bool:
    """Whether an event is somebody's words, new or mended."""
    return speaks(event.kind) or event.kind is Kind.EDITED


def _acted(event: InboundEvent) -> str:
    return f"{event.address.channel}:acted:{event.data['ref']}"


def _album(event: InboundEvent) -> str:
    return f"{event.address.channel}:album:{event.data['album']}"


def _is_on_its_way(db: Db, event: InboundEvent) -> bool:
    """Whether what a reply is about may be a message of ours whose reference is not known yet."""
    at, about = event.address, event.about or ""
    return outbox.meant(db, at.channel, about) is None and outbox.is_in_flight(db, at.channel, at.room)


def _burying(event: InboundEvent, problem: BaseException, now: datetime, *, secret: bool) -> Callable[[Db], _Outcome]:
    def bury(db: Db) -> _Outcome:
        inbox.record(db, event.key, now)
        words = "" if secret else event.text[:LONGEST]
        inbox.bury(
            db, event.key, now, channel=event.address.channel, kind=event.kind, problem=type(problem).__name__, words=words
        )
        return _Outcome(True, "buried", "", None, Effects())

    return bury
