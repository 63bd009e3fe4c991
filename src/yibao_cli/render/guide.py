"""How to look the real figure up, in words and as JSON."""

from __future__ import annotations

from ..core.region import NATIONAL
from ..language import spoken, tr
from .answer_json import region_document, source_documents
from .words import CHANNEL_KIND, GRADE_SHORT, SHOWS, place, source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..core.channel import Channel, Tip
    from ..core.region import Region
    from ..core.source import Source
    from ..documents import channels as shapes
    from ..documents import common
    from .rows import Styled

WARNING_TIP = "no-cashing"
"""The advice that closes every list of channels, whatever was asked."""


def channel_list(
    region: Region | None, channels: Sequence[Channel], tips: Sequence[Tip], hidden: int = 0
) -> list[Styled]:
    """Every channel in two lines, then the advice; `hidden` counts unverified ones that are not listed."""
    lines: list[Styled] = [("bold", tr("{name} · 查询个人账户", name=place(region) if region else tr("全国")))]
    for index, channel in enumerate(channels, 1):
        lines.append(("", ""))
        lines += _channel(f"{index}. ", channel)
    if hidden:
        lines += [("", ""), ("dim", tr("另有 {hidden} 种待证实,没有列出;--all 列出全部。", hidden=hidden))]
    if spoken() != "zh" and any(channel.region != NATIONAL for channel in channels):
        lines += [("", ""), ("dim", tr("一个地方的渠道,步骤和说明是中文的。"))]
    advice = [tip for tip in tips if tip.id != WARNING_TIP]
    if advice:
        lines += [("", ""), ("bold", tr("另外"))]
        lines += [("", tr("  {title}:{text}", title=tr(tip.title), text=tr(tip.text))) for tip in advice]
    return [*lines, *_warning(tips)]


def _warning(tips: Sequence[Tip]) -> list[Styled]:
    return [
        line
        for tip in tips
        if tip.id == WARNING_TIP
        for line in (("", ""), ("yellow", tr("{title}:{text}", title=tr(tip.title), text=tr(tip.text))))
    ]


def _channel(mark: str, channel: Channel) -> list[Styled]:
    where = channel.url or channel.phone or ""
    kind = tr(CHANNEL_KIND[channel.kind])
    head = mark + tr("{name}({kind})  {place}", name=tr(channel.name), kind=kind, place=where).rstrip()
    lines = [("cyan", head)]
    if channel.shows:
        lines.append(("", tr("   可查:{shows}", shows=tr("、").join(tr(SHOWS[item]) for item in channel.shows))))
    if channel.needs:
        lines.append(("", tr("   要有:{needs}", needs=tr("、").join(map(tr, channel.needs)))))
    lines += [("", f"   {number}) {tr(step)}") for number, step in enumerate(channel.steps, 1)]
    if channel.note:
        lines.append(("dim", f"   {tr(channel.note)}"))
    lines.append(
        ("dim", tr("   编号 {id},依据:{grade_short}", id=channel.id, grade_short=tr(GRADE_SHORT[channel.grade])))
    )
    return lines


def one_channel(channel: Channel, tips: Sequence[Tip], sources: Mapping[str, Source]) -> list[Styled]:
    """A single channel with its sources."""
    lines = _channel("", channel)
    lines += [("dim", tr("   来源:{source}", source=source(sources[id]))) for id in channel.sources if id in sources]
    return [*lines, *_warning(tips)]


def guide_document(
    region: Region | None,
    channels: Sequence[Channel],
    tips: Sequence[Tip],
    sources: Mapping[str, Source],
    rulebook: common.Rulebook,
) -> shapes.Document:
    """The document that `yibao channels --json` prints."""
    items: list[Channel | Tip] = [*channels, *tips]
    cited = [id for item in items for id in item.sources]
    return {
        "schema": "yibao/channels",
        "version": 1,
        "region": region_document(region) if region else None,
        "channels": [
            {
                "id": channel.id,
                "kind": channel.kind,
                "name": channel.name,
                "url": channel.url,
                "phone": channel.phone,
                "shows": list(channel.shows),
                "needs": list(channel.needs),
                "steps": list(channel.steps),
                "note": channel.note,
                "region": channel.region,
                "grade": channel.grade,
                "sources": list(channel.sources),
            }
            for channel in channels
        ],
        "tips": [
            {"id": tip.id, "title": tip.title, "text": tip.text, "grade": tip.grade, "sources": list(tip.sources)}
            for tip in tips
        ],
        "sources": source_documents(cited, sources),
        "rulebook": rulebook,
    }
