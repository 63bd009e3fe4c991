"""`yibao claims`: for people who come with a number from an article."""

from __future__ import annotations

from ..core.text import half_width
from ..rulebook.book import Rulebook
from .exit_codes import ExitCode
from .inputs import read_choice
from .output import provenance, put_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .options import ClaimsOptions


def run(options: ClaimsOptions) -> int:
    """Prints the claims that fit; those of a region include what is claimed of everywhere or of nowhere."""
    from ..render.claims import TOPIC, VERDICT, claim_lines, claims_document
    from ..render.terminal import print_lines
    from ..render.words import place
    from ..rulebook.seeds import load_claims

    claims = load_claims()
    book = Rulebook.open()
    if options.region is not None:
        layers = book.region(options.region).layers
        claims = [item for item in claims if item.region in (None, *layers)]
    if options.topic is not None:
        wanted_topic = read_choice(options.topic, TOPIC, "topic")
        claims = [item for item in claims if item.topic == wanted_topic]
    if options.verdict is not None:
        wanted_verdict = read_choice(options.verdict, VERDICT, "verdict")
        claims = [item for item in claims if item.verdict == wanted_verdict]
    if options.number is not None:
        wanted = half_width(options.number).strip()
        claims = [item for item in claims if wanted in item.numbers]
    if options.json:
        put_json(claims_document(claims, provenance(book)))
    else:
        places = {id: place(item) for id, item in book.places.regions.items()}
        titles = {id: source.title for id, source in book.sources(book.file_ids).items()}
        print_lines(claim_lines(claims, places, titles))
    return ExitCode.ANSWER
