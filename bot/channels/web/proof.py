"""How a browser proves which session it speaks for: the session's cookie and, from the page, its nonce. Neither is worth anything alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from starlette.requests import HTTPConnection

from storage.channels import web
from storage.channels.web import sessions

COOKIE_LIVES = timedelta(days=400)
"""As long as a browser keeps any cookie: whether the session stands is the database's to say."""
LONGEST_SECRET = 200


def cookie_name(key: str, account: str, desk: int | None = None, *, is_secure: bool) -> str:
    """The cookie of an account's session in this browser, or of its session at the desk of a camp: another installation on the same host has
    others. A secure one can be set by this host alone, and by none beside it."""
    whose = account if desk is None else f"{account}\n{desk}"
    return f"{'__Host-' if is_secure else ''}qunxue-{web.mark_of(whose, key)[1:25]}"


def cookie(key: str, account: str, secret: str, desk: int | None = None, *, is_secure: bool) -> dict[str, str]:
    """The header that sets it, or with an empty secret takes it away. No script can read it and no other site's page sends it; over plain http
    it can be read on the way, as all that is said there."""
    lives = int(COOKIE_LIVES.total_seconds()) if secret else 0
    name = cookie_name(key, account, desk, is_secure=is_secure)
    safe = f"Path=/; Max-Age={lives}; HttpOnly; SameSite=Strict{'; Secure' if is_secure else ''}"
    return {"Set-Cookie": f"{name}={secret}; {safe}"}


def secret_of(connection: HTTPConnection, key: str, account: str, desk: int | None = None) -> str:
    """What this browser has as the secret of an account's session, or of its session at a desk; "" where it has none."""
    names = (cookie_name(key, account, desk, is_secure=is_secure) for is_secure in (True, False))
    return next((found for name in names if (found := connection.cookies.get(name))), "")[:LONGEST_SECRET]


def proven(db: Any, connection: HTTPConnection, key: str, session: str, nonce: str, at: datetime) -> sessions.Proven | None:
    """Whose session the browser and its page speak for; None where it does not stand, or one of the two proofs is missing or wrong."""

    def secret_for(account: str, desk: int | None) -> str:
        return secret_of(connection, key, account, desk)

    return sessions.proven(db, session, nonce=nonce, secret_for=secret_for, at=at)


def held(db: Any, connection: HTTPConnection, key: str, session: str, at: datetime) -> str | None:
    """Whose session it is, where it stands and this browser has its cookie: the other half is proven by whoever asks."""
    return sessions.held(db, session, secret_for=lambda account, desk: secret_of(connection, key, account, desk), at=at)


def bearer(connection: HTTPConnection) -> tuple[str, str]:
    """(session, nonce) as the page sends them with a request."""
    session, _, nonce = connection.headers.get("authorization", "").removeprefix("Bearer ")[:LONGEST_SECRET].partition(".")
    return session, nonce
