"""What a table keeps of a person: how 我的数据 shows it, and what 删除我的数据 makes of it. Each operation says so of its own tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.phrases import Phrase


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column as a person reads it: its label, and the words for the codes it holds. `registered` names codes that features register
    (`reason`, `act`)."""

    label: Phrase
    words: Mapping[str, Phrase] | None = None
    registered: str = ""


@dataclass(frozen=True, slots=True)
class KeptRows:
    """What one table keeps under one column that names a person or a membership (`by`; left out, the only one there is).

    `shows` are its columns in order. Its rows are deleted, unless `stays` says why they must not be: then the columns in `blanks` get
    these values, and the row goes on under the number of somebody who has no name any more.
    `wrote` are the columns with their own words, which go from what was said in groups as well.
    """

    table: str
    title: Phrase
    shows: Mapping[str, Phrase | ShownColumn]
    by: str = ""
    stays: Phrase | None = None
    blanks: Mapping[str, Any] | None = None
    wrote: tuple[str, ...] = ()


AT = Phrase(zh="时间", en="When")
DAY = Phrase(zh="日期", en="Day")
WORDS = Phrase(zh="内容", en="Words")
SINCE = Phrase(zh="从", en="Since")
UNTIL = Phrase(zh="到", en="Until")

FOR_FIGURES = Phrase(
    zh="已经算进打卡率、成绩这些公布过的数字，次数和对错留在“已注销成员”名下，你写的字删掉",
    en="counted in figures that were published: the counts stay under “a former member”, your words go",
)
FOR_THE_BOOKS = Phrase(
    zh="积分流水是账，数目留在“已注销成员”名下，备注删掉",
    en="the ledger has to add up: amounts stay under “a former member”, notes go",
)
FOR_THE_COMMUNITY = Phrase(
    zh="问答和投票里别人还在用的部分留下，不带你的名字",
    en="what others rely on in answers and polls stays, without your name",
)
FOR_THE_RECORD = Phrase(
    zh="营务记录只按编号留下做过什么，不带你的名字和你写的话",
    en="the log keeps what was done by number, without your name and words",
)
