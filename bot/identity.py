"""Who an event is from, where it happened and in which camp: the context it is handled in, and how people come into camps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot import enrolment, names
from bot.clock import Clock
from bot.context import Context
from bot.enrolment import Gate
from bot.membership import Camp, Membership, Person, Role, camp_by_id, camp_of, is_for_show, membership_of, zone
from bot.messages import Account, Address, InboundEvent, Kind, Lane
from bot.phrases import Phrase
from bot.router import Router
from storage import camps, expected_members, memberships, outbox, people, rooms, standing
from storage.connection import Db

SPEAKING = (Kind.SAID, Kind.PRESSED, Kind.JOINED)
"""What makes somebody in a bound room a learner of its camp, where the platform lets only those do it who are in the room."""
UNSEEN_NAME = Phrase(zh="成员#{n}", en="member #{n}")
"""Who has a name that nobody could see."""
REMEMBERED_FOR = timedelta(minutes=1)
"""How long a private address is not written down again."""


class IdentityResolver:
    """Looks up where somebody stands. `owners` are the accounts ("channel:id") that may open camps."""

    def __init__(
        self,
        router: Router,
        clock: Clock,
        *,
        language: str,
        timezone: str,
        country: str,
        owners: frozenset[str] = frozenset(),
        public_url: str = "",
    ) -> None:
        self.router, self.clock = router, clock
        self.language, self.zone, self.country = language, zone(timezone), country
        self.owners, self.public_url = owners, public_url
        self.company_channels: set[str] = set()
        self.caseless_channels: set[str] = set()

    def of(self, db: Db, event: InboundEvent) -> Context:
        """The context an event is acted on in. Meets who is new, and makes who speaks in a bound room a learner."""
        if event.sender is None:
            return self._senderless(db, event)
        return self._known(db, event, lock=True) or self._met(db, event)

    def seen(self, db: Db, event: InboundEvent) -> Context | None:
        """The context of an event nobody acts on, for looks and what is only shown; None where its sender was never met."""
        return self._known(db, event, lock=False)

    def is_known(self, db: Db, account: Account, at: Address) -> bool:
        """Whether that name is somebody's already, on its channel or in the room's camp, or would be read as theirs or ours."""
        ours = [ident for owner in self.owners for channel, _, ident in [owner.partition(":")] if channel == account.channel]
        camp = rooms.camp_of_room(db, at.channel, at.room)
        there = [member.name for member in memberships.members(db, camp)] if camp is not None else []
        theirs = people.find_account(db, account.channel, account.id)
        return theirs is not None or _pressed(account.name) in map(_pressed, (*ours, *there, self.router.name))

    def reachable_again(self, ctx: Context) -> None:
        """Their private chat is open: it is remembered, and what was owed to them is sent."""
        at, by = ctx.address, ctx.event.sender
        row = people.find_account(ctx.db, at.channel, by.id if by else "")
        assert row is not None
        if row.direct_room == at.room and row.reachable and row.direct_at and ctx.now - row.direct_at < REMEMBERED_FOR:
            return
        people.set_private_room(ctx.db, row.id, at.room, at=ctx.now)
        if outbox.release(ctx.db, ctx.person.id, at.channel, at.room):
            ctx.effects.owe(at.channel, at.room, Lane.PUSH)

    def _known(self, db: Db, event: InboundEvent, *, lock: bool) -> Context | None:
        at, by = event.address, event.sender
        if by is None:
            return None
        row = standing.lookup(db, channel=at.channel, ident=by.id, room=at.room, direct=at.direct, lock=lock)
        if row is None:
            return None
        person = Person(row.person_id, row.name, row.language or by.language, row.timezone)
        ctx = self._made(db, event, person, camp_of(row), membership_of(row))
        ctx.is_room_admin = not at.direct and by.is_room_admin
        if ctx.is_host and row.host_is_manager and ctx.member.role < Role.MANAGER:
            ctx.member_or_none = ctx.member._replace(role=Role.MANAGER)
        ctx.is_founder = self._is_owner(by)
        ctx.room_id, ctx.account_id = row.room_id, row.account_id
        if lock:
            self._rename(ctx, row)
        if at.direct and (desk := event.data.get("desk")) is not None:
            at_desk = standing.in_camp(db, desk, person.id)
            ctx.camp_or_none, ctx.member_or_none = camp_of(at_desk), membership_of(at_desk)
        elif ctx.member_or_none is None:
            ctx = self._placed(ctx, lock)
        if lock and row.seen_in is None:
            self._see(ctx)
        return ctx

    def _see(self, ctx: Context) -> None:
        """Who comes, speaks or presses in a room of their camp is in it, where the platform lets only those do so."""
        is_there = ctx.event.kind in SPEAKING and not (ctx.event.data.get("anonymous") or ctx.event.data.get("maybe_outside"))
        belongs = ctx.member_or_none is not None or ctx.gate is not None
        if is_there and ctx.room_id is not None and not ctx.address.direct and belongs:
            rooms.enter_room(ctx.db, ctx.room_id, ctx.person.id)

    def _is_owner(self, by: Account) -> bool:
        """Whether the configuration names them among the owners, compared as their platform compares ids."""
        named = f"{by.channel}:{by.id}"
        if by.channel not in self.caseless_channels:
            return named in self.owners
        return named.casefold() in {owner.casefold() for owner in self.owners}

    def _rename(self, ctx: Context, row: Any) -> None:
        """Another name on the platform is theirs here too, unless the camp gave them one: then it never was the platform's."""
        by = ctx.event.sender
        assert by is not None
        if by.username.lower() != (row.username or ""):
            people.set_username(ctx.db, by.channel, row.account_id, by.username)
        if by.name == row.called or (name := names.shown(by.name)) in ("", by.id, row.called):
            return
        people.rename_account(ctx.db, row.account_id, name)
        if row.name == row.called:
            people.rename(ctx.db, ctx.person.id, name)
            ctx.person_or_none = ctx.person._replace(name=name)

    def _placed(self, ctx: Context, lock: bool) -> Context:
        """Where a membership is missing: a bound room makes one a learner, a private chat finds the only camp."""
        if not lock or ctx.event.data.get("anonymous") or ctx.event.data.get("maybe_outside"):
            return ctx
        if not ctx.address.direct and ctx.camp_or_none is not None and ctx.event.kind in SPEAKING:
            return self._in_camp(ctx, ctx.camp_or_none.id, joins=True)
        if ctx.address.direct and ctx.camp_or_none is not None and enrolment.recruits(ctx.camp_or_none):
            ctx.gate = enrolment.gate(ctx.db, ctx.camp_or_none, ctx.person.id)
            return self._in_camp(ctx, ctx.camp_or_none.id, joins=ctx.gate is Gate.OPEN)
        return self._privately(ctx) if ctx.address.direct and ctx.camp_or_none is None else ctx

    def _privately(self, ctx: Context) -> Context:
        """The only camp they are in; in a company's own channel, for who is in none, the only camp that is open."""
        mine = [one.camp for one in memberships.of_person(ctx.db, ctx.person.id)]
        is_ours = not mine and ctx.address.channel in self.company_channels
        found = [row.camp_id for row in camps.every(ctx.db) if not is_for_show(row)] if is_ours else mine
        if len(found) != 1:
            return ctx
        placed = self._in_camp(ctx, found[0], joins=is_ours)
        if placed.member_or_none is not None:
            people.set_camp(ctx.db, ctx.person.id, found[0])
        return placed

    def _in_camp(self, ctx: Context, camp: int, *, joins: bool) -> Context:
        home = camp_by_id(ctx.db, camp)
        if joins and not self._is_staff(ctx):
            ctx.gate = enrolment.gate(ctx.db, home, ctx.person.id)
            joins = ctx.gate is Gate.OPEN
        is_new = joins and enrolment.enrol(ctx.db, home, ctx.person.id, said_at=ctx.said_at, at=ctx.now)
        if is_new:
            self._expected(ctx, camp)
        row = standing.in_camp(ctx.db, camp, ctx.person.id)
        ctx.camp_or_none, ctx.member_or_none = camp_of(row), membership_of(row)
        if is_new:
            ctx.happened("members.joined", ctx.member.id)
            ctx.member_or_none = membership_of(standing.in_camp(ctx.db, camp, ctx.person.id))  # who is kept out is out again
        return ctx

    def _is_staff(self, ctx: Context) -> bool:
        """Whether the shell's own link makes them more than a learner: it need not ask the camp."""
        return ctx.event.kind is Kind.JOINED and ctx.event.data.get("role", "learner") != "learner"

    def _expected(self, ctx: Context, camp: int) -> None:
        """In a company's own channel, where an account is a staff number, a roster may have named who just joined."""
        by = ctx.event.sender
        if by is None or by.channel not in self.caseless_channels:
            return
        expected = expected_members.known_as(ctx.db, camp, by.id)
        if expected is not None:
            membership = standing.in_camp(ctx.db, camp, ctx.person.id).membership_id
            expected_members.arrive(ctx.db, camp, expected, membership, with_role=True)
            ctx.person_or_none = ctx.person._replace(name=expected.name)

    def _met(self, db: Db, event: InboundEvent) -> Context:
        """The first word of somebody new."""
        assert event.sender is not None
        by = event.sender
        name = names.shown(by.name)
        who, account = people.meet(db, by.channel, by.id, name or by.id, by.language, at=self.clock.now())
        if by.name and not name:
            stand_in = UNSEEN_NAME(n=who).to(self.language)
            people.rename(db, who, stand_in)
            people.rename_account(db, account, stand_in)
        ctx = self._known(db, event, lock=True)
        assert ctx is not None
        return ctx

    def _senderless(self, db: Db, event: InboundEvent) -> Context:
        """What the agenda and a task bring: the camp they are about, and whoever asked."""
        camp_id, person_id = event.data.get("camp"), event.data.get("person")
        row = standing.in_camp(db, camp_id, person_id) if camp_id and person_id else None
        camp = camp_of(row) or (camp_of(camps.find(db, camp_id)) if camp_id else None)
        ctx = self._made(db, event, None, camp, membership_of(row))
        if person_id:
            ctx.person_or_none = ctx.person_by_id(person_id)
        return ctx

    def _made(
        self, db: Db, event: InboundEvent, person: Person | None, camp: Camp | None, member: Membership | None
    ) -> Context:
        here = self.language, self.zone, self.country
        return Context(db, event, self.clock.now(), person, camp, member, *here, self.router, public_url=self.public_url)


def _pressed(name: str) -> str:
    """What two names have in common that are read as one: no space between their letters either."""
    return names.folded(name).replace(" ", "")
