"""0 to 10 after a lesson, anonymously, and what the scores come to for its author once a week."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.arguments import whole
from bot.feature import Camp, Context, Late, Line, Phrase, Press, Refusal, Said
from bot.membership import membership_of
from bot.names import folded
from handlers.lessons.answering import at_once
from handlers.lessons.settings import RATING_AT, feature
from scheduler.calendar import DATE, week_of
from scheduler.rhythm import Weekly, Workdays
from storage import lessons, memberships, reports, standing
from storage.connection import Db
from storage.lessons import Lesson

ASK = Phrase(
    zh="{day}{author}的微课 L{number}《{title}》值几分？0–10，匿名给作者。",
    en="L{number} “{title}”, {author}the lesson of {day}: 0 to 10? It goes to its author without your name.",
)
AUTHOR = Phrase(zh="{name}", en="{name}, ")
TAKEN = Phrase(zh="✅ 匿名记下了，谢谢。", en="✅ Noted without your name. Thank you.")
SAY_MORE = Phrase(
    zh="想留一句话给作者就直接回复（也是匿名），不想就发“取消”。",
    en="Reply with a word to the author if you like (also without your name), or “cancel”.",
)
TAKEN_BEFORE = Phrase(
    zh="L{number} 你打过分了；匿名的分数改不了。", en="You have scored L{number}; a score without a name cannot be changed."
)
NOT_A_SCORE = Phrase(zh="打分是0到10。试试：微课 L{number} 9", en="A score is 0 to 10. Try: lesson L{number} 9")
COMMENTED = Phrase(zh="✅ 已匿名转给作者。", en="✅ Passed on without your name.")
IN_PRIVATE = Phrase(zh="留言请私聊我发：微课 L{number} 留言", en="For a comment send me in private: lesson L{number} comment")
RESULT = Phrase(
    zh="📘 L{number}《{title}》{n}人评分 {scores}，NPS {nps}，留言{comments}条。{words}",
    en="📘 L{number} “{title}”: {n:score|scores} {scores}, NPS {nps}, {comments:comment|comments}.{words}",
)
TOO_FEW = Phrase(
    zh="📘 L{number}《{title}》评分不足{least}人，先不显示。",
    en="📘 L{number} “{title}”: fewer than {least:score|scores}, not shown yet.",
)
WORDS = Phrase(zh="\n· {words}", en="\n· {words}")
COMMENT = {"留言", "comment"}
LEAST = 5
"""Fewer scores could be guessed at."""
SHOWN = 10
LONGEST = 500
SOON = Late.within(timedelta(hours=3))
BEST, GOOD = 10, 9
WORST_PASSIVE = 7


def nps(scores: list[int]) -> int:
    """Percent of 9–10 minus percent of 0–6, rounded half up. Reichheld 2003, “The one number you need to grow”."""
    promoters = sum(score >= GOOD for score in scores)
    detractors = sum(score < WORST_PASSIVE for score in scores)
    return (2 * 100 * (promoters - detractors) + len(scores)) // (2 * len(scores))


def _rhythm(camp: Camp) -> Workdays:
    return Workdays(time.fromisoformat(RATING_AT.of(camp) or RATING_AT.default))


@feature.every(_rhythm, name="ask_score", late=SOON)
def ask_score(ctx: Context, due_at: datetime) -> None:
    """Asks for a score of today's lessons, where they came: in the rooms, or in private."""
    if not ctx.setting(RATING_AT):
        return
    today, private = ctx.local(due_at).date(), _private_courses(ctx.db, ctx.camp.id)
    for lesson in lessons.pushed_on(ctx.db, ctx.camp.id, today):
        if lesson.course_id not in private:
            for room in ctx.rooms():
                ctx.post_within_budget(room, *_asked(lesson, today))
    if private:
        ctx.task("lessons.whom", camp=ctx.camp.id, day=today.isoformat())


@feature.task("whom")
def whom(reader: Db, camp: int, day: str) -> list[Any]:
    """[person, lesson] of everybody a lesson came to in private that day."""
    today, private = date.fromisoformat(day), _private_courses(reader, camp)
    tagged = [lesson for lesson in lessons.pushed_on(reader, camp, today) if lesson.course_id in private]
    to_a_tag = [[person, one.id] for one in tagged for person in lessons.audience(reader, camp, private[one.course_id] or "")]
    return [*to_a_tag, *map(list, lessons.pushed_to_each(reader, camp, today))]


@feature.on("done:lessons.whom")
def ask_each(ctx: Context) -> None:
    known: dict[int, Lesson] = {}
    day = date.fromisoformat(ctx.event.data["payload"]["day"])
    for person, lesson in ctx.event.data["rows"]:
        known[lesson] = known.get(lesson) or lessons.by_id(ctx.db, lesson)
        ctx.post_within_budget(person, *_asked(known[lesson], day), still=("lessons.unrated", str(lesson)))


@feature.condition("unrated")
def unrated(ctx: Context, person: int, subject: str) -> bool:
    """Whether they have not scored the lesson."""
    member = membership_of(standing.in_camp(ctx.db, ctx.camp.id, person))
    return member is not None and not lessons.has_rated(ctx.db, member.id, int(subject))


def _private_courses(db: Db, camp: int) -> dict[int, str | None]:
    """The courses whose lessons come in private, with the tag of those they are for."""
    return {course.id: course.tag for course in lessons.courses(db, camp) if course.tag or course.begins == "joining"}


def take(ctx: Context, lesson: Lesson, words: str) -> None:
    """A score, or 留言 for a comment alone."""
    if words.strip().casefold() in COMMENT:
        _ask_comment(ctx, lesson)
        return
    try:
        score = whole(words.strip().rstrip("分"))
    except ValueError:
        score = -1
    if not 0 <= score <= BEST:
        raise Refusal(NOT_A_SCORE(number=lesson.number))
    if not lessons.rate(ctx.db, ctx.member.id, lesson.id, score):
        at_once(ctx, TAKEN_BEFORE(number=lesson.number))
    elif ctx.address.direct:
        ctx.ask("comment", number=lesson.number)
        ctx.reply(TAKEN, SAY_MORE)
    else:
        at_once(ctx, TAKEN())


@feature.step("comment", secret=True, called=Phrase(zh="L{number} 的留言", en="the comment on L{number}"))
def comment(ctx: Context, words: str, number: int) -> None:
    lesson = lessons.by_number(ctx.db, ctx.camp.id, number)
    assert lesson is not None
    lessons.comment(ctx.db, secrets.token_hex(8), lesson.id, words.strip()[:LONGEST])
    ctx.reply(COMMENTED)


@feature.every(lambda camp: Weekly(0, time(9), on_rest_day="next_workday"), name="tell_authors", late=Late.ONCE)
def tell_authors(ctx: Context, due_at: datetime) -> None:
    """Last week's lessons to whoever wrote them; to the managers where no member has the author's name."""
    monday, _ = week_of(ctx.local(due_at).date())
    staff = [person for person, _ in reports.staff(ctx.db, ctx.camp.id)]
    members = memberships.members(ctx.db, ctx.camp.id)
    for row in lessons.rated_between(ctx.db, ctx.camp.id, monday - timedelta(days=7), monday - timedelta(days=1)):
        authors = [member for member in members if row.author and folded(member.name) == folded(row.author)]
        for person in [authors[0].person] if len(authors) == 1 else staff:
            ctx.post_within_budget(person, result(ctx, row))


def result(ctx: Context, row: Any) -> Line:
    """A lesson's scores in one sentence; too few are not shown."""
    scores = lessons.scores(ctx.db, row.id)
    if len(scores) < LEAST:
        return TOO_FEW(number=row.number, title=row.title, least=LEAST)
    words = lessons.comments(ctx.db, row.id)
    said = "".join(WORDS(words=word).to(ctx.language) for word in words[:SHOWN])
    listed = ",".join(map(str, scores))
    return RESULT(
        number=row.number, title=row.title, n=len(scores), scores=listed, nps=nps(scores), comments=len(words), words=said
    )


def _ask_comment(ctx: Context, lesson: Lesson) -> None:
    if not ctx.address.direct:
        raise Refusal(IN_PRIVATE(number=lesson.number))
    ctx.ask("comment", number=lesson.number)
    ctx.reply(SAY_MORE)


def _asked(lesson: Lesson, day: date) -> list[Said]:
    """The question, whose lesson of which day it is about, with its buttons, 0 to 5 and 6 to 10, a row each."""
    scores = [Press(str(score), f"微课 L{lesson.number} {score}") for score in range(BEST + 1)]
    asked = ASK(
        number=lesson.number, title=lesson.title, day=DATE(day=day), author=AUTHOR(name=lesson.author) if lesson.author else ""
    )
    return [asked, scores[:6], scores[6:]]
