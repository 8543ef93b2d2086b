"""Writing from a form: once however often it is sent, faults beside their fields, and both versions where two people
changed the same thing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect

from alongside.core.once import claim, lead_to
from alongside.core.refusals import Invalid, NotFound, Refused, Stale
from alongside.web.middleware import ActingRequest

Write = Callable[[], str]
"""Does the write, and returns the address that it leads to."""


def write_once(request: ActingRequest, write: Write) -> HttpResponse:
    """Write for the first who brings the form's key; lead everybody to where that write led.

    Raises Invalid for a form without a key, which no page of ours sends.
    """
    key = _key(request)
    address = claim(key, actor=request.actor)
    if address is None:
        address = write()
        lead_to(key, address, actor=request.actor)
    return redirect(address or "home")


def _key(request: ActingRequest) -> UUID:
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        raise Invalid("This page is not complete. Load it again, then press the button.") from None


@dataclass(frozen=True)
class Both:
    """One thing that two people changed: what stands there now, and what was typed here."""

    what: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Sheet:
    """A form as its page shows it. `version` is the one it was opened at; `both` says what somebody else changed."""

    form: Any
    version: int
    both: tuple[Both, ...] = ()
    status: int = 200
    sentence: str = ""


def answered(
    request: ActingRequest, made: Callable[[Any], forms.Form], version: int, write: Callable[[Any, int], str],
    show: Callable[[Sheet], HttpResponse],
) -> HttpResponse:  # fmt: skip
    """Show a form about what stands, or write once and lead on. Where somebody did something with it meanwhile, the
    page says so over how it stands now; what cannot be done any more is not done; what was typed is kept."""
    if request.method != "POST":
        return show(Sheet(made(None), version))
    form, opened_at = made(request.POST), typed_version(request)
    if not form.is_valid():
        return show(Sheet(form, opened_at, status=422))
    try:
        return write_once(request, lambda: write(form, opened_at))
    except Invalid as wrong:
        say_beside(form, wrong)
        return show(Sheet(form, opened_at, status=422))
    except Stale as stale:
        return show(Sheet(form, stale.version, status=409, sentence=stale.sentence))
    except NotFound:
        raise
    except Refused as refused:
        return show(Sheet(form, version, status=403, sentence=refused.sentence))


@dataclass(frozen=True)
class Changing:
    """A page that changes something which others may be changing too.

    `form` makes the form from what was posted, or from what stands now for None. `write` is handed the form and the
    version it was opened at. `typed` says how a value that stands now is typed into the form's fields.
    """

    form: Callable[[Any], forms.Form]
    version: int
    write: Callable[[forms.Form, int], str]
    typed: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict

    def answer(self, request: ActingRequest, show: Callable[[Sheet], HttpResponse]) -> HttpResponse:
        """Show the form, or write and lead on; a fault or a conflict shows the form again as it was typed."""
        if request.method != "POST":
            return show(Sheet(self.form(None), self.version))
        form, opened_at = self.form(request.POST), typed_version(request)
        if not form.is_valid():
            return show(Sheet(form, opened_at, status=422))
        try:
            return write_once(request, lambda: self._write(form, opened_at))
        except Invalid as wrong:
            say_beside(form, wrong)
            return show(Sheet(form, opened_at, status=422))
        except Stale as stale:
            return show(self._conflict(request, form, stale))

    def _write(self, form: forms.Form, opened_at: int) -> str:
        try:
            return self.write(form, opened_at)
        except Stale as stale:
            if any(_differs(form, name, typed) for name, typed in self._as_typed(form, stale).items()):
                raise
            # Somebody changed something else meanwhile; all that is written here still is as it was seen.
            return self.write(form, stale.version)

    def _as_typed(self, form: forms.Form, stale: Stale) -> dict[str, str]:
        """What stands now, as it is typed into the fields of the form."""
        values = {name: value for name, value in self.typed(stale.theirs).items() if name in form.fields}
        return {name: str(form.fields[name].prepare_value(value) or "") for name, value in values.items()}

    def _conflict(self, request: ActingRequest, form: forms.Form, stale: Stale) -> Sheet:
        theirs, posted = self._as_typed(form, stale), request.POST.copy()
        mine = {name: str(posted.get(name, "")) for name in theirs}
        for name, value in theirs.items():
            posted[form[name].html_initial_name] = value
            if name not in form.changed_data:
                posted[name] = value  # only they changed it, so theirs stands
        both = [
            Both(str(form[name].label), _shown(form, name, value), _shown(form, name, mine[name]))
            for name, value in theirs.items()
            if form.fields[name].has_changed(form.fields[name].to_python(value), mine[name])
        ]
        return Sheet(self.form(posted), stale.version, tuple(both), 409, stale.sentence)


def _differs(form: forms.Form, name: str, stands: str) -> bool:
    """Whether what stands now is something else than what the page was opened with."""
    field = form.fields[name]
    return field.has_changed(field.to_python(stands), form.data.get(form[name].html_initial_name, ""))


def together(mine: Sequence[str], stands: Sequence[str], opened: Sequence[str]) -> list[str]:
    """What two people did to several things ticked: what each of them added, without what either took off."""
    kept = [each for each in stands if each in mine or each not in opened]
    return [*kept, *(each for each in mine if each not in [*stands, *opened])]


def typed_version(request: ActingRequest) -> int:
    """The version that the form was opened at; 0 where it says none."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _shown(form: forms.Form, name: str, typed: str) -> str:
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(typed, typed))


def say_beside(form: forms.Form, wrong: Invalid) -> None:
    """Say what is wrong beside each field it concerns; at the top where the form has no such field."""
    for name, sentence in wrong.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not wrong.fields:
        form.add_error(None, wrong.sentence)
