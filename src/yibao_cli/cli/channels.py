"""`yibao channels`: where to look the real figure up."""

from __future__ import annotations

from ..core.errors import InputError
from ..core.source import GRADES
from ..language import spoken
from ..rulebook.book import Rulebook
from .exit_codes import ExitCode
from .output import name_overlay, provenance, put_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.channel import Channel
    from ..core.literals import Shows
    from ..core.source import Source
    from .options import ChannelsOptions

WANT_WORDS: dict[str, Shows] = {
    "balance": "balance",
    "余额": "balance",
    "credits": "credits",
    "划入": "credits",
    "到账": "credits",
    "contributions": "contributions",
    "缴费": "contributions",
    "spending": "spending",
    "消费": "spending",
}
WANTED = ("余额", "划入", "缴费", "消费")
"""The words that a mistake is answered with."""


def run(options: ChannelsOptions) -> int:
    """Prints the channels of a region (or the national ones), the best evidenced first.

    Unverified ones come last and only with `--all`, or where one is asked for by its id.
    """
    from ..render.guide import channel_list, guide_document, one_channel
    from ..render.terminal import print_lines

    book = Rulebook.open(options.rules)
    name_overlay(book)
    place = book.region(options.region) if options.region is not None else None
    channels = tuple(sorted(book.channels(place), key=lambda item: GRADES.index(item.grade)))
    tips = book.tips(place)
    if options.want is not None:
        shows = WANT_WORDS.get(options.want.strip().lower())
        if shows is None:
            choices = WANTED if spoken() == "zh" else tuple(dict.fromkeys(WANT_WORDS.values()))
            raise InputError("choice-unknown", field="want", value=options.want, choices=choices)
        channels = tuple(item for item in channels if shows in item.shows)
    hidden = 0
    if not options.all and options.channel is None:
        good = tuple(item for item in channels if item.grade != "unverified")
        channels, hidden = good, len(channels) - len(good)
    sources: dict[str, Source] = book.sources(list(place.layers) if place else ["national"])
    if options.channel is not None:
        chosen = _chosen(channels, options.channel)
        if not options.json:
            print_lines(one_channel(chosen, tips, sources))
            return ExitCode.ANSWER
        channels = (chosen,)
    if options.json:
        put_json(guide_document(place, channels, tips, sources, provenance(book)))
    else:
        print_lines(channel_list(place, channels, tips, hidden))
    return ExitCode.ANSWER


def _chosen(channels: tuple[Channel, ...], id: str) -> Channel:
    for channel in channels:
        if channel.id == id:
            return channel
    raise InputError("channel-unknown", value=id, choices=tuple(channel.id for channel in channels))
