"""Units as people write them behind a figure, each with its dimension and how many of its base one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """What an amount counts: a dimension, and how many of its base one is (a 厘米 is 0.01 of a 米)."""

    dimension: str
    factor: Decimal = Decimal(1)

    def counts_as(self, other: Unit) -> bool:
        """Whether one can be told in the other; 个 stands for every word things are counted with."""
        both = {self.dimension, other.dimension}
        return len(both) == 1 or ("个数" in both and all(one.endswith("数") for one in both))


PERCENT = Unit("", Decimal("0.01"))

_MEASURED: Mapping[str, Mapping[str, str]] = {
    "人民币": {
        "1": "元 块 块钱 圆 元整 元人民币 人民币 rmb cny",
        "0.1": "角 毛",
    },
    "美元": {"1": "美元 美金 刀 usd dollar dollars"},
    "欧元": {"1": "欧元 eur"},
    "英镑": {"1": "英镑 gbp"},
    "日元": {"1": "日元 jpy"},
    "港元": {"1": "港元 港币 hkd"},
    "长度": {"0.001": "毫米 mm", "0.01": "厘米 公分 cm", "0.1": "分米 dm", "1": "米 m", "1000": "千米 公里 km"},
    "质量": {"0.001": "毫克 mg", "1": "克 g", "500": "斤", "1000": "千克 公斤 kg", "1000000": "吨"},
    "体积": {"0.001": "毫升 ml", "1": "升 l", "1000": "立方米 m³"},
    "面积": {"0.0001": "平方厘米 cm²", "1": "平方米 平米 平 m²", "10000": "公顷", "1000000": "平方公里 km²"},
    "时间": {
        "0.001": "毫秒 ms",
        "1": "秒 秒钟 s seconds",
        "60": "分钟 min minutes",
        "3600": "小时 个小时 钟头 个钟头 h hours",
    },
    "天": {"1": "天 日 day days", "7": "周 星期 个星期 week weeks"},
    "月": {"1": "月 个月 month months", "3": "季度 个季度", "12": "年 year years"},
    "工作日": {"1": "工作日 个工作日"},
    "工作小时": {"1": "工作小时 个工作小时"},
    "数据量": {"1": "kb", "1024": "mb", "1048576": "gb", "1073741824": "tb"},
    "温度": {"1": "度 ℃ °c 摄氏度"},
    "倍数": {"1": "倍"},
    "": {"0.001": "‰", "0.01": "%", "0.1": "成 折"},
}
"""Dimension → how many of its base → the words. An hour is not told in days, nor a day in months: working days differ."""
_THINGS, _QUESTIONS = ("个", "名", "位", "人", "家"), ("题", "道", "道题")
"""Words things are counted with that say the same."""
_COUNTED = "次件台张本页条份步项种类组套节章场单封句字层点分岁级届期笔户盒箱瓶部间门排"
"""Those of which each counts its own."""

UNITS: Mapping[str, Unit] = {
    **{word: Unit("个数") for word in _THINGS},
    **{word: Unit("题数") for word in _QUESTIONS},
    **{word: Unit(f"{word}数") for word in _COUNTED},
    **{
        word: Unit(dimension, Decimal(each))
        for dimension, scales in _MEASURED.items()
        for each, words in scales.items()
        for word in words.split()
    },
}
