"""Words that say nothing of what people write about: function words, time, talk around a check-in; in Chinese and English."""

from __future__ import annotations

CHINESE = """
我们 你们 他们 她们 它们 自己 大家 别人 有人 某人 咱们 什么 怎么 怎样 怎么样 为什么 哪里 哪个 这个 那个 这些 那些 这样 那样 这么 那么 这里 那里
一个 一些 一下 一点 一点点 一种 一样 一直 一定 一起 一次 一天 两个 三个 几个 很多 许多 所有 每个 每天 每次 其他 其它 另外 部分 全部
今天 昨天 明天 后天 前天 今日 昨日 明日 今早 今晚 早上 上午 中午 下午 晚上 早晨 早安 晚安 午安 周一 周二 周三 周四 周五 周六 周日 本周 上周 下周 这周
现在 刚刚 刚才 之前 以前 以后 之后 然后 最后 开始 继续 已经 曾经 正在 马上 目前 最近 时候 时间 分钟 小时 平时 有时 常常 经常 总是 终于 仍然 还是
可以 可能 能够 应该 需要 必须 想要 觉得 感觉 认为 知道 希望 打算 准备 进行 成为 作为 看到 听到 想到 说到 来说 起来 出来 下来 上去 过来 回来 下去
没有 不是 不会 不能 不要 不到 不用 不同 不过 就是 还有 只有 只是 都是 也是 但是 而且 并且 或者 如果 因为 所以 虽然 由于 对于 关于 通过 以及 以便
非常 特别 比较 十分 更加 稍微 有点 有些 真的 其实 当然 尤其 甚至 几乎 完全 基本 一般 主要 重要 好好 好的 加油 谢谢 哈哈 嘻嘻 嗯嗯 收到 明白
打卡 补卡 签到 报到 学习 完成 读完 听完 看完 学完 做完 学了 读了 听了 看了 练了 收获 心得 笔记 内容 章节 第一 第二 第三 第四 第五 东西 事情 方面 问题
"""
ENGLISH = """
a about above after again all also am an and any are as at be because been before being below between both but by can could did do does doing done down
during each every few for from further get got had has have having he her here hers him his how i if in into is it its itself just last learn learned
learning lesson let like made make many me more most much my myself need new next no nor not now of off on once one only or other our ours out over own
read reading really same she should so some something still such than that the their theirs them then there these they thing things this those through
to today tomorrow too two under until up us use very want was we week were what when where which while who whom why will with would yesterday yet you
your yours checkin check day days morning evening chapter
"""
STOP_WORDS = frozenset((CHINESE + ENGLISH).split())
