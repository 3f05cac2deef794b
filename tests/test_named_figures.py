"""What a named figure says: its number, or why there is none; never a number below what it takes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import named_figures
from bot.feature import Feature, Phrase, Theme
from bot.figures import decimal, percent
from bot.named_figures import Measured, NamedFigure, mean, share

NAME = Phrase(zh="名", en="name")


def figure(least_n: int, least_share: Fraction | None = None) -> NamedFigure:
    return NamedFigure("t.one", NAME, NAME, lambda db, camp, inputs: Measured(None, 0), decimal, least_n, least_share)


@pytest.mark.parametrize(
    ("least_n", "least_share", "found", "said"),
    [
        (1, None, Measured(Fraction(81, 1), 2), "81.0"),
        (1, None, Measured(None, 0), "无数据"),
        (10, None, Measured(Fraction(4), 9), "证据不足（n=9，至少需10）"),
        (10, None, Measured(Fraction(4), 10), "4.0"),
        (10, Fraction(1, 2), Measured(Fraction(4), 5, 10), "4.0"),
        (10, Fraction(1, 2), Measured(Fraction(4), 4, 9), "证据不足（n=4/9，至少需10，或应答50%且有1）"),
        (10, Fraction(1, 2), Measured(Fraction(4), 10, 100), "4.0"),
        (10, Fraction(1, 2), Measured(None, 0, 0), "无数据"),
        (3, None, Measured(None, 2), "证据不足（n=2，至少需3）"),
        (3, None, Measured(None, 4), "算不出（n=4）"),
    ],
)
def test_what_is_said(least_n: int, least_share: Fraction | None, found: Measured, said: str) -> None:
    shown = figure(least_n, least_share).shown(found)
    assert (shown if isinstance(shown, str) else shown.to("zh")) == said


@given(st.integers(0, 30), st.integers(0, 60), st.integers(1, 20), st.booleans())
def test_below_its_least_n_it_is_never_a_number(n: int, asked: int, least_n: int, has_share: bool) -> None:
    one = figure(least_n, Fraction(1, 2) if has_share else None)
    found = mean(Fraction(7, 2) * n, n, asked)
    may = n > 0 and (n >= least_n or (has_share and asked > 0 and 2 * n >= asked))
    shown = one.shown(found)
    said = shown if isinstance(shown, str) else shown.to("zh")
    assert (said == "3.5") == may == (one.published(found).value is not None)
    assert one.published(one.published(found)) == one.published(found)


def test_a_share_of_nothing_is_none() -> None:
    assert share(0, 0) == Measured(None, 0) and share(2, 3) == Measured(Fraction(2, 3), 3)


def test_two_figures_of_one_word_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named_figures, "FIGURES", {})
    feature = Feature("t", Theme.CAMP)
    feature.figure("one", NAME, NAME, lambda db, camp, inputs: Measured(None, 0), percent, words=("率",))
    assert named_figures.called(" 率 ") is feature.figures[0]
    with pytest.raises(ValueError, match="率"):
        feature.figure("two", NAME, NAME, lambda db, camp, inputs: Measured(None, 0), percent, words=("率",))
