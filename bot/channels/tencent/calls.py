"""One app's calls to Tencent's HTTP interface: one token for all of them, one refresh, bounded waiting, no secret in an error.

wechatpy speaks it, synchronously: every call runs in a thread of its own pool. wechatpy's own handling of tokens is not used
(it refetches without end when a token stays bad, has no lock and no timeout); its request and decoding are.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, TypeVar

import requests
import wechatpy
import wechatpy.enterprise
from requests.adapters import HTTPAdapter
from urllib3.exceptions import NewConnectionError
from wechatpy.exceptions import WeChatClientException

from bot.clock import Clock

T = TypeVar("T")

logging.getLogger("urllib3").setLevel(logging.INFO)  # at DEBUG it writes whole addresses, secrets in them

TIMEOUT = (5.0, 15.0)
"""Seconds to connect, and to wait for an answer."""
RENEW_BEFORE = timedelta(minutes=5)
"""A token is renewed this long before its end; one that was given with less left, after half of that."""
RENEWED_AGAIN = timedelta(seconds=30)
"""How long a token that still lives is used before its renewal, refused for now, is tried again."""
STALE_TOKEN = {40001, 40014, 42001}
WRONG_CREDENTIALS = {40001, 40013, 40125}
"""Of a request for a token: only these say that the credentials themselves are wrong."""
WRONG_SECRET_FOR = timedelta(minutes=10)
"""How long a refused secret is not tried again: Tencent shuts an address out for an hour that keeps trying."""
THREADS = 8


class Refused(Exception):
    """Tencent said no: `code` decides what that means (page 90313), `words` is for people and changes."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"{code} {words}")
        self.code = code
        self.words = words


class Unreached(Exception):
    """Nothing was done: no connection, or somebody else answered."""


class Unsure(Exception):
    """It may have been done: the answer never came."""


class _Patient(HTTPAdapter):
    """Gives every request a timeout: wechatpy's for a token has none."""

    def send(
        self, request: Any, stream: bool = False, timeout: Any = None, verify: Any = True, cert: Any = None, proxies: Any = None
    ) -> Any:
        return super().send(request, stream, timeout or TIMEOUT, verify, cert, proxies)


class _Corp(wechatpy.enterprise.WeChatClient):  # type: ignore[misc]
    """A self-built app of one company."""

    def fetch_access_token(self) -> Any:
        return self._fetch_access_token(self.API_BASE_URL + "gettoken", {"corpid": self.corp_id, "corpsecret": self.secret})


class _Account(wechatpy.WeChatClient):  # type: ignore[misc]
    """An official account. `stable_token`, unlike `token`, does not make the token of another process worthless."""

    def fetch_access_token(self) -> Any:
        asked = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}
        return self.post("stable_token", params={"access_token": None}, data=asked)


class Calls:
    """Calls with the token of one app. Raises Refused, Unreached or Unsure."""

    def __init__(self, client: Any, base_url: str, secret: str, clock: Clock) -> None:
        self._client = client
        self._client.API_BASE_URL = base_url
        for scheme in ("https://", "http://"):
            self._client._http.mount(scheme, _Patient(pool_maxsize=THREADS))
        self._secret = secret
        self._clock = clock
        self._pool = ThreadPoolExecutor(THREADS, "tencent")
        self._lock = threading.Lock()
        self._value = ""
        self._renew_at = self._ends = clock.now()
        self._wrong: tuple[datetime, int, str] | None = None

    @classmethod
    def of_company(cls, corp_id: str, secret: str, base_url: str, clock: Clock) -> Calls:
        return cls(_Corp(corp_id, secret, timeout=TIMEOUT, auto_retry=False), base_url, secret, clock)

    @classmethod
    def of_account(cls, app_id: str, secret: str, base_url: str, clock: Clock) -> Calls:
        return cls(_Account(app_id, secret, timeout=TIMEOUT, auto_retry=False), base_url, secret, clock)

    async def get(self, endpoint: str, **params: Any) -> dict[str, Any]:
        return await self._in_thread(lambda: self._with_token("get", endpoint, params))

    async def post(self, endpoint: str, data: dict[str, Any]) -> dict[str, Any]:
        return await self._in_thread(lambda: self._with_token("post", endpoint, {}, data=data))

    async def upload(self, kind: str, name: str, content: bytes) -> str:
        """A temporary medium (`image`, `file` …); gives its media id, good for three days."""
        files = {"media": (name, content)}
        answer = await self._in_thread(lambda: self._with_token("post", "media/upload", {"type": kind}, files=files))
        return str(answer["media_id"])

    async def token(self) -> str:
        return await self._in_thread(self._token)

    def call(self, endpoint: str, **params: Any) -> dict[str, Any]:
        """`get` from a thread that may wait (doctor)."""
        return self._with_token("get", endpoint, params)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def _with_token(self, method: str, endpoint: str, params: dict[str, Any], **body: Any) -> dict[str, Any]:
        token = self._token()
        try:
            return self._once(method, endpoint, {**params, "access_token": token}, **body)
        except Refused as refused:
            if refused.code not in STALE_TOKEN:
                raise
        return self._once(method, endpoint, {**params, "access_token": self._token(instead_of=token)}, **body)

    def _token(self, instead_of: str = "") -> str:
        """The token, renewed ahead of its end by one thread. The others use the one that still lives, or wait where there is none.

        Raises Refused or Unreached; never Unsure, for without a token nothing was done.
        """
        now = self._clock.now()
        usable = self._value if self._value != instead_of and now < self._ends else ""
        if usable and now < self._renew_at:
            return usable
        if not self._lock.acquire(blocking=not usable):
            return usable
        try:
            if self._value and self._value != instead_of and now < self._renew_at:
                return self._value  # another thread has renewed it meanwhile
            return self._renewed(now)
        except (Refused, Unreached):
            if not usable:
                raise
            self._renew_at = now + RENEWED_AGAIN
            return usable
        finally:
            self._lock.release()

    def _renewed(self, now: datetime) -> str:
        if self._wrong and now < self._wrong[0]:
            raise Refused(*self._wrong[1:])
        try:
            answer = self._named(self._client.fetch_access_token)
        except Refused as refused:
            if refused.code in WRONG_CREDENTIALS:
                self._wrong = (now + WRONG_SECRET_FOR, refused.code, refused.words)
            raise
        except Unsure:
            raise Unreached("no token in time") from None
        lives = _lifetime(answer)
        if not answer.get("access_token") or lives <= timedelta(0):
            raise Unreached("no token in the answer")
        self._value, self._ends, self._wrong = str(answer["access_token"]), now + lives, None
        self._renew_at = self._ends - min(RENEW_BEFORE, lives / 2)
        return self._value

    def _once(self, method: str, endpoint: str, params: dict[str, Any], **body: Any) -> dict[str, Any]:
        return self._named(lambda: getattr(self._client, method)(endpoint, params=params, **body))

    def _named(self, call: Callable[[], Any]) -> dict[str, Any]:
        """The answer; or one of our three errors. Theirs carry the request and its secrets along, so ours are raised where theirs
        is gone, not even as a context."""
        problem: Exception = Unreached("not an answer of Tencent's")
        try:
            answer = call()
            if isinstance(answer, dict):
                return answer
        except WeChatClientException as refused:
            problem = self._refusal(refused)
        except requests.ConnectTimeout:
            problem = Unreached("no connection in time")
        except requests.ConnectionError as broken:
            problem = _broken(broken)
        except requests.Timeout:
            problem = Unsure("no answer in time")
        except (requests.RequestException, KeyError, ValueError):
            pass
        raise problem

    def _refusal(self, refused: Any) -> Refused | Unreached:
        if refused.errcode is None:
            return Unreached(f"HTTP {refused.response.status_code}")
        return Refused(int(refused.errcode), self._clean(str(refused.errmsg)))

    def _clean(self, words: str) -> str:
        for secret in (self._secret, self._value):
            words = words.replace(secret, "…") if secret else words
        return words


def _lifetime(answer: dict[str, Any]) -> timedelta:
    """How long a token is good for, as the platform says; two hours where it says nothing."""
    told = answer.get("expires_in", 7200)
    return timedelta(seconds=int(told)) if str(told).isdecimal() else timedelta(hours=2)


def _broken(broken: requests.ConnectionError) -> Unreached | Unsure:
    """A connection that was never made did nothing; one that broke may have."""
    cause = broken.args[0] if broken.args else None
    never = isinstance(getattr(cause, "reason", cause), NewConnectionError)
    never = never or isinstance(broken, requests.exceptions.SSLError | requests.exceptions.ProxyError)
    return Unreached("no connection") if never else Unsure("the connection broke")
