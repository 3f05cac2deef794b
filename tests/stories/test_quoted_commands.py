"""What we tell people to type works: every command quoted in a sentence of ours is typed, in both languages, and understood."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from bot.discovery import find_features
from bot.dispatcher import SORRY
from bot.misheard import LOST, UNKNOWN
from bot.phrases import Phrase
from bot.router import MISREAD, Router
from handlers.import_export import exporting, importing
from storage import archive
from tests.quiz import fill, single, write
from tests.quoted import HOLE, Quoted, quoted
from tests.town import Town

ROUTER = Router(find_features(), "小助")
ANSWERS = {
    "to a question of ours": "确认撤销|确认绑定|Connect them|发出|"
    "完成|Done|不交了|Drop it|不写评语|No words|上一步|back|不写|No line|写复盘|Write|好的|OK|"
    "自动|auto|下载错误表|errors|更新|update|确认更新|confirm update|开|yes|跳过|Skip|skip|无|none|"
    "确定|今天不想复习|not today|不署名|post|unnamed|彻底删除|delete me",
    "an option of the command before": "截止=明天 18:00|until=tomorrow 18:00|截止=周五 18:00|until=Fri 18:00|时间=本月|time=month|time=7d|time=5/1-5/7"
    "|话题=谈判|topics=price,objections|维度=逻辑|rubric=logic,facts,style|同伴=2|peers=2|reviewer=Helen,Ed"
    "|截止 5/8 18:00|until 5/8 18:00|都给|积分高|截止=8/31|until=8/31",
    "of a file": "入营|joining|正文|body|# title|# name|课程: L1|lessons: L1|太贵了|账号|答案|~|甲：……|乙：……|A: …|B: …",
    "a word of the sentence": "发|一位学员|删除消息|Delete messages|封禁用户|Ban users",
    "a score": "80 说到了点上|80 to the point",
}
"""What is quoted and is no command, by what it is."""
NO_COMMANDS = {words for some in ANSWERS.values() for words in some.split("|")}
FILLED = {
    "name": "林晓",
    "tag": "骨干",
    "title": "异议",
    "words": "报价高",
    "short": "5/12",
    "day": "5/12",
    "code": "K-0001",
    "letter": "J",
    "kind": "词",
    "record": "xapi",
}
"""What stands in for a value of a sentence; any other is a number."""
FOR_ITS_COMMAND = {
    "补卡": "5/5",
    "makeup": "5/5",
    "采纳": "A-0001",
    "accept": "A-0001",
    "评分": "J1",
    "grade": "J1",
    "待办": "J1",
    "todo": "J1",
    "导入": "题库",
    "import": "questions",
}
PLACES = {"题号": "J1", "分数": "80", "评语": "好", "日期": "5/12", "DATE": "5/12", "DAYS": "5/12"}
"""A word of a sentence that stands for what people know themselves."""
OF_A_LIST = {"用上了 1", "used 1"}
"""What is said to a list that was shown before."""
QUOTED = quoted()


def typed(one: Quoted) -> str:
    """The words with something in the place of every value."""
    own = FOR_ITS_COMMAND.get(one.words.split()[0])
    first = HOLE.sub(own, one.words.replace("J{", "{"), count=1) if own else one.words
    filled = re.sub(r"\{(\w+)[^{}]*\}", lambda hole: FILLED.get(hole[1], "1"), first)
    return " ".join(PLACES.get(word, word) for word in filled.split(" "))


def begins(said: str, phrase: Phrase) -> bool:
    """Whether an answer begins as a sentence of ours does."""
    starts = (next((text for text, *_ in Formatter().parse(words) if text), "") for words in (phrase.zh, phrase.en))
    return any(len(start) > 2 and said.startswith(start) for start in starts)


def is_misread(words: str, said: str) -> bool:
    """Whether the answer to a command with something behind it is an example of the same command."""
    tried = re.search(r"(?:试试：|Try: )(.+)", said)
    example, command = ROUTER.match(tried[1]) if tried else None, ROUTER.match(words)
    if " " not in words or words in OF_A_LIST or example is None or command is None:
        return False
    return example.command is command.command


def test_sentences_tell_people_what_to_type() -> None:
    assert len(QUOTED) > 300


def test_what_is_quoted_is_a_command_or_said_to_be_something_else() -> None:
    dead = [
        one for one in QUOTED if not HOLE.match(one.words) and one.words not in NO_COMMANDS and ROUTER.match(typed(one)) is None
    ]
    assert dead == []


@pytest.mark.long
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_quoted_command_is_understood(town: Town, language: str) -> None:
    owner = town.somebody("王岚")
    for name in ("林晓", "何琳", "Ann", "NAME", "名字"):
        town.learner(name).tells("打卡")
    fill(town, [single(f"问题{n}？") for n in range(12)])
    write(
        town, lambda db: archive.add(db, 1, "客户嫌报价高怎么回", "先问与谁比", person=None, source="file", at=town.clock.now())
    )
    owner.tells("标签 林晓 +骨干")
    refused = (SORRY, UNKNOWN, LOST, MISREAD, exporting.NO_SUCH_KIND, importing.NO_SUCH_KIND)
    dead = {}
    for one in QUOTED:
        if one.language != language or HOLE.match(one.words) or one.words in NO_COMMANDS or ROUTER.match(typed(one)) is None:
            continue
        owner.tells("取消")
        said = str(owner.tells(typed(one)))
        if is_misread(typed(one), said) or any(begins(said, phrase) for phrase in refused):
            dead[typed(one)] = f"{one.where}: {said[:90]}"
    assert dead == {}, "\n".join(f"{words} ← {why}" for words, why in dead.items())
