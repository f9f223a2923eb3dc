"""Characters that cannot be seen: in no text of a pack, however they are written, and on no terminal."""

import json
import re
import shutil
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from xinfang_rules import Case, Position, Result, XinfangError, cli, evaluate, load, read_case
from xinfang_rules.analysis.mutation.known_mutants import MutantsError, read_known
from xinfang_rules.characters import UNSEEN, visible
from xinfang_rules.cli.main import main
from xinfang_rules.errors import DiagnosedError, RulebookError
from xinfang_rules.scenarios.scenario import ScenarioError, read_scenarios
from xinfang_rules.site.search.search_words import read_search_words
from xinfang_rules.sources.document import SourceError
from xinfang_rules.sources.reader import parse

BASE = Path(__file__).resolve().parent / "bad_rules" / "_base"
PACK = Path(__file__).resolve().parent / "cli_pack"
DAY = date(2024, 3, 20)

SHAPED = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, *range(0x13430, 0x13440)}
"""Signs that Unicode counts among formats, but that have a shape: Arabic, Syriac, Kaithi, Egyptian."""


def test_what_cannot_be_seen_is_what_unicode_says_is_a_control_a_format_or_nobodys() -> None:
    for number in range(0x110000):
        character = chr(number)
        category = unicodedata.category(character)
        if category in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp"):
            wanted = number not in SHAPED and character not in "\t\n"
            assert (UNSEEN.fullmatch(character) is not None) is wanted, f"U+{number:04X}"


CHINESE = ("信访人", "（一）", "第十四条　第一款", "a\tb\n", "x\r\n", "𠮷野家", "①Ⅱ㈢", "🙂", "é", "\xa0", "—…")


@pytest.mark.parametrize("text", CHINESE)
def test_what_is_written_in_chinese_can_be_seen(text: str) -> None:
    assert UNSEEN.search(text) is None
    assert visible(text) == text


HIDDEN = {
    "U+0007": "\x07",
    "U+001B": "\x1b",
    "U+007F": "\x7f",
    "U+0085": "\x85",
    "U+00AD": "\xad",
    "U+061C": "\u061c",
    "U+180E": "\u180e",
    "U+200B": "\u200b",
    "U+200D": "\u200d",
    "U+200F": "\u200f",
    "U+2028": "\u2028",
    "U+202A": "\u202a",
    "U+202E": "\u202e",
    "U+2060": "\u2060",
    "U+2066": "\u2066",
    "U+2069": "\u2069",
    "U+3164": "\u3164",
    "U+FE0F": "\ufe0f",
    "U+FEFF": "\ufeff",
    "U+E000": "\ue000",
    "U+FFFE": "\ufffe",
    "U+E0041": "\U000e0041",
    "U+E0100": "\U000e0100",
    "U+10FFFD": "\U0010fffd",
}
PLACES = {
    "comment": "overlay: {id: trial, title: 试行} # 审*查\n",
    "comment alone": "# *\noverlay: {id: trial, title: 试行}\n",
    "title": "overlay: {id: trial, title: 试*行}\n",
    "id": "overlay: {id: tri*al, title: 试行}\n",
    "key": "over*lay: {id: trial, title: 试行}\n",
    "quoted": 'overlay: {id: trial, title: "试*行"}\n',
    "between": "overlay: {id: trial,* title: 试行}\n",
    "block": "overlay:\n  id: trial\n  title: |\n    试*行\n",
}


def shown(error: DiagnosedError) -> list[tuple[int, int, str, str]]:
    text = f"{error}\n{error.text('zh')}"
    assert UNSEEN.search(text) is None
    assert all(line.isprintable() for line in text.splitlines())
    return [(found.position.line, found.position.column, found.code, found.message) for found in error.diagnostics]


def refused(overlay: Path) -> list[tuple[int, int, str, str]]:
    with pytest.raises(RulebookError) as caught:
        load(BASE, overlays=overlay)
    return shown(caught.value)


@pytest.mark.parametrize("name", HIDDEN)
def test_wherever_one_stands_in_a_rule_file_it_is_named_with_its_place(name: str, tmp_path: Path) -> None:
    file = tmp_path / "trial.yaml"
    for place, text in PLACES.items():
        file.write_text(text.replace("*", HIDDEN[name]), encoding="utf-8")
        before = text[: text.index("*")]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        (first, *_) = refused(file)
        assert first[:3] == (line, column, "control-character"), place
        assert f"the character {name} cannot be seen" in first[3]


ESCAPES = {
    "\\x1b": "U+001B",
    "\\e": "U+001B",
    "\\u202e": "U+202E",
    "\\u200b": "U+200B",
    "\\r": "U+000D",
    "\\N": "U+0085",
}
ESCAPES |= {"\\U000E0041": "U+E0041", "\\L": "U+2028", "\\ufeff": "U+FEFF", "\\0": "U+0000", "\\uE000": "U+E000"}
ESCAPES |= {"\\u3164": "U+3164", "\\uFE0F": "U+FE0F"}  # printable to Python, and not to be seen


@pytest.mark.parametrize("escape", ESCAPES)
def test_an_escape_is_no_way_around(escape: str, tmp_path: Path) -> None:
    file = tmp_path / "trial.yaml"
    for text in ('overlay: {id: trial, title: "试*行"}\n', 'overlay: {id: trial, "ti*tle": 试行}\n'):
        file.write_text(text.replace("*", escape), encoding="utf-8")
        found = refused(file)
        assert (1, text.index('"') + 1, "control-character") in [each[:3] for each in found]
        assert ESCAPES[escape] in " ".join(each[3] for each in found)


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_half_of_a_pair_is_no_character(form: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse('{"title": "\\ud800"}', "x", form=form, seen=True)  # type: ignore[arg-type]
    assert [each[2] for each in shown(caught.value)] == ["surrogate"]


def test_of_a_file_of_nothing_else_fifty_are_listed_and_the_rest_is_counted(tmp_path: Path) -> None:
    file = tmp_path / "trial.yaml"
    file.write_text("# " + "\u202e" * 100_000, encoding="utf-8")
    found = refused(file)
    assert len(found) == 51
    assert ("more", "and 99950 more") in [each[2:] for each in found]


def test_a_lone_carriage_return_hides_no_rule_in_a_comment(tmp_path: Path) -> None:
    file = tmp_path / "trial.yaml"
    file.write_bytes("# 说明\roverlay: {id: trial, title: 试行}\r".encode())
    assert refused(file)[0][:3] == (1, 5, "control-character")
    file.write_bytes("# 说明\r\noverlay: {id: trial, title: 试行}\r\n".encode())
    assert load(BASE, overlays=file).identity.overlays == ("trial",)


def test_scenarios_search_words_and_mutants_are_judged_alike(tmp_path: Path) -> None:
    (tmp_path / "search.yaml").write_text("synonyms: [[甲, 乙\u200b]]\n", encoding="utf-8")
    (tmp_path / "mutants.yaml").write_text("survivors: [{mutant: a, reason: 甲\u202e}]\n", encoding="utf-8")
    scenario = tmp_path / "scenario.yaml"
    text = (PACK / "scenarios" / "notice.yaml").read_text(encoding="utf-8")
    scenario.write_text(f"# \u2066\n{text}", encoding="utf-8")
    tries: dict[type[DiagnosedError], Callable[[], object]] = {
        RulebookError: lambda: read_search_words([tmp_path], load(BASE).instrument, []),
        MutantsError: lambda: read_known(tmp_path),
        ScenarioError: lambda: read_scenarios(scenario),
    }
    for kind, read in tries.items():
        with pytest.raises(kind) as caught:
            read()
        assert [each[2] for each in shown(caught.value)] == ["control-character"]


def test_a_case_may_say_what_it_likes_and_is_shown_with_escapes() -> None:
    """A case is data of others: it is judged by its facts. No text of it is free, so that none comes out again."""
    for text in ('{"case_id": "a\u202eb"}', '{"\u202e": 1}', '{"petition": {"category": "\\u001b[2J"}}'):
        with pytest.raises(XinfangError) as caught:
            evaluate(read_case(text), as_of=DAY)
        assert UNSEEN.search(f"{caught.value}{caught.value.text()}") is None


ATTACK = "\x1b[2J\x1b]0;x\x07\u202eabc\rxyz\u200b\x9b31m"


def api_calls() -> dict[str, Callable[[], object]]:
    result = evaluate({"petition": {"category": "grievance"}}, as_of=DAY)
    return {
        "about": lambda: result.explain(ATTACK),
        "why not": lambda: result.explain("disposition", why_not=ATTACK),
        "engine": lambda: evaluate({}, as_of=DAY, engine=ATTACK),
        "rulebook": lambda: evaluate({}, as_of=DAY, rulebook=ATTACK),  # type: ignore[arg-type]
        "day": lambda: evaluate({}, as_of=ATTACK),  # type: ignore[arg-type]
        "pack": lambda: load(ATTACK),
        "overlay": lambda: load(overlays=[ATTACK]),
        "texts": lambda: load(statutes=ATTACK),
        "fact": lambda: Case.from_facts({ATTACK: True}),
        "value": lambda: Case.from_facts({"petition.category": ATTACK}),
        "name": lambda: read_case("{", name=ATTACK),
        "format": lambda: read_case("{}", format=ATTACK),  # type: ignore[arg-type]
        "place": lambda: evaluate({"x": 1}, as_of=DAY, locate=lambda _: Position(ATTACK, 1, 1)),
        "scenario": lambda: read_scenarios(ATTACK),
    }


@pytest.mark.parametrize("name", api_calls())
def test_no_message_holds_what_cannot_be_seen(name: str) -> None:
    with pytest.raises(XinfangError) as caught:
        api_calls()[name]()
    assert UNSEEN.search(f"{caught.value}{caught.value.text('zh')}{caught.value.text('en')}") is None


COMMANDS = {
    "why not": ["explain", "CASE", "disposition", "--why-not", ATTACK],
    "about": ["explain", "CASE", ATTACK],
    "day": ["evaluate", "CASE", "--as-of", ATTACK],
    "engine": ["evaluate", "CASE", "--engine", ATTACK],
    "rulebook": ["evaluate", "CASE", "--rulebook", ATTACK],
    "overlay": ["evaluate", "CASE", "--overlay", ATTACK],
    "file": ["evaluate", ATTACK],
    "pack": ["check", ATTACK],
    "test": ["test", ATTACK],
    "texts": ["check", "--statutes", ATTACK],
    "output": ["schema", "case", "--output", f"no/{ATTACK}"],
    "what": ["schema", ATTACK],
    "command": [ATTACK],
    "option": ["evaluate", f"--{ATTACK}"],
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_the_terminal_is_told_nothing_by_an_argument(
    name: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("CASE").write_text("petition: {category: grievance}\n", encoding="utf-8")
    arguments = [*COMMANDS[name], *(["--lang", language] if name in ("why not", "about", "day") else [])]
    told = CliRunner().invoke(main, arguments)
    assert told.exit_code == 2
    assert UNSEEN.search(told.output + told.stderr) is None


def test_the_terminal_is_told_nothing_by_the_name_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = [f"{ATTACK}.yaml", f"b{ATTACK}"]
    for name in names:
        Path(name).write_text("[{case_id: a}, {petition: {category: wrong}}]\n", encoding="utf-8")
    told = CliRunner().invoke(main, ["evaluate", *names, "--as-of", "2024-03-20"])
    assert "案件 a" in told.output
    assert UNSEEN.search(told.output + told.stderr) is None
    shutil.copytree(PACK, f"pack{ATTACK}")
    for command in (["check", f"pack{ATTACK}"], ["test", f"pack{ATTACK}"], ["check", "--gaps", f"pack{ATTACK}"]):
        told = CliRunner().invoke(main, command)
        assert UNSEEN.search(told.output + told.stderr) is None


def test_a_result_that_was_stored_is_explained_without_what_was_put_into_it() -> None:
    result = evaluate({"case_id": "a"}, as_of=DAY)
    stored = json.loads(result.model_dump_json())
    stored["case_id"] = ATTACK
    read = Result.model_validate(stored)
    with pytest.raises(XinfangError) as caught:
        read.explain("nothing")
    assert UNSEEN.search(str(caught.value)) is None


def test_whatever_a_command_writes_goes_through_one_place() -> None:
    others = ("{done} of {of}", "to_ical(")  # numbers alone; the bytes of a file
    own = {"output.py", "text_page.py"}  # a page adds colours to texts that are escaped already
    directory = Path(cli.__file__).parent
    for file in directory.glob("*.py"):
        if file.name not in own:
            found = re.findall(r"(?:click\.s?echo|print|std(?:out|err)\.write)\(.*", file.read_text(encoding="utf-8"))
            assert [line for line in found if not any(one in line for one in others)] == [], file.name
