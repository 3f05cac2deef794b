"""The question search: everything asked before, found again whatever words it is asked in.

`add`, `add_all` and `answer` index an item of a corpus, `drop` forgets it, `refresh` follows a changed dictionary; `search` finds.
A question is spelled (`normal`), cut (`tokens`), looked up (`candidates` over `postings`), compared (`rerank`) and
doubted (`guards`). `excerpt` marks in a text what was asked for.
"""

from __future__ import annotations

from storage.search.excerpts import Piece, excerpt
from storage.search.postings import add, add_all, answer, behind, drop, refresh, version
from storage.search.results import POSSIBLE, Among, Band, Results, SearchResult, search
from storage.search.tokens import Dictionary

__all__ = [
    "POSSIBLE",
    "Among",
    "Band",
    "Dictionary",
    "Piece",
    "Results",
    "SearchResult",
    "add",
    "add_all",
    "answer",
    "behind",
    "drop",
    "excerpt",
    "refresh",
    "search",
    "version",
]
