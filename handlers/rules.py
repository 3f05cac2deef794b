"""Group rules: written by managers in versions, agreed to by everybody."""

from __future__ import annotations

import re
from typing import Annotated

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Context, Feature, Phrase, Press, Refusal, Role, Theme
from storage import camps

feature = Feature("rules", Theme.CAMP)

RULES = Phrase(zh="📘 群规 v{version}（{n}条）\n{rules}", en="📘 Rules v{version} ({n})\n{rules}")
NO_RULES = Phrase(
    zh="还没有群规。经理可发：群规 规则一；规则二", en="There are no rules yet. A manager may send: rules First; Second"
)
AGREE = Phrase(zh="同意", en="I agree")
AGREED = Phrase(zh="✅ 已同意群规 v{version}。", en="✅ You agreed to the rules, v{version}.")
AGREED_BEFORE = Phrase(zh="你已同意过群规 v{version}。", en="You agreed to v{version} already.")
NEW = Phrase(
    zh="✅ 群规更新为 v{version}，共{n}条，会请每个人重新同意。",
    en="✅ The rules are now v{version} ({n}); everybody is asked to agree again.",
)
NOT_AGREED = Phrase(
    zh="未同意 v{version} 的有{n}人：{names}", en="{n:person has|people have} not agreed to v{version}: {names}"
)
ALL_AGREED = Phrase(zh="所有学员都同意了 v{version}。", en="All learners have agreed to v{version}.")
ONLY_MANAGERS = Phrase(
    zh="改群规要由社群经理来做。看群规只要发“群规”。", en="Rules are written by managers. To read them send “rules”."
)
MOST_RULES = 20
TOO_MANY = Phrase(zh="群规最多{most}条，这里有{n}条。", en="At most {most:rule|rules}; here {n:|is|are} {n}.")
SHOWN = 40


@feature.command(
    "群规",
    "rules",
    help=Phrase(
        zh="看群规；经理可写新版，或看谁还没同意。", en="Read the rules; managers write new ones or see who has not agreed."
    ),
    examples=["群规", "群规 未同意", "群规 不发广告；每个工作日打卡", "rules"],
)
def rules(ctx: Context, words: Annotated[str, Named("规则", "rules")] = "") -> None:
    version, current = camps.latest_rules(ctx.db, ctx.camp.id)
    if not words:
        if not current:
            raise Refusal(NO_RULES)
        numbered = "\n".join(f"{n} {rule}" for n, rule in enumerate(current, 1))
        ctx.reply(RULES(version=version, n=len(current), rules=numbered), [Press(AGREE, "同意")])
        return
    if ctx.role < Role.MANAGER:
        raise Refusal(ONLY_MANAGERS)
    if words.strip() in ("未同意", "pending"):
        return _who_has_not(ctx, version)
    new = [rule.strip() for rule in re.split(r"[;；\n]", words) if rule.strip()]
    if len(new) > MOST_RULES:
        raise Refusal(TOO_MANY(most=MOST_RULES, n=len(new)))
    camps.write_rules(ctx.db, ctx.camp.id, version + 1, new, at=ctx.now)
    ctx.audit("rules", version=version + 1, n=len(new))
    ctx.reply(NEW(version=version + 1, n=len(new)))
    ctx.announce(
        RULES(version=version + 1, n=len(new), rules="\n".join(f"{n} {rule}" for n, rule in enumerate(new, 1))),
        [Press(AGREE, "同意")],
    )


feature.act("rules", Phrase(zh="{who} 发布群规 v{version}，共{n}条", en="{who} published the rules v{version}, {n} in all"))


@feature.command(
    "同意",
    "agree",
    help=Phrase(zh="同意现在的群规。", en="Agree to the rules in force."),
    examples=["同意", "agree"],
)
def agree(ctx: Context) -> None:
    version, _ = camps.latest_rules(ctx.db, ctx.camp.id)
    if not version:
        raise Refusal(NO_RULES)
    if ctx.member.agreed >= version:
        raise Refusal(AGREED_BEFORE(version=version))
    camps.agree(ctx.db, ctx.member.id, version)
    ctx.reply(AGREED(version=version))


def _who_has_not(ctx: Context, version: int) -> None:
    missing = [one.name for one in camps.not_agreed(ctx.db, ctx.camp.id, version)]
    names = "、".join(missing[:SHOWN]) + ("…" if len(missing) > SHOWN else "")
    said = NOT_AGREED(version=version, n=len(missing), names=names) if missing else ALL_AGREED(version=version)
    ctx.reply(said, audience=Audience.MANAGERS)
