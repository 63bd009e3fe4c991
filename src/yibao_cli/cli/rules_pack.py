"""`yibao rules pack` and `yibao rules use`: rules in one file, and the rules that a person installed."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path

from ..core.errors import InputError, MissingInputError
from ..language import tr
from ..outputs import STANDARD_OUTPUT, blamed, check_targets, whole_file
from ..rulebook import NO_PACK_VARIABLE
from ..rulebook.compiled import NAME
from ..rulebook.directory import is_folder, packaged_rules
from ..rulebook.installed import compiled_pack, pack_folder, remove
from ..rulebook.pack import open_pack, pack_rules, read_pack
from .exit_codes import ExitCode
from .output import complain, put
from .outputs import check_output
from .version import version_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..rulebook.pack import Pack
    from .options import RulesPackOptions, RulesUseOptions


def run_pack(options: RulesPackOptions) -> int:
    """Writes the rules of a directory as one file and prints its hash."""
    if options.output is None:
        raise MissingInputError(("output",))
    if options.output == STANDARD_OUTPUT:
        raise InputError("binary-to-stdout", field="output", value="ZIP")
    if options.folder is not None and not (options.folder and is_folder(Path(options.folder))):
        raise InputError("folder-missing", value=options.folder)
    check_targets({"-o": options.output})
    check_output(options.output, options.overwrite)
    content = pack_rules(Path(options.folder) if options.folder is not None else packaged_rules())
    target = Path(options.output)
    with whole_file(target, private=False) as new, blamed(target):
        new.write_bytes(content)
    digest = sha256(content).hexdigest()
    if options.quiet:
        put(digest)
    else:
        put(f"{options.output}{tr(':')}{_described(open_pack(content, options.output))}\nSHA-256 {digest}")
    return ExitCode.ANSWER


def run_use(options: RulesUseOptions) -> int:
    """Installs a pack, goes back to the program's own rules, or says which rules are in use."""
    if options.pack is not None and options.none:
        raise InputError("formats-conflict", first=options.pack, second="--none")
    if options.digest is not None and options.pack is None:
        raise InputError("digest-alone")
    if options.none:
        put(tr("回到了程序自带的规则。") if remove() else tr("没有装规则包,用的就是程序自带的规则。"))
        return ExitCode.ANSWER
    if options.pack is not None:
        _install(options.pack, options.digest)
    put(version_text())
    return ExitCode.ANSWER


def _install(written: str, digest: str | None) -> None:
    """Puts a pack in the place of the rules in use, once everything about it was found right."""
    wanted = _digest(digest)
    pack = read_pack(Path(written))
    if wanted is not None and pack.sha256 != wanted:
        raise InputError("pack-digest", value=written, found=pack.sha256)
    rulebook = compiled_pack(pack, written)
    folder = pack_folder()
    with blamed(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for name, content in ((f"{pack.sha256}.zip", Path(written).read_bytes()), (NAME, rulebook)):
        with whole_file(folder / name) as new, blamed(folder):
            new.write_bytes(content)
    remove(but=pack.sha256)
    put(tr("装上了 {written}:{described}", written=written, described=_described(pack)))
    if os.environ.get(NO_PACK_VARIABLE):
        complain(tr("环境变量 {variable} 还开着,这里用的仍是程序自带的规则。", variable=NO_PACK_VARIABLE))


def _digest(text: str | None) -> str | None:
    if text is None:
        return None
    written = text.strip().lower()
    if not re.fullmatch(r"[0-9a-f]{64}", written):
        raise InputError("digest-malformed", field="digest", value=text)
    return written


def _described(pack: Pack) -> str:
    """What a pack says of itself: '2026-10-06,校验 34203ae96158,884 条,282 个文件'."""
    told = tr(
        "{date},校验 {digest},{rules} 条,{files} 个文件",
        date=pack.date or tr("日期未见"),
        digest=pack.digest,
        rules=pack.rules,
        files=len(pack.files),
    )
    return told if pack.kind == "base" else tr("{pack},叠加在程序自带的规则上", pack=told)
