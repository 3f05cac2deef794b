"""The certificate of journey J9: issued, kept, verified by anybody, revoked for all to see; and the same as a badge."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot import open_badge
from bot.cli import backup
from bot.config import Settings, Storage
from bot.messages import FileRef
from bot.parts import File, Picture
from handlers.certificates import making, number
from storage import signing_keys
from storage.certificates import certificate, certificate_version
from storage.connection import Db
from storage.memberships import membership
from storage.signing_keys import signing_key
from tests.engines import postgresql_in_journeys
from tests.quiz import fill, single
from tests.stories.test_connect import two_accounts
from tests.stories.test_exam import reachable, takes
from tests.test_open_badge import png
from tests.town import Heard, Somebody, Town

NUMBER = re.compile(r"[A-Z0-9]{1,8}-\d{4}-[A-Z0-9]{10}")


def number_in(said: str) -> str:
    found = NUMBER.search(said)
    assert found is not None, said
    return found.group()


def counted(town: Town) -> int:
    return int(town.look(select(func.count()).select_from(certificate))[0][0])


def files(who: Somebody) -> list[File]:
    """The files of the last message that brought any."""
    post = next(post for post in reversed(who.heard_privately.posts) if any(isinstance(part, File) for part in post.parts))
    return [part for part in post.parts if isinstance(part, File)]


def badge_of(who: Somebody) -> bytes:
    return who.town.app.files.read(files(who)[1].file)


def drops(who: Somebody, content: bytes, name: str = "徽章.png") -> Heard:
    """A file sent in private without a word."""
    who.town.squares[who.channel].files[name] = content
    return who.tells("", files=(FileRef(name, len(content), name),))


def issued(town: Town, who: str = "林晓", why: str = "优秀学员", **options: str) -> str:
    """A certificate of that manager's; gives its number."""
    wang = town.somebody("王岚")
    wang.confirms(f"证书 {who} 事由={why}")
    return number_in(str(wang.heard_privately.posts[-1]))


@pytest.fixture
def wang(town: Town) -> Somebody:
    owner = town.somebody("王岚")
    owner.tells("积分")
    return owner


@pytest.fixture
def lin(town: Town) -> Somebody:
    return reachable(town, "林晓")


@postgresql_in_journeys
def test_j9_a_certificate_is_issued_verified_and_revoked(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    lin, zhou, stranger = reachable(town, "林晓"), reachable(town, "周航"), town.somebody("路人")
    assert "还没有证书" in lin.tells("证书")
    wang.tells("设置 证书落款 营销学院 何琳")
    shown = wang.tells("证书 林晓、周航 事由=第一季度优秀学员")
    assert "2张证书，第一季度优秀学员" in shown and "发给：林晓、周航" in shown and "落款：营销学院 何琳" in shown
    assert counted(town) == 0 and "证书" not in str(zhou.heard_privately.posts[-1])
    wang.presses("发出", wang.heard_privately.posts[-1])
    assert "✅ 2张证书都做好了" in str(wang.heard_privately.posts[-1]), "one message, edited as it goes"
    got = str(lin.heard_privately.posts[-1])
    assert "🏆 林晓，你的证书：第一季度优秀学员" in got and "营销实战营2605｜2026-05-06 颁发" in got
    mine = number_in(got)
    assert mine.startswith("YX2605-0001-") and number.is_number(mine)
    assert f"· {mine}" in lin.tells("证书") and "证书：1（看：证书）" in lin.tells("我的")
    assert stranger.tells(f"验证 {mine}").startswith("✅ 有效：林晓，营销实战营2605，2026-05-06 颁发。"), "in no camp"
    assert "有一位不对" in stranger.tells(f"验证 {mine[:-1]}{'A' if mine[-1] != 'A' else 'B'}")
    town.pass_(days=1)
    assert "已作废，验证时会写明日期和原因：成绩有误" in wang.tells(f"作废 {mine} 成绩有误")
    assert "⚠️ 你的证书" in str(lin.heard_privately.posts[-1]) and "成绩有误" in str(lin.heard_privately.posts[-1])
    town.pass_(days=2)
    assert stranger.tells(f"验证 {mine}").startswith(f"⚠️ 已作废：{mine}，2026-05-07 作废，原因：成绩有误。")
    assert "2026-05-07 作废：成绩有误" in lin.tells("证书") and "证书：" not in lin.tells("我的")


def test_an_exam_issues_to_who_passed_it_and_to_nobody_twice(town: Town, wang: Somebody) -> None:
    fill(town, [single(f"产品{n}？", "B", "产品") for n in range(4)])
    ann, ben, cat = (reachable(town, name) for name in ("林晓", "周航", "陈默"))
    assert "（E1）" in wang.confirms("考试 产品 题数=2 及格=100 次数=2")
    assert "还没有人通过《产品》" in wang.tells("证书 E1")
    takes(town, ann, "产品", 2, 2)
    takes(town, ben, "产品", 1, 2)
    shown = wang.tells("证书 e-1")
    assert "1张证书，通过考试《产品》" in shown and "发给：林晓" in shown and "周航" not in shown
    assert "已颁发给林晓，编号" in wang.presses("发出", wang.heard_privately.posts[-1])
    assert "通过考试《产品》" in str(ann.heard_privately.posts[-1])
    assert "没有重复发" in wang.tells("证书 E1") and counted(town) == 1
    takes(town, cat, "产品", 2, 2)
    shown = wang.tells("证书 E1")
    assert "1张证书" in shown and "发给：陈默" in shown and "已有这张证书的1人不重复发" in shown
    wang.presses("发出", wang.heard_privately.posts[-1])
    assert counted(town) == 2 and number_in(str(cat.heard_privately.posts[-1])).split("-")[1] == "0002"


def test_it_is_sent_to_who_passed_when_it_is_sent(town: Town, wang: Somebody, lin: Somebody) -> None:
    """A draft lists who it was for; sending it asks again."""
    zhou = reachable(town, "周航")
    wang.tells("标签 林晓 +骨干")
    shown = wang.tells("证书 #骨干 事由=优秀")
    assert "发给：林晓" in shown
    wang.tells("标签 周航 +骨干")
    posts = [post for post in wang.heard_privately.posts if any(button.label == "发出" for button in post.buttons)]
    wang.presses("发出", posts[-1])
    assert counted(town) == 2 and "你的证书" in str(zhou.heard_privately.posts[-1])


def test_its_files_come_with_it_and_again_whenever_asked(town: Town, wang: Somebody, lin: Somebody) -> None:
    mine = issued(town)
    pdf, badge = files(lin)
    assert (pdf.name, badge.name) == (f"证书-{mine}.pdf", f"徽章-{mine}.png")
    store = town.app.files
    assert store.read(pdf.file).startswith(b"%PDF") and pdf.size == len(store.read(pdf.file))
    picture = next(part for post in lin.heard_privately.posts for part in post.parts if isinstance(part, Picture))
    assert picture.file == badge.file and picture.width > picture.height > 800
    assert open_badge.judged(store.read(badge.file)).number == mine
    for file in (pdf, badge):
        store.delete(file.file)
    assert f"正在取证书 {mine}" in lin.tells(f"证书 {mine}")
    assert [one.file for one in files(lin)] == [pdf.file, badge.file], "the same to the byte"
    assert "正在取证书" in wang.tells(f"证书 {mine}") and "🏆 林晓：优秀学员" in str(wang.heard_privately.posts[-1])
    assert "不是你的" in reachable(town, "周航").tells(f"证书 {mine}")


def test_a_badge_dropped_in_private_is_judged_offline(town: Town, wang: Somebody, lin: Somebody) -> None:
    mine, zhou, stranger = issued(town), reachable(town, "周航"), town.somebody("路人")
    ours = badge_of(lin)
    said = drops(stranger, ours)
    assert said.startswith("徽章完好，是我们签发的。\n✅ 有效：林晓，营销实战营2605"), "by who is in no camp"
    assert drops(zhou, ours[:-300] + bytes([ours[-300] ^ 1]) + ours[-299:]).startswith("⚠️ 徽章被改过或损坏了")
    key = open_badge.new_key(b"theirs")
    claim = open_badge.BadgeClaim(mine, 1, "Ann", "a course", "Certificate", "Elsewhere", "Elsewhere Academy", town.now, "en")
    signer = open_badge.opened(key.sealed, b"theirs")
    forged = open_badge.signed(claim, signer, public_url="", page="")
    assert "是伪造的" in drops(zhou, open_badge.baked(forged, png()))
    theirs = signer.sign_payload(ELSEWHERE)
    foreign = drops(zhou, open_badge.baked(theirs, png()))
    assert "不是我们颁发的：“Elsewhere Academy”" in foreign and "不知道" in foreign and "A course" in foreign
    unsound = signer.sign_payload(
        ELSEWHERE | {"type": ["VerifiableCredential", "OpenBadgeCredential"], "credentialSubject": {}}
    )
    assert "不合 Open Badge 3.0" in drops(zhou, open_badge.baked(unsound, png()))
    ended = signer.sign_payload(ELSEWHERE | {"validUntil": "2026-01-02T00:00:00Z"})
    assert "有效期不含今天" in drops(zhou, open_badge.baked(ended, png()))
    assert "没有徽章" in drops(zhou, ours[:8] + b"nonsense")
    wang.tells(f"作废 {mine} 成绩有误")
    revoked = drops(zhou, ours)
    assert revoked.startswith(f"⚠️ 已作废：{mine}") and "成绩有误" in revoked and "完好" not in revoked


def test_a_changed_name_keeps_the_number_and_ends_the_badge_before(town: Town, wang: Somebody, lin: Somebody) -> None:
    mine, zhou = issued(town), reachable(town, "周航")
    before = badge_of(lin)
    town.pass_(days=2)
    said = wang.tells(f"证书 重发 {mine} 姓名=林 晓晓")
    assert f"{mine} 已换发给“林 晓晓”" in said and "“林晓”那版徽章同时作废" in said
    assert "🏆 林 晓晓，你的证书" in str(lin.heard_privately.posts[-1])
    verified = zhou.tells(f"验证 {mine}")
    assert verified.startswith("✅ 有效：林 晓晓") and "2026-05-08 因姓名更正换发" in verified
    old = drops(zhou, before)
    assert old.startswith("⚠️ 这枚徽章是我们签发的，但 2026-05-08 已换发，这一版作废") and "林 晓晓" in old
    assert drops(zhou, badge_of(lin)).startswith("徽章完好，是我们签发的。")
    assert "没有重发" in wang.tells(f"证书 重发 {mine} 姓名=林 晓晓")
    wang.tells(f"证书 重发 {mine}")
    assert zhou.tells(f"验证 {mine}").startswith("✅ 有效：林晓，"), "without a name it is the present one"
    wang.tells(f"作废 {mine} 结营前退出")
    assert "已作废，不能重发" in wang.tells(f"证书 重发 {mine} 姓名=别人")


def test_undo_within_ten_minutes_revokes_and_a_revocation_is_undone(town: Town, wang: Somebody, lin: Somebody) -> None:
    mine, zhou = issued(town), reachable(town, "周航")
    assert "已撤回1张证书" in wang.takes_back()
    assert "已撤回，请忽略" in str(lin.heard_privately.posts[-1])
    assert "原因：发证人10分钟内撤回" in zhou.tells(f"验证 {mine}")
    again = issued(town)
    assert again != mine and zhou.tells(f"验证 {again}").startswith("✅ 有效")
    wang.tells(f"作废 {again} 误发")
    assert "恢复有效" in wang.takes_back() and zhou.tells(f"验证 {again}").startswith("✅ 有效")
    assert "恢复有效" in str(lin.heard_privately.posts[-1])
    wang.tells(f"作废 {again} 误发")
    third = issued(town)
    posts = wang.tells("撤销")
    assert third and "撤" in posts
    town.pass_(minutes=11)
    assert zhou.tells(f"验证 {third}").startswith("✅ 有效")


def test_two_accounts_with_the_same_certificate_keep_the_earlier(either_town: Town) -> None:
    town = either_town
    on_telegram, on_wecom = two_accounts(town)
    wang = town.somebody("王岚")
    on_telegram.tells("积分")
    on_wecom.tells("积分")
    members = town.look(select(membership.c.id).where(membership.c.role == "learner").order_by(membership.c.id))
    wang.confirms("证书 " + "、".join(f"#{row.id}" for row in members) + " 事由=结业")
    first, second = (row.number for row in town.look(select(certificate.c.number).order_by(certificate.c.id)))
    on_wecom.tells("证书 公开")
    assert f"{first} 有效，{second} 作废" in on_wecom.becomes_one_with(on_telegram)
    assert wang.tells(f"验证 {first}").startswith("✅ 有效") and "同一个人重复的一张" in wang.tells(f"验证 {second}")
    mine = on_telegram.tells("证书")
    assert first in mine and second in mine and "不公开姓名" in mine


def test_300_in_one_go_say_how_far_they_are_in_one_message(town: Town, wang: Somebody) -> None:
    people = town.learners(23)
    for one in people[:3]:
        one.tells("积分")
    wang.tells("证书 " + "、".join(one.name for one in people) + " 事由=结业")
    before = len(wang.heard_privately.posts)
    wang.presses("发出", wang.heard_privately.posts[-1])
    done = wang.heard_privately.posts[before:]
    assert [str(post)[:8] for post in done] == ["✅ 已颁发23张", "✅ 23张证书都"]
    assert done[1].edits == -(-23 // making.BATCH) and counted(town) == 23
    assert all(row.badge for row in town.look(select(certificate_version.c.badge)))
    assert all("你的证书：结业" in str(one.heard_privately.posts[-1]) for one in people[:3])
    serials = [row.serial for row in town.look(select(certificate.c.serial).order_by(certificate.c.id))]
    assert serials == list(range(1, 24))


def test_the_key_is_made_once_and_a_lost_secret_takes_nothing_back(town: Town, wang: Somebody, lin: Somebody) -> None:
    first = issued(town)
    old = badge_of(lin)
    issued(town, why="第二张")
    (key,) = town.look(select(signing_key.c.thumbprint, signing_key.c.sealed))
    assert "PRIVATE" not in key.sealed
    (town.folder / "secret").unlink()
    town.restart()
    issued(town, why="第三张")
    assert town.look(select(func.count()).select_from(signing_key))[0][0] == 2
    zhou = reachable(town, "周航")
    for badge in (old, badge_of(lin)):
        assert drops(zhou, badge).startswith("徽章完好，是我们签发的。")
    assert first in drops(zhou, old)


def test_a_backup_brings_the_keys_and_the_certificates_back(
    town: Town, wang: Somebody, lin: Somebody, tmp_path_factory: pytest.TempPathFactory
) -> None:
    mine, content = issued(town), badge_of(lin)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    saved = Settings(storage=Storage(url=town.url))
    backup.save(saved, elsewhere / "camp.zip", town.now)
    backup.restore(Settings(storage=Storage(url=f"sqlite:///{elsewhere}/qunxue.db")), elsewhere / "camp.zip", False, town.now)
    assert (elsewhere / "secret").read_bytes() == (town.folder / "secret").read_bytes()
    moved = Town(f"sqlite:///{elsewhere}/qunxue.db", elsewhere, start=town.now, events=town.events)
    try:
        him = moved.somebody("林晓")
        assert drops(him, content).startswith("徽章完好，是我们签发的。") and "✅ 有效" in him.tells(f"验证 {mine}")
        issued(moved, why="第二张")
        assert len(moved.look(select(signing_key.c.id))) == 1, "the same key signs on"
    finally:
        moved.close()


def test_of_two_keys_made_at_once_one_signs(town: Town, wang: Somebody, lin: Somebody) -> None:
    """Another replica's task was faster: what this one signed with its own key is made again."""
    theirs = open_badge.new_key((town.folder / "secret").read_bytes() if (town.folder / "secret").exists() else b"")

    async def faster() -> None:
        await town.database.transact(lambda db: signing_keys.keep(db, 0, *theirs, at=town.clock.now()))

    town.run(faster())
    issued(town)
    kept = town.look(select(signing_key.c.thumbprint).order_by(signing_key.c.id))
    assert kept[0].thumbprint == theirs.thumbprint
    assert open_badge.judged(badge_of(lin)).thumbprint in {row.thumbprint for row in kept}


def test_who_is_erased_leaves_a_number_without_a_name(town: Town, wang: Somebody, lin: Somebody) -> None:
    mine, zhou = issued(town), reachable(town, "周航")
    badge = badge_of(lin)
    lin.tells("证书 公开")
    assert "编号别人可能还会来验证" in lin.tells("删除我的数据")
    lin.presses("继续删除", lin.heard_privately.posts[-1])
    lin.tells("彻底删除")
    town.pass_(minutes=2)
    said = zhou.tells(f"验证 {mine}")
    assert said.startswith("✅ 编号有效：营销实战营2605，2026-05-06 颁发。") and "林晓" not in said and "不再显示姓名" in said
    assert "林晓" not in drops(zhou, badge)
    rows = town.look(select(certificate_version.c.name, certificate_version.c.badge))
    assert [(row.name, row.badge) for row in rows] == [("", None)]
    assert "已注销" in wang.tells(f"证书 {mine}") and "已注销" in wang.tells(f"证书 重发 {mine} 姓名=林晓")
    assert f"证书 {mine} 已作废" in wang.tells(f"作废 {mine} 核对")
    assert zhou.tells(f"验证 {mine}").startswith("⚠️ 已作废")


ELSEWHERE = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "id": "urn:uuid:1",
    "iss": "did:web:elsewhere.example",
    "jti": "urn:uuid:1",
    "nbf": 1767225600,
    "issuer": {"id": "did:web:elsewhere.example", "type": ["Profile"], "name": "Elsewhere Academy"},
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "identifier": [{"type": "IdentityObject", "hashed": False, "identityHash": "Ann", "identityType": "name"}],
        "achievement": {
            "id": "urn:uuid:2",
            "type": ["Achievement"],
            "name": "A course",
            "description": "A course",
            "criteria": {"narrative": "Took part"},
        },
    },
}
"""A badge of somebody else's."""

BAD = [
    ("王岚", "证书 E9", "没有 E9 这场考试"),
    ("王岚", "证书 林晓 事由=" + "好" * 121, "事由最多120个字"),
    ("王岚", "证书 查无此人 事由=优秀", "没有叫“查无此人”的人"),
    ("王岚", "证书 、、 事由=优秀", "没写发给谁"),
    ("王岚", "证书 事由=优秀", "没写发给谁"),
    ("王岚", "证书 #没有 事由=优秀", "没有人有标签“没有”"),
    ("王岚", "证书 林晓、周航", "加上事由"),
    ("王岚", "证书 周航", "周航还没有证书"),
    ("王岚", "证书 重发", "要重发哪张"),
    ("王岚", "证书 重发 ABC", "不是证书编号"),
    ("王岚", "证书 重发 YX2605-0007-K3F9Q2TMH8", "没有编号"),
    ("王岚", "证书 重发 {mine} 姓名=" + "长" * 61, "姓名最多60个字"),
    ("王岚", "作废 {mine}", "还差原因"),
    ("王岚", "作废 {mine} " + "错" * 121, "原因最多120个字"),
    ("王岚", "作废 YX2605-0007-K3F9Q2TMH8 误发", "没有编号"),
    ("王岚", "作废 你好 误发", "不是证书编号"),
    ("王岚", "设置 证书编号 营销", "1到8个字母或数字"),
    ("王岚", "设置 证书编号 ABCDEFGHI", "1到8个字母或数字"),
    ("王岚", "设置 证书落款 " + "长" * 61, "最多60个字"),
    ("林晓", "证书 E1", "由社群经理来做"),
    ("林晓", "证书 周航 事由=优秀", "由社群经理来做"),
    ("林晓", "证书 重发 {mine} 姓名=别人", "由这个营的社群经理来做"),
    ("林晓", "作废 {mine} 误发", "社群经理"),
    ("周航", "证书 {mine}", "不是你的"),
    ("周航", "证书 YX2605-0007", "不是证书编号"),
    ("周航", "验证", "发证书上的编号给我"),
    ("周航", "验证 1", "不是证书编号"),
    ("周航", "验证 ' OR 1=1 --", "不是证书编号"),
    ("周航", "验证 " + "9" * 300, "不是证书编号"),
    ("周航", "验证 YX2605-0007-K3F9Q2TMH8", "没有编号 YX2605-0007-K3F9Q2TMH8 的证书"),
]


def test_what_is_wrong_gets_one_sentence_and_changes_nothing(town: Town, wang: Somebody, lin: Somebody) -> None:
    reachable(town, "周航")
    mine = issued(town)

    def state() -> list[Any]:
        return [
            tuple(row)
            for table in (certificate, certificate_version)
            for row in town.look(select(table).order_by(*table.primary_key))
        ]

    before = state()
    for who, words, sentence in BAD:
        heard = town.somebody(who).tells(words.format(mine=mine))
        assert sentence in heard and "\n" not in heard.split("　")[0], (words, heard)
        assert state() == before, words
    fill(town, [single(f"题{n}？", "B", "产品") for n in range(3)])
    wang.confirms("课前测 产品 题数=2")
    assert "没有及格" in wang.tells("证书 E1") and state() == before
    assert "没有重复发" in wang.tells("证书 林晓 事由=优秀学员") and state() == before


def test_a_name_of_sixty_characters_or_that_no_font_has_appears_whole(town: Town, wang: Somebody) -> None:
    for name in ("长" * 60, "Lily\U000f0000🌸", "  张  三  "):
        person = town.somebody(name, ident=f"id{len(name)}")
        person.comes()
        person.tells("积分")
        called = person.tells("我的").splitlines()[0]
        member = town.look(select(func.max(membership.c.id)))[0][0]
        wang.confirms(f"证书 #{member} 事由=优秀")
        assert called in str(person.heard_privately.posts[-1])
        mine = number_in(str(person.heard_privately.posts[-1]))
        assert f"有效：{called}，" in person.tells(f"验证 {mine}")
        assert open_badge.judged(badge_of(person)).name == called


def test_another_camps_manager_gets_no_certificate_of_ours(town: Town, wang: Somebody, lin: Somebody) -> None:
    mine = issued(town)
    town.app.identity.owners = frozenset({"telegram:王岚", "telegram:赵雨"})
    town.group = "群九"
    zhao = town.somebody("赵雨")
    zhao.says("开营 别的营")
    assert "没有编号" in zhao.tells(f"作废 {mine} 捣乱") and "没有编号" in zhao.tells(f"证书 重发 {mine} 姓名=赵雨")
    assert "不是你的" in zhao.tells(f"证书 {mine}")
    assert zhao.tells(f"验证 {mine}").startswith("✅ 有效：林晓")


def test_a_damaged_row_is_refused_by_the_database(town: Town, wang: Somebody, lin: Somebody) -> None:
    """One valid certificate of a source a member; a revocation has its reason; numbers and serials are unique."""
    issued(town)
    town.look(select(certificate))

    def spoil(db: Db, **values: Any) -> None:
        with pytest.raises(Exception, match=r"(?i)constraint"):
            db.run(update(certificate).values(**values))

    async def spoils() -> None:
        def run(db: Db) -> None:
            spoil(db, serial=0)
            spoil(db, version=0)
            spoil(db, revoked_for="因为")

        await town.database.transact(run)

    town.run(spoils())
