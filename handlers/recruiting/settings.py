"""What a camp can set about who comes in: whether people apply, the entry quiz, the criteria, the promise and the cool-off."""

from __future__ import annotations

import re

from bot.enrolment import AGREE_FIRST, RECRUITS
from bot.feature import Context, Feature, Line, Phrase, Refusal, Setting, Theme
from bot.setting_values import OFF, OFF_SHOWN, between, with_unit
from handlers.recruiting import criteria
from storage import bank, joining

feature = Feature("recruiting", Theme.CAMP)

WORK_HOURS = Phrase(zh="个工作小时", en="work hours")
DAYS = Phrase(zh="天", en="days")
PREFIX = "Y"
feature.prefix(PREFIX, Phrase(zh="一份入营申请", en="an application to a camp"))

ON = {"开", "on", "是", "yes"}
ON_SHOWN = Phrase(zh="开", en="on")
NO_LINK = Phrase(zh="无", en="none")
OF_A_TAG = Phrase(zh="{n} 标签={tag}", en="{n} tag={tag}")
MOST_ASKED = 20
QUIZ = re.compile(r"(?P<n>\d{1,3})\s*题?(?:\s+(?:(?:标签|tag)\s*[=＝]\s*)?(?P<tag>\S{1,30}))?", re.IGNORECASE)
LINK = re.compile(r"https://\S{4,190}")
SMALL_BANK = Phrase(
    zh="题库里{tag}按一下就能答的题有{n}道（单选、多选、判断），不够{wanted}道，没有改动。",
    en="The bank has {n} {tag}that one press answers (single, multiple, true or false), fewer than {wanted}; nothing was changed.",
)
OF_TAG = Phrase(zh="“{tag}”", en="tagged “{tag}” ")
RELEASED = Phrase(
    zh="等申请结果的入群请求有{n}个，现在由经理来定：待办 W。",
    en="{n:request|requests} to join waited for applications; they are the managers' to decide now: todo W",
)


def _switch(words: str) -> bool:
    said = words.strip().casefold()
    if said not in ON | OFF:
        raise ValueError(words)
    return said in ON


def _switch_shown(is_on: bool) -> Phrase:
    return ON_SHOWN if is_on else OFF_SHOWN


def _switched(ctx: Context, before: bool, after: bool) -> list[Line | Phrase]:
    """Where nobody applies any more, what waited for applications is the managers' to decide."""
    released = 0 if after else joining.release(ctx.db, ctx.camp.id)
    return [RELEASED(n=released)] if released else []


def _quiz(words: str) -> tuple[int, str]:
    """5, or 5 标签=入营: how many questions of which tag. Raises ValueError."""
    found = QUIZ.fullmatch(words.strip())
    if found is None or int(found["n"]) > MOST_ASKED:
        raise ValueError(words)
    return (number, found["tag"] or "") if (number := int(found["n"])) else (0, "")


def _quiz_shown(quiz: tuple[int, str]) -> str | Line:
    number, tag = quiz
    return OF_A_TAG(n=number, tag=tag) if tag else str(number)


def _drawn_from(ctx: Context, before: tuple[int, str], after: tuple[int, str]) -> list[Line | Phrase]:
    """Refuses a quiz larger than what it is drawn from."""
    number, tag = after
    stock = len({question for question, _ in bank.stock(ctx.db, ctx.camp.id, tag or None, pressed=True)})
    if number > stock:
        raise Refusal(SMALL_BANK(n=stock, wanted=number, tag=OF_TAG(tag=tag) if tag else ""))
    return []


def _agree_first(words: str) -> str:
    said = words.strip().casefold()
    if said in ("自动", "auto"):
        return ""
    return "on" if _switch(said) else "off"


def _link(words: str) -> str:
    said = words.strip()
    if said.casefold() in OFF | {"无", "none"}:
        return ""
    if not LINK.fullmatch(said):
        raise ValueError(words)
    return said


AGREES = {"": Phrase(zh="自动", en="auto"), "on": ON_SHOWN, "off": OFF_SHOWN}
ASKING = feature.setting(
    Setting(
        RECRUITS,
        Phrase(zh="招募", en="recruiting"),
        Phrase(
            zh="开：要先申请，通过了才入营；关：在群里说第一句话就入营",
            en="on: people apply, and only approval makes them members; off: their first word in a group does",
        ),
        False,
        _switch,
        _switch_shown,
        _switched,
    )
)
ENTRY_QUIZ = feature.setting(
    Setting(
        "recruiting.quiz",
        Phrase(zh="入营题", en="entry-quiz"),
        Phrase(
            zh="0到20：申请时从题库抽几道，可以只抽一个标签，如 5 标签=入营",
            en="0 to 20 questions of the bank for an application; of one tag: 5 tag=entry",
        ),
        (0, ""),
        _quiz,
        _quiz_shown,
        _drawn_from,
    )
)
APPROVES = feature.setting(
    Setting(
        "recruiting.approves",
        Phrase(zh="自动通过", en="approve-if"),
        Phrase(
            zh="够什么条件就自动通过，如 答对>=4 且 标签=骨干；人工：都由经理来定",
            en="what approves by itself, like right>=4 and tag=core; people: managers decide all",
        ),
        "",
        criteria.read,
        criteria.shown,
    )
)
REJECTS = feature.setting(
    Setting(
        "recruiting.rejects",
        Phrase(zh="自动拒绝", en="reject-if"),
        Phrase(
            zh="什么条件就自动拒绝，如 答对<2；人工：都由经理来定。先看自动通过",
            en="what rejects by itself, like right<2; people: managers decide all. Approval is looked at first",
        ),
        "",
        criteria.read,
        criteria.shown,
    )
)
HOURS = feature.setting(
    Setting(
        "recruiting.hours",
        Phrase(zh="申请答复", en="reply-hours"),
        Phrase(
            zh="1到80：答应几个工作小时内答复申请，到点提醒经理一次",
            en="1 to 80 work hours in which an answer is promised; then managers are reminded, once",
        ),
        9,
        between(1, 80, WORK_HOURS),
        with_unit(WORK_HOURS),
    )
)
COOL_OFF = feature.setting(
    Setting(
        "recruiting.cool_off",
        Phrase(zh="冷静期", en="cool-off"),
        Phrase(zh="0到365：被拒绝后几天才能再申请", en="0 to 365 days before somebody who was turned down may apply again"),
        30,
        between(0, 365, DAYS),
        with_unit(DAYS),
    )
)
AGREE = feature.setting(
    Setting(
        AGREE_FIRST,
        Phrase(zh="同意后计入", en="agree-first"),
        Phrase(
            zh="开：同意群规以后才算成员、才进统计；关：不等；自动：招募开着就开",
            en="on: nobody is a member, nor counted, before they agreed to the rules; off: at once; auto: on while recruiting is",
        ),
        "",
        _agree_first,
        lambda value: AGREES[value],
    )
)
WAY_IN = feature.setting(
    Setting(
        "recruiting.link",
        Phrase(zh="入群链接", en="group-link"),
        Phrase(
            zh="通过的人从这个链接进群，https 开头；无：不给",
            en="where who was approved enters the group, beginning with https; none: not given",
        ),
        "",
        _link,
        lambda link: link or NO_LINK,
    )
)
