"""Every figure of a digest and of a bill, counted once more by a query somebody could write by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from handlers.digest.figures import Figures, figures_of
from storage import answers, archive, asks, bank, contests, exams, heat, tickets
from storage.bills import bill
from storage.connection import Db
from storage.digests import digest
from tests.engines import postgresql_in_journeys
from tests.stories.test_connect import two_accounts
from tests.stories.test_lessons import imported
from tests.town import ZONE, Somebody, Town

WORKDAYS = ("2026-05-06", "2026-05-07", "2026-05-08", "2026-05-09")
WEEK = ("2026-05-04", "2026-05-05", *WORKDAYS, "2026-05-10")
COURSE = """# 澄清参照
应用: 是
## 技能
先问和谁比。

# 复述确认
必修: 否
## 技能
先复述。

# 三年总成本
## 技能
算三年。

# 让步有价
## 技能
让一步，换一样。

# 收尾
## 技能
约下一步。
"""


def midnight(day: str, later: int = 0) -> int:
    """The first moment of a day of the camp, in microseconds."""
    first = datetime.combine(date.fromisoformat(day) + timedelta(days=later), datetime.min.time(), ZONE)
    return int(first.timestamp()) * 1_000_000


SINCE, UNTIL = midnight(WEEK[0]), midnight(WEEK[-1], 1)


class Lived:
    """A week in which something of everything happened, and the books of it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        town.clock.move(datetime(2026, 4, 30, 1, 0, tzinfo=UTC))
        self.lin, self.lin_on_wecom = two_accounts(town)
        self.owner = town.somebody("王岚")
        self.zhou, self.chen, self.qian = (town.learner(name) for name in ("周航", "陈默", "钱多"))
        code = self.lin.tells("绑定").split("绑定 ")[1][:6]
        assert "绑定成功" in self.lin_on_wecom.tells(f"绑定 {code}")
        for person in (self.zhou, self.chen, self.qian):
            person.tells("积分")
        imported(town, COURSE)
        self._week()
        town.go_to("5/11", "09:00")

    def _week(self) -> None:
        town, owner, lin, zhou, chen, qian = self.town, self.owner, self.lin, self.zhou, self.chen, self.qian
        town.go_to("5/6", "10:00")
        for person in (lin, zhou, chen, owner):
            person.says("打卡")
        owner.confirms("投票 周五去哪？ 爬山/唱歌 截止=5/8 12:00")
        poll = [post for post in town.squares["telegram"].posts if "周五去哪？" in str(post) and post.buttons][-1]
        for person in (zhou, chen, owner):
            person.presses("A", poll)
        self.lin_on_wecom.tells("已学")
        lin.tells("已应用 L1 问了客户和谁比")
        town.go_to("5/7", "10:00")
        self.zhao = town.learner("赵雨")
        for person in (lin, zhou, chen):
            person.says("打卡")
        zhou.says("请假 5/8")
        town.go_to("5/8", "10:00")
        qian.says("打卡")
        zhou.tells("已学 L1")
        self._keep(self._tested)
        town.go_to("5/9", "09:00")
        self._keep(self._asked)
        lin.says("补卡 5/8")
        for person in (lin, self.zhao):
            person.says("打卡")
        owner.says("加分 林晓 30 案例")
        town.go_to("5/10", "20:00")
        zhou.says("打卡")

    def _keep(self, run: Any) -> None:
        async def transact() -> None:
            await self.town.database.transact(run)

        self.town.run(transact())

    def _tested(self, db: Db) -> None:
        """Two took an exam, 钱多 twice; five questions of one tag were answered, three of them as a review; a contest ended."""
        at, member = self.town.clock.now(), self.member
        plain: Any = {"tag": None, "questions": 5, "pass_mark": 80, "minutes": None, "form": None, "until": None}
        exam = exams.open_exam(db, 1, "期中", role="exam", attempts=2, at=at, **plain)
        for name, attempt, earned in (("陈默", 1, 55), ("钱多", 1, 40), ("钱多", 2, 85)):
            taken = {"exam_id": exam, "attempt": attempt, "questions": [], "started_at": at, "ended_at": at}
            db.run(insert(exams.sitting), camp_id=1, membership_id=member(name), earned=earned, out_of=100, **taken)
        for n in range(1, 6):
            words = {"stem": f"题{n}", "explanation": "", "words": "", "picture": "", "fingerprint": f"{n}"}
            lists = {"options": [], "answer": [], "tags": ["谈判"]}
            asked = {"camp_id": 1, "number": n, "kind": "single", "changed_at": at, **words, **lists}
            question = db.value(insert(bank.question).returning(bank.question.c.id), **asked)
            db.run(insert(bank.question_tag), question_id=question, tag="谈判", camp_id=1)
            put = {"camp_id": 1, "question_id": question, "place": 0, "asked_at": at, "kind": "review" if n > 2 else "drill"}
            ask = db.value(insert(asks.ask).returning(asks.ask.c.id), **put)
            said = {"said": "A", "chosen": [0], "earned": int(n > 3), "out_of": 1, "received_at": at}
            db.run(insert(answers.answer), ask_id=ask, membership_id=member("钱多"), camp_id=1, question_id=question, **said)
        columns = {"name": "异议抢答", "mode": "speed", "limit_ms": 5000, "gap_ms": 1000, "questions": [1], "teams": []}
        started = {"state": "over", "made_at": at, "ended_at": at, "camp_id": 1, "membership_id": member("王岚")}
        contest = db.value(insert(contests.contest).returning(contests.contest.c.id), **columns, **started)
        for rank, name in enumerate(("林晓", "钱多"), 1):
            db.run(insert(contests.player), contest_id=contest, membership_id=member(name), rank=rank, answers=1)

    def _asked(self, db: Db) -> None:
        """Four questions within working hours: answered after one, two and four hours, one not; one more was withdrawn."""
        at, asker = self.town.clock.now(), self.person("陈默")
        for number, (hours, state) in enumerate(
            [(1, "accepted"), (2, "accepted"), (4, "answered"), (0, "open"), (0, "withdrawn")]
        ):
            put = {"camp_id": 1, "number": number + 1, "person_id": asker, "words": "问", "tags": [], "asked_at": at}
            ticket = db.value(insert(tickets.ticket).returning(tickets.ticket.c.id), **put, state=state)
            if hours:
                moment = at + timedelta(hours=hours)
                told = {"ticket_id": ticket, "person_id": self.person("王岚"), "words": "答", "at": moment}
                accepted = moment if state == "accepted" else None
                db.run(insert(tickets.ticket_answer), **told, changed_at=moment, accepted_at=accepted)
        for n, kinds in enumerate((("view",), ("view", "used"))):
            kept = archive.add(db, 1, f"问{n}", f"答{n}", person=None, author="何琳", source="room", at=at)
            for kind in kinds:
                heat.note(db, kept.id, asker, kind, date(2026, 5, 9))

    # ── the books ────────────────────────────────────────────────────────────────────────────────────────────────

    def ask(self, query: str, **values: Any) -> list[Any]:
        """Rows of a query as it is written; `:since` and `:until` are the week's first and last moment."""
        with self.town.database.engine.connect() as connection:
            return list(connection.execute(text(query), {"since": SINCE, "until": UNTIL, **values}))

    def number(self, query: str, **values: Any) -> Any:
        return self.ask(query, **values)[0][0]

    def member(self, name: str) -> int:
        return int(
            self.number("SELECT m.id FROM membership m JOIN person p ON p.id = m.person_id WHERE p.name = :name", name=name)
        )

    def person(self, name: str) -> int:
        return int(self.number("SELECT person_id FROM membership WHERE id = :id", id=self.member(name)))


@pytest.fixture
def lived(either_town: Town) -> Lived:
    return Lived(either_town)


EXPECTED = """
SELECT count(*) FROM membership m
WHERE m.role = 'learner' AND m.joined_on <= :day AND (m.left_on IS NULL OR m.left_on > :day)
AND (m.joined_on < :day OR EXISTS (SELECT 1 FROM check_in c WHERE c.membership_id = m.id AND c.day = :day))
AND NOT EXISTS (SELECT 1 FROM leave l WHERE l.membership_id = m.id AND l.day = :day)
"""
ACTIVE = """
SELECT count(DISTINCT who) FROM (
SELECT membership_id AS who, at FROM check_in
UNION ALL SELECT membership_id, at FROM lesson_done UNION ALL SELECT membership_id, applied_at FROM lesson_done
UNION ALL SELECT membership_id, received_at FROM answer
UNION ALL SELECT m.id, t.asked_at FROM ticket t JOIN membership m ON m.person_id = t.person_id
UNION ALL SELECT m.id, a.at FROM ticket_answer a JOIN membership m ON m.person_id = a.person_id
) acts JOIN membership m ON m.id = who AND m.role = 'learner' WHERE at >= :first AND at < :next
"""
ASKED = """
SELECT count(*), coalesce(sum(CASE WHEN d.at IS NULL THEN 0 ELSE 1 END), 0)
FROM lesson_push p JOIN lesson l ON l.id = p.lesson_id AND l.required = 'yes'
JOIN membership m ON m.camp_id = p.camp_id AND m.role = 'learner' AND m.joined_on <= p.day AND m.left_on IS NULL
LEFT JOIN lesson_done d ON d.membership_id = m.id AND d.lesson_id = l.id WHERE p.day >= '2026-05-04' AND p.day <= '2026-05-10'
"""


@postgresql_in_journeys
def test_every_figure_of_the_digest(lived: Lived) -> None:
    (row,) = lived.town.look(select(digest).where(digest.c.monday == date(2026, 5, 4)))
    found = figures_of(row.figures)
    stamps = "SELECT count(*) FROM check_in WHERE day = :day AND kind <> 'rest' AND membership_id IN ({})"
    learners = "SELECT id FROM membership WHERE role = 'learner'"
    for day in found.days:
        works = day.day in WORKDAYS
        assert day.works == works
        assert day.expected == (lived.number(EXPECTED, day=day.day) if works else 0)
        assert day.done == (lived.number(stamps.format(learners), day=day.day) if works else 0)
        assert day.active == lived.number(ACTIVE, first=midnight(day.day), next=midnight(day.day, 1))
        enrolled = "SELECT count(*) FROM membership WHERE role = 'learner' AND left_on IS NULL AND joined_on <= :day"
        assert day.enrolled == lived.number(enrolled, day=day.day)
    assert [day.day for day in found.days] == list(WEEK)
    assert (found.done, found.expected) == (sum(day.done for day in found.days), sum(day.expected for day in found.days))
    assert (found.done, found.expected) == (10, 17)
    assert found.weekly_active == lived.number(ACTIVE, first=SINCE, next=UNTIL) == 5
    _lessons_and_tests(lived, found)
    _questions_and_polls(lived, found)
    assert found.care == lived.number("SELECT count(*) FROM care WHERE flagged_on = '2026-05-11'") > 0


def _lessons_and_tests(lived: Lived, found: Figures) -> None:
    assert (found.lessons_asked, found.lessons_learned) == tuple(lived.ask(ASKED)[0])
    last_tries = (
        "SELECT s.earned, s.out_of FROM sitting s JOIN membership m ON m.id = s.membership_id AND m.role = 'learner' "
        "WHERE s.ended_at >= :since AND s.ended_at < :until AND s.attempt = "
        "(SELECT max(attempt) FROM sitting o WHERE o.exam_id = s.exam_id AND o.membership_id = s.membership_id)"
    )
    scores = [100 * earned / out_of for earned, out_of in lived.ask(last_tries)]
    assert found.tests == len(scores) == 2
    assert found.tests_mean[0] / found.tests_mean[1] == sum(scores) / len(scores) == 70
    tagged = (
        "SELECT t.tag, sum(CASE WHEN a.earned = a.out_of THEN 1 ELSE 0 END), count(*) FROM answer a "
        "JOIN question_tag t ON t.question_id = a.question_id WHERE a.received_at >= :since AND a.received_at < :until GROUP BY t.tag"
    )
    assert [list(one) for one in found.weak] == [list(one) for one in lived.ask(tagged)] == [["谈判", 2, 5]]


def _questions_and_polls(lived: Lived, found: Figures) -> None:
    asked = "SELECT count(*) FROM ticket WHERE asked_at >= :since AND asked_at < :until AND state {}"
    assert found.questions == lived.number(asked.format("<> 'withdrawn'")) == 4
    assert found.accepted == lived.number(asked.format("= 'accepted'")) == 2
    waits = lived.ask(
        "SELECT min(a.at) - t.asked_at FROM ticket t JOIN ticket_answer a ON a.ticket_id = t.id GROUP BY t.id, t.asked_at"
    )
    assert found.answered_in == median(int(wait) / 60_000_000 for (wait,) in waits) == 120
    hottest = (
        "SELECT e.number FROM heat_event h JOIN entry e ON e.id = h.entry_id GROUP BY e.number "
        "ORDER BY sum(CASE h.kind WHEN 'view' THEN 1 WHEN 'open' THEN 2 ELSE 5 END) DESC LIMIT 1"
    )
    assert int(found.hottest.removeprefix("K-")) == lived.number(hottest)
    voted = (
        "SELECT count(*) FROM participation v JOIN membership m ON m.person_id = v.person_id AND m.role = 'learner' "
        "WHERE v.subject IN (SELECT 'poll:' || id FROM poll WHERE closed_at >= :since AND closed_at < :until)"
    )
    learners = lived.number("SELECT count(*) FROM membership WHERE role = 'learner' AND left_on IS NULL")
    assert (found.polls, found.polls_done, found.polls_asked) == (1, lived.number(voted), learners) and found.polls_done == 2


LEDGER = "SELECT coalesce(sum(amount), 0) FROM ledger WHERE membership_id = :id"


@postgresql_in_journeys
def test_every_figure_of_the_bills(lived: Lived) -> None:
    names = ("林晓", "周航", "陈默", "钱多", "赵雨")
    people: tuple[Somebody, ...] = (lived.lin, lived.zhou, lived.chen, lived.qian, lived.zhao)
    for person in people:
        person.tells("学习账单 上周")
    rows = {row.membership_id: row.figures for row in lived.town.look(select(bill).where(bill.c.first == date(2026, 5, 4)))}
    members = {name: lived.member(name) for name in names}
    assert set(rows) == set(members.values())
    balances = {member: lived.number(LEDGER, id=member) for member in rows}
    for name, member in members.items():
        figures = rows[member]
        one = {"id": member}
        stamped = "SELECT count(*) FROM check_in WHERE membership_id = :id AND day >= '2026-05-04' AND day <= '2026-05-10' AND kind {}"
        assert figures["stamps"] == lived.number(stamped.format("<> 'rest'"), **one)
        assert figures["makeups"] == lived.number(stamped.format("= 'makeup'"), **one)
        assert figures["expected"] == sum(lived.number(f"{EXPECTED} AND m.id = :id", day=day, **one) for day in WORKDAYS)
        done = "SELECT count(*) FROM lesson_done WHERE membership_id = :id AND {0} >= :since AND {0} < :until"
        assert figures["learned"] == lived.number(done.format("at"), **one)
        assert figures["applied"] == lived.number(done.format("applied_at"), **one)
        assert figures["points"] == balances[member]
        assert figures["gained"] == lived.number(f"{LEDGER} AND at >= :since AND at < :until", **one)
        assert figures["lifetime"] == lived.number(f"{LEDGER} AND amount > 0", **one)
        assert figures["rank"] == 1 + sum(other > balances[member] for other in balances.values())
        assert figures["of"] == len(balances)
        rank = "SELECT coalesce(min(p.rank), 0) FROM player p JOIN contest c ON c.id = p.contest_id WHERE p.membership_id = :id"
        assert figures["contest"] == lived.number(f"{rank} AND c.ended_at >= :since AND c.ended_at < :until", **one)
        mended = (
            "SELECT count(DISTINCT a.question_id) FROM answer a JOIN ask k ON k.id = a.ask_id AND k.kind = 'review' "
            "WHERE a.membership_id = :id AND a.earned = a.out_of AND a.received_at >= :since AND a.received_at < :until"
        )
        assert figures["mended"] == lived.number(mended, **one), name
    lin = rows[members["林晓"]]
    assert (lin["stamps"], lin["makeups"], lin["learned"], lin["applied"], lin["contest"]) == (4, 1, 1, 1, 1)
    assert rows[members["钱多"]]["mended"] == 2
