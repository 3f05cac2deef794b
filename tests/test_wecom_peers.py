"""Tencent's own node libraries against ours: @wecom/crypto reads what we seal, the official SDK lives on our stand-in."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.channels.tencent.envelope import Envelope, signed
from tests.standins.wecom import Tencent, wire
from tests.test_wecom_wire import CORP, KEY, TOKEN, V3

HERE = Path(__file__).parent / "peers"
WORDS = ["", "hello", "第1天｜+5｜积分15 ✅", "x" * 4096, "12 bytes long", "]]>\n<xml>\u0000😀"]


@pytest.fixture(scope="module")
def node() -> str:
    """The node program, its peers installed."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if not program or not npm:
        pytest.skip("node and npm are not installed: Tencent's own libraries could not be asked")
    if not (HERE / "node_modules" / "@wecom" / "aibot-node-sdk").exists():
        command = [npm, "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=HERE, capture_output=True, timeout=120)
        if done.returncode:
            pytest.skip("npm could not install Tencent's libraries (no registry in reach?)")
    return program


def ask(node: str, *jobs: dict[str, str]) -> list[object]:
    done = subprocess.run([node, "crypto.mjs"], cwd=HERE, input=json.dumps(jobs), capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout))


def test_both_sign_alike(node):
    jobs = [{"op": "sign", "token": TOKEN, "timestamp": "1700000000", "nonce": "中n", "words": words} for words in WORDS]
    assert ask(node, *jobs) == [signed(TOKEN, "1700000000", "中n", words) for words in WORDS]


@pytest.mark.parametrize("receiver", [CORP, ""])
def test_they_open_what_we_seal(node, receiver):
    sealed = [Envelope(TOKEN, KEY, receiver).seal(words, "1", "n")[0] for words in WORDS]
    opened = ask(node, *({"op": "open", "key": KEY, "words": one} for one in sealed))
    assert opened == [{"message": words, "id": receiver} for words in WORDS]
    by_sdk = ask(
        node, *({"op": "open by sdk", "token": TOKEN, "key": KEY, "receiver": receiver, "words": one} for one in sealed)
    )
    assert by_sdk == WORDS


@pytest.mark.parametrize("receiver", [CORP, ""])
def test_we_open_what_they_seal(node, receiver):
    sealed = ask(node, *({"op": "seal", "key": KEY, "words": words, "receiver": receiver} for words in WORDS))
    assert [Envelope(TOKEN, KEY, receiver).open(str(one)) for one in sealed] == WORDS


def test_the_sdk_and_we_agree_on_a_smart_bots_letter(node):
    assert '"content":"@Bot 签到"' in str(
        ask(node, {"op": "open by sdk", "token": TOKEN, "key": KEY, "receiver": "", "words": V3})[0]
    )
    assert wire.unseal(V3, KEY)[1] == ""


class Sdk:
    """The node bot as a process: `reports` what happened to it, one line each."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    @classmethod
    async def start(cls, node: str, tencent: Tencent, secret: str = "") -> Sdk:
        config = tencent.config["wecom_bot"]
        given = [config["ws_url"], config["bot_id"], secret or config["secret"]]
        pipe = asyncio.subprocess.PIPE
        return cls(await asyncio.create_subprocess_exec(node, "bot.mjs", *given, cwd=HERE, stdin=pipe, stdout=pipe))

    async def reports(self, what: str) -> dict[str, Any]:
        assert self.process.stdout is not None
        async with asyncio.timeout(20):
            while line := await self.process.stdout.readline():
                if (told := json.loads(line))["what"] == what:
                    return dict(told)
        raise AssertionError(f"the SDK ended without {what}")

    async def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        await self.process.wait()


async def test_the_official_sdk_lives_on_the_stand_in(node):
    async with Tencent() as tencent:
        sdk = await Sdk.start(node, tencent)
        await sdk.reports("authenticated")

        await tencent.bot.says("linxiao", "打卡", chat="C1")
        assert (await sdk.reports("answered"))["words"] == "@小助 打卡"
        assert [(bubble.kind, bubble.content) for bubble in tencent.bot.screen("C1")] == [
            ("stream", "听到：@小助 打卡"),
            ("markdown", "**推送**"),
            ("template_card", ""),
            ("file", "课表.txt"),
        ]

        shown = tencent.bot.screen("C1")[2]
        await tencent.bot.presses("linxiao", shown, "打卡")
        pressed = await sdk.reports("pressed")
        assert (pressed["key"], pressed["again"]) == ("press", 846606)
        assert shown.seen_by("linxiao")["main_title"]["title"] == "已打卡"

        await tencent.bot.enters("wanglan")
        await sdk.reports("welcomed")
        await tencent.bot.sends_file("wanglan", "题库.csv", "题干,答案\n".encode())
        assert (await sdk.reports("file"))["content"] == "题干,答案\n"

        other = await Sdk.start(node, tencent)
        await other.reports("authenticated")
        await sdk.reports("kicked")
        await other.stop()
        await sdk.stop()


async def test_the_official_sdk_gives_up_on_a_wrong_secret(node):
    async with Tencent() as tencent:
        sdk = await Sdk.start(node, tencent, secret="wrong")
        told: dict[str, Any] = {}
        while told.get("code") != "WS_AUTH_FAILURE_EXHAUSTED":
            told = await sdk.reports("error")
        assert tencent.bot.connections == 0
        await sdk.stop()
