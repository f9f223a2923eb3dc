"""From facts to the model of a case: a class for each group, made by pydantic, and the checks that every case has."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Final, NamedTuple, Self, cast

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    create_model,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from xinfang_rules.errors import CaseError, Diagnostic, Position
from xinfang_rules.facts.case_errors import read_named
from xinfang_rules.facts.field_types import Count, CountFromOne, Day, Members, Stated, Tri, complete_or_partial
from xinfang_rules.facts.group import FactGroup
from xinfang_rules.facts.specs import FRAMES, Facts, FactSpec, class_name
from xinfang_rules.facts.values import Term, Unknown
from xinfang_rules.once import MAKING
from xinfang_rules.personal_numbers import personal_number


def _of_no_person(reference: str) -> str:
    if personal_number(reference, opaque=True) is not None:
        raise PydanticCustomError("personal_number", "no number of a person may stand here")
    return reference


_CaseReference = Annotated[
    str, Field(strict=True, max_length=64, pattern=r"^[A-Za-z0-9._:/-]+$"), AfterValidator(_of_no_person)
]


class BaseCase(FactGroup):
    """The facts of one case, 案件事实, and nothing else, whatever facts its rulebook has.

    Every fact is optional, and what is not stated is unknown; an absent date, though, means that the thing has not
    happened, unless the case starts with it. No personal data has a place here: unknown keys are refused, and
    `case_id` is an opaque reference of the caller's own system, of ASCII letters, digits and `. _ : / -`, which must
    not be a name, a telephone number or an identity number.
    """

    case_id: _CaseReference | None = Field(
        default=None,
        title="案件编号",
        description="调用方自己的案件编号，只作对照，不参与任何判断；不得使用姓名、电话号码、证件号码",
    )

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """Makes a case of facts by their dotted names.

        Args:
            facts: The value of each fact, such as `{"petition.category": "grievance"}`; `case_id` too.

        Raises:
            CaseError: If a name is none, or a value is wrong; at most 50 findings are listed.
        """
        return read_named(cls, facts, {})

    def with_facts(self, facts: Mapping[str, Any]) -> Self:
        """Returns a case in which some facts are as given, and all others as they are.

        Args:
            facts: The new value of each fact, by its dotted name; see `from_facts`.

        Raises:
            CaseError: If a name is none, or a value is wrong; at most 50 findings are listed.
        """
        self.require_validated()
        return read_named(type(self), facts, self.model_dump())

    # pydantic copies and constructs without validation. Such a case is marked, beside the fields so that it takes no
    # part in equality or JSON, and refused where it would be evaluated.

    @classmethod
    def model_construct(  # type: ignore[override]  # pydantic's plugin for mypy writes its own signature here
        cls, _fields_set: set[str] | None = None, **values: Any
    ) -> Self:
        """Makes a case without validation, which is not evaluated; see `from_facts`."""
        return cast("Self", super().model_construct(_fields_set, **values))._marked()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copies the case; with `update` without validation, so that it is not evaluated; see `with_facts`."""
        copied = super().model_copy(update=update, deep=deep)
        return copied if update is None else copied._marked()

    def copy(self, **how: Any) -> Self:
        """Does what pydantic keeps for programs of its first version; the copy is not evaluated."""
        return super().copy(**how)._marked()

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Pickles a case of a rulebook's own facts together with these, as its class has no name to be found by."""
        if type(self).__module__ != _NOWHERE or "_unvalidated" in self.__dict__:
            return super().__reduce_ex__(protocol)
        return _unpickled, (self.facts, self.model_dump(mode="json"))

    def _marked(self) -> Self:
        self.__dict__["_unvalidated"] = True
        return self

    def require_validated(self) -> None:
        """Refuses a case that was made or changed without validation.

        Raises:
            CaseError: If it was.
        """
        if "_unvalidated" in self.__dict__:
            raise CaseError([_UNVALIDATED])

    @model_validator(mode="before")
    @classmethod
    def _validate_groups_again(cls, data: Any) -> Any:
        """Takes ready-made groups apart: whether they were validated, they do not say."""
        if type(data) is dict and any(isinstance(part, FactGroup) for part in data.values()):
            return {name: part.stated() if isinstance(part, FactGroup) else part for name, part in data.items()}
        return data

    @field_validator("case_id", mode="before")
    @classmethod
    def _refuse_null_reference(cls, value: object) -> object:
        if value is None:
            raise PydanticCustomError("null_case_id", "null is not a reference: leave the key out")
        return value

    @model_serializer(mode="wrap")
    def _write_stated_only(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = handler(self)
        return {name: value for name, value in written.items() if value is not None and value != {}}


_UNVALIDATED = Diagnostic(
    Position("case"),
    "unvalidated",
    "this case was made by model_copy(update=...) or model_construct, without validation; write "
    'case.with_facts({"petition.category": "grievance"}) or Case.from_facts({...})',
    "这个案件由 model_copy(update=...) 或者 model_construct 生成，未经校验；请改用 case.with_facts({...}) 或者 "
    "Case.from_facts({...})",
)


_NOWHERE: Final = "xinfang_rules.facts.local"
"""No module: what the classes of a rulebook's own facts say that they are from."""


_FOUND_BY_NAME: Final[list[type[BaseCase]]] = []
"""The models that stand in a module: `Case`, of the shared facts."""


class CaseClasses(NamedTuple):
    """The classes that are made of facts."""

    case: type[BaseCase]
    groups: Mapping[str, type[FactGroup]]
    terms: Mapping[str, type[Term]]


def model_of(facts: Facts) -> type[BaseCase]:
    """Returns the model of a case of these facts, `Case` for the shared ones; facts that are alike share it."""
    held = vars(facts)
    if "model" not in held:
        with MAKING:
            held["model"] = _made(facts.sayable)
    model: type[BaseCase] = held["model"]
    return model


def worded_model(facts: Facts) -> type[BaseCase]:
    """Returns a model of a case whose schema words these facts as they are worded here; it is there for that alone."""
    model = model_of(facts)
    return model if model.facts == facts.sayable else case_classes(facts.sayable, _NOWHERE).case


@lru_cache(maxsize=32)
def _made(facts: Facts) -> type[BaseCase]:
    found = (case for case in _FOUND_BY_NAME if _values_of(case.facts) == _values_of(facts))
    return next(found, None) or case_classes(facts, _NOWHERE).case


def _values_of(facts: Facts) -> dict[str, tuple[object, ...]]:
    """Tells what may be stated of each fact, whatever it is called."""
    return {name: (spec.kind, frozenset(spec.members), spec.least) for name, spec in facts.items()}


def _unpickled(facts: Facts, stated: dict[str, Any]) -> BaseCase:
    return model_of(facts).model_validate(stated)


def case_classes(facts: Facts, module: str) -> CaseClasses:
    """Makes the model of a case, and what belongs to it; for pickling, all can be found by their names in a module."""
    groups: dict[str, type[FactGroup]] = {}
    terms: dict[str, type[Term]] = {}
    fields: dict[str, Any] = {}
    for group, specs in facts.groups.items():
        name = class_name(group)
        for spec in specs:
            if spec.members:
                labels = spec.member_labels.items()
                source = f"{spec.title}.\n\nSource: article {', article '.join(spec.at)}."
                terms[spec.type] = Term.of(spec.type, labels, source, module)
        held: dict[str, Any] = {spec.key: _field(spec, terms.get(spec.type)) for spec in specs}
        groups[name] = create_model(
            name,
            __base__=FactGroup,
            __doc__=f"{specs[0].group_title}.",
            __module__=module,
            __cls_kwargs__={"title": specs[0].group_title},
            **held,
        )
        # A group in which nothing is stated never changes, so all cases share one.
        fields[group] = groups[name], Field(default=groups[name].model_construct(), title=specs[0].group_title)
    case = create_model("Case", __base__=BaseCase, __module__=module, __cls_kwargs__={"title": facts.title}, **fields)
    case.facts = facts
    if module != _NOWHERE:
        _FOUND_BY_NAME.append(case)
    return CaseClasses(case, groups, terms)


_KINDS: Final[Mapping[tuple[str, int], Any]] = {
    ("bool", 0): Tri,
    ("count", 0): Count,
    ("count", 1): CountFromOne,
    ("date", 0): Day,
}


def _field(spec: FactSpec, terms: type[Term] | None) -> tuple[Any, Any]:
    """Returns the type of a fact, and what a schema says of it."""
    extra: dict[str, Any] = {"x-ask": spec.ask, "x-at": list(spec.at)}
    says, negated = (frame.format(spec.title, "{}") for frame in FRAMES.get(spec.kind, ("", "")))
    told = {"x-negated": (spec.negated, negated), "x-says": (spec.says, says), "x-any-member": (spec.any_member, "")}
    extra.update({key: sentence for key, (sentence, usual) in told.items() if sentence != usual})
    extra.update({"x-whose": spec.whose} if spec.whose else {})
    extra.update({key: True for key, so in (("x-origin", spec.origin), ("x-set-day", spec.set_day)) if so})
    return _type(spec, terms), Field(
        default=None, title=spec.title, description=spec.meaning or spec.title, json_schema_extra=extra
    )


def _type(spec: FactSpec, terms: Any) -> Any:
    if spec.kind == "enum":
        return Stated[terms]  # type: ignore[misc]  # mypy cannot know that a union of aliases takes a class made here
    if spec.kind != "set":
        return _KINDS[spec.kind, spec.least]
    # A case file may also write the complete set as a list; the schema for editors has to say so.
    written = list[terms] | Members[terms] | Unknown
    return Annotated[
        Members[terms] | Unknown | None, BeforeValidator(complete_or_partial(terms), json_schema_input_type=written)
    ]
