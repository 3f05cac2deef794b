"""Events in people's own sentences: asked about by number or name, changed by what is to change, and never taken for something else."""

from __future__ import annotations

import re

from tests.stories.test_events import met
from tests.town import Town


def test_an_event_is_asked_about_changed_and_left_in_plain_words(town: Town) -> None:
    wang = town.somebody("王岚")
    he, lin, zhou, su = met(town, "何琳", "林晓", "周航", "苏敏")
    ann = town.learner("Ann", language="en")
    assert "写上名字和时间就行" in wang.tells("怎么安排活动") and "由社群经理来做" in lin.tells("办个活动")
    shown = wang.tells("活动：周五分享会，周五16：00，讲者：何琳，名额：2")
    assert "新活动《周五分享会》，后天（周五）16:00" in shown and "讲者：何琳" in shown and "名额：0/2" in shown
    wang.presses("发出", shown.posts[-1])
    assert "讲不了，早点告诉王岚" in he.heard_privately
    for words in ("V1 几点开始", "这周五的分享会几点", "周五分享会还有名额吗"):
        assert "后天（周五）16:00" in lin.tells(words), words
    assert "Seats: 0/2" in ann.tells("is there a seat left?")
    assert "✅ 报上了" in lin.tells("我要参加周五分享会") and "✅ 报上了" in zhou.tells("报名 １")
    assert "你排第1位" in su.tells("帮我报个名 周五分享会")
    assert "你报了" in lin.tells("我报名了吗") and "能报的你都报了（1场）" in lin.tells("报名")
    for words in ("V1谁报名了", "周五分享会报名了多少人", "报名名单"):
        assert "报名2人，排队1人" in wang.tells(words), words
    assert "给主持人和社群经理看" in lin.tells("谁报名了") and "林晓" not in lin.tells("V1名单")
    assert "名额：2/12" in wang.tells("活动 V1 加名额 10") and "讲者：周航" in wang.tells("V1 讲者换成周航")
    assert "名额：2/30" in wang.tells("V1名额改成三十") and "5月9日（周六，调休上班）16:00" in wang.tells("V1 改到周六下午四点")
    assert "不来了发：取消报名 V1" in lin.tells("活动 V1 换座位")
    assert "你自己不来了发：取消报名 V1" in lin.tells("V1取消")
    assert "整场不办了就发：活动 V1 取消 原因" in wang.tells("取消V1")
    assert "取消哪一场？" in zhou.tells("周五我来不了") and "取消报名了" in lin.tells("我不去V1了")
    assert "有空位了" in str(su.heard_privately.posts[-1])
    assert "预览" in wang.tells("V1取消，讲者病了")


def test_what_is_about_no_event_is_a_question_like_any_other(town: Town) -> None:
    (lin,) = met(town, "林晓")
    heard = lin.tells("年终总结会几点")
    assert "提问 年终总结会几点" in [button.says for post in heard.posts for button in post.buttons]
    assert "没看懂" in lin.tells("我来不了") and "没看懂" in lin.tells("482913")
    assert "没有缺席的活动" in lin.tells("有回放吗")


def test_a_code_is_six_digits_alone_and_a_reason_has_no_number_in_it(town: Town) -> None:
    wang = town.somebody("王岚")
    he, lin = met(town, "何琳", "林晓", "周航", "苏敏")[:2]
    wang.confirms("活动 读书会 周六 10:00 讲者=何琳")
    lin.tells("报名 V1")
    town.go_to("5/9", "09:51")
    assert "照主持人念的六位码发：签到 123456" in str(lin.heard_privately.posts[-1])
    assert "V1《读书会》 还没亮出签到码" in lin.tells("我到了") and "由主持人或社群经理来做" in he.tells("V1签到码")
    code = re.search(r"\d{3} \d{3}", wang.tells("签到码"))
    assert code is not None and "✅ 签到了" in lin.tells(code[0]) and "只算一次" in lin.tells(f"签到{code[0]}")
    assert "✅ 周航 签到了：V1《读书会》（没带手机）" in wang.tells("签到 周航 V1 没带手机")
    assert "✅ 苏敏 签到了：V1《读书会》（手机没电）" in wang.tells("苏敏手机没电，帮她签到")


def test_ticking_and_adding_never_write_a_checklist_anew(town: Town) -> None:
    wang = town.somebody("王岚")
    wang.confirms("活动 分享会 周五 16:00")
    assert "还差3项" in wang.tells("清单 V1 1 好了") and "还差2项" in wang.tells("清单 V1 好 二")
    assert "“材料”好了" in wang.tells("清单 V1 材料好了")
    listed = wang.tells("清单 V1 加 话筒、签到表")
    assert "好3/6" in listed and "✅ 1. 场地或直播链接" in listed and "□ 5. 话筒" in listed and "□ 6. 签到表" in listed
    assert "好3/6" in wang.tells("清单")
    assert "清单换成了1项：投影。再加就发：清单 V1 加" in wang.tells("清单 V1 投影")


def test_a_rounds_questions_are_voted_for_and_answered_without_its_number(town: Town) -> None:
    wang = town.somebody("王岚")
    lin, zhou = met(town, "林晓", "周航")
    wang.confirms("活动 自由问答 周五 16:00 类型=问答")
    town.go_to("5/8", "16:05")
    zhou.says("提问 客户嫌报价高怎么回")
    assert "1票" in lin.tells("顶 1") and "0票" in lin.tells("给第一问投一票")
    assert "第1问答好了" in wang.tells("第1问 先问预算再报价")
    assert "现在就能搜到" not in lin.tells("第1问 我来答")


def test_what_nobody_signed_up_for_is_called_off_without_telling_anybody(town: Town) -> None:
    wang = town.somebody("王岚")
    wang.confirms("活动 分享会 周五 16:00")
    assert "还没有人报名，不用一个个告诉" in wang.tells("活动 V1 改 周五 17:00")
    assert "没有人报名，不用一个个告诉" in wang.tells("活动 V1 取消 讲者病了")
