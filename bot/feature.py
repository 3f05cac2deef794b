"""What a handler file is written with: a Feature that registers commands, dialog steps, jobs, tasks, settings, reasons for points and acts."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum
from fractions import Fraction
from inspect import signature
from typing import Any, Generic, Protocol, TypeVar

from bot.access import AccessRule
from bot.arguments import Parameter, Whom, parameters
from bot.award_kind import AwardKind
from bot.context import Context, HowToCall, Page, Press, Said
from bot.contributions import KINDS, ContributionKind
from bot.counters import Counter, register
from bot.desk_page import DeskPage, Preview
from bot.evidence import EVIDENCE, Evidence
from bot.facts import Happened
from bot.file_kind import KINDS as FILE_KINDS
from bot.file_kind import FileKind
from bot.judging.kinds import KINDS as JUDGED_KINDS
from bot.judging.kinds import JudgedKind
from bot.learning_record import SOURCES, RecordSource
from bot.membership import Camp, Membership, Person, Role
from bot.messages import Kind
from bot.named_figures import NOTHING, NamedFigure, Query, Unit
from bot.named_figures import register as register_figure
from bot.personal_data import KeptRows
from bot.phrases import Line, NotAnAnswer, Phrase, Refusal
from bot.public_page import PublicPage
from bot.queue import Backlog, Decision, Queue, Waiting
from bot.record_kind import RECORD_KINDS, RecordKind
from bot.study_time import STUDY_TIMES, StudyTime
from storage.connection import Db

__all__ = [
    "ROLE_NAMES",
    "Act",
    "Asker",
    "Backlog",
    "Camp",
    "Command",
    "Context",
    "Feature",
    "Happened",
    "HowToCall",
    "Late",
    "Line",
    "Membership",
    "NotAnAnswer",
    "Page",
    "Person",
    "Phrase",
    "Press",
    "Reason",
    "Refusal",
    "Role",
    "Said",
    "Setting",
    "Theme",
    "Undoing",
    "Waiting",
]

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


class Theme(Enum):
    """Where a member would look for something: help and settings are grouped by it, in this order."""

    DAILY = Phrase(zh="每天", en="daily")
    LEARNING = Phrase(zh="学习", en="learning")
    QUIZZES = Phrase(zh="测验", en="quizzes")
    EVENTS = Phrase(zh="活动赛事", en="events")
    QUESTIONS = Phrase(zh="问答", en="questions")
    OPINIONS = Phrase(zh="意见", en="opinions")
    PERSONAL = Phrase(zh="个人", en="personal")
    DECISIONS = Phrase(zh="审批", en="decisions")
    RESULTS = Phrase(zh="评估", en="evaluation")
    CAMP = Phrase(zh="营务", en="management")


ROLE_NAMES = {
    "learner": Phrase(zh="学员", en="learner"),
    "expert": Phrase(zh="专家", en="expert"),
    "manager": Phrase(zh="经理", en="manager"),
    "owner": Phrase(zh="营主", en="owner"),
}
"""What a member of a camp is called, by the role's name in the database."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks a look: on the snapshot the look reads."""

    person: Person
    camp: Camp
    membership: Membership
    role: Role
    language: str
    today: date
    now: datetime

    @classmethod
    def of(cls, ctx: Context) -> Asker:
        """Who speaks, where they are a member."""
        return cls(ctx.person, ctx.camp, ctx.member, ctx.role, ctx.language, ctx.today, ctx.now)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing people can say: the words that call it, one line of help, who may, examples, and the function."""

    feature: str
    words: tuple[str, ...]
    help: Phrase
    by: Role
    examples: tuple[str, ...]
    run: Callable[..., None]
    parameters: tuple[Parameter, ...]
    look: Callable[..., Any] | None = None
    secret: bool = False
    bare: bool = False
    unbound: bool = False
    private: bool = False
    glued: str = ""
    hosts: bool = False
    opens: str = ""
    everyday: bool = False
    asked: Mapping[str, str] = field(default_factory=dict)
    unnamed: bool = False
    answers_nothing: bool = False
    at_the_gate: bool = False
    verbs: tuple[str, ...] = ()

    def open_to(self, role: Role, *, is_host: bool = False) -> bool:
        """Whether it is for that role in a camp, or for a host of the room it is said in."""
        return self.by <= role or (self.hosts and is_host)

    @property
    def names_somebody(self) -> bool:
        """Whether one of its words is somebody's name."""
        return any(parameter.read is Whom for parameter in self.parameters)

    @property
    def word(self) -> str:
        """The usual word, in Chinese."""
        return self.words[0]

    def word_in(self, language: str) -> str:
        """The word a reader of that language would type."""
        return (
            next((word for word in self.words if word.isascii() and word != self.word), self.word)
            if language == "en"
            else self.word
        )

    def examples_in(self, language: str) -> list[str]:
        """Its examples in that language: a Chinese one begins with a Chinese word, or the usual one."""
        first = {example: example.split()[0] for example in self.examples}
        return [one for one, word in first.items() if (word.isascii() and word != self.word) == (language == "en")]

    def example(self, language: str) -> str:
        """A call that works, to be copied; the one with the most words says most."""
        return max(self.examples_in(language) or self.examples, key=len)


QUESTION = Phrase(zh="刚才的问题", en="the question I asked")


@dataclass(frozen=True, slots=True)
class Step:
    """Takes the answer to a question a dialog asked."""

    run: Callable[..., None]
    feature: str
    secret: bool = False
    called: Phrase = QUESTION
    stays: bool = False
    claims: Callable[[Context, str], bool] | None = None


@dataclass(frozen=True, slots=True)
class PagedList:
    """A list people leaf through: `page` gives a page of it from a place on, to people of that role."""

    page: Callable[..., Page]
    feature: str
    by: Role


class Late:
    """What becomes of a moment that has passed while we were away."""

    ONCE = "once"
    """However many were missed, it runs once, now."""
    EACH = "each"
    """Every missed moment runs."""

    @staticmethod
    def within(grace: timedelta) -> timedelta:
        """It runs while it is at most this late; later it is skipped and logged."""
        return grace


class Rhythm(Protocol):
    """Next moments; `scheduler.rhythm` has them."""

    def after(self, moment: datetime, zone: tzinfo, calendar: Any) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Job:
    """Something done when it is due: `rhythm` gives a camp's next moment (None: only where `ctx.later` says so)."""

    name: str
    feature: str
    run: Callable[..., None]
    rhythm: Callable[[Camp | None], Any] | None
    late: str | timedelta
    of_house: bool = False
    """Once for the whole house rather than once a camp."""


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One thing a camp's managers may set with 设置. `parse` raises ValueError for a value that does not fit; `show` prints it.

    What is set is kept as JSON, where a tuple is a list; it is a tuple again where it is asked for.
    """

    key: str
    name: Phrase
    help: Phrase
    default: T
    parse: Callable[[str], T]
    show: Callable[[T], str | Phrase | Line] = str
    changes: Callable[[Context, T, T], list[Line | Phrase]] = lambda ctx, before, after: []
    """What else to say where a manager changed it: what is different from now on."""
    also: tuple[str, ...] = ()
    """Other words people have for it, heard and never shown."""

    def of(self, camp: Camp | None) -> T:
        """What the camp has set, or the default."""
        kept: Any = camp.settings.get(self.key, self.default) if camp else self.default
        return tuple(kept) if isinstance(self.default, tuple) else kept  # type: ignore[return-value]


SETTINGS: dict[str, Setting[Any]] = {}
"""Every setting there is, by its key: a process has imported the features before anybody asks."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why points are booked: the code in the ledger, the category it sums under, and what people read."""

    code: str
    category: str
    name: Phrase


@dataclass(frozen=True, slots=True)
class Act:
    """What the audit log says of an act: its code, its sentence, and the names of the details it is kept with."""

    code: str
    sentence: Phrase
    details: frozenset[str]
    shows: Callable[..., Mapping[str, Any]] | None = None
    final: Phrase | None = None
    """Why it cannot be taken back, and what to do instead; None where it can."""
    private: bool = False


@dataclass(frozen=True, slots=True)
class Undoing:
    """How an act is taken back: who may today, and which details of an act name the thing it changed (None: nothing stands on it)."""

    run: Callable[..., None]
    by: Role
    thing: frozenset[str] | None


@dataclass
class Feature:
    """One operation of the community. Importing its module registers what it can do."""

    name: str
    theme: Theme
    commands: list[Command] = field(default_factory=list)
    steps: dict[str, Step] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    listeners: dict[str, list[Callable[..., Any]]] = field(default_factory=dict)
    facts: dict[str, frozenset[str]] = field(default_factory=dict)
    tasks: dict[str, Callable[..., Any]] = field(default_factory=dict)
    task_roles: dict[str, Role] = field(default_factory=dict)
    panels: list[Callable[..., Any]] = field(default_factory=list)
    undoings: dict[str, Undoing] = field(default_factory=dict)
    settings: list[Setting[Any]] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    mergers: list[Callable[[Context, int, int], list[Line]]] = field(default_factory=list)
    erasers: list[Callable[[Context, int], None]] = field(default_factory=list)
    kept: list[KeptRows] = field(default_factory=list)
    file_kinds: list[FileKind] = field(default_factory=list)
    awards: list[AwardKind] = field(default_factory=list)
    counters: list[Counter] = field(default_factory=list)
    figures: list[NamedFigure] = field(default_factory=list)
    access_rules: list[AccessRule] = field(default_factory=list)
    study_times: list[StudyTime] = field(default_factory=list)
    conditions: dict[str, Callable[[Context, int, str], bool]] = field(default_factory=dict)
    lists: dict[str, PagedList] = field(default_factory=dict)
    prefixes: dict[str, Phrase] = field(default_factory=dict)
    queues: list[Queue] = field(default_factory=list)
    decisions: dict[str, dict[str, Decision]] = field(default_factory=dict)
    answers_questions: list[Command] = field(default_factory=list)
    public_pages: list[PublicPage] = field(default_factory=list)
    pages: list[DeskPage] = field(default_factory=list)
    previews: dict[str, Preview] = field(default_factory=dict)

    def command(
        self,
        *words: str,
        help: Phrase,
        by: Role = Role.LEARNER,
        examples: Sequence[str],
        look: Callable[..., Any] | None = None,
        secret: bool = False,
        bare: bool = False,
        unbound: bool = False,
        private: bool = False,
        glued: str = "",
        hosts: bool = False,
        opens: str = "",
        everyday: bool = False,
        asked: Mapping[str, str] | None = None,
        unnamed: bool = False,
        answers_nothing: bool = False,
        at_the_gate: bool = False,
        verbs: Iterable[str] = (),
    ) -> Callable[[F], F]:
        """Registers a command. `bare` words work in a group without being addressed to the bot, `unbound` ones in a group
        without a camp, `private` ones only alone with the bot; `look` runs off the writer; `glued` is a pattern of words
        written together with the first one (提醒我…): what comes behind it is bound, or its group `note` where it has one;
        `hosts` may say it in their room, and reach those who are in it; `opens` are the letters of the numbers it shows
        (搜 K-0006); an `everyday` word is said in talk too, so that nobody in a group is told how to say it to us;
        `asked` has patterns of sentences that mean the command, each with the words behind it, which may name the pattern's groups
        ({r"(?P<day>.+)谁没打卡": "{day}"}); `unnamed` says that its draft may be sent without its
        author's name; one that `answers_nothing` is said about a question of ours (取消 交卷) and never taken for its answer; one
        `at_the_gate` is for those too who must agree or apply before they are members (群规). `verbs` are the words that may come first behind
        it and are written together with it (补训签到)."""

        def register(run: F) -> F:
            arguments = parameters(run)
            self.commands.append(
                Command(
                    self.name,
                    words,
                    help,
                    by,
                    tuple(examples),
                    run,
                    arguments,
                    look,
                    secret,
                    bare,
                    unbound,
                    private,
                    glued,
                    hosts,
                    opens,
                    everyday,
                    asked or {},
                    unnamed,
                    answers_nothing,
                    at_the_gate,
                    tuple(verbs),
                )
            )
            return run

        return register

    def paged(self, name: str, *, by: Role = Role.LEARNER) -> Callable[[F], F]:
        """Registers a list for `ctx.show_list(name, …)` and 更多: a function of (ctx, after, **kept) that gives a `Page`; `after` is 0 for the
        first one."""

        def register(run: F) -> F:
            self.lists[f"{self.name}.{name}"] = PagedList(run, self.name, by)
            return run

        return register

    def prefix(self, letter: str, what: Phrase) -> None:
        """Registers the letter of the feature's numbers (Q of Q012) and what one is (一道题); a letter is one feature's."""
        self.prefixes[letter] = what

    def queue(
        self,
        prefix: str,
        title: Phrase,
        *,
        by: Role,
        waiting: Callable[[Db, Asker, int, int], list[Waiting]],
        backlog: Callable[[Db, Asker], Backlog],
        whole: Callable[[Context, int], tuple[Said, ...]],
        takes: Callable[[Context, int], Collection[str]] | None = None,
        formerly: str = "",
        called: Callable[[Context, str], tuple[int, str] | None] | None = None,
        digits: int = 0,
    ) -> None:
        """Registers what waits for a person of that role to decide, under a letter of the feature's: 待办 lists it, the morning's line
        counts it, and `@decides` says what may become of it.

        `waiting` gives at most so many with numbers above another, in the numbers' order, and `backlog` counts them, both for who asks;
        `whole` says one in full, or refuses a number there is not; `takes` says which words one takes as it
        stands, where that is not all. Numbers once began with the letter `formerly`; they are written with at least so many `digits`.
        `called` finds the one about a person by their name.
        """
        decisions = self.decisions.setdefault(prefix, {})
        self.queues.append(
            Queue(prefix, title, by, self.name, waiting, backlog, whole, decisions, formerly, takes, called, digits)
        )

    def decides(
        self, prefix: str, verb: str, *, asks: Phrase | None = None, takes: str = "", by: Role = Role.ANYONE
    ) -> Callable[[F], F]:
        """Registers what a word (通过) does to the things of a queue: a function of (ctx, number, words) that changes a row only where it
        still waits, writes `ctx.audit(…, about="H21")`, and raises `deciding.decided(ctx, prefix, number)` where it did not.

        Nobody below the queue's role gets there, nor below `by`. Where something must be said besides (a reason) and was not, `asks`
        is asked; an answer that fits `takes` is one though it would be a command elsewhere (提醒). The word is 通过, 退回, 拒绝, 忽略,
        处理, or a command of a feature that calls `deciding.decide`.
        """

        def register(run: F) -> F:
            pattern = re.compile(takes, re.IGNORECASE) if takes else None
            self.decisions.setdefault(prefix, {})[verb] = Decision(verb, run, by, asks, pattern)
            return run

        return register

    def question(self, *words: str, help: Phrase, look: Callable[..., Any]) -> Callable[[F], F]:
        """Registers who answers a plain question in private: a function of (ctx, words, found) that raises NotAnAnswer where it cannot.
        It is checked and logged as the command of these words, which nobody typed; one feature of the house takes questions."""

        def register(run: F) -> F:
            self.answers_questions.append(Command(self.name, words, help, Role.LEARNER, (), run, parameters(run), look))
            return run

        return register

    def step(
        self,
        name: str,
        *,
        secret: bool = False,
        called: Phrase = QUESTION,
        stays: bool = False,
        claims: Callable[[Context, str], bool] | None = None,
    ) -> Callable[[F], F]:
        """Registers what takes the answer to `ctx.ask(name, …)`: a function of (ctx, words, **kept). 取消 names it as `called`, with what
        is kept in it; a question that `stays` belongs to something larger (a form, a file) and outlives a command in between;
        what it `claims` is its answer although it is a command elsewhere (题库, to which kind a file is)."""

        def register(run: F) -> F:
            self.steps[f"{self.name}.{name}"] = Step(run, self.name, secret, called, stays, claims)
            return run

        return register

    def every(self, rhythm: Callable[[Camp], Rhythm], *, name: str, late: str | timedelta) -> Callable[[F], F]:
        """Registers a job every open camp has, at its rhythm: a function of (ctx, due_at)."""

        def register(run: F) -> F:
            full = f"{self.name}.{name}"
            self.jobs[full] = Job(full, self.name, run, lambda camp: rhythm(camp) if camp else None, late)
            return run

        return register

    def nightly(self, rhythm: Rhythm, *, name: str) -> Callable[[F], F]:
        """Registers what the house does for itself, once for all camps: a function of (ctx, due_at)."""

        def register(run: F) -> F:
            full = f"{self.name}.{name}"
            self.jobs[full] = Job(full, self.name, run, lambda _: rhythm, Late.ONCE, of_house=True)
            return run

        return register

    def due(self, name: str, *, late: str | timedelta = Late.ONCE) -> Callable[[F], F]:
        """Registers a job that runs when `ctx.later("<feature>.<name>", subject, at)` said: a function of (ctx, subject, due_at)."""

        def register(run: F) -> F:
            self.jobs[f"{self.name}.{name}"] = Job(f"{self.name}.{name}", self.name, run, None, late)
            return run

        return register

    def condition(self, name: str) -> Callable[[F], F]:
        """Registers what must still hold when something that waited is said: a function of (ctx, person, subject), a membership's or
        a lesson's number or whatever `still=("<feature>.<name>", subject)` gave."""

        def register(run: F) -> F:
            self.conditions[name] = run
            return run

        return register

    def on(self, kind: Kind | str) -> Callable[[F], F]:
        """Registers a listener for a kind of event, for `done:<task>`, for `failed:<task>` after it was said why, or for `fact:<feature>.<name>`.

        One for a fact is a function of (ctx, fact: Happened), run in the transaction that made it so, in a savepoint of its own and after
        those of features whose names come before; a fact nobody registered fails at start. One for `counted` hears every fact after
        which some counter counts otherwise; where it can only count more, if the feature asks the member for it (storage/asked_counters.py).

        One for `watched` looks at whatever is said or mended in a camp's group, beside what becomes of it: it gives what is to be done about
        that, or None; until then it writes nothing.

        One for `reply` is asked about a message that replies to another and is no command, one for `unheard` about words to us that
        are no command and answer no dialog: it gives whether it took them. One for `doubt` is asked about a command typed in private:
        it gives the button that makes an answer of the same words, where a question waits for any. One for `question` is asked about
        (ctx, words) that would be put to the experts: it gives whether it took them.
        """

        def register(run: F) -> F:
            self.listeners.setdefault(str(kind), []).append(run)
            return run

        return register

    def fact(self, name: str, *details: str) -> None:
        """Registers what `ctx.happened("<feature>.<name>", member, **details)` says: past tense, what takes it back a fact of its own."""
        self.facts[f"{self.name}.{name}"] = frozenset(details)

    def task(self, name: str, *, by: Role = Role.ANYONE) -> Callable[[F], F]:
        """Registers heavy work: a plain function of (reader, **payload), run in another process; it returns rows. `by` is the role whoever
        asked must still have when the result is there; who has lost it meanwhile is told so, and `@on("done:…")` does not run."""

        def register(run: F) -> F:
            self.tasks[f"{self.name}.{name}"] = run
            self.task_roles[f"{self.name}.{name}"] = by
            return run

        return register

    def panel(self, run: F) -> F:
        """Registers what this feature says beside the talk: a function of (reader, asker) → (cards, chips); rows under `bot.today.TODAY` go
        into the card over it, beside those of other features."""
        self.panels.append(run)
        return run

    def public(self, path: str, *, a_second: float = 0) -> Callable[[F], F]:
        """Registers a page anybody may read: a function of (reader, asked) → PublicAnswer, at an address (`/verify/{number}`); `a_second`
        is the pace of what a page of ours asks by itself."""

        def register(run: F) -> F:
            self.public_pages.append(PublicPage(path, run, a_second))
            return run

        return register

    def page(self, name: str, title: Phrase, *, by: Role = Role.EXPERT, place: int) -> Callable[[F], F]:
        """Registers a page of the desk: a function of (ctx, asked) that gives a `DeskView`, on a snapshot that refuses writes, for who has
        that role in the camp; `place` is where it stands among the others. It acts by sentences alone."""

        def register(run: F) -> F:
            self.pages.append(DeskPage(name, title, by, place, run))
            return run

        return register

    def preview(self, word: str) -> Callable[[F], F]:
        """Registers what comes of a command's sentences while they are typed at the desk: a function of (ctx, the words behind the command in
        each, in the order they would be sent) that gives the messages their readers would see, on a snapshot that refuses writes."""

        def register(run: F) -> F:
            self.previews[word] = run
            return run

        return register

    def merges(self, run: F) -> F:
        """Registers how two people become one here: a function of (ctx, old, kept) that gives the sentences worth saying."""
        self.mergers.append(run)
        return run

    def keeps(self, *kept: KeptRows) -> None:
        """Registers what the feature's tables keep of a person, for 我的数据 and 删除我的数据; a test asks it of every table."""
        self.kept.extend(kept)

    def erases(self, run: F) -> F:
        """Registers what is to be done besides, when a person is erased: a function of (ctx, person), which runs while all of them is still
        there."""
        self.erasers.append(run)
        return run

    def undoes(self, act: str, *, by: Role = Role.LEARNER, thing: Iterable[str] | None = None) -> Callable[[F], F]:
        """Registers how an act is taken back: a function of (ctx, **undo) that raises Refusal where it cannot be any more.

        `by` is the role it takes today, or the lower one they had when they did it. `thing` names the details that say what was
        changed (the setting, the member; none: there is one such thing in a camp): a later act of the kind with the same ones stands
        on this one, which then cannot be taken back.
        """

        def register(run: F) -> F:
            self.undoings[act] = Undoing(run, by, None if thing is None else frozenset(thing))
            return run

        return register

    def setting(self, setting: Setting[T]) -> Setting[T]:
        """Registers a setting."""
        self.settings.append(setting)
        SETTINGS[setting.key] = setting
        return setting

    def file_kind(self, kind: FileKind) -> FileKind:
        """Registers a kind of file: 导入, 导出, its template, the table of faults, 撤销 and the shell's commands come with it."""
        self.file_kinds.append(kind)
        FILE_KINDS[kind.code] = kind
        return kind

    def record_kind(self, kind: RecordKind) -> RecordKind:
        """Registers records a camp gives out and never takes in: 导出 and the shell's export come with it."""
        RECORD_KINDS[kind.code] = kind
        return kind

    def learning_record(self, source: RecordSource) -> RecordSource:
        """Registers what a feature keeps of people's learning, for records that leave the house."""
        SOURCES[source.code] = source
        return source

    def contribution(self, kind: ContributionKind) -> ContributionKind:
        """Registers what somebody does for the others' learning: a lecturer's file adds it up."""
        KINDS[kind.code] = kind
        return kind

    def judged(self, kind: JudgedKind) -> JudgedKind:
        """Registers what is judged by a rubric: asking judges, 评分, who stands in for one who left, and the sheet of points come with it."""
        JUDGED_KINDS[kind.code] = kind
        return kind

    def award(self, kind: AwardKind) -> AwardKind:
        """Registers a kind of honour that others give by its name: `ctx.router.awards[kind.code].give(…)`."""
        self.awards.append(kind)
        return kind

    def access(self, rule: AccessRule) -> AccessRule:
        """Registers who may say that something is closed to a member: a function of (ctx, counter, subjects), asked by `ctx.access`."""
        self.access_rules.append(rule)
        return rule

    def study_time(self, kind: StudyTime) -> StudyTime:
        """Registers minutes of study that count for 学时."""
        self.study_times.append(kind)
        STUDY_TIMES[kind.name.zh] = kind
        return kind

    def counter(self, counter: Counter) -> Counter:
        """Registers something members do that can be asked of them; it is counted whenever somebody looks."""
        register(counter)
        self.counters.append(counter)
        return counter

    def figure(
        self,
        name: str,
        called: Phrase,
        sentence: Phrase,
        query: Query,
        unit: Unit,
        *,
        least_n: int = 1,
        least_share: Fraction | None = None,
        floor: int = 1,
        nothing: Phrase = NOTHING,
        of: Phrase | None = None,
        words: tuple[str, ...] = (),
    ) -> NamedFigure:
        """Registers a figure that reports print or keep: what it is called, what is counted, the query that counts it anew from inputs
        alone, how it is printed, of how many at least, and what is said where there are none, or where its n is no people (`of`). With `words`
        it is measured over days, and somebody may aim at it."""
        full = f"{self.name}.{name}"
        figure = NamedFigure(full, called, sentence, query, unit, least_n, least_share, floor, nothing, of, words)
        register_figure(figure)
        self.figures.append(figure)
        return figure

    def evidence(self, level: int) -> Callable[[Evidence], Evidence]:
        """Registers what the feature knows of one of Kirkpatrick's levels: a function of (reader, of what) that gives figures
        and their inputs. The report counts them, numbers them and keeps them."""

        def register(run: Evidence) -> Evidence:
            EVIDENCE.setdefault(level, []).append(run)
            return run

        return register

    def reason(self, code: str, category: str, name: Phrase) -> Reason:
        """Registers a reason for points."""
        reason = Reason(code, category, name)
        self.reasons.append(reason)
        return reason

    def act(
        self,
        code: str,
        sentence: Phrase,
        *,
        shows: Callable[..., Mapping[str, Any]] | None = None,
        final: Phrase | None = None,
        private: bool = False,
    ) -> Act:
        """Registers what the audit log says where `ctx.audit(code, **detail)` was called.

        An act that nothing `undoes` says in `final` why, and what to do instead. A `private` one is in nobody's log: it is kept for
        its own undoing.

        In the sentence `{who}` is who acted, and `{person}` the name of the person whose id is kept as the detail `person`. The
        other values are the details themselves, or what `shows`, a function of (ctx, **detail), makes of them.
        """
        details = frozenset(signature(shows).parameters) - {"ctx"} if shows else sentence.fields - {"who"}
        act = Act(code, sentence, details, shows, final, private)
        self.acts.append(act)
        return act


def features(modules: Iterable[Any]) -> list[Feature]:
    """The features of handler modules."""
    return [value for module in modules for value in vars(module).values() if isinstance(value, Feature)]
