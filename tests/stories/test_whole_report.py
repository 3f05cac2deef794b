"""Every number a Kirkpatrick report prints, in chat and in its document, counted anew by statements of this file's own; none is left over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import pytest

from bot.cli.figures import recompute
from bot.config import Settings, Storage
from tests.engines import on_sqlite
from tests.programme import A_YEAR_AGO, MONTHS, WholeProgramme, cells, document, paragraphs
from tests.stories.test_kirkpatrick import BY_TAG, SCORES, learning
from tests.town import CAMP, Town

WORKDAYS = 80
"""From 11 May to 31 August 2026: sixteen weeks and a Monday, less 19 June."""
REPORT = "2026-05-06 至\n2026-09-02"
LEAST_RATERS = {"lesson": 5, "event": 3}


class Printed(NamedTuple):
    """A row as the document is to have it, and what is said of it in chat ("" where that is nothing)."""

    about: str
    figure: str
    value: str
    n: str
    answered: str = "–"
    days: str = REPORT
    chat: str = ""


@pytest.fixture
def whole(either_town: Town) -> WholeProgramme:
    return WholeProgramme(either_town)


def rounded(value: Fraction, places: int = 1) -> str:
    """Half away from zero, as people are taught."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def percent(part: Fraction | int, whole: int = 1) -> str:
    return f"{rounded(Fraction(part) * 100 / whole)}%"


def one(whole: WholeProgramme, query: str, **values: Any) -> Any:
    (row,) = whole.ask(query, **values)
    return row[0] if len(row) == 1 else row


def answered(about: str, figure: str, total: Any, given: int, n: int, asked: int, *, in_chat: bool = False) -> Printed:
    value, rate = rounded(Fraction(total, given)), percent(n, asked)
    chat = f"{figure}{value}（n={n}/{asked}，应答{rate}）" if in_chat else ""
    return Printed(about, figure, value, f"{n}/{asked}", rate, chat=chat)


def points(whole: WholeProgramme, survey: int) -> list[int]:
    """Every point given to a form of points: anonymous ballots and named answers alike."""
    rows = whole.ask("SELECT answers FROM ballot WHERE subject = :s", s=f"survey:{survey}")
    rows += whole.ask("SELECT answers FROM response WHERE survey_id = :s", s=survey)
    return [int(point) for (answers,) in rows for points in json.loads(answers).values() for point in points]


def reactions(whole: WholeProgramme) -> Iterator[Printed]:
    learners = one(whole, "SELECT count(*) FROM membership WHERE role = 'learner'")
    forms = whole.ask("SELECT id, title FROM survey WHERE form = 'level1' ORDER BY closed_at, id")
    given = {number: points(whole, number) for number, _ in forms}
    sent = {number: len(marks) // 3 for number, marks in given.items()}
    every = [mark for marks in given.values() for mark in marks]
    yield answered("–", "均分", sum(every), len(every), sum(sent.values()), learners * len(forms), in_chat=True)
    for number, title in forms:
        yield answered(title, "均分", sum(given[number]), len(given[number]), sent[number], learners)
    lessons = """SELECT l.number, l.title, sum(s.score * s.times), sum(s.times),
        (SELECT count(*) FROM lesson_done d WHERE d.lesson_id = l.id AND d.at IS NOT NULL)
        FROM lesson l JOIN lesson_score s ON s.lesson_id = l.id GROUP BY l.id ORDER BY l.number"""
    taught = whole.ask(lessons)
    for number, title, total, n, asked in taught:
        if n >= 10:
            yield answered(f"L{number} {title}", "微课评分", total, n, n, asked)
        else:
            why = f"证据不足（n={n}/{asked}，至少需10，或应答50%且有5）"
            yield Printed(f"L{number} {title}", "微课评分", why, f"{n}/{asked}", percent(n, asked))
    there = "SELECT count(*) FROM attendance WHERE event_id = e.id AND state IN ('present', 'late')"
    held = whole.ask(
        f"SELECT e.id, e.title, sum(o.score), count(*), ({there}) FROM event e JOIN event_opinion o ON o.event_id = e.id GROUP BY e.id"
    )
    for number, title, total, n, asked in held:
        yield answered(f"V{number} {title}", "活动评分", total, n, n, asked)
    theirs = [(total, n, asked) for *_, total, n, asked in taught if n >= LEAST_RATERS["lesson"]]
    theirs += [(2 * total, n, asked) for *_, total, n, asked in held if n >= LEAST_RATERS["event"]]
    total, n, asked = (sum(one[place] for one in theirs) for place in range(3))
    yield answered("何琳", "讲师评分", total, n, n, asked)


NAMES = {
    "kirkpatrick.before": "训前",
    "kirkpatrick.after": "训后",
    "kirkpatrick.gain": "增益",
    "kirkpatrick.normalised": "归一化增益",
}


def learned(whole: WholeProgramme) -> Iterator[Printed]:
    both = [(Fraction(before), Fraction(after)) for before, after in whole.ask(SCORES)]
    yield from _of_pairs("异议", both, in_chat=True)
    for (tag,) in whole.ask("SELECT DISTINCT tag FROM question_tag ORDER BY tag"):
        first, second = (
            {member: Fraction(100 * right, n) for member, right, n in whole.ask(BY_TAG, exam=exam, tag=tag)} for exam in (1, 2)
        )
        yield from _of_pairs(f"异议 · {tag}", [(first[it], second[it]) for it in first.keys() & second.keys()])
    given = points(whole, one(whole, "SELECT id FROM survey WHERE form = 'level2'"))
    learners = one(whole, "SELECT count(*) FROM membership WHERE role = 'learner'")
    yield answered("–", "承诺", sum(given), len(given), len(given), learners, in_chat=True)


def _of_pairs(about: str, both: list[tuple[Fraction, Fraction]], *, in_chat: bool = False) -> Iterator[Printed]:
    found = learning([before for before, _ in both], [after for _, after in both])
    for name, value in found.items():
        said = percent(value) if name == "kirkpatrick.normalised" else rounded(value)
        n = len(both)
        yield Printed(about, NAMES[name], said, str(n), chat=f"{NAMES[name]}{said}（n={n}）" if in_chat else "")


def behaving(whole: WholeProgramme) -> Iterator[Printed]:
    told, confirmed, people = one(
        whole,
        """SELECT count(*), count(confirmed_at), count(DISTINCT CASE WHEN confirmed_at IS NOT NULL THEN membership_id END)
        FROM behaviour_report WHERE about_id IS NOT NULL""",
    )
    said = percent(confirmed, told)
    yield Printed("–", "行为打卡", said, str(people), chat=f"行为打卡{said}（n={people}）")
    rated = one(whole, "SELECT count(*) FROM feedback_rated")
    asked = one(whole, "SELECT count(*) FROM feedback_rater")
    for days in (30, 90):
        subject = f"feedback:1:{days}"
        of_each: dict[str, list[int]] = {}
        for (counts,) in whole.ask("SELECT counts FROM tally WHERE subject = :s", s=subject):
            for place, marks in json.loads(counts)["counts"].items():
                of_each.setdefault(place, []).extend(int(mark) for mark, times in marks.items() for _ in range(times))
        marks = [mark for those in of_each.values() for mark in those]
        enough = {place.split(":")[0] for place, those in of_each.items() if len(those) >= 3}
        value, who = rounded(Fraction(sum(marks), len(marks)), 2), f"n={len(enough)}，共{rated}人被评"
        yield Printed(f"训后{days}天", "他评均分", value, who, chat=f"他评均分《训后{days}天》{value}（{who}）")
        done = one(whole, "SELECT count(*) FROM participation WHERE subject LIKE :s", s=f"{subject}:%")
        value, who = percent(done, asked), f"收到{done}/{asked}份"
        yield Printed(f"训后{days}天", "互评回收率", value, who, chat=f"互评回收率《训后{days}天》{value}（{who}）")


MEAN = """SELECT avg(CAST(v.value AS REAL)) FROM kpi_value v JOIN kpi_metric m ON m.id = v.metric_id
WHERE m.name = :metric AND v.replaced_at IS NULL AND v.month IN ({months}) AND (:whose = '' OR v.team = :whose)
AND (:whose <> '' OR (v.membership_id IS NOT NULL) = :people)"""


def changed(
    whole: WholeProgramme, about: str, metric: str, months: dict[str, Any], *, people: bool, whose: str = ""
) -> Printed:
    before, after = (
        Fraction(
            one(
                whole,
                MEAN.format(months=", ".join(f"'{month}-01'" for month in months[side])),
                metric=metric,
                whose=whose,
                people=people,
            )
        ).limit_denominator(10**6)
        for side in ("before", "after")
    )
    change = (after - before) / before
    said = f"{'+' if change > 0 else ''}{percent(change)}"
    days = f"{months['before'][0]}-01 至\n{months['after'][-1]}-31"
    return Printed(about, "前后变化", said, "前后各3个月", days=days, chat=f"前后变化《{about}》{said}（前后各3个月）")


def results(whole: WholeProgramme) -> Iterator[Printed]:
    for metric, people in (("利润额", True), ("培训成本", False)):
        yield changed(whole, metric, metric, MONTHS, people=people)
        yield changed(whole, f"{metric} 去年同月", metric, A_YEAR_AGO, people=people)
        if not people:
            for team in ("华东", "华南"):
                yield changed(whole, f"{metric} {team}", metric, MONTHS, people=people, whose=team)._replace(chat="")


def plain(value: Fraction) -> str:
    return rounded(value, 2).rstrip("0").rstrip(".")


def cut(value: Fraction) -> str:
    """What is held against a gate, with one decimal."""
    return str(Decimal(int(value * 10)).scaleb(-1)).removesuffix(".0")


def aims(whole: WholeProgramme) -> list[tuple[str, list[str]]]:
    """Of each target: what is said of it in chat, and its cells in the document."""
    learners = one(whole, "SELECT count(*) FROM membership WHERE role = 'learner'")
    done = one(
        whole,
        """SELECT count(*) FROM check_in c JOIN membership m ON m.id = c.membership_id
        WHERE m.role = 'learner' AND c.kind = 'stamp' AND c.day BETWEEN '2026-05-11' AND '2026-08-31'""",
    )
    rate = Fraction(100 * done, learners * WORKDAYS)
    profit, n = one(
        whole,
        """SELECT avg(CAST(v.value AS REAL)), count(*) FROM kpi_value v JOIN kpi_metric m ON m.id = v.metric_id
        WHERE m.name = '利润额' AND v.month = '2026-08-01' AND v.membership_id IS NOT NULL AND v.replaced_at IS NULL""",
    )
    made = Fraction(profit).limit_denominator(10**6)
    set_to = {
        name: (Fraction(baseline), Fraction(aim), unit)
        for name, baseline, aim, unit in whole.ask("SELECT metric, baseline, aim, unit FROM target")
    }
    found = {"打卡率": rate, "利润额": made, "NPS": None}
    who = {
        "打卡率": f"05-11–08-31由小助数（打卡率，n={learners * WORKDAYS}）；到 2026-08-31，王岚负责 #1",
        "利润额": f"导入的“利润额”2026-08，n={n}，没有核实；到 2026-12-31，王岚负责 #2",
        "NPS": "未导入“NPS”；到 2026-08-31，王岚负责",
    }
    due = {"打卡率": "2026-08-31", "利润额": "2026-12-31", "NPS": "2026-08-31"}
    rows = []
    for number, (name, (baseline, aim, unit)) in enumerate(set_to.items(), 1):
        now = found[name]
        said, moved = (
            ("无数据", "无数据") if now is None else (f"{cut(now) if unit == '%' else plain(now)}{unit}", plain(now - baseline))
        )
        moved = f"+{moved}" if now is not None and now > baseline else moved
        ends = [f"{plain(baseline)}{unit}", f"{plain(aim)}{unit}", said, moved]
        words = "目标{} {}：基线{}｜目标{}｜现在{}｜Δ{}（{}）".format(number, name, *ends, who[name])
        rows.append((words, [name, *ends, f"{due[name]}，王岚", f"#{number}" if now is not None else "–"]))
    return rows


NOT_FIGURES = (
    f"📈 柯氏报告 {CAMP}（2026-05-06 至 2026-09-02）",
    "所有1–5分题", "”1–5分", "（1到5）", "÷（100−", "− 1，",
    f"柯氏报告-{CAMP}-2026-09-02.docx",
)  # fmt: skip
"""The days asked for, the scales that are rated on and the name of the file: all that is no figure."""


@on_sqlite
def test_every_number_in_chat_and_document_is_counted_anew(whole: WholeProgramme) -> None:
    said = whole.report()
    content = document(whole, said)
    rows = [*reactions(whole), *learned(whole), *behaving(whole), *results(whole)]
    there, targets = cells(content), aims(whole)
    first = sum(1 for _, row in targets if row[-1] != "–") + 1
    expected = [[f"#{place}", *row[:6]] for place, row in enumerate(rows, first)]
    assert [row for row in there if len(row) == 7 and row[0].startswith("#")] == expected
    heads = {"目标", "编号"}
    assert [row for row in there if len(row) == 7 and row[0] not in heads and row[0][0] != "#"] == [row for _, row in targets]

    left = str(said)
    in_chat = [words for words, _ in targets] + [f"{row.chat} #{place}" for place, row in enumerate(rows, first) if row.chat]
    for words in in_chat:
        assert left.count(words) == 1, words
        left = left.replace(words, "")
    numbers = len(rows) + first - 1
    for words in (*NOT_FIGURES, f"共{numbers}个数"):
        assert words in left, words
        left = left.replace(words, "")
    sources = re.findall(r"^((?:#\d+ )+)\D+：", left, re.M)
    of_sources = {int(number) for words in sources for number in re.findall(r"\d+", words)}
    assert of_sources == {int(number) for words in in_chat for number in re.findall(r"#(\d+)", words)}
    assert re.findall(r"\d+", re.sub(r"^(#\d+ )+", "", left, flags=re.M)) == [], left

    told = [row for row in there if len(row) == 4 and row[0].startswith("#")]
    assert [row[0] for row in told] == [f"#{place}" for place in range(1, numbers + 1)]
    kept = whole.kept
    assert [row[1] for row in told] == [one.name for one in kept]
    assert [json.loads(row[3]) for row in told] == [one.inputs for one in kept]
    drawn = "四级一览（#{} #{} #{} #{} #{}）".format(
        *(place for place, row in enumerate(rows, first) if (row.figure, row.about) in DRAWN)
    )
    assert drawn in paragraphs(content)
    assert recompute(Settings(storage=Storage(url=whole.town.url)), CAMP)


DRAWN = {("均分", "–"), ("训前", "异议"), ("训后", "异议"), ("行为打卡", "–"), ("前后变化", "利润额")}
