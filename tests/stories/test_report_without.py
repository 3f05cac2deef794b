"""Each level of a report is taken away, or cut to the edge of what it takes: its number is gone in chat and document, the others stay."""

from __future__ import annotations

import pytest

from tests.engines import on_sqlite
from tests.programme import WholeProgramme, cells, document, paragraphs
from tests.town import Heard, Town

HEADS = ("一级 反应", "二级 学习", "三级 行为", "四级 成果")
GONE = {
    0: (
        "DELETE FROM lesson_score",
        "DELETE FROM event_opinion",
        "UPDATE survey SET form = '' WHERE form = 'level1'",
    ),
    1: ("UPDATE exam SET role = 'exam' WHERE role = 'before'", "UPDATE survey SET form = '' WHERE form = 'level2'"),
    2: ("DELETE FROM behaviour_report", "DELETE FROM feedback_wave"),
    3: ("DELETE FROM kpi_value",),
}
WHY = (
    "无数据（还没有收齐的一级问卷：问卷 柯氏一级 匿名 截止=周五 18:00）",
    "无数据（还没有人课前课后测都考过：课前测 标签，课后测 标签）",
    "无数据（没有对方确认过的行为打卡）",
)
FIRST = {"均分": 0, "微课评分": 0, "活动评分": 0, "讲师评分": 0, "训前": 1, "训后": 1, "增益": 1, "归一化增益": 1, "承诺": 1}
LEVEL = FIRST | {"行为打卡": 2, "他评均分": 2, "互评回收率": 2, "前后变化": 3, "相差百分点": 3}


@pytest.fixture
def whole(either_town: Town) -> WholeProgramme:
    return WholeProgramme(either_town)


def by_level(content: bytes) -> dict[int, list[list[str]]]:
    """Every figure's row, but for its number, by the level whose figure it is."""
    found: dict[int, list[list[str]]] = {}
    for row in cells(content):
        if len(row) == 7 and row[0].startswith("#"):
            found.setdefault(LEVEL[row[2]], []).append(row[1:])
    return found


def level(said: Heard, place: int) -> str:
    """What is said of a level in chat."""
    (line,) = [line for line in said.splitlines() if line.startswith(HEADS[place])]
    return line.removeprefix(HEADS[place] + "：")


@on_sqlite
def test_each_level_is_removed_and_its_numbers_are_gone_in_chat_and_document(whole: WholeProgramme) -> None:
    """One after the other, in the middle of the others."""
    said = whole.report()
    left = by_level(document(whole, said))
    assert left.keys() == {0, 1, 2, 3}
    for place in (1, 0, 2):
        assert "无数据" not in level(said, place)
        whole.change(*GONE[place])
        said = whole.report()
        content = document(whole, said)
        assert level(said, place) == WHY[place]
        assert WHY[place] in paragraphs(content)
        del left[place]
        assert by_level(content) == left
    whole.change(*GONE[3])
    said = whole.report()
    assert level(said, 3).count("无基线或训后无数，比不了") == level(said, 3).count("#") == 2
    assert not any(character.isdigit() for row in by_level(document(whole, said))[3] for character in row[2])
    assert "目标2 利润额：基线100｜目标120｜现在无数据｜Δ无数据（未导入“利润额”" in said


@on_sqlite
def test_an_import_that_is_taken_back_takes_level_four_and_the_target_along(whole: WholeProgramme) -> None:
    """As people do it."""
    whole.owner.takes_back()
    said = whole.report()
    assert "无基线或训后无数，比不了" in level(said, 3) and not any(sign in level(said, 3) for sign in "%+")
    assert "目标2 利润额：基线100｜目标120｜现在无数据｜Δ无数据" in said
    assert all("%" not in row[2] for row in by_level(document(whole, said))[3])


@on_sqlite
def test_at_the_edge_of_ten_answers_or_half_of_those_asked(whole: WholeProgramme) -> None:
    """One form of named answers, cut down together with who was asked."""
    whole.change(*GONE[0], "UPDATE survey SET form = 'level1' WHERE id = (SELECT max(id) FROM survey)")
    for answers, asked, is_said in (
        (10, 45, True),
        (9, 45, False),
        (9, 19, False),
        (9, 18, True),
        (5, 11, False),
        (5, 10, True),
        (4, 8, False),
    ):
        whole.change(
            f"DELETE FROM response WHERE survey_id = (SELECT max(id) FROM survey) AND person_id NOT IN "
            f"(SELECT person_id FROM response WHERE survey_id = (SELECT max(id) FROM survey) ORDER BY person_id LIMIT {answers})",
            f"UPDATE membership SET role = 'expert' WHERE role = 'learner' AND id NOT IN "
            f"(SELECT id FROM membership WHERE role = 'learner' ORDER BY id LIMIT {asked})",
        )
        line = level(whole.report(), 0)
        too_few = f"均分：证据不足（n={answers}/{asked}，至少需10，或应答50%且有5）"
        assert (too_few in line) != is_said and (f"（n={answers}/{asked}，" in line), (answers, asked, line)


@on_sqlite
def test_at_the_edge_of_ten_pairs_ten_people_and_three_months(whole: WholeProgramme) -> None:
    for n in (10, 9):
        last = 44 + n
        whole.change(
            f"DELETE FROM answer WHERE ask_id IN (SELECT id FROM ask WHERE sitting_id > {last})",
            f"DELETE FROM ask WHERE sitting_id > {last}",
            f"DELETE FROM sitting WHERE id > {last}",
            f"DELETE FROM behaviour_report WHERE membership_id NOT IN "
            f"(SELECT DISTINCT membership_id FROM behaviour_report ORDER BY membership_id LIMIT {n})",
        )
        said = whole.report()
        few = f"证据不足（n={n}，至少需10）"
        assert (f"训前：{few}" in said) == (f"训后：{few}" in said) == (f"行为打卡：{few}" in said) == (n == 9)
        assert f"（n={n}）" in said or n == 9
    assert "前后变化《利润额》+9.9%（前后各3个月）" in said
    whole.change("DELETE FROM kpi_value WHERE month = '2026-08-01'")
    assert "前后变化《利润额》：证据不足（n=2，至少需3）" in whole.report()
    whole.change("DELETE FROM kpi_value WHERE month LIKE '2026-0_-01' AND month < '2026-05-01'")
    assert "前后变化《利润额》：无基线或训后无数，比不了" in whole.report()


@on_sqlite
def test_level_four_is_held_against_a_control_group(whole: WholeProgramme) -> None:
    refused = whole.owner.tells("柯氏报告 对照=华北")
    assert refused == "没有导入过团队“华北”的数，不能当对照，没有出报告。导入过的有：华东、华南"
    said = whole.report("柯氏报告 对照=华南")
    line = level(said, 3)
    assert "前后变化《利润额 对照组华南》+1.0%（前后各3个月）" in line
    assert "前后变化《培训成本》-10.0%（前后各3个月）" in line, "of the teams but the control group"
    assert "前后变化《培训成本 对照组华南》-10.2%（前后各3个月）" in line
    assert "不能说都是培训带来的；和对照组华南差多少见四级" in said and "没有对照组" not in said
    assert "相差百分点《利润额 对照组华南》+8.9（前后各3个月）" in line
    assert "相差百分点《培训成本 对照组华南》+0.2（前后各3个月）" in line
    held = whole.owner.tells("成效 对照=华南")
    assert "对照组华南+1.0%，差+8.9个百分点" in held and "对照组华南-10.2%，差+0.2个百分点" in held, "the same in 成效"
    whole.owner.tells("语言 英文")
    english = whole.report("kirkpatrick control=华南")
    assert "change of “利润额, control group 华南” +1.0% (3 months before and after)" in english
    assert "others' mean of “day 30” 3.13 (n = 11 of 12 who are rated)" in english
    assert "ratings given of “day 30” 76.7% (46 of 60 came in)" in english
    assert "the same months a year ago” +4.0%" in english and "训后" not in english and "去年" not in english


@on_sqlite
def test_a_claim_leans_on_a_control_group_with_figures_only(whole: WholeProgramme) -> None:
    """The grounds of 成效 and of the report are the same: a named group needs no words of its own, and has to have its months."""
    for command in ("成效", "柯氏报告"):
        assert "得有对照组或写明假设" in whole.owner.tells(f"{command} 归因=对照组")
        assert "依据是对照组华南" in whole.owner.tells(f"{command} 对照=华南 归因=对照组").replace("对照组：", "对照组")
    whole.town.pass_(minutes=1)
    before = len(whole.kept)
    whole.change("DELETE FROM kpi_value WHERE team = '华南' AND month = '2026-08-01'")
    assert "对照组“华南”前后的数不全，不能当依据" in whole.owner.tells("成效 对照=华南 归因=对照组")
    refused = whole.report("柯氏报告 对照=华南 归因=对照组")
    assert "对照组“华南”前后的数不全，不能当依据，没有出报告" in refused and "一级" not in refused
    assert len(whole.kept) == before, "nothing was published"
    line = level(whole.report("柯氏报告 对照=华南"), 3)
    assert "前后变化《利润额 对照组华南》：证据不足（n=2，至少需3）" in line
    assert "相差百分点《利润额 对照组华南》：证据不足（n=2，至少需3）" in line, "no difference to what is too little"
