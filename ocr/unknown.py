"""Say why a photo shows no page of the wanted forms: which other page it shows, or what is wrong with it."""

from collections.abc import Sequence
from functools import cache

from cv2.typing import MatLike as Image

from ocr.advice import advice
from ocr.decide import Verdict, judge_glance
from ocr.glance import glance
from ocr.identify import Layouts
from ocr.untagged import find_untagged
from recap.app import layouts
from recap.domain.form import FormLayout, Page
from recap.domain.reading import Decision

_CLEAR = frozenset({"no_form", "no_tag"})
"""Whatever else is wrong with a photo, another form's lines would not be found in it."""

_LEAST_LINES = 24
"""Fewer printed lines than a faint scan of a form has are not worth the search."""


def explain(picture: Image, tags: Sequence[int], wanted: Layouts) -> Verdict:
    """Return the refusal of a photo in which none of the wanted forms was found, with these tags of others in it."""
    names = ", ".join(dict.fromkeys(layout.name for layout in wanted))
    if tags and wanted:
        return _other(_tagged(tags), names)
    seen = glance(picture)
    refusal = judge_glance(seen, tagged=any(_is_tagged(page) for layout in wanted for page in layout.pages))
    if refusal.reason in _CLEAR and wanted and seen.lines >= _LEAST_LINES:
        known = {layout.name for layout in wanted}
        laid = find_untagged(picture, [form for form in _shipped() if form.name not in known])
        if laid is not None:
            return _other((laid.layout, laid.page), names)
    return refusal


def _other(seen: tuple[FormLayout, Page] | None, wanted: str) -> Verdict:
    said = advice("other_form", layout=wanted)
    if seen is not None:
        said = advice("other_form_named", form=seen[0].name, page=seen[1].number, layout=wanted)
    return Verdict(Decision.REFUSE, "other_form", said)


def _tagged(tags: Sequence[int]) -> tuple[FormLayout, Page] | None:
    """Return the shipped page that bears one of these tags."""
    pages = ((form, page) for form in _shipped() for page in form.pages)
    return next((one for one in pages if one[1].tag is not None and one[1].tag.number in tags), None)


def _is_tagged(page: Page) -> bool:
    return page.tag is not None or page.qr is not None


@cache
def _shipped() -> tuple[FormLayout, ...]:
    """Return every form that comes with the program, for the most choices it has room for."""
    return tuple(layouts.largest(name) for name in layouts.names())
