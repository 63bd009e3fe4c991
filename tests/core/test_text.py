"""Text as it may be shown."""

import pytest

from yibao_cli.core.text import clipped, one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("北京 abc", "北京 abc"),
        ("a\x1b]0;pwn\x07b", r"a\x1b]0;pwn\x07b"),
        ("\x9b31m\x7f\x00", r"\x9b31m\x7f\x00"),
        ("a\nb\rc\td\u2028e", r"a\nb\rc\td\u2028e"),
        ("\u202eabc\u2066\ufeff", r"\u202eabc\u2066\ufeff"),
        ("\ud83d", r"\ud83d"),
        ("𰻝\ue000\U000323af\u00a0\u3000", "𰻝\ue000\U000323af\u00a0\u3000"),
        ("क्\u200dष", "क्\u200dष"),
    ],
)
def test_what_steers_a_terminal_is_shown_as_an_escape_and_letters_stay(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_one_line_has_blanks_for_line_ends() -> None:
    assert one_line("缴费\r\n基数\x1b[1m\u3000甲\u00a0乙") == "缴费  基数\\x1b[1m\u3000甲 乙"


def test_a_long_text_is_cut_with_an_ellipsis() -> None:
    assert (clipped("12345", 5), clipped("123456", 5)) == ("12345", "1234…")
