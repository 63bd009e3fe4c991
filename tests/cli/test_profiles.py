"""Profiles: saved, used, refused."""

import stat
from pathlib import Path

import pytest

from yibao_cli.cli import profiles
from yibao_cli.cli.profiles import read_profiles

from ..conftest import Runner

MOTHER = ["profile", "save", "妈妈", "-r", "武汉", "-s", "退休", "--birth", "1951-03"]
WUHAN = ["-r", "武汉", "-s", "退休", "--birth", "1951-03"]


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's profiles are kept; not there yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "yibao" / "profiles.toml"


def test_a_profile_answers_like_its_options(yibao: Runner, file: Path) -> None:
    assert yibao(*MOTHER).out == "存好了 @妈妈:统筹地区 武汉,参保状态 退休,出生年月 1951-03。\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["profiles.toml"]
    month = ["--month", "2023-02"]
    assert yibao("estimate", "@妈妈", *month) == yibao("estimate", *WUHAN, *month)
    assert yibao("@妈妈", "-q", *month) == yibao("estimate", *WUHAN, *month, "-q")
    assert yibao("@妈妈", "2023-02") == yibao("estimate", *WUHAN, *month)
    span = ["--from", "2023-01", "--to", "2023-06"]
    assert yibao("schedule", "@妈妈", *span) == yibao("schedule", *WUHAN, *span)
    assert yibao("why", "@妈妈", *month) == yibao("why", *WUHAN, *month)
    assert yibao("infer", "@妈妈", "76", *month) == yibao("infer", *WUHAN, "--credit", "76", *month)
    assert yibao("channels", "@妈妈") == yibao("channels", "-r", "武汉")
    compared = ["compare", "-s", "退休", "--birth", "1951-03", *month]
    assert yibao("compare", "@妈妈", *month) == yibao(*compared, "-r", "武汉")
    assert yibao("compare", "@妈妈", "-r", "武汉", "-r", "北京", *month) == yibao(*compared, "-r", "武汉", "-r", "北京")
    assert yibao("years", "@妈妈", "--sex", "女", "--paid", "20", *month) == yibao(
        *["years", "-r", "武汉", "--birth", "1951-03", "--sex", "女", "--paid", "20", *month]
    )


def test_an_option_wins_and_takes_what_goes_with_it(yibao: Runner) -> None:
    yibao("profile", "save", "我", "-r", "深圳", "-s", "在职", "--base", "8000", "--plan", "一档", "--birth", "1980-01")
    assert yibao("@我", "-q", "--month", "2024-08").out == "160.00\n"
    assert yibao("@我", "-q", "--month", "2024-08", "--base", "10000").out == "200.00\n"
    assert yibao("@我", "-q", "--month", "2024-08", "--salary", "10000").out == "200.00\n"  # its base is not used
    moved = yibao("@我", "-r", "武汉", "--month", "2024-08", "-q")  # the plan was one of 深圳
    assert moved == yibao("estimate", "-r", "武汉", "-s", "在职", "--base", "8000", "--month", "2024-08", "-q")
    assert yibao("@我", "-s", "退休", "-r", "北京", "--age", "72", "--month", "2024-08", "-q").out == "107.00\n"


def test_a_taken_name_is_kept_until_told(yibao: Runner) -> None:
    yibao(*MOTHER)
    assert yibao(*MOTHER).code == 0
    other = ["profile", "save", "妈妈", "-r", "北京"]
    refused = yibao(*other)
    assert (refused.code, refused.err) == (
        2,
        "yibao: 已有档案「妈妈」(统筹地区 武汉,参保状态 退休,出生年月 1951-03),没有改。要换掉加 --overwrite,或换一个名字。\n",
    )
    assert yibao(*other, "--overwrite").out == (
        "存好了 @妈妈:统筹地区 北京;原来是:统筹地区 武汉,参保状态 退休,出生年月 1951-03。\n"
    )
    assert read_profiles() == {"妈妈": {"region": "北京"}}


def test_list_show_remove(yibao: Runner) -> None:
    assert yibao("profile", "list").out.startswith("还没有档案。")
    yibao(*MOTHER)
    yibao("profile", "save", "@dad", "-r", "北京")
    shown = "@妈妈  统筹地区 武汉,参保状态 退休,出生年月 1951-03\n"
    assert yibao("profile", "list").out == shown + "@dad  统筹地区 北京\n"
    assert yibao("profile", "show", "妈妈").out == yibao("profile", "show", "@妈妈").out == shown
    assert yibao("profile", "remove", "dad").out == "删掉了 @dad(统筹地区 北京)。\n"
    assert yibao("profile", "list").out == shown
    assert yibao("profile", "remove", "dad").err == "yibao: 没有档案「@dad」。有:@妈妈。\n"


def test_an_unknown_name_is_told_the_nearest(yibao: Runner) -> None:
    yibao(*MOTHER)
    yibao("profile", "save", "爸爸", "-r", "北京")
    assert yibao("@妈").err == "yibao: 没有档案「@妈」。有:@妈妈。\n"
    assert yibao("estimate", "@奶奶").err == "yibao: 没有档案「@奶奶」。有:@妈妈、@爸爸。\n"


@pytest.mark.parametrize(
    "number", ["110101199003071233", "13800138000", "6222021234567890128", "1101 0119 9003 0712 33"]
)
@pytest.mark.parametrize("option", ["--group", "--plan", "--birth", "--base"])
def test_no_personal_number_is_kept(yibao: Runner, file: Path, number: str, option: str) -> None:
    run = yibao(*MOTHER[:5], "-s", "退休", option, number)
    assert run.code == 2 and number not in run.err and not file.exists()
    assert yibao("profile", "save", number, "-r", "武汉").code == 2 and not file.exists()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("[妈", "yibao: 档案「{file}」坏了,不是 yibao profile 写的样子。改好或删掉它,再用 yibao profile save。\n"),
        (
            b"\xff\xfe",
            "yibao: 档案「{file}」坏了,不是 yibao profile 写的样子。改好或删掉它,再用 yibao profile save。\n",
        ),
        (
            '["妈妈"]\nidentity = "x"\n',
            "yibao: 档案「{file}」里的「妈妈」坏了:有不认识的项,或不是文字。改好,或删掉这一段再 yibao profile save。\n",
        ),
        (
            "['妈妈']\nbase = 8000\n",
            "yibao: 档案「{file}」里的「妈妈」坏了:有不认识的项,或不是文字。改好,或删掉这一段再 yibao profile save。\n",
        ),
    ],
)
def test_a_damaged_file_is_said_and_left(yibao: Runner, file: Path, content: str | bytes, line: str) -> None:
    file.parent.mkdir(parents=True)
    written = content if isinstance(content, bytes) else content.encode()
    file.write_bytes(written)
    for words in (["@妈妈"], MOTHER, ["profile", "list"]):
        run = yibao(*words)
        assert (run.code, run.err) == (2, line.format(file=file))
    assert file.read_bytes() == written


def test_a_file_written_by_hand_is_read_too(yibao: Runner, file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text('# mine\n"妈妈" = { region = "武汉", status = \'退休\', birth = "1951-03" }\n', encoding="utf-8")
    assert profiles._read_plainly(file.read_text(encoding="utf-8")) is None
    assert yibao("@妈妈", "--month", "2023-02", "-q").out == "83.00\n"


@pytest.mark.parametrize("name", ["妈妈", "dad", "a-b_c", "爸 爸".replace(" ", "·"), "100%"])
@pytest.mark.parametrize("group", ["一般人员", "a=b", "#1", "甲\\乙", '甲"乙'])
def test_what_is_written_is_read_again_quickly_or_by_the_library(
    yibao: Runner, file: Path, name: str, group: str
) -> None:
    assert yibao("profile", "save", name, "-r", "武汉", "--group", group).code == 0
    text = file.read_text(encoding="utf-8")
    assert profiles._read_toml(text, "") == read_profiles() == {name: {"region": "武汉", "group": group}}
    assert (profiles._read_plainly(text) is None) == ("\\" in group or '"' in group)


def test_a_link_is_not_written_through(yibao: Runner, file: Path, tmp_path: Path) -> None:
    file.parent.mkdir(parents=True)
    other = tmp_path / "shared.toml"
    other.write_text("", encoding="utf-8")
    file.symlink_to(other)
    run = yibao(*MOTHER)
    assert (run.code, run.err) == (2, f"yibao: 「{file}」是链接,没有写:档案里有个人信息,只写在自己的文件里。\n")
    assert other.read_text(encoding="utf-8") == ""


def test_a_file_that_others_could_read_is_closed_to_them(yibao: Runner, file: Path) -> None:
    yibao(*MOTHER)
    file.chmod(0o644)
    yibao("profile", "save", "爸爸", "-r", "北京")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_without_a_home_it_is_said_where_to_put_them(yibao: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert yibao(*MOTHER).err == "yibao: 不知道档案放在哪里:没有家目录。设 HOME 或 XDG_CONFIG_HOME。\n"
    assert yibao("estimate", *WUHAN, "--month", "2023-02", "-q").out == "83.00\n"


def test_a_folder_that_cannot_be_made_is_named(yibao: Runner, file: Path) -> None:
    file.parent.parent.write_text("", encoding="utf-8")
    run = yibao(*MOTHER)
    assert run.code == 2 and str(file) in run.err


def test_a_profile_with_nothing_for_a_command_is_refused(yibao: Runner) -> None:
    yibao("profile", "save", "妈妈", "--birth", "1951-03")
    assert yibao("channels", "@妈妈").err == (
        "yibao: 档案「@妈妈」里没有这个命令用得上的。yibao profile show 看里面有什么。\n"
    )
