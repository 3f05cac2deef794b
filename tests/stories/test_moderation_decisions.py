"""Who may decide what about the rules: every role and every decision, and one sentence for whatever is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from storage.moderation.cases import moderation_case
from tests.stories.test_moderation import staffed, steps
from tests.town import Somebody, Town, make_template

DECISIONS = {
    "处理": ("处理 M1 警告 广告", "警告（第1次）"),
    "忽略": ("忽略 M1", "已忽略"),
    "申诉": ("申诉 M1 不是我", "已交给另一位经理"),
    "维持": ("维持 M1 是广告", "✅ M1 维持"),
    "改判": ("改判 M1 不是广告", "✅ M1 改判"),
    "处罚": ("处罚 林晓 警告 G3 广告", "预览"),
    "巡查": ("巡查 词 打开", "已打开"),
}
"""What can be decided, by its word: said how, and how the answer begins."""
WHO = ("学员", "被罚的", "专家", "处理的经理", "另一位经理", "营主")
MAY = {
    "处理": {"处理的经理", "另一位经理", "营主"},
    "忽略": {"处理的经理", "另一位经理", "营主"},
    "申诉": {"被罚的"},
    "维持": {"另一位经理", "营主"},
    "改判": {"另一位经理", "营主"},
    "处罚": {"处理的经理", "另一位经理", "营主"},
    "巡查": {"处理的经理", "另一位经理", "营主"},
}


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, dict[str, Somebody]]]:
    """One camp for the table: a learner, the one penalised, an expert, the manager who decides, another one, the owner."""
    folder = tmp_path_factory.mktemp("court")
    url = f"sqlite:///{folder / 'town.db'}"
    make_template(url)
    town = Town(url, folder)
    town.opened()
    wang, li, lin = staffed(town)
    people = {"学员": town.learner("周航"), "被罚的": lin, "专家": town.learner("何琳"), "处理的经理": li, "营主": wang}
    people["另一位经理"] = town.learner("赵敏")
    for name, role in (("何琳", "专家"), ("赵敏", "经理")):
        town.somebody(name).tells("积分")
        wang.tells(f"角色 {name} {role}")
    wang.tells("巡查 词 G3 加V")
    yield town, people
    town.close()


@pytest.mark.long
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("verb", DECISIONS)
def test_every_role_and_every_decision(court: tuple[Town, dict[str, Somebody]], verb: str, who: str) -> None:
    """Whoever may decides, everybody else is told why not, and nothing is changed by them."""
    town, people = court
    people["被罚的"].chats("加V")
    number = max(row.id for row in town.look(select(moderation_case.c.id)))
    code = f"M{number}"
    if verb in ("申诉", "维持", "改判"):
        people["处理的经理"].tells(f"处理 {code} 警告 广告")
    if verb in ("维持", "改判"):
        people["被罚的"].tells(f"申诉 {code} 不是我")
    before = (steps(town), town.look(select(moderation_case)))
    words, answer = (text.replace("M1", code) for text in DECISIONS[verb])
    answer = answer.replace("（第1次）", "")
    said = people[who].tells(words)
    assert (answer in said) is (who in MAY[verb]), said
    if who not in MAY[verb]:
        assert (steps(town), town.look(select(moderation_case))) == before
    people["营主"].tells(f"忽略 {code}")


@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("巡查 词 G3 /加.*V/", "像正则表达式"),
        ("巡查 词 G3 加[Vv]", "像正则表达式"),
        ("巡查 词 G3 a", "太短"),
        ("巡查 词 G9 加V", "现在有 G1–G3"),
        ("巡查 词 加V", "现在有 G1–G3"),
        ("巡查 语气 G3", "没有“语气”这种巡查"),
        ("巡查 刷屏 G3 0", "写3到50的数"),
        ("巡查 域名 G3 不是域名", "不是域名"),
        ("巡查 词 打开", "还没有“词”的巡查"),
        ("处罚 李主管 警告 G1 试试", "处罚只对学员"),
        ("处罚 王岚 警告 G1 试试", "这是你自己"),
        ("处罚 何琳 警告 G1 试试", "没有叫“何琳”的人"),
        ("处罚 林晓 警告 反复刷屏", "写上是哪条群规"),
        ("处罚 林晓 批评 G1", "没看懂“批评 G1”"),
        ("处罚 林晓 禁言 1000天 G1", "从1小时到365天"),
        ("处理 M9 警告", "没有 M9"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(refusals: Town, words: str, why: str) -> None:
    before = refusals.look(select(moderation_case.c.id)), steps(refusals)
    said = refusals.somebody("王岚").tells(words)
    assert why in said and len(said.posts) == 1
    assert (refusals.look(select(moderation_case.c.id)), steps(refusals)) == before


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One camp for all refusals: none of them changes it."""
    folder = tmp_path_factory.mktemp("refusals")
    url = f"sqlite:///{folder / 'town.db'}"
    make_template(url)
    town = Town(url, folder)
    town.opened()
    staffed(town)
    yield town
    town.close()
