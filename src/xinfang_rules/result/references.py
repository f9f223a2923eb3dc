"""What a result names that it was worked out by."""

from xinfang_rules.result.parts import ResultPart


class CalendarRef(ResultPart):
    """What the working days were told by that a result rests on.

    Attributes:
        festivals: The statute on festival days in force on the day of evaluation, as it is cited.
        package: The package that holds the yearly notices, with its version.
        notices_through: The last year up to which every notice is at hand.
        added: The notices beside those of the package, as they are cited.
        missing_notices: The years whose notices would make some last day certain.
    """

    festivals: str
    package: str
    notices_through: int
    added: tuple[str, ...] = ()
    missing_notices: tuple[int, ...] = ()


class InstrumentRef(ResultPart):
    """The instrument that governs.

    Attributes:
        id: The rulebook's identifier.
        title: The instrument's title.
        overlays: The identifiers of the overlays laid over it, in order.
    """

    id: str
    title: str
    overlays: tuple[str, ...] = ()
