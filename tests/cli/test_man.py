"""The manual page, as it is written into the wheel."""

import shutil
import subprocess

import pytest

from yibao_cli.cli.man import man_page
from yibao_cli.cli.options import COMMANDS
from yibao_cli.cli.settings import VARIABLES


@pytest.fixture(scope="module")
def page() -> str:
    return man_page()


def test_every_command_and_variable_has_its_place(page: str) -> None:
    assert page.startswith('.TH YIBAO 1 "" "yibao ')
    for command in COMMANDS:
        assert f'.SH "yibao {command}"\n' in page
    assert all(variable in page for variable in VARIABLES.values())
    assert "~/.config/yibao/profiles.toml" in page


def test_no_line_of_text_is_taken_for_a_request(page: str) -> None:
    """Every line is a request of ours, empty, or begins with the sign that keeps roff from reading one."""
    ours = (".TH ", ".SH ", ".nh", ".nf", ".fi")
    assert all(not line or line.startswith((*ours, "\\&")) for line in page.splitlines())


def test_a_reader_shows_it_without_complaint(page: str) -> None:
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")
    command = ["groff", "-K", "utf8", "-T", "utf8", "-man", "-P-c", "-ww"]
    done = subprocess.run(command, input=page, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    shown = done.stdout.splitlines()
    assert any("--min-grade" in line for line in shown)
    assert "       yibao - 职工医保个人账户划入计算器" in shown
