"""Attacks of our own on the web chat, its server and its files: forged, swapped, deep, oversized, smuggled, slow, and from elsewhere."""

from __future__ import annotations

import asyncio
import io
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
import structlog
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot import http_limits
from bot.channels.web import tokens
from bot.channels.web.page import POLICY, STATIC
from bot.channels.web.socket import LARGEST_FRAME
from bot.channels.wechat import Wechat
from bot.cli.import_export import file_kinds
from bot.clock import HandClock
from bot.documents.document import Document
from bot.phrases import Refusal
from storage.files import checked
from tests.fuzz.test_files import CAMP
from tests.standins.house import KEY, ROOM
from tests.standins.sign_in import NO_TLS, answered, asked, posted, sign_in
from tests.test_documents import book
from tests.test_http_limits import WHOLE, _hung_up, serving
from tests.test_web_channel import START, clock, house, opened, seated, token, url

__all__ = ["clock", "house", "url"]
ROOT = Path(__file__).parents[1]


# ── links and sessions ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_one_links_words_under_anothers_signature_open_nothing(house, url):
    mine, theirs = token(house, "林晓"), token(house, "王岚")
    cut, dot = mine.rpartition("."), theirs.rpartition(".")
    for made in (f"{dot[0]}.{cut[2]}", f"{cut[0]}.{dot[2]}", mine[:-1], mine + "A", mine.upper()):
        if made != mine:
            assert (await posted(url, made)).json()["why"] == "forged"
    assert (await posted(url, mine)).status_code == 200, "and no try of them used it up"


async def test_a_link_signed_with_another_key_opens_nothing(house, url):
    made = tokens.make_link("another key", "", ROOM, "王岚", now=START).partition("#")[2]
    assert (await posted(url, made)).json()["why"] == "forged"


async def test_whoever_says_they_are_somebody_else_in_the_first_frame_is_who_the_link_says(house, url):
    async with seated(house, url, "林晓", author="王岚", sender="王岚", role="owner") as tab:
        await tab.say("我是谁", author="王岚", name="n9")
    assert {event.sender.id for event in house.events if event.text == "我是谁"} == {"林晓"}


@pytest.mark.parametrize(
    "origin",
    [
        "{url}.evil.example",
        "http://evil.example/{host}",
        "http://{host}@evil.example",
        "{url}/",
        "file://",
        "data:",
    ],
)
async def test_an_origin_that_only_looks_like_ours_gets_no_socket(house, url, origin):
    made = origin.format(url=url, host=urlsplit(url).netloc)
    if made == url:
        return
    by = await sign_in(url, token(house, "林晓"))
    with pytest.raises(InvalidStatus):
        async with opened(url, by.hello, by.cookie, made) as tab:
            await tab.next("welcome")
    assert (await posted(url, token(house, "林晓"), headers={"Origin": made})).status_code == 403


async def test_the_page_sets_no_cookie_and_sends_no_address_on(house, url):
    async with httpx.AsyncClient(verify=NO_TLS) as client:
        page = await client.get(f"{url}/?x=1", headers={"Cookie": "qunxue-x=y"})
        assert "set-cookie" not in page.headers and page.headers["referrer-policy"] == "no-referrer"


async def test_a_cookie_without_its_nonce_and_a_nonce_without_its_cookie_open_nothing(house, url):
    mine, theirs = await sign_in(url, token(house, "林晓")), await sign_in(url, token(house, "王岚"))
    both = f"{mine.cookie}; {theirs.cookie}"
    hellos = [
        (mine.hello, ""),
        (mine.hello, theirs.cookie),
        (mine.hello, mine.cookie.replace("=", "=x")),
        ({**mine.hello, "nonce": theirs.nonce}, both),
        ({**theirs.hello, "session": mine.session}, both),
        ({**mine.hello, "nonce": mine.nonce[:-1]}, both),
    ]
    for hello, cookie in hellos:
        async with opened(url, hello, cookie) as tab:
            assert (await tab.next("bye"))["why"] == "ended"
    async with httpx.AsyncClient(verify=NO_TLS) as client:
        where = f"{url}/web/files?{urlencode({'room': ROOM, 'name': 'a'})}"
        for headers in ({"Cookie": mine.cookie}, {"Authorization": mine.headers["Authorization"]}):
            answer = await client.post(where, content=b"x", headers={**headers, "Origin": url})
            assert answer.status_code == 403
        whole = await client.post(where, content=b"x", headers={**mine.headers, "Origin": url})
        assert whole.status_code == 200


async def test_another_sites_page_signs_nobody_in_or_out(house, url):
    """As a form would post it, as a script from elsewhere, and with nothing that says where it comes from."""
    link = token(house, "林晓")
    by = await sign_in(url, token(house, "周航"))
    async with httpx.AsyncClient(verify=NO_TLS) as client:
        for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {}):
            assert (await client.post(f"{url}/web/session", json=asked(link), headers=headers)).status_code == 403
            ended = await client.post(f"{url}/web/session/end", headers={**by.headers, **headers})
            assert ended.status_code == 403
        for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
            sent = await client.post(
                f"{url}/web/session", content=json.dumps(asked(link)), headers={"Origin": url, "Content-Type": kind}
            )
            assert sent.status_code == 400
        for method in ("GET", "HEAD"):
            assert (await client.request(method, f"{url}/web/session?token={link}", headers={"Origin": url})).status_code in (
                404,
                405,
            )
    await sign_in(url, link)
    async with opened(url, by.hello, by.cookie) as tab:
        await tab.next("welcome")


async def test_a_stolen_link_used_once_is_useless_and_a_session_planted_before_is_not_taken_over(house, url):
    link, nonce = token(house, "林晓"), "a" * 32
    mine = answered(await posted(url, link, nonce), nonce)
    assert (await posted(url, link)).json()["why"] == "used"
    thief = answered(await posted(url, token(house, "林晓"), "b" * 32), "b" * 32)
    planted = answered(await posted(url, token(house, "林晓"), headers={"Cookie": thief.cookie}), "")
    assert planted.cookie != thief.cookie, "what was planted is no way in after the sign-in"
    async with opened(url, thief.hello, thief.cookie) as tab:
        assert (await tab.next("bye"))["why"] == "ended"
    async with opened(url, mine.hello, mine.cookie) as tab:
        await tab.next("welcome")


async def test_forged_links_are_tried_a_few_times_from_one_address_and_then_not_at_all(house, url):
    answers = [(await posted(url, f"{number}.x.y")).status_code for number in range(12)]
    assert answers == [400] * 11 + [429]
    said = (await posted(url, token(house, "林晓"))).json()
    assert said["why"] == "tries" and 0 < said["again"] <= 31


async def test_neither_log_nor_database_holds_a_secret_of_a_session(house, url, tmp_path, caplog):
    with structlog.testing.capture_logs() as logs, caplog.at_level("INFO"):
        by = await sign_in(url, link := token(house, "林晓"))
        async with seated(house, url, "林晓", by=by) as tab:
            await tab.say("早")
    secret = by.cookie.partition("=")[2]
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("web.db*"))
    for word in (secret, by.nonce, link):
        assert word not in repr(logs) + caplog.text and word.encode() not in kept
    assert by.session.encode() in kept


# ── frames ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("bomb", ["[" * 60_000, '{"t":' * 12_000, '{"t":"say","files":' + "[" * 50_000])
async def test_json_without_a_bottom_ends_its_own_socket_quietly(house, url, bomb):
    with structlog.testing.capture_logs() as logs:
        async with seated(house, url, "周航") as other:
            async with seated(house, url, "林晓") as tab:
                await tab.socket.send(bomb)
                with pytest.raises(ConnectionClosed):
                    await tab.next("ack")
            await other.alive()
    assert [log for log in logs if log["log_level"] == "error"] == []


async def test_a_frame_beyond_the_largest_is_refused_and_the_next_one_is_read(house, url):
    async with seated(house, url, "林晓") as tab:
        await tab.socket.send(json.dumps({"t": "say", "text": "长" * LARGEST_FRAME}))
        assert (await tab.next("refused"))["id"] is None
        await tab.say("还在")


async def test_bytes_where_words_belong_end_the_socket(house, url):
    async with seated(house, url, "林晓") as tab:
        await tab.socket.send(b"\x00\xff" * 100)
        with pytest.raises(ConnectionClosed):
            await tab.next("ack")


# ── HTTP ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

SMUGGLED = {
    "two lengths": b"POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 40\r\n\r\nabc",
    "length and chunks": b"POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "a folded header": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n",
    "no host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "a negative length": b"POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    "a space before the colon": b"GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n",
}


@pytest.mark.parametrize("request_", SMUGGLED.values(), ids=SMUGGLED)
async def test_a_request_that_can_be_read_two_ways_is_refused_and_the_line_closed(request_):
    async with serving() as port, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request_ + WHOLE)
        came = await reader.read()
        assert came.startswith(b"HTTP/1.1 400") and came.count(b"HTTP/1.1") == 1
        writer.close()


async def test_a_head_that_comes_a_letter_at_a_time_is_hung_up_on(monkeypatch):
    monkeypatch.setattr(http_limits, "HEAD_WITHIN", 0.3)
    async with serving() as port, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /healthz HTTP/1.1\r\n")
        with pytest.raises(ConnectionError):
            while True:  # each letter is new life for a timer that starts again; ours does not
                writer.write(b"X")
                await writer.drain()
                await asyncio.sleep(0.02)
        assert b"200" not in reader._buffer  # type: ignore[attr-defined]


async def test_a_head_without_end_is_refused(monkeypatch):
    async with serving() as port, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"X-A: " + b"a" * 200_000 + b"\r\n\r\n")
        assert b"HTTP/1.1 200" not in await _hung_up(reader)
        writer.close()


@pytest.mark.parametrize(
    "path",
    ["/web/../config.toml", "/web/%2e%2e/%2e%2e/page.py", "/web/..%2f..%2fconfig.py", "/web//etc/passwd", "/web/static/%00"],
)
async def test_no_path_leads_out_of_the_pages_own_files(house, url, path):
    parts = urlsplit(url)
    async with asyncio.timeout(10):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
        assert (await reader.read()).split(b" ", 2)[1] in (b"404", b"400", b"307")
        writer.close()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 40 + "/../x", "A" * 40, "a" * 40 + ".p/g", "a" * 39, ""])
def test_no_name_leads_out_of_the_store(name):
    with pytest.raises(ValueError):
        checked(name)


async def test_a_file_that_calls_itself_a_picture_backwards_shows_its_real_ending(house, url):
    async with seated(house, url, "林晓") as tab, httpx.AsyncClient(verify=NO_TLS) as client:
        headers = {**tab.by.headers, "Origin": url}
        params = {"room": ROOM, "name": "工资\u202egnp.exe\r\nX-Evil: 1"}
        made = await client.post(f"{url}/web/files", params=params, content=b"MZ", headers=headers)
        await tab.say("看", files=[made.json()["token"]])
        got = await client.get(f"{url}/web/files/{made.json()['file']}", params={"room": ROOM}, headers=headers)
        assert got.headers["content-disposition"].startswith("attachment") and "x-evil" not in got.headers
        assert (
            "%E2%80%AE" not in got.headers["content-disposition"] and got.headers["content-type"] == "application/octet-stream"
        )


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_words_become_markup_anywhere_on_the_page():
    """Every module builds elements; none writes HTML out of words, runs words, or follows an address that is not http."""
    for script in STATIC.glob("*.js"):
        source = script.read_text("utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|\beval\(|new Function|srcdoc",
            source,
        )
    parts = (STATIC / "parts.js").read_text("utf-8")
    assert parts.count("href=") == 1 and r"/^https?:\/\//i.test(address)" in parts
    assert "'unsafe" not in POLICY and "default-src 'none'" in POLICY and "frame-ancestors 'none'" in POLICY


# ── callbacks ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_message_asked_back_as_wechats_check_is_not_read_out():
    from starlette.applications import Starlette

    from bot.channels.tencent.envelope import Envelope, signed

    key = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
    account = Wechat(
        app_id="wx1", secret="s", token="t", encoding_aes_key=key, api_base_url="http://127.0.0.1:9/", clock=HandClock(START)
    )
    stamp = str(int(START.timestamp()))
    sealed, signature = Envelope("t", key, "wx1").seal("<xml><Content>密语</Content></xml>", stamp, "n")
    query = {
        "timestamp": stamp,
        "nonce": "n",
        "echostr": sealed,
        "msg_signature": signature,
        "signature": signed("t", stamp, "n"),
    }
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(Starlette(routes=list(account.routes()))), base_url="http://x"
    ) as client:
        answer = await client.get("/wechat/callback", params=query)
        assert answer.status_code == 403 and answer.content == b""


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _with(content: bytes, part: str, change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in packed.namelist():
            made.writestr(name, change(packed.read(name)) if name == part else packed.read(name))
    return out.getvalue()


def _external(xml: bytes) -> bytes:
    return xml.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet', 1).replace(
        b"<t>", b"<t>&e;"
    )


BOOK = book(["问题", "答案"])
HURTFUL = {
    "an entity of the machine's": lambda: _with(BOOK, "xl/worksheets/sheet1.xml", _external),
    "a sheet of 150 megabytes": lambda: _with(BOOK, "xl/worksheets/sheet1.xml", lambda xml: b"<a>" + b" " * 150_000_000),
    "a part that leads out": lambda: BOOK.replace(b"xl/worksheets/sheet1.xml", b"../../../../../x.xml", 1),
}


@pytest.mark.parametrize("make", HURTFUL.values(), ids=HURTFUL)
def test_a_workbook_made_to_hurt_is_refused_or_read_without_what_it_points_at(make):
    content = make()
    for kind in file_kinds().values():
        try:
            parsed = kind.read(Document(content, "a.xlsx"), CAMP)
            assert "root:" not in repr(parsed.items) + repr(parsed.faults)
        except Refusal as refusal:
            assert refusal.line.to("zh")


def test_only_the_home_of_workbooks_writes_cells():
    """There words stay words (tests/test_documents.py): no export can become a formula by another way."""
    writers = [
        path for room in ("bot", "handlers") for path in (ROOT / room).rglob("*.py") if "openpyxl" in path.read_text("utf-8")
    ]
    assert [path.name for path in writers] == ["workbook.py"]
    csv = [
        path.name
        for room in ("bot", "handlers")
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"csv\.writer", path.read_text("utf-8"))
    ]
    assert csv == ["delimited.py"]


def test_what_is_said_to_the_log_is_no_secret():
    """The key, a link, a session or a receipt in a field of a log line would be a way in."""
    for room in ("bot", "handlers", "storage"):
        for path in (ROOT / room).rglob("*.py"):
            for call in re.findall(r"log\.\w+\([^()]*(?:\([^()]*\)[^()]*)*\)", path.read_text("utf-8")):
                assert not re.search(r"(?<![\w.])(?:token|secret|link|session|text|words|content)=", call), (path.name, call)


assert KEY
