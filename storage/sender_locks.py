"""The advisory locks of the platform accounts: of several programs over one PostgreSQL one holds each, and sends for it.

A lock falls with its session, so that whoever died is followed at once. A frozen program keeps its sessions: it is told by its silence,
its connections are ended from outside, and whatever it says later carries an epoch that is over.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import RLock
from time import monotonic
from typing import NamedTuple
from zlib import crc32

import structlog

from bot.parts import vocabulary
from storage import outbox, senders
from storage.connection import Db
from storage.database import Database

log = structlog.get_logger()

SPACE = 0x71756E78
"""The advisory locks' first key: a space of its own beside the rooms' single ones."""
LEADER = 1
"""What the one leader of 0.1 holds: we share it, so that none of us sends beside one of those."""
SURE_FOR = senders.GONE_AFTER - 1.0
"""Seconds after the last sign of life for which nobody else can have taken over, with a second to spare."""
END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s AND datname = current_database()"


class Term(NamedTuple):
    """An account is ours: under which epoch, and how many messages the one before had under way, which may arrive twice."""

    epoch: int
    repeated: int = 0


class SenderLocks:
    """The locks one program holds, on a connection of its own. On SQLite there is one program, and everything is its own."""

    def __init__(self, database: Database, accounts: Iterable[str]) -> None:
        self.is_alone = database.backend == "sqlite"
        self.accounts = tuple(accounts)
        self._engine, self._name = database.engine, database.name
        self._session: Db | None = None
        self._held: dict[str, Term] = {}
        self._shares = False
        self._signed = 0.0
        self._turn = RLock()

    @property
    def is_sure(self) -> bool:
        """Whether nobody can have taken over since our last sign of life."""
        return self.is_alone or monotonic() - self._signed < SURE_FOR

    def renew(self, *, takes: bool = True) -> dict[str, Term]:
        """Gives a sign of life and takes what is free; gives what is ours and nobody knows better. Empty while the database is not
        there. Waits for it."""
        with self._turn:
            try:
                session = self._session = self._session or Db(self._engine)
                began = monotonic()
                served = self._kept(session)
                self._signed = began
                if takes and self._stands_beside_no_leader(session):
                    for account in self.accounts:
                        if account not in self._held and (term := self._tried(session, account)) is not None:
                            served[account] = self._held[account] = term
                            break  # the others are left to other replicas for a moment
                return served
            except Exception as problem:
                log.warning("sender locks lost", problem=type(problem).__name__)
                self.let_go()
                return {}

    def release(self, account: str) -> None:
        """Somebody else may send for it: what we had under way is settled."""
        with self._turn:
            if self._held.pop(account, None) is not None and self._session is not None:
                self._session.execute("SELECT pg_advisory_unlock(%s, %s)", (SPACE, _key(account)))

    def let_go(self) -> None:
        """Somebody else may send for everything."""
        with self._turn:
            self._held.clear()
            self._shares, self._signed = False, 0.0
            if self._session is not None:
                self._session.close()
                self._session = None

    def _stands_beside_no_leader(self, session: Db) -> bool:
        if not self._shares:
            (self._shares,) = session.execute("SELECT pg_try_advisory_lock_shared(%s, %s)", (SPACE, LEADER)).fetchone()
        return self._shares

    def _kept(self, session: Db) -> dict[str, Term]:
        """What is still ours, but for what a newer program asks for."""
        ours = senders.give_sign(session, self._name)
        for account, term in list(self._held.items()):
            if ours.get(account, (0, None))[0] != term.epoch:
                self.release(account)
        return {account: term for account, term in self._held.items() if (ours[account][1] or 0) <= vocabulary()}

    def _tried(self, session: Db, account: str) -> Term | None:
        """The account, where it is free; one whose holder is silent is freed for the next time."""
        known = senders.holder_of(session, account)
        if known is not None and not known.is_silent and (known.wanted or 0) > vocabulary():
            return None  # whoever knows more is about to take it
        (got,) = session.execute("SELECT pg_try_advisory_lock(%s, %s)", (SPACE, _key(account))).fetchone()
        if got:
            with session.transaction("BEGIN"):
                epoch = senders.begin(session, account, holder=self._name, knows=vocabulary())
                return Term(epoch, outbox.recover(session, account, before=epoch))
        if known is not None and known.is_silent:
            log.warning("a silent sender is cut off", account=account)
            session.execute(END, [known.holder])
        elif known is not None and known.knows < vocabulary():
            senders.want(session, account, vocabulary())
        return None


def _key(account: str) -> int:
    return crc32(account.encode()) - 2**31
