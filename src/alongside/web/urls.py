"""Every address of Alongside. Of the sign-in library, only the pages that we use; everything else is a plain 404."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path, register_converter
from django.views.generic import RedirectView

from alongside.core.health import health
from alongside.web import guide, home, own_settings, sign_in, step_in
from alongside.web.pages import (
    agencies,
    case,
    case_actions,
    case_changes,
    cases,
    consent,
    corrections,
    document_changes,
    documents,
    downloads,
    drafts,
    files,
    history,
    logs,
    message_write,
    messages,
    nominate,
    notes,
    people,
    report,
    report_write,
    reports,
    requests,
    sharing,
)
from alongside.web.pages.reading import RecordNumber

handler400 = "alongside.web.errors.bad_request"
handler404 = "alongside.web.errors.not_found"
handler500 = "alongside.web.errors.failed"

register_converter(RecordNumber, "number")

_FACTORS = "settings/second-factors"
_CASE = "cases/<number:case_id>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", login_not_required(health), name="health"),
    path("", home.start, name="start"),
    path("home/", home.home, name="home"),
    path("workload/", home.workload, name="workload"),
    path("guide/", guide.guide, name="guide"),
    path("guide/<slug:page>/", guide.guide, name="guide_page"),
    # --- cases
    path("cases/", cases.case_list, name="cases"),
    path(f"{_CASE}/", case.case, name="case"),
    path(f"{_CASE}/members/", case.members, name="case_members"),
    path(f"{_CASE}/members/<number:member_id>/group/", case_changes.member_group, name="case_member_group"),
    path(f"{_CASE}/key-information/", case_changes.key_information, name="case_key_information"),
    path(f"{_CASE}/name/", case_changes.name, name="case_name"),
    path(f"{_CASE}/status/", case_changes.status, name="case_status"),
    path(f"{_CASE}/details/", case_changes.details, name="case_details"),
    path(f"{_CASE}/assessment-date/", case_changes.assessment_date, name="case_assessment_date"),
    path(f"{_CASE}/flags/<number:flag_id>/", case_changes.change_flag, name="case_flag"),
    path(f"{_CASE}/flags/<slug:flag>/start/", case_changes.start_flag, name="case_start_flag"),
    path(f"{_CASE}/log/", logs.log, name="case_log"),
    path(f"{_CASE}/log/add/", notes.add, name="case_log_add"),
    path(f"{_CASE}/log/drafts/<uuid:draft_id>/", notes.draft, name="case_note_draft"),
    path(f"{_CASE}/log/drafts/<uuid:draft_id>/keep/", notes.keep, name="case_note_keep"),
    path(f"{_CASE}/log/drafts/<uuid:draft_id>/discard/", notes.discard, name="case_note_discard"),
    path(f"{_CASE}/log/<number:log_id>/", logs.entry, name="case_log_entry"),
    path(f"{_CASE}/log/<number:log_id>/correct/", corrections.correct, name="case_log_correct"),
    path(f"{_CASE}/log/<number:log_id>/delete/", corrections.delete, name="case_log_delete"),
    path(f"{_CASE}/log/<number:log_id>/bring-back/", corrections.bring_back, name="case_log_bring_back"),
    path(f"{_CASE}/actions/", case_actions.actions, name="case_actions"),
    path(f"{_CASE}/actions/add/", case_actions.add, name="case_action_add"),
    path(f"{_CASE}/actions/<number:action_id>/", case_actions.action, name="case_action"),
    path(f"{_CASE}/access/", sharing.case_access, name="case_access"),
    path(f"{_CASE}/access/share/", sharing.choose, name="case_share_choose"),
    path(f"{_CASE}/access/share/<number:holder>/", sharing.share, name="case_share"),
    path(f"{_CASE}/access/<number:share_id>/stop/", sharing.stop, name="case_share_stop"),
    path(f"{_CASE}/consent/", consent.case_consent, name="case_consent"),
    path(f"{_CASE}/consent/given/", consent.given, name="case_consent_given"),
    path(f"{_CASE}/consent/refused/", consent.refused, name="case_consent_refused"),
    path(f"{_CASE}/consent/withdrawn/", consent.withdrawn, name="case_consent_withdrawn"),
    path(f"{_CASE}/consent/another-basis/", consent.other_basis, name="case_consent_basis"),
    path(f"{_CASE}/agencies/", agencies.case_agencies, name="case_agencies"),
    path(f"{_CASE}/agencies/add/", agencies.choose, name="case_agency_choose"),
    path(f"{_CASE}/agencies/add/<number:organisation_id>/", agencies.add, name="case_agency_add"),
    path(f"{_CASE}/agencies/<number:involvement_id>/", agencies.change, name="case_agency"),
    path(f"{_CASE}/agencies/<number:involvement_id>/end/", agencies.end, name="case_agency_end"),
    path(f"{_CASE}/history/", history.history, name="case_history"),
    path(f"{_CASE}/documents/", documents.case_documents, name="case_documents"),
    path(f"{_CASE}/documents/add/", documents.add, name="case_document_add"),
    path(f"{_CASE}/messages/", messages.case_messages, name="case_messages"),
    path(f"{_CASE}/messages/write/", message_write.choose, name="case_message_write"),
    path(f"{_CASE}/messages/write/<number:holder>/", message_write.write, name="case_message_write_to"),
    path(f"{_CASE}/ask/", message_write.ask, name="case_ask"),
    path("requests/", requests.every_request, name="requests"),
    path("requests/<number:request_id>/", requests.one_request, name="access_request"),
    # --- reports: seen by those their authors chose
    path(f"{_CASE}/reports/", reports.of_case, name="case_reports"),
    path(f"{_CASE}/reports/add/", report_write.add, name="case_report_add"),
    path("reports/", reports.every_report, name="reports"),
    path("reports/add/", report_write.add, name="report_add"),
    path("reports/<number:report_id>/", report.report, name="report"),
    path("reports/<number:report_id>/change/", report_write.change, name="report_change"),
    path("reports/<number:report_id>/history/", report.history, name="report_history"),
    path("reports/<number:report_id>/notes/add/", report.add_note, name="report_note_add"),
    path("reports/<number:report_id>/access/", report.access, name="report_access"),
    path("reports/<number:report_id>/access/add/", report.choose, name="report_let_in_choose"),
    path("reports/<number:report_id>/access/<number:holder>/", report.let_in, name="report_let_in"),
    path("reports/<number:report_id>/access/<number:holder>/stop/", report.let_out, name="report_let_out"),
    path("reports/<number:report_id>/cases/add/", report.link, name="report_link"),
    path("reports/<number:report_id>/cases/<number:case_id>/", report.unlink, name="report_unlink"),
    # --- messages
    path("messages/", messages.every_message, name="messages"),
    path("messages/write/", message_write.choose, name="message_write"),
    path("messages/write/<number:holder>/", message_write.write, name="message_write_to"),
    path("messages/<number:message_id>/", messages.message, name="message"),
    path("messages/<number:message_id>/answer/", message_write.reply, name="message_reply"),
    path("messages/<number:message_id>/copy/", messages.copy, name="message_copy"),
    # --- documents: of a case, of a report, of the library; and files chosen for a form that is not sent yet
    path("documents/upload/", files.upload, name="document_upload"),
    path("documents/<number:document_id>/", documents.document, name="document"),
    path("documents/<number:document_id>/discard/", files.discard, name="document_discard"),
    path("documents/<number:document_id>/<number:number>/file/", documents.file, name="document_file"),
    path("documents/<number:document_id>/<number:number>/read/", documents.read, name="document_read"),
    path("documents/<number:document_id>/change/", document_changes.change, name="document_change"),
    path("documents/<number:document_id>/newer/", document_changes.new_version, name="document_version_add"),
    path("documents/<number:document_id>/delete/", document_changes.delete, name="document_delete"),
    path("documents/<number:document_id>/restore/", document_changes.restore, name="document_restore"),
    path("documents/<number:document_id>/scan/", document_changes.rescan, name="document_rescan"),
    path("downloads/", downloads.downloads, name="downloads"),
    path("downloads/add/", downloads.add, name="download_add"),
    # --- people
    path("people/", people.people, name="people"),
    path("people/<number:person_id>/", people.person, name="person"),
    path("people/<number:person_id>/change/", people.change, name="person_change"),
    path("people/<number:person_id>/move/", people.move, name="person_move"),
    # --- nominating a family, and any form in progress
    path("nominate/", nominate.nominate, name="nominate"),
    path(f"{_CASE}/nomination/", nominate.again, name="case_nomination"),
    path("drafts/<uuid:draft_id>/", drafts.overview, name="draft"),
    path("drafts/<uuid:draft_id>/keep/", drafts.keep, name="draft_keep"),
    path("drafts/<uuid:draft_id>/check/", drafts.check, name="draft_check"),
    path("drafts/<uuid:draft_id>/submit/", drafts.submit, name="draft_submit"),
    path("drafts/<uuid:draft_id>/discard/", drafts.discard, name="draft_discard"),
    path("drafts/<uuid:draft_id>/<slug:section_id>/", drafts.section, name="draft_section"),
    path("drafts/<uuid:draft_id>/<slug:section_id>/<slug:entry_id>/", drafts.entry, name="draft_entry"),
    path("drafts/<uuid:draft_id>/<slug:section_id>/<slug:entry_id>/remove/", drafts.remove, name="draft_entry_remove"),
    # --- signing in and out
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-out/", account.logout, name="account_logout"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("confirm/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("step-in/", step_in.step_in, name="step_in"),
    # --- one's own settings
    path("settings/", own_settings.own_settings, name="settings"),
    path("settings/password/", own_settings.Password.as_view(), name="account_change_password"),
    path("settings/sign-out-everywhere/", own_settings.sign_out_everywhere, name="sign_out_everywhere"),
    path(f"{_FACTORS}/", mfa.index, name="mfa_index"),
    path(f"{_FACTORS}/app/", sign_in.EnrolApp.as_view(), name="mfa_activate_totp"),
    path(f"{_FACTORS}/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(f"{_FACTORS}/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(f"{_FACTORS}/recovery-codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(f"{_FACTORS}/passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path(f"{_FACTORS}/passkeys/add/", sign_in.EnrolPasskey.as_view(), name="mfa_add_webauthn"),
    path(f"{_FACTORS}/passkeys/<int:pk>/remove/", sign_in.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
]
