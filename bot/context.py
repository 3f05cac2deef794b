"""What a handler is given: who spoke, where, in which camp, at what time — and the ways to answer, which only write rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from difflib import get_close_matches
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from bot import names
from bot.access import Access, access
from bot.arguments import Whose
from bot.audience import NOT_FOR_YOU, ON_ITS_WAY, OPEN_PRIVATE, SENT_PRIVATELY, WHO, WILL_BE_SENT, Audience
from bot.channel import Erases, HasLinks, Mendable, SignsIn
from bot.effects import Effects
from bot.enrolment import Gate
from bot.fact_rows import FactRows
from bot.facts import Happened, tell
from bot.membership import Camp, Membership, Person, Role, camp_of, membership_of, zone
from bot.messages import Address, Answer, FileRef, InboundEvent, Kind, Lane
from bot.parts import Button, Buttons, KeptWords, Mention, Part, React, Text
from bot.phrases import Line, NamedZone, Phrase, Refusal, opening, spoken
from bot.quiet_hours import hours, quiet_until
from bot.zone_names import names_of
from storage import (
    agenda,
    audit,
    budget,
    dialogs,
    memberships,
    outbox,
    people,
    platform_sends,
    rooms,
    shown_lists,
    standing,
    tasks,
)
from storage.connection import Db

if TYPE_CHECKING:  # both are made of features, whose functions are given a Context
    from bot.feature import Setting
    from bot.router import Router

T = TypeVar("T")

ANSWERS_A_PRESS = timedelta(seconds=15)
"""How long an answer to a press is worth anything."""
NOBODY = Phrase(
    zh="营里没有叫“{name}”的人。发“成员”看名单。", en="Nobody here is called “{name}”. Send “members” for the list."
)
NOBODY_NEAR = Phrase(zh="营里没有叫“{name}”的人，是不是“{near}”？", en="Nobody here is called “{name}”; did you mean “{near}”?")
SEVERAL = Phrase(
    zh="有{n}位叫“{name}”：{all}。请带上号写。", en="There are {n} called “{name}”: {all}. Please write the number too."
)
CROWD = 3
"""Messages a group waits for from which it is a crowd."""
NOD, NODS_FOR = "👍", timedelta(seconds=10)
MORE = Phrase(zh="更多", en="More")
THERE_IS_MORE = Phrase(zh="后面还有，发“更多”接着看。", en="There is more: send “more”.")
NO_MORE = Phrase(zh="后面没有了。", en="There is no more.")
SO_MANY_MORE = Phrase(zh="后面还有{n}条，发“更多”接着看。", en="{n} more: send “more”.")
KNOWN_BY = {"wecom_group": "wecom"}
"""A channel that only sends mentions people by the ids another one knows them by."""
OLDEST_WORD = timedelta(hours=24)
"""How far back a platform's own time of a message is believed: longer than any of them repeats one."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button not yet in a language: pressing it types `says`."""

    label: Phrase | Line | str
    says: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: what is said, the place the next one begins at (None where there is none), and how many are left, where known."""

    said: tuple[Said, ...]
    next: int | None = None
    left: int | None = None
    audience: Audience = Audience.ROOM

    @classmethod
    def cut(cls, *said: Said, after: int, most: int, of: int, audience: Audience = Audience.ROOM) -> Page:
        """The page of `most` entries from the place `after` on, of a list of so many; nothing is said where it has become shorter."""
        left = max(of - after - most, 0)
        return cls(said if after < max(of, 1) else (), after + most if left else None, left, audience)


class HowToCall(Enum):
    """A sentence that only those read who need it: where a room hears us but shows us nothing we are not called in, that we must be
    called; where it shows us nothing at all, that it does not. It stands below what asks a room for words."""

    SENTENCE = "sentence"


CALL_US = Phrase(zh="在这个群里先@{bot}再说，我才听得到。", en="In this group begin with @{bot}, or I do not hear it.")
CANNOT_HEAR = Phrase(zh="这个群我听不到，要说就私聊我。", en="I cannot hear this group: send it to me in private.")

Said = Line | Phrase | str | Part | FactRows | list[Press] | HowToCall
"""What a message is made of: sentences (each a paragraph), rows of figures, parts, and rows of buttons."""


@dataclass(slots=True)
class Context:
    """One event on its way through a handler. Everything here is synchronous and inside one transaction."""

    db: Db
    event: InboundEvent
    now: datetime
    person_or_none: Person | None
    camp_or_none: Camp | None
    member_or_none: Membership | None
    default_language: str
    default_zone: ZoneInfo
    default_country: str
    router: Router
    is_room_admin: bool = False
    """Whether the platform says so of the group it happened in."""
    is_founder: bool = False
    """Named among the owners in the configuration: may open camps."""
    room_id: int | None = None
    account_id: int | None = None
    feature: str = ""
    effects: Effects = field(default_factory=Effects)
    public_url: str = ""
    sends_draft: bool = False
    """Whether the sentence that runs was shown to its author first and is sent now."""
    is_unnamed: bool = False
    """Whether it is sent without its author's name."""
    heard_as: str = ""
    """What was said, with the word of the command it was heard as, where it was said in other words."""
    gate: Gate | None = None
    """What stands between who speaks here and the camp they are no member of; None for a member, and where nothing was looked up."""
    line: str | None = None
    """The reference of what was said, where the channel keeps it itself."""
    facts_deep: int = 0
    """How many facts, each said by a listener to the one before, are being told now."""
    said_at: datetime = field(init=False)
    """When the words were said, by the platform: never after now, never more than a day before."""

    def __post_init__(self) -> None:
        self.said_at = max(min(self.event.at, self.now), self.now - OLDEST_WORD)

    # ── who, where, when ─────────────────────────────────────────────────────────────────────────────────────────

    @property
    def address(self) -> Address:
        """Where it happened: the room, or the private chat."""
        return self.event.address

    @property
    def is_called(self) -> bool:
        """Whether the words are meant for us whatever they are: in private, by a press, by our name, a slash or a reply."""
        marked = bool(self.event.data.get("to_us"))
        return self.address.direct or self.event.kind is Kind.PRESSED or self.router.is_to_us(self.event.text, marked)

    @property
    def hears_calls_only(self) -> bool:
        """Whether this is a room in which nothing reaches us but what calls us."""
        return self._how_to_call(self.address) is not None

    @property
    def person(self) -> Person:
        """The person, where there must be one."""
        assert self.person_or_none is not None
        return self.person_or_none

    @property
    def camp(self) -> Camp:
        """The camp, where there must be one: the role was checked."""
        assert self.camp_or_none is not None
        return self.camp_or_none

    @property
    def member(self) -> Membership:
        """The membership, where there must be one: the role was checked."""
        assert self.member_or_none is not None
        return self.member_or_none

    @property
    def role(self) -> Role:
        """What they may do in the camp: the membership's role."""
        return self.member_or_none.role if self.member_or_none else Role.ANYONE

    @property
    def is_host(self) -> bool:
        """Whether they are host of the room it happened in, and so may do there what is its hosts' to do, with those who are in it."""
        return self.is_room_admin and self.member_or_none is not None

    @property
    def leads_here(self) -> bool:
        """Whether what is for this room's people is theirs to start: a manager of the camp, or host of the room."""
        return self.role >= Role.MANAGER or self.is_host

    @property
    def zone(self) -> ZoneInfo:
        """The camp's zone."""
        return self.camp_or_none.zone if self.camp_or_none else self.default_zone

    @property
    def language(self) -> str:
        """The language of the room: the camp's in a group, the person's in private."""
        return self._language(self.address, self.person_or_none)

    @property
    def today(self) -> date:
        """The camp's day on which the words were said."""
        return self.said_at.astimezone(self.zone).date()

    def local(self, instant: datetime) -> datetime:
        """An instant in the camp's zone: the only change of zone in a rule."""
        return instant.astimezone(self.zone)

    @contextmanager
    def in_camp(self, camp: Camp) -> Iterator[None]:
        """Another camp is meant meanwhile, where an event is not of the camp it is about; nobody is known as a member of it."""
        before = self.camp_or_none, self.member_or_none
        self.camp_or_none, self.member_or_none = camp, None
        try:
            yield
        finally:
            self.camp_or_none, self.member_or_none = before

    def turn_to(self, camp_id: int) -> bool:
        """From here on this camp of theirs is meant; False, and nothing is changed, where the person is not in it."""
        if self.camp_or_none is not None and self.camp_or_none.id == camp_id:
            return self.member_or_none is not None
        row = standing.in_camp(self.db, camp_id, self.person.id)
        member = membership_of(row)
        if member is None:
            return False
        self.camp_or_none, self.member_or_none = camp_of(row), member
        return True

    def is_enrolled(self, camp: Camp) -> None:
        """Who speaks has become a member of that camp, which is meant from here on."""
        row = standing.in_camp(self.db, camp.id, self.person.id)
        self.camp_or_none, self.member_or_none, self.gate = camp_of(row), membership_of(row), None

    # ── answering ────────────────────────────────────────────────────────────────────────────────────────────────

    def reply(
        self,
        *said: Said,
        audience: Audience = Audience.ROOM,
        lane: Lane = Lane.REPLY,
        until: datetime | None = None,
        then: tuple[str, str] | None = None,
        gathers: str | None = None,
    ) -> int:
        """Says it where the event happened; gives our id of the message. What is not for everybody there is moved to the private chat of
        who asked, and the group reads one line about that; raises Refusal where their role may not read it. What names its person may be
        one of a kind several of which `gathers` lets become one message where a group is owed too many; anything else shows in a group
        what it answers."""
        if audience.value is not None:
            if self.role < audience.value:
                raise Refusal(NOT_FOR_YOU(who=WHO[audience.value]))
            if not self.address.direct:
                return self._move(said, until, then)
        answer = self._answer("reply")
        is_plain = gathers is None and not self.address.direct and self.event.kind is Kind.SAID
        more: dict[str, Any] = {"gathers": gathers, "asked": self.event.data.get("ref") if is_plain else None}
        message = self._put(self.address, said, lane, self.person_or_none, until=until, then=then, answer=answer, **more)
        self._reserve(message, answer)
        return message

    def promise(self) -> None:
        """What a task makes goes to who asked, alone, when it is ready: the one line a group reads of it."""
        self.reply(ON_ITS_WAY if self.address.direct else WILL_BE_SENT)

    def nod(self) -> None:
        """A thumb under what was said, at once, where a group waits for more answers than it may be sent and the channel can; worth nothing
        later, so it is not kept."""
        ref, known = self.event.data.get("ref") or self.line, self.router.channels.get(self.address.channel)
        if ref is None or self.address.direct or known is None or not known.can.reacts:
            return
        if outbox.waiting(self.db, self.address.channel, self.address.room) >= CROWD:
            self._put(self.address, (React(ref, NOD),), Lane.NOW, None, until=self.now + NODS_FOR)

    def post(
        self,
        to: Address,
        *said: Said,
        lane: Lane = Lane.PUSH,
        until: datetime | None = None,
        then: tuple[str, str] | None = None,
        once: bool = False,
    ) -> int:
        """Says it in another room of the camp; `once` is not repeated where nobody knows whether it arrived."""
        return self._put(to, said, lane, None, until=until, then=then, once=once)

    def announce(self, *said: Said, lane: Lane = Lane.PUSH) -> list[int]:
        """Says it in every room of the camp: one post a room."""
        return [self.post(to, *said, lane=lane) for to in self.rooms()]

    def rooms(self) -> list[Address]:
        """The camp's rooms."""
        return [room.address for room in rooms.rooms(self.db, self.camp.id)]

    def tell(
        self,
        person: int,
        *said: Said,
        until: datetime | None = None,
        then: tuple[str, str] | None = None,
        gently: bool = False,
        not_on: str = "",
        protected: bool = False,
    ) -> int:
        """Says it to somebody in private: where they wrote last, or owed until they can be reached; `gently` waits for the end of
        the quiet hours they chose; `not_on` is a channel that is out of order; `protected` should not be passed on."""
        who = self.person_or_none if self.person_or_none and self.person_or_none.id == person else self.person_by_id(person)
        place = self._spoken_from(person, not_on) or people.private_address(self.db, person, not_on=not_on)
        if place is None:
            parts = self._parts(said, self._language(Address("", "", direct=True), who), self._clock_of(who), None)
            until = until or self.now + outbox.OWED_FOR
            more: dict[str, Any] = {"until": until, "then": then, "protected": protected, "feature": self.feature}
            return outbox.put(self.db, None, parts, Lane.PUSH, at=self.now, person=person, **more)
        wakes = quiet_until(self.now, self._zone_of(who), who.quiet) if gently and who.quiet else None
        to = Address(*place, direct=True)
        return self._put(to, said, Lane.PUSH, who, until=until, then=then, not_before=wakes, protected=protected)

    def _spoken_from(self, person: int, not_on: str) -> tuple[str, str] | None:
        """The private chat they are speaking in at this moment: what was used last is written down once in a while only."""
        who, at = self.person_or_none, self.address
        is_theirs = self.event.kind in (Kind.SAID, Kind.PRESSED) and at.direct and who is not None and who.id == person
        return (at.channel, at.room) if is_theirs and at.channel != not_on else None

    def nudge(self, person: int, *said: Said, still: tuple[str, str], until: datetime | None = None) -> None:
        """Says to somebody in private what is worth saying only while `still` holds, the name of a condition and its subject: now, or at
        the end of the quiet hours they chose if it holds then."""
        who = self.person_by_id(person)
        wakes = quiet_until(self.now, self._zone_of(who), who.quiet) if who.quiet else None
        if wakes is None:
            self.tell(person, *said, until=until)
            return
        self._hold(person, said, until=until, still=still, wakes_at=wakes)
        self.later("budget.awake", f"{self.camp.id}:{person}", wakes)

    def post_within_budget(
        self, to: Address | int, *said: Said, until: datetime | None = None, still: tuple[str, str] | None = None
    ) -> None:
        """Says something that can wait, to a room or a person (by id): now while the day's budget lasts, else with its like in
        one message; nobody hears it any more at `until`, nor where `still` does not hold then."""
        if self._has_budget(to):
            if isinstance(to, Address):
                self.post(to, *said, until=until)
            elif still is not None:
                self.nudge(to, *said, still=still, until=until)
            else:
                self.tell(to, *said, until=until, gently=True)
            return
        self._hold(to, said, until=until, still=still)

    def holds(self, person: int, still: str | None) -> bool:
        """Whether what something waited for is still so; what has no condition always holds."""
        name, _, subject = (still or "").partition(" ")
        return not name or self.router.conditions[name](self, person, subject)

    def refuse(self, line: Line | Phrase, *rows: list[Press]) -> None:
        """ "No": a toast for who pressed where there is one, else a reply, with rows of buttons."""
        if self._answer("toast", "card") is not None:
            self.whisper(line)
        else:
            self.reply(line, *rows)

    def whisper(self, line: Line | Phrase) -> None:
        """A toast for the person who pressed, where the channel has such a thing; elsewhere nothing."""
        answer = self._answer("toast", "card")
        until = self.now + ANSWERS_A_PRESS
        message = self._put(self.address, (line,), Lane.NOW, self.person_or_none, until=until, answer=answer, whisper=True)
        self._reserve(message, answer)

    def can_edit(self, message: int) -> bool:
        """Whether an edit of one of our messages is seen: its channel changes messages, or it is the card just pressed."""
        to = outbox.address_of(self.db, message)
        known = self.router.channels.get(to.channel) if to else None
        return bool(known and known.can.edit) or (message == self.replied_to() and self._answer("card") is not None)

    def edit(self, message: int, *said: Said, last: bool = False) -> None:
        """Changes one of our messages. `last` is the final state, which a channel that cannot edit posts once."""
        to = outbox.address_of(self.db, message)
        if to is None:
            return
        who = self.person_or_none if to.direct else None
        answer = self._answer("card") if message == self.replied_to() else None
        parts = self._parts(said, self._language(to, who), self._clock_of(who), to)
        owed = outbox.edit(self.db, message, parts, at=self.now, last=last, answer=answer)
        self._reserve(owed, answer)
        self.effects.owe(to.channel, to.room, Lane.EDIT)

    def link(self, channel: str, says: str = "") -> str:
        """An https address that opens our private chat on a platform, saying something there; "" where there is no such thing."""
        known = self.router.channels.get(channel)
        return known.link(says) if isinstance(known, HasLinks) else ""

    def sign_in_link(self, account: str) -> str:
        """An address that signs an account of the web chat in, once; "" where there is no web chat."""
        page = self._page()
        return "" if page is None else page.sign_in_link(self.db, account, self.now)

    def desk_link(self, account: str) -> str:
        """An address that lets an account of the web chat come to the desk of this camp, once; "" where there is no web chat."""
        page = self._page()
        return "" if page is None else page.desk_link(self.db, account, self.camp.id, self.now)

    def invitation_link(self, number: int) -> str:
        """The address of an invitation into the web chat; "" where there is no web chat."""
        page = self._page()
        return "" if page is None else page.invitation_link(number, self.now)

    def _page(self) -> SignsIn | None:
        return next((known for known in self.router.channels.values() if isinstance(known, SignsIn)), None)

    def mend(self, channel: str, reason: str) -> Line | str:
        """What to mend where a channel parks its messages for that reason."""
        known = self.router.channels.get(channel)
        return known.mend(reason) if isinstance(known, Mendable) else reason

    def erase_account(self, channel: str, account: str) -> None:
        """A platform's own memory of somebody's account goes with them, and ours of writing to them there."""
        platform_sends.erase(self.db, channel, account)
        known = self.router.channels.get(channel)
        if isinstance(known, Erases):
            known.erase(self.db, account)

    def replied_to(self) -> int | None:
        """Our id of the message replied to or quoted, or whose button was pressed."""
        if self.event.about:
            return outbox.meant(self.db, self.address.channel, self.event.about)
        quote = self.event.data.get("quote")
        if quote is None or quote.by is not None or "elsewhere" in self.event.data:
            return None
        return outbox.quoted(self.db, self.address.channel, self.address.room, quote.words)

    # ── later ────────────────────────────────────────────────────────────────────────────────────────────────────

    def later(self, job: str, subject: str, at: datetime | None) -> None:
        """Puts (job, subject) on the agenda for a moment, in place of any other; None takes it off. It will be done in this camp."""
        agenda.plan(self.db, job, subject, at, camp=self.camp_or_none.id if self.camp_or_none else None)
        if at is not None:
            self.effects.is_due(at)

    def reschedule(self, camp: int) -> None:
        """The camp was opened, or what its rhythms go by has changed: they are planned anew with this transaction."""
        self.effects.changed_camp = camp

    def task(self, name: str, /, *, quietly: bool = False, **payload: Any) -> int:
        """Asks for heavy work; its result comes back to `@on("done:<name>")`, with `ctx.person` and the room as they are now.

        Work done `quietly` knows no room: nobody is told where it fails.
        """
        asked = tasks.ask(
            self.db,
            name,
            payload,
            at=self.now,
            person=self.person_or_none.id if self.person_or_none else None,
            camp=self.camp_or_none.id if self.camp_or_none else None,
            place=None if quietly or not self.address.channel else self.address,
        )
        self.effects.tasks.append(asked)
        return asked

    def fetch(self, ref: FileRef, then: str, **payload: Any) -> int:
        """Asks for a file somebody sent to be downloaded (20 MB) and read by a task; gives the task's id."""
        return self.task(
            then, fetch={"channel": self.address.channel, "name": ref.name, "size": ref.size, "token": ref.token}, **payload
        )

    def ask(self, step: str, *, until: datetime | None = None, **kept: Any) -> None:
        """Opens a dialog in place of any other: this person's next words here go to `@step(step)` with what is kept, until then or for half
        an hour."""
        dialogs.ask(self.db, self.person.id, self.address.key, f"{self.feature}.{step}", kept, at=self.now, until=until)

    def show_list(self, name: str, *, after: int = 0, **kept: Any) -> None:
        """Says a page of a list of this feature's, from a place on; 更多 goes on from there."""
        self.say_page(name, self.router.lists[f"{self.feature}.{name}"].page(self, after, **kept), **kept)

    def say_page(self, name: str, page: Page, **kept: Any) -> None:
        """Says a page that was made already."""
        whole = f"{self.feature}.{name}"
        if page.next is None:
            shown_lists.end(self.db, self.person.id)
            self.reply(*(page.said or (NO_MORE,)), audience=page.audience)
            return
        shown_lists.show(self.db, self.person.id, self.address.key, whole, kept, page.next, at=self.now)
        more = THERE_IS_MORE if page.left is None else SO_MANY_MORE(n=page.left)
        self.reply(*page.said, more, [Press(MORE, "更多")], audience=page.audience)

    # ── the books ────────────────────────────────────────────────────────────────────────────────────────────────

    def audit(self, act: str, undo: dict[str, Any] | None = None, about: str | None = None, **detail: Any) -> int:
        """Writes the act in the audit log; with `undo` it can be taken back within ten minutes by `@undoes(act)`. `about` is the number of
        something that was decided (W3): whoever decides second is told who was first.

        A person stands in the detail by id, as `person`. Raises ValueError for an act no feature registered, or with other details.
        """
        known = self.router.acts.get(act)
        if known is None or known.details != detail.keys() or not (undo is None or act in self.router.undoings):
            raise ValueError(f"{act} with {sorted(detail)}: no feature has registered it like that")
        who = self.person_or_none.id if self.person_or_none else None
        camp = self.camp_or_none.id if self.camp_or_none else None
        role = self.member_or_none.role.name.lower() if self.member_or_none else None
        return audit.note(
            self.db, camp, who, act, detail, at=self.now, undo=undo, role=role, private=known.private, about=about
        )

    def happened(self, name: str, member: int, /, **details: Any) -> None:
        """Says what became so for a membership (id) of this camp, in this transaction: `@feature.on("fact:<name>")` hears it at once.

        Raises ValueError for a fact no feature registered, or with other details.
        """
        known = self.router.facts.get(name)
        if known is None or known.details != details.keys():
            raise ValueError(f"{name} with {sorted(details)}: no feature has registered it like that")
        if known.listeners:
            tell(self, Happened(name, member, details), known.listeners)

    def access(self, counter: str, *subjects: str) -> Access | None:
        """Whether something a counter counts, by the subjects it may be asked for as, is open to who speaks; None where nobody keeps it
        closed to anybody."""
        return access(self, self.router.access_rules, counter, subjects)

    def setting(self, setting: Setting[T]) -> T:
        """What the camp has set, or the setting's default."""
        return setting.of(self.camp_or_none)

    def member_named(self, name: str) -> memberships.Member:
        """The present member meant by a name as people write it: picked from a list, `@username`, the name, `name#number` or `#number`.
        The name exactly as it is printed comes before one that only compares equal. Raises Refusal where none or several are meant."""
        bare = name.lstrip("@＠")
        found = self._picked(name) or self._called(bare)
        if len(found) == 1:
            return found[0]
        plain = names.numbered(bare)[0] or bare
        if found:
            raise Refusal(SEVERAL(name=plain, n=len(found), all=[_exactly(member, found) for member in found]))
        members = memberships.members(self.db, self.camp.id)
        near = get_close_matches(plain, [member.name for member in members], n=1, cutoff=0.4)
        raise Refusal(NOBODY_NEAR(name=plain[:40], near=near[0]) if near else NOBODY(name=plain[:40]))

    @property
    def sentence(self) -> str:
        """What was said, as its command is called: 投票 周五去哪 爬山/唱歌, also where it was 开个投票 周五去哪 爬山/唱歌."""
        return self.heard_as or self.event.text.strip()

    def whose(self) -> Whose:
        """How a name at the beginning of somebody's words is found: any a member has, or whoever the words reply to."""
        mentioned = {names.folded(written) for written in self._mentions()}

        def known(spelled: Set[str]) -> Set[str]:
            return mentioned | {names.folded(one.name) for one in memberships.called(self.db, self.camp.id, spelled)}

        def begins(words: str) -> tuple[str, str] | None:
            first, _, rest = words.partition(" ")
            if first.startswith("@") and people.by_username(self.db, self.address.channel, first[1:]) is not None:
                return first, rest.lstrip()
            return names.first_name(words, known)

        by = self.event.data.get("answered")
        author = people.by_account(self.db, by.channel, by.id) if by is not None else None
        found = memberships.present(self.db, self.camp.id, author) if author is not None else None
        return Whose(begins, f"#{found.id}" if found else "")

    def _picked(self, name: str) -> list[memberships.Member]:
        """Whom the platform itself names: somebody picked from its list, or the one account of that @username. Raises Refusal where that is
        somebody outside the camp: then nobody inside is meant."""
        ident, channel = self._mentions().get(name), self.address.channel
        person = people.by_account(self.db, channel, ident) if ident else None
        if ident is None and name.startswith(("@", "＠")):
            person = people.by_username(self.db, channel, name[1:])
        if ident is None and person is None:
            return []
        found = memberships.present(self.db, self.camp.id, person) if person is not None else None
        if found is None:
            raise Refusal(NOBODY(name=name[:40]))
        return [found]

    def _called(self, name: str) -> list[memberships.Member]:
        """Who has exactly that name or number, else whose name compares equal."""
        plain, number = names.numbered(name)
        like = memberships.called(self.db, self.camp.id, {names.folded(name), names.folded(plain)})
        exact = [member for member in like if member.name == name or (member.id == number and member.name == plain)]
        if number is not None and not plain:
            exact += memberships.numbered(self.db, self.camp.id, number)
        return exact or [
            member
            for member in like
            if names.folded(member.name) == names.folded(name if number is None else plain) and number in (None, member.id)
        ]

    def _mentions(self) -> Mapping[str, str]:
        found: Mapping[str, str] = self.event.data.get("mentions", {})
        return found

    def person_by_id(self, person: int) -> Person:
        """A person by id."""
        known = people.find(self.db, person)
        assert known is not None
        return Person(known.id, known.name, known.language, known.timezone, hours(known.quiet) if known.quiet else None)

    def as_read(self, language: str, *said: Said) -> tuple[Part, ...]:
        """What a message is made of, in a language, for who is to see it before it is put out."""
        return self._parts(said, language, self.zone, None)

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _move(self, said: tuple[Said, ...], until: datetime | None, then: tuple[str, str] | None) -> int:
        """To the private chat of who asked, without the buttons that would only be refused there; the group reads one line an event, and of
        a task's result, which was promised already, only that it cannot be sent."""
        may_press = (self._pressable(item) if isinstance(item, list) else item for item in said)
        kept = tuple(item for item in may_press if item != [])
        place = people.private_address(self.db, self.person.id)
        if is_reached := place is not None:
            message = self._put(Address(*place, direct=True), kept, Lane.REPLY, self.person, until=until, then=then)
        else:
            message = self.tell(self.person.id, *kept, until=until, then=then)
        if not self.effects.moved and not (is_reached and self.event.kind is Kind.DONE):
            self.refuse(SENT_PRIVATELY if is_reached else OPEN_PRIVATE(link=self.link(self.address.channel)))
        self.effects.moved = True
        return message

    def _pressable(self, presses: list[Press]) -> list[Press]:
        """Those their role allows: a host is one in their room alone."""
        matches = ((press, self.router.match(press.says)) for press in presses)
        return [press for press, match in matches if match is None or match.command.open_to(self.role)]

    def _put(
        self, to: Address, said: tuple[Said, ...], lane: Lane, who: Person | None, *, whisper: bool = False, **more: Any
    ) -> int:
        parts = self._parts(said, self._language(to, who), self._clock_of(who if to.direct else None), to)
        person = who.id if who is not None and to.direct else None
        if lane is Lane.PUSH and self.camp_or_none is not None:
            budget.spend(self.db, self.camp_or_none.id, budget.place_of(person or to), self.local(self.now).date())
        self.effects.owe(to.channel, to.room, lane)
        return outbox.put(self.db, to, parts, lane, at=self.now, person=person, whisper=whisper, feature=self.feature, **more)

    def _has_budget(self, to: Address | int) -> bool:
        """Whether the day's budget of a room or a person lasts for one more, leaving the day's one message of small things its place
        until that was said."""
        kind, otherwise = ("budget.room", budget.ROOM) if isinstance(to, Address) else ("budget.person", budget.PERSON)
        today, settings = self.local(self.now), self.camp.settings
        is_merged = f"{today:%H:%M}" > settings.get("budget.at", budget.MERGED_AT)
        most = settings.get(kind, otherwise) - (0 if is_merged else 1)
        return bool(budget.count(self.db, self.camp.id, budget.place_of(to), today.date()) < most)

    def _hold(self, to: Address | int, said: tuple[Said, ...], *, still: tuple[str, str] | None, **more: Any) -> None:
        who = None if isinstance(to, Address) else self.person_by_id(to)
        language = self._language(to if isinstance(to, Address) else Address("", "", direct=True), who)
        parts = self._parts(said, language, self._clock_of(who), None)
        budget.hold(self.db, self.camp.id, to, parts, at=self.now, still=" ".join(still) if still else None, **more)

    def _answer(self, *carries: str) -> Answer | None:
        """The event's passing right to answer, where it is of one of these kinds and not given away yet."""
        answer = self.event.answer
        return answer if answer and answer.carries in carries and not self.effects.reserved else None

    def _reserve(self, message: int | None, answer: Answer | None) -> None:
        if answer is not None and message is not None:
            self.effects.reserved.append(message)

    def _language(self, to: Address, who: Person | None) -> str:
        camp = self.camp_or_none.language if self.camp_or_none else self.default_language
        return (who.language if who is not None and to.direct else None) or camp

    def _zone_of(self, who: Person | None) -> ZoneInfo:
        return zone(who.zone) if who is not None and who.zone else self.zone

    def _clock_of(self, who: Person | None) -> tzinfo:
        """The zone somebody's messages print hours in, with its name where it is not the camp's."""
        here = self._zone_of(who)
        if here.utcoffset(self.now) == self.zone.utcoffset(self.now):
            return here
        zh, en = names_of(here.key)
        return NamedZone(here, zh=zh, en=en)

    def _parts(self, said: tuple[Said, ...], language: str, reader: tzinfo, to: Address | None) -> tuple[Part, ...]:
        parts: list[Part] = []
        rows: list[tuple[Button, ...]] = []
        paragraphs = 0
        for item in said:
            if isinstance(item, HowToCall):
                if (sentence := self._how_to_call(to)) is None:
                    continue
                item = sentence
            if isinstance(item, list):
                rows.append(tuple(Button(spoken(press.label, language, reader), press.says) for press in item))
            elif isinstance(item, Line | Phrase | str):
                words = opening(item, language, reader)
                parts.append(Text.of(f"\n{words}" if paragraphs and isinstance(parts[-1], Text | KeptWords) else words))
                paragraphs += 1
            elif isinstance(item, FactRows):
                parts.append(item.to(language, reader))
            elif isinstance(item, Mention) and to is not None:
                known_by = KNOWN_BY.get(to.channel, to.channel)
                account = people.ident_on(self.db, item.person, known_by)
                parts.append(Mention(item.person, item.name, account or ""))
            else:
                parts.append(item)
        return (*parts, Buttons(tuple(rows))) if rows else tuple(parts)

    def _how_to_call(self, to: Address | None) -> Line | None:
        known = self.router.channels.get(to.channel) if to is not None and not to.direct else None
        if known is None or known.can.sees_all_talk:
            return None
        return CALL_US(bot=self.router.name) if known.can.hears else CANNOT_HEAR()


def _exactly(member: memberships.Member, among: list[memberships.Member]) -> str:
    """A name with its number; the number alone where somebody else is called like the two together."""
    written = f"{member.name}#{member.id}"
    return f"#{member.id}" if any(other.name == written for other in among) else written
