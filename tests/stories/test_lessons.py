"""Lessons: sent as a file, pushed on workdays, learned, applied, rated — journey J6, the lesson half."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.wechat import Wechat
from bot.messages import FileRef, Kind
from bot.parts import Choices, File, Text
from tests.engines import postgresql_in_journeys
from tests.stories.test_public_page import Browser
from tests.town import ZONE, Heard, Post, Somebody, Town

COURSE = """---
课程: 异议处理
作者: 何琳
标签: [异议]
---
# 澄清参照
分钟: 6
应用: 是

## 技能
用提问澄清“贵”的参照。
## 案例
某门店客户说太贵了，小王先问：您是和哪一家比？
## 正文
先问**和谁比**，再算三年总成本。

## 问题
客户说“太贵了”，先做什么？
- 降价
- [x] 问清比较对象
- 沉默

# 复述确认
## 技能
先复述客户的话，再回答。

# 三年总成本
## 技能
把单价换成三年总成本。
"""


def send(town: Town, who: Somebody, words: str, name: str = "课程.md", *, says: str = "") -> Heard:
    """A file sent in private."""
    square = town.squares[who.channel]
    square.files[name] = words.encode()
    return who.tells(says, files=(FileRef(name, len(words), name),))


def imported(town: Town, words: str = COURSE) -> Somebody:
    """The camp's owner has imported the course."""
    owner = town.somebody("王岚")
    assert "试读完成，尚未写入" in send(town, owner, words)
    assert "已导入" in owner.tells("导入")
    return owner


def group_posts(town: Town) -> list[Post]:
    return [post for post in town.squares["telegram"].posts if post.room == town.group and not post.whisper]


def pushed(town: Town) -> list[Post]:
    return [post for post in group_posts(town) if "今日微课" in str(post) and "技巧" in str(post)]


@postgresql_in_journeys
def test_j6_a_lesson_from_the_file_to_the_authors_nps(either_town: Town) -> None:
    town = either_town
    owner = town.opened()
    expert, lin = town.learner("何琳"), town.learner("林晓")
    owner.says("角色 何琳 专家")
    answer = send(town, owner, COURSE)
    assert "可导入3，没有问题。\n每节估计1–6分钟。\n回复“导入”写入3节。" in answer
    assert "已导入3节" not in answer
    answer = owner.tells("导入")
    assert "已导入3节 L1–L3。" in answer and "“异议处理”（5月6日（周三）起，工作日 08:30）" in answer
    assert "3节已存在且无变化，新增0，更新0，问题0" in send(town, owner, COURSE)

    town.go_to("5/6", "08:30")
    card = pushed(town)[-1]
    assert "📘 今日微课（约6分钟）L1《澄清参照》\n技巧：用提问澄清“贵”的参照。\n案例：某门店" in str(card)
    assert "5月9日（周六，调休上班） 18:00 前学完并用上" in str(card)
    assert any(isinstance(part, Choices) for part in card.parts)

    lin.tells("积分")
    assert "不是A。再看一眼案例" in lin.presses("A", card)
    assert lin.presses("B", card) == "✅ 学完 L1，答对了｜必修 0/1"
    assert lin.presses("B", card) == "L1 已经学过了。"
    assert lin.presses("看全文", card) == "已私聊发给你。"
    assert "先问和谁比，再算三年总成本。" in lin.heard_privately
    assert "怎么用的" in lin.tells("已应用 L1")
    assert "至少4个字" in lin.tells("好")
    assert lin.tells("今天问了客户和谁比，他说是去年的报价") == "✅ L1 已应用，记下了。"
    assert "必修：1/1（100.0%）" in lin.tells("微课 进度")

    town.go_to("5/6", "17:30")
    ask = group_posts(town)[-1]
    assert "L1《澄清参照》值几分？0–10，匿名给作者" in str(ask)
    people = [lin, *(town.learner(f"学员{n}") for n in range(9))]
    for person, score in zip(people, (10, 9, 9, 8, 7, 7, 6, 3, 10, 9), strict=True):
        assert person.presses(str(score), ask) == "✅ 匿名记下了，谢谢。"
    assert "打过分了" in lin.presses("10", ask)
    assert "直接回复（也是匿名）" in lin.tells("微课 L1 留言") and "匿名转给作者" in lin.tells("案例很像我遇到的")
    town.go_to("5/11", "09:00")
    expert.tells("积分")
    told = next(str(post) for post in expert.heard_privately.posts if "NPS" in str(post))
    assert "L1《澄清参照》10人评分 10,10,9,9,9,8,7,7,6,3，NPS 30，留言1条。\n· 案例很像我遇到的" in told
    assert "林晓" not in told


def test_nobody_is_tied_to_a_score(town: Town) -> None:
    """Neither table has a column the other has but the lesson; the comment's key is random, nothing has a time."""
    from storage.lessons.ratings import lesson_comment, lesson_rated, lesson_score

    assert set(lesson_rated.c.keys()) == {"membership_id", "lesson_id"}
    assert set(lesson_score.c.keys()) == {"lesson_id", "score", "times"}
    assert set(lesson_comment.c.keys()) == {"key", "lesson_id", "words"}


@pytest.fixture
def april(empty_town: Town) -> Town:
    """A camp opened on 28 April 2026 with ten lessons that begin at once."""
    empty_town.clock.move(datetime(2026, 4, 28, 1, 0, tzinfo=UTC))
    empty_town.opened()
    imported(empty_town, "\n".join(f"# 第{n}课\n## 技能\n技能{n}。\n" for n in range(1, 11)))
    return empty_town


def test_ten_workdays_ten_lessons_none_on_the_may_holiday(april: Town) -> None:
    town = april
    town.go_to("5/15", "12:00")
    days = [f"{day.month}/{day.day}" for day in _days_of_pushes(town)]
    assert days == ["4/29", "4/30", "5/6", "5/7", "5/8", "5/9", "5/11", "5/12", "5/13", "5/14"]
    titles = [str(post).split("《")[1].split("》")[0] for post in pushed(town)]
    assert titles == [f"第{n}课" for n in range(1, 11)]


def test_an_outage_over_the_push_and_a_restart_bring_it_once_and_late(april: Town) -> None:
    town = april
    town.clock.move(datetime(2026, 4, 29, 9, 10, tzinfo=ZONE).astimezone(UTC))
    town.restart()
    assert [str(post).count("08:30 的微课补发") for post in pushed(town)] == [1]
    town.restart()
    assert len(pushed(town)) == 1


def test_a_whole_day_dark_moves_the_course_by_a_workday(april: Town) -> None:
    town = april
    town.clock.move(datetime(2026, 4, 29, 20, 0, tzinfo=ZONE).astimezone(UTC))
    town.restart()
    assert pushed(town) == []
    town.go_to("4/30", "08:30")
    assert ["第1课" in str(post) for post in pushed(town)] == [True]


def test_a_day_off_by_the_camp_moves_it_too(april: Town) -> None:
    town = april
    town.somebody("王岚").says("日历 休 2026-04-29")
    town.go_to("5/6", "12:00")
    assert [day.day for day in _days_of_pushes(town)] == [30, 6]


def test_reminders_go_to_who_has_not_and_the_list_to_the_manager(town: Town) -> None:
    lin, zhou, chen = town.learner("林晓"), town.learner("周航"), town.learner("陈默")
    owner = imported(town, "# 复述确认\n## 技能\n先复述。\n")
    for person in (lin, zhou, chen):
        person.tells("积分")
    town.go_to("5/7", "08:30")
    assert "学完" in lin.tells("已学")
    town.go_to("5/8", "18:00")
    assert "前还差" in zhou.heard_privately and "前还差" not in lin.heard_privately
    assert "· L1《复述确认》：已学 L1" in str(zhou.heard_privately.posts[-1])
    assert "学完" in zhou.tells("已学 L1")
    town.go_to("5/9", "18:00")
    assert "L1《复述确认》到期，1/3 未完成：陈默。" in owner.heard_privately
    assert sum("前还差" in str(post) for post in chen.heard_privately.posts) == 1


def test_leave_is_no_delay(town: Town) -> None:
    lin = town.learner("林晓")
    owner = imported(town, "# 复述确认\n## 技能\n先复述。\n")
    lin.says("请假 5/8-5/12")
    town.go_to("5/9", "18:00")
    assert "到期" not in owner.heard_privately


def test_required_by_tag_elective_and_progress(town: Town) -> None:
    owner, lin, zhou = town.somebody("王岚"), town.learner("林晓"), town.learner("周航")
    owner.says("标签 林晓 +骨干")
    imported(town, "标题,技能,必修\n甲课,a技能,骨干\n乙课,b技能,否\n丙课,c技能,是\n")
    town.go_to("5/9", "09:00")
    assert "必修：0/2" in lin.tells("微课 进度") and "必修：0/1" in zhou.tells("微课 进度")
    assert "（选修）" in zhou.tells("已学 L2") and "选修：1节" in zhou.tells("微课 进度")


def test_a_course_with_everybodys_joining(town: Town) -> None:
    owner = imported(town, "---\n开始: 入营\n课程: 新人课\n---\n# 第一课\n## 技能\na。\n# 第二课\n## 技能\nb。\n")
    lin = town.learner("林晓")
    lin.tells("积分")
    town.go_to("5/7", "09:00")
    zhou = town.learner("周航")
    zhou.tells("积分")
    town.go_to("5/8", "09:00")
    assert [str(post).split("《")[1][:3] for post in lin.heard_privately.posts if "今日微课（" in str(post)] == [
        "第一课",
        "第二课",
    ]
    assert [str(post).split("《")[1][:3] for post in zhou.heard_privately.posts if "今日微课（" in str(post)] == ["第一课"]
    assert pushed(town) == []
    town.go_to("5/8", "17:30")
    asked = [next(post for post in person.heard_privately.posts[::-1] if "值几分" in str(post)) for person in (lin, zhou)]
    assert "L2《第二课》值几分" in str(asked[0]) and "L1《第一课》值几分" in str(asked[1])
    assert "匿名记下了" in lin.presses("9", asked[0]) and not any("值几分" in str(post) for post in group_posts(town))
    assert "“新人课”（入营次日起" in owner.tells("课表") and "第1个工作日 L1" in owner.tells("课表")
    assert "还没有推送" in zhou.tells("微课 L2")


def test_a_course_for_a_tag_comes_in_private_to_exactly_those(town: Town) -> None:
    owner, lin, zhou = town.somebody("王岚"), town.learner("林晓"), town.learner("周航")
    imported(town, "---\n课程: 骨干课\n---\n# 带教\n## 技能\na。\n")
    assert "没有人有“骨干”" in owner.tells("课表 骨干课 标签=骨干")
    owner.says("标签 林晓 +骨干")
    assert "“骨干课”（5月6日（周三）起，工作日 08:30），只给“骨干”" in owner.tells("课表 骨干课 标签=骨干")
    lin.tells("积分"), zhou.tells("积分")
    town.go_to("5/6", "08:31")
    assert "《带教》" in lin.heard_privately and "《带教》" not in zhou.heard_privately and pushed(town) == []
    town.go_to("5/6", "17:31")
    assert "值几分" in lin.heard_privately and "值几分" not in zhou.heard_privately


def test_the_timetable_says_what_comes_when(town: Town) -> None:
    owner = imported(town)
    said = owner.tells("课表")
    assert "“异议处理”（5月6日（周三）起，工作日 08:30），还有3节" in said
    assert "· 5月6日（周三） L1《澄清参照》\n· 5月7日（周四） L2《复述确认》\n· 5月8日（周五） L3《三年总成本》" in said
    assert "（5月9日（周六，调休上班）起" in owner.tells("课表 异议处理 5/9")
    assert "· 5月9日（周六，调休上班） L1" in owner.tells("课表")
    assert "改回去了" in owner.takes_back() and "· 5月6日（周三） L1" in owner.tells("课表")
    assert "没看懂“改天”" in owner.tells("课表 异议处理 改天") and "没有叫“别的”的课程" in owner.tells("课表 别的 5/9")
    assert "不再推送" in owner.tells("课表 L2 停") and "还有2节" in owner.tells("课表")
    town.go_to("5/6", "09:00")
    lin = town.learner("林晓")
    lin.tells("已学 L1 A"), lin.tells("已学 L1 B")
    assert "已学：1/1\n已应用：0\n首答对：0/1" in owner.tells("课表 L1")
    assert "要由社群经理来做" in lin.tells("课表")


def test_what_a_file_says_wrong_is_named_and_nothing_is_written(town: Town) -> None:
    owner = town.somebody("王岚")
    long = "字" * 2600
    answer = send(town, owner, f"标题,技能,正文\n好课,a,b\n长课,a,{long}\n好课,c,d\n,e,f\n", "微课.csv", says="导入 课程")
    assert "可导入1，问题3" in answer and "第3行 估计11分钟，超过10分钟。请拆成两节" in answer
    assert "第4行 与第2行标题相同" in answer and "第5行 没有标题" in answer
    assert "没有写入" in owner.tells("算了") and "还没有课" in owner.tells("课表")
    assert "没看出是课程" in send(town, owner, "随便写写", "笔记.md")
    assert "打字" in send(town, town.learner("林晓"), COURSE)
    assert "没看出是课程" in send(town, owner, "题干,答案\n1+1,2\n", "题.csv", says="导入 课程")


def test_lessons_go_out_as_a_file_and_come_back_unchanged(town: Town) -> None:
    owner = imported(town)
    for words, ending in (("导出 课程", "xlsx"), ("导出 课程 格式=csv", "csv"), ("export lessons format=md", "md")):
        answer = owner.tells(words)
        file = next(part for post in answer.posts for part in post.parts if isinstance(part, File))
        assert file.name.endswith(f"3节.{ending}") or file.name == f"lessons_3.{ending}"
        town.squares["telegram"].files[file.name] = town.app.files.read(file.file)
        back = owner.tells("导入 课程", files=(FileRef(file.name, file.size, file.name),))
        assert "3节已存在且无变化，新增0，更新0，问题0" in back
    assert "没有“pdf”这种格式" in owner.tells("导出 课程 格式=pdf")


@pytest.mark.parametrize(
    ("words", "language", "name"), [("课表 模板", "zh", "课程模板.md"), ("schedule template", "en", "lessons_template.md")]
)
def test_the_template_is_a_course_that_can_be_imported(town: Town, words: str, language: str, name: str) -> None:
    owner = town.somebody("王岚", language=language)
    owner.tells("语言 en" if language == "en" else "语言 中文")
    answer = owner.tells(words)
    file = next(part for post in answer.posts for part in post.parts if isinstance(part, File))
    assert file.name == name
    read = send(town, owner, town.app.files.read(file.file).decode())
    assert "可导入2，没有问题" in read or "2 can be imported, no problems" in read


def test_an_import_is_undone(town: Town) -> None:
    owner = imported(town)
    assert "收回3节" in owner.takes_back() and "还有0节" in owner.tells("课表")
    imported(town)
    assert "还有3节" in owner.tells("课表")


def test_points_for_learning_are_booked_once_and_counted_once_for_two_accounts(either_town: Town) -> None:
    town = either_town
    owner = town.opened()
    owner.says("设置 已学分 2")
    owner.says("设置 已应用分 5")
    imported(town)
    lin, other = town.learner("林晓"), two_rooms(town, owner)
    town.go_to("5/6", "09:00")
    assert "｜+2｜积分2｜" in lin.tells("已学 L1 B")
    assert "+5｜积分7" in lin.tells("已应用 L1 问了客户和谁比")
    assert "｜+2｜积分2｜" in other.tells("已学 L1 B")
    code = lin.tells("绑定").split("绑定 ")[1][:6]
    assert "1节微课两边都学过，只计一次：冲回2分" in other.tells(f"绑定 {code}")
    assert lin.tells("积分").startswith("积分：7")


def two_rooms(town: Town, owner: Somebody) -> Somebody:
    """The camp gets a WeCom group; gives a learner there."""
    manager = town.somebody("王岚", "wecom")
    assert "绑定成功" in owner.becomes_one_with(manager)
    town.group = "群二"
    assert "已加入营" in manager.says("绑定群 营销实战营2605", room="群二")
    learner = town.learner("林晓企微", "wecom")
    town.group = "群一"
    return learner


def test_a_picture_comes_with_a_lesson(town: Town) -> None:
    owner = imported(town)
    town.squares["telegram"].files["图.png"] = b"\x89PNG\r\n\x1a\n"
    assert "“图.png”已附到 L1，共1个附件" in owner.tells("微课 L1", files=(FileRef("图.png", 8, "图.png"),))
    assert "图.png" in owner.tells("微课 L1")


VIDEO = b"\x00\x00\x00\x18ftypmp42" + bytes(4000)


def test_a_video_comes_with_a_lesson_and_as_a_link_where_it_cannot(sqlite_url: str, tmp_path: Path) -> None:
    town = Town(sqlite_url, tmp_path, channels=("telegram", "wecom"))
    try:
        town.opened()
        owner = imported(town)
        town.squares["telegram"].files["拜访.mp4"] = VIDEO
        assert "“拜访.mp4”已附到 L1，共1个附件" in owner.tells("微课 L1", files=(FileRef("拜访.mp4", len(VIDEO), "拜访.mp4"),))
        elsewhere, here = two_rooms(town, owner), town.learner("林晓")
        town.go_to("5/6", "09:00")
        town.squares["wecom"].can = Wechat.can
        assert [part.name for post in here.tells("微课 L1").posts for part in post.parts if isinstance(part, File)] == [
            "拜访.mp4"
        ]
        said = elsewhere.tells("微课 L1")
        assert (
            "再算三年总成本" in said
            and "📎 视频“拜访.mp4”（4 KB）在这里发不出来。到TG里跟我再说一次刚才的话，就能收到。" in said
        )
        town.app.identity.public_url = "https://bot.example.com"
        link = re.search(r"打开“拜访.mp4” https://bot.example.com(/files/\S+)", elsewhere.tells("微课 L1"))
        assert link is not None and Browser(town).get(link[1]).content == VIDEO
    finally:
        town.close()


def test_a_line_of_material_opens_an_address(town: Town) -> None:
    owner = imported(town, "# 拜访\n材料: https://v.example.com/a?b=(1);https://example.com/c\n\n## 技能\n先听。\n")
    links = [
        run.link for post in owner.tells("微课 L1").posts for part in post.parts if isinstance(part, Text) for run in part.runs
    ]
    assert [link for link in links if link] == ["https://v.example.com/a?b=(1)", "https://example.com/c"]
    for bad in ("example.com/a", "ftp://example.com", "https://", "javascript:alert(1)"):
        said = send(town, owner, f"# 拜访二\n材料: {bad}\n\n## 技能\n先听。\n")
        assert f"材料“{bad}”不是网址，写全，例如 https://example.com/video" in said, bad


def test_english_people_read_english(town: Town) -> None:
    imported(town, "# First\n## skill\nAsk first.\n")
    ann = town.learner("Ann", language="en")
    town.go_to("5/6", "09:00")
    assert "📘 L1 “First” (about 1 min)" in ann.tells("lesson") and "✅ L1 learned" in ann.tells("done L1")
    assert "Required: 1/1 (100.0%)" in ann.tells("lesson progress")


def test_the_panel_shows_todays_lesson_until_it_is_learned(town: Town) -> None:
    imported(town)
    lin = town.learner("林晓")
    town.go_to("5/6", "09:00")
    account = lin.event(Kind.SAID, "", lin.private).sender
    assert account is not None
    panel = town.run(town.app.around(account, town.at("telegram", town.group)))
    assert panel.cards["lesson"] == {"number": 1, "title": "澄清参照", "minutes": 6, "done": False}
    assert ("今日微课", "微课 L1") in [(chip.label, chip.says) for chip in panel.chips]


def _days_of_pushes(town: Town) -> list[datetime]:
    from storage.lessons.pushes import lesson_push

    rows = town.look(lesson_push.select().order_by(lesson_push.c.day))
    return [row.day for row in rows]
