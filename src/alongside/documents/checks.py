"""Checks that refuse to start an installation that could not keep documents, each with what would be right."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from alongside.core.env import Misconfigured
from alongside.documents import scanning, store


@register(Tags.security)
def check_keys(**_: Any) -> list[CheckMessage]:
    """Without its keys no document can be kept or read. Set-up, which makes them, is not asked."""
    if settings.TESTING or settings.OWNER:
        return []
    try:
        store.keys()
    except Misconfigured as fault:
        sentence = f"{fault} `alongside prepare_documents` makes one where there has been none yet."
        return [Error(sentence, id="alongside.E020")]
    return []


@register(Tags.security)
def check_scanner(**_: Any) -> list[CheckMessage]:
    """In production what comes in is scanned; how the scanner is reached must be understood."""
    if not scanning.has_scanner():
        if not settings.PRODUCTION:
            return []
        sentence = "No virus scanner is set (ALONGSIDE_SCANNER): files are kept after our own checks alone."
        return [Warning(sentence, id="alongside.W021")]
    try:
        scanning.scanner()
    except Misconfigured as fault:
        return [Error(str(fault), id="alongside.E022")]
    return []
