"""`yibao completion`: the script that teaches a shell to complete; it asks the program (`completion`) at every key."""

from __future__ import annotations

from ..core.errors import InputError
from ..language import tr
from .completion import FILES, SHELLS
from .exit_codes import ExitCode
from .main import ENTRY
from .output import put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .options import CompletionOptions

NOTES = {
    "bash": 'yibao 的补全。写进 ~/.bashrc:  eval "$(yibao completion bash)"',
    "zsh": 'yibao 的补全。写进 ~/.zshrc,在 compinit 之后:  eval "$(yibao completion zsh)"',
    "fish": "yibao 的补全。装上:yibao completion fish > ~/.config/fish/completions/yibao.fish",
}
_NOTE = "# NOTE"
"""Where the note stands in a script."""
BASH = f"""\
{_NOTE}
_yibao() {{
    local IFS=$'\\n' found
    COMPREPLY=()
    found=$(yibao {ENTRY} bash -- "${{COMP_LINE:0:COMP_POINT}}" "$COMP_WORDBREAKS" 2>/dev/null) || return
    if [[ $found == {FILES} ]]; then
        compopt -o filenames 2>/dev/null
        found=$(compgen -f -- "$2")
    fi
    while read -r found; do [[ -n $found ]] && COMPREPLY+=("$found"); done <<<"$found"
}}
complete -F _yibao yibao
"""
ZSH = f"""\
#compdef yibao
{_NOTE}
_yibao() {{
    local -a found
    found=("${{(@f)$(yibao {ENTRY} zsh -- "${{(@Q)words[2,CURRENT-1]}}" "${{(Q)PREFIX}}" 2>/dev/null)}}")
    if [[ $found[1] == {FILES} ]]; then
        _files
    elif [[ -n $found[1] ]]; then
        _describe yibao found
    fi
}}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _yibao "$@"; else compdef _yibao yibao; fi
"""
FISH = f"""\
{_NOTE}
function __yibao_complete
    set -l words (commandline -opc)
    set -l found (yibao {ENTRY} fish -- $words[2..-1] (commandline -ct | string unescape) 2>/dev/null)
    if test "$found[1]" = {FILES}
        __fish_complete_path (commandline -ct)
    else if test -n "$found[1]"
        printf '%s\\n' $found
    end
end
complete -c yibao -f -a '(__yibao_complete)'
"""
SCRIPTS = dict(zip(SHELLS, (BASH, ZSH, FISH), strict=True))


def run(options: CompletionOptions) -> int:
    """Prints the script. Raises InputError for another shell."""
    if options.shell not in SCRIPTS:
        raise InputError("shell-unknown", value=options.shell, choices=SHELLS)
    put(SCRIPTS[options.shell].replace(_NOTE, f"# {tr(NOTES[options.shell])}"))
    return ExitCode.ANSWER
