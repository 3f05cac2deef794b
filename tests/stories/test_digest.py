"""The weekly digest and who needs care — journey J12's Monday; the dashboard, and workbooks whose totals are the chat's."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import insert, select

from bot.feature import Camp
from bot.figures import percent
from bot.parts import File, Picture, Text, plain
from handlers.digest.activity import Retention, funnel, retention, topics
from handlers.digest.answering_times import work_minutes
from handlers.digest.care.rules import LearnerFigures, reasons
from handlers.digest.figures import DayFigures, Figures, figures_of
from handlers.digest.report_period import ReportPeriod
from handlers.digest.sections import compose
from scheduler.calendar import Calendar
from storage import answers, asks, bank, exams, lessons, tickets
from storage.connection import Db
from storage.memberships import membership
from storage.reports import enrolment
from tests.engines import on_sqlite, postgresql_in_journeys
from tests.town import ZONE, Post, Somebody, Town

DAYS = ("5/6", "5/7", "5/8", "5/9")

LIMIT = 4096
"""Bytes of UTF-8 one WeCom message carries."""


@pytest.fixture
def april(empty_town: Town) -> Town:
    """A camp opened on 30 April, before the week of the journeys."""
    empty_town.clock.move(datetime(2026, 4, 30, 1, 0, tzinfo=UTC))
    empty_town.opened()
    return empty_town


@pytest.fixture
def april_on_either(either_town: Town) -> Town:
    """The same on both engines."""
    either_town.clock.move(datetime(2026, 4, 30, 1, 0, tzinfo=UTC))
    either_town.opened()
    return either_town


def stamp(town: Town, people: list[Somebody], counts: tuple[int, ...]) -> None:
    """So many of the people check in on each of the four workdays."""
    for day, count in zip(DAYS, counts, strict=True):
        town.go_to(day, "10:00")
        for person in people[:count]:
            person.says("打卡")


def digests(town: Town) -> list[Post]:
    return [post for post in town.squares["telegram"].posts if post.room == town.group and "📊" in str(post)]


@on_sqlite
def test_j12_the_digest_of_the_holiday_week(april_on_either: Town) -> None:
    town = april_on_either
    people = town.learners(45)
    town.somebody("王岚").tells("积分")
    stamp(town, people, (45, 40, 36, 32))
    town.go_to("5/11", "08:59")
    assert digests(town) == []
    town.go_to("5/11", "09:00")
    (post,) = digests(town)
    assert str(post).startswith(
        "📊 营销实战营2605 第2周（5/6–5/9，4个工作日）\n"
        "打卡：153/180=85.0%（达标）\n日活率：85.0%（日均38/45）\n"
        "需关注：9人（已发王岚）\n下周：5个工作日\n只统计与小助的互动。"
    )
    picture = next(part for part in post.parts if isinstance(part, Picture))
    assert "打卡153/180，85.0%，达标；每天：周三 45/45 周四 40/45 周五 36/45 周六 32/45" in picture.alt
    assert town.app.files.read(picture.file).startswith(b"\x89PNG") and picture.width == 800
    title, rows, basis, _ = post.parts
    assert "\n" not in title.plain() + basis.plain() and len(rows.rows) <= 5, "a group reads two lines and a few rows"
    assert len(plain([title, rows, basis]).encode()) <= LIMIT


def test_the_same_figures_as_the_weekly_rate_and_the_written_query(april: Town) -> None:
    town = april
    people = town.learners(6)
    stamp(town, people, (6, 4, 5, 3))
    people[5].says("请假 5/11")
    town.go_to("5/11", "09:00")
    (post,) = digests(town)
    rate = town.somebody("王岚").tells("周完成率 上周")
    done, expected = (int(n) for n in re.findall(r"打卡：(\d+)/(\d+)=", str(post))[0])
    assert f"={expected}，" in rate and f"已完成{done}" in rate
    from sqlalchemy import func, select

    from storage.checkins import check_in

    week = (check_in.c.day >= date(2026, 5, 4), check_in.c.day <= date(2026, 5, 10), check_in.c.kind != "rest")
    assert town.look(select(func.count()).select_from(check_in).where(*week))[0][0] == done
    active = town.look(
        select(func.count(check_in.c.membership_id.distinct()), check_in.c.day).where(*week).group_by(check_in.c.day)
    )
    share = percent(sum(row[0] for row in active), 6 * 4)
    assert f"日活率：{share}" in str(post)


def test_it_comes_once_after_an_outage_and_a_restart(april: Town) -> None:
    town = april
    stamp(town, town.learners(4), (4, 4, 4, 4))
    town.clock.move(datetime(2026, 5, 11, 11, 30, tzinfo=ZONE).astimezone(UTC))
    town.restart()
    assert len(digests(town)) == 1
    town.restart()
    town.go_to("5/12", "09:00")
    assert len(digests(town)) == 1


def test_on_the_may_holiday_it_comes_on_the_next_workday(empty_town: Town) -> None:
    town = empty_town
    town.clock.move(datetime(2026, 4, 20, 1, 0, tzinfo=UTC))
    town.opened()
    people = town.learners(3)
    for day in ("4/27", "4/28", "4/29", "4/30"):
        town.go_to(day, "10:00")
        for person in people:
            person.says("打卡")
    before = len(digests(town))
    town.go_to("5/5", "23:00")
    assert len(digests(town)) == before
    town.go_to("5/6", "09:00")
    assert "第2周（4/27–4/30，4个工作日）\n打卡：12/12=100.0%（达标）" in str(digests(town)[-1])
    assert "下周：5个工作日" in str(digests(town)[-1]) or "下周：4个工作日" in str(digests(town)[-1])


def test_a_week_without_workdays_is_passed_over_in_silence(empty_town: Town) -> None:
    town = empty_town
    town.clock.move(datetime(2026, 2, 13, 1, 0, tzinfo=UTC))
    town.opened()
    town.learners(3)
    town.go_to(date(2026, 2, 25), "10:00")
    assert all("2/16" not in str(post) for post in digests(town))


def test_the_report_says_the_latest_digest_again_and_late_makeups_do_not_change_it(april: Town) -> None:
    town = april
    people = town.learners(10)
    owner = town.somebody("王岚")
    assert "还没有周报" in owner.tells("周报")
    stamp(town, people, (10, 9, 8, 7))
    town.go_to("5/11", "09:05")
    first = owner.tells("周报")
    assert "打卡：34/40=85.0%（达标）" in first
    assert "已补" in people[-1].says("补卡 5/9")
    assert owner.tells("周报") == first
    assert "要由社群经理来做" in people[0].tells("周报")


def test_the_workbooks_totals_are_the_chats(april: Town) -> None:
    town = april
    people = town.learners(10)
    owner = town.somebody("王岚")
    stamp(town, people, (10, 9, 8, 7))
    town.go_to("5/11", "09:05")
    owner.tells("周报")
    people[-1].says("补卡 5/9")
    answer = owner.tells("周报 xlsx")
    file = next(part for post in answer.posts for part in post.parts if isinstance(part, File))
    assert file.name == "周报-2026-05-04.xlsx"
    book = CalamineWorkbook.from_filelike(io.BytesIO(town.app.files.read(file.file)))
    days = book.get_sheet_by_name("每日").to_python()
    learners = book.get_sheet_by_name("学员").to_python()
    assert days[-1][3:5] == [34, 40] and learners[-1][1:4] == [34, 40, "85.0%"]
    assert sum(int(str(row[1]).removesuffix(".0")) for row in learners[1:-1]) == 34 and len(learners) == 12


@pytest.mark.long
@pytest.mark.parametrize("name", ["=1+1", "坏\x0b名_x000B_", "@x", "A:B[1]/?*", "长" * 60])
def test_no_name_stops_the_workbook_or_is_a_formula_in_it(april: Town, name: str) -> None:
    from openpyxl import load_workbook

    town = april
    stamp(town, [town.learner(name), *town.learners(2)], (3, 3, 2, 1))
    town.go_to("5/11", "09:05")
    answer = town.somebody("王岚").tells("周报 xlsx")
    file = next(part for post in answer.posts for part in post.parts if isinstance(part, File))
    book = load_workbook(io.BytesIO(town.app.files.read(file.file)))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert len(list(book["学员"].iter_rows())) == 5


@postgresql_in_journeys
def test_who_needs_care_is_told_in_private_taken_up_and_looked_at_again(april_on_either: Town) -> None:
    town = april_on_either
    owner, zhao, qian, lin = town.somebody("王岚"), *(town.learner(name) for name in ("赵雨", "钱多", "林晓"))
    owner.tells("积分")
    for day in ("5/6", "5/7", "5/8", "5/9"):
        town.go_to(day, "10:00")
        lin.says("打卡")
        if day in ("5/6", "5/7"):
            zhao.says("打卡")
        if day != "5/8":
            qian.says("打卡")
    town.go_to("5/11", "09:00")
    told = str(owner.heard_privately.posts[-1])
    assert "⚠️ 需关注1人" in told and "赵雨：连续缺勤 2个工作日未打卡（5/8、5/9）（建议：提醒）" in told
    assert all("赵雨" not in str(post) for post in digests(town))
    press = owner.heard_privately.posts[-1]
    assert "已记下“已联系”，由你跟进" in owner.presses("Z1 联系过", press)
    assert "Z1 赵雨：连续缺勤 2个工作日未打卡（5/8、5/9）（王岚：已联系；5/18 复看）" in owner.tells("看板 关注")
    assert "Z1 怎么处理" in owner.tells("看板 Z1 呃") and "没有 Z9" in owner.tells("看板 C9 恢复")
    for day in ("5/11", "5/12", "5/13", "5/14", "5/15"):
        town.go_to(day, "10:00")
        for person in (zhao, qian, lin):
            person.says("打卡")
    town.go_to("5/18", "09:00")
    assert "已联系：1人（恢复 1/1：打卡率100%，进行中 0/1）" in owner.tells("看板 干预")
    assert "现在没有需要关注的人" in owner.tells("看板 关注")


def test_nobody_is_flagged_twice_in_five_workdays(april: Town) -> None:
    """Last seen on 30 April: flagged on 6 May for what was missed before, not again on the 11th, but on the 18th."""
    town = april
    owner, zhao, lin = town.somebody("王岚"), town.learner("赵雨"), town.learner("林晓")
    owner.tells("积分")
    for day in ("5/6", "5/7", "5/8", "5/9"):
        town.go_to(day, "10:00")
        lin.says("打卡")
    town.go_to("5/11", "10:00")
    flags = [str(post) for post in owner.heard_privately.posts if "需关注" in str(post)]
    assert len(flags) == 1 and "赵雨" in flags[0]
    owner.says("设置 周报时间 周三 09:00")
    town.go_to("5/13", "10:00")
    assert len([post for post in owner.heard_privately.posts if "需关注" in str(post)]) == 1
    town.go_to("5/20", "10:00")
    assert len([post for post in owner.heard_privately.posts if "赵雨" in str(post) and "需关注" in str(post)]) == 2
    assert zhao.name == "赵雨"


@on_sqlite
def test_tests_weak_tags_and_the_rules_that_go_by_them(april_on_either: Town) -> None:
    """陈默 finished the course and scored 55; 钱多 got two of five 谈判 questions right; 林晓 passed."""
    town = april_on_either
    owner, chen, qian, lin = town.somebody("王岚"), *(town.learner(name) for name in ("陈默", "钱多", "林晓"))
    owner.tells("积分")
    for day in DAYS:
        town.go_to(day, "10:00")
        for person in (chen, qian, lin):
            person.says("打卡")
    members = {row.name: row.id for row in town.look(enrolment.ROSTER, camp=1)}
    keep(town, lambda db: _tested(db, members, town.clock.now()))
    keep(town, lambda db: _asked(db, town.clock.now()))
    town.go_to("5/11", "09:00")
    (post,) = digests(town)
    assert "测验均分：70.0（2次）\n薄弱：谈判 40%\n答疑：3问1采纳（中位1.5工作小时）\n" in str(post)
    told = str(owner.heard_privately.posts[-1])
    assert (
        "陈默：完成但低分 必修全学完，考试55（低于60）（建议：安排辅导）" in told
        and "钱多：模块偏低 谈判 40（低于70）（建议：补训）" in told
    )
    assert "林晓" not in told and "薄弱：谈判 40%" in owner.tells("看板 上周")


def keep(town: Town, run: Callable[[Db], None]) -> None:
    async def transact() -> None:
        await town.database.transact(run)

    town.run(transact())


def _tested(db: Db, members: dict[str, int], at: datetime) -> None:
    """One lesson that came and that 陈默 learned, an exam, and five answered questions."""
    course = lessons.open_course(db, 1, "课", starts_on=None)
    plain = {"skill": "", "case": "", "body": "", "shown": "[]", "minutes": 1, "required": "yes", "tags": [], "author": ""}
    lessons.save(db, 1, [(course.id, "课", {**plain, "title": "课", "apply": False, "question": None}, [])], at=at)
    lessons.push(db, 1, 1, date(2026, 5, 8), None, at=at)
    for name in ("陈默", "钱多"):
        lessons.learn(db, 1, members[name], 1, at=at)
    exam = exams.open_exam(
        db, 1, "期中", role="exam", tag=None, questions=5, pass_mark=80, attempts=2, minutes=None, form=None, until=None, at=at
    )
    for name, score in (("陈默", 55), ("林晓", 85)):
        values = {
            "exam_id": exam,
            "attempt": 1,
            "questions": [],
            "started_at": at,
            "ended_at": at,
            "earned": score,
            "out_of": 100,
        }
        db.run(insert(exams.sitting), camp_id=1, membership_id=members[name], **values)
    for number in range(1, 6):
        plain_question = {
            "kind": "single",
            "stem": f"题{number}",
            "options": [],
            "answer": [],
            "explanation": "",
            "tags": ["谈判"],
            "picture": "",
        }
        values = {**plain_question, "number": number, "fingerprint": f"{number}", "words": "", "changed_at": at}
        question = db.value(insert(bank.question).returning(bank.question.c.id), camp_id=1, **values)
        db.run(insert(bank.question_tag), question_id=question, tag="谈判", camp_id=1)
        ask = db.value(
            insert(asks.ask).returning(asks.ask.c.id), camp_id=1, question_id=question, kind="review", place=0, asked_at=at
        )
        given = {"said": "A", "chosen": [0], "earned": int(number <= 2), "out_of": 1, "received_at": at}
        db.run(insert(answers.answer), ask_id=ask, membership_id=members["钱多"], camp_id=1, question_id=question, **given)


def _asked(db: Db, at: datetime) -> None:
    """Three questions on Saturday 9 May at 10:00, a makeup workday: answered after an hour, after two and not at all."""
    asker = db.value(select(membership.c.person_id).where(membership.c.role == "learner").order_by(membership.c.id).limit(1))
    for number, hours in enumerate((1, 2, None), 1):
        state = "accepted" if hours == 1 else "open"
        ticket = db.value(
            insert(tickets.ticket).returning(tickets.ticket.c.id),
            **{"camp_id": 1, "number": number, "person_id": asker, "words": "问", "tags": [], "asked_at": at, "state": state},
        )
        if hours:
            moment = at + timedelta(hours=hours)
            told = {"ticket_id": ticket, "person_id": asker, "words": "答", "at": moment, "changed_at": moment}
            db.run(insert(tickets.ticket_answer), **told, accepted_at=moment if state == "accepted" else None)


def test_only_working_hours_are_waited() -> None:
    camp = Camp(1, "营", "zh", ZONE, {}, 0)
    span = ReportPeriod(camp, date(2026, 5, 4), date(2026, 5, 10), datetime(2026, 5, 11, tzinfo=ZONE), 85)

    def minutes(begun: tuple[int, int, int], ended: tuple[int, int, int]) -> int:
        first, last = (datetime(2026, 5, day, hour, minute, tzinfo=ZONE) for day, hour, minute in (begun, ended))
        return work_minutes(first, last, span)

    assert minutes((6, 10, 0), (6, 11, 30)) == 90
    assert minutes((6, 17, 0), (7, 10, 0)) == 120
    assert minutes((9, 17, 0), (11, 9, 30)) == 90
    assert minutes((10, 9, 0), (10, 18, 0)) == 0 and minutes((6, 20, 0), (6, 23, 0)) == 0


@on_sqlite
def test_the_dashboard_and_its_definitions(april_on_either: Town) -> None:
    town = april_on_either
    people = town.learners(10)
    owner = town.somebody("王岚")
    stamp(town, people, (10, 9, 8, 7))
    town.go_to("5/9", "12:00")
    answer = owner.tells("看板")
    assert "📊 正在统计" in answer and "本周（5/4–5/9）" in answer and "打卡：34/40=85.0%（达标）" in answer
    assert "日活率：工作日 85.0%，全部日子 56.7%\n活跃：10人（在营10人）" in answer
    assert "次日留存：10/10=100.0%\n7日留存：9/10=90.0%\n第4周留存：未到" in answer
    assert "五环节：登录10 → 激活10 → 应用0 → 互动0 → 推广0" in answer and "时段：10点 100.0%" in answer
    assert "一个人两个平台算一个" in owner.tells("看板 口径")
    assert "按入营周\n4/27起：次日 10/10=100.0%，7日 9/10=90.0%，第4周 未到（10人）" in owner.tells("看板 留存")
    book_answer = owner.tells("看板 本周 xlsx")
    file = next(part for post in book_answer.posts for part in post.parts if isinstance(part, File))
    book = CalamineWorkbook.from_filelike(io.BytesIO(town.app.files.read(file.file)))
    assert book.get_sheet_by_name("学员").to_python()[-1][1:3] == [34, 40]
    assert book.get_sheet_by_name("留存").to_python()[-1][1:] == [10, 10, 10, 9, 10, 0, 0]
    assert "学员1\n入营：4/30\n本周打卡：4/4\n连续：4个工作日" in owner.tells("看板 学员1")
    assert owner.says("看板") == "已私聊发给你。"


def test_topics_are_what_people_wrote(april: Town) -> None:
    town = april
    people = town.learners(4)
    town.go_to("5/6", "10:00")
    for person, words in zip(people, ("客户异议处理练习", "异议处理的三步", "今天练了报价", "报价前先问预算"), strict=True):
        person.says(f"打卡 {words}")
    answer = town.somebody("王岚").tells("看板 今日")
    assert "话题" in answer and "异议 2" in answer and "报价 2" in answer


@pytest.mark.long
@pytest.mark.parametrize(
    ("notes", "said"),
    [
        (["今天我们学习了一下异议", "昨天大家觉得异议可以这样处理", "打卡 异议"], ["异议"]),
        (["今天开始学习", "今天继续学习", "今天学习完成"], []),
        (["Today I learned about pricing", "today we did more pricing", "The pricing of this week"], ["pricing"]),
        (["早安打卡，今天读完第三章", "晚安打卡，今天读完第四章"], []),
    ],
)
def test_topics_are_words_that_say_something(notes: list[str], said: list[str]) -> None:
    assert [word for word, _ in topics(notes)] == said


# ── pure rules ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("learner", "rules"),
    [
        (LearnerFigures(1, lessons=(5, 5), low=(1, Fraction(599, 10))), ["R1"]),
        (LearnerFigures(1, lessons=(5, 5), low=(1, Fraction(60))), []),
        (LearnerFigures(1, lessons=(4, 5), low=(1, Fraction(50))), []),
        (LearnerFigures(1, lessons=(5, 5)), []),
        (LearnerFigures(1, days=((date(2026, 5, 8), False), (date(2026, 5, 9), False))), ["R4"]),
        (LearnerFigures(1, days=((date(2026, 5, 8), False), (date(2026, 5, 9), True))), []),
        (LearnerFigures(1, days=((date(2026, 5, 9), False),)), []),
        (LearnerFigures(1, before=(5, 5), week=(7, 10)), ["R5"]),
        (LearnerFigures(1, before=(10, 10), week=(71, 100)), []),
        (LearnerFigures(1, before=(0, 0), week=(0, 5)), []),
        (LearnerFigures(1, modules={"谈判": Fraction(699, 10), "异议": Fraction(70)}), ["R6"]),
        (LearnerFigures(1, modules={"谈判": Fraction(70)}), []),
        (LearnerFigures(1, lessons=(5, 5), low=(1, Fraction(55)), modules={"谈判": Fraction(62)}), ["R1", "R6"]),
    ],
)
def test_the_rules_of_care_at_their_bounds(learner: LearnerFigures, rules: list[str]) -> None:
    assert [rule for rule, _ in reasons(learner)] == rules


def test_retention_by_hand() -> None:
    """Four joined on Tuesday 12 May, one on Friday the 15th; today is 9 June."""
    tuesday, friday = date(2026, 5, 12), date(2026, 5, 15)
    joined = {1: tuesday, 2: tuesday, 3: tuesday, 4: tuesday, 5: friday}
    active = {
        1: {date(2026, 5, 13), date(2026, 5, 19), date(2026, 6, 3)},
        2: {date(2026, 5, 13)},
        3: {date(2026, 5, 14), date(2026, 5, 19)},
        5: {date(2026, 5, 18), date(2026, 5, 22)},
    }
    weeks = retention(joined, active, date(2026, 6, 10), Calendar())
    assert weeks == {date(2026, 5, 11): Retention(5, (3, 5), (3, 5), (1, 4))}


@given(st.lists(st.frozensets(st.integers(0, 8), max_size=8), min_size=5, max_size=5))
@settings(max_examples=50)
def test_the_stages_never_rise(stages: list[frozenset[int]]) -> None:
    counts = funnel(stages)
    assert list(counts) == sorted(counts, reverse=True) and counts[0] == len(stages[0])


def _figures(camp: str, names: list[str], titles: list[str]) -> Figures:
    days = tuple(DayFigures(f"2026-05-{n:02}", True, 10**6, 10**6, 10**6, 10**6) for n in range(4, 11))
    return Figures(
        camp, 9999, "2026-05-04", "2026-05-10", days, 10**7, 10**7, 100, False, 10**6, 9999, 10**7, 10**6, 9999, (10**7, 3), (("标" * 40, 1, 9),) * 9,
        10**6, 10**6, 10**6, "K-999999", 7,
        tuple(f"2026-05-{n:02}" for n in range(11, 18)), tuple(titles),
        polls=9999, polls_done=10**6, polls_asked=10**7, care=10**6, told=tuple(names),
    )  # fmt: skip


def _words(found: Figures, language: str) -> str:
    title, rows, basis = compose(found)
    return plain([Text.of(title.to(language)), rows.to(language), Text.of(basis().to(language))])


@given(st.text(max_size=40), st.lists(st.text(max_size=60), max_size=9), st.lists(st.text(max_size=40), max_size=9))
@settings(max_examples=60)
def test_a_digest_fits_one_wecom_message_whatever_the_names(camp: str, names: list[str], titles: list[str]) -> None:
    found = _figures(camp, names, titles)
    for language in ("zh", "en"):
        assert len(_words(found, language).encode("utf-8", "replace")) <= LIMIT
    assert _words(figures_of(found.plain()), "zh") == _words(found, "zh")
