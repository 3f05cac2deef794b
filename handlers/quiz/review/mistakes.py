"""我的错题: what I have not got right yet, why it is so, when it comes back, and how each tag stands."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Asker, Context, Line, Page, Phrase, Press, Said
from bot.parts import Button
from bot.today import TODAY, TodayPlace, TodayRow
from handlers.quiz.bank.questions import from_plain
from handlers.quiz.bank.settings import called
from handlers.quiz.question_view import chosen_words, right_words
from handlers.quiz.review.answering import whole_percent
from handlers.quiz.review.morning import ask_next
from handlers.quiz.review.postponing import POSTPONE, postpone
from handlers.quiz.review.settings import day_of, feature, short
from storage import answers, people, reviews
from storage.answers import Mistake
from storage.connection import Db

SHOWN = 5
TAGS = 6

STEM = Phrase(zh="❓ {stem}", en="❓ {stem}")
MISTAKE = Phrase(
    zh="{where}你选{chosen}，正确{key}{why}。{next}", en="{where}: you chose {chosen}, right is {key}{why}. {next}"
)
IN_CONTEST = Phrase(zh="第{n}题", en="Question {n}")
WHY = Phrase(zh="，因为{words}", en=", because: {words}")
NEXT = Phrase(zh="已加入复习，下次 {day}。", en="It is in your review, next on {day}.")
MASTERY = Phrase(zh="掌握度：{tags}", en="Mastery: {tags}")
TAG = Phrase(zh="{tag} {right}/{asked}={rate}", en="{tag} {right}/{asked}={rate}")
NONE = Phrase(zh="没有错题。来一组练习：发“练习”", en="No mistakes. For a drill send “practice”.")
REVIEW_NOW = Phrase(zh="现在复习{n}题", en="Review {n} now")
MISTAKES = Phrase(zh="我的错题", en="Mistakes")
DUE = Phrase(zh="{n}题今天该复习", en="{n:question is|questions are} due for review")
NOTHING_DUE = Phrase(zh="今天没有要复习的题了{next}。", en="Nothing is left to review today{next}.")
COMES = Phrase(zh="，下次 {day}", en="; next on {day}")
IN_PRIVATE = Phrase(
    zh="错题我私下告诉你：先私聊我发一句“我的错题”。", en="I tell you your mistakes in private: send me “mistakes” there first."
)
REVIEW = {"复习", "review"}


@feature.command(
    "我的错题",
    "mistakes",
    help=Phrase(zh="我答错的题、为什么、什么时候再问我。", en="What I got wrong, why, and when it comes back."),
    examples=["我的错题", "我的错题 复习", "mistakes"],
    asked={
        r"(?:我(?:想|要))?复习(?:一下)?(?:我的)?(?:错题)?|review (?:my )?(?:mistakes|wrong answers)": "复习",
        r"我?(?:错|答错)了?(?:哪些|什么|几道?)题?了?|(?:看看)?(?:我的)?错题(?:本|集)?|(?:my )?wrong answers": "",
    },
)
def mistakes(ctx: Context, order: Annotated[str, Named("复习或顺延", "review or postpone")] = "") -> None:
    if order.strip().casefold() in POSTPONE:
        return postpone(ctx)
    if people.private_address(ctx.db, ctx.person.id) is None and not ctx.address.direct:
        ctx.reply(IN_PRIVATE)
    elif order.strip().casefold() in REVIEW:
        _review_now(ctx)
    else:
        ctx.show_list("mine")


def _review_now(ctx: Context) -> None:
    if ask_next(ctx, ctx.member.id, ctx.person.id):
        return
    following = reviews.next_due(ctx.db, ctx.member.id)
    later = COMES(day=short(day_of(ctx, following))) if following is not None and following > ctx.now else ""
    ctx.tell(ctx.person.id, NOTHING_DUE(next=later))


@feature.paged("mine")
def _listed(ctx: Context, after: int) -> Page:
    """The latest first, those older than the answer `after`; how the tags stand is said once."""
    found = answers.mistakes(ctx.db, ctx.camp.id, ctx.member.id, SHOWN + 1, before=after or None)
    if not found and not after:
        return Page((NONE,), audience=Audience.PERSON)
    said: list[Said] = [] if after else _standing(ctx)
    rows = [line for one in found[:SHOWN] for line in _mistake(ctx, one)]
    following = found[SHOWN - 1].answer if len(found) > SHOWN else None
    return Page((*rows, *said), next=following, audience=Audience.PERSON)


def _standing(ctx: Context) -> list[Said]:
    """How the weakest tags stand, and the button for what is due."""
    said: list[Said] = []
    mastered = answers.mastery(ctx.db, ctx.camp.id, ctx.member.id)
    weakest = sorted(mastered.items(), key=lambda item: (item[1][0] / item[1][1], item[0]))[:TAGS]
    tags = [TAG(tag=tag, right=right, asked=asked, rate=whole_percent(right, asked)) for tag, (right, asked) in weakest]
    if tags:
        said.append(MASTERY(tags="　".join(line.to(ctx.language) for line in tags)))
    due = reviews.how_many(ctx.db, ctx.member.id, ctx.now)
    return [*said, [Press(REVIEW_NOW(n=due), "我的错题 复习")]] if due else said


def _mistake(ctx: Context, one: Mistake) -> list[Line]:
    """The question as it was asked, what was answered, what is right."""
    question = from_plain(one.plain)
    card = reviews.find(ctx.db, ctx.member.id, one.question)
    why = question.explanation.rstrip("。.")
    language = ctx.person.language or ctx.camp.language
    told = MISTAKE(
        where=IN_CONTEST(n=one.place + 1) if one.kind == "contest" else called(one.number),
        chosen=chosen_words(question, one.said, one.chosen, one.shown_as, language),
        key=right_words(question, one.shown_as, language),
        why=WHY(words=why) if why else "",
        next=NEXT(day=short(day_of(ctx, card.due))) if card else "",
    )
    return [STEM(stem=question.stem), told]


@feature.panel
def due_now(reader: Db, asker: Asker) -> tuple[dict[str, Any], list[Button]]:
    """A chip while something is due, and a row of the card over the talk."""
    now: datetime = asker.now
    if not (n := reviews.how_many(reader, asker.membership.id, now)):
        return {}, []
    label = MISTAKES().to(asker.language)
    return {TODAY: [TodayRow(TodayPlace.WAITS, label, DUE(n=n).to(asker.language), "我的错题")]}, [Button(label, "我的错题")]
