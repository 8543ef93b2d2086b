"""Reading a PDF as a screen reader does: its tags in their order, each with its text."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NumberObject


@dataclass(frozen=True)
class Tagged:
    """One element of the structure: its type, the text right in it, and what stands in the place of a picture."""

    type: str
    text: str
    alt: str = ""


class Read:
    """A PDF that was made."""

    def __init__(self, pdf: bytes) -> None:
        self.reader = PdfReader(BytesIO(pdf))
        self.root: Any = self.reader.trailer["/Root"]
        self._texts = [_marked(page) for page in self.reader.pages]
        self._numbers = {page.indirect_reference.idnum: at for at, page in enumerate(self.reader.pages)}  # type: ignore[union-attr]

    @property
    def tags(self) -> list[Tagged]:
        """Its elements in the order they are read."""
        return list(self._walk(self.root["/StructTreeRoot"]))

    @property
    def text(self) -> str:
        """All its text in the order it is read, artifacts left out."""
        return " ".join(tag.text for tag in self.tags if tag.text)

    @property
    def sizes(self) -> set[float]:
        """The sizes that text is set in, in points."""
        found: set[float] = set()

        def seen(text: str, _: Any, matrix: Any, __: Any, size: float) -> None:
            if text.strip():
                found.add(round(size * abs(matrix[3]), 1))

        for page in self.reader.pages:
            page.extract_text(visitor_text=seen)
        return found

    def _walk(self, element: Any, page: int | None = None) -> Iterator[Tagged]:
        element = element.get_object()
        if "/Pg" in element:
            page = self._numbers[element.raw_get("/Pg").idnum]
        kids = element.get("/K", [])
        kids = kids if isinstance(kids, ArrayObject) else [kids]
        own = "".join(self._text(kid, page) for kid in kids)
        if "/S" in element:
            yield Tagged(str(element["/S"])[1:], " ".join(own.split()), str(element.get("/Alt", "")))
        for kid in kids:
            found = kid.get_object()
            if isinstance(found, DictionaryObject) and "/MCID" not in found and found.get("/Type") != "/OBJR":
                yield from self._walk(kid, page)

    def _text(self, kid: Any, page: int | None) -> str:
        found = kid.get_object()
        if isinstance(found, DictionaryObject):
            if "/MCID" not in found:
                return ""
            page = self._numbers[found.raw_get("/Pg").idnum] if "/Pg" in found else page
            found = found["/MCID"]
        if not isinstance(found, NumberObject) or page is None:
            return ""
        return self._texts[page].get(int(found), "")


def _marked(page: Any) -> dict[int, str]:
    """The text of each marked content of a page."""
    found: dict[int, str] = {}
    stack: list[int | None] = []

    def before(operator: Any, operands: Any, *_: Any) -> None:
        if operator in (b"BDC", b"BMC"):
            told = operands[1] if len(operands) > 1 else {}
            stack.append(int(told["/MCID"]) if isinstance(told, DictionaryObject) and "/MCID" in told else None)
        elif operator == b"EMC" and stack:
            stack.pop()

    def seen(text: str, *_: Any) -> None:
        at = next((each for each in reversed(stack) if each is not None), None)
        if at is not None:
            found[at] = found.get(at, "") + text

    page.extract_text(visitor_operand_before=before, visitor_text=seen)
    return found
