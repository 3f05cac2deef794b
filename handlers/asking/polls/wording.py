"""A poll as people write it: the question, the options, and the settings among them; and the letters of a vote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.arguments import whole
from bot.feature import Phrase, Press, Refusal
from bot.parts import SAYS_LIMIT
from handlers.asking import option_list
from handlers.asking.wording import cut, take_deadlines, take_flags, take_lasting, take_tag, take_times
from scheduler.calendar import Calendar
from scheduler.rhythm import Rhythm

MOST_OPTIONS, LONGEST_TITLE, LONGEST_OPTION = 12, 200, 60
LONGEST = 2_000
"""Characters of all that is said of a poll, with its settings: more than the longest title and twelve of the longest options."""
LETTERS = "ABCDEFGHIJKL"
EXAMPLE = Phrase(
    zh="试试：投票 周五去哪？ 爬山/唱歌/火锅 多选 截止=周五 18:00",
    en="Try: poll Where on Friday? hiking/karaoke/hotpot multi until=Fri 18:00",
)
NO_TITLE = Phrase(zh="还差要问的话。{example}", en="What is the question? {example}")
NO_OPTIONS = Phrase(
    zh="至少要有两个选项，用 / 隔开。{example}", en="It takes two options at least, with / between them. {example}"
)
TOO_MANY = Phrase(zh="最多{most}个选项，这里有{n}个。", en="There are at most {most:option|options}; here {n:|is|are} {n}.")
TWICE = Phrase(zh="“{option}”写了两次。", en="“{option}” stands there twice.")
TOO_LONG = Phrase(
    zh="问题最多{title}个字，每个选项最多{option}个字。",
    en="A question has at most {title:character|characters}, an option {option}.",
)
WRONG_NUMBER = Phrase(zh="“{name}”要是1到{most}的数。", en="“{name}” is a number from 1 to {most}.")
NOT_BOTH = Phrase(
    zh="“{one}”和“{other}”只能选一个，请去掉一个再发。", en="It is either “{one}” or “{other}”; please leave one out."
)
RELEVANT = Phrase(zh="{title} 和你的工作相关吗？", en="{title}: is it relevant to your work?")
RELEVANCE = (Phrase(zh="相关", en="relevant"), Phrase(zh="不相关", en="not relevant"))
"""The options of a relevance poll, in the camp's language; its share is told by these words."""

FLAGS = {
    "匿名": "anonymous",
    "匿名投票": "anonymous",
    "anonymous": "anonymous",
    "实名": "named",
    "实名投票": "named",
    "named": "named",
    "单选": "single",
    "single": "single",
    "多选": "multiple",
    "可多选": "multiple",
    "多选题": "multiple",
    "multi": "multiple",
    "排序": "ranking",
    "ranking": "ranking",
    "隐藏": "hidden",
    "hidden": "hidden",
    "可加": "addable",
    "addable": "addable",
    "本群": "here",
    "here": "here",
    "评选": "award",
    "award": "award",
    "相关性": "relevance",
    "relevance": "relevance",
}
AGAINST = (("anonymous", "named"), ("single", "multiple"), ("single", "ranking"), ("multiple", "ranking"))
"""Settings that cannot both be meant."""
FLAG_NAMES = {
    "anonymous": Phrase(zh="匿名", en="anonymous"),
    "named": Phrase(zh="实名", en="named"),
    "single": Phrase(zh="单选", en="single"),
    "multiple": Phrase(zh="多选", en="multi"),
    "ranking": Phrase(zh="排序", en="ranking"),
}
NUMBERS = {"限选": "most", "most": "most", "名额": "seats", "seats": "seats", "入围": "shortlist", "shortlist": "shortlist"}
DIGITS = {"两": 2} | {sign: value for value, sign in enumerate("一二三四五六七八九十", 1)}
STARTS = {"开始": "start", "start": "start"}
ENDS = {"提名截止": "nominate", "nominate": "nominate", "截止": "until", "until": "until"}
SETTING = rf"(?:{'|'.join(map(re.escape, FLAGS))}|(?:{'|'.join(ENDS)})[^，,；;]+|(?:最多|至多|限选)[^，,；;]{{1,8}})"
BEHIND_A_COMMA = re.compile(rf"(?P<comma>[，,；;。]\s*){SETTING}(?:\s+{SETTING})*\s*$", re.IGNORECASE)
NUMBER = re.compile(
    rf"(?:^|(?<=\s))(?:({'|'.join(NUMBERS)})[=＝](\S+)"
    r"|(?P<most>(?:最多|至多)可?[选投]?|(?:choose |pick )?(?:up to|at most) )\s?(?P<n>\d{1,2}|[一两二三四五六七八九十])\s?[项个票]?(?=\s|$))",
    re.IGNORECASE,
)
"""限选=2, or as people say it: 最多选2项."""


@dataclass(slots=True)
class PollDraft:
    """A poll understood but not yet opened."""

    title: str = ""
    options: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)
    only: str = ""
    until: datetime | None = None
    nominate_until: datetime | None = None
    start: Rhythm | None = None
    without_start: str = ""

    @property
    def kind(self) -> str:
        if "ranking" in self.flags:
            return "ranking"
        return "multiple" if "multiple" in self.flags or self.numbers.get("most", 1) > 1 else "single"


def draft(words: str, now: datetime, calendar: Calendar) -> PollDraft:
    """A poll from its words, seen from `now` (in the reader's zone). Raises Refusal naming what is missing."""
    made = PollDraft()
    if len(words) > LONGEST:
        raise Refusal(TOO_LONG(title=LONGEST_TITLE, option=LONGEST_OPTION))
    words = _loosened(words.replace("\u3000", " "))
    starts, words = take_times(words, STARTS, now, calendar)
    made.start = starts["start"].rhythm if starts else None
    made.without_start = words
    lasts, words = take_lasting(words)
    ends, words = take_deadlines(words, ENDS, now, calendar)
    made.until = ends.get("until") or (now + lasts if lasts else None)
    made.nominate_until = ends.get("nominate")
    words = _take_numbers(made, words)
    made.only, words = take_tag(words)
    made.flags, words = take_flags(words, FLAGS)
    made.title, made.options = option_list.split(words.strip())
    _check(made)
    return made


def _loosened(words: str) -> str:
    """A setting behind a comma at the end is one behind a space (甲/乙/丙，截止周五18:00，匿名), as long as two options are left without it."""
    while found := BEHIND_A_COMMA.search(words):
        left = words[: found.start()]
        if len(option_list.split(left.strip())[1]) < 2:
            break
        words = f"{left} {words[found.end('comma') :]}"
    return words


def is_relevance(options: Sequence[str]) -> bool:
    """Whether these are the options of a relevance poll."""
    return tuple(options) in {tuple(each.zh for each in RELEVANCE), tuple(each.en for each in RELEVANCE)}


def letters(words: str, count: int) -> list[int] | None:
    """AC, a c, Ａ、Ｃ → the places chosen, in the order written; None where it is something else. `count` options there are."""
    plain = re.sub(r"[\s,，、>＞]+", "", unicodedata.normalize("NFKC", words)).upper()
    known = LETTERS[:count]
    if not plain or any(letter not in known for letter in plain):
        return None
    return list(dict.fromkeys(known.index(letter) for letter in plain))


def _take_numbers(made: PollDraft, words: str) -> str:
    while found := NUMBER.search(words):
        name = "限选" if found["most"] else found[1]
        try:
            number = DIGITS.get(found["n"] or "") or whole(found["n"] or found[2])
        except ValueError:
            number = 0
        if not 1 <= number <= MOST_OPTIONS:
            raise Refusal(WRONG_NUMBER(name=name, most=MOST_OPTIONS))
        made.numbers[NUMBERS[name.casefold()]] = number
        words = cut(words, found)
    return words


def _with_slashes(made: PollDraft) -> list[list[Press]]:
    """The same with its last words as options, where spaces stand between them: 团建吃什么 火锅 烧烤."""
    title, *options = made.title.split()
    if len(options) < 2 or made.options or not title:
        return []
    says = f"投票 {title} {'/'.join(options)}"
    return [[Press(says, says)]] if len(says.encode()) <= SAYS_LIMIT else []


def _check(made: PollDraft) -> None:
    for one, other in AGAINST:
        if {one, other} <= made.flags:
            raise Refusal(NOT_BOTH(one=FLAG_NAMES[one], other=FLAG_NAMES[other]))
    if not made.title:
        raise Refusal(NO_TITLE(example=EXAMPLE))
    if len(made.title) > LONGEST_TITLE or any(len(option) > LONGEST_OPTION for option in made.options):
        raise Refusal(TOO_LONG(title=LONGEST_TITLE, option=LONGEST_OPTION))
    if made.flags & {"award", "relevance"}:
        return
    if len(made.options) < 2 and "addable" not in made.flags:
        raise Refusal(NO_OPTIONS(example=EXAMPLE), *_with_slashes(made))
    if len(made.options) > MOST_OPTIONS:
        raise Refusal(TOO_MANY(most=MOST_OPTIONS, n=len(made.options)))
    if twice := next((option for option in made.options if made.options.count(option) > 1), None):
        raise Refusal(TWICE(option=twice))
