"""figures at a shell: everything a camp's reports have published, counted anew from the database, and where that comes out otherwise."""

from __future__ import annotations

from bot.cli.file_commands import open_camp
from bot.cli.output import say
from bot.config import Settings
from bot.phrases import Phrase

DIFFERENT = Phrase(
    zh="{report} #{number} {called}：发布时 {then}（n={n_then}），重算 {now}（n={n_now}）",
    en="{report} #{number} {called}: published {then} (n = {n_then}), counted anew {now} (n = {n_now})",
)
UNKNOWN = Phrase(
    zh="{report} #{number} {name}：这个版本没有这个数的算法，没法重算",
    en="{report} #{number} {name}: this version does not know how it is counted",
)
DONE = Phrase(
    zh="“{camp}”发布过的{n}个数都重算过，{different}个不同。",
    en="Counted anew: {n:figure|figures} “{camp}” has published. Different: {different}.",
)


def recompute(settings: Settings, called: str) -> bool:
    """One line for each figure that comes out otherwise; gives whether none did."""
    from bot.discovery import find_features
    from bot.named_figures import FIGURES
    from storage import kept_figures
    from storage.database import READ

    find_features()
    different = 0
    with open_camp(settings, called) as (db, camp), db.transaction(READ["sqlite" if db.is_sqlite else "postgresql"]):
        every = kept_figures.every(db, camp.id)
        for kept in every:
            place = {"report": kept.report, "number": kept.number}
            figure = FIGURES.get(kept.name)
            if figure is None:
                different += 1
                say(settings, UNKNOWN(name=kept.name, **place))
                continue
            now = figure.published(figure.query(db, camp.id, kept.inputs))
            then = now._replace(value=kept.value, n=kept.n, asked=kept.asked)
            if now != then:
                different += 1
                counts = {"n_then": then.n, "n_now": now.n}
                say(
                    settings, DIFFERENT(called=figure.called, then=figure.shown(then), now=figure.shown(now), **counts, **place)
                )
    say(settings, DONE(camp=camp.name, n=len(every), different=different))
    return not different
