"""Tables to take along: comma-separated values that no spreadsheet takes for a formula."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(name: str, rows: Iterable[Sequence[str]]) -> HttpResponse:
    """The rows as a file of this name, in UTF-8 with the mark that spreadsheets look for.

    A cell that a spreadsheet would calculate is put behind an apostrophe (OWASP, CSV injection).
    """
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return answer


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell
