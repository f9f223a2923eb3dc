"""Mutation: what each operator makes of a tiny pack, and which mutants its scenarios notice, worked out by hand."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from xinfang_rules.analysis.mutation.known_mutants import MUTANT_CODES, MutantsError, read_known
from xinfang_rules.analysis.mutation.mutants import OPERATORS, Mutant, mutants, mutated
from xinfang_rules.analysis.mutation.mutation_run import BaselineError, MutationReport, mutate_pack
from xinfang_rules.analysis.mutation.rewriting import condition_changes, shown
from xinfang_rules.analysis.mutation.touched import Touched
from xinfang_rules.cli.main import main
from xinfang_rules.errors import Diagnostic
from xinfang_rules.rulebook.linker import link
from xinfang_rules.rulebook.load import load, load_pack
from xinfang_rules.rulebook.model import Rulebook
from xinfang_rules.rulebook.pack import MUTANTS
from xinfang_rules.rulebook.statutes import OfficialText
from xinfang_rules.scenarios.running import run_scenario
from xinfang_rules.scenarios.scenario import Scenario, ScenarioError, read_all, scenario_files

PACK = Path(__file__).resolve().parent / "mutation_pack"

Row = tuple[str, int, str]
"""The mutant's name, its line, what kills it (a case by its number, or a code of the loader; empty if nothing does)."""

TABLE = """
# section/entry            line  operator          change                                                killed by
parameters/notice.days        7  parameter-value   values.0.value: 15 -> 16                            = 一
parameters/notice.days        7  parameter-value   values.0.value: 15 -> 14                            = 一
parameters/notice.days        4  day-unit          unit: day -> working_day                            = 一
parameters/notice.days        5  move-citation     cite.0.at: 1.2 -> 1.1                               =
# Without its line, an answer that a rule gives has no place in the order.
questions/outcome            16  drop-precedence   precedence.0: drop [take]                           = precedence
questions/outcome            17  drop-precedence   precedence.1: drop [pass_on]                        = precedence
# In case 1 both answers hold.
questions/outcome            16  swap-precedence   precedence.0: swap [take] and [pass_on]             = 一
# Taken in every case: that shows only where it should not be taken.
rules/outcome.take           24  drop-condition    when: drop {petition.competence: [own, lower]}      = 四
rules/outcome.take 24 negate-condition when.petition.competence: negate {petition.competence: [own, lower]} = 一
rules/outcome.take 24 drop-value when.petition.competence.0: drop own of {petition.competence: [own, lower]} = 一
rules/outcome.take 24 drop-value when.petition.competence.1: drop lower of {petition.competence: [own, lower]} = 二
rules/outcome.take           22  move-citation     cite.0.at: 1.1.1 -> 1.1.2                           = 一
# No case has one of the two conditions only.
rules/outcome.pass-on        30  all-any           when: all -> any                                    =
rules/outcome.pass-on        30  drop-condition    when.all.0: drop {petition.complicated: true} =
rules/outcome.pass-on        30  drop-condition    when.all.1: drop {petition.request: new}            =
rules/outcome.pass-on 30 negate-condition when.all.0.petition.complicated: negate {petition.complicated: true} = 四
rules/outcome.pass-on 30 negate-condition when.all.1.petition.request: negate {petition.request: new} = 四
rules/outcome.pass-on        28  move-citation     cite.0.at: 1.1.2 -> 1.1.1                           =
rules/notice.give            35  drop-condition    when: drop {outcome: take}                          = 四
# No case is urgent.
rules/notice.give            36  drop-unless       unless: drop {petition.major_urgent: true}          =
# A permission is never pending, a prohibition never due.
rules/notice.give            37  norm-kind         obliges: obliges -> permits                         = 一
rules/notice.give            37  norm-kind         obliges: obliges -> forbids                         = 一
rules/notice.give            35  negate-condition  when.outcome: negate {outcome: take}                = 一
rules/notice.give 36 negate-condition unless.petition.major_urgent: negate {petition.major_urgent: true} = 一
rules/notice.give            34  move-citation     cite.0.at: 1.2 -> 1.1                               =
rules/notice.study           51  drop-exception    exception_to.0: drop notice.give                    = 三
rules/notice.study           50  norm-kind         permits: permits -> obliges                         = 三
rules/notice.study           50  norm-kind         permits: permits -> forbids                         = 三
rules/notice.study           46  all-any           when: any -> all                                    = 三
rules/notice.study           48  drop-condition    when.any.0: drop {petition.hardship: true}          = 三
rules/notice.study           49  drop-condition    when.any.1: drop {petition.joint: true}             =
rules/notice.study 48 negate-condition when.any.0.petition.hardship: negate {petition.hardship: true} = 一
rules/notice.study           49  negate-condition  when.any.1.petition.joint: negate {petition.joint: true} = 一
# Article 2 has one paragraph and is the last: before it comes article 1, of which nothing but the rule cites article 2.
rules/notice.study 45 move-citation cite.0.at: 2 -> 1.1 = coverage
constraints/order.receipt    55  drop-constraint   drop the constraint                                 = 五
# Case 6 lists what is presumed, and not as what; nobody asks for the bundle, and no dossier is read.
presumptions/usual           66  drop-presumed     facts.petition.request: drop petition.request       = 六
presumptions/usual           67  drop-presumed     facts.petition.joint: drop petition.joint           = 六
presumptions/usual           67  presumed-value    facts.petition.joint: false -> true                 =
presumptions/usual           68  drop-presumed     bundles.0: drop ordinary                            =
presumptions/usual           65  add-presumed      facts: add {petition.complicated: false}            = 六
presumptions/usual           65  add-presumed      facts: add {petition.hardship: false}               = presumption
presumptions/usual           64  drop-limit        limit: drop limit                                   =
presumptions/easy            72  presumed-value    facts.petition.complicated: false -> true           =
presumptions/easy            72  add-presumed      facts: add {petition.request: new}                  =
presumptions/easy            72  add-presumed      facts: add {petition.hardship: false}               = presumption
"""


def rows() -> list[Row]:
    found: list[Row] = []
    for line in TABLE.splitlines():
        if line and not line.startswith("#"):
            said, _, killer = line.rpartition("=")
            entry, at, operator, change = said.split(maxsplit=3)
            found.append((f"{entry} {operator} {change.strip()}", int(at), killer.strip()))
    return found


NAMES = [name for name, _, _ in rows()]
SURVIVORS = [name for name, _, killer in rows() if not killer]


def ran(directory: Path = PACK, texts: Mapping[str, OfficialText] | None = None, **options: int) -> MutationReport:
    pack, _ = load_pack(directory)
    return mutate_pack(directory, pack, texts or {}, **{"jobs": 1, **options})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def report() -> MutationReport:
    return ran()


# Mutants


def found_mutants() -> tuple[Mutant, ...]:
    return mutants(load_pack(PACK)[0])


def test_each_operator_makes_the_mutants_worked_out_by_hand() -> None:
    assert [mutant.id for mutant in found_mutants()] == NAMES
    assert {mutant.operator for mutant in found_mutants()} == set(OPERATORS)


def test_every_mutant_stands_where_its_change_is() -> None:
    found = found_mutants()
    assert [mutant.position.line for mutant in found] == [line for _, line, _ in rows()]
    assert {Path(mutant.position.source).name for mutant in found} == {"rules.yaml"}


def changes(condition: dict[str, object]) -> list[tuple[str, str, object]]:
    entry = {"when": condition}
    return [(c.operator, c.text, c.data["when"]) for c in condition_changes(entry, ("when",), condition)]


def test_names_written_together_are_joined_by_all() -> None:
    both = {"petition.joint": True, "petition.request": "new"}
    assert changes(both) == [
        ("all-any", "all -> any", {"any": [{"petition.joint": True}, {"petition.request": "new"}]}),
        ("drop-condition", "drop {petition.joint: true}", {"petition.request": "new"}),
        (
            "negate-condition",
            "negate {petition.joint: true}",
            {"petition.joint": False, "petition.request": "new"},
        ),
        ("drop-condition", "drop {petition.request: new}", {"petition.joint": True}),
        (
            "negate-condition",
            "negate {petition.request: new}",
            {"all": [{"petition.joint": True}, {"not": {"petition.request": "new"}}]},
        ),
    ]


def test_a_condition_inside_not_is_changed_there_and_a_list_of_one_is_not_joined() -> None:
    assert changes({"not": {"all": [{"petition.joint": True}]}}) == [
        ("negate-condition", "negate {petition.joint: true}", {"not": {"all": [{"petition.joint": False}]}})
    ]


def test_members_that_a_set_must_include_are_values() -> None:
    asked: dict[str, object] = {"order.prohibited_acts": {"includes": ["a", "b"], "empty": False}}
    found = [data for operator, _, data in changes(asked) if operator == "drop-value"]
    assert found == [
        {"order.prohibited_acts": {"includes": ["b"], "empty": False}},
        {"order.prohibited_acts": {"includes": ["a"], "empty": False}},
    ]


def test_a_long_change_is_shortened() -> None:
    assert shown(["x" * 60, "y" * 60]).endswith("…")


# Verdicts


def test_every_mutant_is_killed_or_survives_as_worked_out_by_hand(report: MutationReport) -> None:
    came = [(v.mutant.id, v.mutant.position.line, v.by.partition("、")[0]) for v in report.verdicts]
    assert came == rows()
    loader = [killer for _, _, killer in rows() if killer.isascii() and killer]
    assert [v.by for v in report.verdicts if v.outcome == "loader"] == loader
    assert loader == ["precedence"] * 2 + ["coverage"] + ["presumption"] * 2


def test_the_report_counts_by_operator(report: MutationReport) -> None:
    tallies = {tally.operator: (tally.total, tally.loader, tally.scenario, tally.survived) for tally in report.tallies}
    assert list(tallies) == list(OPERATORS)
    assert tallies["move-citation"] == (5, 1, 1, 3)
    assert tallies["drop-precedence"] == (2, 2, 0, 0)
    assert tallies["drop-condition"] == (6, 0, 3, 3)
    assert sum(total for total, *_ in tallies.values()) == report.all_mutants == len(NAMES) == 45
    assert report.killed == 45 - len(SURVIVORS) == 32
    assert [verdict.mutant.id for verdict in report.survivors] == SURVIVORS


def test_what_a_scenario_notices_the_compiled_engine_notices_too(report: MutationReport) -> None:
    pack, book = load_pack(PACK)
    scenarios = read_all(scenario_files(PACK), book)
    for verdict in report.verdicts:
        changed = mutated(pack, verdict.mutant)
        if verdict.outcome == "loader" or changed is None:
            continue
        book = link(changed, dict)
        failed = [scenario.title for scenario in scenarios if not passes(scenario, book)]
        assert verdict.by in failed if verdict.by else not failed, verdict.mutant.id


def passes(scenario: Scenario, book: Rulebook) -> bool:
    try:
        return run_scenario(scenario, book).passed
    except ScenarioError:  # it names what is no longer there
        return False


TOUCHED = {
    # The matter is own in cases 1 and 3; case 5 is refused, whatever rules say; presumptions (6) are always tried.
    "rules/outcome.take drop-value when.petition.competence.0: drop own of {petition.competence: [own, lower]}": "136",
    # Elsewhere only in case 4.
    "rules/outcome.take drop-condition when: drop {petition.competence: [own, lower]}": "46",
    # Complicated and new go together: both in cases 1 and 4, unknown in the others.
    "rules/outcome.pass-on drop-condition when.all.0: drop {petition.complicated: true}": "6",
    # Whether it is urgent is unknown in case 2.
    "rules/notice.give drop-unless unless: drop {petition.major_urgent: true}": "26",
    # What is no condition of a rule may change anything.
    "rules/notice.give move-citation cite.0.at: 1.2 -> 1.1": None,
    "rules/notice.study drop-exception exception_to.0: drop notice.give": None,
    "parameters/notice.days parameter-value values.0.value: 15 -> 16": None,
    "constraints/order.receipt drop-constraint drop the constraint": None,
}


def test_scenarios_in_which_a_changed_condition_comes_to_the_same_are_not_touched() -> None:
    pack, book = load_pack(PACK)
    touched = Touched(pack, book, read_all(scenario_files(PACK), book), "interpreter")
    by_name = {mutant.id: mutant for mutant in mutants(pack)}
    came = {name: touched.by(by_name[name]) for name in TOUCHED}
    told = {name: flags and "".join(str(at) for at, on in enumerate(flags, 1) if on) for name, flags in came.items()}
    assert told == TOUCHED


def test_several_processes_come_to_the_same(report: MutationReport) -> None:
    assert ran(jobs=2).verdicts == report.verdicts


def test_a_sample_is_the_same_for_the_same_seed(report: MutationReport) -> None:
    first, again, other = ran(limit=9, seed=3), ran(limit=9, seed=3), ran(limit=9, seed=4)
    assert [v.mutant.id for v in first.verdicts] == [v.mutant.id for v in again.verdicts]
    assert [v.mutant.id for v in first.verdicts] != [v.mutant.id for v in other.verdicts]
    assert len(first.verdicts) == 9
    assert all(verdict in report.verdicts for verdict in first.verdicts)
    assert first.seconds_for_all == pytest.approx(first.seconds * 45 / 9)
    assert len(ran(limit=99).verdicts) == 45


def test_a_moved_citation_is_held_against_the_official_text() -> None:
    items = {(1, 1, 1): "予以受理", (1, 1, 2): "予以转送"}
    text = OfficialText({(1, 1): "按下列方式处理", (1, 2): "十五日内告知", (2, 1): "可以先行研究"}, items)
    moved = [v for v in ran(texts={"tiny-rules": text}).verdicts if v.mutant.operator == "move-citation"]
    # Article 2 is no longer cited and the words stand elsewhere: the first finding is that of the paragraph.
    assert sorted(v.by for v in moved) == ["coverage", *["quote-mismatch"] * 4]
    # Words that stand in both provisions do not show where they were taken from.
    text = OfficialText({**text.paragraphs, (1, 1): "十五日内告知"}, items)
    moved = [v for v in ran(texts={"tiny-rules": text}).verdicts if v.mutant.operator == "move-citation"]
    assert [v.mutant.entry for v in moved if v.survived] == ["notice.days", "notice.give"]


def test_a_pack_is_as_it_was_after_its_mutants_were_run() -> None:
    pack, _ = load_pack(PACK)
    before = [mutant.id for mutant in mutants(pack)]
    mutate_pack(PACK, pack, {}, jobs=1)
    assert [mutant.id for mutant in mutants(pack)] == before


def test_scenarios_that_fail_already_show_nothing(tmp_path: Path) -> None:
    worked = copied(tmp_path) / "scenarios" / "worked.yaml"
    worked.write_text(worked.read_text(encoding="utf-8").replace("outcome: pass_on", "outcome: take"), encoding="utf-8")
    with pytest.raises(BaselineError, match=r"worked.yaml:38:19: failed: fails already: expected take, came pass_on"):
        ran(worked.parent.parent)


# Known survivors


def copied(tmp_path: Path, *known: str) -> Path:
    pack = Path(shutil.copytree(PACK, tmp_path / "pack"))
    if known:
        entries = "".join(f"  - mutant: '{name}'\n    reason: 试\n" for name in known)
        (pack / MUTANTS).write_text(f"survivors:\n{entries}", encoding="utf-8")
    return pack


def codes(findings: tuple[Diagnostic, ...]) -> list[tuple[int, str]]:
    return [(finding.position.line, finding.code) for finding in findings]


def test_known_survivors_are_told_apart_and_are_no_rules(tmp_path: Path) -> None:
    pack = copied(tmp_path, *SURVIVORS)
    found = ran(pack)
    assert (found.survivors, found.stale) == ((), ())
    assert [verdict.mutant.id for verdict in found.explained] == SURVIVORS
    assert load(pack).identity.id == "tiny-rules"


def test_entries_of_the_list_that_no_longer_hold_are_stale(tmp_path: Path) -> None:
    found = ran(copied(tmp_path, NAMES[0], SURVIVORS[0], SURVIVORS[1].replace("any", "none")))
    assert codes(found.stale) == [(2, "killed-mutant"), (6, "unknown-mutant")]
    assert "一、自己的事项" in found.stale[0].message
    assert f"did you mean {SURVIVORS[1]}?" in found.stale[1].message
    assert [verdict.mutant.id for verdict in found.explained] == [SURVIVORS[0]]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("survivors:\n  - mutant: x\n", 2, "missing-key"),
        ("survivors:\n  - {mutant: x, reason: 试, since: 试}\n", 2, "unknown-key"),
        ("survivors: []\n", 1, "bad-form"),
        ("survivors:\n  - {mutant: x, reason: ''}\n", 2, "bad-form"),
        ("survivors:\n  - {mutant: 5, reason: 试}\n", 2, "value-type"),
        ("survivors:\n  - {mutant: x, reason: 试}\n  - {mutant: x, reason: 再试}\n", 3, "repeated-mutant"),
        ("survivors: {\n", 2, "syntax"),
    ],
)
def test_the_list_has_a_strict_shape(tmp_path: Path, text: str, line: int, code: str) -> None:
    (tmp_path / MUTANTS).write_text(text, encoding="utf-8")
    with pytest.raises(MutantsError) as caught:
        read_known(tmp_path)
    assert codes(caught.value.diagnostics) == [(line, code)]
    assert code in MUTANT_CODES or code == "syntax"


# Command line


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["test", *map(str, arguments)])


def test_the_command_lists_survivors_and_totals() -> None:
    result = run(PACK, "--mutate", "--jobs", "1")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    survivors = [line for line in lines if ": survived: " in line]
    assert [line.partition(": survived: ")[2] for line in survivors] == SURVIVORS
    assert survivors[1].startswith(f"{PACK / 'rules.yaml'}:30:5: ")
    assert "move-citation            5       1         1         3   40.0 %" in lines
    total = f"{PACK}: 32 of 45 mutants killed (71.1 %); 13 survived, 0 more are explained in mutants.yaml"
    assert lines[-2:] == [total, "no official text is at hand: moved citations were held against scenarios only"]


def test_the_command_passes_when_every_survivor_is_explained(tmp_path: Path) -> None:
    result = run(copied(tmp_path, *SURVIVORS), "--mutate", "--jobs", "1")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "13 more are explained" in result.stdout
    assert ": survived: " not in result.stdout


def test_the_command_fails_on_a_stale_entry_and_on_a_bad_list(tmp_path: Path) -> None:
    pack = copied(tmp_path, *SURVIVORS, NAMES[0])
    result = run(pack, "--mutate", "--jobs", "1")
    assert result.exit_code == 1
    assert ": killed-mutant: " in result.stderr
    (pack / MUTANTS).write_text("nothing: here\n", encoding="utf-8")
    result = run(pack, "--mutate")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "unknown-key" in result.stderr


def test_a_sample_tells_how_long_all_would_take() -> None:
    lines = run(PACK, "--mutate", "--jobs", "1", "--limit", "5").stdout.splitlines()
    assert lines[-1].startswith("a sample, in ")
    assert "all 45 would take about 0 minutes" in lines[-1]


@pytest.mark.parametrize("option", [("--limit", "5"), ("--jobs", "1"), ("--mutate", "--limit", "0")])
def test_wrong_usage_is_refused(option: tuple[str, ...]) -> None:
    assert run(PACK, *option).exit_code == 2
