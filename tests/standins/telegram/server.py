"""The Bot API over loopback HTTP, on a thread of its own: wire format, faults, downloads, and a page for hands."""

from __future__ import annotations

import asyncio
import copy
import threading
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from aiohttp import web

from tests.standins.telegram import page
from tests.standins.telegram.cloud import Call, Cloud
from tests.standins.telegram.faults import Fault, How, odd
from tests.standins.telegram.methods import METHODS, get_updates
from tests.standins.telegram.rules import UPLOAD_LIMIT, Refused
from tests.standins.telegram.values import Values, read

T = TypeVar("T")


class TelegramStandin:
    """A running Bot API: `with TelegramStandin() as telegram`, then `telegram.base_url` and `telegram.cloud`."""

    def __init__(self, cloud: Cloud | None = None, port: int = 0) -> None:
        self.cloud = cloud or Cloud()
        self.port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="telegram stand-in", daemon=True)
        self._runner: web.AppRunner | None = None
        self._gone = asyncio.Event()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def base_file_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/file/bot"

    def __enter__(self) -> TelegramStandin:
        self._thread.start()
        self.cloud.updates.wake = self._wake
        self.up()
        return self

    def __exit__(self, *_: object) -> None:
        self.down()
        self._run(self._forget())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wake(self) -> None:
        self._loop.call_soon_threadsafe(self.cloud.updates.fresh)

    def up(self) -> None:
        """Reachable, at the same port as before."""
        self._run(self._up())

    def down(self) -> None:
        """Unreachable: nothing listens, what was connected is cut, no webhook is called."""
        self._run(self._down())

    def _run(self, work: Awaitable[T]) -> T:
        async def worked() -> T:
            return await work

        return asyncio.run_coroutine_threadsafe(worked(), self._loop).result()

    async def _up(self) -> None:
        self._gone.clear()
        app = web.Application(client_max_size=UPLOAD_LIMIT + 2 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._method)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        page.add_routes(app, self.cloud)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.cloud.updates.reachable = True
        self.cloud.updates.push_all()

    async def _down(self) -> None:
        self._gone.set()
        self.cloud.updates.reachable = False
        self.cloud.updates.stop()
        if self._runner:
            await self._runner.cleanup()
        self._runner = None

    async def _forget(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    # ── requests ──

    async def _method(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        values = Values({})
        try:
            self._check_token(request)
            values = await read(request)
            fault = self._fault(name, values)
            if fault and fault.how is How.DROP:
                return _cut(request)
            if fault and fault.how is How.REFUSE:
                raise fault.refusal()
            if fault and fault.how is How.HOLD:
                await asyncio.to_thread(fault.released.wait)
            result = await self._act(name, values)
        except Refused as refused:
            self._log(name, values, refused.code, refused.description)
            return web.json_response(refused.json(), status=refused.code)
        self._log(name, values, 200)
        if fault and fault.how in {How.LOSE, How.HANG}:
            return await self._lost(request, fault)
        return web.json_response({"ok": True, "result": odd(result) if fault and fault.how is How.ODD else result})

    def _check_token(self, request: web.Request) -> None:
        if request.match_info["token"] != self.cloud.token:
            raise Refused(401, "Unauthorized")

    def _fault(self, name: str, values: Values) -> Fault | None:
        with self.cloud.changed:
            self.cloud.changed.notify_all()
            return self.cloud.faults.take(name, values.number("chat_id"))

    async def _act(self, name: str, values: Values) -> Any:
        if name.lower() == "getupdates":
            return await get_updates(self.cloud, values)
        run: Callable[[Cloud, Values], Any] | None = METHODS.get(name.lower())
        if run is None:
            raise Refused(404, "Not Found")
        with self.cloud.changed:
            return copy.deepcopy(run(self.cloud, values))

    def _log(self, name: str, values: Values, code: int, description: str = "") -> None:
        with self.cloud.changed:
            self.cloud.calls.append(Call(self.cloud.clock.now(), name, values.given, code, description))
            self.cloud.changed.notify_all()

    async def _lost(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        """Done, but the bot never hears of it: the connection drops at once, or stays silent until somebody gives up."""
        if fault.how is How.HANG:
            await self._gone.wait()
        return _cut(request)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        stored = next((file for file in self.cloud.world.files.values() if file.path == path), None)
        if stored is None or request.match_info["token"] != self.cloud.token:
            return web.Response(status=404)
        return web.Response(body=stored.content, content_type="application/octet-stream")


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response()
