"""The database's files written anew, so that nothing of what was deleted is left in their free pages."""

from __future__ import annotations

from storage.connection import Db, is_again


def rewrite(db: Db) -> bool:
    """Outside any transaction, which the one that is open here ends for; False where somebody was in the way and it is to be tried again.

    SQLite copies what lives and empties its write-ahead log: about a second a 100 MB, in which a writer waits. PostgreSQL drops its dead
    rows and goes on serving.
    """
    db.execute("ROLLBACK")
    try:
        if db.is_sqlite:
            db.execute("PRAGMA query_only=OFF")
            db.execute("VACUUM")
            return bool(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
        db.execute("SET default_transaction_read_only=off")
        db.execute("VACUUM")
        return True
    except Exception as problem:
        if not is_again(problem):
            raise
        return False
    finally:
        if db.is_sqlite:
            db.execute("PRAGMA query_only=ON")
        db.execute("BEGIN")
