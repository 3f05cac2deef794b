"""A page's own modules joined into few scripts when the server starts, so that a phone far away asks twice instead of thirty times.

In source they stay the modules they are. Each becomes a function of its own that gives what it exports, in the order in which a browser would have
run them; a script takes what stands in another one from there, so that nothing ever runs twice. Every name carries a hash of all that was joined:
an address that is kept never means something else. What a page does first of all stands in the page itself; every script after it sees that by name.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import PurePosixPath
from typing import NamedTuple

IMPORT = re.compile(r'^import (?:(?P<what>\{[^}]*\}|\* as \w+) from )?"(?P<path>\.[^"]+)";$', re.M)
DECLARED = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.M)
LISTED = re.compile(r"^export ?\{([^}]*)\};?$|(?<=;)export ?\{([^}]*)\};?$", re.M)
LEFT = re.compile(r"^(?:import|export)\b(?!\()", re.M)
LATER = re.compile(r'\bimport\("\./([\w/]+\.js)"\)')
NOTE = re.compile(r"^\s*// .*\n", re.M)


class Module(NamedTuple):
    """One file: what it needs, in order, what it exports by what name inside it, and the rest of it."""

    needs: tuple[tuple[str, str], ...]
    exports: dict[str, str]
    body: str


class Joined(NamedTuple):
    """What stands in the page, and the scripts by name, the page's own first."""

    within: str
    scripts: dict[str, str]


def joined(sources: dict[str, str], first: str, entry: str) -> Joined:
    """What the page does first with all it needs, its entry with what it needs besides, and a script for each module that is fetched later."""
    modules: dict[str, Module] = {}
    within = _order(sources, first, modules)
    parts: dict[str, list[str]] = {}
    waiting = [entry]
    while waiting:
        one = waiting.pop(0)
        parts[one] = _order(sources, one, modules)
        asked = {later for path in parts[one] for later in LATER.findall(modules[path].body)}
        waiting += sorted(asked - parts.keys() - {*waiting})
    whole = sha256("".join(f"{path}\n{sources[path]}" for path in sorted(modules)).encode()).hexdigest()[:12]
    names = {one: f"{PurePosixPath(one).stem}.{whole}.js" for one in parts}
    stands_in = {path: names[one] for one, paths in parts.items() for path in paths}
    scripts = {names[one]: _script(paths, modules, stands_in, names) for one, paths in parts.items()}
    return Joined('"use strict";\n' + "".join(_as_value(path, modules[path]) for path in within), scripts)


def _script(paths: list[str], modules: dict[str, Module], stands_in: dict[str, str], names: dict[str, str]) -> str:
    """One script: what it takes from others, its modules in order, and all of them for whoever takes them from here."""
    others: dict[str, list[str]] = {}
    apart = (need for path in paths for need, _ in modules[path].needs if need in stands_in and need not in paths)
    for need in dict.fromkeys(apart):
        others.setdefault(stands_in[need], []).append(_value(need))
    takes = "".join(f'import {{ {", ".join(values)} }} from "./{name}";\n' for name, values in others.items())
    body = "".join(_as_value(path, modules[path]) for path in paths)
    body = LATER.sub(lambda asked: f'import("./{names[asked[1]]}").then((there) => there.{_value(asked[1])})', body)
    return f"{takes}{body}export {{ {', '.join(_value(path) for path in paths)} }};\n"


def _order(sources: dict[str, str], path: str, found: dict[str, Module], above: tuple[str, ...] = ()) -> list[str]:
    """The modules that one needs, each after what it needs itself."""
    if path in above:
        raise ValueError(f"{path} imports itself by {' and '.join(above[above.index(path) + 1 :]) or 'its own name'}")
    if path in found:
        return []
    module = _module(path, sources[path])
    before = [one for need, _ in module.needs for one in _order(sources, need, found, (*above, path))]
    found[path] = module
    return [*before, path]


def _module(path: str, source: str) -> Module:
    """A module taken apart. What would not mean the same once joined is refused, not guessed at."""
    needs = tuple((_beside(path, one["path"]), one["what"] or "") for one in IMPORT.finditer(source))
    body = IMPORT.sub("", source)
    exports = {name: name for name in DECLARED.findall(body)}
    body = DECLARED.sub("", body)
    for named in LISTED.finditer(body):
        exports |= dict(_pair(one) for one in (named[1] or named[2]).split(","))
    body = LISTED.sub("", body)
    if left := LEFT.search(body):
        line = body[left.start() :].partition("\n")[0]
        raise ValueError(f"{path}: “{line}” cannot be joined; write it as the other modules write theirs")
    return Module(needs, exports, NOTE.sub("", body).strip())


def _pair(said: str) -> tuple[str, str]:
    """What `a as b` exports: b, which is a inside."""
    inside, _, name = said.strip().partition(" as ")
    return name or inside, inside


def _beside(path: str, other: str) -> str:
    """The module another one names, seen from where that one stands."""
    parts: list[str] = []
    for part in (PurePosixPath(path).parent / other).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _value(path: str) -> str:
    return "$" + re.sub(r"\W", "_", path.removesuffix(".js"))


def _takes(needs: tuple[tuple[str, str], ...]) -> str:
    """The imports of a module as it takes them from values that are there."""
    return "".join(
        f"const {what.removeprefix('* as ').replace(' as ', ': ')} = {_value(path)};\n" for path, what in needs if what
    )


def _as_value(path: str, module: Module) -> str:
    gives = ", ".join(name if name == inside else f"{name}: {inside}" for name, inside in module.exports.items())
    return f"const {_value(path)} = (() => {{\n{_takes(module.needs)}{module.body}\nreturn {{ {gives} }};\n}})();\n"
