"""Looking at pages: what test_every_page and its like ask of each, which of them looks at which, and what none does.

They are several files so that several processes look at once. Each says at its end that it looked at all that is its.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.urls import Resolver404, URLPattern, get_resolver, resolve
from playwright.sync_api import Page

from tests.conftest import CheckAccess

ONLY_LEADS_ON = {
    "health", "start", "document_upload", "document_discard", "document_file", "document_restore", "document_rescan",
    "case_note_keep", "case_log_bring_back", "draft_keep", "draft_submit", "case_nomination", "mfa_list_webauthn",
    "sign_out_everywhere", "workload_put", "meeting_room", "meeting_keep", "meeting_say",
    "meeting_strike", "meeting_concern", "assessment_keep", "family_copy_pdf", "audit_results_csv",
    "demand_csv",
    "plan_put_away", "plan_order", "outcomes_table", "contact_known", "contact_desk_told",
    "closed_day_remove", "packet_again", "transfer_packets",
    "transfer_answers", "panel_room", "panel_keep", "panel_minutes_pdf", "allocate_without", "item_turn", "item_keep",
    "case_process_begin", "case_closure",
}  # fmt: skip
"""Addresses that never show a page: they answer a program, take a form, or lead on to another page."""
ANOTHER_TEST = {
    "mfa_authenticate", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_remove_webauthn",
    "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_change_password",
}  # fmt: skip
"""Pages of those who sign in with a password: test_second_factor looks at them."""
OF_A_CASE = {
    "archive", "case", "case_members", "case_member_add", "case_member_end", "case_keyworker_add", "case_keyworker_end",
    "case_related", "case_related_choose", "case_link", "case_unlink", "case_member_group", "case_key_information",
    "case_name", "case_status", "case_details", "case_assessment_date", "case_flag", "case_start_flag",
    "case_suggest_flag", "flags_suggested", "case_primary", "case_administration", "case_log", "case_log_add",
    "case_note_draft", "case_note_discard", "case_log_entry", "case_log_correct", "case_log_delete", "case_actions",
    "case_action_add", "case_action", "case_chronology", "case_chronology_mark", "case_tasks", "case_task_add",
    "case_task_set", "case_access", "case_share_choose", "case_share", "case_share_stop", "case_consent",
    "case_consent_given", "case_consent_refused", "case_consent_withdrawn", "case_consent_basis", "case_agencies",
    "case_agency_choose", "case_agency_add", "case_agency", "case_agency_end", "case_history", "case_documents",
    "case_document_add", "case_reports", "case_report_add", "reports", "report_add", "report", "report_change",
    "report_history", "report_note_add", "report_document_add", "report_action_add", "report_action", "report_access",
    "report_let_in_choose", "report_let_in", "report_let_out", "report_link", "report_unlink", "document",
    "document_read", "document_change", "document_version_add", "document_delete", "tasks", "task", "task_hand_on",
    "task_hand_on_to", "task_turn", "settings_away",
}  # fmt: skip
"""What test_every_page_of_a_case looks at."""
OF_A_PLAN = {
    "case_needed", "case_decide", "audit", "audits", "audit_draw", "audit_sample", "audit_results", "checks",
    "case_check", "case_programme", "decisions", "decisions_mine", "case_plan", "plan_start", "plan", "plan_change",
    "plan_complete", "plan_updates", "plan_update", "concern_update", "plan_status",
    "plan_status_set", "case_meetings", "case_meeting_add", "meeting", "meeting_change", "meeting_projected",
    "meeting_room_part", "concern_add", "concern", "concern_change", "concern_close", "concern_reopen",
    "concern_task_add", "concern_task_set", "intervention_ask", "intervention", "intervention_answer", "interventions",
    "case_outcomes", "outcome_add", "outcome_evidence", "outcome_check", "outcome_take_back", "outcomes",
    "case_assessments", "case_assessment_add", "assessments_compared", "assessment",
    "assessment_scores", "assessment_agreement", "assessment_complete", "assessment_date", "assessment_put_away",
    "assessment_part", "assessment_part_of", "case_family_copy", "case_family_copy_for", "case_family_copy_made",
    "case_family_answers",
}  # fmt: skip
"""What test_every_page_of_a_plan looks at."""
OF_THE_PATHWAY = {
    "contacts", "contact_add", "contact_paste", "contact", "contact_change", "contact_step", "screening",
    "request_form", "reference",
}  # fmt: skip
"""What test_every_page_of_the_pathway looks at."""
OF_TRAYS = {
    "trays", "tray", "item", "item_send_on", "item_disagree", "processes", "process", "case_processes",
}  # fmt: skip
"""What test_trays looks at."""
OF_CLOCKS = {
    "clocks_next", "clock_why", "closed_days", "case_clocks", "case_pause", "case_resume", "case_review", "clocks_try",
}  # fmt: skip
"""What test_clocks looks at."""
OF_OVERSIGHT = {
    "oversight", "supervisions", "supervision_of", "supervision_record", "supervision", "supervision_change",
    "hand_over_choose", "hand_over", "hand_over_brief", "case_brief", "case_reopen",
}  # fmt: skip
"""What test_closing looks at."""
OF_PANELS = {
    "panels", "panel", "panel_meeting_add", "panel_meeting", "panel_meeting_change", "panel_projected",
    "panel_room_part", "allocate", "waiting_contact", "caseloads", "waiting", "case_team", "case_team_add",
    "case_team_end",
}  # fmt: skip
"""What test_panels looks at."""
OF_PACKETS = {"packets", "packing", "packet"}
"""What test_stepping_up_and_down looks at, at both widths."""


def the_rest() -> set[str]:
    """What test_every_page looks at: each page that is in none of the above, so also a new one."""
    names = {each.name or "" for each in get_resolver().url_patterns if isinstance(each, URLPattern)}
    named = OF_A_CASE | OF_A_PLAN | OF_THE_PATHWAY | OF_TRAYS | OF_CLOCKS | OF_OVERSIGHT | OF_PANELS | OF_PACKETS
    named |= ONLY_LEADS_ON | ANOTHER_TEST
    assert named <= names, f"there is no such address as {named - names}"
    return names - named


@dataclass
class Look:
    """Looks at pages and remembers which kinds were seen; `titles` gives the one kind of page that has each title."""

    visited: set[str] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)

    def at(self, page: Page, address: str, status: int = 200) -> None:
        """Open an address and look at the page."""
        answer = page.goto(address)
        assert answer is not None and answer.status == status, f"{address} answered {answer and answer.status}"
        self.here(page, titled=status == 200)

    def here(self, page: Page, *, titled: bool = True) -> None:
        """Look at the page that is open, at both widths; by axe on a phone the first time for each kind of page."""
        kind = self._kind(page)
        self._frame(page, kind, titled)
        CheckAccess.here(page)
        page.set_viewport_size({"width": 360, "height": 780})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, f"{page.url} is {wide} pixels wide on a phone of 360"
        if kind not in self.visited:
            CheckAccess.here(page)
        page.set_viewport_size({"width": 1280, "height": 900})
        self.visited.add(kind)

    @staticmethod
    def _kind(page: Page) -> str:
        try:
            return resolve(urlsplit(page.url).path).url_name or ""
        except Resolver404:
            return "nowhere"

    def _frame(self, page: Page, kind: str, titled: bool) -> None:
        assert page.locator("h1").count() == 1, f"{page.url} has {page.locator('h1').count()} main headings"
        assert page.locator("html").get_attribute("lang") == "en-GB"
        assert page.locator("main").count() == 1
        title = page.title().removeprefix("Error: ")
        assert title.endswith(" – Alongside") and len(title) > len(" – Alongside"), title
        if not titled:
            return
        assert page.locator("a.govuk-skip-link[href='#main-content']").count() == 1
        assert page.locator("#main-content").count() == 1
        part = resolve(urlsplit(page.url).path).kwargs.get("section_id", "")
        other = self.titles.setdefault(title, f"{kind} {part}")
        assert other == f"{kind} {part}", f"{page.url} has the title of {other}: {title}"
