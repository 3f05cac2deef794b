"""打卡, 补卡 and 请假 as people type them: with a greeting before or a note right behind; and the sentences that only speak of them."""

from __future__ import annotations

import re

NUMERAL = r"[\d一二三四五六七八九十百零两]+"
DAY = (
    r"(?:昨[天日]|大?前[天日]|今[天日]|明[天日]|大?后[天日]|[上下本这]?(?:周|星期|礼拜)[一二三四五六日天]"
    r"|\d{1,2}\s?[/.月-]\s?\d{1,2}[日号]?|\d{4}-\d{1,2}-\d{1,2})"
)
"""A day, as it stands right behind 补卡 or 请假."""
DAY_AND_NOTE = re.compile(rf"({DAY})(?![\d/.-])(.+)", re.DOTALL)

ASKS = (
    r"[?？]|[吗嘛呢么](?=\W*$)|(?<![会习道解白懂得了])(?:怎|什么|如何|为何|为啥|咋|谁|哪)|几[点次天号个时]|多少|多久|是不是|有没有"
    r"|能不能|可不可以|要不要|算不算"
)
FAILS = r"失败|忘|漏打|[晚迟错坏崩]了|迟到|崩|异常|报错|没(?:成|反应|有?分|记[上录]|显示|算|到账|打|用)|不(?:了|上|算|成|行|能|可以|显示|动)"
ANNOUNCES = r"截止|规则|链接|要求|通知|提醒|记得|别忘|名单|情况|统计|结束|取消|暂停|开始(?:了|\W*$)|时间[是为到改:：]|[请快]大?家?打卡|大家"
SPEAKS_OF_IT = rf"(?:{ASKS}|{FAILS}|{ANNOUNCES})"
"""What tells a sentence about checking in from a note."""

ACTS = (
    r"读书?|学习?|看书?|听课?|背单?词?|练习?|写作?|做|复习|预习|温习|阅读"
    r"|跑步?|走路?|早起|早睡|总结|复盘|整理|回顾|拜访|演练|分享|刷题?|上课|运动|健身|晨读|晨跑|完成"
)
DONE = r"(?:完(?![率美善])|了|到了|过了|会了|好了|毕|第|《|\d)"
ALONE = r"(?:早起|早睡|晨读|晨跑|阅读|跑步|健身|运动|学习|复习|背单词|冥想|瑜伽|完成|签到)(?=\W|$)"
HEADINGS = r"(?:内容|目标|计划|收获|感悟|心得|总结|学习)[:：]"
OPENS_A_NOTE = rf"(?:今[天日早晚]|第{NUMERAL}|day\s*\d|\d|[+＋]1|(?:刚|终于|已经?)?(?:{ACTS}){DONE}|{ALONE}|{HEADINGS})"
"""How what was written right behind 打卡 begins where it is a note: 打卡今天读完第三章, but 打卡机坏了."""

GREETS = (
    r"早[安呀啊]?|[早上中下晚][晨午上]?好|晚安|午安"
    r"|(?:大家|各位|老师|同学|伙伴|小伙伴|亲)们?(?:早[上安]?好?|好|晚上好|下午好)|嗨|哈[喽啰]|hello|hi|你好|小助"
)
BY_ONE = r"我也?来?|来|前来|报[到道]|冒泡|签到|完成|已经?"
WHEN = rf"每[日天]的?|日常|今[天日早晚]的?|第{NUMERAL}[天次期]|day\s*\d+|d\d+|\d+月\d+[日号]|\d+[/.\-]\d+|(?:周|星期)[一二三四五六日天]"
ON_WHAT = r"早起|早睡|晨读|晨跑|阅读|读书|学习|英语|单词|背单词|跑步|运动|健身|复盘|冥想|听课|刷题|练字|[晨午晚]间|复习"
LEADS = rf"(?:(?:{GREETS}|{BY_ONE}|{WHEN}|{ON_WHAT})[^\w@]*){{1,4}}"
"""What may stand before 打卡: 早安打卡, 第3天打卡, 大家早上好，我来打卡了."""

SAID = r"(?:打卡)+"
PARTICLE = r"(?:了|啦|咯|喽|嘞|来了|来啦)?"
MARKS = r"[^\w\s@\[“”\"「」『』《》、/／&＆+＋=＝%％]"
END = r"(?:\[[^\W\d]{1,6}\]|[^\w\s@]|_)*(?=\s|$)"
NOTE_AFTER_MARKS = rf"{MARKS}+\s*(?=[\w《“])(?!.*{SPEAKS_OF_IT})"
NOTE_AFTER_SPACE = rf"{END}(?!\s.*{SPEAKS_OF_IT})"
NOTE_AT_ONCE = rf"(?={OPENS_A_NOTE})(?!.*{SPEAKS_OF_IT})"

CHECK_IN = (
    rf"(?s:(?:{LEADS})?{SAID}{PARTICLE}(?:{NOTE_AT_ONCE}|{NOTE_AFTER_MARKS}|{NOTE_AFTER_SPACE})"
    rf"|(?!.*{SPEAKS_OF_IT})(?P<note>{OPENS_A_NOTE}.{{0,200}}?)[\s,，。.!！;；~～]+{SAID}{PARTICLE}{END}$)"
)
MAKE_UP = rf"补卡(?={DAY})(?!.*(?:{ASKS}))"
LEAVE = rf"请假(?={DAY})(?!.*(?:{ASKS}))"


def day_and_note(words: str) -> tuple[str, str]:
    """昨天读完第三章 is a day and what was written right behind it; words that begin with no day come back whole."""
    found = DAY_AND_NOTE.match(words)
    return (found[1], found[2].lstrip(",，:：")) if found else (words, "")
