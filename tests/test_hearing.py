"""What words are heard as: a table of what people type, each with the command that is meant and what is bound to it, or with none."""

from __future__ import annotations

import re
from functools import partial

import pytest
from opencc import OpenCC

from bot.discovery import find_features
from bot.hearing import GREETING, HOW, LOOKS, OPENS_A_QUESTION, is_slip
from bot.one_edit import within_one_edit
from bot.router import Router
from tests.stopwatch import least_seconds

ROUTER = Router(find_features(), "小助")

CHECK_INS = """
打卡 |
打卡！ |
打卡!! |
打卡。 |
打卡. |
打卡~ |
打卡～～ |
打卡… |
打卡？ |
打卡✅ |
打卡👍🏻 |
打卡💪💪 |
打卡[强] |
打卡（^_^） |
#打卡 |
＃打卡# |
#打卡# 今天 | 今天
#打卡 今天 | 今天
✅打卡 |
🌞 打卡 |
【打卡】 |
【打卡】今天读完第三章 | 今天读完第三章
【打卡】 读完第三章 | 读完第三章
“打卡” |
「打卡」 |
　打卡　 |
打 卡 |
/打卡 |
／打卡！ |
@小助 打卡！ |
@小助打卡 |
@小助打卡今天读完第三章 | 今天读完第三章
打卡打卡 |
打卡打卡打卡！ |
打卡啦 |
打卡了 |
打卡了！ |
打卡咯～ |
打卡来了 |
打卡 今天读完第三章 | 今天读完第三章
打卡　今天读完第三章 | 今天读完第三章
打卡：今天读完第三章 | 今天读完第三章
打卡，今天读完第三章 | 今天读完第三章
打卡!今天读完第三章 | 今天读完第三章
打卡。读完第三章 | 读完第三章
打卡✅今天读完第三章 | 今天读完第三章
打卡～学了异议处理 | 学了异议处理
打卡—第三章 | 第三章
打卡今天读完第三章 | 今天读完第三章
打卡今日目标拜访两家客户 | 今日目标拜访两家客户
打卡今天学会了怎么提问 | 今天学会了怎么提问
打卡读完第三章 | 读完第三章
打卡读了《影响力》 | 读了《影响力》
打卡学完L3 | 学完L3
打卡看完微课 | 看完微课
打卡背了30个单词 | 背了30个单词
打卡复习第二章 | 复习第二章
打卡完成 | 完成
打卡完成今天的作业了 |-
打卡！！！ |
打卡。。。 |
打卡？！ |
打卡～✅ |
打卡😀 |
打卡☀️ |
打卡👩‍💻 |
🎉🎉打卡 |
❤️打卡 |
“打卡”。 |
「打卡」！ |
打 卡。 |
打卡 ！ |
打卡 。 |
打卡了。 |
打卡啦！ |
早。打卡 |
今天打卡。 |
打卡打卡！ |
打卡，谢谢 | 谢谢
打卡·第三章 | 第三章
打卡:读书 | 读书
打卡 學完第三課 | 學完第三課
打卡。今天读完第三章。 | 今天读完第三章。
打卡 Day3 | Day3
／打卡。 |
／打卡　读完 | 读完
/打卡@xiaozhu_bot 读完 | 读完
/checkin@xiaozhu_bot read | read
／ＣＨＥＣＫＩＮ |
Checkin. |
checkin: read chapter 3 | read chapter 3
打卡早起 | 早起
打卡阅读30分钟 | 阅读30分钟
打卡学习第5节 | 学习第5节
打卡第三章 | 第三章
打卡第12天 | 第12天
打卡day3 | day3
打卡Day 3 | Day 3
打卡3 | 3
打卡+1 | +1
打卡收获：先问再答 | 收获：先问再答
打卡了 今天的课不错 | 今天的课不错
早安打卡 |
早安，打卡！ |
早上好打卡 |
大家早上好，我来打卡了 |
各位早 打卡 |
早打卡 |
今日打卡 |
今天打卡 |
今天打卡了 |
今天的打卡✅ |
每日打卡 |
第3天打卡 |
第三天打卡！ |
Day3打卡 |
day 12 打卡 读完第二章 | 读完第二章
5月6日打卡 |
5/6打卡 |
周三打卡 |
我来打卡 |
我打卡 |
来打卡了 |
报到打卡 |
签到打卡 |
已打卡 |
完成打卡 |
早起打卡 |
晨读打卡 |
学习打卡 |
读书打卡：第三章 | 第三章
#每日打卡# 读完第三章 | 读完第三章
早安打卡 今天读完第三章 | 今天读完第三章
早安打卡今天读完第三章 | 今天读完第三章
今日打卡：读完第三章 | 读完第三章
今天读完第三章 打卡 | 今天读完第三章
读完第三章，打卡！ | 读完第三章
学了异议处理。打卡✅ | 学了异议处理
checkin |
checkin! |
ＣＨＥＣＫＩＮ |
CheckIn read chapter 3 | read chapter 3
checkin ✅ | ✅
/checkin |
"""

SENTENCES = """
我今天打卡晚了
打卡机坏了
打卡墙
打卡点
打卡吧
打卡处在哪
打卡打球
打卡日记写好了
打卡、读书
该打卡了
今天谁打卡最早
我们一起打卡吧
打卡都打完了吗
《打卡》
１打卡
積分是多少
積分怎麼算
補卡怎麼補
幫助很大
參加的人多嗎
积分兑换什么
积分榜
积分是多少
排行榜真有意思
参加人数
帮助别人
谢谢帮助
采纳意见
采纳了你的建议
撤销了吗
check in
check-in
pointed
rankings
打卡机
打卡率多少
打卡时间是几点
打卡时间改了
打卡了吗
打卡了没
打卡了吗？
打卡吗
打卡呢
打卡没
打卡没反应
打卡失败
打卡不了
打卡怎么用
打卡有什么用
打卡太晚了
打卡晚了
打卡要几点前
打卡和补卡的区别
打卡、补卡都可以
打卡/补卡
打卡是什么
打卡群
打卡记录在哪
打卡提醒
打卡窗口
打卡的人
打卡完成率
打卡完成情况
打卡看不到
打卡写什么
打卡今天几点截止
打卡今天怎么没分
打卡今天不算吗
打卡今天系统崩了
打卡今天截止
打卡今天开始了
打卡昨天忘了
打卡第三章怎么写？
打卡3次了怎么还没分
打卡学习的意义是什么
打卡计划表
打卡！记得打卡
打卡了 没反应
“打卡”怎么用
“打卡”这个词真好
今天打卡晚了
今天打卡了吗
今天打卡 怎么没反应
今日打卡 截止22:00
今日打卡链接
每日打卡规则如下
今天打卡人数
大家记得打卡
大家打卡
别忘了打卡
快打卡
快来打卡
记得打卡！
请打卡
请大家打卡
去打卡
还没打卡
没打卡
未打卡
我没打卡
忘打卡
不打卡
怎么打卡
在哪打卡
几点打卡
明天打卡
昨天打卡了
他打卡了
小王打卡了
上班打卡
下班打卡
补打卡
要打卡
不用打卡
坚持打卡
打了卡
刷卡
我打卡机坏了
公司打卡
读完第三章再打卡
读完第三章怎么打卡
积分怎么算
积分制度
积分好少
我的积分
排行榜在哪看
排行榜第一是谁
参加不了
参加的人多吗
参加明天的活动
帮助新人
帮助很大
补卡怎么补
补卡次数
补卡昨天可以吗
我要补卡
请假条怎么写
请假今天可以吗
我明天请假
今天我请假了
checking in
checkins
pointless
joined
helpful
"""

OTHERS = """
投票周五去哪？ 爬山/唱歌 | 投票 周五去哪？ 爬山/唱歌
提醒明天9点交计划 | 提醒 明天9点交计划
提醒下周一9点交周报 | 提醒 下周一9点交周报
提醒每天早上7点背单词 | 提醒 每天早上7点背单词
提醒周五下午三点开会 | 提醒 周五下午三点开会
提醒半小时后喝水 | 提醒 半小时后喝水
提醒一个小时后喝水 | 提醒 一个小时后喝水
积分？ | 积分
积分! | 积分
积分～ | 积分
积 分 | 积分
积分积分 | 积分
积分 ？ | 积分
＃积分 | 积分
“积分” | 积分
排行榜！ | 排行榜
排行榜 周 | 排行榜 周
【排行榜】 | 排行榜
参加！ | 参加
参加🙋 | 参加
帮助？ | 帮助
帮助。 | 帮助
POINTS! | 积分
ｐｏｉｎｔｓ | 积分
help! | 帮助
补卡！ | 补卡
补卡昨天 | 补卡 昨天
补卡昨天读完第三章 | 补卡 昨天读完第三章
补卡5/8 | 补卡 5/8
补卡周五 | 补卡 周五
补卡 昨天 读完 | 补卡 昨天 读完
请假明天 | 请假 明天
请假5/12-5/13 | 请假 5/12-5/13
请假 明天 | 请假 明天
请假！ | 请假
同意 | 同意
同意！ | 同意
【同意】 | 同意
撤销。 | 撤销
取消！ | 取消
我的错题？ | 我的错题
提醒我明天9点交作业 | 提醒 我明天9点交作业
提醒15:00 开会 | 提醒 15:00 开会
積分 | 积分
積分？ | 积分
積 分 | 积分
積分積分 | 积分
積分。 | 积分
補卡 | 补卡
補卡昨天 | 补卡 昨天
補卡 昨天 讀完 | 补卡 昨天 讀完
請假明天 | 请假 明天
請假 5/12 | 请假 5/12
參加！ | 参加
幫助？ | 帮助
撤銷 | 撤销
練習 | 练习
提問 客戶嫌貴怎麼回 | 提问 客戶嫌貴怎麼回
/語言 英文 | 语言 英文
／積分！ | 积分
@小助 積分 | 积分
“积分”。 | 积分
「帮助」！ | 帮助
/rank@xiaozhu_bot week | 排行榜 week
/积分@小助 | 积分
／ＲＡＮＫ | 排行榜
Help? | 帮助
HELP! | 帮助
Points. | 积分
rank! | 排行榜
join！ | 参加
积分😀 | 积分
积分👩‍💻 | 积分
📊积分 | 积分
帮助。。。 | 帮助
撤销！！ | 撤销
同意👌 | 同意
同意。。 | 同意
取消…… | 取消
"""


def rows(table: str) -> list[tuple[str, str]]:
    """(what is typed, what is right) of each line."""
    return [
        (line.partition("|")[0].rstrip("\n").removesuffix(" "), line.partition("|")[2].strip())
        for line in table.split("\n")
        if line
    ]


PLAIN_WORDS = """
我的导师是谁？ | 辅导
我导师是谁 | 辅导
who is my mentor | 辅导
我在哪个组？ | 小组
导出我的学习记录 | 我的记录
我学了什么？ | 我的记录
我的雷达图 | 雷达
我的画像 | 画像 我
我擅长什么 | 画像 我
发送 | 草稿 发出
send | 草稿 发出
我是第几组 | 小组
which group am I in? | 小组
分成5组 | 小组 抽 5组
分3个小组 | 小组 抽 3组
我的目标有哪些 | 我的目标
my goals | 我的目标
今天聊什么？ | 话题
今天的话题是什么 | 话题
关注 异议 | 圈子 异议
我想关注 #异议 | 圈子 异议
活动什么时候？ | 活动
我报名了哪些活动 | 活动
我的活动 | 活动
when is the talk? | 活动
我要报名分享会 | 报名 分享会
帮我报名V3 | 报名 V3
sign me up for the Friday talk | 报名 Friday talk
积分呢？ | 积分
我的积分是多少？ | 积分
查一下积分 | 积分
my points | 积分
我的金币 | 积分
余额 | 积分
发币 林晓 20 帮忙 | 加分 林晓 0 帮忙 币=20
订单 | 我的订单
我兑换过什么 | 我的订单
积分榜 | 排行榜
积分排行榜 | 排行榜
排行 | 排行榜
我排名多少 | 排行榜
my rank | 排行榜
今天打卡了吗 | 我的
我打卡了吗？ | 我的
我今天打卡没有 | 我的
连续打卡几天了 | 我的
打卡记录 | 我的
我是谁 | 我的
did I check in today? | 我的
今天要打卡吗 | 我的
今天是周六，要打卡吗 | 我的
周六用打卡吗？ | 我的
do I have to check in today? | 我的
is today a day off | 我的
我的登陆设备 | 我的
登录设备 | 我的
my devices | 我的
退出登录 | 我的
退出 | 我的
sign out | 我的
想请假 | 请假
我要请假 | 请假
明天请假 | 请假 明天
请明天的假 | 请假 明天
我想请下周一的假 | 请假 下周一
我5/12要请假 | 请假 5/12
请假一天 | 请假
i want to take leave | 请假
补昨天的卡 | 补卡 昨天
check in | 打卡
check-in: read chapter 3 | 打卡 read chapter 3
今天学什么 | 微课
今天有课吗 | 微课
今天要学什么 | 微课
菜单 | 帮助
功能列表 | 帮助
指令 | 帮助
menu | 帮助
英文 | 语言 英文
English please | 语言 英文
中文 | 语言 中文
说中文 | 语言 中文
错题本 | 我的错题
做题 | 练习
我要练习 | 练习
刷几道题 | 练习
有问题想问 | 提问
搜报价 | 搜 报价
搜索 报价高 | 搜 报价高
查一下报销流程 | 搜 报销流程
我想问个问题 | 提问
静音 | 免打扰
不要再发了 | 免打扰
别打扰我 | 免打扰
stop messaging me | 免打扰
关闭提醒 | 提醒 列表
我的提醒 | 提醒 列表
取消提醒 R12 | 提醒 取消 R12
停掉提醒12 | 提醒 取消 R12
明天9点提醒我交作业 | 提醒 我 明天9点 交作业
每天晚上9点提醒大家背单词 | 提醒 大家 每天晚上9点 背单词
后天下午三点请提醒我开会 | 提醒 我 后天下午三点 开会
谁没来 | 谁没打卡
今天谁没打卡 | 谁没打卡 今天
昨天还有谁没打卡？ | 谁没打卡 昨天
未打卡名单 | 谁没打卡
没打卡的人有哪些 | 谁没打卡
who hasn't checked in? | 谁没打卡
今天打卡情况 | 看板 今日
今天多少人打卡了 | 看板 今日
打卡率 | 看板
这周数据怎么样 | 看板 这周
名单 | 成员
营里有多少人 | 成员
专家有谁 | 成员 专家
导出成员 | 导出 成员
导出所有题目 | 导出 题目
扣分 林晓 5 迟到 | 加分 林晓 -5 迟到
给林晓加10分 帮大家答疑 | 加分 林晓 10 帮大家答疑
给林晓扣3分，迟到 | 加分 林晓 -3 迟到
设林晓为专家 | 角色 林晓 专家
把林晓设为学员 | 角色 林晓 学员
我要请假三天 | 请假 三天
明天病假 | 请假 明天
取消请假 | 请假 取消
取消明天的请假 | 请假 取消 明天
后天我不请假了 | 请假 取消 后天
我请了哪几天假 | 请假
my leave | 请假
I'm sick tomorrow | 请假 tomorrow
补打昨天的卡 | 补卡 昨天
几点前打卡 | 打卡规则
今天几点截止打卡 | 打卡规则
打卡时间是几点 | 打卡规则
每月能补几次卡 | 打卡规则
周末要打卡吗 | 打卡规则
when do I have to check in by? | 打卡规则
check-in rules | 打卡规则
我连胜多少天 | 我的
上周谁第一 | 排行榜 上周
这个月排行榜 | 排行榜 这个月
who won last week? | 排行榜 last week
show me the leaderboard | 排行榜
看看我的排名 | 排行榜
what's my score | 积分
来一题 | 练习 题数=一
考我五题 | 练习 题数=五
来 5 道题 | 练习 题数=5
quiz me | 练习
复习一下错题 | 我的错题 复习
第3课 | 微课 L3
课程表 | 微课 进度
太吵了 | 免打扰
我不想收到消息了 | 免打扰
晚上别发消息了 | 免打扰
unsubscribe | 免打扰
转人工 | 找经理
经理是谁 | 找经理
我要投诉 | 找经理
怎么退出 | 我的
怎么退出这个营 | 找经理
我要注销账号 | 删除我的数据
I want to leave the camp | 找经理
删掉我的数据 | 删除我的数据
delete my account | 删除我的数据
你存了我的哪些数据 | 我的数据
隐私政策 | 帮助 我的数据
怎么发证书 | 帮助 证书
怎么导入题目 | 帮助 导入
how do I check in | 帮助 打卡
作业怎么交 | 帮助 作业
问 周报怎么写 | 搜 周报怎么写
请问一下，周报怎么写 | 搜 周报怎么写
有没有人问过周报怎么写 | 搜 周报怎么写
什么时候考试 | 考试
我的考试成绩 | 考试
能换什么礼物 | 商店
今天谁请假了 | 谁没打卡 今天
催一下没打卡的 | 提醒 未打卡 10分钟后 还没打卡，别忘了
发个通知：明天放假 | 提醒 大家 10分钟后：明天放假
给林晓加五分 帮助同学 | 加分 林晓 五 帮助同学
群里有几个人 | 成员
审批 | 待办
有什么要我处理的 | 待办
评估 | 帮助 评估
撤回 | 撤销
撤销刚才的操作 | 撤销
undo that | 撤销
导入题库 | 导入 题库
要一份题库模板 | 导入 题库 模板
布置作业 写一篇复盘 周五交 | 作业 写一篇复盘 周五交
开个投票 周五去哪 爬山/唱歌 | 投票 周五去哪 爬山/唱歌
打卡时间改成6:00-22:00 | 设置 打卡时间 6:00-22:00
把打卡分改成10 | 设置 打卡分 10
改微课时间 9点 | 设置 微课时间 9点
别发周报了 | 周报 时间
make Ann expert | 角色 Ann expert
这周有活动没 | 活动
我报名了吗 | 活动
any events this week? | 活动
V1 几点开始 | 活动 V1
Ｖ１在哪 | 活动 V1
when does V1 start | 活动 V1
这周五的分享会几点 | 活动 哪场 分享会
周五分享会还有名额吗 | 活动 哪场 分享会
周五分享会报名了多少人 | 活动 哪场 周五分享会 名单
V1谁报名了 | 活动 V1 名单
v1名单 | 活动 v1 名单
谁报名了 | 活动 名单
V1谁没来 | 活动 V1 缺席
谁缺席了 | 活动 缺席
V1结果怎么样 | 活动 V1 结果
V1 改到周六下午四点 | 活动 V1 改 周六下午四点
V1取消，讲者病了 | 活动 V1 取消 讲者病了
V1 加名额 10 | 活动 V1 加名额 10
签到码 | 活动 签到码
活动日历 | 活动 日历
怎么把活动加到手机日历 | 活动 日历
有回放吗 | 活动 回放
新建活动 分享会 周五 16:00 | 活动 新建 分享会 周五 16:00
怎么安排活动 | 活动 新建
顶 2 | 活动 顶 2
给第二问投一票 | 活动 顶 二
撤下第3问 | 活动 撤下 3
第2问 先问预算再报价 | 活动 答 2 先问预算再报价
我报名V1 | 报名 V1
我想报名 | 报名
我要参加周五分享会 | 报名 周五分享会
帮我报个名 周五分享会 | 报名 周五分享会
sign me up | 报名
我不去V1了 | 取消报名 V1
退出V1 | 取消报名 V1
周五我来不了 | 取消报名 来不了
我要签到 | 签到
我到了 | 签到
482 913 | 签到 482 913
帮苏敏签到 没带手机 | 签到 苏敏 没带手机
苏敏没带手机，帮她签到 | 签到 苏敏 没带手机
今日话题 | 话题
我参与话题了吗 | 话题
谁参加了话题 | 话题 名单
关闭话题 | 话题 关
发起话题 今天最难接的一句话 | 话题 开 今天最难接的一句话
今天的话题：客户嫌贵怎么办 | 话题 开 客户嫌贵怎么办
抽查结果 | 抽查 结果
我被抽到了吗 | 抽查
抽查百分之五十 新规则变了哪三处 | 抽查 百分之五十 新规则变了哪三处
was I drawn | 抽查
checkin rules | 打卡规则
@小助 checkin deadline | 打卡规则
/checkin rules | 打卡 rules
checkin hours after lunch | 打卡 hours after lunch
leave the camp | 找经理
leave tomorrow | 请假 tomorrow
camp manager | 找经理
open desk | 工作台
open a poll: Lunch? pizza/sushi | 投票 Lunch? pizza/sushi
start a poll | 投票
return on investment | ROI
export my learning records | 我的记录
set the checkin-points to 5 | 设置 checkin-points 5
查一下成绩 | 考试
查一下我的订单 | 我的订单
查一下报价 | 搜 报价
有哪些圈子 | 圈子
加入圈子 异议 | 圈子 异议
取消关注 报价 | 圈子 退出 报价
写案例 价格异议 | 案例 写 价格异议
有没有价格异议的案例 | 案例 价格异议
看案例1 | 案例 1
最近的案例 | 案例 列表
归档案例1 | 案例 归档 1
cases about pricing | 案例 pricing
话术 价格异议 | 模板 价格异议
有没有异议的话术 | 模板 异议
删除模板 价格异议 | 模板 删 价格异议
有什么奖 | 奖项
抽奖 | 奖项
离得奖还差多少 | 奖项
周学习奖怎么评 | 奖项 哪个 周学习奖
加个奖 月度之星 | 奖项 加 月度之星
微课大赛怎么参加 | 大赛
大赛怎么评分 | 大赛
给H2投票 | 大赛 投 H2
我演什么 | 对练
我的角色卡 | 对练
V1抽签 | 对练 V1 抽签
导入剧本 | 导入 剧本
"""
"""What people say instead of one of our words."""

NO_COMMAND = """
今天大家辛苦了
明天的会取消了
V1取消了吗
V1能不能改到周六
分享会办得真好
写案例要注意什么
分享案例有积分吗
开话题有什么用
安排活动要提前几天
加奖金
我请客
谢谢大家提醒
菜单上没有
英文不好怎么办呀我
"""


def heard(words: str) -> str | None:
    match = ROUTER.match(words)
    return None if match is None else f"{match.command.word} {match.words}".strip()


@pytest.mark.parametrize(("words", "note"), rows(CHECK_INS))
def test_a_check_in_is_heard_with_its_note(words: str, note: str) -> None:
    assert heard(words) == (None if note == "-" else f"打卡 {note}".strip())


@pytest.mark.parametrize(("words", "meant"), rows(PLAIN_WORDS))
def test_plain_words_in_private_mean_a_command(words: str, meant: str) -> None:
    found = ROUTER.match(words) or next(ROUTER.asked(words, direct=True), None)
    assert found is not None and f"{found.command.word} {found.words}".strip() == meant


@pytest.mark.parametrize("words", NO_COMMAND.split())
def test_plain_words_about_something_else_do_not(words: str) -> None:
    found = ROUTER.match(words) or next(ROUTER.asked(words, direct=False), None)
    assert found is None


@pytest.mark.parametrize("words", [words for words, _ in rows(SENTENCES)])
def test_a_sentence_is_no_command(words: str) -> None:
    assert heard(words) is None


@pytest.mark.parametrize(("words", "meant"), rows(OTHERS))
def test_marks_width_and_spaces_hide_no_command(words: str, meant: str) -> None:
    assert heard(words) == meant


def test_every_word_of_ours_is_heard_in_traditional_characters() -> None:
    scripts = OpenCC("s2t"), OpenCC("s2tw")
    spellings = [(command, to.convert(word)) for to in scripts for word, command in ROUTER.commands.items()]
    assert [word for command, word in spellings if (found := ROUTER.match(word)) is None or found.command is not command] == []


@pytest.mark.parametrize(
    ("word", "other", "near"),
    [
        ("积份", "积分", True),
        ("chekin", "checkin", True),
        ("chekcin", "checkin", True),
        ("积", "积分", True),
        ("积分", "积分", True),
        ("打球", "积分", False),
        ("checkin", "check", False),
        ("ab", "ba", True),
        ("abc", "cab", False),
    ],
)
def test_one_edit_is_one_letter_or_two_that_changed_places(word: str, other: str, near: bool) -> None:
    assert within_one_edit(word, other) is within_one_edit(other, word) is near


@pytest.mark.parametrize(
    ("word", "meant", "slip"),
    [
        ("打咔", "打卡", True),
        ("积份", "积分", True),
        ("排行傍", "排行榜", True),
        ("chekin", "checkin", True),
        ("排行", "排行榜", False),
        ("打球", "打卡", False),
        ("打车", "打卡", False),
        ("积木", "积分", False),
        ("参观", "参加", False),
        ("打卡", "打卡", False),
    ],
)
def test_where_nobody_called_us_only_a_slip_is_nearly_a_command(word: str, meant: str, slip: bool) -> None:
    assert is_slip(word, meant) is slip


TICK = 1e-5
"""Seconds the clock cannot tell from nothing."""


def asked_for(words: str) -> float:
    return least_seconds(lambda: list(ROUTER.asked(words, direct=True)))


def test_no_pattern_of_what_people_ask_takes_much_longer_for_words_twice_as_long() -> None:
    """A piece of itself said again and again and nothing that fits behind it: two ways to read one word (看, 看看) double the work with each."""
    slow = []
    for words in ("给 " + " " * 4000 + "x", "看" * 4000 + "x", "明天 " * 1300, "x" + "，" * 4000 + "x"):
        assert asked_for(words) < 40 * max(asked_for("今天学了什么"), TICK)
    for pattern in {pattern for pattern, _, _ in ROUTER.questions} | {LOOKS, HOW, GREETING, OPENS_A_QUESTION}:
        for piece in set(re.findall(r"[\u4e00-\u9fff]{1,4}|[a-z]{2,8} ?", pattern.pattern)):
            short, long = (least_seconds(partial(pattern.fullmatch, (piece * n)[:n] + "\x01"), times=3) for n in (12, 24))
            slow += [(pattern.pattern, piece)] if long > 40 * max(short, TICK) else []
    assert slow == []
