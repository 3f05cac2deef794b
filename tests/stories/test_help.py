"""Help that helps: in a group the few words, in private all of them by theme, each explained when asked."""

from __future__ import annotations

from bot.discovery import find_features
from bot.feature import Theme
from bot.router import Router
from tests.town import Town


def test_a_group_is_told_the_few_words_that_need_no_name(town: Town) -> None:
    said = town.learner("林晓").says("帮助")
    assert said.startswith("在群里直接说：打卡、补卡、") and "私聊我发“帮助”" in said
    assert len(said.splitlines()) == 2


def test_in_private_everything_one_may_say_is_there_once_by_theme(town: Town) -> None:
    lin, wang = town.learner("林晓"), town.somebody("王岚")
    for who, role_only in ((lin, False), (wang, True)):
        said = who.tells("帮助")
        words = [word for line in said.splitlines() if line.startswith("【") for word in line.split("】")[1].split("、")]
        assert len(words) == len(set(words)) and {"打卡", "积分", "我的错题", "提醒"} <= set(words)
        assert ("看板" in words) is ("开营" in words) is role_only
        assert max(map(len, said.splitlines())) < 90


def test_a_theme_and_a_word_are_explained_by_a_button_or_by_name(town: Town) -> None:
    lin = town.learner("林晓")
    card = lin.tells("帮助").posts[-1]
    themed = lin.presses("测验", card)
    assert themed.startswith("【测验】\n· 参加：") and "开赛" not in themed
    assert "例如：\n打卡" in lin.tells("帮助 打卡")
    assert "没有“跳舞”这个指令" in lin.tells("帮助 跳舞")
    lin.tells("语言 英文")
    assert "For example:\ncheckin" in lin.tells("help checkin") and lin.tells("help quizzes").startswith("Quizzes\n· join:")


def test_no_theme_is_called_like_a_command() -> None:
    router = Router(find_features(), "小助")
    assert not {name for theme in Theme for name in (theme.value.zh, theme.value.en)} & router.commands.keys()
