"""Every address of Alongside."""

from django.urls import URLPattern, URLResolver, path

from alongside.core.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
]
