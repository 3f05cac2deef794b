"""Option lists as people type them — hours, dates, links, counted lists, or, quotes, emoji, mixed signs — in polls and in forms."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from bot.phrases import Refusal
from handlers.asking.polls.wording import draft
from handlers.asking.surveys.questions import own
from scheduler.calendar import Calendar
from tests.stopwatch import least_seconds

NOW = datetime(2026, 5, 11, 9, tzinfo=ZoneInfo("Asia/Shanghai"))

LISTS = [
    # without a sign between
    ("吃什么？火锅or烤肉", "吃什么？", ["火锅", "烤肉"]),
    ("读哪本？《活着》《兄弟》《第七天》", "读哪本？", ["《活着》", "《兄弟》", "《第七天》"]),
    # hours
    ("几点开会？ 9:00 / 9:30 / 10:00", "几点开会？", ["9:00", "9:30", "10:00"]),
    ("哪个时段？ 19:00-20:00、20:00-21:00", "哪个时段？", ["19:00-20:00", "20:00-21:00"]),
    ("晚课几点：19:30/20:00", "晚课几点：", ["19:30", "20:00"]),
    ("几点？ 上午9:00 下午14:00", "几点？", ["上午9:00", "下午14:00"]),
    ("几点方便？ 9点半/10点/10点半", "几点方便？", ["9点半", "10点", "10点半"]),
    ("What time? 9:00 am/2:30 pm", "What time?", ["9:00 am", "2:30 pm"]),
    ("周三 19:30 的直播你来吗？ 来/不来/看回放", "周三 19:30 的直播你来吗？", ["来", "不来", "看回放"]),
    # dates
    ("哪天聚餐？ 6/1、6/2、6/3", "哪天聚餐？", ["6/1", "6/2", "6/3"]),
    ("哪天聚餐？ 6/1(周一) 6/2(周二)", "哪天聚餐？", ["6/1(周一)", "6/2(周二)"]),
    ("哪天聚餐？ 6/1 晚上 / 6/2 中午", "哪天聚餐？", ["6/1 晚上", "6/2 中午"]),
    ("哪天？ 2026-06-01/2026-06-02", "哪天？", ["2026-06-01", "2026-06-02"]),
    ("哪天？ 2026/06/01 / 2026/06/02", "哪天？", ["2026/06/01", "2026/06/02"]),
    ("哪天？ 周一、周三、周五", "哪天？", ["周一", "周三", "周五"]),
    ("哪天？ 5/30 19:00、5/31 20:00", "哪天？", ["5/30 19:00", "5/31 20:00"]),
    ("5/20 的活动叫什么？ 甜蜜一刻/相约520", "5/20 的活动叫什么？", ["甜蜜一刻", "相约520"]),
    # decimals, money, ratios
    ("绩效系数？ 0.8/1.0/1.2", "绩效系数？", ["0.8", "1.0", "1.2"]),
    ("绩效系数？ 0.8、1.0、1.2", "绩效系数？", ["0.8", "1.0", "1.2"]),
    ("预算？ 1,000元/2,000元", "预算？", ["1,000元", "2,000元"]),
    ("预算？ ¥99.9、¥199.9", "预算？", ["¥99.9", "¥199.9"]),
    ("分成？ 3:7/4:6/5:5", "分成？", ["3:7", "4:6", "5:5"]),
    ("给几折？ 9.5折 8.8折", "给几折？", ["9.5折", "8.8折"]),
    ("多少人一组？ 3-4人/5-6人", "多少人一组？", ["3-4人", "5-6人"]),
    # links
    ("看 https://a.com/x?id=1 选哪版？ 旧版/新版", "看 https://a.com/x?id=1 选哪版？", ["旧版", "新版"]),
    ("哪个封面？ https://a.com/1.png / https://a.com/2.png", "哪个封面？", ["https://a.com/1.png", "https://a.com/2.png"]),
    ("哪个封面\nhttps://a.com/1.png\nhttps://a.com/2.png", "哪个封面", ["https://a.com/1.png", "https://a.com/2.png"]),
    ("哪个封面？ A、https://a.com/1.png B、https://a.com/2.png", "哪个封面？", ["https://a.com/1.png", "https://a.com/2.png"]),
    # counted lists
    ("谁当组长？ A、张三 B、李四 C、王五", "谁当组长？", ["张三", "李四", "王五"]),
    ("谁当组长？A.张三B.李四C.王五", "谁当组长？", ["张三", "李四", "王五"]),
    ("谁当组长？A、张三B、李四", "谁当组长？", ["张三", "李四"]),
    ("谁当组长？ A 张三 B 李四 C 王五", "谁当组长？", ["张三", "李四", "王五"]),
    ("谁当组长？ A:张三 / B:李四", "谁当组长？", ["张三", "李四"]),
    ("谁当组长？ [A] 张三 [B] 李四", "谁当组长？", ["张三", "李四"]),
    ("谁当组长？ 【A】张三 【B】李四", "谁当组长？", ["张三", "李四"]),
    ("谁当组长？ A．张三；B．李四；C．王五", "谁当组长？", ["张三", "李四", "王五"]),
    ("谁当组长？ 1) 张三 2) 李四", "谁当组长？", ["张三", "李四"]),
    ("谁当组长？ （1）张三（2）李四", "谁当组长？", ["张三", "李四"]),
    ("谁当组长？ ①张三②李四③王五", "谁当组长？", ["张三", "李四", "王五"]),
    ("谁当组长\n1. 张三\n2. 李四", "谁当组长", ["张三", "李四"]),
    ("谁当组长\n- 张三\n- 李四", "谁当组长", ["张三", "李四"]),
    ("谁当组长\n• 张三\n• 李四", "谁当组长", ["张三", "李四"]),
    ("谁当组长？ 一、张三 二、李四", "谁当组长？", ["张三", "李四"]),
    ("哪个方案？ 方案A/方案B", "哪个方案？", ["方案A", "方案B"]),
    ("哪个方案？ A、9:00 开始 B、10:30 开始", "哪个方案？", ["9:00 开始", "10:30 开始"]),
    ("哪个方案？ A、先听，再练 B、先练，再听", "哪个方案？", ["先听，再练", "先练，再听"]),
    # or
    ("Tea or coffee?", "Tea or coffee?", ["Tea", "coffee"]),
    ("What to drink? tea or coffee", "What to drink?", ["tea", "coffee"]),
    ("What to drink? tea, coffee or water", "What to drink?", ["tea", "coffee", "water"]),
    ("What to drink? green tea, black coffee, or water", "What to drink?", ["green tea", "black coffee", "water"]),
    ("喝什么？ 茶还是咖啡", "喝什么？", ["茶", "咖啡"]),
    ("喝什么？ 茶、咖啡或者水", "喝什么？", ["茶", "咖啡", "水"]),
    # quotes, emoji, spaces, widths, mixed signs
    ("口号选哪句？ “想赢/敢拼”/“一起走”", "口号选哪句？", ["“想赢/敢拼”", "“一起走”"]),
    ('Which motto? "one, two"/"three"', "Which motto?", ['"one, two"', '"three"']),
    ("心情？ 😀/😐/😢", "心情？", ["😀", "😐", "😢"]),
    ("心情？ 😀 😐 😢", "心情？", ["😀", "😐", "😢"]),
    ("心情？ 👍好 👎不好", "心情？", ["👍好", "👎不好"]),
    ("选哪门课？ 谈判 洞察 CRM", "选哪门课？", ["谈判", "洞察", "CRM"]),
    ("選哪門課？　談判　洞察　ＣＲＭ", "選哪門課？", ["談判", "洞察", "ＣＲＭ"]),
    ("選哪門課？ 談判｜洞察｜CRM", "選哪門課？", ["談判", "洞察", "CRM"]),
    ("选哪门课？ 谈判（上）、谈判（下）", "选哪门课？", ["谈判（上）", "谈判（下）"]),
    ("选哪门课？ 谈判（上/下）/洞察", "选哪门课？", ["谈判（上/下）", "洞察"]),
    ("选哪门课？ 谈判、洞察，CRM", "选哪门课？", ["谈判", "洞察", "CRM"]),
    ("选哪门课？ 谈判;洞察;", "选哪门课？", ["谈判", "洞察"]),
    ("选哪门课？ /谈判/洞察/", "选哪门课？", ["谈判", "洞察"]),
    ("选哪门课？\n谈判/洞察/CRM", "选哪门课？", ["谈判", "洞察", "CRM"]),
    ("选哪门课？ C++/C#/.NET", "选哪门课？", ["C++", "C#", ".NET"]),
    ("选哪门课？ 谈判、洞察、都行", "选哪门课？", ["谈判", "洞察", "都行"]),
]


@pytest.mark.parametrize(("words", "title", "options"), LISTS, ids=[words for words, _, _ in LISTS])
def test_a_poll_is_cut_where_its_list_is(words: str, title: str, options: list[str]) -> None:
    made = draft(words, NOW, Calendar())
    assert (made.title, made.options) == (title, options)


@pytest.mark.parametrize("words", ["在吗？", "选哪个？ 茶", "选哪个？ /", "https://a.com/b", "5/8 18:00"])
def test_what_is_no_list_opens_no_poll(words: str) -> None:
    with pytest.raises(Refusal):
        draft(words, NOW, Calendar())


IN_A_FORM = [(words, options) for words, title, options in LISTS if words.startswith(title) and "\n" not in words]


@pytest.mark.parametrize(("words", "options"), IN_A_FORM, ids=[words for words, _ in IN_A_FORM])
def test_a_form_cuts_its_options_the_same_way(words: str, options: list[str]) -> None:
    title = next(title for other, title, _ in LISTS if other == words)
    listed = words.removeprefix(title).strip()
    if not listed:  # the options stand in the question
        return
    (question,) = own([f"{title} [单选] {listed}"])
    assert [zh for zh, _ in question.options] == options


RUNS = (
    "http://a",
    "http://a？",
    "1:00",
    "12:3",
    "“",
    "「",
    "《",
    "（",
    '"',
    "？",
    "? ",
    "：",
    " or ",
    "还是",
    "1,000,",
    "5/8 ",
    "A、",
    "1. ",
)


def read_anyhow(words: str) -> None:
    for read in (lambda: draft(words, NOW, Calendar()), lambda: own([f"题 [多选] {words}"])):
        with suppress(Refusal):
            read()


@pytest.mark.parametrize("run", RUNS)
def test_what_is_typed_over_and_over_is_read_in_one_way(run: str) -> None:
    """Twice as long costs not much more than twice or, where it is looked through for each sign, four times as much; it never doubles with each letter."""
    for length in (60, 900):
        short, long = (
            least_seconds(partial(read_anyhow, (run * letters)[:letters] + "甲")) for letters in (length, 2 * length)
        )
        assert long < 12 * short + 0.002


def test_a_line_without_an_end_is_refused_unread() -> None:
    with pytest.raises(Refusal) as refused:
        own(["题一 [1-5] " + "“" * 9_000])
    assert "2000" in refused.value.line.to("zh")


FRIDAY = datetime(2026, 5, 15, 18, tzinfo=ZoneInfo("Asia/Shanghai"))
SETTINGS = [
    ("选出最佳？甲/乙/丙，截止周五18:00，匿名", {"anonymous"}, {}, FRIDAY),
    ("选出最佳？甲/乙/丙；匿名", {"anonymous"}, {}, None),
    ("选出最佳？甲/乙/丙 截止周五18:00", set(), {}, FRIDAY),
    ("匿名投票 选出最佳？甲/乙/丙", {"anonymous"}, {}, None),
    ("选出最佳？甲/乙/丙 可多选", {"multiple"}, {}, None),
    ("选出最佳？甲/乙/丙 最多选2", set(), {"most": 2}, None),
    ("选出最佳？甲/乙/丙 最多两项", set(), {"most": 2}, None),
    ("选出最佳？甲/乙/丙，最多选2项，截止=周五 18:00", set(), {"most": 2}, FRIDAY),
    ("选出最佳？甲/乙/丙 up to 2", set(), {"most": 2}, None),
]


@pytest.mark.parametrize(("words", "flags", "numbers", "until"), SETTINGS)
def test_settings_are_none_of_the_options(words: str, flags: set[str], numbers: dict[str, int], until: datetime | None) -> None:
    made = draft(words, NOW, Calendar("CN"))
    assert (made.title, made.options) == ("选出最佳？", ["甲", "乙", "丙"])
    assert (made.flags, made.numbers, made.until) == (flags, numbers, until)


def test_a_word_that_is_an_option_is_no_setting() -> None:
    assert draft("用哪种？实名投票制,匿名", NOW, Calendar("CN")).options == ["实名投票制", "匿名"]
    assert draft("截止日期定哪天？5/8、5/9", NOW, Calendar("CN")).title == "截止日期定哪天？"
