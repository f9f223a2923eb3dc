"""A case: its facts, kinds, members and output terms are those of the public contract."""

import pytest

from tests.case_helpers import CONTRACT, GROUP_TITLES, LEAST, MEMBERS, OUTPUTS, SETS, names
from xinfang_rules.facts.case import FACTS, Case
from xinfang_rules.facts.values import Term


def test_every_name_of_the_contract_is_there_in_its_order() -> None:
    expected = [f"{group}.{key}" for group, keys in CONTRACT.items() for key in keys.split()]
    assert list(FACTS) == expected
    assert list(Case.model_fields) == ["case_id", *CONTRACT]


def test_groups_have_their_chinese_titles() -> None:
    assert {spec.group: spec.group_title for spec in FACTS.values()} == GROUP_TITLES


def test_kinds_are_those_of_the_contract() -> None:
    expected = {}
    for name in FACTS:
        if name in SETS:
            expected[name] = "set"
        elif name in MEMBERS:
            expected[name] = "enum"
        elif name in LEAST:
            expected[name] = "count"
        else:
            expected[name] = "date" if name.startswith("timeline.") else "bool"
    assert {name: spec.kind for name, spec in FACTS.items()} == expected


def test_members_are_those_of_the_contract_in_its_order() -> None:
    found = {name: spec.members for name, spec in FACTS.items() if spec.members}
    assert found == {name: tuple(members.split()) for name, members in MEMBERS.items()}
    assert all(type(member) is str for members in found.values() for member in members)


def test_counts_start_where_the_contract_says() -> None:
    assert {name: FACTS[name].least for name in names("count")} == LEAST


@pytest.mark.parametrize("enumeration", OUTPUTS)
def test_output_terms_keep_the_contract(enumeration: type[Term]) -> None:
    """Terms may be added where the text needs one; none of the contract may be missing or renamed."""
    assert set(OUTPUTS[enumeration].split()) <= set(enumeration)
