"""OpenFisca-Core (numpy): a variable with a formula for each condition, computed for a population.

OpenFisca is made for whole tables: one simulation holds every case, inputs are arrays, and a formula runs once for
all of them. `make` asks it for one case at a time, which is not what it is for; `make_table` for all cases at once,
which is. Both build a simulation by `SimulationBuilder.build_default_simulation`, set the inputs and calculate, every
variable for one month, given as a `Period` so that no text is parsed.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, TypeAlias

from bench.adapters.infix import Dialect
from bench.adapters.peer import Given, Peer
from bench.lowering import Both, Either, Flag, Form, OneOf, Order, Tree

_NUMPY = Dialect(" & ", " | ", "~{}", "case.filled_array(True)", "case.filled_array(False)")

Columns: TypeAlias = Mapping[str, Any]
"""An array for each variable."""


def make(strata: Sequence[Form]) -> Peer:
    """Hands the rules to OpenFisca, for one case at a time."""
    return _OneByOne(Table(strata))


class _OneByOne:
    def __init__(self, table: "Table") -> None:
        self._table = table
        self._numpy = import_module("numpy")

    def facts(self, stratum: int, given: Given) -> dict[str, Any]:
        return {key: self._numpy.array([value]) for key, value in given.items()}

    def ask(self, stratum: int, facts: dict[str, Any], derived: Given) -> Sequence[object]:
        settled = {key: self._numpy.array([value]) for key, value in derived.items()}
        return [column[0] for column in self._table.ask(stratum, facts | settled, 1)]


class Table:
    """The rules of an edition in OpenFisca, for many cases at once."""

    def __init__(self, strata: Sequence[Form]) -> None:
        self._builder = import_module("openfisca_core.simulation_builder").SimulationBuilder
        self._month = import_module("openfisca_core.periods").period("2024-01")
        self._systems = [self._system(form) for form in strata]
        self._outputs = [[f"held{place}" for place in range(len(form.trees))] for form in strata]

    def ask(self, stratum: int, columns: Columns, count: int) -> list[Any]:
        """Returns an array for each tree of a stratum.

        Args:
            stratum: The stratum, from 0.
            columns: All variables that it reads.
            count: How many cases there are.
        """
        simulation = self._builder().build_default_simulation(self._systems[stratum], count)
        for key, column in columns.items():
            simulation.set_input(key, self._month, column)
        return [simulation.calculate(name, self._month) for name in self._outputs[stratum]]

    def _system(self, form: Form) -> Any:
        entities = import_module("openfisca_core.entities")
        entity = entities.build_entity(key="case", plural="cases", label="case", is_person=True)
        system = import_module("openfisca_core.taxbenefitsystems").TaxBenefitSystem([entity])
        variable = import_module("openfisca_core.variables").Variable
        common = {"entity": entity, "definition_period": import_module("openfisca_core.periods").DateUnit.MONTH}
        for reading in form.readings:
            system.add_variable(type(reading.key, (variable,), common | {"value_type": reading.kind}))
        for place, tree in enumerate(form.trees):
            described = common | {"value_type": bool, "formula": _formula(tree)}
            system.add_variable(type(f"held{place}", (variable,), described))
        return system


def _formula(tree: Tree) -> Callable[[Any, Any], Any]:
    """Writes a formula as a person would: each input is asked for once, then the operators of numpy."""
    namespace: dict[str, Any] = {"numpy": import_module("numpy")}
    lines = ["def formula(case, period):"]
    lines += [f"    {key} = case({key!r}, period)" for key in sorted(_keys(tree))]
    lines += [f"    return {_numpy(tree)}"]
    exec("\n".join(lines), namespace)
    found: Callable[[Any, Any], Any] = namespace["formula"]
    return found


def _numpy(tree: Tree) -> str:
    match tree:
        case OneOf(key, numbers) if len(numbers) > 1:
            return "(" + " | ".join(f"({key} == {number})" for number in numbers) + ")"
        case Both(parts):
            return "(" + " & ".join(map(_numpy, parts)) + ")"
        case Either(parts):
            return "(" + " | ".join(map(_numpy, parts)) + ")"
        case _:
            return _NUMPY.write(tree)


def _keys(tree: Tree) -> set[str]:
    match tree:
        case Flag(key, _) | OneOf(key, _):
            return {key}
        case Order(key, _, other):
            return {key, other} if isinstance(other, str) else {key}
        case Both(parts) | Either(parts):
            return set().union(*map(_keys, parts))
        case _:
            return set()
