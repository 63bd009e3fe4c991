"""Puts the checked and flattened rulebook into the wheel, so that a plain question needs neither TOML nor Pydantic."""

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

        target = Path(tempfile.mkdtemp()) / NAME
        compile_rules(root / "rules", target)
        build_data["force_include"][str(target)] = f"yibao_cli/{NAME}"
