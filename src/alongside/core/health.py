"""The address that says whether Alongside can serve, for whatever watches over it."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse


def health(request: HttpRequest) -> HttpResponse:
    """200 and "well" where the database answers, 503 where it does not. Tells nothing else, so anybody may ask."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("The database does not answer.\n", "text/plain", status=503)
    return HttpResponse("well\n", "text/plain")
