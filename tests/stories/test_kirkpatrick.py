"""柯氏报告: four levels in chat and in a document, from the same figures; every number counted again by a query of this file's own."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.cli.figures import recompute
from bot.config import Settings, Storage
from bot.figures import decimal
from storage import ballots, surveys
from storage.connection import Db
from storage.feedback import people as feedback_people
from storage.feedback import waves
from storage.kept_figures import kept_figure
from tests.engines import on_sqlite, postgresql_in_journeys
from tests.programme import Programme, cells, document
from tests.stories.test_import_export import send
from tests.stories.test_outcomes import AFTER, BEFORE, HEADS, SAID, imports, last_year, rows
from tests.town import CAMP, Town


@pytest.fixture
def programme(either_town: Town) -> Programme:
    return Programme(either_town)


@postgresql_in_journeys
def test_j12_the_whole_report(programme: Programme) -> None:
    said = programme.report("柯氏报告 2605")
    assert "一级 反应：均分4.0（n=38/45，应答84.4%） #1" in said
    assert "训前54.0（n=43） #2" in said and "训后89.0（n=43） #3" in said and "承诺4.5（n=40/45，应答88.9%）" in said
    assert "三级 行为：行为打卡：证据不足（n=4，至少需10） #" in said
    assert "四级 成果：无数据（未导入KPI，或训前没有记期望）" in said
    assert "不能说都是培训带来的：没有对照组，也没有写明假设" in said
    told = {row[0]: row for row in cells(document(programme, said)) if row[0].startswith("#") and len(row) == 7}
    for number, one in enumerate(programme.kept, 1):
        value = told[f"#{number}"][3]
        assert one.number == number
        assert (one.value is None) == ("证据不足" in value), one
        assert told[f"#{number}"][4] == (f"{one.n}/{one.asked}" if one.asked is not None else str(one.n))
    assert recompute(Settings(storage=Storage(url=programme.town.url)), CAMP)


SCORES = """
SELECT b.earned, a.earned FROM sitting b JOIN sitting a ON a.membership_id = b.membership_id
WHERE b.exam_id = 1 AND a.exam_id = 2 AND b.out_of = 100 AND a.out_of = 100
"""
BY_TAG = """
SELECT s.membership_id, sum(w.earned), count(*) FROM sitting s JOIN ask k ON k.sitting_id = s.id
JOIN question_tag t ON t.question_id = k.question_id AND t.tag = :tag JOIN answer w ON w.ask_id = k.id
WHERE s.exam_id = :exam GROUP BY s.membership_id
"""


def mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def learning(before: list[Fraction], after: list[Fraction]) -> dict[str, Fraction]:
    gained = mean(after) - mean(before)
    return {
        "kirkpatrick.before": mean(before),
        "kirkpatrick.after": mean(after),
        "kirkpatrick.gain": gained,
        "kirkpatrick.normalised": gained / (100 - mean(before)),
    }


@postgresql_in_journeys
def test_every_number_is_counted_again_by_hand(programme: Programme) -> None:
    programme.report()
    expected: dict[tuple[str, str], Fraction] = {}
    given = [int(answers[str(q)][0]) for answers in programme.ballots for q in range(3)]
    expected["kirkpatrick.reaction", ""] = Fraction(sum(given), len(given))
    both = [(Fraction(before), Fraction(after)) for before, after in programme.ask(SCORES)]
    assert len(both) == 43
    expected |= {(name, ""): value for name, value in learning([one for one, _ in both], [two for _, two in both]).items()}
    for tag in ("谈判", "洞察"):
        first, second = (
            {member: Fraction(100 * int(right), n) for member, right, n in programme.ask(BY_TAG, exam=exam, tag=tag)}
            for exam in (1, 2)
        )
        took = sorted(first.keys() & second.keys())
        counted = learning([first[one] for one in took], [second[one] for one in took])
        expected |= {(name, tag): value for name, value in counted.items()}
    commitments = [int(row.answers["0"][0]) for row in programme.town.look(select(surveys.response))]
    expected["kirkpatrick.commitment", ""] = mean([Fraction(one) for one in commitments])
    kept = {(row.name, row.inputs.get("tag", "")): row for row in programme.kept}
    numbers = {key: Fraction(row.value) for key, row in kept.items() if row.value is not None}
    assert numbers == expected
    assert kept["kirkpatrick.behaviour", ""].value is None and kept["kirkpatrick.behaviour", ""].n == 4


GONE = {
    "一级 反应：无数据": (["kirkpatrick.reaction"], "UPDATE survey SET form = '' WHERE form = 'level1'"),
    "二级 学习：承诺4.5": (
        ["kirkpatrick.before", "kirkpatrick.after", "kirkpatrick.gain", "kirkpatrick.normalised"],
        "UPDATE exam SET role = 'exam' WHERE role = 'before'",
    ),
    "二级 学习：无数据": (["kirkpatrick.commitment"], "UPDATE survey SET form = '' WHERE form = 'level2'"),
    "三级 行为：无数据": (["kirkpatrick.behaviour"], "DELETE FROM behaviour_report"),
}


@on_sqlite
def test_each_level_is_taken_away_and_its_number_is_gone(programme: Programme) -> None:
    """One after the other: what is gone has no figure any more, what is left has the same ones as before."""
    programme.report()
    left = {row.name: row.value for row in programme.kept}
    for instead, (names, statement) in GONE.items():
        assert left.keys() >= set(names) and instead not in programme.report()
        programme.change(statement)
        assert instead in programme.report()
        left = {name: value for name, value in left.items() if name not in names}
        if left:  # the last report has no figure at all, and so nothing that is kept
            assert {row.name: row.value for row in programme.kept} == left


@on_sqlite
def test_below_the_least_there_is_never_a_number(programme: Programme) -> None:
    """Nine pairs, and nine commitments of 45."""
    programme.change(
        "DELETE FROM answer WHERE ask_id IN (SELECT k.id FROM ask k JOIN sitting s ON s.id = k.sitting_id WHERE s.exam_id = 2 AND s.id > 53)",
        "DELETE FROM ask WHERE sitting_id IN (SELECT id FROM sitting WHERE exam_id = 2 AND id > 53)",
        "DELETE FROM sitting WHERE exam_id = 2 AND id > 53",
        "DELETE FROM response WHERE person_id NOT IN (SELECT person_id FROM response ORDER BY person_id LIMIT 9)",
    )
    said = str(programme.report()).split("出处")[0]
    for called in ("训前", "训后", "增益", "归一化增益"):
        assert f"{called}：证据不足（n=9，至少需10）" in said
    assert "承诺：证据不足（n=9/45，至少需10，或应答50%且有5）" in said
    assert all(row.value is None for row in programme.kept if row.name not in ("kirkpatrick.reaction",))
    assert all(
        "证据不足" in row[3] for row in cells(document(programme, programme.report())) if row[0] == "#2" and len(row) == 7
    )


@on_sqlite
def test_what_was_published_is_found_to_differ(programme: Programme, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(storage=Storage(url=programme.town.url))
    programme.report()
    assert recompute(settings, CAMP)
    programme.change("UPDATE sitting SET earned = 10 WHERE exam_id = 2 AND id = 50")
    assert not recompute(settings, CAMP)
    assert re.search(r"kirkpatrick \d+ #3 训后：发布时 89.0（n=43），重算 87.1（n=43）", capsys.readouterr().out)


@on_sqlite
def test_attribution_takes_a_control_group_or_a_stated_assumption(programme: Programme) -> None:
    assert "得有对照组或写明假设" in programme.owner.tells("柯氏报告 归因=培训真好")
    said = programme.report("柯氏报告 归因=对照组:未参训的30人同期涨2%")
    assert "王岚把变化归因于培训，依据是对照组：未参训的30人同期涨2%。依据小助没有核实。" in said
    assert "不能说都是培训带来的" not in said


@on_sqlite
def test_bad_input_makes_no_report(programme: Programme) -> None:
    for words, why in (
        ("柯氏报告 别的营", "不是这个营"),
        ("柯氏报告 从=4/1", "期间要从开营以后"),
        ("柯氏报告 到=5/31", "期间要从开营以后"),
        ("柯氏报告 从=5/9 到=5/7", "期间要从开营以后"),
        ("柯氏报告 归因=假设:" + "很" * 201, "最多200字"),
    ):
        assert why in programme.owner.tells(words)
    assert {row.report for row in programme.town.look(select(kept_figure))} == {"digest 2026-05-04"}
    assert "社群经理" in programme.town.learner("林晓").tells("柯氏报告")


@on_sqlite
def test_in_english_it_says_the_same(programme: Programme) -> None:
    programme.owner.tells("语言 英文")
    said = programme.report("kirkpatrick")
    assert "mean 4.0 (n = 38 of 45, 84.4% answered) #1" in said and "not enough evidence (n = 4; it takes 10)" in said


@on_sqlite
def test_nobody_else_reads_it_in_the_group(programme: Programme) -> None:
    said = programme.owner.says("/柯氏报告")
    assert "均分" not in said
    assert "均分4.0" in programme.owner.heard_privately


@on_sqlite
def test_level_four_takes_three_months_before_and_after(either_town: Town) -> None:
    town = either_town
    owner, lin = town.opened(), town.learner("林晓")
    lin.tells("积分")
    owner.tells(SAID)
    owner.tells("目标 加 利润额 基线=100 目标=120 截止=12/31")
    assert "四级 成果：无数据" in owner.tells("柯氏报告")
    town.clock.move(datetime(2026, 9, 2, 1, 0, tzinfo=UTC))
    town.settle()
    imports(owner, rows("利润额", AFTER, 110, name="林晓"), rows("利润额", BEFORE[1:], 100, name="林晓"))
    assert "前后变化《利润额》：证据不足（n=2，至少需3）" in owner.tells("柯氏报告")
    town.pass_(minutes=1)
    imports(owner, rows("利润额", BEFORE[:1], 100, name="林晓"))
    assert "前后变化《利润额》+10.0%（前后各3个月）" in owner.tells("柯氏报告")
    town.pass_(minutes=1)
    imports(owner, rows("利润额", last_year(BEFORE), 100, name="林晓"), rows("利润额", last_year(AFTER), 104, name="林晓"))
    said = owner.tells("柯氏报告")
    assert "前后变化《利润额》+10.0%（前后各3个月）" in said and "前后变化《利润额 去年同月》+4.0%（前后各3个月）" in said
    assert "目标1 利润额：基线100｜目标120｜现在110｜Δ+10（导入的“利润额”2026-08，n=1，没有核实" in said
    town.pass_(minutes=1)
    send(owner, "业绩.csv", (HEADS + rows("利润额", BEFORE, 90, name="林晓")).encode())
    assert "已更新3个数" in owner.tells("导入")
    assert recompute(Settings(storage=Storage(url=town.url)), CAMP), (
        "a correction is a version, and changes nothing that was published"
    )


@on_sqlite
@pytest.mark.parametrize("rated", [9, 10])
def test_level_three_takes_ten_who_were_rated(programme: Programme, rated: int) -> None:
    at = programme.town.clock.now()

    def wave(db: Db) -> None:
        by = programme.members[0][0]
        number = waves.set_up(db, 1, date(2026, 5, 6), ["先问参照"], by=by, at=at)
        assert number is not None
        one = waves.find(db, number)
        assert one is not None
        waves.open_wave(db, number, 30, at=at)
        waves.close_wave(db, number, 30, at=at)
        every = [feedback_people.add(db, number, member) for _, member in programme.members[:rated]]
        counts = {f"{one}:0": {"4": 2, "3": 1} for one in every}
        ballots.keep_tallies(db, one.subject(30), {"peer": ballots.Tally(3 * rated, counts)})

    programme.keep(wave)
    said = programme.report()
    enough = f"他评均分《训后30天》{decimal(Fraction(11, 3), 2)}（n={rated}，共{rated}人被评）"
    assert (enough in said) == (rated == 10)
    assert ("他评均分《训后30天》：证据不足（n=9，至少需10）" in said) == (rated == 9)


@pytest.mark.journey
@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed: the document was opened by python-docx alone"
)
def test_another_program_opens_the_document(programme: Programme, tmp_path: Path) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(document(programme, programme.report()))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "txt:Text",
        "--outdir",
    ]
    subprocess.run([*command, str(tmp_path), str(file)], check=True, capture_output=True, timeout=300)
    words = (tmp_path / "report.txt").read_text("utf-8")
    assert "柯氏报告" in words and "证据不足（n=4，至少需10）" in words and "kirkpatrick.reaction" in words
