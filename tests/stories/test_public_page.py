"""The page anybody may read: it says what 验证 says, the name masked until its holder agrees, and it lets nobody try numbers."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot import open_badge
from bot.public_site import AT_ONCE, preferred
from handlers.certificates.settings import page_of
from tests.stories.test_certificates import badge_of, issued
from tests.stories.test_exam import reachable
from tests.town import Town

URL = "https://bot.example.com"


class Browser:
    """Somebody with a browser, at an address of their own."""

    def __init__(self, town: Town) -> None:
        self.town, self.site = town, Starlette(routes=town.app.routes())

    def get(self, path: str, *, host: str = "203.0.113.1", **headers: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            door = httpx.ASGITransport(self.site, client=(host, 1))
            async with httpx.AsyncClient(transport=door, base_url=URL) as client:
                return await client.get(path, headers=headers)

        return self.town.run(ask())


@pytest.fixture
def public(town: Town) -> Town:
    """The town, reachable under a public address."""
    town.app.identity.public_url = URL
    return town


def words(page: httpx.Response) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page.text.partition("<main>")[2]).split())


def test_it_says_what_verify_says(public: Town) -> None:
    town, wang, lin = public, public.somebody("王岚"), reachable(public, "林晓")
    mine, browser = issued(town), Browser(public)
    assert f"{URL}/verify/{mine}" in lin.tells(f"验证 {mine}") and f"{URL}/verify/{mine}" in str(lin.heard_privately)
    page = browser.get(f"/verify/{mine}")
    said = words(page)
    assert page.status_code == 200 and "有效" in said and "林＊＊" in said and "林晓" not in page.text
    assert "优秀学员" in said and "营销实战营2605" in said and "2026-05-06" in said and mine in said
    lin.tells("证书 公开")
    assert "林晓" in words(browser.get(f"/verify/{mine}"))
    lin.tells("证书 不公开")
    assert "林晓" not in browser.get(f"/verify/{mine}").text
    english = words(browser.get(f"/verify/{mine}", **{"accept-language": "en-GB,en;q=0.9"}))
    assert "Valid" in english and "Issued" in english and "有效" not in english
    assert "有效" in words(browser.get(f"/verify/{mine}?lang=zh", **{"accept-language": "en"}))
    assert "有效" in words(browser.get(f"/verify?number=%20{mine.lower()}%20"))
    assert browser.get("/verify").status_code == 200
    wang.tells(f"作废 {mine} <b>成绩&有误</b>")
    page = browser.get(f"/verify/{mine}")
    assert "已作废" in words(page) and "2026-05-06" in words(page) and "&lt;b&gt;成绩&amp;有误&lt;/b&gt;" in page.text


@pytest.mark.parametrize(
    "number",
    [
        "YX2605-0007-K3F9Q2TMH8",
        "YX2605-0007-K3F9Q2TMH9",
        "1",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "' OR 1=1 --",
        "%00",
        "%F0%9F%92%A3",
        "9" * 2000,
        "..%2f..%2fetc",
    ],
)
def test_what_is_no_certificate_is_said_to_be_none(public: Town, number: str) -> None:
    page = Browser(public).get(f"/verify/{number}")
    assert page.status_code == 404
    assert "<script" not in page.text and "Traceback" not in page.text


def test_nobody_tries_numbers_and_nothing_else_is_loaded(public: Town) -> None:
    browser = Browser(public)
    first = [browser.get("/verify/1") for _ in range(AT_ONCE + 1)]
    assert [page.status_code for page in first] == [404] * AT_ONCE + [429] and int(first[-1].headers["retry-after"]) >= 1
    assert browser.get("/verify/1", host="203.0.113.2").status_code == 404, "another address is not held up"
    page = browser.get("/verify", host="203.0.113.3")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy and "frame-ancestors 'none'" in policy
    assert page.headers["x-robots-tag"].startswith("noindex") and page.headers["cache-control"] == "no-store"
    assert not re.findall(r"(?:src|href|action)=\"(?:https?:)?//", page.text), "no other host"
    style = browser.get("/verify.css", host="203.0.113.3")
    assert style.headers["content-type"].startswith("text/css") and "http" not in style.text and "@import" not in style.text


def test_our_keys_are_where_did_web_looks_for_them(public: Town) -> None:
    browser = Browser(public)
    assert browser.get("/.well-known/did.json").json()["verificationMethod"] == []
    lin = reachable(public, "林晓")
    issued(public)
    document: dict[str, Any] = browser.get("/.well-known/did.json").json()
    verdict = open_badge.judged(badge_of(lin))
    assert document["id"] == verdict.issuer == "did:web:bot.example.com"
    (method,) = document["verificationMethod"]
    assert open_badge.thumbprint(method["publicKeyJwk"]) == verdict.thumbprint and "sealed" not in json.dumps(document)
    public.app.identity.public_url = "https://example.com/bot"
    assert Browser(public).get("/.well-known/did.json").status_code == 404


@pytest.mark.parametrize(
    ("url", "has_page"),
    [
        (URL, True),
        ("https://example.com/bot/", True),
        ("http://10.0.0.5:8080", True),
        ("http://127.0.0.1:8080", False),
        ("http://localhost:8080", False),
        ("http://[::1]:8080", False),
        ("http://0.0.0.0:8080", False),
        ("", False),
    ],
)
def test_a_code_is_printed_where_others_reach_the_page(url: str, has_page: bool) -> None:
    assert bool(page_of(url, "X")) is has_page


@pytest.mark.parametrize(
    ("said", "accepted", "language"),
    [
        ("en", "zh-CN", "en"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", "de,en;q=0.7", "en"),
        ("fr", "", "zh"),
        ("", "*", "zh"),
    ],
)
def test_the_language_is_the_readers(said: str, accepted: str, language: str) -> None:
    assert preferred(said, accepted, "zh") == language
