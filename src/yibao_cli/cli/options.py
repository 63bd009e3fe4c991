"""The options of every command, as text, and the quick way to read them.

`yibao` is typed and called in loops, and importing Typer takes longer than everything else together. A plain command
line is therefore read here; anything unusual (help, an unknown option, a missing value) is left to Typer, which
`cli.app` tells about the same options. A test keeps the two alike.
"""

from __future__ import annotations

from ..core.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Self, TypeVar

    Given = TypeVar("Given", bound="Options")

FORMATS = ("text", "json", "csv", "md", "html")


FLAG, SEVERAL = "bool", "Sequence[str]"
"""The kinds of a field that are not a text: an option without a value, and one that may be written several times."""


class Options:
    """What was written after a command, as text. A field without a default must be written; `ARGUMENTS` are those
    that are written without the name of an option, in this order."""

    ARGUMENTS: tuple[str, ...] = ()

    lang: str | None = None
    """Heard before the command is; see `listening`."""

    def __init__(self, **given: Any) -> None:
        self.__dict__.update(given)

    def but(self, **changed: Any) -> Self:
        """The same with other values in some fields."""
        return type(self)(**self.__dict__ | changed)


def fields(kind: type[Options]) -> dict[str, str]:
    """The fields of a class of options and what kind of value each has, those of its bases first."""
    found: dict[str, str] = {}
    for part in reversed(kind.__mro__[:-1]):
        found |= part.__annotations__
    found.pop("ARGUMENTS", None)
    return found


class SettledOptions(Options):
    """Options of which some may come from a configuration; see `settings`."""

    no_config: bool = False


class TraitOptions(SettledOptions):
    """What is known of a person besides region, status and base, as text."""

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


class PersonOptions(TraitOptions):
    """The person asked about, as text."""

    region: str | None = None
    status: str | None = None
    base: str | None = None
    agreed: str | None = None


class OutputOptions(Options):
    """The form of the answer."""

    format: str | None = None
    json: bool = False
    quiet: bool = False


class EvidenceOptions(Options):
    """The evidence that an answer has to have."""

    min_grade: str | None = None
    max_age: str | None = None


class SpokenOptions(Options):
    """Words without the name of an option: '武汉', '62', '@妈妈' for a profile; see `spoken`."""

    ARGUMENTS: tuple[str, ...] = ("words",)

    words: Sequence[str] = ()


class EstimateOptions(OutputOptions, EvidenceOptions, PersonOptions, SpokenOptions):
    """`yibao estimate`."""

    month: str | None = None
    explain: bool = False
    quiet_warnings: bool = False


class WhyOptions(PersonOptions, SpokenOptions):
    """`yibao why`."""

    month: str | None = None
    symptom: str | None = None
    was: str | None = None
    now: str | None = None
    since: str | None = None
    retired: str | None = None
    json: bool = False


class CourseOptions(EvidenceOptions, PersonOptions, SpokenOptions):
    """A person over several months."""

    from_: str | None = None
    to: str | None = None
    retire: str | None = None
    retire_kind: str | None = None
    base_change: Sequence[str] = ()


class CalendarOptions(CourseOptions):
    """`yibao calendar`."""

    output: str | None = None
    overwrite: bool = False


class ScheduleOptions(OutputOptions, CourseOptions):
    """`yibao schedule`."""

    balance: str | None = None
    spend: str | None = None
    plot: str | None = None
    all: bool = False


class CompareOptions(OutputOptions, EvidenceOptions, TraitOptions, SpokenOptions):
    """`yibao compare`: regions, statuses, bases and months can be several."""

    region: Sequence[str] = ()
    status: Sequence[str] = ()
    base: Sequence[str] = ()
    month: Sequence[str] = ()
    rules_after: str | None = None


class InferOptions(OutputOptions, EvidenceOptions, PersonOptions, SpokenOptions):
    """`yibao infer`; `salary` is the real wage to compare the base with."""

    credit: str | None = None
    month: str | None = None


class ReadingOptions(Options):
    """A table a person holds, and how to read it."""

    ARGUMENTS: tuple[str, ...] = ("file",)

    file: str
    map: Sequence[str] = ()
    encoding: str | None = None
    sheet: str | None = None
    year: str | None = None
    visible: bool = False


class ReportOptions(EvidenceOptions, PersonOptions, ReadingOptions):
    """`yibao report`: a statement and what is known of the person. Of `words` only a profile is taken."""

    ARGUMENTS: tuple[str, ...] = ("file", "words")

    words: Sequence[str] = ()

    month: str | None = None
    from_: str | None = None
    to: str | None = None
    retire: str | None = None
    base_change: Sequence[str] = ()
    letter: str | None = None
    output: str | None = None
    overwrite: bool = False
    keep_ids: bool = False


class ReconcileOptions(OutputOptions, ReportOptions):
    """`yibao reconcile`."""

    show_mapping: bool = False


class SheetOptions(TraitOptions, ReadingOptions):
    """A table of people, how to read it, and what holds for all its rows."""

    region: str | None = None
    status: str | None = None


class BatchOptions(SheetOptions):
    """`yibao batch`. `target` is the output, written as a second argument."""

    ARGUMENTS: tuple[str, ...] = ("file", "target")

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


class SimulateOptions(OutputOptions, SheetOptions):
    """`yibao simulate`."""

    before: str | None = None
    after: str | None = None
    rules_after: str | None = None
    by: str | None = None
    plot: str | None = None
    people: str | None = None
    overwrite: bool = False


class ChannelsOptions(SettledOptions, SpokenOptions):
    """`yibao channels`."""

    region: str | None = None
    channel: str | None = None
    want: str | None = None
    all: bool = False
    json: bool = False
    rules: str | None = None


class RegionsOptions(SettledOptions):
    """`yibao regions`."""

    ARGUMENTS: tuple[str, ...] = ("word",)

    word: str | None = None
    all: bool = False
    json: bool = False
    rules: str | None = None


class YearsOptions(SettledOptions, SpokenOptions):
    """`yibao years`."""

    region: str | None = None
    sex: str | None = None
    paid: str | None = None
    birth: str | None = None
    retire_kind: str | None = None
    month: str | None = None
    json: bool = False
    rules: str | None = None


class ClaimsOptions(Options):
    """`yibao claims`."""

    region: str | None = None
    topic: str | None = None
    verdict: str | None = None
    number: str | None = None
    json: bool = False


class SchemaOptions(Options):
    """`yibao schema`."""

    ARGUMENTS: tuple[str, ...] = ("name",)

    name: str | None = None
    all: bool = False
    toml: bool = False


class RulesCheckOptions(Options):
    """`yibao rules check`."""

    ARGUMENTS: tuple[str, ...] = ("paths",)

    paths: Sequence[str] = ()
    fix: bool = False
    watch: bool = False
    json: bool = False
    rules: str | None = None


class RulesShowOptions(Options):
    """`yibao rules show`."""

    ARGUMENTS: tuple[str, ...] = ("region",)

    region: str
    month: str | None = None
    json: bool = False
    rules: str | None = None


class RulesCoverageOptions(Options):
    """`yibao rules coverage`."""

    json: bool = False
    rules: str | None = None


class RulesStaleOptions(Options):
    """`yibao rules stale`."""

    older_than: str = "12m"
    month: str | None = None
    region: Sequence[str] = ()
    plan: bool = False
    format: str | None = None
    output: str | None = None
    overwrite: bool = False
    json: bool = False
    rules: str | None = None


class RulesDiffOptions(OutputOptions):
    """`yibao rules diff`."""

    ARGUMENTS: tuple[str, ...] = ("sides",)

    sides: Sequence[str] = ()
    month: Sequence[str] = ()
    region: Sequence[str] = ()
    rules: str | None = None


class RulesPackOptions(Options):
    """`yibao rules pack`."""

    ARGUMENTS: tuple[str, ...] = ("folder",)

    folder: str | None = None
    output: str | None = None
    overwrite: bool = False
    quiet: bool = False


class RulesUseOptions(Options):
    """`yibao rules use`."""

    ARGUMENTS: tuple[str, ...] = ("pack",)

    pack: str | None = None
    digest: str | None = None
    none: bool = False


class RulesNewOptions(Options):
    """`yibao rules new`."""

    ARGUMENTS: tuple[str, ...] = ("region",)

    region: str
    status: str | None = None
    from_: str | None = None
    seen: str | None = None
    to: str | None = None
    title: str | None = None
    plan: str | None = None
    group: str | None = None
    own: Sequence[str] = ()
    employer: Sequence[str] = ()
    pooled: Sequence[str] = ()
    no_account: str | None = None
    posting: str | None = None
    grade: str | None = None
    source: Sequence[str] = ()
    confirmed: str | None = None
    note: str | None = None
    name: str | None = None
    adcode: str | None = None
    output: str | None = None
    rules: str | None = None


class RulesSourceOptions(Options):
    """`yibao rules source`."""

    ARGUMENTS: tuple[str, ...] = ("id",)

    id: str
    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    grade: str | None = None
    note: str | None = None
    output: str | None = None
    rules: str | None = None


class RulesLimitsOptions(Options):
    """`yibao rules limits`."""

    ARGUMENTS: tuple[str, ...] = ("file",)

    file: str
    kind: str | None = None
    grade: str | None = None
    sheet: str | None = None
    yes: bool = False
    output: str | None = None
    rules: str | None = None


class RulesExportOptions(Options):
    """`yibao rules export`."""

    ARGUMENTS: tuple[str, ...] = ("region",)

    region: str
    output: str | None = None
    rules: str | None = None


class RulesSqlOptions(Options):
    """`yibao rules sql`."""

    dialect: str
    month: str | None = None
    region: Sequence[str] = ()
    rules: str | None = None


class ProfileSaveOptions(PersonOptions):
    """`yibao profile save`."""

    ARGUMENTS: tuple[str, ...] = ("name",)

    name: str
    overwrite: bool = False


class ProfileListOptions(Options):
    """`yibao profile list`."""

    json: bool = False


class ProfileShowOptions(Options):
    """`yibao profile show`."""

    ARGUMENTS: tuple[str, ...] = ("name",)

    name: str


class ProfileRemoveOptions(Options):
    """`yibao profile remove`."""

    ARGUMENTS: tuple[str, ...] = ("name",)

    name: str


class ConfigOptions(SettledOptions):
    """`yibao config`."""

    json: bool = False


class McpOptions(Options):
    """`yibao mcp`."""


class CompletionOptions(Options):
    """`yibao completion`."""

    ARGUMENTS: tuple[str, ...] = ("shell",)

    shell: str


class DoctorOptions(Options):
    """`yibao doctor`."""

    json: bool = False


class HelpOptions(Options):
    """`yibao help`."""

    ARGUMENTS: tuple[str, ...] = ("about",)

    about: Sequence[str] = ()


class VersionOptions(Options):
    """`yibao version`."""


def as_person(
    options: TraitOptions, status: str | None, region: str | None = None, base: str | None = None
) -> PersonOptions:
    """The options of one person out of those that several share."""
    shared = {name: getattr(options, name) for name in fields(TraitOptions)}
    return PersonOptions(**shared, region=region, status=status, base=base)


COMMANDS: dict[str, tuple[str, str, type[Options]]] = {
    "estimate": ("estimate", "run", EstimateOptions),
    "schedule": ("schedule", "run", ScheduleOptions),
    "calendar": ("calendar", "run", CalendarOptions),
    "compare": ("compare", "run", CompareOptions),
    "infer": ("infer", "run", InferOptions),
    "reconcile": ("reconcile", "run", ReconcileOptions),
    "report": ("report", "run", ReportOptions),
    "batch": ("batch", "run", BatchOptions),
    "simulate": ("simulate", "run", SimulateOptions),
    "channels": ("channels", "run", ChannelsOptions),
    "regions": ("regions", "run", RegionsOptions),
    "years": ("years", "run", YearsOptions),
    "why": ("why", "run", WhyOptions),
    "claims": ("claims", "run", ClaimsOptions),
    "schema": ("schema", "run", SchemaOptions),
    "profile save": ("profile", "run_save", ProfileSaveOptions),
    "profile list": ("profile", "run_list", ProfileListOptions),
    "profile show": ("profile", "run_show", ProfileShowOptions),
    "profile remove": ("profile", "run_remove", ProfileRemoveOptions),
    "config": ("config", "run", ConfigOptions),
    "mcp": ("mcp_server", "run", McpOptions),
    "completion": ("shells", "run", CompletionOptions),
    "doctor": ("doctor", "run", DoctorOptions),
    "version": ("version", "run", VersionOptions),
    "help": ("topics", "run", HelpOptions),
    "rules check": ("rules", "run_check", RulesCheckOptions),
    "rules show": ("rules", "run_show", RulesShowOptions),
    "rules coverage": ("survey", "run_coverage", RulesCoverageOptions),
    "rules stale": ("survey", "run_stale", RulesStaleOptions),
    "rules diff": ("rules_diff", "run", RulesDiffOptions),
    "rules pack": ("rules_pack", "run_pack", RulesPackOptions),
    "rules use": ("rules_pack", "run_use", RulesUseOptions),
    "rules new": ("rules_new", "run", RulesNewOptions),
    "rules source": ("rules_source", "run", RulesSourceOptions),
    "rules limits": ("rules_limits", "run", RulesLimitsOptions),
    "rules export": ("rules_export", "run", RulesExportOptions),
    "rules sql": ("sql", "run", RulesSqlOptions),
}
"""Each command: the module and the function that carry it out, and its options."""
TOPICS = ("environment", "exit-codes", "files", "sources", "glossary", "foreigners")
"""What `yibao help` tells of beside the commands."""
HELP_OPTIONS = ("-h", "--help")
SHORT = {"-r": "region", "-s": "status", "-q": "quiet", "-o": "output", "-n": "no_config"}


def command_in(words: Sequence[str]) -> tuple[str, Sequence[str]] | None:
    """The command that a command line begins with, and the words after it; None if it is not one of COMMANDS."""
    for length in (1, 2):
        name = " ".join(words[:length])
        if name in COMMANDS:
            return name, words[length:]
    return None


def read_plainly(kind: type[Given], words: Sequence[str]) -> Given | None:
    """The options in the words after a command; None where Typer has to judge a word, or a missing one.

    Raises InputError for an option that is there twice and has one value.
    """
    known = fields(kind)
    given: dict[str, object] = {}
    several: dict[str, list[str]] = {}
    places = iter(kind.ARGUMENTS)
    place = next(places, None)
    rest = iter(words)
    for word in rest:
        value: str | None
        if word[:1] != "-" or word == "-":
            if place is None:
                return None
            name, value = place, word
            if known[name] != SEVERAL:
                place = next(places, None)
        else:
            written, equals, value = word.partition("=") if word[:2] == "--" else (word, "", "")
            name = SHORT.get(written) or _field(written)
            if name not in known or name in kind.ARGUMENTS:
                return None
            if known[name] == FLAG:
                if equals:
                    return None
                given[name] = True
                continue
            if not equals:
                value = next(rest, None)
                if value is None or (value[:1] == "-" and value != "-"):
                    return None
        if known[name] == SEVERAL:
            several.setdefault(name, []).append(value)
        elif name in given:
            raise InputError("option-twice", value=option_of(name))
        else:
            given[name] = value
    if any(name not in given and not hasattr(kind, name) for name in known):
        return None
    return kind(**given, **several)


def refuse_twice(kind: type[Options], words: Sequence[str]) -> None:
    """As `read_plainly` refuses an option that is there twice, for the command lines that Typer reads."""
    known = fields(kind)
    single = {name for name, value in known.items() if value not in (FLAG, SEVERAL) and name not in kind.ARGUMENTS}
    written = [SHORT.get(word[:2]) or _field(word.partition("=")[0]) for word in words]
    for name in written:
        if name in single and written.count(name) > 1:
            raise InputError("option-twice", value=option_of(name))


def _field(option: str) -> str:
    """The field that a long option fills; '' where it cannot be one."""
    name = option[2:].replace("-", "_") if option[:2] == "--" and "_" not in option else ""
    return "from_" if name == "from" else name


def option_of(field: str) -> str:
    """The long option of a field."""
    return "--" + field.rstrip("_").replace("_", "-")
