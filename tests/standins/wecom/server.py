"""All of Tencent on one loopback port: company app, smart bot, group webhooks and official account, with a door to play people by hand."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from bot.clock import Clock, SystemClock
from tests.standins.wecom.account import OfficialAccount
from tests.standins.wecom.app import Company
from tests.standins.wecom.bot import SmartBot
from tests.standins.wecom.group import GroupWebhooks
from tests.standins.wecom.rules import Weather


class Tencent:
    """`async with Tencent(clock) as tencent:` — then `tencent.app`, `.bot`, `.group` and `.account` are the four products."""

    def __init__(self, clock: Clock | None = None) -> None:
        clock = clock or SystemClock()
        self.app, self.bot = Company(clock), SmartBot(clock)
        self.group, self.account = GroupWebhooks(clock), OfficialAccount(clock)
        self.base = ""
        self.skew = timedelta(0)
        """How far the platform's clock, as its answers tell it, is ahead of this machine's."""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Tencent:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> Tencent:
        application = web.Application(client_max_size=32 << 20)
        for product in (self.app, self.bot, self.group, self.account):
            application.router.add_routes(product.routes())
        application.router.add_routes([web.post("/people", self._people), web.get("/screens", self._screens)])
        application.on_response_prepare.append(self._date)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        port = self._runner.addresses[0][1]
        self.base = self.bot.base = f"http://127.0.0.1:{port}"
        return self

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _date(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = format_datetime(SystemClock().now() + self.skew, usegmt=True)

    def calls_back_to(self, bot_url: str) -> None:
        """Where our side listens, as the operator would enter it in the two consoles."""
        self.app.caller.url = f"{bot_url}/wecom/callback"
        self.account.caller.url = f"{bot_url}/wechat/callback"

    def weather(self, weather: Weather | None) -> None:
        """From now on calls to any of the four are refused by chance."""
        for product in (self.app, self.bot, self.group, self.account):
            product.faults.weather = weather

    @property
    def config(self) -> dict[str, Any]:
        """The `[channels]` section that connects to all four."""
        return {
            "wecom": {
                "corp_id": self.app.corp_id,
                "agent_id": self.app.agent_id,
                "secret": self.app.secret,
                "token": self.app.token,
                "encoding_aes_key": self.app.aes_key,
                "api_base_url": f"{self.base}/cgi-bin/",
            },
            "wecom_bot": {
                "bot_id": self.bot.bot_id,
                "secret": self.bot.secret,
                "ws_url": f"{self.base.replace('http', 'ws', 1)}/bot",
            },
            "wecom_group": [
                {"name": name, "key": key, "api_base_url": f"{self.base}/cgi-bin/"} for key, name in self.group.keys.items()
            ],
            "wechat": {
                "app_id": self.account.app_id,
                "secret": self.account.secret,
                "token": self.account.token,
                "encoding_aes_key": self.account.aes_key if self.account.safe else "",
                "api_base_url": f"{self.base}/account/cgi-bin/",
            },
        }

    # ── by hand ──────────────────────────────────────────────────────────────────────────────────────────────────────

    async def plays(self, line: str) -> str:
        """One act of a person: `app linxiao 打卡`, `bot C1 linxiao 打卡`, `bot - linxiao 打卡` (in private), `account o1 打卡`, or a
        press of the last card: `press app linxiao A`, `press bot C1 linxiao A`. Gives a short word on what came of it."""
        match line.strip().split(maxsplit=3):
            case ["app", who, *words]:
                return str((await self.app.says(who, " ".join(words))).status)
            case ["bot", chat, who, words]:
                return await self.bot.says(who, words, chat=None if chat == "-" else chat)
            case ["account", who, *words]:
                return str((await self.account.says(who, " ".join(words))).status)
            case ["press", "app", who, label]:
                return str((await self.app.presses(who, _last(self.app.screen(who), label), label)).status)
            case ["press", "bot", chat, rest]:
                who, label = rest.split(maxsplit=1)
                bubbles = self.bot.screen(who if chat == "-" else chat)
                return await self.bot.presses(
                    who, next(bubble for bubble in reversed(bubbles) if label in bubble.labels), label
                )
            case ["verify", "app"]:
                return str((await self.app.verifies()).status)
            case ["verify", "account"]:
                return str((await self.account.verifies()).status)
        return "app WHO WORDS · bot CHAT|- WHO WORDS · account WHO WORDS · press app WHO LABEL · press bot CHAT|- WHO LABEL · verify app|account"

    def screens(self) -> dict[str, list[Any]]:
        """Everything anybody was shown."""
        return {
            "app": [
                {"to": shown.to, "kind": shown.kind, "content": shown.content, "card": shown.card} for shown in self.app.sent
            ],
            "bot": [asdict(bubble) for bubble in self.bot.sent],
            "group": list(self.group.sent),
            "account": list(self.account.sent),
        }

    async def _people(self, request: web.Request) -> web.Response:
        return web.Response(text=await self.plays(await request.text()) + "\n")

    async def _screens(self, request: web.Request) -> web.Response:
        return web.json_response(self.screens())


def _last(shown: list[Any], label: str) -> Any:
    """The newest card with that button."""
    found = [one for one in shown if label in one.labels]
    assert found, f"no card has a button {label}"
    return found[-1]
