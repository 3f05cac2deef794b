"""A camp with something of everything in it, to be walked through, and what no answer of ours may show whoever reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.feature import Command, Role
from bot.parts import Buttons, Part, plain
from bot.router import Router
from tests.quoted import phrases
from tests.stories.test_lessons import COURSE, send
from tests.town import CAMP, Somebody, Town

NAMES = ("林晓", "周航", "何琳", "Ann", "Helen", "沈默默")
QUIET = "沈默默"
"""A learner no sentence of the walk names, so that whatever names them says something about them."""
NAMED_THERE = {"热度", "搜", "提问", "采纳", "排行榜", "投", "晒", "结果", "赛季", "停赛", "周报"}
"""Words whose answers everybody reads, and that may name who earned it there."""
BANK = "题型,题干,选项A,选项B,选项C,答案,解析,标签\n" + "\n".join(
    f"单选,第{number}题：客户说太贵，先做什么？,降价,问与谁比,沉默,B,先问清参照物,价格异议" for number in range(1, 9)
)
TYPED = (
    *NAMES,
    *("嫌贵", "客户", "还想说什么"),
    *BANK.replace("\n", ",").split(","),
    *re.findall(r"[\u4e00-\u9fff“”，。：？]+", COURSE),
    *(
        "王岚",
        "@小助",
        "营销实战营2605",
        "课程.md",
        "不发广告",
        "按时打卡",
        "周五去哪？",
        "爬山",
        "唱歌",
        "试",
        "说说看",
        "很好",
        "阶段一",
        "异议抢答",
    ),
    *(
        "读完第三章",
        "第三章",
        "客户嫌贵怎么回",
        "先问与谁比，再拆三年总成本",
        "分享了案例",
        "去面谈",
        "新人",
        "骨干",
        "客户嫌报价高怎么回",
        "群一",
        "题库",
    ),
)
"""What people of the camp wrote, and how the bot is called, in their own language."""
UNWALKED = {"语言", "绑定"}
"""What would change the language of everything after it, or begin to give an account away."""


def lived(town: Town, language: str) -> tuple[Somebody, Somebody]:
    """Three days of it; gives the manager and a learner."""
    manager = town.somebody("王岚", ident=IDS[town.channels[0]].get("王岚"))
    manager.says("open Sales-2605" if language == "en" else f"开营 {CAMP}")
    lin, zhou, he, *others = (town.learner(name, ident=IDS[town.channels[0]].get(name)) for name in NAMES)
    for somebody in (lin, zhou, he, *others, manager):
        somebody.tells("积分")
    manager.tells("标签 林晓 +新人")
    manager.tells("标签 周航 +新人")
    manager.tells("角色 何琳 专家")
    manager.confirms("群规 不发广告；按时打卡")
    send(town, manager, BANK, "题库.csv")
    manager.tells("导入")
    send(town, manager, COURSE)
    manager.tells("导入")
    manager.confirms("考试 阶段一 题数=3 及格=60")
    manager.confirms("课前测 价格异议 题数=2")
    manager.confirms("投票 周五去哪？ 爬山/唱歌")
    manager.confirms("问卷 试 实名\n说说看 [1-5]\n还想说什么 [文字]")
    manager.says("开赛 异议抢答 题数=3 限时=5秒")
    lin.says("参加")
    town.pass_(minutes=5)
    for day in ("5/6", "5/7", "5/8"):
        town.go_to(day, "09:00")
        lin.says("打卡 读完第三章")
        zhou.says("打卡")
    lin.tells("同意")
    lin.tells("投 P1 A")
    lin.tells("填 S1")
    lin.tells("4")
    lin.tells("很好")
    lin.tells("填 S1 交")
    _sits(lin, "练习 题数=3")
    _sits(lin, "考试 阶段一")
    lin.tells("已学 L1 B")
    zhou.says("提问 客户嫌贵怎么回")
    he.says("答 A1 先问与谁比，再拆三年总成本")
    zhou.says("采纳 A1")
    lin.tells("提醒 下周一 9:00 去面谈")
    manager.tells("加分 林晓 10 分享了案例")
    return manager, lin


IDS = {
    "telegram": {name: str(1001 + n) for n, name in enumerate(("王岚", *NAMES))},
    "wecom_bot": {"王岚": "wanglan", "林晓": "linxiao"},
    "web": {},
}
"""The accounts of people, as the platform's own stand-in knows them."""


def _sits(who: Somebody, words: str) -> None:
    """Takes a sitting and answers every question of it, wrongly as often as not."""
    heard = who.tells(words)
    for letter in "ABABABAB":
        labels = [button.label for button in heard.posts[-1].buttons] if heard.posts else []
        if letter not in labels:
            return
        heard = who.presses(letter, heard.posts[-1])


# ── what is said on the way ──────────────────────────────────────────────────────────────────────────────────────────

OF_THIS_CAMP = (
    (r"\bQ012\b", "Q001"),
    (r"\b([PSCELJD])(?:12|41|2|3|7)\b", r"\g<1>1"),
    (r"\bA-0007\b", "A-0001"),
    (r"\bK-00\d\d\b", "K-0001"),
    (r"\bR6\b", "R1"),
    (r"反洗钱", "价格异议"),
)
"""Numbers of the examples, and those of the same kind that stand in the camp."""


def sentences(command: Command, language: str) -> list[str]:
    """The bare word, and what the help tells people to type, with the examples' numbers and with the camp's own."""
    here = []
    for example in command.examples_in(language):
        own = example
        for number, instead in OF_THIS_CAMP:
            own = re.sub(number, instead, own)
        here += [example, own]
    return list(dict.fromkeys([*here, command.word_in(language)]))


# ── what no answer shows ─────────────────────────────────────────────────────────────────────────────────────────────

CODE = re.compile(
    r"\b[a-z]+_[a-z_]+\b|\{\w*[}:!]|\bNone\b(?! of)|\bTrue\b(?! or)|\bFalse\b(?! alarm)|\b[a-z]+\.[a-z]+_[a-z]+\b|<\w+ object|Phrase\(|Line\("
    r"|\b[A-Z][a-z]+\.[A-Z_]{3,}\b|datetime|\b(?:telegram|wecom|wechat)\b(?!:)|我这边出错了|Something broke|这件事没有做成|could not be done"
)
NOTHING_LISTED = re.compile(r"(?:有|是|可以用|可以练|There are|They are)[：:][ 。.]*$", re.MULTILINE)
SLIPS = re.compile(
    r"\b(the|a|of|to|is|in) \1\b|[^\s·|] {2,}[^\s\d→]|[a-z] [,;.?!](?:\s|$)|\(\)|（）|“”|：：|，，|。。|、、|(?<=[^\s]) $",
    re.MULTILINE,
)
BOTH_WORDS = re.compile(r"^\S+ / [a-z]+$", re.MULTILINE)
"""A command's help begins with its word in both languages."""
LOWER = re.compile(r"(?:^|[.!?] )[a-z]+ is missing", re.MULTILINE)
CHINESE = re.compile(r"[\u3001-\u30ff\u4e00-\u9fff，。；：（）]")
ENGLISH = re.compile(r"[A-Za-z]{3,}")
LATIN_IN_CHINESE = re.compile(
    r"ROI|KPI|(?:https?:/)?/\w+[/#?]\S+|https?://\S+|\b(?:xlsx|xls|ods|csv|gift|aiken|Word|GIFT|Aiken|Moodle|XML|CRM|NPS|FABE|SKU|Ann|Helen|Excel|owners|Telegram|PDF|PNG|xapi|xAPI|KPI|docx)\b"
    r"|\b[A-Z0-9]{1,8}-\d{4}-[A-Z0-9]{10}\b"
    r"|\b(?:telegram|wecom_bot|web):\S+|Asia/\w+|Europe/\w+|\S+\.(?:md|csv|xlsx|gift|xml|jsonl|docx)\b"
)
ARTICLE = re.compile(r"\ba [aeio]\w|\ban [bcdfgjklmnpqrstvwxz]\w")


VERBS = {("is", "are"), ("was", "were"), ("has", "have"), ("does", "do")}
"""What agrees with a number that is not what it counts: 2027 is a year."""


@cache
def counted() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """(one of many, many of one): the nouns our sentences count, in the wrong number behind a number."""
    pairs = {
        pair for _, phrase in phrases() for pair in re.findall(r"\{\w+:([a-z][a-z ]*)\|([a-z][a-z ]*)\}", phrase.en)
    } - VERBS
    singular = "|".join(sorted({one for one, many in pairs if one != many}))
    plural = "|".join(sorted({many for one, many in pairs if one != many}))
    before = r"(?<![\d./:–-])"
    return re.compile(rf"{before}\b1 (?:{plural})\b"), re.compile(
        rf"{before}\b(?:0|[2-9]|\d\d+) (?:{singular})\b(?![-’'=]| hours)"
    )


def faults(said: str, language: str) -> Iterator[str]:
    """What is wrong with an answer as words."""
    own = BOTH_WORDS.sub("", said)
    for words in sorted(TYPED, key=len, reverse=True):
        own = own.replace(words, "·")
    for name, pattern in (("code", CODE), ("nothing listed", NOTHING_LISTED), ("slip", SLIPS)):
        yield from (
            f"{name}: {found[0]!r}" for found in pattern.finditer(LATIN_IN_CHINESE.sub("·", own) if name == "code" else own)
        )
    if language == "en":
        patterns = (
            ("Chinese", CHINESE),
            ("lower case", LOWER),
            ("one of many", counted()[0]),
            ("many of one", counted()[1]),
            ("article", ARTICLE),
        )
        yield from (f"{name}: {found[0]!r}" for name, pattern in patterns for found in pattern.finditer(own))
    else:
        yield from (f"English: {found[0]!r}" for found in ENGLISH.finditer(LATIN_IN_CHINESE.sub("·", own)))


TO_TYPE = re.compile(r"“([^“”]+)”|[:：] ?([^:：“”\n]+)$", re.MULTILINE)
"""What may be words to type: what stands in quotation marks, and what ends a line behind a colon."""


def shown(parts: tuple[Part, ...]) -> str:
    """Parts as they are read where buttons are pressed: their labels, never what these say."""
    labels = [f"[{button.label}]" for part in parts if isinstance(part, Buttons) for row in part.rows for button in row]
    words = plain(tuple(part for part in parts if not isinstance(part, Buttons)))
    return re.sub(r" +→ .+$", "", words, flags=re.MULTILINE) + ("\n" + " ".join(labels) if labels else "")


def dead(said: str, router: Router, role: Role) -> Iterator[str]:
    """Commands an answer tells its reader to type that are not theirs; of a refusal that names what was refused nothing is told."""
    theirs = {id(command) for command in router.allowed(role)}
    if "要由" in said or " is for " in said:
        return
    for groups in TO_TYPE.findall("\n".join(line for line in said.splitlines() if not line[:1].isdigit())):
        words = next(filter(None, groups)).strip()
        match = router.match(words)
        if match is not None and id(match.command) not in theirs:
            yield f"not theirs: {words!r}"
