"""Indicators: four counts that add up to the rows, rates that are ranges, nothing counted twice, nothing lost."""

import json
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings, strategies as st

from tests.cli_helpers import run
from tests.indicator_helpers import AS_OF, NEVER, a_row, a_table, columns
from xinfang_rules import load
from xinfang_rules.errors import ArgumentError, RulebookError
from xinfang_rules.indicators import Counts, Period, Rate, columns_for, compute_indicators, load_indicators, pooled
from xinfang_rules.indicators.figures import COUNTED, Figure, IndicatorFigures
from xinfang_rules.indicators.outcomes import MET, NOT_APPLICABLE, NOT_MET, counts_of
from xinfang_rules.language.conditions import Compared, atoms
from xinfang_rules.rulebook.statutes import statutes_directory
from xinfang_rules.tables import evaluate_table

KNOWN: Final = load_indicators()
YEAR: Final = (date(2024, 1, 1), date(2024, 12, 31))
EDGES: Final = (YEAR[0] - timedelta(1), YEAR[0], date(2024, 7, 1), YEAR[1], YEAR[1] + timedelta(1), NEVER)


# Rates


@given(st.lists(st.integers(1, 7), max_size=6))
def test_a_rate_is_the_range_of_all_that_may_be(masks: list[int]) -> None:
    rates: set[Fraction | None] = set()
    for chosen in product(*([bit for bit in (MET, NOT_MET, NOT_APPLICABLE) if mask & bit] for mask in masks)):
        met, counted = chosen.count(MET), len(chosen) - chosen.count(NOT_APPLICABLE)
        rates.add(Fraction(met, counted) if counted else None)
    counts = counts_of(np.array(masks, np.int64))
    defined = [rate for rate in rates if rate is not None]
    if not defined:
        assert counts.rate is None
    else:
        assert counts.rate == Rate(min(defined), max(defined), None in rates)
    assert counts.rows == len(masks)


def test_nothing_in_the_denominator_is_no_rate() -> None:
    assert Counts(not_applicable=5).rate is None
    assert Counts().rate is None


def test_rates_are_written_rounded_half_up() -> None:
    # 1/3 = 33.333…; 1/8 = 12.5 %: a half goes up; 2/3 to 1 digit 66.7
    assert Counts(met=1, not_met=2).rate.text() == "33.33%"  # type: ignore[union-attr]  # there is one
    assert Rate(Fraction(1, 8), Fraction(2, 3)).text(0) == "13%～67%"
    assert Rate(Fraction(9995, 10000), Fraction(1)).text(1) == "100.0%"  # 99.95: a half goes up
    assert Rate(Fraction(1), Fraction(1)).text(1) == "100.0%"


def test_levels_above_are_pooled_and_no_mean_of_rates() -> None:
    # 1 of 1 and 0 of 9 is 1 of 10, not the mean of 100 % and 0 %.
    assert pooled([Counts(met=1), Counts(not_met=9)]).rate == Rate(Fraction(1, 10), Fraction(1, 10))
    assert pooled([]) == Counts()


# What is unknown


def completions(row: dict[str, Any], read: list[str]) -> list[dict[str, Any]]:
    """Every way in which what is unknown of some columns may turn out; days at the edges of the year."""
    ways: list[list[dict[str, Any]]] = []
    for column in read:
        values, told = columns(KNOWN)[column], row[column]
        if column.endswith(("__due_earliest", "__due_latest")):
            continue
        if values is None:
            ways.append([{column: day} for day in (EDGES if told is None else [told])])
        elif told is None:
            plain = [True, False] if values == ("true", "false") else values
            ways.append([{column: value} for value in plain])
        else:
            parts = str(told).split("|") if isinstance(told, str) else [told]
            ways.append([{column: part} for part in parts])
    due = next((column for column in read if column.endswith("__due_latest")), None)
    if due is not None:
        first, last = row[due.replace("latest", "earliest")] or EDGES[0], row[due] or NEVER
        days = [day for day in {*EDGES[:-1], first, last} if first <= day <= last and day != NEVER]
        ways.append([{due: day, due.replace("latest", "earliest"): day} for day in days])
    return [{**row, **{name: value for part in way for name, value in part.items()}} for way in product(*ways)]


@settings(max_examples=80)
@given(st.sampled_from([*KNOWN.variants.values()]), st.integers(0, 2**32))
def test_a_row_is_what_it_may_turn_out_to_be(variant: Any, seed: int) -> None:
    row = a_row(Random(seed), KNOWN, unknown=0.4)
    read = [name for name in needed(variant.key) if name in row]
    whole = completions(row, read)
    if not whole or len(whole) > 300:
        return
    found = compute_indicators(a_table([row]), as_of=AS_OF, indicators=[variant.key], period=YEAR)
    turned = compute_indicators(a_table(whole), as_of=AS_OF, indicators=[variant.key], period=YEAR)
    there = turned.figure(variant.key).counts
    assert there.cannot_tell == 0
    counts = found.figure(variant.key).counts
    is_so = {name for name in ("met", "not_met", "not_applicable") if getattr(there, name)}
    may_be = {name for name in ("met", "not_met") if getattr(counts, name) or getattr(counts, f"may_be_{name}")}
    compares = any(isinstance(leaf, Compared) for leaf in (*atoms(variant.denominator), *atoms(variant.numerator)))
    if variant.is_count and counts.not_applicable:
        assert "met" not in is_so  # whether it is none, or does not count, is all the same to a number of cases
        return
    assert is_so - {"not_applicable"} <= may_be
    if not counts.cannot_tell:
        assert is_so == (may_be or {"not_applicable"})
    elif not compares:
        assert is_so - {"not_applicable"} == may_be
        assert len(is_so) > 1


def needed(name: str) -> list[str]:
    every = list(columns(KNOWN))
    wanted = columns_for(KNOWN, [name], every)
    outputs = {one.removeprefix("status.").removeprefix("due.").replace(".", "__") for one in wanted.want}
    found = [column for column in every if any(column == one or column.startswith(one + "__") for one in outputs)]
    return [*dict.fromkeys([*found, *wanted.keep])]


@settings(max_examples=20)
@given(st.integers(0, 2**32), st.integers(0, 20))
def test_groups_add_up_to_the_whole(seed: int, rows: int) -> None:
    random = Random(seed)
    table = a_table([a_row(random, KNOWN, unknown=0.3) for _ in range(rows)])
    whole = compute_indicators(table, as_of=AS_OF, period="2024")
    parts = compute_indicators(table, as_of=AS_OF, period="2024", by=["month", "organ"])
    for figure in whole.figures:
        own = [each for each in parts.figures if each.variant is figure.variant]
        assert pooled(each.counts for each in own) == figure.counts
        assert figure.counts.rows == rows
        for count in ("met", "not_met", "not_applicable", "cannot_tell"):
            listed = sorted(case for each in own for case in parts.cases(each, count))
            assert listed == whole.cases(figure, count)
            assert len(listed) == getattr(figure.counts, count)


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_learning_narrows_a_rate(seed: int) -> None:
    random = Random(seed)
    rows = [a_row(random, KNOWN, unknown=0.5) for _ in range(4)]
    known = [{**row, **random.choice(at_most(row))} for row in rows]
    before = compute_indicators(a_table(rows), as_of=AS_OF, period=YEAR)
    after = compute_indicators(a_table(known), as_of=AS_OF, period=YEAR)
    for old, new in zip(before.figures, after.figures, strict=True):
        if old.rate is None:
            assert new.rate is None
        elif new.rate is not None:
            assert old.rate.low <= new.rate.low <= new.rate.high <= old.rate.high
        else:
            assert old.rate.may_be_undefined


def at_most(row: dict[str, Any]) -> list[dict[str, Any]]:
    """One more thing is known, of each of the columns in which something is unknown."""
    ways: list[dict[str, Any]] = [{}]
    for column, values in columns(KNOWN).items():
        told = row[column]
        if values is not None and told is None:
            ways.extend({column: value} for value in ([True, False] if values == ("true", "false") else values))
        elif isinstance(told, str) and "|" in told:
            ways.extend({column: part} for part in told.split("|"))
    return ways


# From a register


def register(**columns: list[Any]) -> pa.Table:
    return pa.table({"编号": [f"2024-{row}" for row in range(len(next(iter(columns.values()))))], **columns})


def evaluated(table: pa.Table, names: list[str] | None = None, as_of: date = AS_OF, by: list[str] | None = None) -> Any:
    wanted = columns_for(KNOWN, names, table.schema.names, by or [])
    return evaluate_table(table, as_of=as_of, want=wanted.want, keep=["编号", *wanted.keep])


PETITION: Final = {
    "organ__kind": "other",
    "petition__category": "grievance",
    "petition__intake": "direct",
    "petition__request": "new",
    "petition__competence": "own",
    "petition__competence_disputed": False,
    "petition__organs_involved": 1,
    "petition__handler_reorganised": False,
    "remedy__litigation_rights": False,
    "remedy__judicial": "none",
    "remedy__arbitration": "none",
    "remedy__party": "none",
    "remedy__administrative": "none",
    "remedy__duty": "none",
    "history__same_matter_pending": False,
    "history__pending_here": False,
    "history__opinion_issued": False,
    "history__reexamination_concluded": False,
    "handling__extension_approved": False,
    "accusation__discipline_jurisdiction": False,
    "petition__major_urgent": False,
}


def petitions(number: int, **columns: list[Any]) -> pa.Table:
    return register(**{name: [value] * number for name, value in PETITION.items()}, **columns)


def test_on_time_conclusion_by_hand() -> None:
    # 60 days from acceptance: 2024-05-13 → 07-12, 05-14 → 07-13, 05-15 → 07-14; 2024-11-20 → 2025-01-19, not due yet.
    table = petitions(
        5,
        timeline__received_on=["2024-05-10"] * 4 + ["2024-11-19"],
        timeline__accepted_on=["2024-05-13", "2024-05-14", "2024-05-15", None, "2024-11-20"],
        timeline__concluded_on=["2024-07-12", "2024-07-15", "9999-12-31", "2024-07-01", "9999-12-31"],
    )
    found = compute_indicators(
        evaluated(table), as_of=AS_OF, indicators=["on_time_conclusion"], period="2024", by=["month"], case_id="编号"
    )
    july = found.figure("on_time_conclusion", "2024-07")
    assert found.cases(july, "met") == ["2024-0"]
    assert found.cases(july, "not_met") == ["2024-1", "2024-2"]
    rest = found.figure("on_time_conclusion", None)
    assert found.cases(rest, "cannot_tell") == ["2024-3"]  # accepted on an unknown day
    assert found.cases(rest, "not_applicable") == ["2024-4"]
    assert july.rate == Rate(Fraction(1, 3), Fraction(1, 3))
    assert [citation.label for citation in july.variant.citations] == ["《信访工作条例》第三十四条"]


def test_a_refused_row_cannot_be_told() -> None:
    table = petitions(2, timeline__received_on=["2024-05-10", "May"], timeline__accepted_on=["2024-05-13"] * 2)
    found = compute_indicators(evaluated(table, ["on_time_conclusion"]), as_of=AS_OF, indicators=["on_time_conclusion"])
    assert found.cases(found.figure("on_time_conclusion"), "cannot_tell") == [0, 1]  # the first: whether concluded


def test_a_column_that_is_lacking_is_told_and_unknown() -> None:
    table = petitions(2, timeline__registered_on=["2024-05-10", "2024-05-11"])
    names = ["repeat_petitions", "satisfaction"]
    found = compute_indicators(evaluated(table, names), as_of=AS_OF, indicators=names, period="2024")
    assert found.missing["register.repeat"] == "重复信访"
    figure = found.figure("repeat_petitions")
    assert (figure.counts.cannot_tell, figure.rate) == (2, Rate(Fraction(0), Fraction(1)))


def test_a_value_that_is_none_is_told_and_unknown() -> None:
    table = petitions(2, timeline__registered_on=["2024-05-10", "2024-05-11"], register__repeat=["true", "是"])
    found = compute_indicators(
        evaluated(table, ["repeat_petitions"]), as_of=AS_OF, indicators=["repeat_petitions"], period="2024"
    )
    assert [(each.row, each.column, each.value) for each in found.unread] == [(1, "register__repeat", "是")]
    assert found.figure("repeat_petitions").counts == Counts(1, 0, 0, 1, 1, 1, 1)


def test_a_case_that_stands_in_two_rows_is_refused() -> None:
    table = petitions(2, timeline__registered_on=["2024-05-10"] * 2)
    double = pa.concat_tables([evaluated(table).rows(), evaluated(table).rows()])
    with pytest.raises(ArgumentError, match=r"编号 2024-0 stands in the rows 0 and 2, and would be counted twice"):
        compute_indicators(double, as_of=AS_OF, case_id="编号")
    nameless = register(timeline__registered_on=["2024-05-10"]).set_column(0, "编号", pa.array([None], pa.string()))
    with pytest.raises(ArgumentError, match="row 0 has no 编号"):
        compute_indicators(nameless, as_of=AS_OF, indicators=["received"], case_id="编号")


def test_what_an_evaluation_has_to_bring_out_is_told() -> None:
    with pytest.raises(
        ArgumentError, match=r"no column handling__conclude__status: evaluate it with what `columns_for`"
    ):
        compute_indicators(petitions(1), as_of=AS_OF, indicators=["on_time_conclusion"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"indicators": ["on_time_conclusoin"]},
            r"no indicator on_time_conclusoin \(did you mean on_time_conclusion\?\)",
        ),
        ({"by": ["organ"]}, "the table has no column organ"),
        ({"case_id": "number"}, "the table has no column number"),
        ({"period": "2024-13"}, "period is a year, a quarter, a month, or two days in order"),
        ({"period": (YEAR[1], YEAR[0])}, "period is a year"),
    ],
)
def test_arguments_are_refused_in_words(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        compute_indicators(evaluated(petitions(1)), as_of=AS_OF, **arguments)


def test_periods() -> None:
    assert Period.of("2024") == Period.of(2024) == YEAR
    assert Period.of("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert Period.of("2024Q4") == (date(2024, 10, 1), date(2024, 12, 31))
    assert Period.of(YEAR).words == "2024年1月1日至2024年12月31日"


def test_files_and_frames_give_the_same(tmp_path: Path) -> None:
    table = petitions(
        2,
        timeline__received_on=["2024-05-10"] * 2,
        timeline__accepted_on=["2024-05-13", "2024-05-14"],
        timeline__concluded_on=["2024-07-12", "2024-07-15"],
    )
    done = evaluated(table, ["on_time_conclusion.*"])
    whole = done.rows()
    done.write(tmp_path / "x.csv")
    done.write(tmp_path / "x.parquet")
    names = ["on_time_conclusion.*"]
    expected = compute_indicators(whole, as_of=AS_OF, indicators=names, period="2024").table()
    for source in (done, whole.to_pandas(), tmp_path / "x.csv", tmp_path / "x.parquet"):
        assert compute_indicators(source, as_of=AS_OF, indicators=names, period="2024").table() == expected
    assert expected.column("met").to_pylist() == [1, 0, 1]  # nobody wrote when it was registered


def listed(found: IndicatorFigures, figure: Figure) -> list[Any]:
    return [case for count in COUNTED for case in found.cases(figure, count)]


@settings(max_examples=40)
@given(st.sampled_from([*KNOWN.variants]), st.integers(0, 2**32))
def test_a_case_of_several_parts_is_counted_once(name: str, seed: int) -> None:
    random = Random(seed)
    rows = [{**a_row(random, KNOWN, unknown=0.3), "id": random.randrange(3)} for _ in range(6)]
    table, variant = a_table(rows), KNOWN.variants[name]
    common: dict[str, Any] = {"as_of": AS_OF, "indicators": [name], "period": YEAR}
    part_outcomes = compute_indicators(table, **common).outcomes(name).tolist()
    found = compute_indicators(table, **common, case_id="id", parts=True, by=["organ"])
    assert list(found.ids) == [*dict.fromkeys(row["id"] for row in rows)]
    for case, mask in zip(found.ids, found.outcomes(name).tolist(), strict=True):
        parts = [outcome for outcome, row in zip(part_outcomes, rows, strict=True) if row["id"] == case]
        possible = 0
        for chosen in product(*([bit for bit in (MET, NOT_MET, NOT_APPLICABLE) if part & bit] for part in parts)):
            counted = {bit for bit in chosen if bit != NOT_APPLICABLE}
            success = MET in counted if variant.is_count else counted == {MET}
            possible |= NOT_APPLICABLE if not counted else MET if success else NOT_MET
        assert mask == possible
        own = [row["organ"] for row in rows if row["id"] == case]
        counts = [organ for organ, part in zip(own, parts, strict=True) if part != NOT_APPLICABLE] or own
        (group,) = {figure.group["organ"] for figure in found.figures if case in listed(found, figure)}
        assert group == counts[0]  # that of the first part that may count
    assert pooled(figure.counts for figure in found.figures).rows == len(found.ids)
    with pytest.raises(ArgumentError, match="would be counted twice"):
        compute_indicators(table, **common, case_id="id")


# Published figures, out of cases


def test_the_county_of_2024() -> None:
    """179 in the procedure; 9 asked for review, 6 accepted, 4 upheld, 2 revoked; 3 asked again, all upheld."""
    asked = ["2024-06-03"] * 9 + ["9999-12-31"] * 170
    decided = ["2024-06-20"] * 6 + ["9999-12-31"] * 173
    again, closed = (["9999-12-31"] * 2 + [day] * 3 + ["9999-12-31"] * 174 for day in ("2024-07-10", "2024-08-01"))
    table = petitions(
        179,
        timeline__received_on=["2024-03-01"] * 179,
        timeline__registered_on=["2024-03-01"] * 179,
        timeline__concluded_on=["2024-05-06"] * 179,
        timeline__reply_received_on=["2024-05-08"] * 179,
        timeline__review_requested_on=asked,
        timeline__review_decided_on=decided,
        timeline__reexamination_requested_on=again,
        timeline__reexamination_decided_on=closed,
        handling__review_accepted=[True] * 6 + [False] * 3 + [None] * 170,
        review__outcome=["redo"] * 2 + ["uphold"] * 4 + [None] * 173,
        reexamination__outcome=[None] * 2 + ["uphold"] * 3 + [None] * 174,
    )
    names = ["in_procedure", "review_requested", "review_accepted", "review_upheld", "review_revoked"]
    names += ["reexamination_requested", "reexamination_upheld"]
    done = evaluated(table, names)
    found = compute_indicators(done, as_of=AS_OF, indicators=names, period="2024", case_id="编号")
    assert done.refused.num_rows == 0
    assert [found.figure(name).counts.met for name in names] == [179, 9, 6, 4, 2, 3, 3]
    assert found.cases(found.figure("review_revoked"), "met") == ["2024-0", "2024-1"]
    assert all(found.figure(name).counts.cannot_tell == 0 for name in names)


def test_a_district_and_its_year() -> None:
    """31 requests for review, 13 not accepted, 16 revoked, 29 concluded: 13 + 16 = 29, and 2 are pending."""
    table = petitions(
        31,
        timeline__received_on=["2024-03-01"] * 31,
        timeline__concluded_on=["2024-05-06"] * 31,
        timeline__reply_received_on=["2024-05-08"] * 31,
        timeline__review_requested_on=["2024-05-20"] * 31,
        timeline__review_decided_on=["9999-12-31"] * 13 + ["2024-06-11"] * 16 + ["9999-12-31"] * 2,
        handling__review_accepted=[False] * 13 + [True] * 18,
        review__outcome=[None] * 13 + ["redo"] * 16 + [None] * 2,
    )
    names = ["review_requested", "review_refused", "review_revoked", "review_completed", "review_revoked.requested"]
    found = compute_indicators(evaluated(table, names), as_of=AS_OF, indicators=names, period="2024")
    assert [found.figure(name).counts.met for name in names] == [31, 13, 16, 29, 16]
    # Which denominator a share of revoked opinions has must be told: 16/16 of those decided; of all that were asked
    # for, 16/31 at least, and the two that are pending may still be revoked: 15 of the others have no outcome at all.
    assert found.figure("review_revoked.decided").rate == Rate(Fraction(1), Fraction(1))
    assert found.figure("review_revoked.requested").rate == Rate(Fraction(16, 31), Fraction(1))


# Files


def written(place: Path, text: str) -> Path:
    path = place / "own.yaml"
    path.write_text("of: xinfang-2022\n" + text, encoding="utf-8")
    return path


def test_an_office_adds_its_own(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
columns: [{column: our.urgent, title: 急件}]
indicators:
  - indicator: on_time_conclusion
    title: 按期办结率
    meaning: 急件按期办结
    variants:
      - variant: urgent
        title: 只看急件
        cohort: due.handling.conclude
        denominator: {our.urgent: true, status.handling.conclude: [met, met_late, overdue]}
        numerator: {status.handling.conclude: met}
        left_out: 不是急件的。
        interpretive: 本办的口径。
""",
    )
    own = load_indicators(path)
    assert own.chosen(["on_time_conclusion"])[0].name == "due"  # the shipped way stays the one that is meant
    assert own.variants["on_time_conclusion.urgent"].interpretive == "本办的口径。"
    assert own.digest != KNOWN.digest


VARIANT: Final = """
indicators:
  - indicator: own
    title: 本办的
    meaning: 试
    variants:
      - {{variant: one, title: 一, left_out: 没有, {}}}
"""
SECTION: Final = """
report:
  - section: own
    title: 本办
    cite: {{at: "41.1.1", quote: 信访事项的数据统计}}
    tables: [{{title: 表, {}}}]
"""
REGISTERED: Final = "cohort: timeline.registered_on"
REPEAT: Final = "numerator: {register.repeat: true}"
COUNT: Final = "numerator: {petition.organs_involved: {more_than: dispatch.days}}"
NONE: Final = "numerator: {petition.organs_involved: {none: true}}"
DONE: Final = "numerator: {status.handling.conclude: done}"
NOWHERE: Final = 'cite: {at: "99.1", quote: 没有这条}'
READING: Final = "interpretive: 试"
WRONG: Final = [
    (
        VARIANT,
        ["cohort: timeline.registred_on", REPEAT, READING],
        "unknown-date",
        "did you mean timeline.registered_on?",
    ),
    (VARIANT, [REGISTERED, DONE, READING], "unknown-value", "done is no value of status.handling.conclude"),
    (VARIANT, [REGISTERED, REPEAT], "bad-form", "say who counts so"),
    (VARIANT, [REGISTERED, REPEAT, "source: nobody"], "unknown-name", "there is no source nobody"),
    (VARIANT, [REGISTERED, NONE, READING], "condition-form", "a count cannot be read here"),
    (VARIANT, [REGISTERED, COUNT, READING], "number-in-rule", "compares no numbers"),
    (VARIANT, [REGISTERED, REPEAT, NOWHERE], "unknown-provision", "has articles 1 to 50"),
    (
        "columns: [{{{}}}]",
        ["column: petition.category", "title: 类", "kind: text"],
        "name-clash",
        "petition.category is there already",
    ),
    ("columns: [{{{}}}]", ["column: our.kind", "title: 类", "kind: enum"], "bad-form", "an enum has values"),
    (
        "days: [{{{}}}]",
        ["day: our.day", "title: 日", "from: timeline.received", "add: 3", "source: guangdong_2020"],
        "unknown-date",
        "timeline.received is no date",
    ),
    (SECTION, ["show: [nothing]"], "unknown-name", "there is no indicator nothing"),
    (SECTION, ["by: register.orgen", "show: [received]"], "unknown-name", "did you mean register.organ?"),
]


@pytest.mark.parametrize(("form", "keys", "code", "message"), WRONG)
def test_a_file_is_refused_with_its_place(tmp_path: Path, form: str, keys: list[str], code: str, message: str) -> None:
    path = written(tmp_path, form.format(", ".join(keys)))
    with pytest.raises(RulebookError) as refused:
        load_indicators(path)
    (found, *_) = refused.value.diagnostics
    assert found.code == code
    assert message in found.message
    assert found.position.source == str(path)
    assert found.position.line > 1


def test_the_shipped_ones_say_who_counts_so() -> None:
    for variant in KNOWN.variants.values():
        assert variant.citations or variant.source or variant.interpretive, variant.key
        assert variant.left_out
    # What no official definition was found for says so.
    for name in ("one_time_resolution", "mediation"):
        assert all("没有查到官方口径" in (one.interpretive or "") for one in KNOWN.chosen([f"{name}.*"]))


def test_what_they_quote_is_in_the_official_text() -> None:
    texts = statutes_directory(Path(__file__).parents[1])
    if texts is None or not (texts / "xinfang-2022.json").is_file():
        pytest.skip("the official text is not at hand; name its directory in XINFANG_STATUTES")
    assert load_indicators(statutes=texts).names == KNOWN.names


def test_a_quote_that_the_text_does_not_have_is_refused(tmp_path: Path) -> None:
    told = {"paragraph": 1, "text": "别的话。", "items": [{"item": n, "text": "别的话。"} for n in range(1, 5)]}
    (tmp_path / "xinfang-2022.json").write_text(json.dumps({"articles": [{"article": 41, "paragraphs": [told]}]}))
    with pytest.raises(
        RulebookError, match=r"yearly-report\.yaml:\d+:\d+: quote-mismatch: 41\.1\.1 does not have these"
    ):
        load_indicators(statutes=tmp_path)


def test_an_overlay_that_takes_away_what_they_read_is_told(tmp_path: Path) -> None:
    change = "- {removes: mediation.mediate, because: 试}"
    (tmp_path / "cut.yaml").write_text(
        f"overlay:\n  id: cut\n  title: 试\n  changes:\n    {change}\n", encoding="utf-8"
    )
    output = run("check", "xinfang-2022", "--overlay", str(tmp_path / "cut.yaml"))
    assert output.exit_code == 1
    assert "status.mediation.mediate is no name of this rulebook" in output.stderr
    assert "petitioners.yaml" in output.stderr
    assert "  indicators  29: 48 ways to count them" in run("check", "xinfang-2022").stdout.splitlines()


def test_the_parts_of_the_report_are_the_items_of_the_article() -> None:
    assert KNOWN.rulebook.identity == load().identity
    for section, cited in zip(KNOWN.sections, KNOWN.section_citations, strict=True):
        assert (cited.article, cited.paragraph) == (41, 1), section.section
    assert [cited.item for cited in KNOWN.section_citations] == [1, 2, 3, 4]
