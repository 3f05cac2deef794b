"""Which command somebody's words begin with, or nearly do: by the words alone, whoever says them and wherever."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from bot.feature import Command
from bot.names import folded
from bot.one_edit import within_one_edit

LONGEST_WORD = 24
OFTEN = 512
"""How many short things said are known at once when they are said again: a camp says 打卡 all morning."""
ENDED = re.compile(r"[\s:：,，]+")
"""What ends a word: white space, or the marks people put after a name."""
BEFORE = re.compile(r"[^\w@/／“\"「『《（(+＋]+")
"""Marks and pictures before a word: #打卡, ✅打卡, 【打卡】."""
QUOTED = re.compile(r"[“\"「『]\s*([^“”\"「」『』]+?)\s*[”\"」』][\s!！。.~～]*")
"""Words in quotation marks and nothing else but a stop, copied from a sentence of ours."""
MARKED = re.compile(r"([^\W_]+)((?:\[[^\W\d]{1,6}\]|[^\w\s@]|_)+)(?=\s|$)")
"""A word with nothing but marks or pictures behind it: 打卡！ 打卡✅ 打卡[强]"""
NUMBERED = re.compile(r"([^\W\da-zA-Zａ-ｚＡ-Ｚ_]+)(?=(?:[a-zA-Zａ-ｚＡ-Ｚ]\s?[-－]?)?\d)")
"""A Chinese word with a number right behind it, ours with its letter too: 补卡5/8, 通过W3."""
ONLY_STOPS = re.compile(r"[\s!！。.?？~～…,，、;；]*")
SPACED = re.compile(r"([^\W\da-zA-Z_](?:\s[^\W\da-zA-Z_]){1,3})[\s!！。.~～]*")
"""A Chinese word written with spaces, alone: 打 卡."""
SIMPLIFIED = str.maketrans(
    "刪數據結誰沒問發記錄銷學習賬單曬預曆開營綁羣換設補請週報幫聯繫導課應語員標籤頁積採納歸檔決詞熱贊題庫參賽暫繼續對練關評試測後錯選擾時區規"
    "處罰訓訴圖輪話簽驗證絕臺書達網辦業講師獎項爲為訂畫覆盤維廢組勳職輔兌過動併晉則經",
    "删数据结谁没问发记录销学习账单晒预历开营绑群换设补请周报帮联系导课应语员标签页积采纳归档决词热赞题库参赛暂继续对练关评试测后错选扰时区规"
    "处罚训诉图轮话签验证绝台书达网办业讲师奖项为为订画复盘维废组勋职辅兑过动并晋则经",
)
"""The letters of our words as they are typed in traditional characters: 補卡, 積分."""
MOST_REPEATS = 4
SAME_SOUND = (
    "打达答大",
    "卡咔咖",
    "补不布捕",
    "积机级极集鸡记",
    "分份芬粉纷",
    "排牌拍",
    "行航型",
    "榜绑棒帮",
    "参餐",
    "加家佳嘉",
)
"""Letters an input method offers for the same keys: a slip keeps the sound."""
SOUND = {letter: letters[0] for letters in SAME_SOUND for letter in letters}
SHORTEST_EDIT = 3
"""Letters a word must have for one of them to be any other, where nobody called us: of two, half would be left."""


HALF_WIDTH = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
"""Full-width letters and digits as the usual ones: Ｚ１."""


def half_width(words: str) -> str:
    """The letters and digits of any width as the usual ones, sign for sign."""
    return words.translate(HALF_WIDTH)


def simplified(words: str) -> str:
    """The letters of our words as we write them, sign for sign."""
    return words.translate(SIMPLIFIED)


class Match(NamedTuple):
    """A command and the words after it."""

    command: Command
    words: str
    about: Command | None = None
    """The command whose use is asked for."""

    def sentence(self, language: str) -> str:
        """As somebody says it who knows the word."""
        return f"{self.command.word_in(language)} {self.words}".strip()


def takes_no_marks(command: Command) -> bool:
    """Whether stops behind a space mean nothing: to words that are typed bare, and to those that take none."""
    return command.bare or not command.parameters


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A command's pattern, capitals aside. They are more than `re` keeps by itself beside what others compile."""
    return re.compile(pattern, re.IGNORECASE)


class Vocabulary:
    """Every word people can say. Raises ValueError where two commands claim one word."""

    def __init__(self) -> None:
        self.commands: dict[str, Command] = {}
        self._patterns: list[tuple[str, re.Pattern[str], Command]] = []
        self.with_verbs: dict[str, tuple[Command, str]] = {}
        """What is written together with a verb of its own (补训签到), and that verb."""
        self._short = lru_cache(maxsize=OFTEN)(self._begun)

    def add(self, command: Command) -> None:
        """Takes in the words of a command."""
        self._short.cache_clear()
        if command.glued:
            self._patterns.append((command.word, compiled(command.glued), command))
        for word in command.words:
            if self.commands.setdefault(folded(word), command) is not command:
                raise ValueError(f"{word} belongs to {self.commands[folded(word)].feature} and to {command.feature}")
        self.with_verbs |= {
            f"{folded(word)}{verb}": (command, verb)
            for word in command.words
            for verb in command.verbs
            if not word.isascii() and not verb.isascii()
        }

    def begun(self, words: str) -> Match | None:
        """The command the words begin with, a slash and marks aside; 打卡！, #打卡 今天, 打卡打卡 and 打 卡 are all 打卡."""
        return self._begun(words) if len(words) > LONGEST_WORD else self._short(words)

    def _begun(self, words: str) -> Match | None:
        words = words.strip().removeprefix("/").removeprefix("／")
        if quoted := QUOTED.fullmatch(words):
            words = quoted[1]
        if before := BEFORE.match(words):
            words = words[before.end() :]
        end = ENDED.search(words)
        head, rest = (words[: end.start()], words[end.end() :]) if end else (words, "")
        if (command := self._named(head.partition("@")[0])) is not None:
            return Match(command, "" if takes_no_marks(command) and ONLY_STOPS.fullmatch(rest) else rest)
        if (together := self.with_verbs.get(simplified(folded(head)))) is not None:
            return Match(together[0], f"{together[1]} {rest}".strip())
        marked = MARKED.match(words)
        if marked and (command := self._named(marked[1])) is not None:
            return Match(command, words[marked.end() :].lstrip())
        return self._glued(words) or self._spaced(words)

    def _named(self, word: str) -> Command | None:
        """The command of a word, said once or over and over (打卡打卡)."""
        plain = simplified(folded(word))
        command = self.commands.get(plain)
        if command is None and plain[2:] and len(plain) <= LONGEST_WORD:
            for times in range(2, MOST_REPEATS + 1):
                once = plain[: len(plain) // times]
                if once * times == plain and len(once) > 1:
                    command = self.commands.get(once)
        return command

    def _glued(self, words: str) -> Match | None:
        """补卡5/8 → 补卡, 5/8: a Chinese word with a number right behind it, or written together with what the command says may stand there."""
        plain = simplified(words)
        for word, pattern, command in self._patterns:
            if word in plain and (found := pattern.match(plain)):
                has_note = found.groupdict().get("note") is not None
                return Match(command, words[slice(*found.span("note"))] if has_note else words[found.end() :].lstrip())
        number = NUMBERED.match(plain)
        known = self.commands.get(folded(number[1])) if number else None
        if number and known is None and (together := self.with_verbs.get(folded(number[1]))) is not None:
            return Match(together[0], f"{together[1]} {words[number.end() :]}")
        return Match(known, words[number.end() :]) if number and known and not known.glued else None

    def _spaced(self, words: str) -> Match | None:
        spaced = SPACED.fullmatch(words)
        command = self._named("".join(spaced[1].split())) if spaced else None
        return Match(command, "") if command else None


# ── a question ───────────────────────────────────────────────────────────────────────────────────────────────────────

ASKS = re.compile(
    r"[?？]|[吗呢嘛么]\W*$|怎|什么|为何|为啥|咋|谁|哪|如何|几[点次天个号时]|多少|多久|能不能|可不可以|是不是|有没有|要不要|该不该"
)
ASKS_IN_ENGLISH = re.compile(r"(?:how|what|why|when|where|who|which|can|could|should|do|does|is|are)\b.*\s", re.IGNORECASE)
HOW = re.compile(
    r"(?:请问)?(?:怎么|怎样|如何|咋)\s*(\S+?)(?:呀|啊|呢|的)?|how (?:do i|can i|to) (\w+(?:[ -]in)?)"
    r"|(\S+?)(?:要|是|该)?(?:怎么|怎样|如何|咋)(?:用|弄|做|发|写|说|操作|交|看|查|填|报|报名|参加|设|设置|改|开|取消|投)?(?:呀|啊|呢|的)?",
    re.IGNORECASE,
)
"""How one of our words is used: 怎么打卡, 补卡怎么用."""
FILLS = re.compile(r"^(?:发|看|查|用|设|设置|开|交|建|出|做|写)(?=\S{2})|(?:题目|题|文件|课程|一下|一个|一份)$|的$")
"""What stands around our word where its use is asked for: 怎么发证书, 怎么导入题目."""


def how_of(words: str) -> list[str]:
    """What may be the word whose use is asked for, the plainest first; none where nothing of the kind is asked."""
    if (how := HOW.fullmatch(words)) is None:
        return []
    named = next(filter(None, how.groups()))
    return [named, FILLS.sub("", named), named.replace(" ", "").replace("-", "")]


GREETING = re.compile(
    r"(?:你|您|嗨|哈喽|小助|大家|老师)?(?:好|在吗|在么|在不在|在不|在嘛|嗨|哈喽|hi|hello|hey)(?: there| all)?(?:呀|啊)?\W*"
    r"|(?:大家|各位|老师)?(?:早|早[上安]好?|[上中下]午好|晚上好|晚安)(?:呀|啊)?\W*|(?:再见|拜拜|明天见|回头见)(?:了|啦)?\W*"
    r"|good (?:morning|afternoon|evening|night)\W*|(?:good)?bye(?:-?bye)?\W*|see you\W*|(?:测试|test(?:ing)?)(?:一下)?\W*",
    re.IGNORECASE,
)


LOOKS = re.compile(
    r"(?:请|麻烦|帮我|给我)*(?:看看|看一下|查看|查一下|查查|打开|看)(?:一下)?\s*(\S.+)"
    r"|(?:please )?(?:show(?: me)?|let me see|see|view|open) (?:the |our )?(.+?)(?: please)?",
    re.IGNORECASE,
)
"""What says no more than that somebody wants to see it: show me the leaderboard."""


def sentences(words: str) -> list[str]:
    """The words, and where they ask to see something what that is."""
    looked = LOOKS.fullmatch(words)
    return [words, looked[1] or looked[2]] if looked else [words]


OPENS_A_QUESTION = re.compile(
    r"(?:请问|我?想问)(?:一下|下|问)?[\s,，:：]*|问(?:一下|下)?[\s:：]+|(?:有没有人|谁)(?:问过|知道)[\s,，:：]*"
    r"|(?:does )?any(?:one|body) knows? |(?:i have |just )?a question[:,]? |(?:please )?ask[:,] ",
    re.IGNORECASE,
)
"""How people begin what they ask: 请问周报怎么写. It is no part of the question."""


def question_in(words: str) -> str:
    """What is asked, without how it begins: 周报怎么写."""
    return words[found.end() :] or words if (found := OPENS_A_QUESTION.match(words)) else words


def is_question(words: str) -> bool:
    """Whether somebody asks something, by the words they use for it."""
    return not GREETING.fullmatch(words) and bool(ASKS.search(words) or ASKS_IN_ENGLISH.match(words))


MARKS = re.compile(r"^\W+")


def bare(words: str) -> str:
    """The words without marks around them."""
    behind = MARKS.sub("", words[::-1])  # looked for at the end, a run of marks within costs its square
    return MARKS.sub("", behind[::-1])


# ── nearly a command ─────────────────────────────────────────────────────────────────────────────────────────────────


def head_of(words: str) -> str:
    """The first word, folded, without a slash or marks around it."""
    head = re.sub(r"^[^\w]+|[^\w]+$", "", ENDED.split(words.strip(), maxsplit=1)[0])
    return simplified(folded(head))[:LONGEST_WORD]


def is_slip(word: str, meant: str) -> bool:
    """Whether a word can hardly be but another one mistyped: the same sounds (打咔, 积份), or one letter of three and more."""
    if word == meant or min(len(word), len(meant)) < 2:
        return False
    if len(word) == len(meant) and [SOUND.get(one, one) for one in word] == [SOUND.get(one, one) for one in meant]:
        return True
    return len(meant) >= SHORTEST_EDIT and len(word) >= SHORTEST_EDIT and within_one_edit(word, meant)


def begins_alike(word: str, meant: str) -> bool:
    """Whether two words begin with the same letter, or with the same sound."""
    return SOUND.get(word[0], word[0]) == SOUND.get(meant[0], meant[0])


def near(word: str, known: Iterable[str]) -> list[str]:
    """The words of `known` within one edit; of words of one letter none."""
    return [one for one in known if len(one) > 1 and len(word) > 1 and within_one_edit(word, one)]
