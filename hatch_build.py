"""Puts the rules into the wheel: as they are, and checked and flattened for questions without TOML and Pydantic."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RulebookHook(BuildHookInterface[Any]):
    """Compiles rules/ when a wheel is built; a rule file with a problem fails the build."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from yibao_cli.rulebook.build import compile_rules
        from yibao_cli.rulebook.compiled import NAME

        self.folder = tempfile.TemporaryDirectory()
        target = Path(self.folder.name) / NAME
        compile_rules(root / "rules", target, root / "seeds")
        included = {target: NAME, root / "rules": "rules", root / "seeds": "seeds"}
        build_data["force_include"] |= {str(path): f"yibao_cli/{name}" for path, name in included.items()}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self.folder.cleanup()
