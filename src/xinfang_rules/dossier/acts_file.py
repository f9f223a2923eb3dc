"""The shape of `acts.yaml` of a pack: which acts a dossier records, which fact of a case each row of it gives, checks.

The file says how a record becomes facts; what the law makes of these stands in the rules. Its expressions are few, and
each looks only at acts, organs and answers, so that a table can run a row as a column:

- a *selection* names acts: `{act: accept, by: handler}`; with `kind`, `outcome`, a time, and what must hold of each
  (`when`), such as what must not follow;
- a *test* is true, false or unknown: `there_is` or `is_there_no` a selection; `organ` with what it is; `reached`,
  whether the act spoken of reached its addressee; `decided`, an answer of the part; `falls_due`, whether a duty of the
  part has the last day that the act tells, or one before the day of the act; `all`, `any`, `not` of tests;
- whose it is, is named by a *role*: `self`, `handler`, `competent`, `it.by`; see `WHO`.
"""

from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from xinfang_rules.rulebook.entries import CiteEntry
from xinfang_rules.sources.entry_base import Entry, FactName, Line, QuestionId, RuleId, Text, as_tuple

WHO: Final = {
    "self": "本机关：这一部分所说的机关",
    "sender": "转送、交办到本机关的机关",
    "handler": "办理机关",
    "reviewer": "收到复查请求的机关",
    "reexaminer": "收到复核请求的机关",
    "superior": "本机关的直接上级",
    "competent": "有权处理的机关",
    "petitioner": "信访人",
    "it.by": "所说的行为由谁作出",
    "it.to": "所说的行为对谁作出",
}
"""Whom a role can name."""


Name: TypeAlias = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Names: TypeAlias = Annotated[tuple[Name, ...], BeforeValidator(as_tuple), Field(min_length=1)]
Who: TypeAlias = Literal[
    "self", "sender", "handler", "reviewer", "reexaminer", "superior", "competent", "petitioner", "it.by", "it.to"
]
Value: TypeAlias = StrictBool | StrictInt | Annotated[str, Field(strict=True)]


class FieldEntry(Entry):
    """What else an act may state: a value of a fact, or of a kind of its own."""

    of: Annotated[FactName | Literal["bool", "count", "day", "label"], Field(union_mode="left_to_right")]
    title: Line


Titles: TypeAlias = dict[Name, Line]


class ActEntry(Entry):
    """A kind of act.

    Attributes:
        title: What it is called.
        by: Who does it.
        to: Whether it is done to an organ: it must say to which.
        kind: What kinds of it there are, if any, with their titles.
        outcome: What outcomes it has, if any.
        received_with_day: Whether its day is that on which it reached its addressee, unless it says otherwise.
        fields: What else it may state.
    """

    title: Line
    by: Literal["petitioner", "organ"]
    to: StrictBool = False
    kind: Titles = Field(default_factory=dict)
    outcome: Titles = Field(default_factory=dict)
    received_with_day: StrictBool = False
    fields: dict[Name, FieldEntry] = Field(default_factory=dict)


class DecidedTest(Entry):
    """An answer that a part has, or surely has not."""

    question: QuestionId
    is_: Annotated[Names | None, Field(alias="is")] = None
    is_not: Names | None = None


class Selection(Entry):
    """Acts of the record.

    Attributes:
        act: Of these kinds.
        by: Done by whom; by whomever if left out.
        not_by: Not done by whom.
        to: Done to whom.
        kind: Of one of these kinds; unknown of an act that does not tell its kind.
        kind_if: Kinds that count only where a test holds; unknown of an act that does not tell its kind.
        outcome: With one of these outcomes; likewise.
        piece: `this` one, an `earlier` one of the same petitioner, or that of the act that is spoken of (`it`).
        claim: Whether it has to be about `this` claim.
        time: `round`: since the opinion before this round, up to that which ends it. `arrival`: since the piece came
            here. `before_arrival`; `after_it`, `before_it`: by the act spoken of; `any`.
        when: What must hold of the act, which is `it` there.
    """

    act: Names
    by: Who | None = None
    not_by: Who | None = None
    to: Who | None = None
    kind: Names | None = None
    kind_if: "dict[Name, Test]" = Field(default_factory=dict)
    outcome: Names | None = None
    piece: Literal["this", "earlier", "it"] = "this"
    claim: Literal["this", "any"] = "this"
    time: Literal["round", "arrival", "before_arrival", "after_it", "before_it", "any"] = "round"
    when: "Test | None" = None


class OrganTest(Entry):
    """What some organ of a role is; exactly one test beside `organ`."""

    organ: Who
    is_: Annotated[Who | None, Field(alias="is")] = None
    kind: Names | None = None
    has: Literal["superior", "successor"] | None = None
    over: Who | None = None
    directly_over: Who | None = None
    level: Literal["same", "below"] | None = None
    of: Who | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        tests = self.model_fields_set & {"is_", "kind", "has", "over", "directly_over", "level"}
        if len(tests) != 1 or (self.level is None) != (self.of is None):
            message = "a test of an organ has one of is, kind, has, over, directly_over, or level with of"
            raise PydanticCustomError("one_key", message)
        return self


class DueTest(Entry):
    """Whether a duty of the part has the last day that the act spoken of tells in a field, or one before its day."""

    rule: RuleId
    on: Name | None = None
    before: Literal["day"] | None = None

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        if (self.on is None) == (self.before is None):
            raise PydanticCustomError("one_key", "a last day falls on a day that an act tells, or before its day")
        return self


class Test(Entry):
    """A test; exactly one of its keys."""

    all_: Annotated["tuple[Test, ...] | None", Field(alias="all")] = None
    any_: Annotated["tuple[Test, ...] | None", Field(alias="any")] = None
    not_: Annotated["Test | None", Field(alias="not")] = None
    there_is: Selection | None = None
    is_there_no: Selection | None = None
    organ: OrganTest | None = None
    told: Who | None = None
    reached: Literal["it"] | None = None
    decided: DecidedTest | None = None
    falls_due: DueTest | None = None

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise PydanticCustomError("one_key", "a test has one key")
        return self


class Branch(Entry):
    """A value, and when it is so; without `when`, in every other case."""

    when: Test | None = None
    value: Value


class StandingOf(Entry):
    """The status of a norm of an earlier part, as of the day on which the piece came here."""

    rule: RuleId
    of: Selection
    statuses: dict[Name, Value]


class Row(Entry):
    """Where a fact comes from; exactly one of the first seven keys.

    Attributes:
        arrival: From the act that brought the piece here: its `act`, when it was `received`, a field.
        piece: From the act that raised it: a field.
        organ: What the dossier says of the organ: `kind`, `local`.
        act: From the first act of a selection, or the last (`pick`).
        first_of: The first value whose test holds, as far as all before it surely do not.
        number_of: How many organs have a role.
        standing: See `StandingOf`.
        direct: Only where the piece was raised here, not forwarded.
        take: Of an act: its `day`, when it was `received`, its `act`, `kind`, `outcome`, or a field.
        map: What each value becomes.
        none: The value (`[]` of a set) if there is no such act, and the record would show it.
        pick: Which of several acts counts.
        record: Whose record would show the act, if not that of the organ here.
    """

    arrival: Name | None = None
    piece: Name | None = None
    organ: Literal["kind", "local"] | None = None
    act: Selection | None = None
    first_of: tuple[Branch, ...] | None = None
    number_of: Who | None = None
    standing: StandingOf | None = None
    direct: StrictBool = False
    take: Name | None = None
    map: dict[str, Value] | None = None
    none: Value | tuple[()] | None = None
    pick: Literal["first", "last"] = "first"
    record: Who = "self"

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        sources = ("arrival", "piece", "organ", "act", "first_of", "number_of", "standing")
        if len(self.model_fields_set.intersection(sources)) != 1:
            raise PydanticCustomError("one_key", f"a row has one of {', '.join(sources)}")
        if self.act is not None and self.take is None:
            raise PydanticCustomError("one_key", "a row that reads an act says what it takes of it: take")
        return self


class Structure(Entry):
    """How acts make pieces, parts and rounds.

    Attributes:
        raises: The act that raises a piece.
        moves: The acts that bring it to another organ.
        handles: The acts by which an organ shows that it handles a matter; who does one first is the handler.
        accepts: That of them by which each organ is bound, though another handles the matter already.
        settles: The act by which it is settled which of them is to go on.
        goes_on: What an organ does on what it has accepted: unless it says on which piece, on all pieces of one
            petitioner that it has accepted and not answered.
        answers: The kinds of an opinion by which an organ answers what another handles; of a reply it does not.
        opinion: The act that ends a round; a further one of the same organ opens another.
        undone_by: What orders the handler to begin anew, which opens a round too.
        asked_by: For the roles `reviewer` and `reexaminer`, the act that is done to them.
        remedies: The acts that are about the opinion before them, whoever does them.
        levels: The levels of organs, the lowest first.
    """

    raises: Name
    moves: Names
    handles: Names
    accepts: Name
    settles: Name
    goes_on: Names
    answers: Names
    opinion: Name
    undone_by: Selection
    asked_by: dict[Literal["reviewer", "reexaminer"], Name]
    remedies: Names
    levels: dict[Name, Line]

    @property
    def arriving(self) -> tuple[Name, ...]:
        """The acts by which a piece comes to an organ."""
        return (self.raises, *self.moves)

    @property
    def sent(self) -> tuple[Name, ...]:
        """The acts from whose arrival at an organ something runs for it."""
        return (*self.moves, *self.asked_by.values())


class RoleEntry(Entry):
    """What a part is asked, by what it is to the organ: who received, handles, answers or redoes a matter."""

    title: Line
    questions: tuple[QuestionId, ...]
    bearers: tuple[Name, ...]


class CheckEntry(Entry):
    """What only the whole record shows.

    Attributes:
        title: What is found, in Chinese.
        each: The acts that are looked at; in the test each is `it`.
        when: What makes it a finding.
        who: Whose defect it is.
        cite: The provisions.
        follows: The rules by which something follows from it, each as far as it applies in the part.
        last_day: The duty of which the finding tells the last day, if of any.
        interpretive: The reading it rests on, if it does.
    """

    title: Line
    each: Selection
    when: Test
    who: Who = "it.by"
    cite: Annotated[tuple[CiteEntry, ...], BeforeValidator(as_tuple)]
    follows: tuple[RuleId, ...] = ()
    last_day: RuleId | None = None
    interpretive: Text | None = None


class AudienceEntry(Entry):
    """What one kind of reader is told: which sections, in order, and of whose duties."""

    title: Line
    sections: tuple[Literal["answers", "open", "findings", "follows", "ask", "timeline"], ...]
    bearers: tuple[Name, ...] = ()


class BearerEntry(Entry):
    """Which organ of a part a bearer of norms is: the first of these roles whose organ is of the kind, if one is."""

    who: Annotated[tuple[Who, ...], BeforeValidator(as_tuple)]
    kind: Name | None = None


class ClaimShorthand(Entry):
    """What a claim may say shortly: for each key, the fact it states, or for each value the facts."""

    fact: FactName | None = None
    group: Name | None = None
    words: dict[Name, dict[FactName, Value]] = Field(default_factory=dict)


class RoleAddition(Entry):
    """What a part is asked besides, and whose norms are told besides."""

    questions: tuple[QuestionId, ...] = ()
    bearers: tuple[Name, ...] = ()


class AudienceAddition(Entry):
    """Of whose duties one kind of reader is told besides."""

    bearers: tuple[Name, ...] = ()


class ActsAddition(Entry):
    """A file `acts.yaml` of an overlay: what it adds to that of the pack underneath; it changes nothing there."""

    acts: dict[Name, ActEntry] = Field(default_factory=dict)
    facts: dict[FactName, Row] = Field(default_factory=dict)
    roles: dict[Literal["receiver", "handler", "issuer", "redo"], RoleAddition] = Field(default_factory=dict)
    bearers: dict[Name, BearerEntry] = Field(default_factory=dict)
    audiences: dict[Name, AudienceAddition] = Field(default_factory=dict)


class ActsFile(Entry):
    """A file `acts.yaml`."""

    structure: Structure
    acts: dict[Name, ActEntry]
    claims: dict[Name, ClaimShorthand]
    facts: dict[FactName, Row]
    roles: dict[Literal["receiver", "handler", "issuer", "redo"], RoleEntry]
    checks: dict[RuleId, CheckEntry]
    bearers: dict[Name, BearerEntry]
    follows: Names
    audiences: dict[Name, AudienceEntry]

    def with_addition(self, more: ActsAddition) -> "ActsFile":
        """Returns the file with what an overlay adds."""
        roles, audiences = {**self.roles}, {**self.audiences}
        for name, asked in more.roles.items():
            own = roles[name]
            bearers = tuple(dict.fromkeys((*own.bearers, *asked.bearers)))
            roles[name] = own.model_copy(update={"questions": (*own.questions, *asked.questions), "bearers": bearers})
        for reader, told in more.audiences.items():
            if reader in audiences and audiences[reader].bearers:
                bearers = (*audiences[reader].bearers, *told.bearers)
                audiences[reader] = audiences[reader].model_copy(update={"bearers": bearers})
        joined = {name: {**getattr(self, name), **getattr(more, name)} for name in ("acts", "facts", "bearers")}
        return self.model_copy(update={**joined, "roles": roles, "audiences": audiences})
