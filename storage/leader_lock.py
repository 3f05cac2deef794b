"""Leadership: of several programs over one PostgreSQL one leads, and the next takes over as soon as it is gone."""

from __future__ import annotations

from threading import RLock

from storage.connection import Db
from storage.database import Database

LEADER = (0x71756E78, 1)
"""The advisory lock's two keys: a space of its own beside the rooms' single ones."""


class LeaderLock:
    """The lock of one session, held on a connection of its own: PostgreSQL lets go of it when the connection breaks.

    On SQLite there is one program, and it leads.
    """

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._is_alone = database.backend == "sqlite"
        self._session: Db | None = None
        self._leads = False
        self._turn = RLock()

    def held(self) -> bool:
        """Takes it, or makes sure that it is still ours; False where another has it or the database is not there. Waits for it."""
        if self._is_alone:
            return True
        with self._turn:
            try:
                session = self._session = self._session or Db(self._engine)
                if self._leads:
                    session.execute("SELECT 1")
                else:
                    (self._leads,) = session.execute("SELECT pg_try_advisory_lock(%s, %s)", LEADER).fetchone()
            except Exception:
                self.let_go()
            return self._leads

    def let_go(self) -> None:
        """Somebody else may lead."""
        with self._turn:
            self._leads = False
            if self._session is not None:
                self._session.close()
                self._session = None
