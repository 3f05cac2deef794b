"""Coming to the desk over a real server: a link used once, twelve hours, both halves of a session, and nothing of it for anybody else."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.channels.web.tokens import make_desk_link, make_link
from storage.channels.web import sessions
from tests.lived import KEY, ROOM, Lived, lived
from tests.standins.sign_in import NO_TLS, SignedIn, answered, posted, sign_in
from tests.test_web_channel import Tab, opened

__all__ = ["lived"]


async def opens_camp(lived: Lived) -> None:
    await lived.hears("王岚", f"/开营 {ROOM}")
    for name in ("林晓", "何琳"):
        await lived.hears(name, "/打卡")
    await lived.hears("王岚", "角色 何琳 专家", direct=True)


def link_of(lived: Lived, name: str, camp: int = 1) -> str:
    return make_desk_link(KEY, lived.url, name, camp, now=lived.clock.now()).partition("#")[2]


async def comes(lived: Lived, name: str) -> SignedIn:
    return await come_with(lived, link_of(lived, name))


async def come_with(lived: Lived, token: str) -> SignedIn:
    nonce = "d" * 30 + token[-2:]
    answer = await posted(lived.url, token, nonce)
    assert answer.status_code == 200, answer.text
    return answered(answer, nonce)


async def looked(tab: Tab, page: str, **asked: Any) -> Any:
    await tab.send(t="look", id="a1", page=page, **asked)
    return await tab.next("looked", "bye")


async def test_a_link_opens_the_desk_once_and_shows_what_is_theirs(lived: Lived) -> None:
    await opens_camp(lived)
    token = link_of(lived, "王岚")
    by = await come_with(lived, token)
    said = (await posted(lived.url, token)).json()
    assert said["why"] == "used" and "工作台" in said["says"]
    async with opened(lived.url, by.hello, by.cookie) as tab:
        welcome = await tab.next("welcome")
        assert welcome["desk"]["camp"] == ROOM and [room["room"] for room in welcome["rooms"]] == ["@王岚"], "no group"
        assert (await looked(tab, "people"))["blocks"]
        await tab.send(t="say", id="s1", room="@王岚", text="标签 林晓 +骨干", files=[])
        said = ""
        while "林晓 的标签：骨干" not in said:  # what was said and what was answered may come together
            said += str(await tab.next("posts", "bye"))


async def test_the_desk_lasts_twelve_hours_used_or_not_and_its_link_as_long(lived: Lived) -> None:
    await opens_camp(lived)
    unused, by = link_of(lived, "王岚"), await comes(lived, "王岚")
    await lived.at(5, 6, 19, 59)
    async with opened(lived.url, by.hello, by.cookie) as tab:
        assert (await tab.next("welcome", "bye"))["t"] == "welcome"
        await lived.at(5, 6, 20, 1)
        assert (await tab.next("bye"))["why"] == "ended"
    async with opened(lived.url, by.hello, by.cookie) as tab:
        assert (await tab.next("welcome", "bye"))["why"] == "ended"
    assert (await posted(lived.url, unused)).json()["why"] == "expired"


async def test_one_half_of_a_session_opens_no_desk(lived: Lived) -> None:
    await opens_camp(lived)
    by = await comes(lived, "王岚")
    for hello, cookie in ((by.hello, ""), (by.hello | {"nonce": "x" * 32}, by.cookie)):
        async with opened(lived.url, hello, cookie) as tab:
            assert (await tab.next("welcome", "bye"))["why"] == "ended"


@pytest.mark.parametrize("name", ["林晓", "陌生人"])
async def test_a_learner_and_a_stranger_do_not_come_in(lived: Lived, name: str) -> None:
    await opens_camp(lived)
    said = (await posted(lived.url, link_of(lived, name))).json()
    assert said["why"] == "role" and "社群经理和专家" in said["says"]


async def test_a_camp_of_others_and_one_there_is_not_are_answered_alike(lived: Lived) -> None:
    await opens_camp(lived)
    await lived.hears("王岚", "/开营 乙营", direct=True)
    theirs = (await posted(lived.url, link_of(lived, "何琳", 2))).json()
    assert theirs == (await posted(lived.url, link_of(lived, "何琳", 99))).json() and theirs["why"] == "role"


async def test_whoever_lost_the_role_sees_no_page_more_and_is_turned_away(lived: Lived) -> None:
    await opens_camp(lived)
    by = await comes(lived, "何琳")
    async with opened(lived.url, by.hello, by.cookie) as tab:
        await tab.next("welcome")
        assert (await looked(tab, "today"))["blocks"] and "says" in await looked(tab, "people")
        await lived.hears("王岚", "角色 何琳 学员", direct=True)
        assert "不在其中" in (await looked(tab, "today"))["says"]
        await tab.send(t="draft", id="a2", said=["问卷 柯氏一级"])
        assert "不在其中" in (await tab.next("drafted", "bye"))["says"]
    async with opened(lived.url, by.hello, by.cookie) as tab:
        assert (await tab.next("welcome", "bye"))["why"] == "role"


async def test_what_is_typed_is_seen_over_the_socket_and_kept_nowhere(lived: Lived) -> None:
    await opens_camp(lived)
    by = await comes(lived, "王岚")
    async with opened(lived.url, by.hello, by.cookie) as tab:
        await tab.next("welcome")
        await tab.send(t="draft", id="a1", said=["投票 周五去哪？ 爬山/唱歌"])
        drafted = await tab.next("drafted", "bye")
        assert drafted["id"] == "a1" and "爬山" in str(drafted["messages"])
        await tab.send(t="draft", id="a2", said=["投票 周五去哪？"])
        assert "两个选项" in (await tab.next("drafted", "bye"))["says"]
    async with opened(lived.url, by.hello, by.cookie) as tab:
        await tab.next("welcome")
        await tab.send(t="draft", id="a3", said=["打卡"])
        with pytest.raises(Exception):  # noqa: B017 - the socket closes: nothing is composed of that
            await tab.next("drafted")


async def test_an_ended_session_sees_nothing(lived: Lived) -> None:
    await opens_camp(lived)
    by = await comes(lived, "王岚")
    async with opened(lived.url, by.hello, by.cookie) as tab:
        await tab.next("welcome")
        await lived.app.keep(lambda db: sessions.end(db, by.session, "王岚"))
        assert (await tab.next("bye"))["why"] == "ended"


async def test_from_the_chat_one_press_opens_it_for_whom_it_is(lived: Lived) -> None:
    await opens_camp(lived)
    for name, may in (("王岚", True), ("林晓", False)):
        chat = await sign_in(lived.url, make_link(KEY, lived.url, ROOM, name, now=lived.clock.now()).partition("#")[2])
        asked: dict[str, Any] = {"desk": 1, "session": chat.session, "proof": chat.nonce}
        answer = await posted(lived.url, "", headers={"Cookie": chat.cookie}, **asked)
        assert (answer.status_code == 200) is may, answer.text
        assert (await posted(lived.url, "", **asked)).status_code == 400, "not without the browser's half"
        async with opened(lived.url, chat.hello, chat.cookie) as tab:
            welcome = await tab.next("welcome")
            assert welcome["desk"] is None
        for asked in ({"t": "look", "page": "today"}, {"t": "draft", "said": ["问卷 柯氏一级"]}):
            async with opened(lived.url, chat.hello, chat.cookie) as tab:
                await tab.next("welcome")
                await tab.send(id="a1", **asked)
                with pytest.raises(Exception):  # noqa: B017 - the socket closes: a page of the chat asks no such thing
                    await tab.next("looked", "drafted")


async def test_a_table_is_downloaded_by_both_halves_and_our_own_page_alone(lived: Lived) -> None:
    await opens_camp(lived)
    by = await comes(lived, "王岚")
    asked = {"page": "people", "table": "people"}

    async def given(body: Any = asked, **headers: str) -> httpx.Response:
        async with httpx.AsyncClient(verify=NO_TLS) as client:
            return await client.post(
                f"{lived.url}/web/desk/table", json=body, headers={"Origin": lived.url, **by.headers, **headers}
            )

    answer = await given()
    assert answer.status_code == 200 and answer.content[:2] == b"PK" and answer.headers["cache-control"] == "no-store"
    assert (await given(Origin="http://evil.example")).status_code == 403
    assert (await given(Cookie="")).status_code == 403 and (await given(Authorization="Bearer x.y")).status_code == 403
    assert (await given({"page": "people", "table": "x"})).status_code == 404
    assert (await given({"page": "people", "filters": 1})).status_code == 404
