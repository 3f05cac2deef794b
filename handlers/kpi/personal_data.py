"""What imported figures keep of a person: what was measured of them, which goes with them, and the files they brought in."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, FOR_THE_RECORD, KeptRows
from handlers.kpi.settings import feature

feature.keeps(
    KeptRows(
        "kpi_value",
        Phrase(zh="经理导入的你的业绩和考核", en="Your figures and appraisals, as managers imported them"),
        {"month": Phrase(zh="月份", en="Month"), "value": Phrase(zh="数值", en="Value")},
    ),
    KeptRows(
        "kpi_import",
        Phrase(zh="你导入的指标和考核", en="Figures and appraisals you imported"),
        {"file": Phrase(zh="文件", en="File"), "made_at": AT},
        stays=FOR_THE_RECORD,
        blanks={"file": ""},
        wrote=("file",),
    ),
)
