"""Every address of Alongside. Of the sign-in library, only the pages that we use; everything else is a plain 404."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from alongside.core.health import health
from alongside.web import home, own_settings, sign_in, step_in

handler400 = "alongside.web.errors.bad_request"
handler404 = "alongside.web.errors.not_found"
handler500 = "alongside.web.errors.failed"

_FACTORS = "settings/second-factors"

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", login_not_required(health), name="health"),
    path("", home.start, name="start"),
    path("home/", home.home, name="home"),
    path("workload/", home.workload, name="workload"),
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
