"""Ready-made forms: the level-one statements and the level-two commitment word for word, lecturer, course, needs, and the weekly pulse.

The statements of 柯氏一级 and 柯氏二级 and the dimensions of 讲师评价 are quoted from the training plans the community brought;
two of the nine ask two things at once, which 柯氏一级拆分 asks one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.feature import Phrase
from handlers.asking.surveys.questions import SurveyQuestion

SCALE = Phrase(zh="1 完全不同意 … 5 完全同意", en="1 not at all … 5 completely")
TOPICS = ("沟通", "谈判", "产品知识")


@dataclass(frozen=True, slots=True)
class Form:
    """A form by its names (the first is the usual one); `questions` is given the topics asked about, where it is one that is asked by topic."""

    id: str
    names: tuple[str, ...]
    title: Phrase
    questions: Callable[[Sequence[str]], list[SurveyQuestion]]
    is_by_topic: bool = False


def _scales(pairs: Sequence[tuple[str, str]]) -> list[SurveyQuestion]:
    return [SurveyQuestion("scale", zh, en) for zh, en in pairs]


LEVEL_ONE = (
    ("我能将每一个学习目标与所学的内容联系起来", "I can relate each learning objective to what I learned"),
    (
        "我从课程中得到的挑战是适度的,课程材料对我工作上的成功有极大的帮助",
        "I was appropriately challenged, and the material will help me greatly to succeed at work",
    ),
    ("我能够很投入的参与培训", "I was fully engaged in the training"),
    (
        "我能够积极的参与到课堂活动中去, 有充分的机会去练习我需要掌握的技能",
        "I took an active part in class and had ample opportunity to practise the skills I need",
    ),
    ("在每次休息后, 我感到学习状态得到了恢复", "I felt refreshed after each break"),
    ("我发现培训教室的布置和氛围有利于学习", "I found the room and its atmosphere conducive to learning"),
    ("我相信所学内容值得应用到我的实际工作中去", "I believe it is worthwhile to apply what I learned in my work"),
    ("我能够将所学应用到工作中去, 没有障碍", "I am able to apply what I learned at work, with nothing in the way"),
    ("我认为我的努力能够给组织带来积极的结果.", "I expect my efforts to bring positive results for the organisation"),
)
LEVEL_ONE_SPLIT = (
    LEVEL_ONE[0],
    ("我从课程中得到的挑战是适度的", "I was appropriately challenged"),
    ("课程材料对我工作上的成功有极大的帮助", "The material will help me greatly to succeed at work"),
    LEVEL_ONE[2],
    ("我能够积极的参与到课堂活动中去", "I took an active part in class"),
    ("我有充分的机会去练习我需要掌握的技能", "I had ample opportunity to practise the skills I need"),
    *LEVEL_ONE[4:],
)
COMMITMENT = ("我愿意尽力将所学应用到工作中去", "I am committed to applying what I learned at work")
COMMITMENT_TO = ("我愿意尽力将所学的“{}”应用到工作中去", "I am committed to applying what I learned of “{}” at work")
REASONS = (
    ("我具备必要的知识和技能", "I have the knowledge and skills it takes"),
    ("我明确我要达到的期望", "I have a clear picture of what is expected of me"),
    ("没有什么比这更重要", "Nothing has a higher priority"),
    ("我知道如何获取必要的信息来源", "I know how to get the resources I need"),
    ("我有着足够的来自公司的支持", "I have enough support from the company"),
    ("公司要求我必须这么做", "The company requires it of me"),
    ("只要做了并达成最终目的,我就会获得奖励", "I will be rewarded if I do it and reach the goal"),
    ("其他", "other"),
)
LECTURER = (
    ("案例相关性：案例和我的工作相关", "Relevance: the cases are relevant to my work"),
    ("工具可操作性：教的工具拿来就能用", "Tools: what was taught can be used as it is"),
    ("知识体系完整性：内容成体系、没有缺口", "Completeness: the content hangs together without gaps"),
    ("互动引导能力：讲师会引导，我愿意参与", "Interaction: the lecturer draws us in"),
)
LOGISTICS = (
    ("场地和设备", "room and equipment"),
    ("资料", "material"),
    ("时间安排", "schedule"),
    ("茶歇和用餐", "breaks and meals"),
    ("通知和指引", "notices and directions"),
    ("都挺好", "all fine"),
)


def _level_two(topics: Sequence[str]) -> list[SurveyQuestion]:
    """One commitment, or one a topic: the report tells each beside what was learned of it."""
    zh, en = COMMITMENT_TO
    committed = [SurveyQuestion("scale", zh.format(topic), en.format(topic), topic=topic) for topic in topics]
    return [
        *(committed or [SurveyQuestion("scale", *COMMITMENT)]),
        SurveyQuestion("multiple", "我愿意这样做，因为", "I am, because", REASONS),
        SurveyQuestion("text", "其他原因（没有就跳过）", "The other reason (skip it if there is none)"),
    ]


def _lecturer(_: Sequence[str]) -> list[SurveyQuestion]:
    return [
        *_scales(LECTURER),
        SurveyQuestion("multiple", "后勤有哪些可以更好", "What could be better around it", LOGISTICS),
        SurveyQuestion("text", "想对讲师说的话", "A word to the lecturer"),
    ]


def _course(_: Sequence[str]) -> list[SurveyQuestion]:
    return [
        SurveyQuestion("scale", "内容对我有用", "The content is useful to me"),
        SurveyQuestion("scale", "难度和节奏合适", "Difficulty and pace are right"),
        SurveyQuestion("scale", "讲得清楚", "It was explained clearly"),
        SurveyQuestion("nps", "你有多愿意把这门课推荐给同事", "How likely are you to recommend this course to a colleague"),
        SurveyQuestion("text", "最该改的一点", "The one thing to change"),
    ]


def _needs(topics: Sequence[str]) -> list[SurveyQuestion]:
    """Two questions a topic: what the work asks for, and what is there; the result ranks demand × gap."""
    return [
        SurveyQuestion("scale", words.format(topic), english.format(topic))
        for topic in topics or TOPICS
        for words, english in (
            ("“{}”对你现在的工作有多重要", "How much does your work need “{}” now"),
            ("“{}”你现在掌握得怎么样", "How well do you master “{}” now"),
        )
    ]


def _pulse(_: Sequence[str]) -> list[SurveyQuestion]:
    return [
        SurveyQuestion("scale", "这周我学得挺顺", "Learning went well for me this week"),
        SurveyQuestion("text", "一句话：卡在哪，或想要什么", "In one line: what holds you up, or what you wish for"),
    ]


FORMS = (
    Form("level1", ("柯氏一级", "一级评估", "level1"), Phrase(zh="一级评估", en="Level one"), lambda _: _scales(LEVEL_ONE)),
    Form(
        "level1_split",
        ("柯氏一级拆分", "一级评估拆分", "level1-split"),
        Phrase(zh="一级评估（拆分）", en="Level one, split"),
        lambda _: _scales(LEVEL_ONE_SPLIT),
    ),
    Form("level2", ("柯氏二级", "二级评估", "level2"), Phrase(zh="二级评估", en="Level two"), _level_two, is_by_topic=True),
    Form("lecturer", ("讲师评价", "lecturer"), Phrase(zh="讲师评价", en="Lecturer rating"), _lecturer),
    Form("course", ("课程评价", "course"), Phrase(zh="课程评价", en="Course rating"), _course),
    Form("needs", ("需求调研", "needs"), Phrase(zh="需求调研", en="Needs survey"), _needs, is_by_topic=True),
    Form("pulse", ("每周脉搏", "pulse"), Phrase(zh="每周脉搏", en="Weekly pulse"), _pulse),
)
BY_NAME = {name: form for form in FORMS for name in form.names}
BY_ID = {form.id: form for form in FORMS}
