"""The seeded defects, each with the law that catches it. A new kind of bug belongs here, beside its law."""

from tests.defects.engines import LOWERING, PROGRAM
from tests.defects.seeding import Defect

from xinfang_rules.testing.properties.admission import accepted_cases_keep_every_constraint, no_possible_case_is_refused
from xinfang_rules.testing.properties.agreement import engines_agree, rules_hold_as_written
from xinfang_rules.testing.properties.day_oracle import (
    last_days_are_counted_out,
    statuses_follow_from_the_days,
)
from xinfang_rules.testing.properties.form import cases_survive_json, conclusions_cite
from xinfang_rules.testing.properties.knowledge import bounds_only_narrow
from xinfang_rules.testing.properties.waiting import nothing_changes_before_the_day_told
from xinfang_rules.testing.properties.what_is_asked import (
    needs_are_tight,
    needs_suffice,
    what_is_asked_for_a_norm_narrows_it,
    what_is_not_asked_narrows_no_norm,
    what_is_not_asked_narrows_nothing,
)

BOUNDS = (
    Defect(
        "bounds: a day within bounds is taken to be the first of them",
        "facts.day_bounds",
        "return low, high if self.happened is True else never",
        "return low, low if self.happened is True else never",
        bounds_only_narrow,
    ),
    Defect(
        "bounds: those of one day stay bounds",
        "facts.day_bounds",
        "if first is not None and first == last and happened is True:",
        "if first is None and last is None:",
        bounds_only_narrow,
    ),
)

CALENDAR = (
    Defect(
        "calendar: counting begins on the day itself",
        "calendar.counting",
        "checked(checked(start) + days)",
        "checked(checked(start) + max(days - 1, 0))",
        engines_agree,
    ),
    Defect(
        "calendar: working days begin with the day itself",
        "calendar.working_days",
        "index = start - self._first + 1",
        "index = start - self._first",
        last_days_are_counted_out,
        on="edges",
    ),
    Defect(
        "calendar: a make-up workday is off",
        "calendar.working_days",
        "(day.toordinal() for day in workdays), True)",
        "(day.toordinal() for day in workdays), False)",
        last_days_are_counted_out,
        on="edges",
    ),
    Defect(
        "calendar: where no notice is at hand every Monday to Friday is worked",
        "calendar.working_days",
        "may_be_off = (day for day in holiday.may_be_off() if is_weekday(day))",
        "may_be_off = (day for day in holiday.may_be_off() if is_weekday(day) and day < 0)",
        last_days_are_counted_out,
        on="edges",
    ),
    Defect(
        "last days, as written: a working day rolls on too",
        "engines.reference.deadlines",
        "self._calendar.nth_after(first - 1, 1)",
        "self._calendar.nth_after(first, 1)",
        engines_agree,
        on="edges",
    ),
    Defect(
        "last days, as written: calendar days are counted as working days",
        "engines.reference.deadlines",
        "if months else add_days(start, count + more)",
        "if months else self._calendar.nth_after(start, count)[0]",
        engines_agree,
    ),
    Defect(
        "last days, as written: one that hangs on a notice is told as certain",
        "engines.reference.deadlines",
        "return Due(first, last, True, may_wait, NEVER if first == last else low)",
        "return Due(first, first, True, may_wait, NEVER)",
        engines_agree,
        on="edges",
    ),
    Defect(
        "last days, as written: an extension has no limit",
        "engines.reference.deadlines",
        "limit = extend.at_most.value",
        "limit = 1_000",
        engines_agree,
        on="edges",
    ),
    Defect(
        "last days, as written: a grant on the last day comes too late",
        "engines.reference.deadlines",
        "if values[granted_on] > last:",
        "if values[granted_on] >= last:",
        engines_agree,
        on="edges",
    ),
    Defect(
        "months: from the end of one to the end of another",
        "calendar.counting",
        "min(day.day, monthrange(year, month + 1)[1])",
        "monthrange(year, month + 1)[1] if day.day > 27 else day.day",
        last_days_are_counted_out,
        on="rulebooks",
    ),
    Defect(
        "months: a year has one",
        "rulebook.norm_spec",
        "_MONTHS_OF_A_YEAR if self.unit is Unit.YEAR",
        "1 if self.unit is Unit.YEAR",
        last_days_are_counted_out,
        on="rulebooks",
    ),
    Defect(
        "pauses, as written: one that lasts has ended",
        "engines.reference.deadlines",
        "most = NEVER if ended_last == NEVER else",
        "most = most if ended_last == NEVER else",
        engines_agree,
        on="rulebooks",
    ),
    Defect(
        "outer limits, as written: the latest counts",
        "engines.reference.deadlines",
        "high = min(surely) if surely",
        "high = max(surely) if surely",
        engines_agree,
        on="rulebooks",
    ),
)

EXCEPTIONS = (
    Defect(
        "exceptions, as written: one that does not hold displaces",
        "engines.reference.precedence",
        "if not other & FALSE:",
        "if not other & TRUE:",
        engines_agree,
        on="rulebooks",
    ),
    Defect(
        "exceptions, as written: one that may hold is passed over",
        "engines.reference.precedence",
        "if other & TRUE:\n            truth |= FALSE",
        "if other == TRUE:\n            truth |= FALSE",
        engines_agree,
        on="rulebooks",
    ),
    Defect(
        "exceptions: an exception to an exception does not count",
        "rulebook.order",
        "                waiting.append(index)",
        "                pass",
        rules_hold_as_written,
        on="rulebooks",
    ),
    Defect(
        "precedence: the remainder comes first",
        "rulebook.order",
        "(*lines, remainder)",
        "(remainder, *lines)",
        rules_hold_as_written,
        on="rulebooks",
    ),
    Defect(
        "precedence, as written: an answer that may come earlier is passed over",
        "engines.reference.precedence",
        "elif earlier_may:\n                held |= FALSE",
        "elif earlier_may:\n                held |= 0",
        engines_agree,
    ),
    Defect(
        "concepts, as written: what may be so is not",
        "engines.reference.precedence",
        "if held & TRUE:\n            truth = TRUE | FALSE",
        "if held & TRUE:\n            truth = FALSE",
        engines_agree,
    ),
    Defect(
        "questions, as written: one that may not arise does",
        "engines.reference.precedence",
        "return mask | not_applicable if may_arise & FALSE else mask",
        "return mask",
        engines_agree,
    ),
)

STATUSES = (
    Defect(
        "statuses, as written: done on the last day is late",
        "engines.reference.statuses",
        "if low <= latest:",
        "if low < latest:",
        engines_agree,
        on="edges",
    ),
    Defect(
        "statuses, as written: overdue on the last day",
        "engines.reference.statuses",
        "if today > earliest:\n                mask |= missed",
        "if today >= earliest:\n                mask |= missed",
        engines_agree,
        on="edges",
    ),
    Defect(
        "statuses, as written: pending on the day after the last",
        "engines.reference.statuses",
        "if today <= latest:",
        "if today <= latest + 1:",
        engines_agree,
        on="edges",
    ),
    Defect(
        "statuses, as written: what is long overdue is pending",
        "engines.reference.statuses",
        "if today > earliest:\n                mask |= missed",
        "if today > earliest:\n                mask |= missed if today < earliest + 30 else waiting",
        engines_agree,
        on="edges",
    ),
    Defect(
        "statuses: a lateness is counted up to today",
        "evaluation.results",
        'last = today if until == "today" else done',
        "last = today",
        statuses_follow_from_the_days,
        on="edges",
    ),
)

CONSTRAINTS = (
    Defect(
        "constraints: two things on one day are out of order",
        "program.narrowing",
        "yield from _bound(Raise, lowering, events, leaf.other, low)",
        "yield from _bound(Raise, lowering, events, leaf.other, graph.sum(low, one))",
        no_possible_case_is_refused,
        on="soon",
    ),
    Defect(
        "constraints: the first alternative is forced",
        "program.narrowing",
        "cases.append((possible, tuple(_when(lowering, no_other, block))))",
        "cases.append((possible, block))",
        no_possible_case_is_refused,
    ),
    Defect(
        "constraints: the smallest number allowed is refused",
        "language.conditions",
        "enough = Literal(AtMost(least, name))",
        "enough = Literal(AtMost(least + 1, name))",
        no_possible_case_is_refused,
    ),
    Defect(
        "constraints: a broken one is accepted",
        "program.narrowing",
        "yield Branch(tuple(cases), (Break(),)) if cases else Break()",
        "yield Branch(tuple(cases)) if cases else Break()",
        accepted_cases_keep_every_constraint,
    ),
    Defect(
        "constraints, as written: two things on one day are out of order",
        "engines.reference.propagate",
        "if values[second] < values[first]:\n            self._narrow(later, low=values[first])",
        "if values[second] <= values[first]:\n            self._narrow(later, low=values[first] + 1)",
        engines_agree,
    ),
    Defect(
        "constraints, as written: what is not wanted is forced",
        "engines.reference.propagate",
        "bit = TRUE if wanted else FALSE",
        "bit = FALSE if wanted else TRUE",
        engines_agree,
    ),
    Defect(
        "constraints, as written: the smallest number allowed is refused",
        "engines.reference.propagate",
        "self._narrow(name, low=least, high=most)",
        "self._narrow(name, low=least + 1, high=most)",
        engines_agree,
    ),
)

WAITING = (
    Defect(
        "changes: the day after the earliest last day is not looked at",
        "evaluation.change_days",
        "found.add(due.low + 1)",
        "found.add(due.low + 2)",
        nothing_changes_before_the_day_told,
        on="edges",
    ),
)

NEEDS = (
    Defect(
        "needs: what changes nothing is asked for",
        "evaluation.trying",
        "if mask & masks[place] != masks[place]:",
        "if mask & masks[place] == masks[place]:",
        needs_are_tight,
    ),
    Defect(
        "needs: what does nothing for a norm is asked for because of it",
        "evaluation.standing",
        "return fewer or (self[1:] != other[1:] and (bounds or self.earliest == self.latest))",
        "return True",
        what_is_asked_for_a_norm_narrows_it,
        on="rulebooks",
    ),
    Defect(
        "needs: a last day that is narrowed does not count",
        "evaluation.standing",
        "return fewer or (self[1:] != other[1:] and (bounds or self.earliest == self.latest))",
        "return fewer",
        what_is_not_asked_narrows_no_norm,
    ),
    Defect(
        "needs: only the first value of a fact is tried",
        "evaluation.candidate_values",
        "for bit in range(len(entry.values)):",
        "for bit in range(1):",
        what_is_not_asked_narrows_nothing,
    ),
    Defect(
        "needs: what stands behind an answer is not followed",
        "program.reach",
        "named.extend(graph.read[unit])",
        "named.extend(())",
        needs_suffice,
    ),
)

RESULTS = (
    Defect(
        "cases: what is written unknown is left out",
        "facts.group",
        "in written.items() if value is not None}",
        'in written.items() if value not in (None, "unknown")}',
        cases_survive_json,
    ),
    Defect(
        "results: an answer without its citation",
        "evaluation.decisions",
        '"citations": making.citations(_cited(giving)),',
        '"citations": (),',
        conclusions_cite,
    ),
    Defect(
        "citations: every paragraph is called the first",
        "rulebook.citations",
        "self.label(*found)",
        "self.label(found[0], 1, found[2])",
        conclusions_cite,
    ),
)

DEFECTS = (*PROGRAM, *LOWERING, *BOUNDS, *CALENDAR, *EXCEPTIONS, *STATUSES, *CONSTRAINTS, *WAITING, *NEEDS, *RESULTS)
"""Every seeded defect. Those of the engines stand in `engines`."""
