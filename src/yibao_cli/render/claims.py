"""What web pages say and what is true of it."""

from __future__ import annotations

from ..language import spoken, tr
from . import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..core.claim import Claim
    from ..documents import claims as shapes
    from ..documents import common
    from .rows import Styled

VERDICT = {
    "holds": "属实",
    "held-until": "改革前是这样",
    "contradicted": "与更好的来源相反",
    "no-region": "没有写地区,到处都不能照用",
    "other-scheme": "说的是别的险种或别的事",
    "unsupported": "没有见到佐证",
    "channel": "查询办法,已收录",
}
TOPIC = {
    "channel": "查询",
    "credit": "划入",
    "timing": "到账时间",
    "troubleshooting": "排查",
    "usage": "使用",
    "family-sharing": "家庭共济",
    "lifetime-years": "缴费年限",
    "flexible": "灵活就业",
    "other": "其他",
}


def claim_lines(claims: Sequence[Claim], places: Mapping[str, str], titles: Mapping[str, str]) -> list[Styled]:
    """Each claim, the verdict and why. `places` names regions by id, `titles` the documents of the rule base."""
    lines: list[Styled] = []
    for claim in claims:
        who = tr(words.STATUS[claim.who]) if claim.who else tr("所有人")
        place = tr("全国") if claim.region == "national" else places.get(claim.region or "", tr("没有写地区"))
        style = "green" if claim.verdict in ("holds", "channel") else "yellow"
        lines += [
            ("cyan", f"{claim.id} {tr(TOPIC[claim.topic])} · {place} · {who}"),
            ("", tr("  网页说:{text}", text=claim.text)),
            (style, tr("  判断:{verdict}。{because}", verdict=tr(VERDICT[claim.verdict]), because=claim.because)),
            (
                "dim",
                tr(
                    "  出处:《{document_title}》 {document_date}",
                    document_title=claim.document_title,
                    document_date=claim.document_date or tr("日期未见"),
                )
                + _ground(claim, titles),
            ),
            ("", ""),
        ]
    if claims and spoken() != "zh":
        lines.append(("dim", tr("网页的说法和判断的理由是中文的。")))
    return [*lines, ("", tr("共 {claims} 条。", claims=len(claims)))]


def _ground(claim: Claim, titles: Mapping[str, str]) -> str:
    if claim.rule:
        return tr(";依据 rules/{rule}", rule=claim.rule) + (f"{tr(',')}{claim.month}" if claim.month else "")
    if claim.channel:
        return f"{tr(';')}yibao channels --channel {claim.channel}"
    return tr(";更好的来源《{titles}》", titles=titles.get(claim.source, claim.source)) if claim.source else ""


def claims_document(claims: Sequence[Claim], rulebook: common.Rulebook) -> shapes.Document:
    """The document that `yibao claims --json` prints."""
    return {
        "schema": "yibao/claims",
        "version": 1,
        "claims": [
            {
                "id": claim.id,
                "document": claim.document,
                "document_title": claim.document_title,
                "document_date": claim.document_date,
                "topic": claim.topic,
                "region": claim.region,
                "who": claim.who,
                "text": claim.text,
                "numbers": list(claim.numbers),
                "verdict": claim.verdict,
                "because": claim.because,
                "rule": claim.rule,
                "month": claim.month,
                "source": claim.source,
                "channel": claim.channel,
            }
            for claim in claims
        ],
        "rulebook": rulebook,
    }
