"""Delta debugging: what is left is enough, and none of it can be spared."""

from collections.abc import Collection

from hypothesis import given, strategies as st

from xinfang_rules.minimal_subset import minimal_subset

NUMBERS = st.frozensets(st.integers(0, 30))


@given(st.lists(NUMBERS, min_size=1, max_size=3))
def test_what_is_left_is_good_and_nothing_of_it_can_be_left_out(enough: list[frozenset[int]]) -> None:
    def good(left: Collection[int]) -> bool:
        return any(one <= set(left) for one in enough)

    left = minimal_subset(range(31), good)
    assert good(left)
    assert not any(good([item for item in left if item != dropped]) for dropped in left)
    assert left == sorted(left)


@given(NUMBERS)
def test_items_that_spoil_each_other_are_left_out_too(odd: frozenset[int]) -> None:
    # Good is an even number of them: none is the least, and one at a time leads nowhere.
    def good(left: Collection[int]) -> bool:
        return len(odd & set(left)) % 2 == len(odd) % 2

    left = minimal_subset(range(31), good)
    assert good(left)
    assert len(left) <= len(odd)
    assert not any(good([item for item in left if item != dropped]) for dropped in left)


def test_when_time_is_up_what_is_left_so_far_is_good() -> None:
    asked: list[int] = []

    def good(left: Collection[int]) -> bool:
        asked.append(len(left))
        return 7 in left

    left = minimal_subset(range(16), good, lambda: len(asked) >= 2)
    assert 7 in left
    assert len(asked) == 2
    assert len(left) < 16


def test_far_fewer_questions_are_asked_than_there_are_items() -> None:
    asked = 0

    def good(left: Collection[int]) -> bool:
        nonlocal asked
        asked += 1
        return 900 in left

    assert minimal_subset(range(1000), good) == [900]
    # Ten sizes of groups; at each a question of the group that is left out and one of the group that stays, twice.
    assert asked <= 40
