"""Packs of rules: the same bytes each time, and nothing taken that is not as it should be.

What is refused is made here of a good pack with one thing changed; none of it is anything that would do harm.
"""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from yibao_cli.core.errors import InputError, RuleFileError
from yibao_cli.rulebook import pack as packs
from yibao_cli.rulebook.book import Rulebook, data_folder
from yibao_cli.rulebook.pack import MANIFEST, open_pack, pack_rules, read_pack

from ..conftest import FROZEN_RULES, write_rules

HEAD = '[region]\nname = "拉萨市"\nname_en = "Lhasa"\nadcode = "540100"\n\n'
FILES = {
    "xizang/lasa.toml": HEAD + '[[retiree]]\nfrom = 2024-01-01\ntitle = "x"\npooled = { yuan = 100 }\ngrade = "press"\n'
    'sources = ["page"]\nconfirmed = 2024-02-01\n',
    "sources.toml": '[page]\ntitle = "x"\ngrade = "press"\ndate = "2024-01-05"\n',
}


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    return pack_rules(write_rules(tmp_path / "rules", FILES))


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {entry.filename: packed.read(entry) for entry in packed.infolist()}


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return made.getvalue()


def with_manifest(content: bytes, **changed: Any) -> bytes:
    parts = parts_of(content)
    manifest = json.loads(parts[MANIFEST]) | changed
    return zipped(parts | {MANIFEST: json.dumps(manifest).encode()})


def listed(content: bytes, name: str, text: bytes) -> bytes:
    """The pack with one more file, which its list knows."""
    parts = parts_of(content)
    manifest = json.loads(parts[MANIFEST])
    manifest["files"][name] = sha256(text).hexdigest()
    return zipped(parts | {name: text, MANIFEST: json.dumps(manifest).encode()})


def test_the_same_rules_give_the_same_bytes_in_any_order_and_at_any_time(tmp_path: Path) -> None:
    first = write_rules(tmp_path / "a", FILES)
    second = write_rules(tmp_path / "b", dict(reversed(FILES.items())))
    for path in second.rglob("*.toml"):
        os.utime(path, (1, 1))
        path.chmod(0o600)
    (second / "notes.txt").write_text("not a rule file", encoding="utf-8")
    assert pack_rules(first) == pack_rules(second)
    with zipfile.ZipFile(io.BytesIO(pack_rules(first))) as packed:
        entries = packed.infolist()
    assert [entry.filename for entry in entries] == [MANIFEST, "sources.toml", "xizang/lasa.toml"]
    assert {(entry.date_time, entry.compress_type, entry.external_attr >> 16) for entry in entries} == {
        ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED, 0o100644)
    }


def test_what_a_pack_says_of_itself(content: bytes) -> None:
    pack = open_pack(content, "rules.zip")
    assert (pack.kind, pack.date, pack.rules) == ("overlay", "2024-02-01", 1)
    assert pack.files == {name: text.encode() for name, text in FILES.items()}
    assert pack.sha256 == sha256(content).hexdigest()
    whole = open_pack(pack_rules(FROZEN_RULES), "base.zip")
    edition = Rulebook.open().edition
    assert (whole.kind, whole.digest, whole.rules) == ("base", edition.digest, edition.rules)


def test_one_that_was_packed_anew_with_compression_is_taken_too(content: bytes) -> None:
    again = zipped(parts_of(content), zipfile.ZIP_DEFLATED)
    assert open_pack(again, "x").files == open_pack(content, "x").files


def test_rules_with_a_fault_are_not_packed(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError):
        pack_rules(write_rules(tmp_path, {"xizang/lasa.toml": HEAD + "[[retire]]\n"}))


def encrypted(content: bytes) -> bytes:
    """Says of its first file that it is encrypted: bit 0 of the flags, here and in the list at the end."""
    changed = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[content.index(mark) + place] |= 1
    return bytes(changed)


def linked(content: bytes) -> bytes:
    """A symbolic link in the place of a file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, text in parts_of(content).items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (0o120777 if name == "sources.toml" else 0o100644) << 16
            packed.writestr(entry, text)
    return made.getvalue()


def twice(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed, pytest.warns(UserWarning, match="Duplicate"):
        for name, text in [*parts_of(content).items(), ("sources.toml", b"")]:
            packed.writestr(name, text)
    return made.getvalue()


def damaged(content: bytes) -> bytes:
    """A byte of a file is another one: its checksum in the ZIP no longer fits."""
    place = content.index(b"[page]")
    return content[:place] + b"(" + content[place + 1 :]


@pytest.mark.parametrize(
    ("change", "code", "file"),
    [
        (lambda good: b"", "pack-damaged", None),
        (lambda good: b"not a zip", "pack-damaged", None),
        (lambda good: good[:-30], "pack-damaged", None),
        (damaged, "pack-damaged", None),
        (encrypted, "pack-encrypted", None),
        (linked, "pack-name", "sources.toml"),
        (twice, "pack-name", "sources.toml"),
        (lambda good: listed(good, "../up.toml", b"x"), "pack-name", "../up.toml"),
        (lambda good: listed(good, "/root.toml", b"x"), "pack-name", "/root.toml"),
        (lambda good: listed(good, "a/b/c.toml", b"x"), "pack-name", "a/b/c.toml"),
        (lambda good: listed(good, "c:\\x.toml", b"x"), "pack-name", "c:\\x.toml"),
        (lambda good: listed(good, "hubei/", b""), "pack-name", "hubei/"),
        (lambda good: listed(good, "run.py", b"x"), "pack-name", "run.py"),
        (lambda good: zipped({"sources.toml": b""}), "pack-foreign", None),
        (lambda good: zipped({MANIFEST: b"{"}), "pack-manifest", None),
        (lambda good: zipped({MANIFEST: b"[]"}), "pack-manifest", None),
        (lambda good: zipped({MANIFEST: b'{"format": "1"}'}), "pack-manifest", None),
        (lambda good: with_manifest(good, files=None), "pack-manifest", None),
        (lambda good: with_manifest(good, rules="many"), "pack-manifest", None),
        (lambda good: with_manifest(good, program="new"), "pack-manifest", None),
        (lambda good: with_manifest(good, format=2), "pack-newer", None),
        (lambda good: with_manifest(good, program="99.0"), "pack-program", None),
        (lambda good: with_manifest(good, files={}), "pack-files", "sources.toml"),
        (lambda good: zipped(parts_of(good) | {"hubei.toml": b""}), "pack-files", "hubei.toml"),
        (lambda good: zipped(parts_of(good) | {"sources.toml": b"[other]"}), "pack-changed", "sources.toml"),
    ],
)
def test_a_pack_with_one_thing_wrong(
    content: bytes, change: Callable[[bytes], bytes], code: str, file: str | None
) -> None:
    with pytest.raises(InputError) as caught:
        open_pack(change(content), "rules.zip")
    assert caught.value.code == code and caught.value.facts.get("file") == file


@pytest.mark.parametrize(("limit", "most"), [("MOST_FILES", 2), ("MOST_OF_ONE", 50), ("MOST_BYTES", 200)])
def test_one_that_is_too_large(content: bytes, monkeypatch: pytest.MonkeyPatch, limit: str, most: int) -> None:
    monkeypatch.setattr(packs, limit, most)
    with pytest.raises(InputError) as caught:
        open_pack(content, "rules.zip")
    assert caught.value.code == "pack-too-large"


def test_no_more_is_unpacked_than_a_file_may_have(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of the ZIP is believed only so far."""
    monkeypatch.setattr(packs, "_check_entries", lambda entries, name: None)
    monkeypatch.setattr(packs, "MOST_OF_ONE", 50)
    with pytest.raises(InputError) as caught:
        open_pack(content, "rules.zip")
    assert caught.value.code == "pack-too-large"


def test_a_large_file_is_not_even_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "large.zip").write_bytes(b"x" * 100)
    monkeypatch.setattr(packs, "MOST_BYTES", 99)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail("was read"))
    with pytest.raises(InputError) as caught:
        read_pack(tmp_path / "large.zip")
    assert caught.value.code == "pack-too-large"


@pytest.mark.parametrize("given", ["", "  ", "/somewhere/data", "relative/data"])
def test_the_data_folder_is_where_platformdirs_says(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", given)
    assert data_folder() == platformdirs.user_data_dir("yibao", appauthor=False)


def test_a_start_without_a_pack_looks_for_one_and_loads_nothing_for_it(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom yibao_cli.rulebook.book import installed\nassert installed() is None\n"
        "print([name for name in ('zipfile', 'platformdirs', 'json', 'yibao_cli.rulebook.pack') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ | {"XDG_DATA_HOME": str(tmp_path)}
    )
    assert done.stdout == "[]\n", done.stderr
