"""The properties: what holds for every case, whatever the rules say. All of them stand in `PROPERTIES`.

for law in PROPERTIES:
    assert_invariant(law, rulebook=load("xinfang-2022", overlays=["my-province/"]))
"""

from xinfang_rules.testing.example import Property
from xinfang_rules.testing.properties.admission import accepted_cases_keep_every_constraint, no_possible_case_is_refused
from xinfang_rules.testing.properties.agreement import engines_agree, engines_need_the_same, rules_hold_as_written
from xinfang_rules.testing.properties.changed_numbers import hold_to_numbers, numbers_move_only_what_reads_them
from xinfang_rules.testing.properties.day_oracle import (
    due_dates_move_with_their_start,
    last_days_are_counted_out,
    statuses_follow_from_the_days,
    statuses_move_forward,
)
from xinfang_rules.testing.properties.doubted_readings import nothing_grave_rests_on_a_reading_unsaid
from xinfang_rules.testing.properties.form import (
    cases_survive_json,
    conclusions_cite,
    order_and_repetition_do_not_matter,
    persons_make_no_difference,
    results_survive_json,
)
from xinfang_rules.testing.properties.knowledge import (
    bounds_only_narrow,
    complete_cases_have_one_answer,
    complete_cases_leave_nothing_open,
    knowledge_only_adds,
)
from xinfang_rules.testing.properties.presumed_conclusions import (
    presumed_conclusions_rest_on_all_that_they_name_and_on_nothing_else,
    what_is_found_out_besides_turns_no_presumed_answer,
    what_is_presumed_is_as_if_it_were_stated,
    what_is_stated_is_told_apart_from_what_is_presumed,
)
from xinfang_rules.testing.properties.waiting import nothing_changes_before_the_day_told
from xinfang_rules.testing.properties.what_is_asked import (
    needs_are_tight,
    needs_suffice,
    what_is_asked_for_a_norm_narrows_it,
    what_is_not_asked_narrows_no_norm,
    what_is_not_asked_narrows_nothing,
)

__all__ = ["PROPERTIES", "hold_to_numbers"]

PROPERTIES: tuple[Property, ...] = (
    engines_agree,
    engines_need_the_same,
    rules_hold_as_written,
    knowledge_only_adds,
    bounds_only_narrow,
    complete_cases_leave_nothing_open,
    complete_cases_have_one_answer,
    needs_suffice,
    needs_are_tight,
    what_is_not_asked_narrows_nothing,
    what_is_asked_for_a_norm_narrows_it,
    what_is_not_asked_narrows_no_norm,
    accepted_cases_keep_every_constraint,
    no_possible_case_is_refused,
    last_days_are_counted_out,
    statuses_follow_from_the_days,
    due_dates_move_with_their_start,
    statuses_move_forward,
    nothing_changes_before_the_day_told,
    order_and_repetition_do_not_matter,
    cases_survive_json,
    results_survive_json,
    conclusions_cite,
    nothing_grave_rests_on_a_reading_unsaid,
    persons_make_no_difference,
    numbers_move_only_what_reads_them,
    what_is_presumed_is_as_if_it_were_stated,
    what_is_stated_is_told_apart_from_what_is_presumed,
    presumed_conclusions_rest_on_all_that_they_name_and_on_nothing_else,
    what_is_found_out_besides_turns_no_presumed_answer,
)
"""Every property, in the order in which they are best read."""
