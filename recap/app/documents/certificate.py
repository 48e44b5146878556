"""D.HASIL: the certificate of a tier as an official paper, every row for every child area (A4 landscape)."""

from hashlib import sha256

from reportlab.platypus import Flowable, PageBreak

from recap.app.documents import certificate_rows, certificate_texts, layout
from recap.app.documents.moments import day
from recap.app.documents.papers import CertificatePaper

STATEMENT_FILE = "statement.json"
_NOTICE = "Hasil resmi adalah hasil yang ditetapkan dalam rapat pleno rekapitulasi berjenjang."


def render(paper: CertificatePaper) -> bytes:
    """Return the certificate as PDF, with its statement attached as statement.json; equal papers give equal bytes."""
    digest = sha256(paper.statement.encode()).hexdigest()
    foot = (
        f"{paper.model}, {paper.places[-1].label} {paper.places[-1].name} ({paper.area}), revisi {paper.revision}",
        f"SHA-256 pernyataan: {digest}",
        _NOTICE,
    )
    sheet = layout.Sheet(297, 210, 12, 23, paper.model, paper.contest, day(paper.day), foot)

    def story() -> list[Flowable]:
        return [
            *certificate_texts.opening(paper, digest),
            PageBreak(),
            *certificate_rows.tables(paper),
            PageBreak(),
            *certificate_texts.totals(paper),
            *certificate_texts.children(paper),
            *certificate_texts.remarks(paper),
            *certificate_texts.signatures(paper),
            PageBreak(),
            *certificate_texts.annex(paper),
        ]

    return layout.build(sheet, story, {STATEMENT_FILE: paper.statement.encode()})
