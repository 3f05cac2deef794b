"""Tencent's own node libraries against ours: @wecom/crypto reads what we seal, the official SDK lives on our stand-in."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.tencent.envelope import Envelope, signed
from bot.channels.wecom_bot import inbound
from bot.channels.wecom_bot.connection import _frame
from tests.patience import PATIENCE
from tests.standins.wecom import Tencent, wire
from tests.standins.wecom.rules import Fault
from tests.test_wecom_wire import CORP, KEY, TOKEN, V3

pytestmark = pytest.mark.journey
HERE = Path(__file__).parent / "peers"
INPUTS = Path(__file__).parent / "files" / "platforms"
NOW = datetime(2026, 5, 6, 0, 10, tzinfo=UTC)
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
        async with asyncio.timeout(PATIENCE):
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


EVERY_COMMAND = {
    *(
        "aibot_subscribe",
        "ping",
        "aibot_respond_msg",
        "aibot_respond_welcome_msg",
        "aibot_respond_update_msg",
        "aibot_send_msg",
    ),
    *("aibot_upload_media_init", "aibot_upload_media_chunk", "aibot_upload_media_finish"),
}


def heard_by_us(frame: dict[str, Any]) -> bool:
    """Whether our own reading makes something of a callback."""
    told = inbound.read(frame, "b", NOW)
    return told is not None and inbound.event(told, told.who, "", "小助") is not None


async def test_the_sdk_and_we_agree_with_the_stand_in_on_every_kind_of_frame(node):
    async with Tencent() as tencent:
        bot, pushed = tencent.bot, list[dict[str, Any]]()
        pushes = bot.pushes

        async def noting(frame: Any) -> None:
            pushed.append(frame)
            await pushes(frame)

        bot.pushes = noting  # type: ignore[method-assign]
        sdk = await Sdk.start(node, tencent)
        await sdk.reports("authenticated")

        picture = {"url": f"{tencent.base}/files/f0", "aeskey": "k" * 43}
        for kind, body in {
            "image": picture,
            "voice": {"content": "积分。"},
            "video": picture,
            "mixed": {"msg_item": [{"msgtype": "text", "text": {"content": "看"}}, {"msgtype": "image", "image": picture}]},
        }.items():
            await bot.tells("linxiao", {"msgtype": kind, kind: body})
            assert (await sdk.reports(kind))["body"] == body
        await bot.says("linxiao", "答卡片")
        await sdk.reports("card")
        await bot.says("linxiao", "边说边给卡片", chat="C1")
        await sdk.reports("stream with card")
        await bot.says("linxiao", "答文件")
        await sdk.reports("media")
        shown = [(bubble.kind, bubble.chat) for bubble in bot.sent]
        assert shown == [("template_card", "linxiao"), ("stream", "C1"), ("template_card", "C1"), ("file", "linxiao")]
        await bot.says("linxiao", "打卡", chat="C1")
        await sdk.reports("answered")
        await bot.presses("linxiao", next(bubble for bubble in reversed(bot.sent) if bubble.task == "task-1"), "打卡")
        await sdk.reports("pressed")
        await bot.enters("wanglan")
        await sdk.reports("welcomed")
        await bot.sends_file("wanglan", "题库.csv", "题干,答案\n".encode())
        await sdk.reports("file")
        feedback = {"eventtype": "feedback_event", "feedback_event": {"id": "f", "type": 1}}
        await bot.tells("wanglan", {"msgtype": "event", "event": feedback})
        assert (await sdk.reports("feedback"))["event"] == {"id": "f", "type": 1}
        assert [heard_by_us(frame) for frame in pushed] == [True] * (len(pushed) - 1) + [False], "feedback is nobody's words"
        await bot.frames.until(lambda: bot.faults.called["ping"])
        assert set(bot.faults.called) == EVERY_COMMAND
        await sdk.stop()


@pytest.mark.parametrize(
    ("name", "heard"), [("frame_raw_newline.json", False), ("frame_ansi_escape.json", True), ("frame_backspace.json", True)]
)
async def test_of_frames_that_are_no_valid_json_we_hear_no_less_than_the_sdk(node, name, heard):
    raw = (INPUTS / name).read_text("utf-8")
    frame = _frame(raw)
    assert frame is not None and heard_by_us(frame)
    async with Tencent() as tencent:
        sdk = await Sdk.start(node, tencent)
        await sdk.reports("authenticated")
        await tencent.bot.pushes(raw)
        await tencent.bot.tells("linxiao", {"msgtype": "voice", "voice": {"content": "之后"}})
        await sdk.reports("voice")
        answered = {frame["headers"]["req_id"] for frame in tencent.bot.frames}
        assert ("r1" in answered) is heard, "what it hears it answers, here with 846605: nobody asked"
        await sdk.stop()


async def test_the_sdk_takes_the_stand_ins_refusals_as_we_do(node):
    async with Tencent() as tencent:
        sdk = await Sdk.start(node, tencent)
        await sdk.reports("authenticated")
        tencent.bot.faults.plan("aibot_respond_msg", Fault(600039))
        await tencent.bot.says("linxiao", "被拒")
        assert (await sdk.reports("refused"))["code"] == 600039
        tencent.bot.faults.standing["ping"] = Fault(846609)
        await sdk.reports("disconnected")
        del tencent.bot.faults.standing["ping"]
        await sdk.reports("authenticated")
        assert tencent.bot.connections >= 2
        await sdk.stop()
