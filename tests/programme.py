"""A programme that was lived, for the tests of its report: what of every level there is, by storage where it would be days of typing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from sqlalchemy import insert, select, text

from bot.clock import HandClock
from bot.parts import File
from storage import asks, ballots, bank, behaviours, checkins, exams, lessons, people, surveys
from storage.answers import answer
from storage.connection import Db
from storage.events import afterwards, attendance, events
from storage.feedback import people as feedback_people
from storage.feedback import waves
from storage.kept_figures import kept_figure
from storage.memberships import membership
from storage.surveys import Survey
from tests.stories.test_import_export import send
from tests.town import CAMP, ZONE, Heard, Town

LEARNERS = 45
SCALE = [{"kind": "scale", "words": "有用", "english": "useful", "options": []}] * 3
COMMIT_TO: list[dict[str, Any]] = [
    {"kind": "scale", "words": tag, "english": tag, "options": [], "topic": tag} for tag in ("谈判", "洞察")
]
COMMIT = [{"kind": "scale", "words": "愿意", "english": "willing", "options": []}]


class ProgrammeRows:
    """What a camp's programme leaves of every level: 38 of 45 reactions, 43 pairs, 40 commitments, and behaviours of 4 people."""

    def __init__(self, clock: HandClock, learners: int = LEARNERS) -> None:
        self.clock, self.learners = clock, learners

    def write(self, db: Db) -> None:
        self._people(db)
        self._level_one(db)
        self._level_two(db)
        self._level_three(db)

    def _people(self, db: Db) -> None:
        at, day = self.clock.now(), date(2026, 5, 6)
        self.members: list[tuple[int, int]] = []
        for n in range(self.learners):
            who = db.value(insert(people.person).returning(people.person.c.id), name=f"学员{n}", created_at=at)
            row = {"camp_id": 1, "person_id": who, "role": "learner", "joined_on": day, "joined_at": at}
            self.members.append((who, db.value(insert(membership).returning(membership.c.id), **row)))

    def _form(self, db: Db, form: str, questions: list[dict[str, Any]], *, anonymous: bool, title: str = "") -> Survey:
        at, owner = self.clock.now(), db.value(select(membership.c.person_id).where(membership.c.role != "learner"))
        until = at + timedelta(days=1)
        one = Survey(0, 1, owner, title or form, form, questions, anonymous, "", "", until, at, None, None, "camp")
        found = surveys.find(db, surveys.open_survey(db, one))
        assert found is not None
        return found

    def _level_one(self, db: Db) -> None:
        """Anonymous: 38 ballots of three answers each."""
        one = self._form(db, "level1", SCALE, anonymous=True)
        for n, (who, _) in enumerate(self.members[:38]):
            ballots.take_part(db, one.subject, who)
            ballots.cast(db, one.subject, {str(q): [str(3 + (n + q) % 3)] for q in range(3)})
        ballots.mix(db, one.subject)
        surveys.close(db, one.id, at=self.clock.now())

    def _level_two(self, db: Db) -> None:
        at = self.clock.now()
        plain: Any = {"tag": None, "questions": 2, "pass_mark": 80, "minutes": None, "form": None, "until": None}
        questions = []
        for n, tag in enumerate(("谈判", "洞察"), 1):
            words = {"stem": f"题{n}", "explanation": "", "words": "", "picture": "", "fingerprint": f"{n}"}
            lists = {"options": ["问清", "降价"], "answer": [["1", ""], ["0", ""]], "tags": [tag]}
            asked = {"camp_id": 1, "number": n, "kind": "single", "changed_at": at, **words, **lists}
            questions.append(db.value(insert(bank.question).returning(bank.question.c.id), **asked))
            db.run(insert(bank.question_tag), question_id=questions[-1], tag=tag, camp_id=1)
        for role, took, earned in (("before", self.members[:44], 54), ("after", self.members[1:], 89)):
            exam = exams.open_exam(db, 1, "异议", role=role, attempts=1, at=at, **plain)
            for n, (_, member) in enumerate(took):
                taken = {"exam_id": exam, "attempt": 1, "questions": questions, "started_at": at, "ended_at": at}
                mark = earned + (n % 2) * 2 - 1 if n < 42 else earned
                sat = db.value(
                    insert(exams.sitting).returning(exams.sitting.c.id),
                    camp_id=1,
                    membership_id=member,
                    earned=mark,
                    out_of=100,
                    **taken,
                )
                for place, question in enumerate(questions):
                    put = {
                        "camp_id": 1,
                        "question_id": question,
                        "place": place,
                        "asked_at": at,
                        "kind": "exam",
                        "sitting_id": sat,
                    }
                    ask = db.value(insert(asks.ask).returning(asks.ask.c.id), **put)
                    said = {"said": "A", "chosen": [0], "earned": int(role == "after" or n % 2), "out_of": 1, "received_at": at}
                    db.run(insert(answer), ask_id=ask, membership_id=member, camp_id=1, question_id=question, **said)
        one = self._form(db, "level2", COMMIT, anonymous=False)
        for n, (who, _) in enumerate(self.members[:40]):
            ballots.take_part(db, one.subject, who)
            surveys.respond(db, one.id, who, {"0": [str(4 + n % 2)]}, at=at)
        surveys.close(db, one.id, at=at)

    def _level_three(self, db: Db) -> None:
        at, day = self.clock.now(), date(2026, 5, 6)
        given: Any = {"on_rest_day": "same", "tag": None, "names": (), "by": self.members[0][0], "at": at}
        done = behaviours.add(db, 1, "先问参照", "先问参照", "weekly", 1, **given)
        assert done is not None
        for n in range(4):
            report = behaviours.report(db, done, self.members[n][1], day, self.members[n + 10][1], "", at=at)
            assert report is not None
            behaviours.answer(db, report, yes=True, by=self.members[n + 10][0], at=at)


class Programme(ProgrammeRows):
    """A camp with all of that, and its owner."""

    def __init__(self, town: Town) -> None:
        super().__init__(town.clock)
        self.town = town
        self.owner = town.opened()
        self.owner.tells("积分")
        self.keep(self.write)
        town.go_to("5/11", "09:00")

    def keep(self, run: Any) -> Any:
        async def transact() -> Any:
            return await self.town.database.transact(run)

        return self.town.run(transact())

    def ask(self, query: str, **values: Any) -> list[Any]:
        """Rows of a query as it is written."""
        with self.town.database.engine.connect() as connection:
            return list(connection.execute(text(query), values))

    def change(self, *statements: str) -> None:
        with self.town.database.engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def report(self, words: str = "柯氏报告") -> Heard:
        return self.owner.tells(words)

    @property
    def ballots(self) -> list[Any]:
        return [row.answers for row in self.town.look(select(ballots.ballot.c.answers))]

    @property
    def kept(self) -> list[Any]:
        every = self.town.look(select(kept_figure).order_by(kept_figure.c.id))
        return [row for row in every if row.report == every[-1].report]


def cells(content: bytes) -> list[list[str]]:
    """Every row of every table of a document."""
    from docx import Document

    return [[cell.text for cell in row.cells] for table in Document(BytesIO(content)).tables for row in table.rows]


def document(programme: Programme, said: Heard) -> bytes:
    """The file that came with a report."""
    (file,) = [part for post in said.posts for part in post.parts if isinstance(part, File)]
    assert file.name.endswith(f"-{CAMP}-{programme.town.now:%Y-%m-%d}.docx")
    content = programme.town.app.files.read(file.file)
    assert len(content) == file.size
    return content


PEOPLE, TEAMS = ("学员0", "学员1", "学员2"), ("华东", "华南")
MONTHS = {"before": ("2026-02", "2026-03", "2026-04"), "after": ("2026-06", "2026-07", "2026-08")}
A_YEAR_AGO = {side: tuple(month.replace("2026", "2025") for month in months) for side, months in MONTHS.items()}


class WholeProgramme(Programme):
    """The same with enough of every level, of several lessons, events, forms, waves and teams, and the targets; seen in September."""

    def __init__(self, town: Town) -> None:
        super().__init__(town)
        self.keep(self._more_forms)
        self.keep(self._lessons)
        self.keep(self._event)
        self.keep(self._more_behaviours)
        self.keep(self._waves)
        self.keep(self._check_ins)
        self.owner.tells("成效 期望 开始=2026-05-18 结束=2026-05-22 出资人=李总 利润=5%:利润额 成本=-3%:培训成本")
        self.owner.tells("目标 加 打卡率 基线=70% 目标=85% 截止=8/31")
        self.owner.tells("目标 加 利润额 基线=100 目标=120 截止=12/31")
        self.owner.tells("目标 加 NPS 基线=35 目标=50 截止=8/31")
        town.clock.move(datetime(2026, 9, 2, 1, 0, tzinfo=UTC))
        town.settle()
        send(self.owner, "业绩.csv", self._figures().encode())
        assert "已导入" in self.owner.tells("导入")

    def _more_forms(self, db: Db) -> None:
        """A second commitment, anonymous and of two tags, of 30; a second reaction, named, of 20."""
        one = self._form(db, "level2", COMMIT_TO, anonymous=True, title="各主题承诺")
        for n, (who, _) in enumerate(self.members[:30]):
            ballots.take_part(db, one.subject, who)
            ballots.cast(db, one.subject, {"0": [str(3 + n % 3)], "1": [str(2 + n % 2)]})
        surveys.close(db, one.id, at=self.town.clock.now())
        one = self._form(db, "level1", SCALE, anonymous=False, title="第二次课后")
        for n, (who, _) in enumerate(self.members[:20]):
            ballots.take_part(db, one.subject, who)
            surveys.respond(db, one.id, who, {str(q): [str(2 + (n + q) % 4)] for q in range(3)}, at=self.town.clock.now())
        surveys.close(db, one.id, at=self.town.clock.now())

    def _lessons(self, db: Db) -> None:
        """One with a dozen scores of thirty, one with too few; both an expert's."""
        at, day = self.town.clock.now(), date(2026, 5, 8)
        who = db.value(insert(people.person).returning(people.person.c.id), name="何琳", created_at=at)
        row = {"camp_id": 1, "person_id": who, "role": "expert", "joined_on": day, "joined_at": at}
        self.expert: int = db.value(insert(membership).returning(membership.c.id), **row)
        course = lessons.open_course(db, 1, "异议处理", starts_on=day)
        for n, (title, scores) in enumerate({"澄清参照": 12, "复述确认": 6}.items()):
            words = {"title": title, "skill": "先问", "case": "", "body": "", "shown": "[]", "minutes": 6, "required": "yes"}
            content = words | {"tags": ["谈判"], "author": "何琳", "apply": False, "question": None}
            (saved,) = lessons.save(db, 1, [(course.id, f"lesson {n}", content, [])], at=at)
            assert saved is not None
            lessons.push(db, 1, saved.id, day, None, at=at)
            for place, (_, member) in enumerate(self.members[:30]):
                lessons.learn(db, 1, member, saved.id, at=at)
                if place < scores:
                    lessons.rate(db, member, saved.id, 6 + place % 5)

    def _event(self, db: Db) -> None:
        """Forty came, and sixteen said what it was worth; the expert spoke."""
        rules: Any = {"title": "谈判分享", "kind": "sharing", "starts_at": datetime(2026, 5, 8, 19, tzinfo=ZONE), "minutes": 60}
        rules |= {"brief": "", "place": "", "link": "", "speaker": "何琳", "speaker_id": self.expert, "host_id": self.expert}
        rules |= {"topics": [], "tag": None, "required": False, "seats": None}
        number = events.hold(db, 1, by=self.expert, at=self.town.clock.now(), **rules)
        assert number is not None
        for n, (_, member) in enumerate(self.members[:40]):
            attendance.sign_in(db, number, member, late=n > 30, at=rules["starts_at"])
            if n < 16:
                afterwards.say(db, number, member, 3 + n % 3, at=rules["starts_at"] + timedelta(hours=2))
        events.close(db, number, LEARNERS, at=rules["starts_at"] + timedelta(hours=1))

    def _more_behaviours(self, db: Db) -> None:
        """Twelve of fourteen more are confirmed."""
        at, day = self.town.clock.now(), date(2026, 5, 7)
        for n in range(14):
            report = behaviours.report(db, 1, self.members[n][1], day, self.members[n + 14][1], "", at=at)
            assert report is not None
            if n < 12:
                behaviours.answer(db, report, yes=True, by=self.members[n + 14][0], at=at)

    def _check_ins(self, db: Db) -> None:
        """Thirty on the first day of the target."""
        day = date(2026, 5, 11)
        stamps = {"camp_id": 1, "day": day, "kind": "stamp", "at": datetime(2026, 5, 11, 8, tzinfo=ZONE)}
        for _, member in self.members[:30]:
            db.run(insert(checkins.check_in), membership_id=member, **stamps)

    def _waves(self, db: Db) -> None:
        """Twelve were rated by five each after a month and after three, eleven of them by enough; two of their raters never answered."""
        at = self.town.clock.now()
        number = waves.set_up(db, 1, date(2026, 5, 8), ["先问参照", "记录异议"], by=self.members[0][0], at=at)
        assert number is not None
        one = waves.find(db, number)
        assert one is not None
        rated = [feedback_people.add(db, number, member) for _, member in self.members[:12]]
        for place, whose in enumerate(rated):
            raters = [self.members[(place + step) % len(self.members)] for step in range(1, 6)]
            feedback_people.ask(db, whose, [(member, "peer") for _, member in raters])
            for days in (30, 90):
                for who, _ in raters[: 2 if place == 0 else 4]:
                    ballots.take_part(db, f"{one.subject(days)}:{whose}", who)
        for days, mark in ((30, 3), (90, 4)):
            waves.open_wave(db, number, days, at=at)
            waves.close_wave(db, number, days, at=at)
            counts = {f"{whose}:{place}": {f"{mark}": 3, f"{mark + place}": 1} for whose in rated[1:] for place in (0, 1)}
            for marks in counts.values():
                if len(marks) == 1:
                    marks[f"{mark}"] = 4
            ballots.keep_tallies(db, one.subject(days), {"peer": ballots.Tally(4 * len(rated[1:]), counts)})

    def _figures(self) -> str:
        """Profit of three people and of a team that was not trained, cost of two teams; this year and the last."""
        lines = ["姓名,团队,指标,月份,数值,单位"]
        for months, later in ((MONTHS, 10), (A_YEAR_AGO, 4)):
            for side, grown in (("before", 0), ("after", later)):
                for month in months[side]:
                    lines += [f"{name},,利润额,{month},{100 + n + grown},万元" for n, name in enumerate(PEOPLE)]
                    lines += [f",华南,利润额,{month},{300 + 3 * (grown > 0)},万元"]
                    lines += [f",{team},培训成本,{month},{50 - grown // 2 - n},万元" for n, team in enumerate(TEAMS)]
        return "\n".join(lines) + "\n"


def paragraphs(content: bytes) -> list[str]:
    """Every paragraph of a document outside its tables."""
    from docx import Document

    return [one.text for one in Document(BytesIO(content)).paragraphs]
