"""Puts into the wheel: the rules as they are, and flattened for questions without TOML and Pydantic; help, manual, the
English sentences."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RulebookHook(BuildHookInterface[Any]):
    """Compiles rules/ and writes the help when a wheel is built; a rule file with a problem fails the build."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from yibao_cli.cli.help import FOLDER, help_files, summary_files
        from yibao_cli.cli.man import man_page
        from yibao_cli.language import LANGUAGES, speak
        from yibao_cli.language.catalogue import NAME as ENGLISH
        from yibao_cli.language.compile import compiled
        from yibao_cli.rulebook.build import compile_rules
        from yibao_cli.rulebook.compiled import NAME
        from yibao_cli.rulebook.known import NAME as KNOWN

        self.folder = tempfile.TemporaryDirectory()
        target = Path(self.folder.name) / NAME
        help_folder = target.with_name(FOLDER)
        for language, pages in zip(LANGUAGES, ("share/man/man1", "share/man/en/man1"), strict=True):
            speak(language)
            (help_folder / language).mkdir(parents=True)
            for name, text in (*help_files().items(), *summary_files().items()):
                (help_folder / language / name).write_text(text, encoding="utf-8", newline="")
            manual = target.with_name(f"yibao.{language}.1")
            manual.write_text(man_page(), encoding="utf-8", newline="")
            build_data["shared_data"][str(manual)] = f"{pages}/yibao.1"
        catalogue = target.with_name(ENGLISH)
        catalogue.write_bytes(compiled())
        compile_rules(root / "rules", target, root / "seeds")
        included = {target: NAME, target.with_name(KNOWN): KNOWN, root / "rules": "rules", root / "seeds": "seeds"}
        included |= {help_folder: FOLDER, catalogue: f"language/{ENGLISH}"}
        build_data["force_include"] |= {str(path): f"yibao_cli/{name}" for path, name in included.items()}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self.folder.cleanup()
