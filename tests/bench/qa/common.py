"""Counts how common tokens are in everyday questions, for storage/search/common.json: `python -m tests.bench.qa.common FOLDER`.

Per mille of the wordings of a source. The middle one of the sources counts, so that what only one of them is about stays out.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median

from storage.search import candidates
from storage.search.postings import spell
from tests.bench.qa import folder

FILE = Path(candidates.__file__).with_name("common.json")
WORTH = 2
"""Per mille from which a token is worth mentioning."""
LONGEST = 2

ENGLISH = {
    200: "how to the",
    120: "do i a is what",
    60: "can in of for my you and it",
    30: "on with when where which are be get use we does this that if not should",
    15: "why who or from your there an at have need after before about me as by will make their they",
}
"""By judgement: the folder has no English."""


def main() -> None:
    where = Path(sys.argv[1])
    if problem := folder.missing(where):
        sys.exit(problem)
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    wordings: Counter[str] = Counter()
    for source, words in folder.sourced(where):
        tokens = spell(words).tokens
        wordings[source] += 1
        seen[source].update(tokens.singles | tokens.pairs)
    every = {token for counted in seen.values() for token in counted if len(token) <= LONGEST and not token.isascii()}
    share = {token: median(1000 * seen[source][token] / wordings[source] for source in wordings) for token in every}
    common = {token: round(value) for token, value in share.items() if value >= WORTH}
    common |= {
        spelled: value for value, words in ENGLISH.items() for word in words.split() for spelled in spell(word).tokens.singles
    }
    ordered = dict(sorted(common.items(), key=lambda one: (-one[1], one[0])))
    FILE.write_text(json.dumps(ordered, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
