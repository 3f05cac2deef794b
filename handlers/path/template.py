"""地图 模板: a map of three stages to write over, with every line a map may have."""

from __future__ import annotations

from bot.feature import Phrase
from bot.file_kind import Template

MAP = Phrase(
    zh="""---
地图: 新人三关
---
# 第一关
说明: 先认识产品
课程: 3
打卡: 5
奖励: 积分 20

# 第二关
课程: 6
开放: 每月一关
奖励: 积分 50

# 第三关
课程: 10
打卡: 20
开放: 入营后30天；2026-07-01
奖励: 积分 100；勋章 结业
""",
    en="""---
path: Three stages
---
# Stage one
about: Meet the products
lessons: 3
check-ins: 5
reward: points 20

# Stage two
lessons: 6
opens: monthly
reward: points 50

# Stage three
lessons: 10
check-ins: 20
opens: 30 days after joining; 2026-07-01
reward: points 100; badge Graduate
""",
)
NAME = Phrase(zh="地图模板.md", en="path_template.md")
HOW = Phrase(
    zh="🗺 照着改，改好私聊发回给我：先试读，整张没问题才写入。课程写 L4、#标签 或节数；还可以写 考试: 名称。表格也行，第一行写 "
    "关卡、课程、考试、奖励、开放。",
    en="🗺 Write over it and send it back in private: it is read first, and written only as a whole. lessons takes L4, #TAG or a "
    "number; exam: NAME is another line. A table will do too, with stage, lessons, exam, reward and opens in its first row.",
)


def template(language: str) -> Template:
    return Template(NAME().to(language), MAP().to(language).encode(), HOW())
