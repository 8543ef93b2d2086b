"""Files in any form: a field for several, kept as soon as they are chosen, so that no fault elsewhere loses them.

A form that holds files has a `Files` field, its page says enctype="multipart/form-data" and shows
`components/file_field.jinja`, and its view stands under `takes_files`. What the form then gives are the ids of
documents that wait for it: hand them to `documents.actions.attach_waiting`.
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse, JsonResponse, QueryDict
from django.views.decorators.http import require_POST

from alongside.core.acting import acting
from alongside.core.actor import Actor
from alongside.core.refusals import Invalid
from alongside.documents import actions, queries
from alongside.documents.rules.kinds import ENDINGS
from alongside.documents.rules.names import file_name
from alongside.web.middleware import ActingRequest, keeping
from alongside.web.pages.reading import number

KEPT, REFUSED = "kept", "refused"
ACCEPTED = ",".join(f".{ending}" for ending in ENDINGS)
"""What a browser offers to choose from; what is kept is decided by what is in the file."""
MOST = 50
NO_FILE = {"required": "Choose a file.", "empty": "The file is empty. Check that it was saved, then choose it again."}


class _Input(forms.Widget):
    """Reads the ids of the documents that wait, and what was said of files that were not kept."""

    needs_multipart_form = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        if not isinstance(data, QueryDict):
            return data.get(name, [])
        return data.getlist(f"{name}-{KEPT}")

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return f"{name}-{KEPT}" not in data


class Files(forms.Field):
    """Several files of a form. Cleaned, they are the ids of documents that wait for it, in the order of choosing."""

    widget = _Input
    accepted = ACCEPTED

    def __init__(self, *, several: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.several = several

    def to_python(self, value: Any) -> list[int]:
        """The ids; anything else is no file of ours."""
        found = [number(str(each)) for each in value or []]
        return list(dict.fromkeys(each for each in found if each))[:MOST]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether any file was chosen."""
        return bool(self.to_python(data))

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the page shows again: what was kept."""
        return data

    def cards(self, value: Any) -> Sequence[queries.DocumentCard]:
        """The documents that wait for this form, as far as they are the reader's (for components/file_field.jinja)."""
        actor = acting()
        found = queries.documents_by_id(self.to_python(value), actor=actor) if actor else []
        return [card for card in found if card.waits]


class FilesForm(forms.Form):
    """A form with files: what was said of one that was not kept stands beside its field."""

    def clean(self) -> dict[str, Any]:
        """Put each refusal beside the field that the file was chosen in."""
        for name, field in self.fields.items():
            if isinstance(field, Files) and isinstance(self.data, QueryDict):
                for sentence in self.data.getlist(f"{name}-{REFUSED}"):
                    self.add_error(name, sentence)
        return dict(self.cleaned_data)

    def add_error(self, field: str | None, error: Any) -> None:
        """Beside the field it concerns: what actions say of a "file" is said beside the files."""
        ours = next((name for name, each in self.fields.items() if isinstance(each, Files)), None)
        if field == "file" and "file" not in self.fields:
            field = ours
        super().add_error(field, error)


def takes_files(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep the files of a form before its page looks at it: they wait for whoever sent them.

    Where the page then finds a fault, everything it wrote is undone, but the files stay and stand in the form again.
    Where one is not kept, the form says so beside its files.
    """

    @functools.wraps(view)
    def taking(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or not request.FILES:
            return view(request, *args, **kwargs)
        request.POST = _taken_in(request)  # type: ignore[assignment]  # pages read it
        mark = transaction.savepoint()
        response = view(request, *args, **kwargs)
        if response.status_code >= 400:
            transaction.savepoint_rollback(mark)
            return keeping(response)
        transaction.savepoint_commit(mark)
        return response

    return taking


def _taken_in(request: ActingRequest) -> QueryDict:
    posted = request.POST.copy()
    for name in request.FILES:
        refused = posted.setlistdefault(f"{name}-{REFUSED}", [])
        for upload in request.FILES.getlist(name)[:MOST]:
            document, sentence = take_in(upload, actor=request.actor)
            if document:
                posted.appendlist(f"{name}-{KEPT}", str(document))
            else:
                refused.append(f"{file_name(upload.name or '')} was not kept. {sentence}")
    return posted


def take_in(upload: "UploadedFile[Any]", *, actor: Actor) -> tuple[int, str]:
    """Keep one file for a form that is not sent yet: its document, or 0 and why it was not kept."""
    try:
        with transaction.atomic():
            return actions.keep(upload, actor=actor, waits_for_me=True), ""
    except Invalid as wrong:
        sentence = wrong.fields.get("file", wrong.sentence)
        actions.note_not_kept(sentence, actor=actor)
        return 0, sentence


@require_POST
def upload(request: ActingRequest) -> HttpResponse:
    """Keep one file as soon as it is chosen, for a form that is not sent yet; answers with what became of it."""
    chosen = request.FILES.get("file")
    if chosen is None:
        return JsonResponse({"sentence": "The file did not arrive. Choose it again."}, status=422)
    document, sentence = take_in(chosen, actor=request.actor)
    if not document:
        return keeping(JsonResponse({"sentence": sentence}, status=422))
    [card] = queries.documents_by_id([document], actor=request.actor)
    told = {"id": card.id, "name": card.file_name, "kind": card.kind, "size": card.size, "sentence": card.verdict_why}
    return JsonResponse(told)


@require_POST
def discard(request: ActingRequest, document_id: int) -> HttpResponse:
    """Take back a file that was chosen for a form; one that was filed stays."""
    actions.discard_waiting(document_id, actor=request.actor)
    return HttpResponse(status=204)
