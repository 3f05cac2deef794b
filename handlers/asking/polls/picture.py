"""A closed poll as a picture: a column an option, drawn in a task; the words before it say the same."""

from __future__ import annotations

from typing import Any

from bot.feature import Context, Phrase
from bot.parts import Picture
from bot.pictures import Bar, Drawing, NoGlyph
from handlers.asking.polls.settings import feature
from handlers.asking.polls.showing import results
from handlers.asking.polls.wording import LETTERS
from handlers.asking.target_rooms import rooms
from storage import ballots, polls
from storage.connection import Db
from storage.files import Files

UNDER = Phrase(zh="{n}人投票", en="{n:vote|votes}")
ALT = Phrase(zh="{title}：{scores}", en="{title}: {scores}")


@feature.task("picture")
def picture(reader: Db, poll: int, language: str, files: Files) -> list[dict[str, Any]]:
    """The picture in the store with its size in pixels; nothing where the result is not told or cannot be drawn."""
    found = polls.find(reader, poll)
    assert found is not None
    options = polls.options(reader, poll)
    counted = results(reader, found, options)
    if not counted:
        return []
    card = Drawing()
    try:
        card.heading(found.title, UNDER(n=ballots.participants(reader, found.subject)).to(language))
        card.bars([Bar(LETTERS[score.place], score.votes, score.of, str(score.votes)) for score in counted])
        card.lines(
            [(f"{LETTERS[at]} {option.words}", f"{counted[at].votes}/{counted[at].of}") for at, option in enumerate(options)]
        )
    except NoGlyph:
        return []
    scores = "、".join(f"{option.words} {counted[at].votes}/{counted[at].of}" for at, option in enumerate(options))
    width, height = card.size
    alt = ALT(title=found.title, scores=scores).to(language)
    return [{"poll": poll, "file": files.put(card.png(), "poll.png"), "alt": alt, "width": width, "height": height}]


@feature.on("done:polls.picture")
def drawn(ctx: Context) -> None:
    """Shows it where the poll was asked."""
    for row in ctx.event.data["rows"]:
        poll = polls.find(ctx.db, row["poll"])
        assert poll is not None
        for room in rooms(ctx, poll.camp, poll.place):
            ctx.post(room, Picture(row["file"], row["alt"], row["width"], row["height"]))
