"""Modules joined into one script mean what they meant apart; what would not is refused when the server starts."""

from __future__ import annotations

import json
import re
import subprocess
from shutil import which

import pytest

from bot.channels.web.joining import joined
from bot.channels.web.page import HASHED, Page

SOURCES = {
    "main.js": 'import { one, two as second } from "./a.js";\nimport * as deep from "./deep/b.js";\nimport "./c.js";\n'
    'export const all = [one, second(), deep.x, globalThis.c];\nexport const later = () => import("./later.js");\n',
    "a.js": 'import { x } from "./deep/b.js";\nexport const one = x + 1;\nexport function two() { return "two"; }\n',
    "deep/b.js": "globalThis.runs = (globalThis.runs ?? 0) + 1;\nconst inside = 1;export{inside as x};\n",
    "c.js": "// The last one.\nglobalThis.c = `c\n`;\n",
    "early.js": 'import { one } from "./a.js";\nglobalThis.early = one;\n',
    "later.js": 'import * as b from "./deep/b.js";\nimport { all } from "./main.js";\nexport const found = [b.x, all.length, globalThis.runs];\n',
}


@pytest.mark.skipif(which("node") is None, reason="needs node to run what was joined")
def test_what_is_joined_runs_as_it_did_apart_and_once(tmp_path):
    apart, together = tmp_path / "apart", tmp_path / "together"
    made = joined(SOURCES, "early.js", "main.js")
    main, _ = made.scripts
    assert [name.partition(".")[0] for name in made.scripts] == ["main", "later"]
    for folder, files in ((apart, SOURCES), (together, made.scripts)):
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    found = []
    first = f"(await import('node:vm')).runInThisContext({json.dumps(made.within)});"
    for folder, before, entry, value in (
        (apart, 'await import("./early.js");', "main.js", "page"),
        (together, first, main, "page.$main"),
    ):
        asked = f'{before}const page = await import("./{entry}"); const p = {value}; const l = await p.later();'
        asked += "console.log(JSON.stringify([p.all, l.found, globalThis.early]))"
        ran = subprocess.run(
            ["node", "--input-type=module", "-e", asked], cwd=folder, capture_output=True, text=True, check=True, timeout=60
        )
        found.append(json.loads(ran.stdout))
    assert found[0] == found[1] == [[2, "two", 1, "c\n"], [1, 4, 1], 2]


def test_every_name_changes_with_what_is_in_any_of_the_parts():
    changed = [SOURCES] + [SOURCES | {one: SOURCES[one] + "globalThis.z = 1;\n"} for one in SOURCES]
    names = [frozenset(joined(sources, "early.js", "main.js").scripts) for sources in changed]
    assert len(frozenset().union(*names)) == 2 * len(changed)
    assert names[0] == frozenset(joined(SOURCES, "early.js", "main.js").scripts)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("export let x = 1;\n", "export let x = 1;"),
        ("export default 1;\n", "export default 1;"),
        ('export * from "./a.js";\n', "export *"),
        ('import x from "./a.js";\n', "import x"),
        ('import { x } from "far";\n', 'from "far"'),
        ('import { all } from "./main.js";\n', "main.js imports itself by c.js"),
    ],
)
def test_what_would_mean_something_else_is_refused(source, said):
    with pytest.raises(ValueError) as refused:
        joined(SOURCES | {"c.js": source}, "early.js", "main.js")
    assert said in str(refused.value)


def test_the_page_names_what_it_begins_with_by_its_content():
    page = Page()
    (index,) = [page.assets["index.html"].body.decode()]
    named = re.findall(r'(?:src|href)="web/([\w.]+)"', index)
    hashed = [name for name in named if HASHED.search(name)]
    assert {name.partition(".")[0] for name in hashed} == {"chat", "main"} and set(named) <= page.assets.keys()
    assert Page().assets.keys() == page.assets.keys(), "the same files have the same names at every start"
