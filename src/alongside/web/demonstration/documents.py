"""Invented documents of the told families, and what stands in Downloads: drawn here, so that each can be opened."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from alongside.cases.queries import case_head
from alongside.core.acting import acting_as
from alongside.core.actor import Actor
from alongside.documents.actions import add_version, keep
from alongside.documents.rules.names import offered_name

_A4 = (827, 1169)
_CONSENT = (
    "Family consent", "We agree that the people who help us may share what they need to know,",
    "so that we have to tell our story once. We can change our minds at any time.", "",
    "Signed: on behalf of the family",
)  # fmt: skip
_LETTER = (
    "Calderholt Primary School", "",
    "Thank you for the meeting on Tuesday. As agreed, breakfast club is free of charge",
    "until the end of term, and Mrs Farrow meets the children at the gate.",
)  # fmt: skip
_PLAN = (
    "Family plan",
    "",
    "1. Everybody is up by half past seven.",
    "2. One evening a week is for the children alone.",
)
_VISITS = ("Home visits", "", "See each child. See each child alone.", "Write down what they say in their own words.")
_LIBRARY = (
    ("Consent form, blank", "To print and sign with a family.", ("Family consent", "", "Names:", "", "Signed:")),
    ("Home visits: what to look for", "Guidance for new colleagues.", _VISITS),
    ("Plan template", "For the first meeting around a family.", ("Family plan", "", "What is going well?")),
)


def tell(actors: Mapping[str, Actor], cases: Sequence[int]) -> None:
    """Give the first two families, which are Ade's, documents, and the partnership its Downloads."""
    for case in cases[:2]:
        _of_family(actors["ade"], case)
    carys = actors["carys"]
    with acting_as(carys):
        for title, what, lines in _LIBRARY:
            keep(paper(title, lines), actor=carys, library=True, name=title, description=what)


def _of_family(actor: Actor, case: int) -> None:
    day = actor.today - timedelta(days=10)
    with acting_as(actor):
        name = case_head(case, actor=actor).name
        for type_, what, lines in (("consent", "Consent", _CONSENT), ("letter", "Letter of the school", _LETTER)):
            keep(paper(what, lines), actor=actor, case=case, type=type_, name=offered_name(name, what, day))
        plan = keep(paper("plan", _PLAN), actor=actor, case=case, type="plan", name=offered_name(name, "Plan", day))
        add_version(
            plan, paper("plan after the meeting", [*_PLAN, "3. Wren joins the swimming club."]), version=1, actor=actor
        )
        words = "The chart that the children made for the kitchen."
        keep(
            _photograph(),
            actor=actor,
            case=case,
            type="photograph",
            name=offered_name(name, "Photograph", day),
            description=words,
        )


def paper(name: str, lines: Sequence[str]) -> "ContentFile[bytes]":
    """A page with a heading and lines, as a PDF."""
    sheet = Image.new("RGB", _A4, "white")
    pen = ImageDraw.Draw(sheet)
    for at, line in enumerate(lines):
        pen.text((80, 90 + at * 46), line, fill="#14191b", font_size=34 if at == 0 else 19)
    out = BytesIO()
    sheet.save(out, "PDF", resolution=100)
    return ContentFile(out.getvalue(), f"{name.lower()}.pdf")


def _photograph() -> "ContentFile[bytes]":
    """A chart of a week, as a child would paint it."""
    sheet = Image.new("RGB", (900, 620), "#fbf7ee")
    pen = ImageDraw.Draw(sheet)
    for day in range(7):
        for row, colour in enumerate(("#e08a3c", "#0b5563", "#00703c", "#5a3a86")):
            if (day * 3 + row) % 4:
                at = (70 + day * 112, 80 + row * 125)
                pen.ellipse((*at, at[0] + 84, at[1] + 84), fill=colour)
    out = BytesIO()
    sheet.save(out, "JPEG", quality=85)
    return ContentFile(out.getvalue(), "IMG_2041.jpg")
