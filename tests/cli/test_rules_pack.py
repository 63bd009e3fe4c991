"""`yibao rules pack`, `yibao rules use`, and a pack in the place of a directory."""

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from yibao_cli.cli.exit_codes import ExitCode
from yibao_cli.rulebook.book import Rulebook, data_folder
from yibao_cli.rulebook.compiled import NAME

from ..conftest import FROZEN_RULES, Runner, write_rules
from ..rulebook.test_pack import FILES, HEAD, with_manifest

LASA = ("estimate", "-r", "拉萨", "-s", "退休", "--age", "66", "--month", "2024-02")


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def pack(yibao: Runner, tmp_path: Path) -> str:
    """A pack laid over the frozen rules: 100 yuan for the retirees of Lhasa, of whom those say nothing."""
    target = str(tmp_path / "lasa.zip")
    assert yibao("rules", "pack", str(write_rules(tmp_path / "rules", FILES)), "-o", target).code == ExitCode.ANSWER
    return target


def kept() -> list[str]:
    """What lies in the folder of the installed pack."""
    folder = Path(data_folder(), "pack")
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_packing_prints_what_is_in_it_and_its_hash(yibao: Runner, tmp_path: Path) -> None:
    target = tmp_path / "base.zip"
    run = yibao("rules", "pack", str(FROZEN_RULES), "-o", str(target))
    digest = sha256(target.read_bytes()).hexdigest()
    files = len(list(FROZEN_RULES.rglob("*.toml")))
    assert run.out.splitlines() == [f"{target}:2026-08-15,校验 614ee50f7c68,198 条,{files} 个文件", f"SHA-256 {digest}"]
    assert yibao("rules", "pack", str(FROZEN_RULES), "-o", str(target), "--overwrite", "-q").out == f"{digest}\n"


def test_a_pack_in_the_place_of_a_directory(yibao: Runner, pack: str) -> None:
    assert yibao(*LASA, "-q").code == ExitCode.NO_RULE
    run = yibao(*LASA, "--rules", pack, "--json")
    document = json.loads(run.out)
    assert document["credit"]["net"] == "100.00"
    assert document["rulebook"]["overlay"] == pack and document["rulebook"]["pack"] is None
    shown = yibao("compare", "-r", "拉萨", "-s", "退休", "--month", "2024-02", "--rules-after", pack, "--json")
    assert json.loads(shown.out)["after"][0]["net"] == "100.00"
    assert json.loads(yibao("rules", "diff", pack, "--json").out)["rules"][0]["region"] == "xizang/lasa"
    assert yibao("rules", "check", pack).code == yibao("rules", "check", "--rules", pack).code == ExitCode.ANSWER


def test_the_environment_may_name_a_pack(yibao: Runner, pack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIBAO_RULES", pack)
    assert yibao(*LASA, "-q").out == "100.00\n"


def test_installing_and_going_back(yibao: Runner, pack: str) -> None:
    digest = sha256(Path(pack).read_bytes()).hexdigest()
    run = yibao("rules", "use", pack, "--digest", digest.upper())
    assert run.code == ExitCode.ANSWER
    assert run.out.splitlines()[0].startswith(f"装上了 {pack}:2024-02-01,校验 ")
    assert kept() == [f"{digest}.zip", NAME]
    answer = yibao(*LASA, "--json")
    rulebook = json.loads(answer.out)["rulebook"]
    assert json.loads(answer.out)["credit"]["net"] == "100.00"
    assert (rulebook["pack"], rulebook["overlay"], rulebook["rules"]) == (digest, None, 199)
    used = f"是装好的规则包(SHA-256 {digest});yibao rules use --none 回到程序自带的"
    assert used in yibao("--version").out and used in yibao("rules", "coverage").out
    assert yibao("rules", "use").out == yibao("--version").out
    assert yibao("rules", "show", "拉萨").err == f"yibao: 规则库是装好的规则包({rulebook['hash']}),不是程序自带的。\n"
    assert f"规则库  是装好的规则包(2026-08-15,校验 {rulebook['hash']},199 条),不是程序自带的" in yibao(*LASA).out
    assert yibao("rules", "use", "--none").out == "回到了程序自带的规则。\n"
    assert kept() == [] and yibao(*LASA, "-q").code == ExitCode.NO_RULE
    assert yibao("rules", "use", "--none").out == "没有装规则包,用的就是程序自带的规则。\n"


def test_a_variable_switches_it_off(yibao: Runner, pack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    yibao("rules", "use", pack)
    monkeypatch.setenv("YIBAO_NO_PACK", "1")
    assert yibao(*LASA, "-q").code == ExitCode.NO_RULE
    assert "装好的规则包" not in yibao("--version").out
    run = yibao("rules", "use", pack)
    assert run.err == "yibao: 环境变量 YIBAO_NO_PACK 还开着,这里用的仍是程序自带的规则。\n"


def test_a_whole_rule_base_takes_the_place_of_the_programs_own(yibao: Runner, tmp_path: Path) -> None:
    """What it does not say is not known any more."""
    whole = {
        "national.toml": '[region]\nname = "全国"\nname_en = "China"\nadcode = "100000"\n',
        "regions.toml": 'xizang = { adcode = "540000", name = "西藏自治区", short = "西藏" }\n'
        '"xizang/lasa" = { adcode = "540100", name = "拉萨市" }\n',
    }
    target = str(tmp_path / "base.zip")
    yibao("rules", "pack", str(write_rules(tmp_path / "rules", FILES | whole)), "-o", target)
    assert yibao("rules", "use", target).code == ExitCode.ANSWER
    assert yibao(*LASA, "-q").out == "100.00\n"
    assert yibao("estimate", "-r", "武汉", "-s", "退休").err.startswith("yibao: --region:不认识「武汉」。")
    assert yibao("--version").out.splitlines()[1].startswith("规则库 2024-02-01,校验 ")
    assert yibao("--version").out.splitlines()[-1] == "程序自带的规则更新:2026-08-15"


def test_a_process_reads_it_once(yibao: Runner, pack: str, tmp_path: Path) -> None:
    """Until another pack takes its place."""
    assert yibao("rules", "use", pack).code == ExitCode.ANSWER
    first = Rulebook.open()
    assert Rulebook.open().store is first.store
    other = str(tmp_path / "other.zip")
    assert yibao("rules", "pack", str(FROZEN_RULES), "-o", other).code == ExitCode.ANSWER
    assert yibao("rules", "use", other).code == ExitCode.ANSWER
    assert Rulebook.open().digest != first.digest


def test_a_directory_is_laid_over_the_installed_pack(yibao: Runner, pack: str, tmp_path: Path) -> None:
    """A draft of its own says nothing of Lhasa: the installed pack still does."""
    yibao("rules", "use", pack)
    draft = write_rules(
        tmp_path / "draft",
        {"xizang.toml": FILES["xizang/lasa.toml"].replace("拉萨市", "西藏自治区").replace("540100", "540000")},
    )
    run = yibao(*LASA, "--rules", str(draft), "--json")
    rulebook = json.loads(run.out)["rulebook"]
    assert json.loads(run.out)["credit"]["net"] == "100.00"
    assert rulebook["overlay"] == str(draft) and rulebook["pack"] == sha256(Path(pack).read_bytes()).hexdigest()


def test_another_pack_takes_the_place_of_the_first(yibao: Runner, pack: str, tmp_path: Path) -> None:
    yibao("rules", "use", pack)
    files = FILES | {"xizang/lasa.toml": FILES["xizang/lasa.toml"].replace("yuan = 100", "yuan = 120")}
    other = str(tmp_path / "other.zip")
    yibao("rules", "pack", str(write_rules(tmp_path / "rules", files)), "-o", other)
    yibao("rules", "use", other)
    assert kept() == [f"{sha256(Path(other).read_bytes()).hexdigest()}.zip", NAME]
    assert yibao(*LASA, "-q").out == "120.00\n"


def test_a_bad_pack_changes_nothing(yibao: Runner, pack: str, tmp_path: Path) -> None:
    yibao("rules", "use", pack)
    before = {name: Path(data_folder(), "pack", name).read_bytes() for name in kept()}
    bad = tmp_path / "bad.zip"
    good = Path(pack).read_bytes()
    digest = sha256(good).hexdigest()
    cases = {
        good[:-9]: f"「{bad}」不是规则包,或者坏了。请重新取一份。",
        with_manifest(good, format=7): f"规则包「{bad}」是第 7 版的格式,这个程序只认到第 1 版。请先更新程序。",
        with_manifest(good, program="99.1"): f"规则包「{bad}」要用 yibao 99.1 或更新的,这里是 0.1.0。请先更新程序。",
        with_manifest(good, files={}): f"规则包「{bad}」里的文件与它自己的清单不符:「sources.toml」。请重新取一份。",
    }
    for content, said in cases.items():
        bad.write_bytes(content)
        run = yibao("rules", "use", str(bad))
        assert (run.code, run.out, run.err) == (ExitCode.USAGE, "", f"yibao: {said}\n")
    run = yibao("rules", "use", pack, "--digest", "0" * 64)
    assert run.err == f"yibao: 规则包「{pack}」的 SHA-256 是 {digest},与 --digest 不同,没有装。\n"
    assert {name: Path(data_folder(), "pack", name).read_bytes() for name in kept()} == before
    assert yibao(*LASA, "-q").out == "100.00\n"


def test_a_pack_whose_rules_have_a_fault_is_not_installed(yibao: Runner, pack: str, tmp_path: Path) -> None:
    """Its list is right, its rules are not: the checker says where, by the name of the pack."""
    with zipfile.ZipFile(pack) as packed:
        parts = {entry.filename: packed.read(entry) for entry in packed.infolist()}
    text = (HEAD + "[[retire]]\n").encode()
    manifest = json.loads(parts["manifest.json"])
    manifest["files"]["xizang/lasa.toml"] = sha256(text).hexdigest()
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as packed:
        for name, content in (
            parts | {"xizang/lasa.toml": text, "manifest.json": json.dumps(manifest).encode()}
        ).items():
            packed.writestr(name, content)
    for words in (("rules", "use", str(bad)), (*LASA, "--rules", str(bad))):
        run = yibao(*words)
        assert run.code == ExitCode.USAGE and run.out == ""
        head, first, *_ = run.err.splitlines()
        assert head == "yibao: 规则文件有问题,没有计算:" and first.startswith(f"{bad}/xizang/lasa.toml:6: ")
    assert kept() == []
    assert yibao("rules", "check", str(bad)).out.startswith(f"{bad}/xizang/lasa.toml:6: ")


def test_an_installed_pack_of_another_version_is_compiled_again(yibao: Runner, pack: str) -> None:
    yibao("rules", "use", pack)
    place = Path(data_folder(), "pack", NAME)
    good = place.read_bytes()
    place.write_bytes(b"yibao rulebook 0.0.1\n" + good[30:])
    assert yibao(*LASA, "-q").out == "100.00\n"
    assert place.read_bytes() == good


def test_an_installed_pack_that_is_lost_is_never_passed_over(yibao: Runner, pack: str) -> None:
    yibao("rules", "use", pack)
    folder = Path(data_folder(), "pack")
    (folder / NAME).write_bytes(b"damaged")
    next(folder.glob("*.zip")).write_bytes(b"damaged")
    run = yibao(*LASA, "-q")
    said = "装好的规则包用不了了,没有计算。重新装:yibao rules use 规则包;回到程序自带的:yibao rules use --none。"
    assert (run.code, run.out, run.err) == (ExitCode.USAGE, "", f"yibao: {said}\n")
    assert yibao("rules", "use", pack).code == ExitCode.ANSWER
    assert yibao(*LASA, "-q").out == "100.00\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("pack", "缺少 --output(输出)。"),
        ("pack -o -", "ZIP 不能写到标准输出,请用 -o 指明文件。"),
        ("pack 没有 -o x.zip", "没有目录「没有」。"),
        ("use 没有.zip", "规则包「没有.zip」读不了:No such file or directory。"),
        ("use --digest abc", "--digest 要和规则包一起用。"),
        ("use x.zip --digest abc", "--digest:「abc」不是 SHA-256。要 64 位十六进制数,rules pack 印出的那个。"),
        ("use x.zip --none", "x.zip 与 --none 不能同时用,留一个。"),
        ("show 武汉 --rules 没有.zip", "--rules:没有目录或规则包「没有.zip」。"),
        ("show 武汉 --rules pyproject.toml", "--rules:没有目录或规则包「pyproject.toml」。"),
        ("check 没有.zip", "没有规则文件(.toml)、规则包或目录「没有.zip」。"),
    ],
)
def test_bad_input(yibao: Runner, words: str, said: str) -> None:
    run = yibao("rules", *words.split())
    assert (run.code, run.out, run.err) == (ExitCode.USAGE, "", f"yibao: {said}\n")


def test_a_pack_that_is_there_is_not_written_over(yibao: Runner, pack: str) -> None:
    run = yibao("rules", "pack", str(FROZEN_RULES), "-o", pack)
    assert run.err == f"yibao: --output:「{pack}」已经有了。换一个名字,或加 --overwrite。\n"
