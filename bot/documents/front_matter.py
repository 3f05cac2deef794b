"""The lines between two --- at the head of a text: what they say of the whole of it, in YAML, and nothing that grows when read."""

from __future__ import annotations

from typing import Any

from bot.phrases import Phrase, Refusal

LONGEST = 10_000
"""Characters: nobody writes more about a text than that."""
DEEPEST = 10
"""Lists within lists: nobody writes more, and what each further one costs grows with all that are open."""
MALFORMED = Phrase(zh="文件开头的说明（---之间）写法有误", en="the lines between the “---” at the top are malformed")


def split(text: str) -> tuple[dict[str, Any], str, int]:
    """(what it says, the rest, the line the rest begins in). A --- that begins no such lines is a rule, and the text is all rest.
    Raises Refusal."""
    from frontmatter.default_handlers import YAMLHandler

    handler = YAMLHandler()
    begun = text.lstrip("\ufeff\n ")
    try:
        said, rest = handler.split(begun) if handler.detect(begun) else ("", text)
    except ValueError:  # one --- alone
        said, rest = "", text
    known = _mapping(said) if said.strip() else None
    if known is None:
        return {}, text, 1
    return known, rest, text.count("\n", 0, len(text) - len(rest)) + 1


def _mapping(said: str) -> dict[str, Any] | None:
    """The values by name; None where it is something else than names with values. An alias can make a few lines into gigabytes, and
    openings without end keep the scanner busy: there are neither."""
    from yaml import AliasEvent, SafeLoader, YAMLError, load  # type: ignore[import-untyped]

    class Loader(SafeLoader):  # type: ignore[misc]
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(AliasEvent):
                raise YAMLError
            return super().compose_node(parent, index)

        def fetch_flow_collection_start(self, token: Any) -> None:
            if self.flow_level == DEEPEST:
                raise YAMLError
            super().fetch_flow_collection_start(token)

    try:
        if len(said) > LONGEST:
            raise Refusal(MALFORMED)
        known = load(said, Loader=Loader)
    except (YAMLError, RecursionError, ValueError):  # ValueError: a day that does not exist
        raise Refusal(MALFORMED) from None
    return known if isinstance(known, dict) else None
