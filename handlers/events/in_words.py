"""How people speak of events in words of their own: what each sentence means, by the command it is one of. Patterns and what they say, no more."""

from __future__ import annotations

V = r"[vＶｖ]\s?[-－]?\s?\d{1,6}"
"""An event's number as it is typed."""
GATHERING = r"(?!我?(?:取消|退出)|今[天日]的?微?课)\S{0,16}?(?:会|课|直播|沙龙|讲座|团建|培训|大赛|比赛|问答|活动|对练|演练)"
"""What may be the name of one: the word says what sort of thing it is. 今天微课 is a lesson, and 取消活动 no name."""
SPAN = r"(?:最近|近期|今天|明天|这周末?|本周|这星期|下周|下星期|周末|这个月|本月|下个月|接下来|以后)?"
OF_IT = r"名单|签到码|大屏|缺席|结果|材料|问题|日历|清单"
"""What there is to see of one."""
ASKED_OF_IT = (
    r"(?:是)?(?:什么活动|讲什么|讲啥|几点|什么时候|啥时候|哪天|在哪里?|在哪儿|在什么地方|地点|链接|谁讲|详情"
    r"|还有(?:名额|位置|位子)|有名额|满了|还能报名?)(?:开始|结束|开|办)?了?[吗么嘛没]?"
)
WHO_COMES = r"(?:都|还)?有?(?:谁|哪些人|多少人|几个人)?(?:都)?(?:报名|报了名|参加)(?:了|的)?(?:多少人|几个人|人数|名单|情况)?"
WHO_MISSED = r"(?:都|还)?有?(?:谁|哪些人)(?:都)?(?:没来|没到|缺席|没签到)(?:了|的)?|缺席名单"
CANNOT = r"(?:不去|不来|不参加|不想去|去不了|来不了|参加不了)"

EVENT = {
    r"(?:最近|这周|本周|下周|这个月|本月|接下来)?(?:有)?(?:什么|哪些|啥)活动(?:吗)?|what events are (?:there|coming)": "",
    r"(?:我的|我报名?(?:了|的)?(?:什么|哪些)?)活动|(?:活动|分享会)(?:是)?(?:什么时候|几点|哪天)(?:开始)?|什么时候有?活动"
    r"|my events|when is the (?:event|talk|session)": "",
    rf"(?:我想|我要)?{SPAN}(?:都|还)?(?:有没有|有)(?:什么|哪些|啥|安排)?活动[吗没么嘛呢]?(?:有)?"
    r"|我(?!报名$)(?:都)?(?:报名|报)了?(?:什么|哪些|几个|哪几场)?(?:活动)?了?[吗么没]?(?:有)?": "",
    r"(?:are there |is there )?any (?:upcoming )?events?(?: on| coming up)?(?: this week| next week| today| soon| this month)?"
    r"|upcoming events|what(?:'s| is) (?:on|happening) (?:this week|next week|today)|am i signed up(?: for anything)?": "",
    rf"(?P<v>{V})\s?(?:这场|活动)?的?{ASKED_OF_IT}": "{v}",
    rf"(?:when|where|what|what time) (?:is|does) (?P<v>{V})(?: start| begin| end| on| about)?"
    rf"|is there (?:still )?a (?:seat|place)(?: left)?"
    rf"|(?:is|are) there (?:still )?(?:a |any )?(?:seats?|room|places?)(?: left)? (?:at|for|in|on) (?P<w>{V})": "{v}{w}",
    rf"(?:这|本|下)?(?:周[一二三四五六日天]|周末|周|个月)?的?(?P<what>{GATHERING})的?{ASKED_OF_IT}": "哪场 {what}",
    rf"(?P<v>{V})\s?(?:这场|活动)?的?(?P<of>{OF_IT})(?:呢|在哪里?|怎么样|如何|给我|发我一下|出来了?吗)?": "{v} {of}",
    rf"(?P<v>{V})\s?(?:这场|活动)?(?:{WHO_COMES})|who (?:has signed up|signed up|is coming|comes) (?:for|to) (?P<w>{V})": "{v}{w} 名单",
    rf"(?P<what>{GATHERING})(?:{WHO_COMES})": "哪场 {what} 名单",
    rf"(?P<v>{V})\s?(?:这场|活动)?(?:{WHO_MISSED})|who (?:missed|was absent from|did not come to) (?P<w>{V})": "{v}{w} 缺席",
    rf"(?P<v>{V})\s?(?P<move>改期|改|延期|推迟|提前|挪)(?:到|成|至)?\s?(?P<to>(?:今|明|后|下|这|本|周|星期|\d).{{0,30}})": "{v} 改 {to}",
    rf"(?P<v>{V})\s?(?:这场|活动)?(?:取消|不办|不开)了?(?:[，,：:\s](?P<why>.{{1,200}})?)?": "{v} 取消 {why}",
    rf"(?P<v>{V})\s?(?P<set>(?:换|改|加|增加)?(?:名额|讲者|主持|地点|链接|时长)[^吗?？]{{1,60}})": "{v} {set}",
    rf"(?P<v>{V})\s?(?P<do>归档|撤下|顶|答|问)\s(?P<rest>.{{1,2000}})": "{v} {do} {rest}",
    rf"(?P<v>{V})\s?回放(?:链接|地址)?[：:\s]?(?P<rest>https?://.{{1,400}})": "{v} 回放 {rest}",
    r"(?:报名|参会)(?:的)?(?:名单|人数|情况)|(?:都|还)?有?(?:谁|哪些人|多少人|几个人)(?:都)?报了?名了?(?:活动)?"
    r"|who (?:has )?signed up|how many (?:people )?(?:have )?signed up": "名单",
    r"活动(?:谁|哪些人)(?:没来|没到|没签到)了?|(?:活动)?(?:谁|哪些人)(?:没到|缺席)了?|缺席名单|who (?:was absent|did ?n[o']t come)": "缺席",
    r"(?:我要|给我|看|显示|亮出?)?(?:活动|现场)?签到码(?:是多少|多少|呢)?|(?:show )?(?:the )?sign-?in code": "签到码",
    r"(?:怎么)?(?:把)?活动(?:怎么)?(?:的|加到|加进|加入|导入|同步到|同步|订到)(?:我的)?(?:手机)?(?:的)?(?:日历)?里?|活动日历": "日历",
    r"(?:哪里?|在哪里?)?(?:有|能看|怎么看)?(?:活动)?回放(?:在哪里?|在哪儿|有吗)?[吗么]?|(?:怎么)?补看|我?(?:没来|没赶上|没参加|缺席)(?:的?活动)?怎么(?:办|补)"
    r"|(?:is there|where is) (?:a |the )?(?:replay|recording)": "回放",
    r"活动月历|(?P<month>这个月|本月|下个月)的?活动(?:安排|表)": "月历",
    r"(?:新建|新增|创建|安排|发起|办|搞|开|加|组织|添加)(?:一场|一个|一次|个|场|一下)?新?活动(?:[：:\s]+(?P<rest>.{1,300}))?"
    r"|(?:plan|create|add|set up|organi[sz]e) (?:an? |the )?(?:new )?event(?P<en>.{0,300})": "新建 {rest}{en}",
    r"我?(?:想|要|想要)(?:办|搞|开|组织|安排)(?:一场|一个|一次|个|场)(?:分享会|读书会|直播|沙龙|讲座|团建|培训|大赛|问答|对练)"
    r"|(?:怎么|怎样|如何)(?:安排|办|开|新建|组织|发起)(?:一场|一个|个)?活动|how (?:do i|to|can i) (?:plan|create|hold|add) an event": "新建",
    r"(?P<vote>顶)\s?(?:第\s?)?(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})\s?[问个条]?|给第?(?P<m>\d{1,3}|[一二三四五六七八九十]{1,3})[问个条](?:顶|投)一?票?"
    r"|vote (?:for )?question (?P<en>\d{1,3})": "顶 {n}{m}{en}",
    r"撤下\s?(?:第\s?)?(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})\s?[问个条]?(?P<why>\s.{1,200})?": "撤下 {n}{why}",
    r"(?:第\s?(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})\s?问|回答\s?第?(?P<m>\d{1,3})[问个条]?)[：:，,\s](?P<said>.{1,2000})": "答 {n}{m} {said}",
}
SIGN_UP = {
    r"(?:我要|我想|帮我)报名(?:参加)?\s*(?P<what>(?!\S*营)\S.{0,40})|sign me up for (?:the )?(?P<en>.{1,40})": "{what}{en}",
    rf"(?:我要|我想|我|想|要|帮我|给我)?(?:报名参加|报名|参加|去|报)\s?(?P<v>{V})(?:这场|活动)?吧?": "{v}",
    r"(?:我要|我想|我)(?:参加|去|报)(?P<what>\S{0,16}(?:分享会|读书会|直播|沙龙|讲座|团建))": "{what}",
    r"(?:我要|我想|我|想|要|帮我|给我)(?:报名|报个名)(?:吧|一下|(?:参加)?活动)?|sign me up|i(?:'d| would)? (?:want|like) to (?:sign up|join an event)": "",
    r"(?:帮我|给我)报个名[：:，,\s]+(?P<what>.{1,40})": "{what}",
    rf"(?:sign (?:me )?up|i(?:'d| would)? (?:want|like) to (?:come|join|go|sign up))(?: for| to| at)? (?P<v>{V})": "{v}",
}
CANCEL = {
    rf"(?:我)?(?:取消|退出|退掉|放弃|{CANNOT})了?(?:活动)?\s?(?P<v>{V})(?:了|吧|的?报名)?"
    rf"|我?\s?(?P<w>{V})\s?(?:这场|活动)?我?{CANNOT}了?"
    rf"|(?:cancel|drop|i can(?:'t|not) (?:come|make it|go) to) (?P<x>{V})": "{v}{w}{x}",
    rf"我?(?:退出|取消)(?:活动)?(?:我的)?报名了?|我?(?:不报名|不参加活动|{CANNOT}活动)了?|i can(?:'t|not) (?:come|make it)(?: any ?more)?": "",
    rf"我?(?:有事|临时有事)?[，,]?(?:周[一二三四五六日天]|那天|到时候)?(?:的?(?:活动|分享会|课))?我?{CANNOT}了?": "来不了",
}
SIGN_IN = {
    r"(?:我要|我来|我想)?签个?到(?:一下)?|我(?:已经)?(?:到|来)了|i(?:'m| am) here|sign (?:me )?in": "",
    r"(?P<code>\d{3}[\s-]?\d{3})": "{code}",
    r"(?:帮|替|给)(?P<who>[^\s，,]{1,12}?)签(?:个?到|一下)(?:[，,：:\s]+(?P<why>.{1,100}))?": "{who} {why}",
    r"(?P<who>[^\s，,]{1,12}?)(?P<why>没带手机|手机没电了?|手机坏了?|忘带手机了?)[，,\s]*(?:帮|替|给)(?:他|她|ta|忙)?签(?:个?到|一下)": "{who} {why}",
}
