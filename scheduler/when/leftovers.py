"""What sounds like time and was not understood: where such words are left over beside a time, the time is asked about."""

from __future__ import annotations

import re

from scheduler.when.day_words import EN_MONTH, WEEK
from scheduler.when.numbers import NUMBER

SOLAR_TERMS = (
    "立春|雨水|惊蛰|春分|谷雨|立夏|小满|芒种|夏至|小暑|大暑|立秋|处暑|白露|秋分|寒露|霜降|立冬|小雪|大雪|冬至|小寒|大寒"
)
SOUNDS = re.compile(
    "|".join(
        (
            rf"或者?(?=\s*(?:[今明后大下本这上]|{WEEK}|\d|{NUMBER}[点點月号]|早|晚|上午|下午|中午))",
            "要么|不行就|大概|大约|差不多|某个?时|某天|改天|哪天|有空",
            f"连续{NUMBER}个?[天周月年]|连续{NUMBER}个?(?:星期|工作日)|共{NUMBER}[天周]|持续",
            f"{NUMBER}月份?[上中下]旬|[上中下]旬",
            "农历|阴历|旧历|正月|腊月|初[一二三四五六七八九十](?!中|次|步|版|期|级|等|心|衷|始|[\u4e00-\u9fff])",
            rf"(?:{SOLAR_TERMS})(?=[\s\d当那节前后]|$)",
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


def sounds_like_time(text: str, cuts: list[tuple[int, int]]) -> bool:
    """Whether something outside the places a time takes up (`cuts`) sounds like time, or belongs to it."""
    inside = [range(start, end) for start, end in cuts]
    return any(not any(found.start() in cut and found.end() - 1 in cut for cut in inside) for found in SOUNDS.finditer(text))
