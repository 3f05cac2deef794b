"""我的数据 says of whatever somebody did what it was, with everybody else's values left out, whatever form a sentence gives them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.discovery import find_features
from bot.personal_data import ShownColumn
from bot.phrases import Phrase
from handlers.my_data.showing import InWords

ACT = ShownColumn(Phrase(zh="做了什么", en="Act"), registered="act")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_act_is_said_without_its_values(language: str) -> None:
    acts = {act.code: act.sentence for feature in find_features() for act in feature.acts}
    reading = InWords(language, ZoneInfo("Asia/Shanghai"), {"act": acts})
    said = {code: reading.cell(code, ACT) for code in acts}
    assert all(said.values()) and not [words for words in said.values() if "{" in words]
    assert all("…" in said[code] for code, sentence in acts.items() if sentence.fields - {"who"})
