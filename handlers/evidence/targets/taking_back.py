"""撤销 of what was done about a target: the version before it stands again, unless there is a later one."""

from __future__ import annotations

from bot.feature import Context, Phrase, Refusal, Role
from handlers.evidence.targets.settings import feature
from storage import targets

BACK = Phrase(zh="✅ 目标{number}第{version}版不算了。", en="✅ Target {number}: version {version} was withdrawn.")
CHANGED_AGAIN = Phrase(zh="目标{number}后来又改过，撤不了。", en="Target {number} was changed again since; this stays.")


@feature.undoes("target_set", by=Role.MANAGER)
@feature.undoes("target_dropped", by=Role.MANAGER)
def set_back(ctx: Context, number: int, version: int) -> None:
    newest = next((one.version for one in targets.history(ctx.db, ctx.camp.id, number)), None)
    if newest != version:
        raise Refusal(CHANGED_AGAIN(number=number))
    targets.withdraw(ctx.db, ctx.camp.id, number, version, at=ctx.now)
    ctx.reply(BACK(number=number, version=version))
