"""The census of addresses: every one, for every kind of person, with the answer it gives. A new address needs a row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from alongside.accounts.models import User
from alongside.cases.models import Case, Share
from alongside.casework.models import Log
from alongside.core.acting import acting_as
from alongside.forms.queries import draft
from alongside.web.bench.visitor import hidden_fields
from tests.borough import Borough
from tests.world import ELSEWHERE, NOBODY, OWNER, SHARED, STRANGER, world_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("SHAR-06")]

EVERYBODY = (NOBODY, OWNER, SHARED, STRANGER, ELSEWHERE)
SIGN_IN = 302


@dataclass(frozen=True)
class Row:
    """What GET answers: to nobody signed in, the owner of the case, a colleague it is shared with, a stranger of the
    partnership, and somebody of another partnership. `args` names what of the world stands in the address."""

    nobody: int
    owner: int
    shared: int
    stranger: int
    elsewhere: int
    args: tuple[str, ...] = ()


def open_to_all(status: int = 200) -> Row:
    """The same for everybody, signed in or not."""
    return Row(status, status, status, status, status)


def signed_in(status: int = 200, *args: str) -> Row:
    """For whoever is signed in; it shows what is theirs."""
    return Row(SIGN_IN, status, status, status, status, args)


def of_a_case(*more: str) -> Row:
    """For whoever sees the case; to anybody else it is not there."""
    return Row(SIGN_IN, 200, 200, 404, 404, ("case", *more))


def own(*args: str) -> Row:
    """For its owner alone; to anybody else it is not there."""
    return Row(SIGN_IN, 200, 404, 404, 404, args)


def posted(*args: str) -> Row:
    """Answers POST alone."""
    return Row(SIGN_IN, 405, 405, 405, 405, args)


ROUTES: Mapping[str, Row] = {
    "health": open_to_all(),
    "start": open_to_all(302),
    "home": signed_in(),
    "workload": signed_in(),
    "workload_put": posted(),
    "archive": signed_in(),
    # --- the guide: also for whoever cannot sign in
    "guide": open_to_all(),
    "guide_page": Row(200, 200, 200, 200, 200, ("guide-page",)),
    # --- cases: a stranger is told whom to ask, somebody of another partnership nothing
    "cases": signed_in(),
    "case": Row(SIGN_IN, 200, 200, 403, 404, ("case",)),
    "case_members": of_a_case(),
    "case_member_group": of_a_case("member"),
    "case_key_information": of_a_case(),
    "case_name": of_a_case(),
    "case_status": of_a_case(),
    "case_details": of_a_case(),
    "case_assessment_date": of_a_case(),
    "case_flag": of_a_case("flag"),
    "case_start_flag": of_a_case("flag-kind"),
    "case_needed": of_a_case(),
    "case_decide": of_a_case("about", "completed"),
    "audits": Row(SIGN_IN, 403, 200, 403, 403),
    "audit_draw": Row(SIGN_IN, 403, 200, 403, 403),
    "audit_sample": Row(SIGN_IN, 403, 200, 403, 403, ("sample",)),
    "audit_results": Row(SIGN_IN, 403, 200, 403, 403),
    "audit_results_csv": Row(SIGN_IN, 403, 200, 403, 403),
    "audit": Row(SIGN_IN, 403, 200, 404, 404, ("case", "audited")),
    "checks": signed_in(),
    "case_check": Row(SIGN_IN, 403, 200, 404, 404, ("case",)),
    "case_programme": Row(SIGN_IN, 403, 200, 404, 404, ("case",)),
    "decisions": signed_in(),
    "decisions_mine": signed_in(),
    "case_log": of_a_case(),
    "case_log_add": of_a_case(),
    "case_log_entry": of_a_case("log"),
    "case_note_draft": of_a_case("note-draft"),
    "case_note_keep": posted("case", "note-draft"),
    "case_note_discard": own("case", "note-draft"),
    "case_log_correct": of_a_case("log"),
    "case_log_delete": of_a_case("log"),
    "case_log_bring_back": posted("case", "log"),
    "case_actions": of_a_case(),
    "case_action_add": of_a_case(),
    "case_action": of_a_case("action"),
    "case_chronology": of_a_case(),
    "case_chronology_mark": of_a_case("log-kind", "log"),
    "case_access": of_a_case(),
    "case_share_choose": of_a_case(),
    "case_share": of_a_case("holder"),
    "case_share_stop": of_a_case("share"),
    "case_consent": of_a_case(),
    "case_consent_given": of_a_case(),
    "case_consent_refused": of_a_case(),
    "case_consent_withdrawn": of_a_case(),
    "case_consent_basis": of_a_case(),
    "case_agencies": of_a_case(),
    "case_agency_choose": of_a_case(),
    "case_agency_add": of_a_case("agency"),
    "case_agency": of_a_case("involvement"),
    "case_agency_end": of_a_case("involvement"),
    "case_member_add": of_a_case(),
    "case_member_end": of_a_case("member"),
    "case_keyworker_add": of_a_case(),
    "case_keyworker_end": of_a_case("keyworker"),
    "case_related": of_a_case(),
    "case_related_choose": of_a_case(),
    "case_link": of_a_case("related"),
    "case_unlink": of_a_case("related-link"),
    "case_suggest_flag": of_a_case("flag-kind"),
    # Only where cases are kept by sites, which this partnership does not do.
    "case_primary": Row(SIGN_IN, 404, 404, 404, 404, ("case",)),
    "case_administration": Row(SIGN_IN, 404, 404, 404, 404, ("case",)),
    "flags_suggested": signed_in(),
    "case_history": of_a_case(),
    # --- assessments: seen with their case; in the world a Webstar and an Early Help Assessment are in progress
    "case_assessments": of_a_case(),
    "case_assessment_add": of_a_case(),
    "assessments_compared": of_a_case(),
    "assessment": of_a_case("star"),
    "assessment_keep": posted("case", "star"),
    "assessment_scores": of_a_case("star"),
    "assessment_agreement": of_a_case("star"),
    "assessment_complete": of_a_case("star"),
    "assessment_date": of_a_case("star"),
    "assessment_put_away": of_a_case("star"),
    "assessment_part": of_a_case("star", "area"),
    "assessment_part_of": of_a_case("words", "of-each", "child"),
    "case_documents": of_a_case(),
    "case_document_add": of_a_case(),
    # --- documents: seen with their case
    "document": Row(SIGN_IN, 200, 200, 404, 404, ("document",)),
    "document_file": Row(SIGN_IN, 200, 200, 404, 404, ("document", "version")),
    "document_read": Row(SIGN_IN, 200, 200, 404, 404, ("document", "version")),
    "document_change": Row(SIGN_IN, 200, 200, 404, 404, ("document",)),
    "document_version_add": Row(SIGN_IN, 200, 200, 404, 404, ("document",)),
    "document_delete": Row(SIGN_IN, 200, 200, 404, 404, ("document",)),
    "document_restore": posted("document"),
    "document_rescan": posted("document"),
    "document_upload": posted(),
    "document_discard": posted("document"),
    "downloads": signed_in(),
    "download_add": Row(SIGN_IN, 403, 200, 403, 403),
    "case_nomination": posted("case"),
    # --- the family's plan: seen with its case; in the world it is in hand and its concern open
    "case_plan": of_a_case(),
    "plan_start": Row(SIGN_IN, 302, 302, 404, 404, ("case",)),
    "case_family_copy": of_a_case(),
    "case_family_copy_for": of_a_case("member"),
    "case_family_copy_made": of_a_case("family-copy"),
    "family_copy_pdf": of_a_case("family-copy"),
    "case_family_answers": of_a_case("member"),
    "plan": of_a_case("plan"),
    "plan_change": of_a_case("plan"),
    "plan_put_away": posted("case", "plan"),
    "plan_order": posted("case", "plan"),
    "plan_complete": Row(SIGN_IN, 302, 302, 404, 404, ("case", "plan")),
    "concern_add": of_a_case("plan"),
    "concern": of_a_case("concern"),
    "concern_change": of_a_case("concern"),
    "concern_close": of_a_case("concern"),
    "concern_reopen": Row(SIGN_IN, 302, 302, 404, 404, ("case", "concern")),
    "concern_task_add": of_a_case("concern"),
    "concern_task_set": of_a_case("concern", "to"),
    "plan_updates": of_a_case("plan"),
    "plan_update": of_a_case("plan"),
    "concern_update": of_a_case("plan", "concern"),
    "plan_status": of_a_case("plan"),
    "plan_status_set": of_a_case("plan", "plan-status"),
    "case_meetings": of_a_case(),
    "case_meeting_add": of_a_case(),
    "meeting": of_a_case("meeting"),
    "meeting_change": of_a_case("meeting"),
    "meeting_projected": of_a_case("meeting"),
    "meeting_room": Row(SIGN_IN, 302, 302, 404, 404, ("case", "meeting")),
    "meeting_room_part": of_a_case("meeting", "room-part"),
    "meeting_keep": posted("case", "meeting", "room-part"),
    "meeting_say": posted("case", "meeting", "room-part"),
    "meeting_strike": posted("case", "meeting", "said"),
    "meeting_concern": posted("case", "meeting"),
    "intervention_ask": of_a_case("concern"),
    "intervention": of_a_case("intervention"),
    "intervention_answer": of_a_case("intervention"),
    "interventions": signed_in(),
    "case_outcomes": of_a_case(),
    "outcome_add": of_a_case("concern"),
    "outcome_evidence": of_a_case("achievement"),
    "outcome_check": of_a_case("achievement"),
    "outcome_take_back": of_a_case("achievement"),
    "outcomes": signed_in(),
    "outcomes_table": signed_in(),
    # --- tasks: seen with their case
    "case_tasks": of_a_case(),
    "case_task_add": of_a_case(),
    "case_task_set": of_a_case("to"),
    "tasks": signed_in(),
    "task": Row(SIGN_IN, 200, 200, 404, 404, ("task",)),
    "task_turn": Row(SIGN_IN, 200, 200, 404, 404, ("task", "turn")),
    "task_hand_on": Row(SIGN_IN, 200, 200, 404, 404, ("task",)),
    "task_hand_on_to": Row(SIGN_IN, 200, 200, 404, 404, ("task", "to")),
    "requests": signed_in(),
    "access_request": own("request"),
    # --- messages: about a case, for whoever has it; Dev, a stranger here, writes to others, not to himself
    "messages": signed_in(),
    "message_write": signed_in(),
    "message_write_to": Row(SIGN_IN, 200, 200, 404, 404, ("holder",)),
    "message": Row(SIGN_IN, 200, 200, 404, 404, ("message",)),
    "message_reply": Row(SIGN_IN, 200, 200, 404, 404, ("message",)),
    "message_copy": Row(SIGN_IN, 200, 200, 404, 404, ("message",)),
    "case_messages": of_a_case(),
    "case_message_write": of_a_case(),
    "case_message_write_to": of_a_case("holder"),
    "case_ask": Row(SIGN_IN, 302, 302, 200, 404, ("case",)),
    # --- notifications, and who works here
    "notifications": signed_in(),
    "notification_choices": signed_in(),
    "case_notify": of_a_case(),
    "person_notify": Row(SIGN_IN, 200, 200, 404, 404, ("person",)),
    "directory": signed_in(),
    "gallery": signed_in(),
    # --- reports: for those in the circle of one, whoever has the case
    "case_reports": of_a_case(),
    "case_report_add": of_a_case(),
    "reports": signed_in(),
    "report_add": signed_in(),
    "report": own("report"),
    "report_change": own("report"),
    "report_history": own("report"),
    "report_note_add": own("report"),
    "report_document_add": own("report"),
    "report_action_add": own("report"),
    "report_action": own("report", "report-action"),
    "report_access": own("report"),
    "report_let_in_choose": own("report"),
    "report_let_in": own("report", "holder"),
    "report_let_out": own("report", "author"),
    "report_link": own("report"),
    "report_unlink": own("report", "case"),
    # --- people: whoever sees a case sees those on it
    "people": signed_in(),
    "person": Row(SIGN_IN, 200, 200, 404, 404, ("person",)),
    "person_change": Row(SIGN_IN, 200, 200, 404, 404, ("person",)),
    "person_move": Row(SIGN_IN, 200, 200, 404, 404, ("person",)),
    # --- nominating
    "nominate": signed_in(),
    "draft": own("draft"),
    "draft_keep": posted("draft"),
    "draft_check": own("draft"),
    "draft_submit": posted("draft"),
    "draft_discard": own("draft"),
    "draft_section": own("draft", "section"),
    "draft_entry": own("draft", "family", "entry"),
    "draft_entry_remove": own("draft", "family", "entry"),
    # --- signing in and out, and one's own settings
    "account_login": Row(200, 302, 302, 302, 302),
    "mfa_authenticate": open_to_all(302),
    "account_inactive": open_to_all(),
    "account_logout": signed_in(),
    "account_reauthenticate": signed_in(403),
    "mfa_reauthenticate": signed_in(403),
    "mfa_reauthenticate_webauthn": signed_in(403),
    "step_in": open_to_all(),
    "settings": signed_in(),
    "settings_away": signed_in(),
    "account_change_password": signed_in(302),
    "sign_out_everywhere": posted(),
    "mfa_index": signed_in(),
    "mfa_activate_totp": signed_in(),
    "mfa_deactivate_totp": signed_in(404),
    "mfa_view_recovery_codes": signed_in(404),
    "mfa_generate_recovery_codes": signed_in(),
    "mfa_list_webauthn": signed_in(302),
    "mfa_add_webauthn": signed_in(),
    "mfa_remove_webauthn": signed_in(404, "request"),
}


@pytest.fixture
def world(borough: Borough, elsewhere: Borough) -> dict[str, Any]:
    """One family's case of Ade's, shared with Carys' team, with one of everything on it; Esme asks for access."""
    return world_of(borough, elsewhere)


def visitor(who: str, world: Mapping[str, Any]) -> Client:
    """Somebody at a browser, having stepped in as the demonstration lets one."""
    client = Client()
    if who == NOBODY:
        return client
    user: User = world["ines"] if who == ELSEWHERE else world["borough"].people[world["people"][who]]
    client.post("/step-in/", {"user": str(user.pk)})
    return client


_EACH_TIME = re.compile(rb'(nonce="|name="csrfmiddlewaretoken" value="|name="once" value=")[^"]*|"X-CSRFToken": "[^"]*')


def said(answer: Any) -> bytes:
    """A page without what is new in every answer: the nonce, the token against forgery, the idempotency key."""
    return _EACH_TIME.sub(b"", answer.content)


def names() -> set[str]:
    return {
        pattern.name or str(pattern.pattern)
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLPattern)
    }


def test_every_address_has_its_row_and_no_row_is_left_over() -> None:
    assert all(isinstance(pattern, URLPattern) for pattern in get_resolver().url_patterns)
    assert names() == set(ROUTES)


def test_every_address_answers_everybody_as_its_row_says(world: dict[str, Any]) -> None:
    clients = {who: visitor(who, world) for who in EVERYBODY}
    wrong = []
    for name, row in ROUTES.items():
        address = reverse(name, args=[world[arg] for arg in row.args])
        for who in EVERYBODY:
            status = clients[who].get(address).status_code
            if status != getattr(row, who):
                wrong.append(f"{name} ({address}): {who} got {status}, not {getattr(row, who)}")
    assert wrong == []


POSTS = {
    "plan_start": ("case",),
    "case_family_copy_for": ("case", "member"),
    "case_family_answers": ("case", "member"),
    "plan_change": ("case", "plan"),
    "plan_put_away": ("case", "plan"),
    "plan_order": ("case", "plan"),
    "plan_complete": ("case", "plan"),
    "concern_add": ("case", "plan"),
    "concern_change": ("case", "concern"),
    "concern_close": ("case", "concern"),
    "concern_reopen": ("case", "concern"),
    "concern_task_set": ("case", "concern", "to"),
    "plan_update": ("case", "plan"),
    "concern_update": ("case", "plan", "concern"),
    "plan_status_set": ("case", "plan", "plan-status"),
    "case_meeting_add": ("case",),
    "meeting_change": ("case", "meeting"),
    "meeting_room_part": ("case", "meeting", "room-part"),
    "meeting_keep": ("case", "meeting", "room-part"),
    "meeting_say": ("case", "meeting", "room-part"),
    "meeting_strike": ("case", "meeting", "said"),
    "meeting_concern": ("case", "meeting"),
    "intervention_ask": ("case", "concern"),
    "intervention_answer": ("case", "intervention"),
    "outcome_add": ("case", "concern"),
    "outcome_evidence": ("case", "achievement"),
    "outcome_check": ("case", "achievement"),
    "outcome_take_back": ("case", "achievement"),
    "case_assessment_add": ("case",),
    "assessment_scores": ("case", "star"),
    "assessment_agreement": ("case", "star"),
    "assessment_complete": ("case", "star"),
    "assessment_date": ("case", "star"),
    "assessment_put_away": ("case", "star"),
    "assessment_part": ("case", "star", "area"),
    "assessment_part_of": ("case", "words", "of-each", "child"),
    "case_task_set": ("case", "to"),
    "task_turn": ("task", "turn"),
    "task_hand_on_to": ("task", "to"),
    "case_key_information": ("case",),
    "case_name": ("case",),
    "case_status": ("case",),
    "case_details": ("case",),
    "case_assessment_date": ("case",),
    "case_start_flag": ("case", "flag-kind"),
    "case_flag": ("case", "flag"),
    "case_member_group": ("case", "member"),
    "case_log_add": ("case",),
    "case_log_correct": ("case", "log"),
    "case_log_delete": ("case", "log"),
    "case_log_bring_back": ("case", "log"),
    "case_action_add": ("case",),
    "case_action": ("case", "action"),
    "case_chronology_mark": ("case", "log-kind", "log"),
    "case_note_draft": ("case", "note-draft"),
    "case_note_discard": ("case", "note-draft"),
    "case_report_add": ("case",),
    "report_change": ("report",),
    "report_note_add": ("report",),
    "report_document_add": ("report",),
    "report_action_add": ("report",),
    "report_action": ("report", "report-action"),
    "report_let_in": ("report", "holder"),
    "report_let_out": ("report", "author"),
    "report_link": ("report",),
    "report_unlink": ("report", "case"),
    "case_consent_given": ("case",),
    "case_consent_refused": ("case",),
    "case_consent_withdrawn": ("case",),
    "case_consent_basis": ("case",),
    "case_agency_add": ("case", "agency"),
    "case_agency": ("case", "involvement"),
    "case_agency_end": ("case", "involvement"),
    "case_member_add": ("case",),
    "case_member_end": ("case", "member"),
    "case_keyworker_add": ("case",),
    "case_keyworker_end": ("case", "keyworker"),
    "case_link": ("case", "related"),
    "case_unlink": ("case", "related-link"),
    "case_suggest_flag": ("case", "flag-kind"),
    "case_primary": ("case",),
    "case_administration": ("case",),
    "case_share": ("case", "holder"),
    "case_share_stop": ("case", "share"),
    "case_nomination": ("case",),
    "case_document_add": ("case",),
    "document_change": ("document",),
    "document_version_add": ("document",),
    "document_delete": ("document",),
    "document_restore": ("document",),
    "document_rescan": ("document",),
    "access_request": ("request",),
    "message_reply": ("message",),
    "message_copy": ("message",),
    "case_message_write_to": ("case", "holder"),
    "case_notify": ("case",),
    "person_notify": ("person",),
    "person_change": ("person",),
    "draft_submit": ("draft",),
    "draft_discard": ("draft",),
    "draft_section": ("draft", "section"),
    "draft_entry": ("draft", "family", "entry"),
    "draft_entry_remove": ("draft", "family", "entry"),
}


@pytest.mark.parametrize("who", [STRANGER, ELSEWHERE])
def test_a_post_to_what_is_not_theirs_changes_nothing_and_looks_like_nothing_there(
    world: dict[str, Any], who: str
) -> None:
    client = visitor(who, world)
    before = (Share.objects.count(), Log.objects.count(), sorted(Case.objects.values_list("version", "name")))
    typed_in = {"once": str(uuid4()), "version": "1", "why": "x", "what": "x", "answer": "granted", "on": "01-11-2026"}
    for name, args in POSTS.items():
        address = reverse(name, args=[world[arg] for arg in args])
        absent = address.replace(f"/{world['case']}/", "/987654321/") if "case" in args else ""
        answer = client.post(address, {**typed_in, "once": str(uuid4())})
        assert answer.status_code == 404, (name, answer.status_code)
        if absent:
            assert said(client.post(absent, typed_in)) == said(answer), name
    assert before == (Share.objects.count(), Log.objects.count(), sorted(Case.objects.values_list("version", "name")))


@pytest.mark.parametrize("who", [STRANGER, ELSEWHERE])
def test_nobody_keeps_a_field_in_somebody_elses_draft(world: dict[str, Any], who: str) -> None:
    owner, other = visitor(OWNER, world), visitor(who, world)
    page = owner.get(reverse("draft_section", args=[world["draft"], "assessment"])).content.decode()
    told = {"field": "reason", "reason": "Mine now.", "was": hidden_fields(page)["was"]}

    def keep(client: Client, draft_id: object) -> tuple[int, bytes]:
        answer = client.post(reverse("draft_keep", args=[draft_id]) + "?section=assessment", told)
        return answer.status_code, answer.content

    assert keep(other, world["draft"]) == keep(other, uuid4()), "not theirs and not there look the same"
    assert keep(other, world["draft"])[0] == 409
    assert kept_reason(world) != "Mine now."

    assert keep(owner, world["draft"])[0] == 200
    assert kept_reason(world) == "Mine now."


def kept_reason(world: dict[str, Any]) -> object:
    with acting_as(world["borough"].actor("Ade")) as ade:
        return draft(world["draft"], actor=ade).typed.fields["reason"]


@pytest.mark.req("SHAR-12")
def test_another_partnerships_case_and_no_case_at_all_are_the_same_page(world: dict[str, Any]) -> None:
    client = visitor(ELSEWHERE, world)
    pages = [client.get(f"/cases/{number}/") for number in (world["case"], 987654321)]
    assert [page.status_code for page in pages] == [404, 404]
    assert said(pages[0]) == said(pages[1])


@pytest.mark.req("SHAR-12", "NOM-02")
def test_a_stranger_is_told_whom_to_ask_and_nothing_of_the_family(world: dict[str, Any]) -> None:
    client = visitor(STRANGER, world)
    for address in (f"/cases/{world['case']}/", "/cases/?q=Quillan"):
        shown = client.get(address).content.decode()
        assert "Ade Bankole" in shown
        for word in ("Marnie", "Jessa", "Wren", "2ND", "Tanner", "books", "attendance"):
            assert word not in shown, (address, word)
