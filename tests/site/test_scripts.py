"""The scripts that the browser gets: printed from modules, each under a name that tells its content."""

import re
import shutil
from pathlib import Path

import pytest

import xinfang_rules.site
from xinfang_rules.rulebook.load import load_pack
from xinfang_rules.site.scripts.bundling import bundled, reached
from xinfang_rules.site.scripts.widgets import LOADER, files
from xinfang_rules.site.site_context import SiteContext, read_book
from xinfang_rules.site.try_it.form_data import PROGRAM

SMALL = Path(__file__).parents[1] / "scenario_pack"
ASSETS = Path(xinfang_rules.site.__file__).parent / "assets"
MODULE = """\
/** A remark. */
import { one, two as second } from "../numbers/count.js";
import {
  zero,
} from "./zero.js";
export const three = one + second;
export async function four() {}
const own = zero;
"""
COUNT = "export const one = 1;\nexport const two = 2;\n"
SCRIPT = """\
xinfangRules.define("sums/add.js", (need) => {
"use strict";
const { one, two: second } = need("numbers/count.js");
const { zero } = need("sums/zero.js");
const three = one + second;
async function four() {}
const own = zero;
return { three, four };
});
xinfangRules.define("sums/zero.js", (need) => {
"use strict";
const zero = 0;
return { zero };
});
"""


def test_a_module_becomes_a_function_that_is_given_what_it_imports() -> None:
    modules = {"numbers/count.js": COUNT, "sums/add.js": MODULE, "sums/zero.js": "export const zero = 0;\n"}
    assert bundled(list(modules)[1:], modules) == SCRIPT


@pytest.mark.parametrize(
    "module",
    [
        *(
            "export default 1;",
            "export { a };",
            'import "./b.js";',
            'import a from "./b.js";',
            'import * as a from "b";',
        ),
        *('const a = import("./b.js");', "const a = import.meta.url;"),
    ],
)
def test_what_no_script_can_be_printed_of_is_refused(module: str) -> None:
    with pytest.raises(ValueError, match=r"^a/b\.js: no script"):
        bundled(["a/b.js"], {"a/b.js": module})


@pytest.mark.parametrize("exports", ["export const one = 1;", "export const one = 1, two = 2;", ""])
def test_what_no_module_exports_cannot_be_imported(exports: str) -> None:
    with pytest.raises(ValueError, match=r"^a/b\.js: a/c\.js does not export (one, )?two$"):
        bundled(["a/b.js"], {"a/b.js": 'import { one, two } from "./c.js";\n', "a/c.js": exports})


def test_what_is_imported_by_way_of_others_is_reached_first() -> None:
    modules = {"numbers/count.js": COUNT, "sums/add.js": MODULE, "sums/all.js": 'import { three } from "./add.js";\n'}
    assert list(reached("sums/all.js", modules)) == ["numbers/count.js", "sums/zero.js", "sums/add.js", "sums/all.js"]


def test_every_module_is_short_and_takes_nothing_from_elsewhere() -> None:
    for path in ASSETS.rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) < 400, path
        assert not re.search(r"https?://", text), path


def test_every_module_is_served() -> None:
    texts = [content.decode() for _, content in files(SiteContext(*load_pack(), (), None))]
    printed = re.findall(r'^xinfangRules\.define\("(.+?)"', "\n".join(texts), re.MULTILINE)
    written = [path.relative_to(ASSETS).as_posix() for path in ASSETS.glob("*/*.js")]
    assert set(printed) == {*written, PROGRAM}


def test_scripts_and_data_of_two_builds_are_never_mixed(tmp_path: Path) -> None:
    def named() -> tuple[set[str], str]:
        served = dict(files(read_book(pack)))
        return set(served), served[LOADER].decode()

    pack = shutil.copytree(SMALL, tmp_path / "small")
    shutil.rmtree(pack / "scenarios")
    before, loader = named()
    rules = pack / "rules.yaml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("{from: 2020-03-01, value: 15}", "{from: 2020-03-01, value: 10}"), encoding="utf-8")
    after, other = named()
    gone = {path.rpartition("/")[2] for path in before - after}
    # 15 stands in the functions and in the data. Whichever loader a browser has kept, it names both of one build.
    assert {name.partition(".")[0] for name in gone} >= {"try", "try-try"}
    assert all(name in loader for name in gone)
    assert not any(name in other for name in gone)
