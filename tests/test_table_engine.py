"""The table engine finds in every row what the scalar engine finds in that case, and refuses the same rows."""

from collections.abc import Callable
from copy import copy
from datetime import date
from random import Random
from typing import Any

import numpy as np
import pytest

from tests.overlay_helpers import overlay_of
from tests.table_helpers import Rows, differences, everything, found, mixed, stated
from xinfang_rules import Rulebook, load
from xinfang_rules.calendar import working_calendar
from xinfang_rules.engines.table import rounds, tape
from xinfang_rules.engines.table.arrays import join, mask_type, pack
from xinfang_rules.engines.table.day_tables import DayTables
from xinfang_rules.engines.table.runner import TableRunner
from xinfang_rules.engines.table.table_program import Wanted, prepared
from xinfang_rules.errors import CalendarError
from xinfang_rules.language.truth import EARLIEST, NEVER
from xinfang_rules.program.graph import BEYOND, LAST_DAY
from xinfang_rules.program.reach import facts_read
from xinfang_rules.testing import DatedCase, sample_cases, sample_near_deadlines, sensible_day
from xinfang_rules.testing.case_generator import edition_for
from xinfang_rules.testing.rulebook_generator import PACK_LENGTH, random_rulebook

AS_OF = date(2024, 9, 20)
AHEAD = date(2031, 3, 3)  # of every notice of holidays
EVERY_DAY = (AS_OF, AHEAD, date(2023, 1, 20))


def drawn(book: Rulebook, number: int) -> list[DatedCase]:
    """Cases known in full and in part, on several days, and at the edges of time limits."""
    cases = [
        case
        for place, day in enumerate(EVERY_DAY)
        for complete in (True, False)
        for case in sample_cases(number, rulebook=book, as_of=day, seed=place, complete=complete)
    ]
    return cases + list(sample_near_deadlines(2 * number, rulebook=book, seed=7))


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load("xinfang-2022")


@pytest.fixture(scope="module")
def rows(law: Rulebook) -> Rows:
    return stated(law.latest, drawn(law, 25))


def test_every_row_comes_out_as_its_case_does(rows: Rows) -> None:
    assert differences(rows) == []


def test_rows_that_contradict_themselves_are_refused_and_no_others(rows: Rows) -> None:
    some = mixed(rows, 300, seed=3)
    came = found(some)
    assert 30 < came.broken.sum() < 270
    assert differences(some, came) == []


def test_overlays_are_run_as_they_are_laid(law: Rulebook, tmp_path: Any) -> None:
    overlay = tmp_path / "trial.yaml"
    sets = "parameters:\n- {parameter: handling.days, values: [{from: 2022-05-01, value: 45}]}\n"
    overlay.write_text(overlay_of(sets, "sets: handling.days"), encoding="utf-8")
    book = load("xinfang-2022", overlays=[overlay])
    some = stated(book.latest, drawn(law, 8))
    assert differences(some) == []
    due = found(some).dues
    before = found(Rows(law.latest, some.values, some.today)).dues
    assert any((due[rule].low != before[rule].low).any() for rule in due)


def test_random_rulebooks_run_the_same() -> None:
    random, compared, refused = Random(11), 0, 0
    for number in range(14):
        book = random_rulebook(random.randbytes(PACK_LENGTH))
        day = sensible_day(book)
        cases = list(sample_near_deadlines(6, rulebook=book, seed=number))
        try:
            cases += sample_cases(6, rulebook=book, as_of=day, known=facts_read(edition_for(book, day)))
            cases += sample_cases(6, rulebook=book, as_of=day, complete=True)
        except ValueError:  # its constraints leave no case at all
            continue
        for some in (stated(book.latest, cases), mixed(stated(book.latest, cases), 40, number, whole_groups=False)):
            came = found(some)
            compared += len(some.values)
            refused += int(came.broken.sum())
            assert differences(some, came) == []
    assert compared > 300
    assert refused > 15


def test_days_that_cannot_be_counted_are_told_by_row(rows: Rows) -> None:
    edition, days = rows.edition, [rows.edition.layout[name] for name in rows.edition.facts.dates]
    late = Rows(edition, [values.copy() for values in rows.values], [LAST_DAY - 3] * len(rows.values))
    for number, values in enumerate(late.values):
        for slot in days:
            for bound in (slot, slot + 1):
                if values[bound] not in (EARLIEST, NEVER):
                    values[bound] = LAST_DAY - 3 - number % 90
    came = found(late)
    assert 0 < came.uncountable.sum() < len(late.values)
    assert differences(late, came) == []


def test_a_last_day_that_hangs_on_a_notice_stays_open_in_a_row_that_is_known_in_full(law: Rulebook) -> None:
    some = stated(law.latest, list(sample_cases(60, rulebook=law, as_of=AHEAD, complete=True)))
    came = found(some)
    assert any(((days.low < days.high) & days.may_run & (days.open_after < NEVER)).any() for days in came.dues.values())
    assert differences(some, came) == []


@pytest.mark.parametrize("number", [1, 63, 64, 65, 130])
def test_any_number_of_rows_makes_a_block(rows: Rows, number: int) -> None:
    some = Rows(rows.edition, rows.values[:number], rows.today[:number])
    assert differences(some) == []


def test_a_runner_runs_block_after_block_of_any_size(rows: Rows) -> None:
    runner = TableRunner(prepared(everything(rows.edition), rows.edition))
    for start, end in ((0, 90), (90, 100), (10, 100), (100, 230), (0, 1)):
        some = Rows(rows.edition, rows.values[start:end], rows.today[start:end])
        assert differences(some, runner.run(some.block())) == []


def test_only_what_is_wanted_is_worked_out(rows: Rows) -> None:
    names = tuple(question.name for question in rows.edition.questions)
    came = TableRunner(prepared(Wanted(names), rows.edition)).run(rows.block())
    assert tuple(came.masks) == names
    whole = found(rows)
    for name in names:
        assert (came.masks[name] == whole.masks[name])[~whole.broken].all()
    assert (came.broken == whole.broken).all()
    assert len(prepared(Wanted(names), rows.edition).exact.steps) < len(
        prepared(everything(rows.edition), rows.edition).exact.steps
    )


@pytest.mark.parametrize("number", [1, 5, 20])
def test_the_tables_of_days_count_as_the_calendar_does(law: Rulebook, number: int) -> None:
    calendar = working_calendar(law.latest.calendar)
    first, last = (day.toordinal() for day in calendar.coverage)
    around = [first - 40, first, date(2024, 9, 20).toordinal(), date(2026, 12, 1).toordinal(), last, last + 40]
    days = [day for middle in around for day in range(middle - 30, middle + 31)]
    days += [1, 2, LAST_DAY - number, LAST_DAY - number + 1, LAST_DAY, BEYOND, NEVER, NEVER + 60, 2**31 - 1]

    def expected(day: int) -> tuple[int, int]:
        try:
            return calendar.nth_after(day, number)
        except CalendarError:
            return BEYOND, BEYOND

    starts = np.array(days, np.int32)
    out = np.empty((2, len(days)), np.int32)
    for look_up, came in zip(DayTables(calendar).look_up(number), out, strict=True):
        look_up(starts, starts, out=came)
    assert [tuple(map(int, pair)) for pair in out.T] == [expected(day) for day in days]


def test_a_mask_has_the_bit_of_every_plane_that_is_set() -> None:
    planes = [pack(np.array([row == value for row in range(9)])) for value in range(9)]
    joined = np.empty(64, mask_type(len(planes)))
    join(planes, joined)
    assert list(joined) == [1 << value for value in range(9)] + [0] * 55


# What is broken on purpose is noticed


def _never_narrowed(self: TableRunner, block: Any) -> Any:
    return block.inputs, np.zeros(block.words, np.uint64)


def _one_round_only(self: TableRunner, block: Any) -> Any:
    *after, _, broken = self._run(self.program.narrow, block, block.inputs)
    narrowed = {key: held.copy() for key, held in zip(self.program.narrowed, after, strict=True)}
    return {**block.inputs, **narrowed}, broken.copy()


def _everywhere(honest: Callable[..., None]) -> Callable[..., None]:
    return lambda self, slot, mask, where: honest(self, slot, mask, self._graph.true)


def _as_if_known(self: TableRunner, block: Any) -> Any:
    return self._exact(block)[0]


DEFECTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "what is at most is less": lambda patch: patch.setattr(np, "less_equal", np.less),
    "nothing is narrowed": lambda patch: patch.setattr(TableRunner, "narrowed", _never_narrowed),
    "one round is enough": lambda patch: patch.setattr(TableRunner, "narrowed", _one_round_only),
    "what may not be is ruled out in every row": lambda patch: patch.setattr(
        rounds._State, "_keep", _everywhere(rounds._State._keep)
    ),
    "the other number is selected": lambda patch: patch.setattr(
        tape._Writer,
        "_select",
        lambda self, test, one, other, honest=tape._Writer._select: honest(self, test, other, one),
    ),
    "every row is taken for known": lambda patch: patch.setattr(TableRunner, "run", _as_if_known),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_is_noticed(rows: Rows, defect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = copy(rows.edition)  # for which nothing has been made yet
    DEFECTS[defect](monkeypatch)
    some = mixed(rows, 150, seed=5)
    assert differences(Rows(fresh, [*rows.values, *some.values], [*rows.today, *some.today])) != []
