"""A PDF as it is handed to whoever asked for it: kept nowhere on the way, under a name that names nobody."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def as_pdf(pdf: bytes, name: str) -> HttpResponse:
    """A PDF to be saved under a name."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
