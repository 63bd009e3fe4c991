"""Mutated rule files through the checker, and through the answers where the checker finds nothing.

    make fuzz                                  a bounded run (RUNS=200000)
    python fuzz/rule_files.py --runs 1000000   by hand; the figures stand in docs/reliability.md

Each run changes a good rule file in a few places and asks: does the checker come to an end, without an error of its
own, with problems that name a line of that file, each in one line that steers no terminal; and if it has no problem,
do the answers come. An input that fails is shrunk by Hypothesis and left in
failing.toml; it belongs into seeds/, which a unit test replays.
"""

import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import strategies as st

from fuzzing import HERE, Fuzzer
from yibao_cli.core.errors import InputError
from yibao_cli.core.month import Month
from yibao_cli.core.person import STATUSES, Person
from yibao_cli.core.text import visible
from yibao_cli.render.problems import LONGEST, problem_line
from yibao_cli.rulebook.book import Rulebook
from yibao_cli.rulebook.check import check
from yibao_cli.rulebook.directory import RuleDirectory

TARGET = "xizang/lasa.toml"

TABLES = {
    "regions.toml": '[xizang]\nadcode = "540000"\nname = "西藏自治区"\nshort = "西藏"\nabbr = ["藏"]\n'
    '["xizang/lasa"]\nadcode = "540100"\nname = "拉萨市"\n',
    "sources.toml": '[paper-2022]\ntitle = "报"\npublisher = "报社"\ndate = "2022-08"\ngrade = "press"\n',
    "national.toml": '[region]\nname = "全国"\nname_en = "China"\nadcode = "100000"\n',
}
GOOD = (HERE / "good.toml").read_text(encoding="utf-8")
PIECES = [
    *("'", '"', '"""', "'''", '""""', '"""""""', "''''", "\\", "\\\\", '\\"', "#", "\n", "\r\n", "\r", "=", ".", ","),
    *("[", "]", "[[", "]]", "{", "}", "[]", "{}", "[[employee]]\n", "[region]\n", "[retiree]\n", "[a.b]\n", "[[a]]\n"),
    *(
        '["a]b"]\n',
        "'x.y' = 1\n",
        'x = """a""""\n',
        "x = '''\n'''''\n",
        'x = {a = """b""""}\n',
        'x = ["""b"""", "}"]\n',
    ),
    *("true", "false", "nan", "-inf", "1e999999999", "1e-999", "0x10", "9" * 400, "-0", "0.1", "1_0", "2023-02-30"),
    *(
        "2023-02-01",
        "0001-01-01",
        "9999-12-31",
        "12:00:00",
        "2023-02-01T00:00:00Z",
        '"2%"',
        '"100%"',
        '"<70"',
        '"70-69"',
    ),
    *('"\\u001b[31m"', '"\\u0000"', '"\\u202e"', '"\\n"', "\ufeff", "\u2028", "\x00", "\x1b", "\x85", "𰻝", "　"),
    *(
        "yuan = 1\n",
        "own = 1\n",
        "pooled = []\n",
        "account = false\n",
        'reason = "x"\n',
        "to = 2024-01-01\n",
        "confirmed",
    ),
    *("年", "[" * 50, "{a=" * 50, "a." * 50, "a" * 500, "\t", " "),
]


mutation = st.tuples(
    st.sampled_from(("insert", "replace", "delete", "double", "swap", "move", "cut")),
    st.integers(0, len(GOOD)),
    st.integers(0, 60),
    st.one_of(st.sampled_from(PIECES), st.text(max_size=4)),
)


def mutated(text: str, changes: list[tuple[str, int, int, str]]) -> str:
    """The text after some changes, each at a place and over a length."""
    for kind, at, length, piece in changes:
        if kind == "cut":
            text = text[: max(at, 1)]
        elif kind == "insert":
            text = text[:at] + piece + text[at:]
        elif kind == "replace":
            text = text[:at] + piece + text[at + length % 8 :]
        elif kind == "delete":
            text = text[:at] + text[at + length :]
        elif kind == "double":
            text = text[:at] + text[at : at + length] * 2 + text[at + length :]
        else:
            lines = text.splitlines(keepends=True)
            if len(lines) < 2:
                continue
            one, other = at % len(lines), (at + length) % len(lines)
            if kind == "swap":
                lines[one], lines[other] = lines[other], lines[one]
            else:
                lines.insert(other, lines.pop(one))
            text = "".join(lines)
    return text


def judge(root: Path, text: str) -> str:
    """Checks one rule file of a rule base; 'refused' or 'answered'. AssertionError for whatever is not as promised."""
    path = root / TARGET
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    problems = check(root)
    for problem in problems:
        shown = problem_line(problem, root)
        assert "\n" not in shown and visible(shown) == shown, shown
        assert len(shown) < 6 * LONGEST + 300, shown
        if problem.path == path:
            assert 1 <= problem.line <= lines, (problem.line, lines)
    if any(problem.path == path for problem in problems):
        return "refused"
    book = Rulebook.from_directory(RuleDirectory(root))
    region = book.region("xizang/lasa")
    for status in STATUSES:
        for month in (Month(2023, 6), Month(2024, 6)):
            with suppress(InputError):  # something is missing for this rule: a question for the person
                book.answer(region, Person(status=status, age=66), month)
    return "answered"


def _keep(text: str) -> None:
    (HERE / "failing.toml").write_bytes(text.encode("utf-8", "surrogatepass"))


def fuzzer(root: Path) -> Fuzzer[str]:
    """The fuzzer with a rule base of its own in the directory `root`."""
    (root / "xizang").mkdir(exist_ok=True)
    for name, content in TABLES.items():
        (root / name).write_text(content, encoding="utf-8")
    assert judge(root, GOOD) == "answered", "the rule file to begin with must have no problem"
    return Fuzzer(
        "rule files",
        st.lists(mutation, min_size=1, max_size=6).map(lambda changes: mutated(GOOD, changes)),
        lambda text: judge(root, text),
        _keep,
        [path.read_text(encoding="utf-8") for path in sorted((HERE / "seeds").glob("*.toml"))],
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        raise SystemExit(fuzzer(Path(folder)).main())
