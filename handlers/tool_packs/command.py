"""工具包: one word for adding a tool to a task, taking it off, and looking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from bot.arguments import Named, Onwards
from bot.feature import Context, Phrase
from bot.names import folded
from handlers.tool_packs import attaching, showing
from handlers.tool_packs.settings import feature

NOT_SAID = Onwards("")
ADDS = {"加", "add"}
VERBS: dict[str, Callable[[Context, str], None]] = {
    **dict.fromkeys(("附", "attach"), attaching.attach),
    **dict.fromkeys(("去", "remove"), attaching.remove),
}


@feature.command(
    "工具包",
    "toolkit",
    help=Phrase(
        zh="发给我的清单、话术、表格；经理让它跟着任务发。",
        en="The checklists and sheets sent to me; managers put them with tasks.",
    ),
    examples=[
        "工具包",
        "工具包 加 异议清单 https://example.com/a 给=L12",
        "工具包 加 拜访表 https://example.com/b 给=作业 拜访提纲",
        "工具包 去 3",
        "toolkit",
        "toolkit add Checklist https://example.com/a for=L12",
    ],
    private=True,
)
def toolkit(
    ctx: Context,
    words: Annotated[str, Named("工具", "tool")] = "",
    *,
    whose: Annotated[Onwards, Named("给", "for")] = NOT_SAID,
) -> None:
    verb, _, rest = words.strip().partition(" ")
    if folded(verb) in ADDS:
        return attaching.add(ctx, rest.strip(), whose)
    if (run := VERBS.get(folded(verb))) is not None:
        return run(ctx, rest.strip())
    showing.show(ctx, words)
