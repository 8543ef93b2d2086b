"""The pages for what went wrong outside any page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Absent, or not yours."""
    return render(request, "errors/404.jinja", status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Something that no browser sends."""
    return HttpResponse(render_to_string("errors/400.jinja"), status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """A fault of ours: a page that needs neither database nor session."""
    return HttpResponse(render_to_string("errors/500.jinja"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came from a page that is older than the session, or from elsewhere."""
    return render(request, "errors/old_page.jinja", status=403)
