"""`yibao config`: every setting and where it comes from."""

from __future__ import annotations

from pathlib import Path

from ..render.profiles import config_document
from ..render.words import FIELD
from .configuration import settings
from .exit_codes import ExitCode
from .output import put, put_json
from .settings import PROJECT_FILE, USER_FILE, VARIABLES, config_folder, project_file, user_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .options import ConfigOptions


def run(options: ConfigOptions) -> int:
    """Prints the settings. Raises InputError for a file that cannot be read."""
    project, user = (None, None) if options.no_config else (project_file(), user_file())
    found = {} if options.no_config else settings([path for path in (project, user) if path is not None])
    rows = [
        (field.replace("_", "-"), variable, found[field].value, found[field].origin)
        if field in found
        else (field.replace("_", "-"), variable, None, None)
        for field, variable in VARIABLES.items()
    ]
    if options.json:
        put_json(config_document(rows, [("project", project), ("user", user)]))
        return ExitCode.ANSWER
    from ..render.terminal import print_table

    headings = ("设置", "是什么", "值", "来自")
    shown = [(name, FIELD[name.replace("-", "_")], value or "没有设", origin or "") for name, _, value, origin in rows]
    print_table(headings, shown)
    folder = config_folder()
    mine = user or (str(Path(folder) / USER_FILE) if folder else "(没有家目录)")
    put(f"项目:{project or f'这里和上面的目录里没有 {PROJECT_FILE}'}")
    put(f"本人:{mine}{'' if user else '(没有)'}")
    put("先后:选项、变量(YIBAO_REGION……)、项目、本人;-n 都不用。人员表和明细不从这里取地区、状态、格式。")
    return ExitCode.ANSWER
