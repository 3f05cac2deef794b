"""Who runs a camp and who learns in it come into the web chat without the server's shell: 网页 for oneself, 邀请 for others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from starlette.applications import Starlette

from bot.channels.web import WebChannel
from bot.config import Bot
from bot.messages import Account, Address, InboundEvent, Kind
from bot.parts import File, Picture, decode, plain
from storage import memberships, people, rooms
from storage.channels import web
from storage.channels.web import sessions
from tests.postgres import database_url
from tests.standins.sign_in import SignedIn, answered, asked
from tests.town import CAMP, Town, make_template

PAGE = "https://chat.example"
ROOM = CAMP
"""What the web group is called that 邀请 makes."""
NONCE = "n" * 30


def a_town(url: str, folder: Path) -> Town:
    page = WebChannel("a key for tests alone", bot="小助", public_url=PAGE)
    return Town(url, folder, page=page, bot=Bot(owners=("telegram:王岚", "web:老板")))


@pytest.fixture
def town(sqlite_url: str, tmp_path: Path) -> Iterator[Town]:
    made = a_town(sqlite_url, tmp_path)
    made.opened()
    yield made
    made.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    if request.param == "sqlite":
        yield request.getfixturevalue("town")
        return
    with database_url(prepare=make_template) as url:
        made = a_town(url, tmp_path)
        made.opened()
        yield made
        made.close()


# ── the page, without a browser ──────────────────────────────────────────────────────────────────────────────────────


def token_in(said: str) -> str:
    """The newest link in what the bot said."""
    return str(re.findall(rf"{PAGE}/#(\S+)", said)[-1])


def post(
    town: Town, token: str, nonce: str = NONCE, *, by: SignedIn | None = None, agent: str = "", **more: Any
) -> httpx.Response:
    """What the page posts, answered by the town's own web chat."""
    assert town.page is not None
    site = Starlette(routes=list(town.page.routes()))

    async def go() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url=PAGE) as client:
            headers = {"Origin": PAGE, "User-Agent": agent, **({"Cookie": by.cookie} if by else {})}
            return await client.post("/web/session", json=asked(token, nonce, **more), headers=headers)

    answer = town.run(go())
    town.settle()
    return answer


def comes(town: Town, token: str, nonce: str = NONCE, **more: Any) -> SignedIn:
    answer = post(town, token, nonce, **more)
    assert answer.status_code == 200, answer.text
    return answered(answer, nonce)


def says(town: Town, by: SignedIn, words: str, room: str = "") -> str:
    """Somebody on the page, by their session; the bot's newest line in that room."""
    town.events += 1
    at = Address("web", room or f"@{by.name}", direct=not room)
    who, data = Account("web", by.name, by.name), {"session": by.session, "to_us": True}
    receipt = town.receive(InboundEvent(f"web:{town.events}", town.clock.now(), at, who, Kind.SAID, words, data=data))
    town.settle()
    if not receipt.admitted:
        return "(not admitted)"
    lines = [row for row in town.look(select(web.web_post).where(web.web_post.c.room == at.room)) if row.kind == "bot"]
    return plain(decode(lines[-1].parts)) if lines else ""


def invited(town: Town, words: str = "邀请") -> str:
    """What the manager is told."""
    return town.somebody("王岚").tells(words)


def member(town: Town, name: str) -> Any:
    (row,) = town.look(
        select(memberships.membership.c.role, memberships.membership.c.left_on, memberships.membership.c.person_id)
        .select_from(memberships.membership.join(people.person))
        .where(people.person.c.name == name)
    )
    return row


# ── 邀请 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_manager_invites_twenty_people_and_each_is_a_learner_of_that_room(either: Town) -> None:
    town = either
    said = invited(town, "邀请 名额=20 截止=周五 18:00")
    assert f"“{ROOM}”，20个名额，05-08 18:00 前有效" in said and "还没有网页群" in said
    token = token_in(said)
    assert post(town, token).json() == {"asks": "name", "room": ROOM, "camp": CAMP}
    for n in range(20):
        by = comes(town, token, f"{n:030}", name=f"新人{n:02}")
        assert (by.name, by.room) == (f"新人{n:02}", ROOM)
    assert member(town, "新人07").role == "learner"
    full = post(town, token, "x" * 30, name="来晚了").json()
    assert full["why"] == "full" and "名额已经满了" in full["says"]
    assert "第1天" in says(town, by, "打卡 我来了", ROOM)
    assert "进来20/20" in town.somebody("王岚").tells("邀请 列表")


def test_the_qr_code_follows_and_says_the_same_link(town: Town) -> None:
    owner = town.somebody("王岚")
    said = owner.tells("邀请")
    (picture,) = [part for one in owner.heard_privately.posts for part in one.parts if isinstance(part, Picture)]
    assert "二维码" in picture.alt and picture.width == picture.height > 200
    from io import BytesIO

    import segno

    expected = BytesIO()
    segno.make(f"{PAGE}/#{token_in(said)}", error="m", micro=False).save(expected, kind="png", scale=8, border=4)
    with town.app.open(picture.file) as kept:
        assert kept.read() == expected.getvalue()


WRONG_NAMES = [
    ("", "先写上你的名字"),
    ("   ", "先写上你的名字"),
    ("长" * 60, "最多40个字，现在有60个"),
    ("a\u202eb", "看不见的字符"),
    ("林晓#2", "看不见的字符或 @ # / :"),
    ("@王岚", "看不见的字符或 @ # / :"),
    ("😀😀", "看不见的字符"),
    ("周航", "已经有“周航”了"),
    ("周 航", "已经有“周 航”了"),
    ("ｚｈｏｕ", "已经有“ｚｈｏｕ”了"),
    ("王岚", "已经有“王岚”了"),
    ("老板", "已经有“老板”了"),
    ("小助", "已经有“小助”了"),
]


def test_a_name_that_will_not_do_gets_one_sentence_and_takes_no_seat(town: Town) -> None:
    """Taken, too like another, empty, too long, unseen; also that of an owner who never came, and ours."""
    town.learner("周航")
    town.learner("Zhou")
    token = token_in(invited(town, "邀请 名额=1"))
    for name, sentence in WRONG_NAMES:
        answer = post(town, token, name=name, session="" if name.strip() else None)
        if name:
            assert answer.status_code == 400 and sentence in answer.json()["says"], (name, answer.text)
            assert answer.json()["says"].count("\n") == 0
    free = re.search(r"换个写法，比如：(\S+)。", post(town, token, name="周航").json()["says"])
    assert free is not None and comes(town, token, name=free[1]).name == "周航2"


def test_an_invitation_that_is_over_says_so_and_one_that_was_withdrawn_too(town: Town) -> None:
    owner = town.somebody("王岚")
    first, second = token_in(invited(town, "邀请 截止=明天 18:00")), token_in(invited(town))
    assert "✅ 2号邀请已收回" in owner.tells("邀请 收回 2")
    assert "已经收回了" in post(town, second, name="新人").json()["says"]
    assert "没有还有效的2号" in owner.tells("邀请 收回 2")
    town.pass_(days=2)
    assert "已经过期了" in post(town, first, name="新人").json()["says"]
    assert "邀请 名额=20" in owner.tells("邀请 列表")


def test_an_invitation_is_taken_back_by_撤销_and_by_its_giver_losing_the_role(town: Town) -> None:
    owner, he = town.somebody("王岚"), town.learner("何琳")
    token = token_in(owner.tells("邀请"))
    assert "1号邀请已收回" in owner.takes_back()
    assert post(town, token, name="新人").json()["why"] == "revoked"
    owner.says("角色 何琳 经理")
    by_her = token_in(he.tells("邀请"))
    assert post(town, by_her).json()["room"] == ROOM
    owner.says("角色 何琳 学员")
    assert post(town, by_her, name="新人").json()["why"] == "revoked"
    assert "已失效" in owner.tells("邀请 列表")


@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("邀请 名额=0", "1到500"),
        ("邀请 名额=501", "1到500"),
        ("邀请 名额=很多", "名额"),
        ("邀请 截止=昨天", "已经过去"),
        ("邀请 截止=12-31", "最长60天"),
        ("邀请 截止=什么时候", "没看懂截止的时间"),
        ("邀请 林晓", "没有“林晓”"),
        ("邀请 收回", "写上号"),
        ("邀请 收回 99", "没有还有效的99号"),
        ("邀请 收回 abc", "没有还有效的abc号"),
        ("邀请 列表", "没有还有效的邀请"),
    ],
)
def test_a_mistake_gets_one_sentence_with_an_example_and_changes_nothing(town: Town, words: str, sentence: str) -> None:
    said = town.somebody("王岚").tells(words)
    assert (sentence in said and "邀请" in said) or "截止=" in said or "名额" in said
    assert town.look(select(web.invitations.web_invitation)) == []


def test_only_managers_invite_and_another_camps_invitation_is_none(town: Town) -> None:
    invited(town)
    assert "经理" in town.learner("林晓").tells("邀请")
    other = town.somebody("王岚")
    other.tells("开营 别的营")
    other.tells("切换 别的营")
    assert other.tells("邀请 收回 1") == other.tells("邀请 收回 7").replace("7号", "1号")


def test_who_is_signed_in_here_already_comes_in_as_who_they_are(town: Town) -> None:
    mine = comes(town, token_in(town.learner("林晓").tells("网页")))
    token = token_in(invited(town, "邀请 名额=1"))
    nonce = "m" * 30
    again = answered(post(town, token, nonce, by=mine, session=mine.session, proof=mine.nonce), mine.nonce)
    assert (again.session, again.name, again.room) == (mine.session, "林晓", ROOM)
    assert "第1天" in says(town, again, "打卡", ROOM)
    for by, proof in ((again, nonce), (None, mine.nonce)):
        assert post(town, token, nonce, by=by, session=mine.session, proof=proof).json()["why"] == "forged"


def test_the_answer_that_was_lost_takes_no_second_seat(town: Town) -> None:
    token = token_in(invited(town, "邀请 名额=2"))
    first, again = comes(town, token, name="新人"), comes(town, token, name="新人")
    assert first.session == again.session and first.cookie != again.cookie
    assert "进来1/2" in town.somebody("王岚").tells("邀请 列表")


# ── 网页 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_of_ones_own_from_another_platform_opens_the_page_as_the_same_person(either: Town) -> None:
    town = either
    ann = town.learner("林晓")
    ann.says("打卡 在 Telegram")
    by = comes(town, token_in(ann.tells("网页")))
    assert (by.name, by.room) == ("林晓", "")
    assert "积分：5" in says(town, by, "积分").replace("积分 5", "积分：5") or "5" in says(town, by, "积分")
    assert "今天已打卡" in says(town, by, "打卡 在网页")
    assert "web:林晓" in ann.tells("我的")
    answer = post(town, token_in(ann.heard_privately), "x" * 30)
    assert answer.json()["why"] == "used"


def test_whoever_has_none_gets_a_name_nobody_has_and_never_an_owners(town: Town) -> None:
    """A platform's name is what its owner likes: it must not be a way to become who the configuration names."""
    boss = town.learner("老板", ident="77")
    by = comes(town, token_in(boss.tells("网页")))
    assert (by.name == "老板2" and "要由" in says(town, by, "开营 我的营")) or "负责人" in says(town, by, "开营 我的营")
    twin = town.learner("老板", ident="78")
    assert comes(town, token_in(twin.tells("网页")), "m" * 30).name == "老板3"
    odd = town.learner("@#<b>“”", ident="79")
    assert comes(town, token_in(odd.tells("网页")), "o" * 30).name.isprintable()


def test_it_gives_the_rooms_of_ones_camp_and_they_go_with_it(town: Town) -> None:
    invited(town)
    ann = town.learner("林晓")
    by = comes(town, token_in(ann.tells("网页")))
    assert "第1天" in says(town, by, "打卡", ROOM)
    town.run(town.app.keep(lambda db: rooms.unbind(db, "web", ROOM)))
    stranger = town.somebody("路人")
    out = comes(town, token_in(stranger.tells("网页")), "p" * 30)
    assert says(town, out, "打卡", ROOM) == "(not admitted)", "who is in no camp sits in no room of it"


def test_who_left_the_camp_sits_in_its_rooms_no_more_and_keeps_their_session(town: Town) -> None:
    ann = town.learner("林晓")
    by = comes(town, token_in(ann.tells("网页")))

    def seat(db: Any) -> None:
        web.sit(db, "林晓", "网页群", town.clock.now())
        rooms.bind(db, 1, "web", "网页群", None)

    town.run(town.app.keep(seat))
    assert says(town, by, "打卡", "网页群") != "(not admitted)"
    town.run(town.app.keep(lambda db: rooms.unbind(db, "telegram", "群一")))
    left = ann.event(Kind.LEFT, "", town.at("web", "网页群"))
    who = Account("web", "林晓", "林晓")
    town.receive(InboundEvent(left.key, left.at, left.address, who, Kind.LEFT))
    assert member(town, "林晓").left_on is not None
    assert says(town, by, "打卡", "网页群") == "(not admitted)"
    assert says(town, by, "帮助") != "(not admitted)"


def test_on_the_page_it_is_for_another_device(town: Town) -> None:
    by = comes(town, token_in(town.learner("林晓").tells("网页")))
    said = says(town, by, "网页")
    assert "在另一台设备上打开" in said
    other = comes(town, token_in(said), "q" * 30)
    assert other.name == "林晓" and other.session != by.session


def test_an_address_only_this_computer_can_open_says_so(town: Town) -> None:
    assert town.page is not None
    assert "public_url" not in town.learner("林晓").tells("网页")
    town.page.public_url = "http://127.0.0.1:8080"
    assert "docs/operation.md" in town.somebody("林晓").tells("网页") and "docs/operation.md" in invited(town)


# ── 我的 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/131 Safari/537.36 Edg/131.0"


def test_devices_are_listed_in_words_and_ended_by_a_press(town: Town) -> None:
    ann = town.learner("林晓")
    desk = comes(town, token_in(ann.tells("网页")), agent=DESK)
    town.pass_(days=1)
    phone = comes(town, token_in(ann.tells("网页")), "p" * 30, agent=PHONE)
    mine = ann.tells("我的")
    assert "登录在2台设备上" in mine and f"安卓手机 · Chrome，最近 05-07 08:10（{phone.session[:4]}）" in mine
    assert "Windows 电脑 · Edge，最近 05-06 08:10" in mine
    assert "就是这里" in says(town, phone, "我的")
    assert "登录在" not in ann.says("我的"), "in a group it is nobody's business"
    said = ann.presses(f"退出 {desk.session[:4]}", mine.posts[-1])
    assert said == "✅ 已退出：Windows 电脑 · Edge。"
    assert says(town, desk, "积分") == "(not admitted)" and says(town, phone, "积分") != "(not admitted)"
    assert "没有登录着的设备" in ann.tells(f"网页 退出 {desk.session[:4]}")
    tablet = comes(town, token_in(ann.tells("网页")), "t" * 30)
    assert "别的1台设备都已退出，这台还在" in says(town, phone, "网页 全部退出")
    assert says(town, tablet, "积分") == "(not admitted)" and "只有这台登录着" in says(town, phone, "网页 全部退出")
    assert says(town, phone, "积分") != "(not admitted)"
    assert "1台设备都已退出" in ann.tells("网页 全部退出")
    assert says(town, phone, "积分") == "(not admitted)"
    assert "没有在任何设备上登录" in ann.tells("网页 全部退出")


@pytest.mark.parametrize("words", ["网页 退出", "网页 退出 zzzz", "网页 退出 a", "网页 什么", "web signout zzzz"])
def test_a_wrong_word_behind_it_gets_one_sentence(town: Town, words: str) -> None:
    said = town.learner("林晓").tells(words)
    assert said and "\n" not in said and "http" not in said


def test_anothers_device_is_no_device(town: Town) -> None:
    ann, bob = town.learner("林晓"), town.learner("周航")
    by = comes(town, token_in(ann.tells("网页")))
    assert bob.tells(f"网页 退出 {by.session[:4]}") == bob.tells("网页 退出 zzzz").replace("zzzz", by.session[:4])
    assert says(town, by, "积分") != "(not admitted)"


def test_erasing_oneself_ends_every_session_and_every_link(either: Town) -> None:
    town = either
    ann = town.learner("林晓")
    by = comes(town, token_in(ann.tells("网页")))
    unused = token_in(ann.tells("网页"))
    ann.tells("删除我的数据")
    ann.tells("删除我的数据 继续")
    assert "网页登录已经失效" in ann.tells("彻底删除")
    assert town.look(select(sessions.web_session)) == []
    assert says(town, by, "积分") == "(not admitted)"
    assert post(town, unused, "z" * 30).json()["why"] == "used"


def test_my_data_lists_the_devices_and_none_of_their_secrets(town: Town) -> None:
    ann = town.learner("林晓")
    by = comes(town, token_in(ann.tells("网页")), agent=PHONE)
    ann.tells("我的数据")
    (sent,) = [part for one in ann.heard_privately.posts for part in one.parts if isinstance(part, File)]
    with town.app.open(sent.file) as kept:
        cells = [str(cell) for sheet in load_workbook(kept).worksheets for row in sheet.values for cell in row]
    assert "网页聊天的登录" in cells and "android chrome" in cells
    assert not any(by.session in cell or by.nonce in cell for cell in cells)


def test_no_secret_of_a_session_is_in_the_database(town: Town) -> None:
    by = comes(town, token_in(town.learner("林晓").tells("网页")))
    secret = by.cookie.partition("=")[2]
    town.restart()
    kept = b"".join(file.read_bytes() for file in town.folder.glob("qunxue.db*"))
    assert secret.encode() not in kept and by.nonce.encode() not in kept
