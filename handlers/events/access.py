"""Who may run an event: its host and the managers."""

from __future__ import annotations

from bot.feature import Context, Phrase, Role
from storage.events.events import Event

FOR_MANAGERS = Phrase(
    zh="开活动要由社群经理来做。看有哪些能报名：活动",
    en="Events are planned by managers. To see what you can sign up for: event",
)
NOT_YOURS = Phrase(zh="{event} 由主持人或社群经理来改。", en="{event} is changed by its host or a manager.")


def may_run(ctx: Context, one: Event) -> bool:
    """Whether it is theirs to change, show and end: a manager's, its host's."""
    return ctx.role >= Role.MANAGER or (ctx.member_or_none is not None and ctx.member.id == one.host_id)
