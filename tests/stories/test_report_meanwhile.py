"""What happens while a report is counted: who is erased, leaves or becomes one with another is named nowhere in it and still counted as they were."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.cli.figures import recompute
from bot.config import Settings, Storage
from bot.messages import Address, InboundEvent, Kind
from bot.parts import File
from handlers.evidence import command
from storage import people, tasks
from storage.memberships import membership
from tests.engines import on_sqlite
from tests.programme import WholeProgramme, cells, paragraphs
from tests.stories.test_my_data import erased
from tests.town import CAMP, Somebody, Town


@pytest.fixture
def whole(either_town: Town) -> WholeProgramme:
    return WholeProgramme(either_town)


def with_account(whole: WholeProgramme, name: str, channel: str = "telegram") -> Somebody:
    """Somebody of the rows, who can speak for themselves."""
    who = whole.ask("SELECT id FROM person WHERE name = :name", name=name)[0][0]
    row = {"channel": channel, "ident": name, "person_id": who, "name": name}
    whole.keep(lambda db: db.run(insert(people.account), **row))
    whole.change("UPDATE camp SET learners = (SELECT count(*) FROM membership WHERE role = 'learner')")
    somebody = whole.town.somebody(name, channel)
    assert "积分" in somebody.tells("积分")
    return somebody


def counted_before(whole: WholeProgramme, happens: Callable[[], object]) -> list[str]:
    """A report is counted, something happens, and only then its result comes; gives what came of it, in chat and in the document."""
    town = whole.town
    whole.report()
    asked = [row for row in town.look(select(tasks.task).order_by(tasks.task.c.id)) if row.name == "kirkpatrick.report"][-1]
    at, payload = Address(asked.channel, asked.room, direct=True), asked.payload | {"now": town.clock.now().isoformat()}
    place = {"person": asked.person_id, "camp": asked.camp_id, "place": at}
    number = whole.keep(lambda db: tasks.ask(db, asked.name, payload, at=town.clock.now(), **place))
    rows: list[Any] = whole.keep(lambda db: command.make(db, **payload, files=town.app.files))
    happens()
    before = len(town.squares["telegram"].posts)
    told = {"name": asked.name, "task": number, "n": 0, "of": 1, "rows": rows, "problem": None, "payload": payload}
    told |= {"person": asked.person_id, "camp": asked.camp_id}
    town.receive(InboundEvent(f"task:{number}:0", town.clock.now(), at, None, Kind.DONE, data=told))
    town.settle()
    posts = [post for post in town.squares["telegram"].posts[before:] if post.room == asked.room]
    (file,) = [part for post in posts for part in post.parts if isinstance(part, File)]
    content = town.app.files.read(file.file)
    return ["\n".join(str(post) for post in posts), "\n".join(["\t".join(row) for row in cells(content)] + paragraphs(content))]


def is_counted_again(whole: WholeProgramme) -> bool:
    return recompute(Settings(storage=Storage(url=whole.town.url)), CAMP)


GOES_WITH_THEM = {"学员1": {"导入的指标", "互评回收率"}, "何琳": {"讲师评分"}}
"""What is deleted with somebody, and so is no longer what was published: their imported figures, what they were asked to rate, what was theirs alone."""


@on_sqlite
@pytest.mark.parametrize(("name", "goes"), GOES_WITH_THEM.items())
def test_who_is_erased_meanwhile_is_nobody_and_still_counted(
    whole: WholeProgramme, capsys: pytest.CaptureFixture[str], name: str, goes: set[str]
) -> None:
    """A learner of every level, and the lecturer the document would name."""
    somebody = with_account(whole, name)
    before = {(one.name, str(one.inputs.get("tag"))): one.n for one in _kept(whole)}
    for told in counted_before(whole, lambda: erased(whole.town, somebody)):
        assert name not in told.replace(f"{name}0", "").replace(f"{name}1", ""), told
    after = {(one.name, str(one.inputs.get("tag"))): one.n for one in _kept(whole)}
    still = {key: n for key, n in before.items() if key[0] != "kirkpatrick.lecturer"}
    assert {key: after[key] for key in still} == still, "what they did is counted as it was"
    is_counted_again(whole)
    assert set(re.findall(r"#\d+ (.+?)：发布时", capsys.readouterr().out)) == goes


@on_sqlite
def test_who_leaves_meanwhile_was_there_that_day(whole: WholeProgramme) -> None:
    somebody = with_account(whole, "学员1")
    at = whole.town.at("telegram", whole.town.group)
    for told in counted_before(whole, lambda: whole.town.hear(somebody.event(Kind.LEFT, "", at))):
        assert "43" in told, "pairs of those there on the day"
    assert whole.town.look(select(membership.c.id).where(membership.c.left_on.is_not(None)))
    assert is_counted_again(whole)
    assert "训前54.0（n=43）" in whole.report(), "the same day it is the same"


@on_sqlite
def test_two_who_become_one_meanwhile_are_said_to_differ(whole: WholeProgramme, capsys: pytest.CaptureFixture[str]) -> None:
    """The report says what it counted then; whoever counts again is told that they are one person now."""
    one, other = with_account(whole, "学员1"), with_account(whole, "学员2", "wecom")
    code = one.tells("绑定").split("绑定 ")[1][:6]
    for told in counted_before(whole, lambda: other.tells(f"绑定 {code}")):
        assert "43" in told
    assert not is_counted_again(whole)
    assert "训前：发布时 54.0（n=43），重算 5" in capsys.readouterr().out
    assert "训前" in whole.report() and "（n=42）" in whole.report()


def _kept(whole: WholeProgramme) -> list[Any]:
    if not whole.town.look(select(tasks.task.c.id).where(tasks.task.c.name == "kirkpatrick.report")):
        whole.report()
    return whole.kept
