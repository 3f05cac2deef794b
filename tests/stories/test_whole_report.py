"""Every number a Kirkpatrick report prints, in chat and in its document and in either language, counted anew by statements of this file's own;
none is left over."""

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
LEAST_RATERS = {"lesson": 5, "event": 3}


class Printed(NamedTuple):
    """A row as the document is to have it, and what is said of it in chat ("" where that is nothing)."""

    about: str
    figure: str
    value: str
    n: str
    answered: str = "–"
    days: str = ""
    """"" for the days of the report."""
    chat: str = ""


class Spoken(NamedTuple):
    """How one language says what the report is made of; its words are those of the other, by what they are called in Chinese."""

    called: dict[str, str]
    figure: str
    """In chat: what it is called, its number and of how many."""
    of: str
    answered: str
    too_few: str
    about: str
    days: str
    year_ago: str
    control: str
    team: str
    rated: str
    came_in: str
    months: str
    wave: str
    target: str
    until: str
    counted: str
    imported: str
    missing: str
    nothing: str
    not_figures: tuple[str, ...]
    """The days asked for, the scales that are rated on and the name of the file: all that is no figure."""
    all: str
    drawn: str


CHINESE = Spoken(
    called={},
    figure="{called}{value}{of}",
    of="（n={n}）",
    answered="（n={n}/{asked}，应答{rate}）",
    too_few="证据不足（n={n}/{asked}，至少需10，或应答50%且有5）",
    about="{called}《{about}》",
    days="{first} 至\n{last}",
    year_ago="{about} 去年同月",
    control="{about} 对照组{team}",
    team="{about} {team}",
    rated="n={n}，共{rated}人被评",
    came_in="收到{done}/{asked}份",
    months="前后各3个月",
    wave="训后{days}天",
    target="目标{} {}：基线{}｜目标{}｜现在{}｜Δ{}（{}；到 {}，王岚负责{}）",
    until="{}，王岚",
    counted="05-11–08-31由小助数（打卡率，n={}）",
    imported="导入的“利润额”2026-08，n={}，没有核实",
    missing="未导入“NPS”",
    nothing="无数据",
    not_figures=(
        f"📈 柯氏报告 {CAMP}（2026-05-06 至 2026-09-02）",
        "所有1–5分题", "”1–5分", "（1到5）", "÷（100−", "− 1，",
        f"柯氏报告-{CAMP}-2026-09-02.docx",
    ),
    all="共{}个数",
    drawn="四级一览（{}）",
)  # fmt: skip
ENGLISH = Spoken(
    called={
        "均分": "mean",
        "微课评分": "lesson's rating",
        "活动评分": "event's rating",
        "讲师评分": "lecturer's rating",
        "训前": "before",
        "训后": "after",
        "增益": "gain",
        "归一化增益": "normalised gain",
        "承诺": "commitment",
        "行为打卡": "behaviour check-ins",
        "他评均分": "others' mean",
        "互评回收率": "ratings given",
        "前后变化": "change",
        "相差百分点": "points apart",
    },
    figure="{called} {value}{of}",
    of=" (n = {n})",
    answered=" (n = {n} of {asked}, {rate} answered)",
    too_few="not enough evidence (n = {n} of {asked}; it takes 10, or 50% of those asked and 5)",
    about="{called} of “{about}”",
    days="{first} to\n{last}",
    year_ago="{about}, the same months a year ago",
    control="{about}, control group {team}",
    team="{about}, {team}",
    rated="n = {n} of {rated} who are rated",
    came_in="{done} of {asked} came in",
    months="3 months before and after",
    wave="day {days}",
    target="Target {}, {}: baseline {} | target {} | now {} | Δ {} ({}; until {}; 王岚 answers for it{})",
    until="{}, 王岚",
    counted="counted by me 05-11 to 08-31 (Check-in rate, n = {})",
    imported="imported “利润额” of 2026-08, n = {}, not checked",
    missing="“NPS” was not imported",
    nothing="no data",
    not_figures=(
        f"📈 Kirkpatrick report, {CAMP} (2026-05-06 to 2026-09-02)",
        "all questions of 1 to 5", "mean of 1 to 5 given to the level-two form", "marks from 1 to 5", "÷ (100 −", "− 1,",
        f"kirkpatrick-{CAMP}-2026-09-02.docx",
    ),
    all="{} figures in all",
    drawn="The four levels ({})",
)  # fmt: skip


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


def answered(
    said: Spoken, about: str, figure: str, total: Any, given: int, n: int, asked: int, *, in_chat: bool = False
) -> Printed:
    value, rate = rounded(Fraction(total, given)), percent(n, asked)
    chat = in_words(said, figure, value, said.answered.format(n=n, asked=asked, rate=rate)) if in_chat else ""
    return Printed(about, figure, value, f"{n}/{asked}", rate, chat=chat)


def in_words(said: Spoken, figure: str, value: str, of: str, about: str = "") -> str:
    """A figure as it stands in chat."""
    called = said.called.get(figure, figure)
    if about:
        called = said.about.format(called=called, about=about)
    return said.figure.format(called=called, value=value, of=of)


def among(said: Spoken, of: str) -> str:
    """What its n are, in brackets as the language has them."""
    return said.of.replace("n={n}", "{}").replace("n = {n}", "{}").format(of)


def points(whole: WholeProgramme, survey: int, place: int | None = None) -> list[int]:
    """Every point given to a form of points, or to one of its questions: anonymous ballots and named answers alike."""
    rows = whole.ask("SELECT answers FROM ballot WHERE subject = :s", s=f"survey:{survey}")
    rows += whole.ask("SELECT answers FROM response WHERE survey_id = :s", s=survey)
    answers = [(int(question), points) for (one,) in rows for question, points in json.loads(one).items()]
    return [int(point) for question, points in answers for point in points if place in (None, question)]


def reactions(whole: WholeProgramme, said: Spoken) -> Iterator[Printed]:
    learners = one(whole, "SELECT count(*) FROM membership WHERE role = 'learner'")
    forms = whole.ask("SELECT id, title FROM survey WHERE form = 'level1' ORDER BY closed_at, id")
    given = {number: points(whole, number) for number, _ in forms}
    sent = {number: len(marks) // 3 for number, marks in given.items()}
    every = [mark for marks in given.values() for mark in marks]
    yield answered(said, "–", "均分", sum(every), len(every), sum(sent.values()), learners * len(forms), in_chat=True)
    for number, title in forms:
        yield answered(said, title, "均分", sum(given[number]), len(given[number]), sent[number], learners)
    lessons = """SELECT l.number, l.title, sum(s.score * s.times), sum(s.times),
        (SELECT count(*) FROM lesson_done d WHERE d.lesson_id = l.id AND d.at IS NOT NULL)
        FROM lesson l JOIN lesson_score s ON s.lesson_id = l.id GROUP BY l.id ORDER BY l.number"""
    taught = whole.ask(lessons)
    for number, title, total, n, asked in taught:
        if n >= 10:
            yield answered(said, f"L{number} {title}", "微课评分", total, n, n, asked)
        else:
            why = said.too_few.format(n=n, asked=asked)
            yield Printed(f"L{number} {title}", "微课评分", why, f"{n}/{asked}", percent(n, asked))
    there = "SELECT count(*) FROM attendance WHERE event_id = e.id AND state IN ('present', 'late')"
    held = whole.ask(
        f"SELECT e.id, e.title, sum(o.score), count(*), ({there}) FROM event e JOIN event_opinion o ON o.event_id = e.id GROUP BY e.id"
    )
    for number, title, total, n, asked in held:
        yield answered(said, f"V{number} {title}", "活动评分", total, n, n, asked)
    theirs = [(total, n, asked) for *_, total, n, asked in taught if n >= LEAST_RATERS["lesson"]]
    theirs += [(2 * total, n, asked) for *_, total, n, asked in held if n >= LEAST_RATERS["event"]]
    total, n, asked = (sum(one[place] for one in theirs) for place in range(3))
    yield answered(said, "何琳", "讲师评分", total, n, n, asked)


NAMES = {
    "kirkpatrick.before": "训前",
    "kirkpatrick.after": "训后",
    "kirkpatrick.gain": "增益",
    "kirkpatrick.normalised": "归一化增益",
}


def learned(whole: WholeProgramme, said: Spoken) -> Iterator[Printed]:
    both = [(Fraction(before), Fraction(after)) for before, after in whole.ask(SCORES)]
    yield from _of_pairs(said, "异议", both, in_chat=True)
    for (tag,) in whole.ask("SELECT DISTINCT tag FROM question_tag ORDER BY tag"):
        first, second = (
            {member: Fraction(100 * right, n) for member, right, n in whole.ask(BY_TAG, exam=exam, tag=tag)} for exam in (1, 2)
        )
        yield from _of_pairs(said, f"异议 · {tag}", [(first[it], second[it]) for it in first.keys() & second.keys()])
    form = one(whole, "SELECT max(id) FROM survey WHERE form = 'level2'")
    learners = one(whole, "SELECT count(*) FROM membership WHERE role = 'learner'")
    of_each = {tag: points(whole, form, place) for place, tag in enumerate(("谈判", "洞察"))}
    given, n = [mark for marks in of_each.values() for mark in marks], len(of_each["谈判"])
    yield answered(said, "–", "承诺", sum(given), len(given), n, learners, in_chat=True)
    for tag, marks in sorted(of_each.items()):
        yield answered(said, tag, "承诺", sum(marks), len(marks), len(marks), learners)


def _of_pairs(said: Spoken, about: str, both: list[tuple[Fraction, Fraction]], *, in_chat: bool = False) -> Iterator[Printed]:
    found = learning([before for before, _ in both], [after for _, after in both])
    for name, value in found.items():
        shown = percent(value) if name == "kirkpatrick.normalised" else rounded(value)
        n = len(both)
        chat = in_words(said, NAMES[name], shown, said.of.format(n=n)) if in_chat else ""
        yield Printed(about, NAMES[name], shown, str(n), chat=chat)


def behaving(whole: WholeProgramme, said: Spoken) -> Iterator[Printed]:
    told, confirmed, people = one(
        whole,
        """SELECT count(*), count(confirmed_at), count(DISTINCT CASE WHEN confirmed_at IS NOT NULL THEN membership_id END)
        FROM behaviour_report WHERE about_id IS NOT NULL""",
    )
    share = percent(confirmed, told)
    yield Printed("–", "行为打卡", share, str(people), chat=in_words(said, "行为打卡", share, said.of.format(n=people)))
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
        done = one(whole, "SELECT count(*) FROM participation WHERE subject LIKE :s", s=f"{subject}:%")
        wave = said.wave.format(days=days)
        for figure, value, who in (
            ("他评均分", rounded(Fraction(sum(marks), len(marks)), 2), said.rated.format(n=len(enough), rated=rated)),
            ("互评回收率", percent(done, asked), said.came_in.format(done=done, asked=asked)),
        ):
            yield Printed(wave, figure, value, who, chat=in_words(said, figure, value, among(said, who), wave))


MEAN = """SELECT avg(CAST(v.value AS REAL)) FROM kpi_value v JOIN kpi_metric m ON m.id = v.metric_id
WHERE m.name = :metric AND v.replaced_at IS NULL AND v.month IN ({months}) AND (:whose = '' OR v.team = :whose)
AND (:whose <> '' OR (v.membership_id IS NOT NULL) = :people)"""


def change(whole: WholeProgramme, metric: str, months: dict[str, Any], *, people: bool, whose: str = "") -> Fraction:
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
    return (after - before) / before


def of_months(
    said: Spoken, about: str, figure: str, value: Fraction, months: dict[str, Any], *, in_chat: bool = True
) -> Printed:
    """A change in percent, or how many points two are apart."""
    shown = f"{'+' if value > 0 else ''}{percent(value) if figure == '前后变化' else rounded(value * 100)}"
    days = said.days.format(first=f"{months['before'][0]}-01", last=f"{months['after'][-1]}-31")
    chat = in_words(said, figure, shown, among(said, said.months), about) if in_chat else ""
    return Printed(about, figure, shown, said.months, days=days, chat=chat)


def results(whole: WholeProgramme, said: Spoken, control: str) -> Iterator[Printed]:
    """People's profit and the teams' cost, against a year ago and, where it is named, a team that was not trained."""
    for metric, people in (("利润额", True), ("培训成本", False)):
        whose = "华东" if control and not people else ""
        now, then = (change(whole, metric, months, people=people, whose=whose) for months in (MONTHS, A_YEAR_AGO))
        year_ago = said.year_ago.format(about=metric)
        yield of_months(said, metric, "前后变化", now, MONTHS)
        yield of_months(said, year_ago, "前后变化", then, A_YEAR_AGO)
        yield of_months(said, year_ago, "相差百分点", now - then, MONTHS)
        if control:
            about, other = (
                said.control.format(about=metric, team=control),
                change(whole, metric, MONTHS, people=False, whose=control),
            )
            yield of_months(said, about, "前后变化", other, MONTHS)
            yield of_months(said, about, "相差百分点", now - other, MONTHS)
        elif not people:
            for team in ("华东", "华南"):
                its = change(whole, metric, MONTHS, people=False, whose=team)
                yield of_months(said, said.team.format(about=metric, team=team), "前后变化", its, MONTHS, in_chat=False)


def plain(value: Fraction) -> str:
    return rounded(value, 2).rstrip("0").rstrip(".")


def cut(value: Fraction) -> str:
    """What is held against a gate, with one decimal."""
    return str(Decimal(int(value * 10)).scaleb(-1)).removesuffix(".0")


def aims(whole: WholeProgramme, words: Spoken) -> list[tuple[str, list[str]]]:
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
    source = {
        "打卡率": words.counted.format(learners * WORKDAYS),
        "利润额": words.imported.format(n),
        "NPS": words.missing,
    }
    due = {"打卡率": "2026-08-31", "利润额": "2026-12-31", "NPS": "2026-08-31"}
    rows = []
    for number, (name, (baseline, aim, unit)) in enumerate(set_to.items(), 1):
        now = found[name]
        said, moved = (
            (words.nothing, words.nothing)
            if now is None
            else (f"{cut(now) if unit == '%' else plain(now)}{unit}", plain(now - baseline))
        )
        moved = f"+{moved}" if now is not None and now > baseline else moved
        ends = [f"{plain(baseline)}{unit}", f"{plain(aim)}{unit}", said, moved]
        place = "" if now is None else f" #{number}"
        told = words.target.format(number, name, *ends, source[name], due[name], place)
        rows.append((told, [name, *ends, words.until.format(due[name]), place.strip() or "–"]))
    return rows


COUNTED_ANEW = (
    ("柯氏报告", "", CHINESE),
    ("柯氏报告 对照=华南", "华南", CHINESE),
    ("kirkpatrick", "", ENGLISH),
    ("kirkpatrick control=华南", "华南", ENGLISH),
)


@on_sqlite
def test_every_number_in_chat_and_document_is_counted_anew(whole: WholeProgramme) -> None:
    for words, control, said in COUNTED_ANEW:
        if said is ENGLISH:
            whole.owner.tells("语言 英文")
        _counted_anew(whole, words, control, said)


def _counted_anew(whole: WholeProgramme, asked: str, control: str, spoken: Spoken) -> None:
    said = whole.report(asked)
    content = document(whole, said)
    rows = [*reactions(whole, spoken), *learned(whole, spoken), *behaving(whole, spoken), *results(whole, spoken, control)]
    there, targets = cells(content), aims(whole, spoken)
    first = sum(1 for _, row in targets if row[-1] != "–") + 1
    report = spoken.days.format(first="2026-05-06", last="2026-09-02")
    expected = [
        [f"#{place}", row.about, spoken.called.get(row.figure, row.figure), row.value, row.n, row.answered, row.days or report]
        for place, row in enumerate(rows, first)
    ]
    assert [row for row in there if len(row) == 7 and row[0].startswith("#")] == expected
    of_targets = [row for row in there if len(row) == 7 and row[0][0] != "#"]
    assert [row for row in of_targets if row[0] in {"打卡率", "利润额", "NPS"}] == [row for _, row in targets]

    left = str(said)
    in_chat = [words for words, _ in targets] + [f"{row.chat} #{place}" for place, row in enumerate(rows, first) if row.chat]
    for words in in_chat:
        assert left.count(words) == 1, words
        left = left.replace(words, "")
    numbers = len(rows) + first - 1
    for words in (*spoken.not_figures, spoken.all.format(numbers)):
        assert words in left, words
        left = left.replace(words, "")
    sources = re.findall(r"^((?:#\d+ )+)\D+[：:]", left, re.M)
    of_sources = {int(number) for words in sources for number in re.findall(r"\d+", words)}
    assert of_sources == {int(number) for words in in_chat for number in re.findall(r"#(\d+)", words)}
    assert re.findall(r"\d+", re.sub(r"^(#\d+ )+", "", left, flags=re.M)) == [], left

    told = [row for row in there if len(row) == 4 and row[0].startswith("#")]
    assert [row[0] for row in told] == [f"#{place}" for place in range(1, numbers + 1)]
    kept = whole.kept
    assert [row[1] for row in told] == [one.name for one in kept]
    assert [json.loads(row[3]) for row in told] == [one.inputs for one in kept]
    drawn = [place for place, row in enumerate(rows, first) if (row.figure, row.about) in DRAWN]
    assert spoken.drawn.format(" ".join(f"#{place}" for place in drawn)) in paragraphs(content)
    assert recompute(Settings(storage=Storage(url=whole.town.url)), CAMP)
    if spoken is ENGLISH:
        for words in (str(said), "\n".join(paragraphs(content)), *("\n".join(row) for row in there)):
            assert not CHINESE_WORDS.search(without_their_words(whole, words)), words


CHINESE_WORDS = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
"""Chinese characters, and the marks that go with them."""
THEIRS = """SELECT name FROM camp UNION SELECT title FROM survey UNION SELECT title FROM lesson UNION SELECT title FROM event UNION
SELECT name FROM exam UNION SELECT tag FROM question_tag UNION SELECT name FROM kpi_metric UNION SELECT team FROM kpi_value UNION
SELECT metric FROM target UNION SELECT name FROM person"""


def without_their_words(whole: WholeProgramme, words: str) -> str:
    """What is left where names and titles people gave are taken out: those stand in every language as they were given."""
    for (theirs,) in sorted(whole.ask(THEIRS), key=lambda row: -len(row[0] or "")):
        words = words.replace(theirs, "") if theirs else words
    return words


DRAWN = {("均分", "–"), ("训前", "异议"), ("训后", "异议"), ("行为打卡", "–"), ("前后变化", "利润额")}
