"""考试 E1 补考 张三: one more go for one person, also after the deadline."""

from __future__ import annotations

import re
from datetime import datetime

from bot.feature import Context, Phrase, Press, Refusal, Role
from handlers.quiz.exam.passing import passed_by
from handlers.quiz.exam.settings import feature
from storage import exams, memberships
from storage.exams import Exam

WORDS = re.compile(r"(?P<exam>.+?)\s+(?:补考|resit)(?:\s+(?P<who>.+))?", re.IGNORECASE)

FOR_MANAGERS = Phrase(zh="加一次考试机会要由社群经理来做。", en="One more go is for a manager to give.")
WHO = Phrase(zh="给谁补考？试试：考试 E{id} 补考 林晓", en="Who may resit? Try: exam E{id} resit NAME")
HAS_PASSED = Phrase(zh="{name}已经通过“{exam}”了，不用补考。", en="{name} has passed “{exam}”; no resit is needed.")
GIVEN = Phrase(
    zh="✅ {name}可以再考一次“{exam}”{until}，已私下告诉。10分钟内可发“撤销”。",
    en="✅ {name} may take “{exam}” once more{until} and was told. “undo” within 10 minutes takes it back.",
)
UNTIL = Phrase(zh="，{at:%m-%d %H:%M} 截止", en=", until {at:%m-%d %H:%M}")
TOLD = Phrase(zh="📝 “{exam}”你可以再考一次{until}。", en="📝 You may take “{exam}” once more{until}.")
BEGIN = Phrase(zh="开始", en="Begin")
BACK = Phrase(zh="✅ 已收回{name}的补考。", en="✅ {name}'s resit was taken back.")
TAKEN = Phrase(zh="{name}已经开始补考了，收不回来。", en="{name} has begun the resit; it cannot be taken back.")

feature.act("exam_resit", Phrase(zh="{who} 让 {person} 再考一次“{name}”", en="{who} let {person} take “{name}” once more"))


def give(ctx: Context, exam: Exam, who: str, until: datetime | None) -> None:
    """One more go, until a deadline of its own where one is said. Raises Refusal."""
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS)
    if not who:
        raise Refusal(WHO(id=exam.id))
    member = ctx.member_named(who)
    if member.id in passed_by(ctx.db, exam):
        raise Refusal(HAS_PASSED(name=member.name, exam=exam.name))
    exams.grant(ctx.db, exam.id, member.id, until)
    ends = UNTIL(at=until) if until else ""
    goes = len(exams.mine(ctx.db, exam.id, member.id))
    ctx.audit(
        "exam_resit",
        undo={"exam": exam.id, "member": member.id, "goes": goes},
        person=member.person,
        name=exam.name,
    )
    ctx.reply(GIVEN(name=member.name, exam=exam.name, until=ends))
    ctx.tell(member.person, TOLD(exam=exam.name, until=ends), [Press(BEGIN, f"考试 E{exam.id}")])


@feature.undoes("exam_resit", by=Role.MANAGER)
def take_back(ctx: Context, exam: int, member: int, goes: int) -> None:
    name = memberships.member(ctx.db, member).name
    if len(exams.mine(ctx.db, exam, member)) > goes:
        raise Refusal(TAKEN(name=name))
    exams.ungrant(ctx.db, exam, member)
    ctx.reply(BACK(name=name))
