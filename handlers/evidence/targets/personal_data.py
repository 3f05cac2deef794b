"""What targets keep of a person: which ones they answer for, and which they set."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, FOR_THE_RECORD, KeptRows
from handlers.evidence.targets.settings import feature

METRIC = Phrase(zh="指标", en="Metric")

feature.keeps(
    KeptRows(
        "target",
        Phrase(zh="你负责的培训目标", en="Targets you answer for"),
        {"metric": METRIC, "set_at": AT},
        by="owner_id",
        stays=FOR_THE_RECORD,
        blanks={},
    ),
    KeptRows(
        "target",
        Phrase(zh="你设的培训目标", en="Targets you set"),
        {"metric": METRIC, "set_at": AT},
        by="set_by",
        stays=FOR_THE_RECORD,
        blanks={},
    ),
)
