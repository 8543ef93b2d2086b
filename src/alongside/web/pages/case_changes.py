"""Changing what stands on a case: key information, name, status, details, assessment date, flags, a member's group."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from alongside.accounts.queries import practice
from alongside.cases import actions, queries
from alongside.cases.closing import reopen_case
from alongside.core.refusals import NotFound
from alongside.packs.schema import Flag, Label, Pack
from alongside.plans.actions.programme import change_flag as change_flag_held
from alongside.web.middleware import ActingRequest
from alongside.web.pages.case_forms import Asks, ask, filled
from alongside.web.pages.fields import Choice, DatedForm, Day, Words
from alongside.web.pages.writing import Changing

_page = require_http_methods(["GET", "HEAD", "POST"])


# --- key information and name


class KeyInformation(DatedForm):
    """What everybody who opens the case must know first."""

    key_information = Words(
        label="Key information",
        required=False,
        widget=forms.Textarea,
        help_text="What anybody must know before they meet the family, "
        "such as “nervous around strangers” or “two dogs, ring first”.",
    )


@_page
def key_information(request: ActingRequest, case_id: int) -> HttpResponse:
    """Change the key information (E-CINS 6.7)."""
    head = queries.case_head(case_id, actor=request.actor)
    asks = Asks("Change the key information", "key-information", "The key information is changed.")

    def write(form: forms.Form, version: int) -> str:
        words = form.cleaned_data["key_information"]
        actions.change_key_information(head.id, version=version, words=words, actor=request.actor)
        return ""

    made = filled(request, KeyInformation, {"key_information": head.key_information})
    return ask(request, head, asks, Changing(made, head.version, write))


class Name(DatedForm):
    """What the case is called."""

    name = Words(
        label="Case name",
        required=False,
        help_text="Every surname of the family, then the postcode, as in Marsh / Quillan CH99 2ND. "
        "Colleagues find the family by any of them.",
    )


@_page
def name(request: ActingRequest, case_id: int) -> HttpResponse:
    """Rename the case, when a family moves or a surname is added (E-CINS 6.2)."""
    head = queries.case_head(case_id, actor=request.actor)
    not_yours = "" if head.may_rename else "The owner and the coordinating team can rename the case"
    asks = Asks("Change the case name", "details", "The case name is changed.", not_yours=not_yours)
    made = filled(request, Name, {"name": head.name})
    return ask(request, head, asks, Changing(made, head.version, _details(request, head)))


# --- status and details


class Status(DatedForm):
    """How the case stands; the owner's alone to say."""

    status = Choice(label="Status", widget=forms.RadioSelect)
    why = Words(
        label="If you archive it: why has work with the family ended?", required=False, widget=forms.Textarea,
        help_text="It stands in the history. An archived case is still found by whoever searches for the family.",
    )  # fmt: skip
    priority = Choice(label="Priority", widget=forms.RadioSelect)


class Priority(DatedForm):
    """The priority alone, where a closed date says how the case stands."""

    priority = Choice(label="Priority", widget=forms.RadioSelect)


@_page
def status(request: ActingRequest, case_id: int) -> HttpResponse:
    """Change status and priority (E-CINS 7.1)."""
    head = queries.case_head(case_id, actor=request.actor)
    not_yours = "" if head.is_owner else "Only the owner can change status and priority"
    asks = Asks("Change status and priority", "details", "Status and priority are changed.", not_yours=not_yours)
    pack = practice(request.actor)
    if pack.casework.closes == "by date":
        asks = Asks("Change the priority", "details", "The priority is changed.", not_yours=not_yours)
        made = filled(request, Priority, {"priority": head.priority}, priority=pack.priorities)
    else:
        initial = {"status": head.status, "priority": head.priority}
        made = filled(request, Status, initial, status=pack.statuses, priority=pack.priorities)
    return ask(request, head, asks, Changing(made, head.version, _details(request, head)))


class Reopening(DatedForm):
    """Why work with the family begins again."""

    why = Words(
        label="Why does work with the family begin again?", widget=forms.Textarea,
        error_messages={"required": "Say why work with the family begins again. It stands in the history."},
    )  # fmt: skip


@_page
def reopen(request: ActingRequest, case_id: int) -> HttpResponse:
    """Reopen a closed case with the reason; its earlier closing stays in the history (CCM 1.2)."""
    head = queries.case_head(case_id, actor=request.actor)

    def write(form: forms.Form, version: int) -> str:
        reopen_case(case_id, why=form.cleaned_data["why"], version=version, actor=request.actor)
        return ""

    asks = Asks("Reopen the case", "details", "The case is open again.", button="Reopen the case")
    return ask(request, head, asks, Changing(filled(request, Reopening, {}), head.version, write))


class Details(DatedForm):
    """Where the case stands in the programme."""

    area = Choice(label="Area", widget=forms.Select)
    application_status = Choice(label="Application status", required=False, widget=forms.Select, blank="Not said")
    intensity = Choice(label="Intensity of support", required=False, widget=forms.RadioSelect, blank="Not said")
    referral_on = Day(label="Referral date", error_messages={"required": "Enter the referral date."})


@_page
def details(request: ActingRequest, case_id: int) -> HttpResponse:
    """Change area, application status, intensity of support and referral date (E-CINS 8.4)."""
    head = queries.case_head(case_id, actor=request.actor)
    asks = Asks("Change the details", "details", "The details are changed.")
    pack = practice(request.actor)
    initial = {
        "area": head.area, "application_status": head.application_status, "intensity": head.intensity,
        "referral_on": head.referral_on,
    }  # fmt: skip
    made = filled(
        request, Details, initial, area=[Label(id=area.id, title=area.title) for area in pack.areas],
        application_status=pack.application_statuses, intensity=pack.intensities,
    )  # fmt: skip
    return ask(request, head, asks, Changing(made, head.version, _details(request, head)))


def _details(request: ActingRequest, head: queries.CaseHead) -> Callable[[forms.Form, int], str]:
    def write(form: forms.Form, version: int) -> str:
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name != "why"}
        why = form.cleaned_data.get("why", "")
        actions.change_details(head.id, version=version, changes=changes, why=why, actor=request.actor)
        return ""

    return write


class AssessmentDate(DatedForm):
    """A correction of the assessment date."""

    assessed_on = Day(label="Assessment date", error_messages={"required": "Enter the date of the assessment."})
    why = Words(
        label="Why was the date wrong?", required=False, help_text="It stands in the history with the old date."
    )


@_page
def assessment_date(request: ActingRequest, case_id: int) -> HttpResponse:
    """Correct the assessment date, which otherwise never changes (E-CINS 2.2.4)."""
    head = queries.case_head(case_id, actor=request.actor)
    not_yours = "" if head.is_owner else "Only the owner can correct the assessment date"
    said = "The assessment date is corrected."
    asks = Asks("Correct the assessment date", "details", said, "Correct the date", not_yours)

    def write(form: forms.Form, version: int) -> str:
        actions.correct_assessment_date(head.id, version=version, actor=request.actor, **form.cleaned_data)
        return ""

    made = filled(request, AssessmentDate, {"assessed_on": head.assessed_on})
    return ask(request, head, asks, Changing(made, head.version, write))


# --- flags


class Period(DatedForm):
    """When a flag runs and why."""

    starts_on = Day(label="Start date", error_messages={"required": "Enter the date it starts."})
    start_reason = Choice(
        label="Why does it start?", widget=forms.RadioSelect, error_messages={"required": "Choose why it starts."}
    )


class WholePeriod(Period):
    """The same, with its end."""

    ends_on = Day(label="End date", required=False, help_text="Leave it empty while the flag is running.")
    end_reason = Choice(label="Why does it end?", required=False, widget=forms.RadioSelect, blank="It has not ended")


def _reasons(flag: Flag) -> dict[str, list[Label]]:
    return {
        "start_reason": [Label(id=each.id, title=each.because) for each in flag.starts],
        "end_reason": [Label(id=each.id, title=each.because) for each in flag.ends],
    }


def _flag(pack: Pack, flag: str) -> Flag:
    try:
        return pack.flag(flag)
    except KeyError:
        raise NotFound from None


@_page
def start_flag(request: ActingRequest, case_id: int, flag: str) -> HttpResponse:
    """Start a flag on the case (E-CINS 2.3)."""
    head = queries.case_head(case_id, actor=request.actor)
    kind = _flag(practice(request.actor), flag)
    asks = Asks(f"Start the {kind.title} flag", "flags", f"The {kind.title} flag is started.", "Start the flag")

    def write(form: forms.Form, version: int) -> str:
        period = actions.Period(form.cleaned_data["starts_on"], form.cleaned_data["start_reason"])
        actions.start_flag(head.id, flag=flag, period=period, actor=request.actor)
        return ""

    made = filled(request, Period, {"starts_on": request.actor.today}, start_reason=_reasons(kind)["start_reason"])
    return ask(request, head, asks, Changing(made, head.version, write))


@_page
def change_flag(request: ActingRequest, case_id: int, flag_id: int) -> HttpResponse:
    """End a flag, or put its dates right; earlier periods are kept (E-CINS 2.3; S107 for a programme's)."""
    head = queries.case_head(case_id, actor=request.actor)
    stands = next((each for each in head.flags if each.id == flag_id), None)
    if stands is None:
        raise NotFound
    kind = _flag(practice(request.actor), stands.flag)
    asks = Asks(f"End or correct the {kind.title} flag", "flags", f"The {kind.title} flag is changed.")

    def write(form: forms.Form, version: int) -> str:
        period = actions.Period(**{**form.cleaned_data, "end_reason": form.cleaned_data["end_reason"] or ""})
        change_flag_held(head.id, flag_id, version=version, period=period, actor=request.actor)
        return ""

    initial = {name: getattr(stands, name) for name in ("starts_on", "start_reason", "ends_on", "end_reason")}
    made = filled(request, WholePeriod, initial, **_reasons(kind))
    return ask(request, head, asks, Changing(made, stands.version, write))


# --- a member's group


class Group(DatedForm):
    """Which group of the family a member is in."""

    group = Choice(label="Group", widget=forms.RadioSelect, error_messages={"required": "Choose a group."})


@_page
def member_group(request: ActingRequest, case_id: int, member_id: int) -> HttpResponse:
    """Put a member of the family in another group (E-CINS 3)."""
    head = queries.case_head(case_id, actor=request.actor)
    found = [each for each in queries.members(case_id, actor=request.actor) if each.id == member_id]
    if not found:
        raise NotFound
    asks = Asks(f"Which group is {found[0].name} in?", "members", f"{found[0].name}’s group is changed.")

    def write(form: forms.Form, version: int) -> str:
        group = form.cleaned_data["group"]
        actions.change_group(head.id, member_id, version=version, group=group, actor=request.actor)
        return ""

    made = filled(request, Group, {"group": found[0].group}, group=practice(request.actor).member_groups)
    return ask(request, head, asks, Changing(made, found[0].version, write))
