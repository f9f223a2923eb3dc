"""The files that the browser gets: a loader for every page, and what each widget needs, loaded where a page has one.

A widget is a folder `assets/<name>`. Its entry `<name>/<name>.js` exports `open(book, place, root, data, more)`, which
fills `<div class="xinfang-<name>">`: `book` is the rulebook, where it imports what decides; `data` are its own, and
`more(name)` loads further ones, with the functions that decide by them, `programs`, if there are any. The names of
files tell their content, so that no browser takes the data of one build with the functions of another.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files as resources
from typing import Any, Final

from xinfang_rules.site import deadlines_data, wizard_data
from xinfang_rules.site.scripts.bundling import bundled, held, reached, without_remarks
from xinfang_rules.site.site_context import ALONE, SiteContext, Surroundings
from xinfang_rules.site.try_it.form_data import PROGRAM, Deciding, can_be_tried, exported

ASSETS: Final = "assets/xinfang"

LOADER: Final = f"{ASSETS}/load.js"
"""The one script that every page names."""

SEARCHED: Final = "search/pages.js"
"""What is searched: written when all pages are."""

BOOK: Final = "try"
"""The widget whose data are the rulebook itself."""

Data = Callable[[SiteContext, Surroundings], Mapping[str, Any]]

DATA: Final[Mapping[str, Data]] = {"deadlines": deadlines_data.data, "wizard": wizard_data.data}
"""What makes the own data of a widget.

Those under its own name it opens with, others it may ask for by theirs. Without any it is not on the site.
"""


def files(book: SiteContext, around: Surroundings = ALONE) -> Iterator[tuple[str, bytes]]:
    """Yields every style and script, each with its path from the root of the site.

    Args:
        book: What the site is generated from.
        around: What else the site has.
    """
    modules: dict[str, str] = {}
    for folder in sorted(_assets().iterdir(), key=lambda folder: folder.name):
        for asset in sorted(folder.iterdir(), key=lambda asset: asset.name) if folder.is_dir() else ():
            text = asset.read_text(encoding="utf-8")
            if asset.name.endswith(".js"):
                modules[f"{folder.name}/{asset.name}"] = text
            else:
                yield f"{ASSETS}/{asset.name}", text.encode()
    data: dict[str, Mapping[str, Any]] = {}
    if can_be_tried(book):
        own, modules[PROGRAM] = exported(book, directory_urls=around.directory_urls)
        data[BOOK] = {BOOK: own}
    offered: dict[str, Any] = {}
    for name in sorted({module.partition("/")[0] for module in modules}, key=lambda name: (name != BOOK, name)):
        needed = reached(f"{name}/{name}.js", modules)
        decides = PROGRAM in needed
        if decides and BOOK not in data:
            continue  # a rulebook that the browser cannot decide by
        if name in DATA and not data.setdefault(name, DATA[name](book, around)):
            continue  # it has nothing to open with
        # The modules that decide, and the rulebook, are loaded once for all widgets that need them.
        shared = reached(f"{BOOK}/{BOOK}.js", modules) if decides and name != BOOK else {}
        script = _named(name, bundled((module for module in needed if module not in shared), modules))
        mine = data.get(name, {})
        told = {key: _named(f"{name}-{key}", _told(name, key, each, modules)) for key, each in mine.items()}
        yield from ((f"{ASSETS}/{file}", text.encode()) for file, text in (script, *told.values()))
        first = [told.pop(name)[0]] if name in told else []
        offered[name] = {
            "load": [*(offered[BOOK]["load"] if shared else ()), script[0], *first],
            "more": {key: file for key, (file, _) in told.items()},
        }
    offered["search"]["more"]["pages"] = f"../../{SEARCHED}"
    loader = without_remarks(_assets().joinpath("load.js").read_text(encoding="utf-8"))
    yield LOADER, f"{loader}xinfangRules.start({json.dumps(offered)});\n".encode()


def _told(name: str, key: str, data: Any, modules: Mapping[str, str]) -> str:
    if not isinstance(data, Deciding):
        return held(f"{name}/{key}", data)
    module = f"{BOOK}/{key}.js"
    return bundled([module], {**modules, module: data.program}) + held(f"{name}/{key}", data.data)


def _named(stem: str, text: str) -> tuple[str, str]:
    return f"{stem}.{hashlib.sha256(text.encode()).hexdigest()[:10]}.js", text


def _assets() -> Any:
    return resources("xinfang_rules.site").joinpath("assets")
