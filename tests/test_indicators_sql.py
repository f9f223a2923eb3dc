"""Every indicator, each way to count it, against a query of the same table that an analyst would write by hand."""

from datetime import date
from random import Random
from typing import Any, Final, NamedTuple

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, strategies as st

from tests.indicator_helpers import AS_OF, a_row, a_table
from xinfang_rules.indicators import compute_indicators, load_indicators

KNOWN: Final = load_indicators()
DATABASE: Final = duckdb.connect()


class Query(NamedTuple):
    """What is counted, what of it is a success, and the day that has to lie in the period."""

    cohort: str
    counted: str
    success: str


def norm(rule: str) -> Query:
    """How an analyst counts a duty with a last day."""
    status = f"{rule}__status"
    return Query(f"{rule}__due_latest", f"{status} IN ('met', 'met_late', 'overdue')", f"{status} = 'met'")


NEVER = "DATE '9999-12-31'"
CONCLUDED, REGISTERED = "timeline__concluded_on", "timeline__registered_on"
ASKED, DECIDED = "timeline__review_requested_on", "timeline__review_decided_on"
RE_ASKED, RE_DECIDED = "timeline__reexamination_requested_on", "timeline__reexamination_decided_on"
SENT = "timeline__proposal_sent_on"
ACCEPTED = "timeline__accepted_on"
EVALUATED = "{0}_status = 'given'"
LATE_DUTY = "handling__conclude__status IN ('met', 'met_late', 'overdue')"
MANDATED = f"({ACCEPTED} < {NEVER} OR DATE '2025-01-10' > {REGISTERED} + INTERVAL {{0}} DAY)"
ON_TIME = f"({ACCEPTED} < {NEVER} AND {ACCEPTED} <= {REGISTERED} + INTERVAL {{0}} DAY)"
URGED = "(supervision__urge_late__status = 'owed' OR supervision__urge_conduct__status = 'owed')"

QUERIES: Final = {
    "timely_acceptance.office": norm("office__dispatch"),
    "timely_acceptance.unit_forwarded": norm("notice__forwarded"),
    "timely_acceptance.unit_direct": norm("notice__direct"),
    "timely_acceptance.guangdong_office": Query(
        f"{REGISTERED} + INTERVAL 15 DAY", MANDATED.format(15), ON_TIME.format(15)
    ),
    "timely_acceptance.guangdong_unit": Query(
        f"{REGISTERED} + INTERVAL 30 DAY", MANDATED.format(30), ON_TIME.format(30)
    ),
    "on_time_conclusion.due": norm("handling__conclude"),
    "on_time_conclusion.registered": Query(REGISTERED, LATE_DUTY, "handling__conclude__status = 'met'"),
    "on_time_conclusion.concluded": Query(
        CONCLUDED, "handling__conclude__status IN ('met', 'met_late')", "handling__conclude__status = 'met'"
    ),
    "on_time_reply.set_day": Query(
        "register__due_on",
        f"{CONCLUDED} < {NEVER} OR DATE '2025-01-10' > register__due_on",
        f"{CONCLUDED} < {NEVER} AND {CONCLUDED} <= register__due_on",
    ),
    "on_time_reply.guangdong": Query(
        "register__due_on", "true", f"{CONCLUDED} < {NEVER} AND {CONCLUDED} <= register__due_on"
    ),
    "on_time_reply.delivered": Query(
        "handling__conclude__due_latest",
        LATE_DUTY,
        "timeline__reply_received_on <= handling__conclude__due_latest",
    ),
    "participation.office": Query(
        REGISTERED, "evaluation__office_status IN ('given', 'expired')", EVALUATED.format("evaluation__office")
    ),
    "participation.unit": Query(
        REGISTERED, "evaluation__unit_status IN ('given', 'expired')", EVALUATED.format("evaluation__unit")
    ),
    "satisfaction.office": Query(
        "evaluation__office_on",
        EVALUATED.format("evaluation__office"),
        "evaluation__office IN ('satisfied', 'mostly_satisfied')",
    ),
    "satisfaction.unit": Query(
        "evaluation__unit_on",
        EVALUATED.format("evaluation__unit"),
        "evaluation__unit IN ('satisfied', 'mostly_satisfied')",
    ),
    "satisfaction.office_stated": Query(
        REGISTERED, "evaluation__office <> 'none'", "evaluation__office IN ('satisfied', 'mostly_satisfied')"
    ),
    "satisfaction.unit_stated": Query(
        REGISTERED, "evaluation__unit <> 'none'", "evaluation__unit IN ('satisfied', 'mostly_satisfied')"
    ),
    "satisfaction.office_fully": Query(
        "evaluation__office_on", EVALUATED.format("evaluation__office"), "evaluation__office = 'satisfied'"
    ),
    "repeat_petitions.marked": Query(REGISTERED, "true", "register__repeat"),
    "repeat_petitions.same_matter": Query(
        REGISTERED,
        "true",
        "history__same_matter_pending OR history__opinion_issued OR history__reexamination_concluded",
    ),
    "one_time_resolution.not_raised_again": Query(
        CONCLUDED, f"register__first AND {CONCLUDED} < {NEVER}", "NOT register__raised_again"
    ),
    "one_time_resolution.nor_reviewed": Query(
        CONCLUDED,
        f"register__first AND {CONCLUDED} < {NEVER}",
        f"NOT register__raised_again AND {ASKED} = {NEVER}",
    ),
    "mediation.may_mediate": Query(
        REGISTERED, "mediation__mediate__status <> 'not_applicable'", "handling__agreement_reached"
    ),
    "mediation.disputes": Query(
        REGISTERED,
        "petition__category = 'grievance' AND handling__dispute_between_parties",
        "handling__agreement_reached",
    ),
    "in_procedure.track": Query(REGISTERED, "true", "track = 'petition_procedure'"),
    "review_requested.requested": Query(ASKED, "true", f"{ASKED} < {NEVER}"),
    "review_requested.of_opinions": Query(REGISTERED, "remedy__reviewable = 'true'", f"{ASKED} < {NEVER}"),
    "review_accepted.requested": Query(ASKED, f"{ASKED} < {NEVER}", "handling__review_accepted"),
    "review_refused.requested": Query(ASKED, f"{ASKED} < {NEVER}", "NOT handling__review_accepted"),
    "review_completed.requested": Query(
        ASKED, f"{ASKED} < {NEVER}", f"NOT handling__review_accepted OR {DECIDED} < {NEVER}"
    ),
    "review_upheld.decided": Query(ASKED, f"{DECIDED} < {NEVER}", "review__outcome = 'uphold'"),
    "review_changed.decided": Query(ASKED, f"{DECIDED} < {NEVER}", "review__outcome = 'change'"),
    "review_revoked.decided": Query(ASKED, f"{DECIDED} < {NEVER}", "review__outcome = 'redo'"),
    "review_revoked.requested": Query(ASKED, f"{ASKED} < {NEVER}", "review__outcome = 'redo'"),
    "review_on_time.due": norm("review__decide"),
    "reexamination_requested.requested": Query(RE_ASKED, "true", f"{RE_ASKED} < {NEVER}"),
    "reexamination_upheld.decided": Query(RE_ASKED, f"{RE_DECIDED} < {NEVER}", "reexamination__outcome = 'uphold'"),
    "reexamination_changed.decided": Query(RE_ASKED, f"{RE_DECIDED} < {NEVER}", "reexamination__outcome = 'change'"),
    "reexamination_revoked.decided": Query(RE_ASKED, f"{RE_DECIDED} < {NEVER}", "reexamination__outcome = 'redo'"),
    "reexamination_on_time.due": norm("reexamination__decide"),
    "received.registered": Query(REGISTERED, "true", f"{REGISTERED} < {NEVER}"),
    "forwarded.done": Query("timeline__dispatched_on", "true", "office__forward__status = 'met'"),
    "assigned.done": Query("timeline__dispatched_on", "true", "office__assign__status = 'exercised'"),
    "supervised.late": Query(REGISTERED, "supervision__urge_late__status = 'owed'", "register__supervised"),
    "supervised.owed": Query(REGISTERED, URGED, "register__supervised"),
    "proposals.sent": Query(SENT, "true", f"{SENT} < {NEVER}"),
    "proposals_answered.sent": Query(SENT, f"{SENT} < {NEVER}", f"timeline__proposal_feedback_on < {NEVER}"),
    "proposals_adopted.sent": Query(SENT, f"{SENT} < {NEVER}", "proposal__adopted"),
}


def by_sql(table: pa.Table, query: Query, period: tuple[date, date]) -> tuple[int, int, int]:
    """Counts successes, failures, and what does not count."""
    # DuckDB reads the table by the name of this variable.
    cases = table.rename_columns([name.replace("-", "_") for name in table.schema.names])
    assert cases.num_rows == table.num_rows
    (row,) = DATABASE.execute(
        f"""
        WITH seen AS (
            SELECT ({query.counted}) AND coalesce({query.cohort} BETWEEN $1 AND $2, false) AS counted,
                   coalesce({query.success}, false) AS success
            FROM cases
        )
        SELECT count(*) FILTER (counted AND success),
               count(*) FILTER (counted AND NOT success),
               count(*) FILTER (NOT counted)
        FROM seen
        """,
        [*period],
    ).fetchall()
    return row


def agrees(table: pa.Table, name: str, period: tuple[date, date]) -> None:
    found = compute_indicators(table, as_of=AS_OF, indicators=[name], period=period)
    counts = found.figure(name).counts
    assert (counts.met, counts.not_met, counts.not_applicable) == by_sql(table, QUERIES[name], period), name
    assert counts.cannot_tell == 0


def test_every_way_to_count_has_a_query() -> None:
    assert list(QUERIES) == sorted(QUERIES, key=[*KNOWN.variants].index) == [*KNOWN.variants]


@pytest.fixture(scope="module")
def large() -> pa.Table:
    """10,000 rows, always the same."""
    random = Random(2022_05_01)
    return a_table([a_row(random, KNOWN) for _ in range(10_000)])


@pytest.mark.parametrize("name", QUERIES)
def test_a_large_register(large: pa.Table, name: str) -> None:
    agrees(large, name, (date(2024, 1, 1), date(2024, 12, 31)))


@given(
    st.sampled_from([*QUERIES]),
    st.integers(0, 2**32),
    st.integers(0, 30),
    st.dates(date(2023, 9, 1), date(2025, 2, 1)),
    st.integers(0, 400),
)
def test_drawn_registers(name: str, seed: int, rows: int, first: date, length: int) -> None:
    random = Random(seed)
    table = a_table([a_row(random, KNOWN) for _ in range(rows)])
    agrees(table, name, (first, date.fromordinal(first.toordinal() + length)))


def test_groups_are_those_of_sql(large: pa.Table) -> None:
    """By month and organ, the largest table of a report."""
    found = compute_indicators(
        large, as_of=AS_OF, indicators=["on_time_conclusion"], period="2024", by=["month", "organ"]
    )
    rows: list[tuple[Any, ...]] = DATABASE.execute(
        """
        SELECT strftime(handling__conclude__due_latest, '%Y-%m'), organ,
               count(*) FILTER (handling__conclude__status = 'met'),
               count(*) FILTER (handling__conclude__status IN ('met_late', 'overdue'))
        FROM large
        WHERE handling__conclude__due_latest BETWEEN DATE '2024-01-01' AND DATE '2024-12-31'
        GROUP BY ALL
        """
    ).fetchall()
    for month, organ, met, not_met in rows:
        counts = found.figure("on_time_conclusion", month, organ).counts
        assert (counts.met, counts.not_met) == (met, not_met)
    told = [each.counts for each in found.figures if each.group["month"] is not None]
    assert len(told) == len(rows) == 12 * 3
