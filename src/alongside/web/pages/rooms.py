"""What the meeting rooms of plans and of panels share: who is here, notes, and keeping them as they are typed."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse

from alongside.core.refusals import Refused, Stale
from alongside.forms.fields import seal
from alongside.web.middleware import ActingRequest
from alongside.web.pages.fields import NULL, DatedForm, Words
from alongside.web.pages.note_fields import Several
from alongside.web.words import clock

_MEANWHILE = "Somebody else wrote here meanwhile. Press Save to see both."


class PeopleForm(DatedForm):
    """Who is at a meeting, and who sent apologies: of those `known`, as (value, name), and others by name.

    `outside` says how somebody is written who is not known here.
    """

    present = Several(label="Here")
    others_present = Words(label="Others who are here", required=False, widget=forms.Textarea)
    apologies = Several(label="Apologies")
    others_apologies = Words(
        label="Others who sent apologies", required=False, widget=forms.Textarea, help_text="One on each line.",
    )  # fmt: skip

    def __init__(self, *args: Any, known: Sequence[tuple[str, str]], outside: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["others_present"].help_text = outside
        for name in ("present", "apologies"):
            self.fields[name].choices = known  # type: ignore[attr-defined]


class NotesForm(DatedForm):
    """Notes of the meeting as a whole."""

    notes = Words(label="Notes of the meeting", required=False, widget=forms.Textarea)


@dataclass(frozen=True)
class Kept:
    """The fields of a part that are kept as they are typed, with what stands in each.

    `keep` is handed a field and what was typed in it, and gives the version of the part from then on.
    """

    stands: Mapping[str, str]
    keep: Callable[[str, str], int]

    @property
    def was(self) -> str:
        """What the page posts back as what it was made with."""
        return json.dumps({name: seal(stands) for name, stands in self.stands.items()})


def keep_typed(request: ActingRequest, part: Kept | None) -> HttpResponse:
    """Keep one field as it is typed. `was` is the seal of what stood there.

    Answers in data: kept at, with what the form is to hold as its beginning; or a sentence that says what to do.
    """
    name = request.POST.get("field", "")
    stands = part.stands.get(name) if part else None
    if part is None or stands is None:
        return JsonResponse({"sentence": "Not kept. Load this page again."}, status=400)
    typed = request.POST.get(name, "").replace("\r\n", "\n").strip()
    seals = _seals_of(request.POST.get("was", ""))
    if typed != stands and seals.get(name) != seal(stands):
        return JsonResponse({"sentence": _MEANWHILE}, status=409)
    if "\x00" in typed:
        return JsonResponse({"sentence": f"Not kept. {NULL}"}, status=409)
    try:
        version = part.keep(name, typed)
    except Stale:
        return JsonResponse({"sentence": _MEANWHILE}, status=409)
    except Refused as refused:
        sentence = next(iter(refused.fields.values()), refused.sentence)
        return JsonResponse({"sentence": f"Not kept. {sentence}"}, status=409)
    was = json.dumps({**seals, name: seal(typed)})
    return JsonResponse({"kept": clock(request.actor.now), "was": was, "version": version, "stood": typed})


def _seals_of(typed: str) -> Mapping[str, str]:
    """What the page says stood in its fields when it was made, by the field; nothing for what is no such thing."""
    try:
        read = json.loads(typed[:500])
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(value) for name, value in read.items()} if isinstance(read, dict) else {}
