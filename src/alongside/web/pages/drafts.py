"""The pages of a form being filled in: its steps, its entries, checking the answers, and submitting them."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.cases.nomination import submit_nomination
from alongside.core.refusals import Invalid, NotFound, Stale
from alongside.forms import actions, pages
from alongside.forms.actions import Kept, Posted
from alongside.forms.fields import Raw, given, keepable
from alongside.forms.judging import Fault
from alongside.forms.typed import Where
from alongside.web.middleware import ActingRequest, keeping
from alongside.web.pages import lookups
from alongside.web.pages.asked import Was, asked, seals, was_read
from alongside.web.pages.filling import Filling, filling
from alongside.web.pages.kept import field_kept
from alongside.web.pages.reading import with_query
from alongside.web.pages.writing import write_once
from alongside.web.words import clock

_CHANGED_TWICE = "Changed in another window too. Keep here what should stand, and save again"


@require_safe
def overview(request: ActingRequest, draft_id: UUID) -> HttpResponse:
    """The form's steps, how far each is, and the one to go on with. A submitted form leads to its case."""
    form = filling(draft_id, actor=request.actor)
    if form.draft.became:
        return redirect("case", form.draft.became)
    open_steps = [step for step in form.steps if step.state != "complete" and not step.section.optional]
    return render(request, "forms/overview.jinja", {"form": form, "go_on": open_steps[0] if open_steps else None})


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: ActingRequest, draft_id: UUID, section_id: str) -> HttpResponse:
    """One step of the form; the entries, where it repeats."""
    form = filling(draft_id, actor=request.actor)
    if form.draft.became:
        return _became(request, form.draft.became)
    step = form.step(section_id)
    if not step.section.repeats:
        return _page(request, form, Where(section_id))
    if request.method == "POST":
        return write_once(request, lambda: _add(request, draft_id, section_id))
    about_it = [fault for fault in form.judged.of(section_id) if not fault.entry] if "check" in request.GET else []
    context = {"form": form, "step": step, "faults": about_it, "then": _then(form, section_id)}
    return render(request, "forms/entries.jinja", context)


def _became(request: ActingRequest, became: int) -> HttpResponse:
    """Lead to the case that a form became. What an older window still sends is shown again, so that it is not lost."""
    if request.method == "POST":
        raise Stale("This form was submitted already. Add what you wrote here to its case.", {}, 0)
    return redirect("case", became)


def _add(request: ActingRequest, draft_id: UUID, section_id: str) -> str:
    entry = actions.add_entry(draft_id, Where(section_id, uuid4().hex), actor=request.actor)
    return reverse("draft_entry", args=[draft_id, section_id, entry])


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: ActingRequest, draft_id: UUID, section_id: str, entry_id: str) -> HttpResponse:
    """One entry of a step that repeats: first who it is, then what is asked of them."""
    form = filling(draft_id, actor=request.actor)
    if form.draft.became:
        return _became(request, form.draft.became)
    where = Where(section_id, entry_id)
    step = form.step(section_id)
    typed = form.entry(where)
    question = next((each for each in step.section.question if each.kind == "person"), None)
    if question is None or typed is None:
        return _page(request, form, where)
    if request.method == "POST" and "person" in request.POST:
        return _choose_person(request, form, where, question.id)
    if request.method != "POST" and ("search" in request.GET or not given(typed.fields.get(question.id))):
        found = lookups.persons(request.GET.get("q", ""), request.GET.get("born", ""), actor=request.actor)
        place = next(each.place for each in step.entries if each.id == entry_id)
        context = {"form": form, "step": step, "where": where, "question": question, "found": found, "place": place}
        return render(request, "forms/person.jinja", context)
    return _page(request, form, where)


def _choose_person(request: ActingRequest, form: Filling, where: Where, field: str) -> HttpResponse:
    chosen = request.POST["person"]
    named = lookups.new_person(form.step(where.section).section, form.standing(where).fields, request.POST)
    fields = {field: Posted([chosen])} | (named if chosen == "new" else {})
    actions.keep_step(form.draft.id, where, fields, page="", actor=request.actor, done=False)
    _keep_name(form, request)
    return redirect("draft_entry", form.draft.id, where.section, where.entry)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: ActingRequest, draft_id: UUID, section_id: str, entry_id: str) -> HttpResponse:
    """Take an entry off the form, once asked whether that is meant."""
    form = filling(draft_id, actor=request.actor)
    where = Where(section_id, entry_id)
    if request.method == "POST":
        actions.remove_entry(draft_id, where, actor=request.actor)
        _keep_name(form, request)
        return redirect("draft_section", draft_id, section_id)
    form.entry(where)
    context = {"form": form, "step": form.step(section_id), "name": form.called.entries[entry_id], "where": where}
    return render(request, "forms/remove.jinja", context)


@require_POST
def keep(request: ActingRequest, draft_id: UUID) -> HttpResponse:
    """One field as it is typed (web.pages.kept)."""
    where = Where(request.GET.get("section", ""), request.GET.get("entry", ""))

    def kept(posted: Mapping[str, Posted], page: str) -> actions.Kept:
        [(name, value)] = posted.items()
        return actions.keep_field(draft_id, where, name, value, page=page, actor=request.actor)

    return field_kept(request, kept)


def _page(request: ActingRequest, form: Filling, where: Where) -> HttpResponse:
    if request.method == "POST":
        return _save(request, form, where)
    found, more = lookups.found(form.standing(where), request.GET, actor=request.actor), request.GET.get("more", "")
    faults = form.faults(where) if "check" in request.GET else ()
    standing = form.standing(where)
    return _render(
        request,
        form,
        where,
        questions=asked(standing, faults, found=found, more=more),
        was=seals(standing, uuid4().hex),
        faults=faults,
        not_kept=False,
    )


def _save(request: ActingRequest, form: Filling, where: Where) -> HttpResponse:
    """Keep the whole page, right or not; then look something up, go on, or say what is wrong."""
    was = was_read(request.POST.get("was", ""))
    if was is None:
        raise Invalid("This page does not fit the form any more. Load it again: everything kept is there.")
    doing, _, about = request.POST.get("do", "save").partition(":")
    posted = {name: was.posted(name, request.POST.getlist(name)) for name in was.seals}
    done = doing == "save"
    kept = actions.keep_step(form.draft.id, where, posted, page=was.page, actor=request.actor, done=done)
    _keep_name(form, request)
    if kept.conflicts or kept.refused:
        return _not_all_kept(request, where, was, posted, kept, form.draft.id)
    here = reverse("draft_entry" if where.entry else "draft_section", args=[form.draft.id, *_parts(where)])
    if doing in {"find", "more"}:
        words = {"for": request.POST.get(f"{about}.find", "")} if doing == "find" else {}
        return redirect(with_query(here, **{doing: about}, **words) + f"#{about}-group")
    if doing == "take":
        _take(request, form, where, about)
        return redirect(f"{here}#{about}-group")
    if doing == "later":
        messages.success(
            request, f"Kept at {clock(kept.at)}. You find this form again under My workload on your home page."
        )
        return redirect("home")
    if filling(form.draft.id, actor=request.actor).faults(where):
        return redirect(f"{here}?check=1")
    return redirect(_then(form, where.section)[1] if not where.entry else _entries_page(form, where))


def _take(request: ActingRequest, form: Filling, where: Where, about: str) -> None:
    """Take what a look-up found into the question's fields."""
    standing = form.standing(where)
    question = next((each for each in standing.questions if each.id == about), None)
    if question is None:
        raise NotFound
    fields = lookups.taken(question, request.POST.get(f"{about}.found", ""), actor=request.actor)
    actions.keep_step(form.draft.id, where, fields, page="", actor=request.actor, done=False)
    _keep_name(form, request)


def _keep_name(before: Filling, request: ActingRequest) -> None:
    """Keep the case name in step with the family, as long as nobody has written another."""
    now = filling(before.draft.id, actor=request.actor)
    for step in now.steps:
        for question in step.section.question:
            if question.kind != "case name" or now.draft.about:
                continue
            stands, offered = now.draft.typed.fields.get(question.id, ""), now.name_offered()
            if stands in ("", before.name_offered()) and stands != offered:
                name = {question.id: Posted([offered])}
                where = Where(step.section.id)
                actions.keep_step(now.draft.id, where, name, page="", actor=request.actor, done=False)


def _not_all_kept(
    request: ActingRequest, where: Where, was: Was, posted: Mapping[str, Posted], kept: Kept, draft_id: UUID
) -> HttpResponse:
    """The page again with what was typed in it, and beside it what another window left or why it was not taken."""
    form = filling(draft_id, actor=request.actor)
    again = {name: conflict.mine for name, conflict in kept.conflicts.items()}
    again |= {name: _typed(form, where, name, posted[name]) for name in kept.refused}
    standing = form.standing(where, again)
    faults = tuple(
        Fault(sentence, where.section, where.entry, name.split(".")[0], name)
        for name, sentence in {
            **dict.fromkeys(
                kept.conflicts, "Changed in another window too. Keep here what should stand, and save again"
            ),
            **kept.refused,
        }.items()
    )
    response = _render(
        request,
        form,
        where,
        questions=asked(standing, faults, kept.conflicts),
        was=was.renewed(kept.seals),
        faults=faults,
        not_kept=True,
        status=409 if kept.conflicts else 422,
    )
    return keeping(response)


def _typed(form: Filling, where: Where, name: str, posted: Posted) -> Raw:
    stands = form.standing(where).fields.get(name, "")
    return keepable(posted.values, many=isinstance(stands, list))


def _render(request: HttpRequest, form: Filling, where: Where, *, status: int = 200, **context: object) -> HttpResponse:
    step = form.step(where.section)
    entry = form.entry(where)
    shown = next((each for each in step.entries if each.id == where.entry), None)
    context |= {
        "form": form,
        "step": step,
        "where": where,
        "shown": shown,
        "person": form.person(step.section, entry) if entry else None,
        "keep_at": with_query(reverse("draft_keep", args=[form.draft.id]), section=where.section, entry=where.entry),
        "then": _then(form, where.section) if not where.entry else (step.section.title, _entries_page(form, where)),
    }
    return render(request, "forms/step.jinja", context, status=status)


def _then(form: Filling, section_id: str) -> tuple[str, str]:
    """The step after this one: what it is called, and its address."""
    following = pages.after(form.draft.form, section_id)
    if following is None:
        return "Check your answers", reverse("draft_check", args=[form.draft.id])
    return following.title, reverse("draft_section", args=[form.draft.id, following.id])


def _entries_page(form: Filling, where: Where) -> str:
    return reverse("draft_section", args=[form.draft.id, where.section])


def _parts(where: Where) -> list[str]:
    return [where.section, where.entry] if where.entry else [where.section]


# --- checking and submitting


@require_safe
def check(request: ActingRequest, draft_id: UUID) -> HttpResponse:
    """Everything answered, to be read through; what is missing or wrong leads to its field."""
    form = filling(draft_id, actor=request.actor)
    if form.draft.became:
        return redirect("case", form.draft.became)
    return _check(request, form)


def _check(request: HttpRequest, form: Filling, status: int = 200) -> HttpResponse:
    draft = form.draft
    groups = pages.groups(draft.form, draft.typed, form.judged, form.against, form.called)
    faults = [(fault, _address(form, fault.section, fault.entry, fault.field)) for fault in form.judged.faults]
    persons = {
        entry.id: form.person(step.section, entry)
        for step in form.steps
        for entry in draft.typed.entries.get(step.section.id, ())
    }
    context = {"form": form, "groups": groups, "faults": faults, "persons": persons, "submitting": status != 200}
    return render(request, "forms/check.jinja", context, status=status)


def _address(form: Filling, section_id: str, entry_id: str, field: str) -> str:
    """The page, and on it the field, that a fault or a change leads to."""
    where = Where(section_id, entry_id)
    name = "draft_entry" if entry_id else "draft_section"
    return f"{reverse(name, args=[form.draft.id, *_parts(where)])}?check=1{f'#{field}' if field else ''}"


@require_POST
def submit(request: ActingRequest, draft_id: UUID) -> HttpResponse:
    """Submit the form: it becomes a case, once, however often the button is pressed."""
    try:
        return write_once(request, lambda: _submitted(request, draft_id))
    except Invalid:
        return _check(request, filling(draft_id, actor=request.actor), status=422)
    except Stale:
        return redirect("draft", draft_id)


def _submitted(request: ActingRequest, draft_id: UUID) -> str:
    case_id = submit_nomination(draft_id, actor=request.actor)
    messages.success(request, "Submitted. This is the family's case. Only you can see it until you share it.")
    return reverse("case", args=[case_id])


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: ActingRequest, draft_id: UUID) -> HttpResponse:
    """Throw a form away, once asked whether that is meant."""
    if request.method == "POST":
        actions.discard(draft_id, actor=request.actor)
        messages.success(request, "The form is thrown away, with everything that was in it.")
        return redirect("home")
    return render(request, "forms/discard.jinja", {"form": filling(draft_id, actor=request.actor)})
