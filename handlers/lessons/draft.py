"""A micro-lesson as its author writes it: one skill, one case, at most ten minutes, and what must be true of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

from bot.parts import encode
from bot.phrases import Phrase, Refusal
from handlers.lessons.markdown import parts

LONGEST = 10
"""Minutes: what is longer is two lessons."""
CHARACTERS_A_MINUTE, WORDS_A_MINUTE = 255, 228
"""Reading aloud, Chinese and English: Trauzettel-Klosinski and Dietz 2012 (IReST), table 3."""
FOR_THE_QUESTION = 0.5
"""Minutes the closing question takes."""
LETTERS = "ABCDEF"
LONGEST_TITLE, LONGEST_LINE, LONGEST_BODY = 40, 400, 20_000
"""Characters."""
MOST_TAGS = 8

NO_TITLE = Phrase(zh="没有标题", en="it has no title")
LONG_TITLE = Phrase(zh="标题有{length}个字，最多{most}个", en="the title has {length:character|characters}, at most {most}")
NOTHING_TO_LEARN = Phrase(zh="技能、案例、正文都是空的", en="skill, case and body are all empty")
LONG_LINE = Phrase(
    zh="“{what}”有{length}个字，最多{most}个；长的放进正文",
    en="{what} has {length:character|characters}, at most {most}; put the rest in the body",
)
LONG_BODY = Phrase(zh="正文有{length}个字，最多{most}个", en="the body has {length:character|characters}, at most {most}")
SKILL = Phrase(zh="技能", en="skill")
CASE = Phrase(zh="案例", en="case")
TOO_LONG = Phrase(
    zh="估计{minutes}分钟，超过{most}分钟。请拆成两节",
    en="an estimated {minutes:minute|minutes}, over {most}; please make it two lessons",
)
MANY_TAGS = Phrase(zh="标签有{count}个，最多{most}个", en="{count:tag|tags}, at most {most}")
FEW_OPTIONS = Phrase(zh="问题要有2到{most}个选项", en="the question needs 2 to {most:option|options}")
NO_WORDS = Phrase(zh="选项{letter}是空的", en="option {letter} is empty")
NO_RIGHT = Phrase(zh="问题没有标出对的选项", en="no option of the question is marked right")
NOT_AN_OPTION = Phrase(zh="答案“{answer}”不是选项字母", en="the answer “{answer}” is no option letter")
NO_STEM = Phrase(zh="有选项，没有问题", en="there are options but no question")


@dataclass(frozen=True, slots=True)
class LessonQuestion:
    """The closing question: a single choice. `right` is its letter."""

    stem: str
    options: tuple[str, ...]
    right: str


@dataclass(frozen=True, slots=True)
class LessonDraft:
    """A lesson as a file says it. `minutes` 0 is "by the estimate"; `required` is yes, no, or tags (`required_tags`)."""

    title: str
    skill: str = ""
    case: str = ""
    body: str = ""
    minutes: int = 0
    required: str = "yes"
    required_tags: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    author: str = ""
    apply: bool = False
    question: LessonQuestion | None = None
    course: str = ""
    starts: str = field(default="", compare=False)
    """When its course begins, where the file says so: an ISO day or "joining"."""


def estimate(draft: LessonDraft) -> int:
    """Whole minutes a careful reader takes, at least one."""
    words = "\n".join((draft.skill, draft.case, draft.body))
    question = draft.question
    if question:
        words += "\n".join((question.stem, *question.options))
    chinese = sum(unicodedata.east_asian_width(character) in "WF" for character in words)
    others = len(re.findall(r"[A-Za-z0-9][A-Za-z0-9'’.-]*", words))
    return max(1, ceil(chinese / CHARACTERS_A_MINUTE + others / WORDS_A_MINUTE + (FOR_THE_QUESTION if question else 0)))


def check(draft: LessonDraft) -> LessonDraft:
    """The draft with its minutes. Raises Refusal with the first thing that is wrong."""
    if not draft.title:
        raise Refusal(NO_TITLE)
    if len(draft.title) > LONGEST_TITLE:
        raise Refusal(LONG_TITLE(length=len(draft.title), most=LONGEST_TITLE))
    if not (draft.skill or draft.case or draft.body):
        raise Refusal(NOTHING_TO_LEARN)
    for what, words in ((SKILL, draft.skill), (CASE, draft.case)):
        if len(words) > LONGEST_LINE:
            raise Refusal(LONG_LINE(what=what, length=len(words), most=LONGEST_LINE))
    if len(draft.body) > LONGEST_BODY:
        raise Refusal(LONG_BODY(length=len(draft.body), most=LONGEST_BODY))
    if len(draft.tags) > MOST_TAGS:
        raise Refusal(MANY_TAGS(count=len(draft.tags), most=MOST_TAGS))
    minutes = max(estimate(draft), draft.minutes)
    if minutes > LONGEST:
        raise Refusal(TOO_LONG(minutes=minutes, most=LONGEST))
    return replace(draft, minutes=draft.minutes or estimate(draft))


def asked(stem: str, options: list[str], right: str) -> LessonQuestion | None:
    """The closing question, or None where nothing is asked. Raises Refusal where it cannot be one."""
    if not stem and not options:
        return None
    if not stem:
        raise Refusal(NO_STEM)
    if not 2 <= len(options) <= len(LETTERS):
        raise Refusal(FEW_OPTIONS(most=len(LETTERS)))
    if "" in options:
        raise Refusal(NO_WORDS(letter=LETTERS[options.index("")]))
    if not right:
        raise Refusal(NO_RIGHT)
    if len(right) > 1 or right not in LETTERS[: len(options)]:
        raise Refusal(NOT_AN_OPTION(answer=right[:10]))
    return LessonQuestion(stem, tuple(options), right)


def fingerprint(draft: LessonDraft) -> str:
    """What makes two lessons the same: course and title, however they are typed."""
    folded = unicodedata.normalize("NFKC", f"{draft.course}\n{draft.title}").casefold()
    return re.sub(r"[^\S\n]+", "", folded)


def content(draft: LessonDraft) -> dict[str, Any]:
    """The draft as storage keeps it."""
    question = draft.question
    return {
        "title": draft.title,
        "skill": draft.skill,
        "case": draft.case,
        "body": draft.body,
        "shown": encode(parts(draft.body)),
        "minutes": draft.minutes,
        "required": draft.required,
        "tags": list(draft.tags),
        "author": draft.author,
        "apply": draft.apply,
        "question": {"stem": question.stem, "options": list(question.options), "right": question.right} if question else None,
    }
