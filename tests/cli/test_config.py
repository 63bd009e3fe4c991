"""Settings: where they come from, what goes before what, what is refused."""

import json
from pathlib import Path

import pytest

from ..conftest import Runner

QUESTION = ["estimate", "--age", "66", "--month", "2023-02"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory below a project's; the person's own file lies in `mine`."""
    (tmp_path / "project" / "deep" / "deeper").mkdir(parents=True)
    (tmp_path / "mine" / "yibao").mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "mine"))
    monkeypatch.chdir(tmp_path / "project" / "deep" / "deeper")
    return tmp_path


def project(folder: Path, text: str) -> Path:
    path = folder / "project" / "yibao.toml"
    path.write_text(text, encoding="utf-8")
    return path


def user(folder: Path, text: str) -> Path:
    path = folder / "mine" / "yibao" / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_option_variable_project_user(yibao: Runner, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = user(folder, 'region = "拉萨"\nstatus = "退休"\n')
    run = yibao(*QUESTION, "-r", "武汉")
    assert run.out.endswith(f"参保状态:退休(来自 {mine}:2)\n") and "武汉市 · 退休" in run.out
    theirs = project(folder, '# ours\nregion = "武汉"\n')
    run = yibao(*QUESTION)
    assert run.out.endswith(f"统筹地区:武汉(来自 {theirs}:2)\n参保状态:退休(来自 {mine}:2)\n")
    assert run.out.startswith("武汉市 · 退休")
    monkeypatch.setenv("YIBAO_REGION", "北京")
    assert "统筹地区:北京(来自 YIBAO_REGION)\n" in yibao(*QUESTION).out
    assert yibao("estimate", "武汉", "--age", "66", "--month", "2023-02").out.startswith("武汉市 · 退休")


def test_a_number_stands_alone_and_its_origin_beside_it(yibao: Runner, folder: Path) -> None:
    path = project(folder, 'region = "武汉"\nstatus = "退休"\n')
    run = yibao(*QUESTION, "-q")
    assert run.out == "83.00\n"
    assert run.err == f"yibao: 统筹地区:武汉(来自 {path}:1)\nyibao: 参保状态:退休(来自 {path}:2)\n"
    document = yibao(*QUESTION, "--json")
    assert json.loads(document.out)["region"]["id"] == "hubei/wuhan" and document.err == run.err


def test_nothing_is_used_where_it_is_not_wanted(yibao: Runner, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(folder, 'region = "武汉"\nstatus = "退休"\nbad = 1\n')
    monkeypatch.setenv("YIBAO_STATUS", "在职")
    monkeypatch.setenv("YIBAO_RULES", "nowhere")
    for option in ("-n", "--no-config"):
        assert yibao(*QUESTION, option).err == "yibao: 缺少 --region(统筹地区)、--status(参保状态)。\n"


def test_a_profile_goes_before_a_setting(yibao: Runner, folder: Path) -> None:
    yibao("profile", "save", "妈妈", "-r", "武汉", "-s", "退休")
    project(folder, 'region = "拉萨"\nstatus = "在职"\n')
    run = yibao("@妈妈", "2023-02", "-q")
    assert (run.out, run.err) == ("83.00\n", "")


def test_a_table_says_itself_where_its_people_live(yibao: Runner, folder: Path) -> None:
    """A forgotten region must not fill a column that is missing."""
    project(folder, 'region = "武汉"\nstatus = "退休"\nformat = "json"\n')
    Path("甲.csv").write_text("工号,年龄\n1,66\n", encoding="utf-8")
    run = yibao("batch", "甲.csv", "--month", "2023-02")
    assert run.code == 2 and "--region" in run.err
    Path("乙.csv").write_text("费款所属期,划入个人账户金额\n2023-02,83.00\n", encoding="utf-8")
    run = yibao("reconcile", "乙.csv")
    assert run.code == 2 and "--region" in run.err


def test_bars_of_evidence_hold_for_tables_too(yibao: Runner, folder: Path) -> None:
    project(folder, 'max-age = "1m"\n')
    Path("乙.csv").write_text("费款所属期,划入个人账户金额\n2026-02,83.00\n", encoding="utf-8")
    assert yibao("reconcile", "乙.csv", "-r", "武汉", "-s", "退休").code == 4
    assert yibao("reconcile", "乙.csv", "-r", "武汉", "-s", "退休", "-n").code == 0


def test_a_format_is_a_default(yibao: Runner, folder: Path) -> None:
    project(folder, 'format = "json"\n')
    words = ["-r", "武汉", "-s", "退休"]
    assert json.loads(yibao(*QUESTION, *words).out)["schema"] == "yibao/estimate"
    assert json.loads(yibao("channels", "-r", "武汉").out)["schema"] == "yibao/channels"
    assert yibao(*QUESTION, *words, "-q").out == "83.00\n"
    assert yibao(*QUESTION, *words, "--format", "text").out.startswith("武汉市")
    assert yibao(*QUESTION, *words, "--format", "csv").out.startswith("region")


def test_a_reason_is_sought_for_everybody_unless_both_are_known(yibao: Runner, folder: Path) -> None:
    project(folder, 'region = "武汉"\n')
    assert yibao("why", "--symptom", "变少").code == 0
    assert (
        yibao("why", "--symptom", "变少", "-s", "退休", "--month", "2023-02").out.splitlines()[0].startswith("武汉市")
    )


def test_rules_lie_beside_the_file_that_names_them(yibao: Runner, folder: Path) -> None:
    path = project(folder, 'rules = "ours"\n')
    run = yibao(*QUESTION, "-r", "武汉", "-s", "退休")
    assert (run.code, run.err) == (
        2,
        f"yibao: --rules:没有目录或规则包「{path.parent / 'ours'}」。(来自 {path}:1)\n",
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('regoin = "武汉"', "{file}:1: 没有设置「regoin」。可用:region。"),
        ('\nzone = "en"', "{file}:2: 没有设置「zone」。可用:region、status、max-age、min-grade、rules、format、lang。"),
        ('status = "退了"', "{file}:1: 不认识「退了」。可用:在职、退休、灵活就业、居民。"),
        ("region = 5.5", "{file}:1: region 应为文字(加引号)。"),
        ("region = true", "{file}:1: region 应为文字(加引号)。"),
        ('max-age = "old"', "{file}:1: 「old」不是时间长短。写成 24m、24 或 2y。"),
        ('min_grade = "好"', "{file}:1: 不认识「好」。可用:官方、报刊、第三方、待证实。"),
        ('format = "xml"', "{file}:1: 不认识「xml」。可用:text、json、csv、md、html。"),
        ("region = 武汉", '{file}:1: 不是 TOML(Invalid value)。写成 region = "武汉" 这样。'),
        (
            'region = "五汉"\nstatus = "退休"',
            "--region:不认识「五汉」。是不是:汉中市 (shaanxi/hanzhong)、武汉市 (hubei/wuhan)?(来自 {file}:1)",
        ),
    ],
)
def test_what_is_wrong_is_named_by_file_and_line(yibao: Runner, folder: Path, text: str, line: str) -> None:
    path = project(folder, text)
    run = yibao(*QUESTION)
    assert (run.code, run.out, run.err) == (2, "", f"yibao: {line.format(file=path)}\n")


def test_a_wrong_variable_is_named(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIBAO_STATUS", "退了")
    assert yibao(*QUESTION).err == "yibao: YIBAO_STATUS:不认识「退了」。可用:在职、退休、灵活就业、居民。\n"


def test_a_file_that_is_no_text_or_cannot_be_read(yibao: Runner, folder: Path) -> None:
    path = project(folder, "")
    path.write_bytes("region = '武汉'".encode("gbk"))
    assert yibao(*QUESTION).err == f"yibao: 配置「{path}」不是 UTF-8 文字。另存为 UTF-8,或加 -n 不用它。\n"


def test_a_directory_of_that_name_is_no_configuration(yibao: Runner, folder: Path) -> None:
    (folder / "project" / "yibao.toml").mkdir()
    assert yibao(*QUESTION, "-r", "武汉", "-s", "退休", "-q").err == ""


def test_config_says_where_each_value_comes_from(yibao: Runner, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project(folder, '\nregion = "武汉"\nmax-age = 24\n')
    mine = user(folder, 'region = "拉萨"\nmin-grade = "报刊"\n')
    monkeypatch.setenv("YIBAO_FORMAT", "csv")
    lines = {line.split()[0]: line.split() for line in yibao("config").out.splitlines()}
    assert lines["region"] == ["region", "统筹地区", "武汉", f"{path}:2"]
    assert lines["max-age"][2:] == ["24", f"{path}:3"]
    assert lines["min-grade"][2:] == ["报刊", f"{mine}:2"]
    assert lines["format"][2:] == ["csv", "YIBAO_FORMAT"]
    assert lines["status"][2:] == ["没有设"]
    document = json.loads(yibao("config", "--json").out)
    assert document["settings"][0] == {
        "name": "region",
        "variable": "YIBAO_REGION",
        "value": "武汉",
        "origin": f"{path}:2",
    }
    assert document["files"] == [{"kind": "project", "path": str(path)}, {"kind": "user", "path": str(mine)}]
    assert all(item["value"] is None for item in json.loads(yibao("config", "--json", "-n").out)["settings"])


def test_a_working_directory_that_is_gone_has_no_configuration(
    yibao: Runner, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path.cwd().rmdir()
    assert yibao(*QUESTION, "-r", "武汉", "-s", "退休", "-q").out == "83.00\n"
    monkeypatch.chdir(folder)
