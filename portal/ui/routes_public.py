"""Routes of the platform's own site: signing up, and its own people. Part of routes.py."""

from portal.ui.route import Route

PUBLIC = (
    Route("public:landing", "/", "GET", "public/landing.html"),
    Route("public:signup", "/signup/", "GET POST", "public/signup.html, then signup_sent.html"),
    Route("public:sent", "/signup/sent/", "GET POST", "public/signup_sent.html; POST sends the link again"),
    Route("public:subdomain", "/signup/subdomain/", "GET", "public/_subdomain.html; ?subdomain=&company="),
    Route(
        "public:confirm",
        "/signup/confirm/{token}/",
        "GET POST",
        "public/signup_confirm.html; only POST consumes",
    ),
    Route(
        "public:preparing",
        "/signup/confirm/{token}/preparing/",
        "GET",
        "public/preparing.html; to htmx _progress.html",
    ),
    Route("public:find", "/find/", "GET POST", "public/find.html"),
    Route("operator:sign_in", "/operator/sign-in/", "GET POST", "operator/sign_in.html"),
    Route("operator:totp", "/operator/sign-in/code/", "GET POST", "public/auth/totp.html with operator=true"),
    Route(
        "operator:enrol",
        "/operator/sign-in/enrol/",
        "GET POST",
        "public/auth/totp_setup.html, at the first sign-in",
    ),
    Route("operator:sign_out", "/operator/sign-out/", "POST", "redirect"),
    Route("operator:organizations", "/operator/", "GET", "operator/organizations.html"),
    Route("operator:isolation", "/operator/isolation/", "GET", "operator/isolation.html"),
    Route("operator:margin", "/operator/margin/", "GET", "operator/margin.html; ?month=2026-11"),
    Route("operator:organization", "/operator/{public_id}/", "GET", "operator/organization.html"),
    Route("operator:change_plan", "/operator/{public_id}/plan/", "POST", "redirect or the page with errors"),
    Route(
        "operator:extend_trial", "/operator/{public_id}/trial/", "POST", "redirect or the page with errors"
    ),
    Route("operator:suspend", "/operator/{public_id}/suspend/", "POST", "redirect or the page with errors"),
    Route("operator:leave", "/operator/{public_id}/leave/", "POST", "redirect or the page with errors"),
    Route("operator:purge", "/operator/{public_id}/purge/", "POST", "redirect or the page with errors"),
    Route("operator:certificate", "/operator/{public_id}/certificate/", "GET", "operator/certificate.html"),
    Route(
        "operator:reactivate", "/operator/{public_id}/reactivate/", "POST", "redirect or the page with errors"
    ),
)
