"""Composing at the desk: a poll option by option, a form item by item, each one sentence, with what people will get beside it as it is typed."""

from __future__ import annotations

from collections.abc import Mapping

from bot.desk_page import Blank, Composer, DeskView, ItemKind, Prose, Sentence, choices
from bot.feature import Context, Phrase
from bot.phrases import spoken
from handlers.asking.polls.wording import MOST_OPTIONS
from handlers.asking.surveys.forms import FORMS
from handlers.asking.surveys.questions import MOST_QUESTIONS
from storage import memberships

BACK = "asking"
MOST_TAGS = 60

NEW_POLL, NEW_FORM = Phrase(zh="发投票", en="Open a poll"), Phrase(zh="自己写问卷", en="Write a form")
NEW_READY = Phrase(zh="发模板问卷", en="Send a ready-made form")
COMPOSED = {"new-poll": NEW_POLL, "new-form": NEW_FORM, "ready-form": NEW_READY}
"""What can be, by its name in the address."""
HOW = Phrase(
    zh="发给小助后它先私聊给你看预览和人数，点“发出”才真的发。",
    en="The bot answers with a preview and how many it reaches; only its “Send” sends it.",
)
TO_THE_BOT, TO_ME = Phrase(zh="发给小助", en="To the bot"), Phrase(zh="先发给自己看", en="Try it on myself")
SAYS_POLL, TRIES_POLL = (
    Phrase(
        zh="投票 {title} {start} 时长={days}天 {kind} {named} {only}\n{options}",
        en="poll {title} {start} lasts={days}d {kind} {named} {only}\n{options}",
    ),
    Phrase(
        zh="投票 {title} 试发=我 {start} 时长={days}天 {kind} {named} {only}\n{options}",
        en="poll {title} trial=me {start} lasts={days}d {kind} {named} {only}\n{options}",
    ),
)
SAYS_FORM, TRIES_FORM = (
    Phrase(
        zh="问卷 {title} {start} 时长={days}天 {named} {only}\n{questions}",
        en="survey {title} {start} lasts={days}d {named} {only}\n{questions}",
    ),
    Phrase(
        zh="问卷 {title} 试发=我 {start} 时长={days}天 {named} {only}\n{questions}",
        en="survey {title} trial=me {start} lasts={days}d {named} {only}\n{questions}",
    ),
)
SAYS_READY, TRIES_READY = (
    Phrase(zh="问卷 {form} {start} 时长={days}天 {named} {only}", en="survey {form} {start} lasts={days}d {named} {only}"),
    Phrase(
        zh="问卷 {form} 试发=我 {start} 时长={days}天 {named} {only}",
        en="survey {form} trial=me {start} lasts={days}d {named} {only}",
    ),
)
QUESTION, OPTIONS, OPTION = Phrase(zh="问什么", en="Question"), Phrase(zh="选项", en="Options"), Phrase(zh="选项", en="option")
FORM_TITLE, QUESTIONS, READY_FORM = (
    Phrase(zh="问卷名", en="Title"),
    Phrase(zh="题目", en="Items"),
    Phrase(zh="模板", en="Form"),
)
KIND, DAYS = Phrase(zh="怎么选", en="Choices"), Phrase(zh="开几天", en="Days it is open")
NAMED = Phrase(zh="记名", en="Named or not")
NAMES = Phrase(zh="匿名", en="anonymous"), Phrase(zh="实名", en="named")
SHAPES = Phrase(zh="单选", en="single"), Phrase(zh="多选", en="multi"), Phrase(zh="排序", en="ranking")
START, START_HELP = (
    Phrase(zh="什么时候发", en="When it goes out"),
    Phrase(zh="空着就是一发出就发；也可以写：周五 9:00、每周一 9:00", en="Left empty: at once. Or: Fri 9:00, every Mon 9:00"),
)
STARTS, ONLY, TAGGED = (
    Phrase(zh="开始={{}}", en="start={{}}"),
    Phrase(zh="只问", en="Only whom"),
    Phrase(zh="标签={{}}", en="tag={{}}"),
)
DAYS_OPEN = ("1", "3", "7", "14")
ITEMS = (
    (Phrase(zh="[1-5]", en="[1-5]"), Phrase(zh="1–5分", en="1 to 5"), False),
    (Phrase(zh="[NPS]", en="[NPS]"), Phrase(zh="NPS 0–10", en="NPS, 0 to 10"), False),
    (Phrase(zh="[0-10]", en="[0-10]"), Phrase(zh="0–10分", en="0 to 10"), False),
    (Phrase(zh="[单选]", en="[single]"), Phrase(zh="单选", en="one choice"), True),
    (Phrase(zh="[多选]", en="[multi]"), Phrase(zh="多选", en="several choices"), True),
    (Phrase(zh="[文字]", en="[text]"), Phrase(zh="文字", en="own words"), False),
)
"""What an item of a form may be, as the line of a form has it."""


def composing(ctx: Context, what: str) -> DeskView:
    """The page on which one of them is written."""
    language = ctx.language
    shared = _shared(ctx)
    named = choices(language, *NAMES)
    common = (shared["days"], Blank("named", NAMED, named, given=named[0][0]), shared["start"], *_only(ctx))
    match what:
        case "new-poll":
            shapes = choices(language, *SHAPES)
            head = Blank("title", QUESTION)
            listed = Blank("options", OPTIONS, kinds=(ItemKind("", OPTION),), least=2, most=MOST_OPTIONS)
            blanks = (head, listed, Blank("kind", KIND, shapes, given=shapes[0][0]), *common)
            return _view(NEW_POLL, SAYS_POLL, TRIES_POLL, blanks)
        case "new-form":
            kinds = tuple(ItemKind(spoken(mark, language), title, more) for mark, title, more in ITEMS)
            items = Blank("questions", QUESTIONS, kinds=kinds, most=MOST_QUESTIONS)
            return _view(NEW_FORM, SAYS_FORM, TRIES_FORM, (Blank("title", FORM_TITLE), items, *common))
        case _:
            names = tuple((name, name) for name in (form.names[-1 if language == "en" else 0] for form in FORMS))
            return _view(NEW_READY, SAYS_READY, TRIES_READY, (Blank("form", READY_FORM, names, given=names[0][0]), *common))


def _view(title: Phrase, says: Phrase, tries: Phrase, blanks: tuple[Blank, ...]) -> DeskView:
    return DeskView((Prose(HOW), Composer(Sentence(TO_THE_BOT, says, blanks), Sentence(TO_ME, tries))), title, BACK)


def _shared(ctx: Context) -> Mapping[str, Blank]:
    """How long it is open, and when it begins."""
    return {
        "days": Blank("days", DAYS, tuple((n, n) for n in DAYS_OPEN), given="3"),
        "start": Blank("start", START, help=START_HELP, may_be_empty=True, stands=STARTS().to(ctx.language)),
    }


def _only(ctx: Context) -> tuple[Blank, ...]:
    """Whom it is for, where the camp has tags."""
    tags = tuple((tag, tag) for tag, _ in memberships.tags(ctx.db, ctx.camp.id)[:MOST_TAGS] if " " not in tag)
    return (Blank("only", ONLY, tags, may_be_empty=True, stands=TAGGED().to(ctx.language)),) if tags else ()
