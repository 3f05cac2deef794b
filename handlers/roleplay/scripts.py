"""The two cards of a script: from a template with 甲：and 乙：, from a case, or as they were typed."""

from __future__ import annotations

from typing import NamedTuple

from bot.feature import Context, Phrase, Refusal
from bot.names import folded
from handlers.roleplay import rules
from handlers.roleplay.settings import EXAMPLE
from storage import cases, templates

NO_SCRIPT = Phrase(
    zh="还差剧本，选一样：话术=模板标题，案例=案例号，或者甲=…… 乙=……。试试：{example}",
    en="A script is missing; one of script=TITLE of a template, case=NUMBER, or first=… second=…. Try: {example}",
)
NO_TEMPLATE = Phrase(
    zh="没有叫《{title}》的模板。先加一份，正文里写“甲：……”和“乙：……”：模板 加 话术 {title}",
    en="No template is called “{title}”. First add one with “A: …” and “B: …” in its text: template add script {title}",
)
NO_SIDES = Phrase(
    zh="《{title}》里要有一段“甲：……”、一段“乙：……”，才分得出两张角色卡。也可以直接写：甲=…… 乙=……",
    en="“{title}” needs one part “A: …” and one “B: …” to be two cards. Or say them here: first=… second=…",
)
NO_CASE = Phrase(zh="没有{number}号案例。看有哪些：案例", en="There is no case {number}. To see what there is: case")
LONG = Phrase(
    zh="一张角色卡最多{most}字，{side}有{n}字。细节放进微课，卡上写立场和底线。",
    en="A card has at most {most:character|characters}, and {side} has {n}. Put details in a lesson, and the stand and the limits on the card.",
)
SITUATION = Phrase(zh="处境：{situation}", en="Situation: {situation}")
WITH_TASK = Phrase(zh="处境：{situation}\n任务：{task}", en="Situation: {situation}\nTask: {task}")
FIRST, SECOND = Phrase(zh="甲方的", en="side A"), Phrase(zh="乙方的", en="side B")


class ScriptOptions(NamedTuple):
    """Where the cards come from, as it was typed."""

    script: str | None
    case: int | None
    first: str | None
    second: str | None


def cards(ctx: Context, given: ScriptOptions) -> tuple[str, str]:
    """What each side is told of its part. Raises Refusal."""
    typed = given.first is not None or given.second is not None
    if [given.script is not None, given.case is not None, typed].count(True) != 1:
        raise Refusal(NO_SCRIPT(example=EXAMPLE))
    found = _of(ctx, given)
    for card, side in zip(found, (FIRST, SECOND), strict=True):
        if len(card) > rules.LONGEST_CARD:
            raise Refusal(LONG(most=rules.LONGEST_CARD, side=side, n=len(card)))
    return found


def _of(ctx: Context, given: ScriptOptions) -> tuple[str, str]:
    if given.script is not None:
        return _of_template(ctx, given.script)
    if given.case is not None:
        return _of_case(ctx, given.case)
    if not (given.first and given.second):
        raise Refusal(NO_SCRIPT(example=EXAMPLE))
    return given.first.strip(), given.second.strip()


def _of_template(ctx: Context, title: str) -> tuple[str, str]:
    plain = title.strip(" 《》“”")
    known = [one for one in templates.found(ctx.db, ctx.camp.id, folded(plain)) if one.folded == folded(plain)]
    if not plain or not known:
        raise Refusal(NO_TEMPLATE(title=plain[:20]))
    both = rules.cards(known[0].body)
    if both is None:
        raise Refusal(NO_SIDES(title=known[0].title))
    return both


def _of_case(ctx: Context, number: int) -> tuple[str, str]:
    """Both know the situation; the second side alone knows the task. What was done and what came of it is kept for afterwards."""
    one = cases.numbered(ctx.db, ctx.camp.id, number)
    if one is None or one.withdrawn_at is not None:
        raise Refusal(NO_CASE(number=number))
    both = SITUATION(situation=one.situation), WITH_TASK(situation=one.situation, task=one.task)
    return both[0].to(ctx.camp.language), both[1].to(ctx.camp.language)
