"""spaCy component `finnews`: a Doc gets its Extraction and its spans, for people who live in spaCy.

    nlp = spacy.blank("zh")
    nlp.add_pipe("finnews", config={"published": "2025-02-11"})
    doc = nlp("2月7日，A股融资余额以18,100.61亿元重返1.8万亿元。")
    doc._.finnews.facts, doc.spans["figures"], doc.spans["periods"], doc.spans["mentions"]

A record whose offsets fall inside a token is expanded to whole tokens; `doc._.finnews` keeps the exact ones.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from finnews_extract.extraction import Extraction
from finnews_extract.pipeline import Extractor


class FinnewsComponent:
    """Callable for a spaCy pipeline; `published` resolves relative dates unless `doc._.published` is set."""

    def __init__(self, published: str | None, calendar: str, default_currency: str) -> None:
        self.published = published
        self.extractor = Extractor(calendar=calendar, default_currency=default_currency)
        for name in ("finnews", "published"):
            if not Doc.has_extension(name):
                Doc.set_extension(name, default=None)

    def __call__(self, doc: Doc) -> Doc:
        """Fill `doc._.finnews` and the span groups `figures`, `periods` and `mentions`."""
        found = self.extractor.extract(doc.text, published=doc._.published or self.published)
        doc._.finnews = found
        doc.spans["figures"] = _group(doc, "figures", [(f.start, f.end, f.kind, "") for f in found.figures])
        doc.spans["periods"] = _group(
            doc, "periods", [(p.start, p.end, p.granularity, "") for p in found.periods]
        )
        doc.spans["mentions"] = _group(
            doc, "mentions", [(m.start, m.end, m.kind, m.entity_id or "") for m in found.mentions]
        )
        return doc


def _group(doc: Doc, name: str, items: list[tuple[int, int, str, str]]) -> SpanGroup:
    spans: list[Span] = []
    for start, end, label, entity_id in items:
        span = doc.char_span(start, end, label=label, kb_id=entity_id, alignment_mode="expand")
        if span is not None:
            spans.append(span)
    return SpanGroup(doc, name=name, spans=spans)


@Language.factory(
    "finnews", default_config={"published": None, "calendar": "XSHG", "default_currency": "CNY"}
)
def create_finnews(
    nlp: Language, name: str, published: str | None, calendar: str, default_currency: str
) -> FinnewsComponent:
    """Factory behind `nlp.add_pipe("finnews")`, found through the `spacy_factories` entry point."""
    return FinnewsComponent(published, calendar, default_currency)


def extraction_of(doc: Doc) -> Extraction:
    """The typed Extraction of a processed Doc; raises ValueError when the component has not run."""
    found = doc._.finnews if Doc.has_extension("finnews") else None
    if not isinstance(found, Extraction):
        raise ValueError("this Doc has no extraction: add the `finnews` component to the pipeline first")
    return found
