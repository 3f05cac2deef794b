"""找经理: who runs the camp, for whoever needs a person and not a bot."""

from __future__ import annotations

from bot.feature import Context, Phrase
from handlers.me.settings import feature
from storage import memberships

RUN_BY = Phrase(
    zh="“{camp}”的经理：{names}。群里@一下；要大家都能看到答案，发“提问 …”。想退营，也跟经理说。",
    en="“{camp}” is run by {names}. Mention them in the group, or send “ask …” for an answer all can find. To leave the camp, tell them.",
)
MANAGES = {"manager", "owner"}


@feature.command(
    "找经理",
    "contact",
    help=Phrase(zh="这个营归谁管，怎么找到真人。", en="Who runs this camp, and how to reach a person."),
    examples=["找经理", "contact"],
    everyday=True,
    asked={
        r"(?:转|找|要)?(?:人工|客服|真人)(?:客服|服务)?": "",
        r"(?:怎么|如何|我要|我想)?(?:联系|找)(?:到|一下)?(?:管理员|社群经理|经理|老师|班主任|真人|人工|客服|负责人)": "",
        r"(?:talk to |contact |find |get me )?(?:a |the )?(?:human|real person|(?:camp )?managers?|admins?)(?: please)?": "",
        r"(?:管理员|社群经理|经理|班主任|负责人)是(?:谁|哪位|哪个)|谁(?:是|管)(?:管理员|经理|负责人|班主任|这个[营群])": "",
        r"(?:我)?(?:要|想)?(?:投诉|举报|反映)(?:一下|(?:一)?个问题)?|(?:怎么|如何|我要|我想)?(?:退出?(?:这个|本)?营|退群|离开(?:这个|本)?营)": "",
        r"who (?:is|are) (?:the |our )?(?:camp )?(?:managers?|admins?)": "",
        r"(?:i want to |how do i |how to )?(?:leave|quit) (?:the|this) camp|(?:i want to )?complain|file a complaint": "",
    },
)
def contact(ctx: Context) -> None:
    names = [one.name for one in memberships.members(ctx.db, ctx.camp.id) if one.role in MANAGES]
    ctx.reply(RUN_BY(camp=ctx.camp.name, names=names))
