"""A poll's result as a workbook: what the chat said, every option's count, and, where votes are named, who chose what."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Any

from bot.audience import Audience
from bot.documents.workbook import Workbook
from bot.feature import Context, Phrase, Refusal
from bot.parts import File
from handlers.asking.message_texts import texts
from handlers.asking.polls.counting import OptionScore
from handlers.asking.polls.settings import feature
from handlers.asking.polls.showing import TOO_FEW, is_told, results, theirs
from handlers.asking.polls.wording import LETTERS
from storage import ballots, polls
from storage.connection import Db
from storage.files import Files
from storage.polls import Poll, PollOption

NAME = Phrase(zh="投票P{id}.xlsx", en="poll-P{id}.xlsx")
SUMMARY, COUNTS, VOTES = Phrase(zh="结果", en="Result"), Phrase(zh="计数", en="Counts"), Phrase(zh="选票", en="Votes")
COUNT_HEADS = Phrase(zh="选项;内容;票数;共", en="option;words;votes;of")
POINT_HEADS = Phrase(zh="选项;内容;得分;满分", en="option;words;points;of")
VOTE_HEADS = Phrase(zh="姓名;选择", en="name;choice")
NOT_YET = Phrase(zh="结果截止后公布，到时再导出。", en="The result is shown when it closes; export it then.")


def export(ctx: Context, poll: Poll, said: list[Any]) -> None:
    """Asks for the workbook; `said` is what the chat says of the poll. Raises Refusal where the result may not be told."""
    if not is_told(poll):
        raise Refusal(NOT_YET)
    if results(ctx.db, poll, polls.options(ctx.db, poll.id)) is None:
        raise Refusal(TOO_FEW(least=ballots.LEAST))
    ctx.task("polls.book", poll=poll.id, language=ctx.language, said=texts(said, ctx.language, ctx.zone))
    ctx.promise()


@feature.task("book")
def book(reader: Db, poll: int, language: str, said: list[str], files: Files) -> list[dict[str, Any]]:
    """The workbook, kept in the store: its file, name and size in bytes."""
    found = polls.find(reader, poll)
    assert found is not None
    options = polls.options(reader, poll)
    counted = results(reader, found, options) or []
    heads = (POINT_HEADS if found.kind == "ranking" else COUNT_HEADS)().to(language).split(";")
    made = Workbook()
    made.add_lines(SUMMARY().to(language), said)
    made.add(COUNTS().to(language), heads, _counts(options, counted))
    if not found.anonymous:
        made.add(VOTES().to(language), VOTE_HEADS().to(language).split(";"), _votes(reader, found, options))
    content, name = made.saved(), NAME(id=poll).to(language)
    return [{"file": files.put(content, name), "name": name, "size": len(content)}]


@feature.on("done:polls.book")
def exported(ctx: Context) -> None:
    theirs(ctx, ctx.event.data["payload"]["poll"])
    for row in ctx.event.data["rows"]:
        ctx.reply(File(row["file"], row["name"], row["size"]), audience=Audience.PERSON)


def _counts(options: list[PollOption], counted: list[OptionScore]) -> Iterable[list[Any]]:
    for option, score in zip(options, counted, strict=True):
        yield [LETTERS[option.place], option.words, score.votes, score.of]


def _votes(reader: Db, poll: Poll, options: list[PollOption]) -> Iterable[list[Any]]:
    """A row a person, in the order of their names; a ranking's choices in theirs."""
    apart = " > " if poll.kind == "ranking" else "、"
    for _, votes in groupby(polls.votes(reader, poll.id), attrgetter("person_id")):
        mine = list(votes)
        yield [mine[0].name, apart.join(options[vote.place].words for vote in mine)]
