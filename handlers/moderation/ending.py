"""What ends by itself: a silence and a removal at their moment, also after a restart, since the moment stands on the agenda."""

from __future__ import annotations

from datetime import datetime

from bot.feature import Context, Phrase
from handlers.moderation import acting
from handlers.moderation.settings import feature, staff
from storage.moderation import penalties
from storage.moderation.penalties import Penalty

MAY_SPEAK = Phrase(
    zh="✅ 禁言到期了（M{case}），可以在群里说话了。", en="✅ The silence is over (M{case}); you may speak in the group."
)
MAY_RETURN = Phrase(
    zh="✅ 移出到期了（M{case}），可以再加入“{camp}”。", en="✅ The removal is over (M{case}); you may join “{camp}” again."
)
LIFT = Phrase(
    zh="{name} 的处罚到期了（M{case}）。{where}由人做的，请在群里手动解除。",
    en="What {name} was given is over (M{case}). On {where} it was done by hand; please lift it there.",
)


@feature.due("end")
def end(ctx: Context, subject: str, due_at: datetime) -> None:
    """Unless it was overturned, or another of its kind lasts longer."""
    one = penalties.find(ctx.db, int(subject.partition(":")[2]))
    if one is None or one.overturned_at is not None or one.until > ctx.now:
        return
    lift(ctx, one)
    said = MAY_SPEAK(case=one.case) if one.step == "silence" else MAY_RETURN(case=one.case, camp=ctx.camp.name)
    ctx.tell(one.person, said)


def lift(ctx: Context, one: Penalty) -> None:
    """On the platforms as well, where no other step of the kind is in force."""
    others = penalties.of_person(ctx.db, one.person, one.camp)
    if any(other.step == one.step and other.is_in_force(ctx.now) for other in others if other.id != one.id):
        return
    do = acting.silence if one.step == "silence" else acting.remove
    places = do(ctx, one.person, None)
    if places:
        line = LIFT(name=ctx.person_by_id(one.person).name, case=one.case, where=list(dict.fromkeys(places)))
        for member in staff(ctx):
            ctx.tell(member.person, line)
