"""Signing in: a code that changes every half minute, in the event's window, once a person; who is missing, and attendance that adds up."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.messages import Kind
from bot.public_page import PublicRequest
from handlers.events import codes
from handlers.events.screen_page import attend
from storage.events import attendance
from storage.events.attendance import attendance as rows
from tests.stories.test_connect import two_accounts
from tests.stories.test_events import at_once, met
from tests.town import Somebody, Town

TALK = "活动 周五分享会 周五 16:00 讲者=何琳"


def code(wang: Somebody, number: int = 1) -> str:
    """The code as the host reads it now."""
    found = re.search(r"签到 (\d{6})", wang.tells(f"活动 V{number} 签到"))
    assert found
    return found[1]


def asked(town: Town, route_of: str, bearer: str = "", path: str = "", query: str = "") -> tuple[int, str, dict[str, str]]:
    """What a page answers, over the real routes."""
    route = next(one for one in town.app.routes() if isinstance(one, Route) and one.path == route_of)
    path = path or route_of
    sent: list[dict[str, Any]] = []
    headers = [(b"authorization", f"Bearer {bearer}".encode())] if bearer else []
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": f"lang=zh&{query}".encode(),
        "headers": headers,
        "client": ("10.0.0.1", 1),
        "http_version": "1.1",
        "scheme": "http",
        "server": ("x", 80),
    }

    came = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        return came.pop() if came else await asyncio.Future()  # nobody goes away before the answer is there

    async def send(message: Any) -> None:
        sent.append(message)

    town.run(Starlette(routes=[route])(scope, receive, send))
    body = b"".join(one.get("body", b"") for one in sent).decode(errors="replace")
    return sent[0]["status"], body, {key.decode(): value.decode() for key, value in sent[0]["headers"]}


def test_a_code_is_said_while_it_is_shown_and_counts_once(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    lin, zhou, su, wu = met(town, "林晓", "周航", "苏敏", "吴桐")
    wang.confirms(TALK)
    for one in (lin, zhou, su):
        one.tells("报名 V1")
    assert "开始前15分钟到结束可以签" in lin.tells("签到 123456")
    assert "还没到签到时间" in wang.tells("活动 V1 签到")
    town.go_to("5/8", "15:50")
    first = code(wang)
    assert "由主持人或社群经理来做" in lin.tells("活动 V1 签到")
    assert "✅ 签到了：V1《周五分享会》" in lin.tells(f"签到 {first[:3]} {first[3:]}")
    assert "只算一次" in lin.tells(f"签到 {first}")
    town.pass_(seconds=codes.STEP)
    assert "✅ 签到了" in zhou.tells(f"签到 {first}")
    town.pass_(seconds=codes.STEP)
    assert "不对或过期了" in su.tells(f"签到 {first}")
    town.go_to("5/8", "16:11")
    assert "记为迟到" in su.tells(f"签到 {code(wang)}")
    # Nobody has to have signed up, and nobody who had not makes the rate better.
    assert "✅ 签到了" in wu.tells(f"签到 V1 {code(wang)}")
    assert "应到的都到了" in wang.tells("活动 V1 缺席")
    town.restart()
    town.go_to("5/8", "17:01")
    assert "V1《周五分享会》 到场3/3=100.0%（迟到1、已补0），没报名也来了1人" in str(wang.heard_privately.posts[-1])
    assert "没有在签到的活动" in lin.tells("签到 123456")
    assert len(town.look(rows.select())) == 4


def test_the_host_signs_in_who_has_no_phone(town: Town) -> None:
    wang = town.somebody("王岚")
    lin, zhou, _ = met(town, "林晓", "周航", "苏敏")
    wang.confirms("活动 谈判直播 周五 16:00 必到=是")
    town.go_to("5/8", "16:05")
    assert "代签要写原因" in wang.tells("签到 林晓")
    assert "由主持人或社群经理来做" in zhou.tells("签到 林晓 手机没电")
    assert "✅ 林晓 签到了：V1《谈判直播》（手机没电）" in wang.tells("签到 林晓 手机没电")
    assert "王岚 替你签到了" in lin.heard_privately
    assert "已经签过到了" in wang.tells("签到 V1 林晓 再来")
    assert "营里没有叫" in wang.tells("签到 没人 手机没电")
    listed = wang.tells("活动 V1 缺席")
    assert "已到1人，应到3人" in listed and "1. 周航\n2. 苏敏" in listed
    town.go_to("5/8", "17:01")
    assert "到场1/3=33.3%" in wang.heard_privately and "缺席2人" in wang.tells("活动 V1 缺席")
    assert "✅ 周航 签到了" in wang.tells("签到 V1 周航 签到纸上有")
    assert "到场2/3=66.7%" in wang.tells("活动 V1 缺席")
    town.go_to("5/9", "17:01")
    assert "不能再补记" in wang.tells("签到 V1 苏敏 忘了")
    assert "给主持人和社群经理看" in lin.tells("活动 V1 缺席")


def test_a_screen_shows_the_code_and_ends_with_its_event(town: Town) -> None:
    wang = town.somebody("王岚")
    (lin,) = met(town, "林晓")
    wang.confirms(TALK)
    lin.tells("报名 V1")
    said = wang.tells("活动 V1 大屏")
    assert "由主持人或社群经理来做" in lin.tells("活动 V1 大屏")
    token = re.search(r"/screen#(\S+)", said)
    assert token
    status, page, headers = asked(town, "/screen")
    assert status == 200 and "screen.js" in page and token[1] not in page
    assert "script-src 'self'" in headers["content-security-policy"]
    assert asked(town, "/screen/code")[0] == 403 and asked(town, "/screen/code", "x" * 32)[0] == 403
    assert "开始前15分钟开放签到" in asked(town, "/screen/code", token[1])[1]
    town.go_to("5/8", "15:59")
    shown = json.loads(asked(town, "/screen/code", token[1])[1])
    assert "qr" not in shown and shown["count"] == "已到 0 人，应到 1 人"
    assert "✅ 签到了" in lin.tells(shown["sentence"])
    assert json.loads(asked(town, "/screen/code", token[1])[1])["count"] == "已到 1 人，应到 1 人"
    assert "收回了（1个）" in wang.tells("活动 V1 大屏 收回") and asked(town, "/screen/code", token[1])[0] == 403
    other = re.search(r"/screen#(\S+)", wang.tells("活动 V1 大屏"))
    assert other and asked(town, "/screen/code", other[1])[0] == 200
    town.go_to("5/8", "17:00")
    assert asked(town, "/screen/code", other[1])[0] in (403, 410)
    for path in ("/screen.css", "/screen.js", "/attend"):
        assert asked(town, path)[0] == 200


def test_a_link_brings_the_code_and_one_press_says_it(town: Town) -> None:
    """What the projector's QR code opens: a press for each platform a link can bring words to, and why not for the others."""
    wang = town.somebody("王岚")
    (lin,) = met(town, "林晓")
    wang.confirms(TALK)
    lin.tells("报名 V1")
    town.go_to("5/8", "15:59")
    digits = code(wang)
    links = {
        "telegram": lambda says: f"https://t.me/xiaozhu?start={says}",
        "web": lambda says: f"https://x.example.com/?say={says}",
    }
    asked_for = PublicRequest({}, {"code": digits}, "zh", "https://x.example.com", town.clock.now(), links=links)
    page = attend(None, asked_for).body  # type: ignore[arg-type]
    assert f'href="https://t.me/xiaozhu?start=签到 {digits}"' in page and ">在TG签到<" in page
    assert f'href="https://x.example.com/?say=/签到 {digits}"' in page and ">在网页签到<" in page
    assert f">签到 {digits}</p>" in page and "企微、公众号的链接带不了话" in page and "<script" not in page
    for wrong in ("", "12345", "1234567", "<b>123", "１２３４５６"):
        assert "链接里没有签到码" in attend(None, replace(asked_for, query={"code": wrong})).body  # type: ignore[arg-type]
    # What an address says changes nothing by itself: it is a button, and pressing it signs in.
    brought = lin.tells(f"/start 签到 {digits}")
    assert "按一下就发出" in brought and "✅ 签到了" not in brought and town.look(rows.select()) == []
    assert "✅ 签到了：V1" in lin.presses(f"签到 {digits}", brought.posts[-1]) and len(town.look(rows.select())) == 1
    assert "你好，我是小助" in lin.tells("/start camp7")


@pytest.mark.long
def test_everybody_at_once_and_one_person_twice(either_town: Town) -> None:
    """Two accounts of one person, and a whole room in the same moment: each once, none lost."""
    town = either_town
    lin, lin_wecom = two_accounts(town)
    people = met(town, *[f"学员{n:02}" for n in range(30)])
    wang = town.somebody("王岚")
    wang.confirms("活动 谈判直播 周五 16:00 必到=是")
    town.go_to("5/8", "16:01")
    now = code(wang)
    for one in (lin, lin_wecom):
        assert "✅ 签到了" in one.tells(f"签到 {now}")
    at_once(town, [*people, *people], f"签到 {now}")
    assert len(town.look(rows.select())) == 32
    lin.becomes_one_with(lin_wecom)
    assert len(town.look(rows.select())) == 31
    town.go_to("5/8", "17:01")
    assert town.look(attendance.COUNT, number=1)[0].came == 31
    assert "到场31/31=100.0%" in wang.heard_privately


def test_what_came_late_was_said_in_time(town: Town) -> None:
    """An outage between the saying and the hearing makes nobody late: the platform says when it was said."""
    wang = town.somebody("王岚")
    (lin,) = met(town, "林晓")
    wang.confirms("活动 谈判直播 周五 16:00 必到=是")
    town.go_to("5/8", "16:05")
    event = lin.event(Kind.SAID, f"签到 {code(wang)}", lin.private)
    town.go_to("5/8", "16:40")
    town.run(asyncio.sleep(0))
    town.hear(event)
    assert "✅ 签到了：V1《谈判直播》（16:05）" in lin.heard_privately


def test_codes_are_six_digits_of_half_a_minute() -> None:
    from datetime import UTC, datetime, timedelta

    at = datetime(2026, 5, 8, 8, 0, 10, tzinfo=UTC)
    shown = codes.code("s", codes.step_of(at))
    assert re.fullmatch(r"\d{6}", shown) and codes.seconds_left(at) == 20
    for seconds, is_right in ((0, True), (19, True), (20, True), (49, True), (50, False), (-11, False)):
        assert codes.fits("s", shown, at + timedelta(seconds=seconds)) is is_right, seconds
    assert not codes.fits("t", shown, at) and codes.spoken(shown) == f"{shown[:3]} {shown[3:]}"
