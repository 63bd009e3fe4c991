"""`yibao config`: every setting and where it comes from."""

from __future__ import annotations

from pathlib import Path

from ..language import tr
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

    headings = (tr("设置"), tr("是什么"), tr("值"), tr("来自"))
    shown = [
        (name, tr(FIELD[name.replace("-", "_")]), value or tr("没有设"), origin or "")
        for name, _, value, origin in rows
    ]
    print_table(headings, shown)
    folder = config_folder()
    mine = user or (str(Path(folder) / USER_FILE) if folder else tr("(没有家目录)"))
    put(tr("项目:{project}", project=project or tr("这里和上面的目录里没有 {project_file}", project_file=PROJECT_FILE)))
    put(tr("本人:{mine}{value}", mine=mine, value="" if user else tr("(没有)")))
    put(tr("先后:选项、变量(YIBAO_REGION……)、项目、本人;-n 都不用。人员表和明细不从这里取地区、状态、格式。"))
    return ExitCode.ANSWER
