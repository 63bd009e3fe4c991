"""The options of the commands that ask about a person, as text, and the quick way to read those of `estimate`.

`yibao` is typed and called in loops, and importing Typer takes longer than everything else together. A plain
estimate is therefore read here; anything unusual (help, an unknown option, a missing value) is left to Typer, which
`cli.app` tells about the same options. A test keeps the two alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

FORMATS = ("text", "json", "csv", "md")


# Nobody compares or prints options; to make the methods for that took half of the time that this module takes.


@dataclass(eq=False, repr=False)
class TraitOptions:
    """What is known of somebody beside region, status and base, unread."""

    age: str | None = None
    birth: str | None = None
    salary: str | None = None
    pension: str | None = None
    plan: str | None = None
    group: str | None = None
    sex: str | None = None
    paid: str | None = None
    average_pension: str | None = None
    average_wage: str | None = None
    rules: str | None = None


@dataclass(eq=False, repr=False)
class PersonOptions(TraitOptions):
    """Who is asked about, unread."""

    region: str | None = None
    status: str | None = None
    base: str | None = None
    agreed: str | None = None


@dataclass(eq=False, repr=False)
class OutputOptions:
    """In which form the answer is wanted."""

    format: str | None = None
    json: bool = False
    quiet: bool = False


@dataclass(eq=False, repr=False)
class EvidenceOptions:
    """How good evidence has to be for an answer."""

    min_grade: str | None = None
    max_age: str | None = None


@dataclass(eq=False, repr=False)
class EstimateOptions(OutputOptions, EvidenceOptions, PersonOptions):
    """`yibao estimate`."""

    month: str | None = None
    explain: bool = False
    quiet_warnings: bool = False


@dataclass(eq=False, repr=False)
class WhyOptions(PersonOptions):
    """`yibao why`."""

    month: str | None = None
    symptom: str | None = None
    was: str | None = None
    now: str | None = None
    since: str | None = None
    retired: str | None = None
    json: bool = False


@dataclass(eq=False, repr=False)
class ScheduleOptions(OutputOptions, EvidenceOptions, PersonOptions):
    """`yibao schedule`."""

    from_: str | None = None
    to: str | None = None
    retire: str | None = None
    retire_kind: str | None = None
    base_change: list[str] = field(default_factory=list)
    balance: str | None = None
    spend: str | None = None
    plot: str | None = None
    all: bool = False


@dataclass(eq=False, repr=False)
class CompareOptions(OutputOptions, EvidenceOptions, TraitOptions):
    """`yibao compare`: regions, statuses, bases and months can be several."""

    region: list[str] = field(default_factory=list)
    status: list[str] = field(default_factory=list)
    base: list[str] = field(default_factory=list)
    month: list[str] = field(default_factory=list)
    rules_after: str | None = None


@dataclass(eq=False, repr=False)
class InferOptions(OutputOptions, EvidenceOptions, PersonOptions):
    """`yibao infer`; `salary` is the real wage that the base is held against."""

    credit: str | None = None
    month: str | None = None


@dataclass(eq=False, repr=False)
class ReadingOptions:
    """A table a person holds, and how to read it."""

    file: str = "-"
    map: list[str] = field(default_factory=list)
    encoding: str | None = None
    sheet: str | None = None
    year: str | None = None
    visible: bool = False


@dataclass(eq=False, repr=False)
class ReconcileOptions(OutputOptions, EvidenceOptions, PersonOptions, ReadingOptions):
    """`yibao reconcile`."""

    month: str | None = None
    from_: str | None = None
    to: str | None = None
    retire: str | None = None
    base_change: list[str] = field(default_factory=list)
    show_mapping: bool = False
    letter: str | None = None
    output: str | None = None
    overwrite: bool = False
    keep_ids: bool = False


@dataclass(eq=False, repr=False)
class SheetOptions(TraitOptions, ReadingOptions):
    """A table of people, how to read it, and what holds for all its rows."""

    region: str | None = None
    status: str | None = None


@dataclass(eq=False, repr=False)
class BatchOptions(SheetOptions):
    """`yibao batch`. `target` is the output, written as a second argument."""

    target: str | None = None
    output: str | None = None
    month: str | None = None
    engine: str | None = None
    format: str | None = None
    max_age: str | None = None
    check: bool = False
    excel: bool = False
    errors: str | None = None
    master: str | None = None
    overwrite: bool = False
    keep_ids: bool = False
    dry_run: bool = False
    quiet: bool = False


@dataclass(eq=False, repr=False)
class SimulateOptions(OutputOptions, SheetOptions):
    """`yibao simulate`."""

    before: str | None = None
    after: str | None = None
    rules_after: str | None = None
    by: str | None = None
    plot: str | None = None


def as_person(
    options: TraitOptions, status: str | None, region: str | None = None, base: str | None = None
) -> PersonOptions:
    """The options of one person out of those that several share."""
    shared = {item.name: getattr(options, item.name) for item in fields(TraitOptions)}
    return PersonOptions(**shared, region=region, status=status, base=base)


SHORT = {"-r": "region", "-s": "status", "-q": "quiet"}
FLAGS = ("json", "quiet", "explain", "quiet_warnings")
LONG = {"--" + item.name.replace("_", "-"): item.name for item in fields(EstimateOptions)}


def read_plainly(arguments: Sequence[str]) -> EstimateOptions | None:
    """The options in `arguments`, or None if they are not of the plain form."""
    options = EstimateOptions()
    rest = iter(arguments)
    for word in rest:
        name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        known = SHORT.get(name) or LONG.get(name)
        if known is None or (known in FLAGS and equals):
            return None
        if known in FLAGS:
            setattr(options, known, True)
            continue
        if not equals:
            value = next(rest, "-")
            if value.startswith("-"):
                return None
        setattr(options, known, value)
    return options
