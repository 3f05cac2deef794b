"""Filters and the ladder by themselves: what hides a word and what only looks like one, and counts that any order of events leaves right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.phrases import Refusal
from handlers.moderation import rules, word_lists
from handlers.moderation.matching import FilterSet, Heard
from handlers.moderation.picture_codes import code_in
from handlers.moderation.recent_talk import MESSAGES, PEOPLE, RecentTalk
from storage.connection import Db
from storage.database import connect
from storage.moderation import cases, penalties
from storage.moderation.filters import ContentFilter

NOW = datetime(2026, 5, 6, tzinfo=UTC)


def filters(*kinds: str, most: int = 5, **lists: list[str]) -> FilterSet:
    return FilterSet({kind: ContentFilter(kind, 1, most, None, NOW) for kind in kinds}, lists)


LIST = filters("words", words=["加V", "看股票", "广告", "class pass", "vx"])


@pytest.mark.parametrize(
    "words",
    [
        "加V",
        "加v",
        "加Ｖ",
        "加 V",
        "加\u200bV",
        "加·V",
        "加🌸V",
        "加Ѵ".replace("Ѵ", "ν"),
        "看 股 票",
        "看股❤️票",
        "看\u2060股\ufe0f票",
        "廣告",
        "廣 吿".replace("吿", "告"),
        "VΧ",
        "v.x".replace(".", "-"),
        "my class-pass!",
    ],
)
def test_what_hides_a_word_does_not(words: str) -> None:
    assert LIST.found(Heard(f"今天{words}，谢谢")) is not None


@pytest.mark.parametrize(
    "words", ["加vip", "增加、V字", "看股。票价", "广而告之", "bypass class passes", "avx2", "vxlan", "", "。" * 4000]
)
def test_what_only_looks_like_a_word_is_none(words: str) -> None:
    assert LIST.found(Heard(words)) is None


@pytest.mark.parametrize(
    ("words", "caught"),
    [
        ("看 https://bad.com/x", True),
        ("WWW.BAD.COM", True),
        ("去 a.bad.com", True),
        ("b a d . c o m", True),
        ("notbad.com", False),
        ("bad.company", False),
        ("报告.docx 见附件", False),
        ("版本3.11.2", False),
        ("me@bad.com", True),
    ],
)
def test_domains_and_what_is_under_them(words: str, caught: bool) -> None:
    assert (filters("domains", domains=["bad.com"]).found(Heard(words)) is not None) is caught


@pytest.mark.parametrize(
    ("words", "links", "caught"),
    [
        ("看 https://example.com/课", (), False),
        ("看 docs.example.com", (), False),
        ("看 https://example.com.evil.net", (), True),
        ("看 evil.net", (), True),
        ("点这里", ("https://evil.net/x",), True),
        ("点这里", ("https://example.com/x",), False),
        ("文件 报告.docx、数据.xlsx", (), False),
    ],
)
def test_links_that_are_not_allowed(words: str, links: tuple[str, ...], caught: bool) -> None:
    found = filters("links", allowed=["example.com"]).found(Heard(words, links))
    assert (found is not None) is caught


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_whatever_is_said_is_looked_at(words: str) -> None:
    """No message breaks a filter, and a word of the list is found wherever it stands by itself."""
    LIST.found(Heard(words))
    assert LIST.found(Heard(f"{words} 看股票 {words}")) is not None


@pytest.mark.parametrize("word", ["/加.*V/", "加[Vv]", r"\d+群", "(加|+)V", "^加V", "加V$", "加{2,3}"])
def test_a_regular_expression_is_no_word(word: str) -> None:
    with pytest.raises(Refusal):
        word_lists.checked([word], domains=False)


@pytest.mark.parametrize("word", ["加V", "看股票", "node.js", "100%返利", "免费领取!", "(限时)", "q群", "1对1"])
def test_an_odd_word_is_one(word: str) -> None:
    assert word_lists.checked([word], domains=False) == [word]


def test_a_list_of_a_hundred_thousand_is_refused_at_once() -> None:
    words = [f"词语{n}号" for n in range(100_000)]
    with pytest.raises(Refusal):
        word_lists.joined([], words)
    kept = word_lists.joined([], words[: word_lists.MOST])
    assert len(word_lists.joined(kept, [words[5], "词 语 6 号"])) == word_lists.MOST, "known however it is spelled"


def test_talk_is_remembered_within_bounds() -> None:
    talk = RecentTalk()
    for n in range(5):
        lately = talk.note(1, 1, f"k{n}", NOW + timedelta(seconds=n), "同样的话")
    assert (lately.messages, lately.copies) == (5, 5)
    assert talk.note(1, 1, "k4", NOW + timedelta(seconds=5), "同样的话") == lately, "the same event counts once"
    assert talk.note(1, 1, "later", NOW + timedelta(minutes=11), "同样的话") == (1, 1)
    for n in range(PEOPLE + 10):
        talk.note(1, 100 + n, f"p{n}", NOW, "话")
    for n in range(MESSAGES + 10):
        talk.note(1, 7, f"m{n}", NOW, "另一句话")
    assert len(talk._said) == PEOPLE and all(len(said) <= MESSAGES for said in talk._said.values())


def test_codes_are_read_from_pictures(tmp_path: Path) -> None:
    import segno

    picture = tmp_path / "code.png"
    segno.make("https://bad.com/join").save(str(picture), scale=6)
    assert code_in(picture.read_bytes()) == "https://bad.com/join"
    assert code_in(b"\x89PNG\r\n\x1a\nnot really") is None and code_in(b"") is None


@pytest.mark.parametrize(
    ("words", "code", "hours", "reason"),
    [
        ("警告 发布无关广告", "warn", None, "发布无关广告"),
        ("禁言 48小时 刷屏", "silence", 48, "刷屏"),
        ("silence 2d flooding", "silence", 48, "flooding"),
        ("移出", "remove", None, ""),
        ("提醒 24小时内补上", "remind", None, "24小时内补上"),
    ],
)
def test_a_step_is_read_as_it_is_typed(words: str, code: str, hours: int | None, reason: str) -> None:
    assert rules.read(words) == (code, None if hours is None else timedelta(hours=hours), reason)


def test_what_is_no_step_is_none() -> None:
    assert rules.read("批评 他") is None
    with pytest.raises(ValueError, match="9999"):
        rules.read("禁言 9999天 永远")


# ── counts after any order of things ─────────────────────────────────────────────────────────────────────────────────

OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("warn"), st.integers(1, 40)),
        st.tuples(st.just("pass"), st.integers(1, 20)),
        st.tuples(st.just("appeal"), st.integers(0, 30)),
        st.tuples(st.just("uphold"), st.integers(0, 30)),
        st.tuples(st.just("overturn"), st.integers(0, 30)),
    ),
    max_size=25,
)


class Model:
    """The same ladder in plain Python: warnings with their ends, which silence each was counted in, what was overturned."""

    def __init__(self) -> None:
        self.warnings: dict[int, datetime] = {}
        self.leans: dict[int, int] = {}
        self.gone: set[int] = set()
        self.silences: dict[int, int] = {}

    def counted(self, now: datetime) -> list[int]:
        return [case for case, ends in self.warnings.items() if case not in self.gone and case not in self.leans and ends > now]

    def warn(self, case: int, ends: datetime, now: datetime) -> bool:
        self.warnings[case] = ends
        counted = self.counted(now)
        if len(counted) < 3:
            return False
        self.silences[case] = case
        self.leans |= dict.fromkeys(counted, case)
        return True

    def overturn(self, case: int) -> None:
        self.gone.add(case)
        silence = self.leans.get(case)
        self.leans = {warning: of for warning, of in self.leans.items() if of not in (silence, case)}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> object:
    """One database with a camp and two people in it."""
    from tests.town import Town, make_template

    folder = tmp_path_factory.mktemp("ladder")
    url = f"sqlite:///{folder / 'town.db'}"
    make_template(url)
    town = Town(url, folder)
    town.opened()
    town.learner("林晓")
    town.close()
    engine = connect(url)
    db = Db(engine)
    yield db
    db.close()
    engine.dispose()


@pytest.mark.long
@given(OPERATIONS)
@settings(max_examples=60, deadline=None)
def test_counts_after_any_order_of_things_are_the_recomputed_ones(shared: Db, operations: list[tuple[str, int]]) -> None:
    now, model, made = NOW, Model(), list[int]()
    with pytest.raises(Undone), shared.transaction("BEGIN IMMEDIATE"):
        for what, value in operations:
            if what == "pass":
                now += timedelta(days=value)
            elif what == "warn":
                case = cases.found(shared, 1, 2, cases.TYPED, rule=(1, 1), on_trial=False, at=now)
                assert cases.decide(shared, case, "warn", by=1, at=now) and not cases.decide(
                    shared, case, "remove", by=1, at=now
                )
                given: dict[str, object] = {"rule": (1, 1), "reason": "", "by": 1, "at": now}
                penalties.give(shared, 1, 2, case, "warn", **given, until=now + timedelta(days=value))  # type: ignore[arg-type]
                counted = penalties.counted(shared, 1, 2, now=now)
                is_reached = model.warn(case, now + timedelta(days=value), now)
                assert rules.is_reached(len(counted), 3) is is_reached
                if is_reached:
                    silence = penalties.give(shared, 1, 2, case, "silence", **given, until=now + timedelta(days=1))  # type: ignore[arg-type]
                    penalties.spend(shared, counted, silence)
                made.append(case)
            elif made and what == "appeal":
                cases.appeal(shared, made[value % len(made)], "理由", at=now)
            elif made:
                case = made[value % len(made)]
                judgement = "overturned" if what == "overturn" else "upheld"
                if cases.judge(shared, case, judgement, "", by=2, at=now) and judgement == "overturned":
                    penalties.overturn(shared, case, at=now)
                    model.overturn(case)
            counts = penalties.counted(shared, 1, 2, now=now)
            by_case = {one.id: one.case for one in penalties.of_person(shared, 2, 1)}
            assert sorted(by_case[one] for one in counts) == sorted(model.counted(now))
            standing = [
                one.case for one in penalties.of_person(shared, 2, 1) if one.step == "silence" and one.overturned_at is None
            ]
            assert sorted(standing) == sorted(set(model.leans.values()))
        raise Undone


class Undone(Exception):
    """Ends a transaction whose rows nobody needs."""
