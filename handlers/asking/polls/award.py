"""Award votes: everybody nominates, the most often named go to the vote, nobody votes for themselves, and a tie shows its rule."""

from __future__ import annotations

from bot.feature import Context, Phrase, Refusal, Said
from bot.messages import Kind
from handlers.asking.polls.counting import best, is_level
from handlers.asking.polls.showing import results
from handlers.asking.polls.wording import MOST_OPTIONS
from storage import polls
from storage.polls import Poll

WHO = Phrase(zh="提名谁？例如：投 P{id} 林晓", en="Whom do you nominate? For example: vote P{id} Ann")
YOURSELF = Phrase(zh="提名留给别人，不能提名自己。", en="You cannot nominate yourself.")
NOMINATED = Phrase(zh="✅ 已提名 {name}（{times}人提名）", en="✅ {name} is nominated (by {times})")
AGAIN = Phrase(zh="你已提名过 {name}。", en="You have nominated {name} already.")
TO_THE_VOTE = Phrase(
    zh="🏆 {title}：提名结束，{n}人入围（提名多的前{cut}名，并列的都入围）。",
    en="🏆 {title}: nominations are over, shortlisted: {n} (the {cut} most often named; who is level goes in too).",
)
TOO_FEW = Phrase(zh="🏆 {title}：提名不足2人，评选结束。", en="🏆 {title}: fewer than 2 were nominated; the award is closed.")
WINNERS = Phrase(zh="🏆 {title}：{winners}", en="🏆 {title}: {winners}")
NO_WINNER = Phrase(zh="🏆 {title}：没有人投票，本次空缺。", en="🏆 {title}: nobody voted; there is no winner.")
TIE = Phrase(zh="票数相同，按提名人数定先后：{names}。", en="Votes were level; the number of nominations decided: {names}.")
TIE_SHARED = Phrase(
    zh="票数和提名人数都相同，并列获奖：{names}。", en="Votes and nominations were level; they share it: {names}."
)
NAME_TIMES = Phrase(zh="{name} {times}人提名", en="{name} {times:nomination|nominations}")


def nominate(ctx: Context, poll: Poll, name: str) -> None:
    """投 P12 林晓 while nominations are open."""
    if not name.strip():
        raise Refusal(WHO(id=poll.id))
    member = ctx.member_named(name.strip())
    if member.person == ctx.person.id:
        raise Refusal(YOURSELF)
    if not polls.nominate(ctx.db, poll.id, ctx.person.id, member.person):
        raise Refusal(AGAIN(name=member.name))
    times = next(nominee.times for nominee in polls.nominees(ctx.db, poll.id) if nominee.person == member.person)
    line = NOMINATED(name=member.name, times=times)
    if ctx.event.kind is Kind.PRESSED:
        ctx.whisper(line)
    else:
        ctx.reply(line)


def shortlisted(nominees: list[polls.Nominee], cut: int) -> list[polls.Nominee]:
    """The `cut` most often named, and who is level with the last of them; never more than a poll has options."""
    if len(nominees) <= cut:
        return nominees[:MOST_OPTIONS]
    return [nominee for nominee in nominees if nominee.times >= nominees[cut - 1].times][:MOST_OPTIONS]


def to_the_vote(ctx: Context, poll: Poll) -> Poll | None:
    """Ends the nominations; None where there was nobody to choose between and the award is closed."""
    listed = shortlisted(polls.nominees(ctx.db, poll.id), poll.shortlist)
    if len(listed) < 2:
        polls.close(ctx.db, poll.id, at=ctx.now)
        return None
    for place, nominee in enumerate(listed):
        polls.add_option(ctx.db, poll.id, place, nominee.name, nominee.person)
    polls.to_the_vote(ctx.db, poll.id)
    return polls.find(ctx.db, poll.id)


def outcome(ctx: Context, poll: Poll) -> list[Said]:
    """Who won, and the rule where votes alone did not decide. Empty where the result may not be told."""
    options = polls.options(ctx.db, poll.id)
    counted = results(ctx.db, poll, options)
    if counted is None:
        return []
    times = {nominee.person: nominee.times for nominee in polls.nominees(ctx.db, poll.id)}
    before = {option.place: times.get(option.person or 0, 0) for option in options}
    winners, shared = best(counted, poll.seats, before)
    if not winners:
        return [NO_WINNER(title=poll.title)]
    said: list[Said] = [WINNERS(title=poll.title, winners=[options[place].words for place in winners])]
    if shared:
        said.append(TIE_SHARED(names=[options[place].words for place in shared]))
    elif is_level(counted, poll.seats):
        level = best(counted, poll.seats)[1]
        named = [NAME_TIMES(name=options[place].words, times=before[place]).to(ctx.language) for place in level]
        said.append(TIE(names=named))
    return said
