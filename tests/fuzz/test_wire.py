"""What platforms and strangers send: whatever it is, it is an event or refused, and nothing breaks."""

from __future__ import annotations

import asyncio
import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.channels.telegram.receiving import Receiver
from bot.channels.telegram.updates import Me, changed_admins, read
from bot.channels.tencent.callback import BODY_LIMIT, field, read_xml
from bot.channels.tencent.envelope import Envelope, Forged, Malformed, deciphered, file_key
from bot.channels.web.page_frame import Malformed as NoFrame
from bot.channels.web.page_frame import read as read_frame
from bot.channels.wechat import Wechat
from bot.channels.wecom import Wecom
from bot.channels.wecom_bot import connection, inbound
from bot.clock import HandClock
from tests.fuzz.effort import calmly, tries
from tests.test_telegram_updates import ANN, BOB, GROUP, ME, PRIVATE, SAID_AT, change, message

NOW = datetime(2026, 5, 6, 0, 10, tzinfo=UTC)
KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)
DEEP = "[" * 30_000


# ── Telegram ─────────────────────────────────────────────────────────────────────────────────────────────────────────

UPDATES = [
    message(text="打卡"),
    message(PRIVATE, text="/start abc", entities=[{"type": "bot_command", "offset": 0, "length": 6}]),
    message(document={"file_id": "f", "file_name": "x.csv", "file_size": 9, "file_unique_id": "u"}, caption="导入"),
    message(new_chat_members=[ANN, BOB]),
    message(left_chat_member=ANN),
    message(migrate_to_chat_id=-100999),
    message(text="答", reply_to_message=message(text="问")["message"], quote={"text": "问", "position": 0}),
    {"callback_query": {"id": "1", "from": ANN, "chat_instance": "c", "data": "选 D1 A", "message": message()["message"]}},
    change("my_chat_member", GROUP, BOB, "left", "member"),
    change("chat_member", GROUP, ANN, "member", "restricted"),
    {"chat_join_request": {"chat": GROUP, "from": ANN, "user_chat_id": 1, "date": SAID_AT, "bio": "x"}},
    {"edited_message": message(text="打卡")["message"] | {"edit_date": SAID_AT + 1}},
]


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A real update with something in it taken out or put in place of something else."""
    update = {"update_id": 77} | json.loads(json.dumps(draw(st.sampled_from(UPDATES))))
    for _ in range(draw(st.integers(1, 3))):
        inside: Any = update
        while True:
            name = draw(st.sampled_from(sorted(inside)))
            if not isinstance(inside[name], dict) or not inside[name] or draw(st.booleans()):
                break
            inside = inside[name]
        if name == "update_id":
            continue
        if draw(st.booleans()):
            del inside[name]
        else:
            inside[name] = draw(JSON)
        if not inside:
            break
    return update


class Taking:
    """A house that takes everything, for a receiver whose dead letters we count."""

    def __init__(self) -> None:
        self.events: list[Any] = []

    def now(self) -> datetime:
        return NOW

    async def keep(self, run: Any) -> None:
        """What would be kept of it."""

    async def receive(self, event: Any) -> None:
        self.events.append(event)


class Anything:
    """What a receiver asks of its neighbours, answered with nothing."""

    def __getattr__(self, name: str) -> Any:
        return self._none

    def _none(self, *_: Any, **__: Any) -> None:
        return None


@tries(150)
@given(mutated())
def test_an_update_is_events_or_a_dead_letter(update: Any) -> None:
    house = Taking()
    receiver = Receiver(house, ME, Anything(), Anything(), Anything(), Anything(), HandClock(NOW))  # type: ignore[arg-type]
    handed: list[Any] = []

    async def hand(event: Any) -> None:
        handed.append(event)

    receiver.hand = hand  # type: ignore[method-assign]
    with calmly():
        asyncio.run(receiver.take([update]))
    for event in handed:
        assert isinstance(event.text, str) and event.key.startswith("tg7000001:")


@tries(100)
@given(JSON)
def test_what_is_no_update_at_all_raises_plainly(update: Any) -> None:
    """The webhook's door sees to it that it is an object with a number; reading may refuse everything else, and quickly."""
    with calmly():
        try:
            list(read({"update_id": 1, "message": update}, Me(1, "b"), NOW))
            changed_admins({"update_id": 1, "chat_member": update})
        except (AttributeError, KeyError, TypeError, ValueError, IndexError, OverflowError):
            pass


# ── the web chat ─────────────────────────────────────────────────────────────────────────────────────────────────────


@tries(200)
@given(st.text(max_size=200) | JSON.map(json.dumps))
@example(DEEP)
@example('{"t":' * 9_000)
@example('{"t": ' + "9" * 5_000 + "}")
def test_a_frame_is_one_of_ours_or_malformed(text: str) -> None:
    with calmly(), contextlib.suppress(NoFrame):
        assert isinstance(read_frame(text)["t"], str)


# ── WeCom and WeChat ─────────────────────────────────────────────────────────────────────────────────────────────────


def _callbacks() -> Starlette:
    keys = {"token": "t", "encoding_aes_key": KEY, "api_base_url": "http://127.0.0.1:9/", "clock": HandClock(NOW)}
    app = Wecom(corp_id="ww1", agent_id=1, secret="s", **keys)  # type: ignore[arg-type]
    account = Wechat(app_id="wx1", secret="s", **keys)  # type: ignore[arg-type]
    return Starlette(routes=[*app.routes(), *account.routes()])


SITE = _callbacks()
PARAMETERS = st.dictionaries(
    st.sampled_from(["msg_signature", "signature", "timestamp", "nonce", "echostr", "encrypt_type"]),
    st.text(max_size=30) | st.just(str(int(NOW.timestamp()))) | st.just("9" * 4_400),
    max_size=6,
)


@tries(100)
@given(st.sampled_from(["/wecom/callback", "/wechat/callback/"]), PARAMETERS, st.binary(max_size=300), st.booleans())
@example("/wecom/callback", {}, b" " * BODY_LIMIT, True)
@example("/wechat/callback/", {}, b"<Encrypt>" * 10_000, True)
def test_what_nobody_signed_gets_a_number(path: str, query: dict[str, str], body: bytes, posts: bool) -> None:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(SITE)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            params = {name: value.encode(errors="replace").decode() for name, value in query.items()}
            return await (client.post(path, params=params, content=body) if posts else client.get(path, params=params))

    with calmly():
        answer = asyncio.run(ask())
    assert answer.status_code in (400, 403, 413) and answer.content == b""


@tries(150)
@given(st.text(max_size=300) | st.text(max_size=60).map(lambda words: f"<xml><A>{words}</A><A><![CDATA[{words}]]></A></xml>"))
@example("<xml>" + "<a>" * 20_000)
@example('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml>&b;</xml>')
@example('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><Content>&a;</Content></xml>')
def test_xml_is_fields_or_malformed(words: str) -> None:
    with calmly():
        try:
            told = read_xml(words)
            assert "root:" not in str(told) and len(str(told)) < 10 * len(words) + 100
            for name in told:
                field(told, name)
        except Malformed:
            pass


@tries(150)
@given(st.binary(max_size=120) | st.binary(max_size=4).map(lambda some: some * 32), st.text(max_size=80))
def test_sealed_letters_and_files_open_or_are_malformed(content: bytes, key: str) -> None:
    envelope = Envelope("t", KEY, "ww1")
    with calmly():
        for attempt in (lambda: envelope.open(content.hex()), lambda: deciphered(content, KEY), lambda: file_key(key)):
            with contextlib.suppress(Malformed, Forged):
                attempt()


@tries(150)
@given(
    st.text(max_size=100) | JSON.map(json.dumps) | JSON.map(lambda body: json.dumps({"headers": {"req_id": "r"}, "body": body}))
)
@example(DEEP)
def test_a_frame_of_the_smart_bot_is_read_or_dropped(raw: str) -> None:
    with calmly():
        frame = connection._frame(raw)
        if frame is not None:
            inbound.read(frame, "b", NOW)


def test_the_folder_of_fuzzing_is_what_make_fuzz_runs() -> None:
    assert "pytest tests/fuzz" in (Path(__file__).parents[2] / "Makefile").read_text("utf-8")
