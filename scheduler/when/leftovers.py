"""What sounds like time and was not understood: where such words are left over beside a time, the time is asked about."""

from __future__ import annotations

import re

from bot.one_edit import within_one_edit
from scheduler.when.day_words import EN_MONTH, EN_MONTHS, WEEK
from scheduler.when.numbers import NUMBER

SOLAR_TERMS = (
    "立春|雨水|惊蛰|春分|谷雨|立夏|小满|芒种|夏至|小暑|大暑|立秋|处暑|白露|秋分|寒露|霜降|立冬|小雪|大雪|冬至|小寒|大寒"
)
SOUNDS = re.compile(
    "|".join(
        (
            rf"或者?(?=\s*(?:[今明后大下本这上]|{WEEK}|\d|{NUMBER}[点點月号]|早|晚|上午|下午|中午))",
            "最[晚迟]|不[晚迟]于|除非|节假日(?=顺延|除外|不|休)",
            r"\bfrom \d{1,2}(?::\d\d)? ?(?:to|until|till|-) ?\d",
            "要么|不行就|大概|大约|差不多|某个?时|某天|改天|哪天|有空",
            f"连续{NUMBER}个?[天周月年]|连续{NUMBER}个?(?:星期|工作日)|共{NUMBER}[天周]|持续",
            f"{NUMBER}月份?[上中下]旬|[上中下]旬",
            "农历|阴历|旧历|正月|腊月|初[一二三四五六七八九十](?!中|次|步|版|期|级|等|心|衷|始|[\u4e00-\u9fff])",
            rf"(?:{SOLAR_TERMS})(?=[\s\d当那节前后]|$)",
            "(?:次日|翌日|隔[天日]|当[天日]|第二天)(?=\\s*(?:早|晚|上午|下午|中午|凌晨|[\\d一二三四五六七八九十]))",
            f"第{NUMBER}(?:周|个?星期)的?(?={WEEK})",
            r"(?<=\d)[ -]?ish\b",
            r"(?:(?<=\bat \d)|(?<=\bat \d\d)|(?<=\d[ap]m)|(?<=:\d\d)) and \d{1,2}\b|(?<=[点點])[和、及]\d{1,2}(?=\s|$)",
            "[单双]周|(?:第[一二三四五六七八1-8]|下一?|上一?)节课|下?一?个?整点",
            r"\bq[1-4]\b|第?[一二三四1-4]季度",
            rf"\bor (?=(?:{EN_MONTH}|mon|tue|wed|thu|fri|sat|sun|today|tomorrow|next|\d{{1,2}}(?::\d\d|\s?[ap]m)))",
            r"\bfor (?:the next )?(?:\d+|a|one|two|three|four|five|six|seven|ten) (?:days?|weeks?|months?)\b",
            rf"\b(?:early|mid|late)[- ](?:{EN_MONTH}|next|this)\b",
            r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day week\b|\bday (?:before|after)\b",
            r"\b(?:maybe|perhaps|approximately|roughly|or so)\b",
        )
    ),
    re.ASCII,
)


WORD = re.compile("[a-z]{5,}", re.ASCII)
DOUBLED = re.compile(r"([a-z])\1")
DAY_WORDS = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "tomorrow",
    "yesterday", "tonight", "weekday", "weekend", "midnight", "january",
    "february", "august", "september", "october", "november", "december",
}  # fmt: skip
"""What is mistyped most."""
WORDS = {"sundae", *DAY_WORDS}
"""Among those, and one letter away, but meant as they stand."""


def sounds_like_time(text: str, cuts: list[tuple[int, int]]) -> bool:
    """Whether something outside the places a time takes up (`cuts`) sounds like time, is a day mistyped, or belongs to the time."""
    inside = [range(start, end) for start, end in cuts]
    found = (*SOUNDS.finditer(text), *(word for word in WORD.finditer(text) if _is_mistyped(word[0])))
    return any(not any(each.start() in cut and each.end() - 1 in cut for cut in inside) for each in found)


BEFORE = re.compile(
    "(?:"
    + "|".join(
        (
            r"(?<!\S)\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?\.?",
            rf"(?:{NUMBER}|[这本下上整全未来今明后去])个?(?:年|月份?|周|星期|礼拜|天|日|号)里?",
            "[寒暑长]假|假期",
            "天假|(?:周|星期|礼拜)[八九十零其期启棋未]|[月年]未",
            r"\b(?:days?|weeks?|months?|years?|twice)",
        )
    )
    + r")[\s,，的]*$",
    re.ASCII,
)


DAY_BEFORE = re.compile(
    r"(?<![^\s(,])(?:\d{1,2}(?:st|nd|rd|th)? (?P<month>[a-z]{3,9})|(?P<first>[a-z]{3,9})\.? \d{1,2}(?:st|nd|rd|th)?)[\s,]*$",
    re.ASCII,
)
MONTHS = (
    *EN_MONTHS,
    "sept",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def stands_before(text: str, start: int) -> bool:
    """Whether what stands right before a time sounds like the rest of it: 明年3月 9:00, 暑假每天9点, 26/9/25 9:00, 8 Otc 9:00."""
    before = max(0, start - 24)
    day = DAY_BEFORE.search(text, before, start)
    month = day and (day["month"] or day["first"])
    return BEFORE.search(text, before, start) is not None or (month is not None and _is_nearly_a_month(month))


def _is_nearly_a_month(word: str) -> bool:
    """Otc, Setp, Jnue: a slip of the finger from a month."""
    return any(within_one_edit(word, month) for month in MONTHS)


def _is_mistyped(word: str) -> bool:
    """Whether a word is no day and hardly anything else: tommorow, wendesday. Doubled letters count once."""
    if word.removesuffix("s") in WORDS:
        return False
    return any(within_one_edit(DOUBLED.sub(r"\1", word), DOUBLED.sub(r"\1", each)) for each in DAY_WORDS)
