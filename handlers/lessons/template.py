"""课表 模板: a course of two lessons to write over, with every line a file of lessons may have."""

from __future__ import annotations

from bot.feature import Phrase
from bot.file_kind import Template

COURSE = Phrase(
    zh="""---
课程: 异议处理
作者: 何琳
标签: [异议]
---
# 澄清参照
分钟: 6
必修: 是
应用: 是
材料: https://example.com/

## 技能
用提问澄清“贵”的参照。

## 案例
某门店客户说太贵了，小王先问：您是和哪一家比？

## 正文
先问**和谁比**，再算三年总成本。图片、视频、录音、附件导入后私聊发给我，配上“微课 L1”。

## 问题
客户说“太贵了”，先做什么？
- 降价
- [x] 问清比较对象
- 沉默

# 复述确认
必修: 否

## 技能
先复述客户的话，再回答。
""",
    en="""---
course: Objections
author: Lin
tags: [objections]
---
# Compared with what
minutes: 6
required: yes
apply: yes
link: https://example.com/

## skill
Ask what “expensive” is compared with.

## case
A customer finds it too expensive; Wang first asks: compared with which shop?

## body
Ask **compared with what**, then count the cost of three years. Pictures, videos, sound and files follow in private with “lesson L1”.

## question
A customer says “too expensive”. What comes first?
- A lower price
- [x] Asking what it is compared with
- Silence

# Say it back
required: no

## skill
Say the customer's words back, then answer.
""",
)
NAME = Phrase(zh="课程模板.md", en="lessons_template.md")
HOW = Phrase(
    zh="📘 照着改，改好私聊发回给我，先试读再写入。表格也行：第一行写 标题、技能、案例、正文、分钟、必修、标签、材料（网址）。",
    en="📘 Write over it and send it back in private: it is read first, then written. A table will do too, with title, skill, "
    "case, body, minutes, required, tags and link in its first row.",
)


def template(language: str) -> Template:
    return Template(NAME().to(language), COURSE().to(language).encode(), HOW())
