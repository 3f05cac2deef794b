"""Nothing that was said anonymously can come into a record: no statement of records reads its tables, and no form that is drawn changes one."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import Table
from sqlalchemy.sql import visitors

from storage import ballots, learning_records, surveys
from storage.feedback import tables as feedback
from storage.learning_records import RecordRows
from tests.stories.test_import_export import received
from tests.stories.test_records import lived
from tests.town import Town

KEPT_APART = {
    table.name for module in (ballots, surveys, feedback) for table in vars(module).values() if isinstance(table, Table)
} - {"camp", "person", "membership"}
"""Where what people say in forms, polls and ratings stands."""
MARKS = some.text(alphabet="甲乙丙丁戊己庚辛壬癸", min_size=6, max_size=12)
FORMS = some.lists(some.tuples(some.sampled_from(["survey", "poll", "level one"]), MARKS, MARKS), min_size=1, max_size=3)


def test_no_statement_of_records_reads_what_was_said_in_a_form() -> None:
    every = {name: one for name, one in vars(learning_records).items() if isinstance(one, RecordRows)}
    assert len(every) >= 8 and {"ballot", "participation", "response", "feedback_self"} <= KEPT_APART
    for name, kind in every.items():
        for statement in kind:
            read = {one.name for one in visitors.iterate(statement) if isinstance(one, Table)}
            assert "membership" in read and not read & KEPT_APART, name


def test_no_form_that_is_drawn_changes_a_record(town: Town) -> None:
    wang, people = lived(town)
    _, before = received(town, wang.tells("导出 xapi"))
    _, table = received(town, wang.tells("导出 人事 格式=csv"))
    said: set[str] = set()
    opened = {"S": 0, "P": 0}

    @settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(FORMS)
    def holds(forms: list[tuple[str, str, str]]) -> None:
        for kind, title, words in forms:
            said.update((title, words))
            letter = "P" if kind == "poll" else "S"
            opened[letter] += 1
            number = f"{letter}{opened[letter]}"
            match kind:
                case "poll":
                    wang.confirms(f"投票 {title}{number}？ {words}/不{words} 匿名")
                case "survey":
                    wang.confirms(f"问卷 {title}{number} 匿名\n说说 [文字]")
                case _:
                    wang.confirms(f"发起 {title}{number} 模板=柯氏一级 匿名")
            for one in people:
                if kind == "poll":
                    one.tells(f"投 {number} 1")
                    continue
                for place, answer in enumerate([words] if kind == "survey" else "454454454", 1):
                    one.tells(f"填 {number} {place} {answer}")
                assert "已" in one.tells(f"填 {number} 交")
        assert received(town, wang.tells("导出 xapi"))[1] == before
        assert received(town, wang.tells("导出 人事 格式=csv"))[1] == table

    holds()
    _, own = received(town, people[0].tells("我的记录 格式=csv"))
    assert said and not [mark for mark in said if mark in (before + table + own).decode()]
