"""Mutated rule files through the checker, and through the answers where the checker finds nothing.

    make fuzz                                  a bounded run (RUNS=200000)
    python fuzz/rule_files.py --runs 1000000   by hand; the figures stand in docs/reliability.md

Each run changes one file of a small rule base (a city's, limits.toml, sources.toml …) in a few places and asks: does
the checker come to an end, without an error of its own, with problems that name a line of their file, each in one line
that steers no terminal; and if there is no problem, do the answers come. A file that fails is made smaller and left in
failing.toml; it belongs into seeds/, which a unit test replays.
"""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from fuzzing import HERE, memory
from rounds import Rounds
from yibao_cli.core.errors import InputError
from yibao_cli.core.month import Month
from yibao_cli.core.person import STATUSES, Person
from yibao_cli.core.text import visible
from yibao_cli.render.problems import LONGEST, problem_line
from yibao_cli.render.rule_keys import KEYS as TABLES
from yibao_cli.rulebook import check as checker
from yibao_cli.rulebook import toml_store
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.check import check
from yibao_cli.rulebook.directory import RuleDirectory

TARGET = "xizang/lasa.toml"
GOOD = (HERE / "good.toml").read_text(encoding="utf-8")
FILES = {
    "regions.toml": '[xizang]\nadcode = "540000"\nname = "西藏自治区"\nshort = "西藏"\nabbr = ["藏"]\n'
    '["xizang/lasa"]\nadcode = "540100"\nname = "拉萨市"\n',
    "sources.toml": '[paper-2022]\ntitle = "报"\npublisher = "报社"\ndate = "2022-08"\ngrade = "press"\n'
    'url = "https://example.cn/a"\n',
    "national.toml": '[region]\nname = "全国"\nname_en = "China"\nadcode = "100000"\n\n'
    '[[retirement_age]]\nkind = "men"\nfrom = 2025-01-01\noriginal = 60\nfinal = 63\nmonths_per_step = 4\n'
    'grade = "press"\nsources = ["paper-2022"]\n\n'
    '[[cause]]\nid = "late"\ntitle = "晚"\nsymptoms = ["nothing"]\ncheck = "查"\nask = "问"\n'
    'grade = "press"\nsources = ["paper-2022"]\n',
    "limits.toml": 'limits = [\n  { region = "xizang/lasa", from = 2024-07-01, to = 2025-07-01, floor = 4000, '
    'ceiling = 20000, kind = "medical", grade = "press", sources = ["paper-2022"] },\n'
    '  { regions = ["xizang", "xizang/lasa"], from = 2025-07-01, open = true, average = 8000, floor_share = "60%", '
    'ceiling_share = "300%", kind = "all", status = ["employee"], grade = "press", sources = ["paper-2022"] },\n]\n',
    "channels.toml": '[[channel]]\nregion = "xizang/lasa"\nid = "lasa-app"\nkind = "app"\nname = "拉萨"\n'
    'url = "https://example.cn"\nshows = ["balance"]\nsteps = ["打开"]\ngrade = "press"\nsources = ["paper-2022"]\n\n'
    '[[tip]]\nregion = "xizang/lasa"\nid = "lasa-tip"\ntitle = "题"\ntext = "文"\n',
    TARGET: GOOD,
}
"""A rule base without a problem; in each run one of its files is another."""
Case = tuple[str, str]
"""The name of a file, and its text."""


def _parts(name: str, text: str) -> Iterator[Case]:
    """A file, and what it is made of: one entry alone is read in a tenth of the time, and most faults need no more."""
    yield name, text
    if name == TARGET:
        head, *entries = re.split(r"(?m)^(?=\[\[)", text)
        yield from ((name, head + entry) for entry in entries if not entry.startswith("[[example]]"))


FIRST = [case for name, text in FILES.items() for case in _parts(name, text)]
PIECES = [
    *("'", '"', '"""', "'''", '""""', '"""""""', "''''", "\\", "\\\\", '\\"', "#", "\n", "\r\n", "\r", "=", ".", ","),
    *("[", "]", "[[", "]]", "{", "}", "[]", "{}", "[[employee]]\n", "[region]\n", "[retiree]\n", "[a.b]\n", "[[a]]\n"),
    *('["a]b"]\n', "'x.y' = 1\n", 'x = """a""""\n', "x = '''\n'''''\n", 'x = {a = """b""""}\n'),
    *('x = ["""b"""", "}"]\n', "年", "[" * 50, "{a=" * 50, "a." * 50, "a" * 500, "\t", " ", "confirmed"),
    *("yuan = 1\n", "own = 1\n", "pooled = []\n", "account = false\n", 'reason = "x"\n', "to = 2024-01-01\n"),
    *("\ufeff", "\u2028", "\x00", "\x1b", "\x85", "𰻝", "　"),
]
VALUES = [
    *("true", "false", "nan", "-inf", "1e999999999", "1e-999", "0x10", "9" * 400, "-0", "0.1", "1_0", "0", "1", "66"),
    *("2023-02-30", "2023-02-01", "0001-01-01", "9999-12-31", "12:00:00", "2023-02-01T00:00:00Z", "5000", "100.005"),
    *('"2%"', '"100%"', '"300%"', '"<70"', '"70-69"', '">=70"', '">=0"', '"2024-03"', '"9999-99"', '"100.00"', '""'),
    *(
        '"\\u001b[31m"',
        '"\\u0000"',
        '"\\u202e"',
        '"\\n"',
        "[]",
        "{}",
        '[""]',
        "[[1]]",
        "{ yuan = 3 }",
        '["paper-2022"]',
    ),
    *(
        '"xizang"',
        '"xizang/lasa"',
        '"national"',
        '"retiree"',
        '["retiree"]',
        '"pension"',
        '"average_pension"',
        '"base"',
    ),
    *('"year"', '"month"', '"press"', '"official"', '"540100"', '"https://a.cn"', "'''\n'''", '"""""a"""'),
]
KEYS = sorted({word for table in TABLES.values() for word in table})
_ASSIGNED = re.compile(r"(?<== )(?:\[[^\[\]\n]*\]|\{[^{}\n]*\}|\"[^\"\n]*\"|[^\s,\]}]+)")
_NAMED = re.compile(r"[a-z_]+(?= = )")
KINDS = (
    "insert",
    "replace",
    "delete",
    "double",
    "swap",
    "move",
    "cut",
    "value",
    "value",
    "value",
    "key",
    "line",
    "entry",
)


def changed(chance: Random, text: str) -> str:
    """The text after a change: of signs anywhere, of lines, of a value, a key or a whole entry."""
    kind = chance.choice(KINDS)
    at, length = chance.randint(0, len(text)), chance.randint(0, 60)
    piece = (
        chance.choice(PIECES)
        if chance.random() < 0.8
        else chr(chance.choice((chance.randrange(128), chance.randrange(0xD800))))
    )
    match kind:
        case "cut":
            return text[: max(at, 1)]
        case "insert":
            return text[:at] + piece + text[at:]
        case "replace":
            return text[:at] + piece + text[at + length % 8 :]
        case "delete":
            return text[:at] + text[at + length :]
        case "double":
            return text[:at] + text[at : at + length] * 2 + text[at + length :]
        case "value":
            return _replaced(chance, text, _ASSIGNED, lambda: chance.choice(VALUES))
        case "key":
            return _replaced(chance, text, _NAMED, lambda: chance.choice(KEYS))
        case "entry":
            parts = re.split(r"(?m)^(?=\[)", text)
            parts.insert(chance.randint(0, len(parts)), chance.choice(parts))
            return "".join(parts)
    lines = text.splitlines(keepends=True)
    if len(lines) < 2:
        return text
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    if kind == "swap":
        lines[one], lines[other] = lines[other], lines[one]
    elif kind == "move":
        lines.insert(other, lines.pop(one))
    else:
        lines.insert(one, f"{chance.choice(KEYS)} = {chance.choice(VALUES)}\n")
    return "".join(lines)


def _replaced(chance: Random, text: str, what: re.Pattern[str], instead: Callable[[], str]) -> str:
    places = [match.span() for match in what.finditer(text)]
    if not places:
        return text
    start, end = chance.choice(places)
    return text[:start] + instead() + text[end:]


NEAR = 2
"""A file with more kinds of problems is no beginning for others: it leads nowhere but to more of them."""
MOST_TEXT = 20_000
"""Texts that were made longer and longer are left."""


def drawn(chance: Random, case: Case) -> Case:
    """A case out of one of before."""
    name, text = case
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4, 6))):
        text = changed(chance, text)
    return name, text if len(text) < MOST_TEXT else FILES[name]


def smaller(case: Case) -> Iterator[Case]:
    """The text without some of its lines, without some of its signs."""
    name, text = case
    lines = text.splitlines(keepends=True)
    for size in (len(lines) // 2, len(lines) // 8, 1):
        for at in range(0, len(lines), max(size, 1)):
            yield name, "".join(lines[:at] + lines[at + max(size, 1) :])
    if len(text) < 500:
        for at in range(len(text)):
            yield name, text[:at] + text[at + 1 :]


class Still(RuleDirectory):
    """A directory in which no file comes or goes: where they lie is looked up once, not in each run."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.path = cache(super().path)  # type: ignore[method-assign]
        self.tables = cache(super().tables)  # type: ignore[method-assign]


class Base:
    """A rule base in a directory, of which one file at a time is another one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.texts = dict(FILES)
        for name, text in FILES.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        self.directory = Still(root)
        self._changed: Path | None = None
        self._read: dict[tuple[Path, str], Any] = {}

    def put(self, name: str, text: str) -> None:
        """Writes the file; the one of before is made good again."""
        if self._changed is not None:
            before = self._changed.relative_to(self.root).as_posix()
            self.texts[before] = FILES[before]
            if before != name:
                self._changed.write_text(FILES[before], encoding="utf-8")
        self._changed = self.root / name
        self.texts[name] = text
        self._changed.write_bytes(text.encode("utf-8", "surrogatepass"))

    @contextmanager
    def read_once(self) -> Iterator[None]:
        """Meanwhile the files that stay good are read once, not in each run."""

        def once(load: Callable[[Path, Any], Any]) -> Callable[[Path, Any], Any]:
            def again(path: Path, model: Any) -> Any:
                if path == self._changed:
                    return load(path, model)
                key = path, load.__name__
                if key not in self._read:
                    self._read[key] = load(path, model)
                return self._read[key]

            return again

        load_file, load_table = once(toml_store.load_file), once(toml_store._load_table)
        with (
            patch.object(toml_store, "load_file", load_file),
            patch.object(checker, "load_file", load_file),
            patch.object(toml_store, "_load_table", load_table),
            patch.object(checker, "RuleDirectory", lambda root: self.directory),
        ):
            yield


def judge(base: Base, case: Case) -> tuple[str, object]:
    """Checks a rule base with one file changed; 'refused' or 'answered', and the kinds of problems.

    AssertionError for whatever is not as promised.
    """
    name, text = case
    base.put(name, text)
    problems = check(base.root)
    for problem in problems:
        shown = problem_line(problem, base.root)
        assert "\n" not in shown and visible(shown) == shown, shown
        assert len(shown) < 6 * LONGEST + 300, shown
        text = base.texts[problem.path.relative_to(base.root).as_posix()]
        lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
        assert 1 <= problem.line <= lines, (problem.line, lines)
    if problems:
        kinds = frozenset((problem.code, problem.facts.get("key")) for problem in problems)
        return "refused", (name, kinds) if len(kinds) <= NEAR else None
    book = Rulebook.from_directory(base.directory)
    region = book.region("xizang/lasa")
    said = []
    for status in STATUSES:
        for month in (Month(2023, 6), Month(2024, 6)):
            try:
                answer = book.answer(region, Person(status=status, age=66), month)
            except InputError as error:  # something is missing for this rule: a question for the person
                said.append(error.code)
            else:
                said.append(type(answer).__name__)
    return "answered", (name, tuple(said))


def _keep(case: Case) -> None:
    name, text = case
    (HERE / "failing.toml").write_bytes(f"# {name}\n{text}".encode("utf-8", "surrogatepass"))


def kept() -> list[Case]:
    """The rule files of seeds/; the first line names a file that is no city's."""
    cases = []
    for path in sorted((HERE / "seeds").glob("*.toml")):
        text = path.read_bytes().decode("utf-8", "surrogatepass")
        name = text.partition("\n")[0].removeprefix("# ")
        cases.append((name if name in FILES else TARGET, text))
    return cases


@contextmanager
def rounds(root: Path) -> Iterator[Rounds[Case]]:
    """The fuzzer with a rule base of its own in the directory `root`."""
    base = Base(root)
    with base.read_once():
        for name, text in FILES.items():
            word, found = judge(base, (name, text))
            assert word == "answered", (name, found)
        yield Rounds("rule files", FIRST, drawn, lambda case: judge(base, case), smaller, _keep, kept())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=memory()) as folder, rounds(Path(folder)) as fuzzer:
        raise SystemExit(fuzzer.main())
