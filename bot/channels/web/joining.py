"""A page's own modules joined into one script when the server starts, so that a phone far away asks once instead of thirty times.

In source they stay the modules they are. Each becomes a function of its own that gives what it exports, in the order in which a browser would have
run them; what is fetched later takes what it imports from the joined script, so that nothing ever runs twice. Every name carries a hash of its
content: an address that is kept never means something else.
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


class Joined(NamedTuple):
    """The scripts of a page by the names they are served under, and which of them is the page."""

    first: str
    scripts: dict[str, str]


class Module(NamedTuple):
    """One file: what it needs, in order, what it exports by what name inside it, and the rest of it."""

    needs: tuple[tuple[str, str], ...]
    exports: dict[str, str]
    body: str


def joined(sources: dict[str, str], entry: str) -> Joined:
    """All that `entry` needs from its first moment as one script, and beside it each module that is fetched later."""
    modules: dict[str, Module] = {}
    order = _order(sources, entry, modules)
    begins = "".join(_as_value(path, modules[path]) for path in order)
    gives = f"export {{ {', '.join(_value(path) for path in order)} }};\n"
    asked = sorted({path for one in order for path in LATER.findall(modules[one].body)})
    # A later script names the first one and the first one the later: the first is named by all of them as they were written.
    whole = sha256("".join([begins, *(sources[path] for path in asked)]).encode()).hexdigest()[:12]
    first = f"{PurePosixPath(entry).stem}.{whole}.js"
    scripts = {}
    for path in asked:
        later = f"{PurePosixPath(path).stem}.{whole}.js"
        scripts[later] = _later(_module(path, sources[path]), first, set(order))
        begins = begins.replace(f'import("./{path}")', f'import("./{later}")')
    return Joined(first, {first: begins + gives, **scripts})


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


def _later(module: Module, first: str, there: set[str]) -> str:
    if missing := [path for path, _ in module.needs if path not in there]:
        raise ValueError(f"what is fetched later imports {missing[0]}, which is not there from the beginning")
    taken = ", ".join(dict.fromkeys(_value(path) for path, _ in module.needs))
    gives = ", ".join(name if name == inside else f"{inside} as {name}" for name, inside in module.exports.items())
    return f'import {{ {taken} }} from "./{first}";\n{_takes(module.needs)}{module.body}\nexport {{ {gives} }};\n'
