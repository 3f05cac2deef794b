"""What was taken back stands in no later record, what was changed is another statement, and everything else is the same to the byte."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.stories.test_import_export import received
from tests.stories.test_records import lived
from tests.town import Somebody, Town
from tests.xapi_rules import wrong


def exported(town: Town, wang: Somebody) -> dict[str, bytes]:
    """Every statement by its id, to the byte."""
    _, content = received(town, wang.tells("导出 xapi"))
    found: dict[str, bytes] = {}
    for line in content.splitlines():
        (number,) = re.findall(rb'^{"id":"([0-9a-f-]{36})"', line)
        assert not wrong(json.loads(line))
        found[number.decode()] = line
    return found


def verbs(lines: Any) -> list[str]:
    return sorted(re.findall(r'"verb":\{"id":"[^"]*/(\w+)"', b"".join(lines).decode()))


def test_what_was_taken_back_is_in_no_later_record(town: Town) -> None:
    """No statement says that another one is void: nobody knows who was given the earlier file, and its id is missing in the later one."""
    wang, (lin, zhou, _) = lived(town)
    whole = exported(town, wang)
    wang.tells("勋章 收回 林晓 热心 发错了")
    without = exported(town, wang)
    gone = whole.keys() - without.keys()
    assert verbs(whole[one] for one in gone) == ["earned"] and without.items() <= whole.items()
    assert "voided" not in verbs(without.values())
    wang.takes_back()
    assert exported(town, wang) == whole, "what is given back is the very statement that was there"

    wang.confirms("证书 林晓 事由=学得好")
    with_certificate = exported(town, wang)
    assert verbs(with_certificate[one] for one in with_certificate.keys() - whole.keys()) == ["earned"]
    number = re.findall(r"YX2605-\S+-\w{10}", lin.heard_privately)[-1]
    wang.tells(f"作废 {number} 发错了")
    assert exported(town, wang) == whole

    zhou.tells("打卡")
    assert exported(town, wang) == whole, "a check-in is no learning: no record of it, and none to be taken back"


def test_a_mark_that_was_changed_is_another_statement(town: Town) -> None:
    wang, _ = lived(town)
    whole = exported(town, wang)
    place = re.findall(r"问题(\d)？", b"".join(whole.values()).decode())[0]
    number = f"Q00{int(place) + 1}"
    assert "按旧答案判的" in wang.tells(f"题库 {number} 答案 C")
    wang.presses("重新判分", wang.tells(f"重新判分 {number}").posts[-1])
    after = exported(town, wang)
    changed = verbs(whole[one] for one in whole.keys() - after.keys())
    assert changed and changed == verbs(after[one] for one in after.keys() - whole.keys()), "each in the place of one"
    assert len(after) == len(whole)
