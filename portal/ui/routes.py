"""The routing table the templates rely on: every name used with url(), its path and methods.

The URLconfs must offer the same names and argument counts; tests/portal/ui checks that templates use no other name.
Placeholders in braces are positional, in this order.
"""

from typing import NamedTuple


class Route(NamedTuple):
    """name as given to url(), path with {placeholders}, methods, what it answers."""

    name: str
    path: str
    methods: str
    answers: str


TENANT = (
    Route("agent:inbox", "/inbox/", "GET", "inbox.html; to htmx _list.html"),
    Route("agent:nav", "/inbox/nav/", "GET", "base/_nav.html"),
    Route("agent:ticket", "/tickets/{number}/", "GET", "ticket.html; to htmx _ticket.html"),
    Route("agent:ticket_new", "/tickets/new/", "GET POST", "ticket_new.html"),
    Route("agent:part", "/tickets/{number}/part/{part}/", "GET", "_head, _thread, _triage_panel, _suggestion or the head with editing_subject; part is head|thread|triage|suggestion|subject|begun"),
    Route("agent:choices", "/tickets/{number}/choices/{field}/", "GET", "_choices.html; field is status|priority|assignee|triage-sentiment|triage-category|triage-priority|triage-tags|triage-escalation"),
    Route("agent:change", "/tickets/{number}/change/", "POST", "_head.html (409/412 + X-Fragment: with conflict)"),
    Route("agent:correct", "/tickets/{number}/correct/", "POST", "_triage_panel.html"),
    Route("agent:reply", "/tickets/{number}/reply/", "POST", "_sent.html; 4xx + X-Fragment: nothing swapped, toast"),
    Route("agent:undo", "/tickets/{number}/undo/{message}/", "POST", "_undone.html"),
    Route("agent:suggestion", "/tickets/{number}/suggestion/{id}/{verb}/", "POST", "_suggestion.html; verb is accept|regenerate|reject"),
    Route("agent:draft", "/tickets/{number}/draft/", "POST", "204; body, kind, suggestion; of a forward about, to, cc, bcc, answer"),
    Route("agent:view_keep", "/views/", "POST", "redirect to the new view; name, query"),
    Route("agent:view_remove", "/views/{key}/remove/", "POST", "redirect to the inbox"),
    Route("agent:mark_unread", "/tickets/{number}/unread/", "POST", "204"),
    Route("agent:merge", "/merge/", "GET POST", "merge.html; to htmx _merge_dialog.html; ?tickets=1,2&into=1; ?q= gives _candidates.html"),
    Route("agent:file_release", "/files/{id}/release/", "POST", "204, the page is loaded anew; administrators only"),
    Route("agent:unmerge", "/merge/undo/", "POST", "redirect to the survivor; ?tickets=2,3"),
    Route("agent:apart", "/tickets/{number}/apart/", "POST", "empty, in place of the question; else a redirect"),
    Route("agent:message", "/messages/{id}/", "GET", "_message.html, as it stands now"),
    Route("agent:move", "/messages/{id}/move/", "GET POST", "move.html; to htmx _move_dialog.html; to=NUMBER|new; ?q= gives _targets.html"),
    Route("agent:search", "/search/", "GET", "search.html"),
    Route("agent:notifications", "/notifications/", "GET POST", "_notifications.html; POST marks all read"),
    Route("agent:customers", "/customers/", "GET", "customers.html"),
    Route("agent:customer", "/customers/{id}/", "GET", "customer.html"),
    Route("agent:customer_silence", "/customers/{id}/silence/", "POST", "redirect; wanted=yes|no"),
    Route("agent:customer_save", "/customers/{id}/save/", "POST", "redirect, or customer.html with errors; name, company, notes"),
    Route("agent:customer_merge", "/customers/{id}/merge/", "GET POST", "customer_merge.html; ?q= finds, ?other= previews; POST merges other into ID"),
    Route("agent:customer_split", "/customers/{id}/split/{pk}/", "POST", "redirect to who is there again"),
    Route("agent:likely", "/customers/{id}/likely/", "GET", "_likely.html"),
    Route("agent:customer_apart", "/customers/{id}/apart/", "POST", "_likely.html; other is somebody else"),
    Route("agent:quote", "/messages/{id}/quote/", "GET POST", "who wrote it when and their words, quoted, plain; POST text: these words alone"),
    Route("agent:aside", "/messages/{id}/aside/", "GET", "JSON: what the composer needs to pass it on; ?answer=1 to answer it"),
    Route("agent:ticket_files", "/tickets/{number}/files/", "GET", "_ticket_files.html, a dialog"),
    Route("agent:canned", "/tickets/{number}/canned/", "GET", "_canned.html; ?q="),
    Route("agent:canned_use", "/tickets/{number}/canned/{pk}/", "POST", "the text with its variables, plain"),
    Route("settings:signatures", "/settings/signatures/", "GET POST", "settings/signatures.html; whose me or a queue"),
    Route("settings:replies", "/settings/replies/", "GET POST", "settings/replies.html; action preview shows"),
    Route("settings:reply", "/settings/replies/{pk}/", "POST", "redirect, or the page; action save|preview|remove"),
    Route("settings:reply_restore", "/settings/replies/restore/{token}/", "POST", "redirect; undoes a removal"),
    Route("agent:companies", "/companies/", "GET POST", "companies.html; POST adds one"),
    Route("agent:company", "/companies/{pk}/", "GET", "company.html; ?merge= previews a merge"),
    Route("agent:company_save", "/companies/{pk}/save/", "POST", "redirect, or company.html with the preview or errors"),
    Route("agent:company_people", "/companies/{pk}/people/", "POST", "redirect; email joins, leave leaves"),
    Route("agent:company_merge", "/companies/{pk}/merge/", "POST", "redirect; other is merged into it"),
    Route("agent:company_delete", "/companies/{pk}/delete/", "POST", "redirect; typed is its name"),
    Route("agent:address_add", "/customers/{id}/addresses/", "POST", "redirect, or customer.html with errors; email"),
    Route("agent:address", "/customers/{id}/addresses/{pk}/", "POST", "redirect; action main|proof|again|remove"),
    Route("agent:address_restore", "/customers/address/{token}/", "POST", "redirect; undoes a removal"),
    Route("agent:knowledge", "/knowledge/", "GET", "knowledge.html"),
    Route("agent:article_new", "/knowledge/new/", "GET POST", "article_edit.html"),
    Route("agent:article", "/knowledge/{id}/", "GET POST", "article_edit.html"),
    Route("agent:article_delete", "/knowledge/{id}/delete/", "POST", "redirect, flash with undo_url"),
    Route("auth:sign_in", "/login/", "GET POST", "auth/sign_in.html"),
    Route("auth:totp", "/login/code/", "GET POST", "auth/totp.html"),
    Route("auth:backup", "/login/backup/", "GET POST", "auth/backup.html"),
    Route("auth:sign_out", "/logout/", "POST", "redirect"),
    Route("auth:forgot", "/password/forgot/", "GET POST", "auth/forgot.html"),
    Route("auth:reset", "/password/reset/{token}/", "GET POST", "auth/reset.html"),
    Route("auth:invitation", "/invitation/{token}/", "GET POST", "auth/invitation.html"),
    Route("auth:welcome", "/welcome/{token}/", "GET POST", "auth/welcome.html; the founder's first password"),
    Route("auth:totp_setup", "/security/two-step/", "GET POST", "auth/totp_setup.html"),
    Route("auth:totp_off", "/security/two-step/off/", "POST", "redirect"),
    Route("auth:backup_codes", "/security/backup-codes/", "POST", "auth/backup_codes.html"),
    Route("settings:home", "/settings/", "GET", "redirect to the first page one may see"),
    Route("settings:organization", "/settings/organization/", "GET POST", "settings/organization.html"),
    Route("settings:close", "/settings/organization/close/", "POST", "redirect or the page with errors"),
    Route("settings:keep", "/settings/organization/keep/", "POST", "redirect"),
    Route("settings:data", "/settings/data/", "GET POST", "settings/data.html; POST asks for an archive"),
    Route("settings:data_list", "/settings/data/list/", "GET", "settings/_exports.html, while one is made"),
    Route("settings:data_fetch", "/settings/data/{signed}/", "GET", "the archive, as a download"),
    Route("settings:brand_preview", "/settings/brand-preview/", "GET", "settings/_brand.html; ?brand_color="),
    Route("settings:domains", "/settings/domains/", "GET POST", "settings/domains.html"),
    Route("settings:domain", "/settings/domains/{id}/", "GET POST", "settings/domain.html; action=check|primary|redirect|stay|brand|remove"),
    Route("settings:domain_state", "/settings/domains/{id}/state/", "GET", "settings/_domain_state.html, while DNS is asked"),
    Route("settings:people", "/settings/people/", "GET", "settings/people.html"),
    Route("settings:invite", "/settings/people/invite/", "POST", "redirect or people.html with errors"),
    Route("settings:person", "/settings/people/{id}/", "POST", "redirect; action=role|deactivate|activate|reset_mfa|resend|withdraw"),
    Route("settings:mailboxes", "/settings/mailboxes/", "GET POST", "settings/mailboxes.html"),
    Route("settings:source", "/settings/mailboxes/{id}/source/", "GET POST", "settings/source.html; action=save|check|disconnect"),
    Route("settings:source_state", "/settings/mailboxes/{id}/source/state/", "GET", "settings/_source_state.html, while a run is under way"),
    Route("settings:consent_begin", "/settings/mailboxes/{id}/consent/{provider}/", "GET", "302 to the provider"),
    Route("settings:consent", "/settings/consent/", "GET", "302; the provider sent the owner back"),
    Route("settings:hook", "/settings/mailboxes/{id}/hook/", "GET POST", "settings/hook.html; action=open|close"),
    Route("settings:mail_imports", "/settings/mail-imports/", "GET POST", "settings/mail_imports.html"),
    Route("settings:mail_import", "/settings/mail-imports/{id}/", "GET POST", "settings/mail_import.html; action=start|cancel"),
    Route("settings:mail_import_state", "/settings/mail-imports/{id}/state/", "GET", "settings/_mail_import.html, while a worker has it"),
    Route("settings:mail_rules", "/settings/mail-rules/", "GET POST", "settings/mail_rules.html; order=ids, up=id or down=id"),
    Route("settings:mail_rule_new", "/settings/mail-rules/new/", "GET POST", "settings/mail_rule.html; action=save|try"),
    Route("settings:mail_rule", "/settings/mail-rules/{id}/", "GET POST", "settings/mail_rule.html; action=save|try|look_back|switch|remove"),
    Route("settings:mail_rule_trial", "/settings/mail-rules/{id}/trial/", "GET", "settings/_mail_rule_trial.html, while earlier mail is looked at"),
    Route("settings:sending", "/settings/sending/", "GET POST", "settings/sending.html; action=set_up|save|check|trial|drop"),
    Route("settings:sending_provider", "/settings/sending/provider/{name}/", "GET POST", "settings/sending_provider.html"),
    Route("settings:relay_state", "/settings/sending/server/", "GET", "settings/_relay_state.html, while it is tried"),
    Route("settings:sending_domain", "/settings/sending/{id}/", "GET POST", "settings/sending_domain.html; action=check|remove"),
    Route("settings:sending_domain_state", "/settings/sending/{id}/state/", "GET", "settings/_sending_records.html, while DNS is asked"),
    Route("settings:mailbox", "/settings/mailboxes/{id}/", "POST", "redirect; action=default|confirm|keep_silent|remove"),
    Route("settings:brand_preview_css", "/settings/brand-preview/{rrggbb}.css", "GET", "text/css of a colour being tried"),
    Route("settings:texts", "/settings/texts/", "GET", "settings/texts.html"),
    Route("settings:text", "/settings/texts/{key}/{language}/", "GET POST", "settings/text.html; action=save|trial|reset|back-{version}"),
    Route("settings:text_preview", "/settings/texts/{key}/{language}/preview/", "GET POST", "the mail, for a sandboxed frame; with=invented|real"),
    Route("settings:categories", "/settings/categories/", "GET POST", "settings/categories.html"),
    Route("settings:category", "/settings/categories/{id}/", "POST", "redirect; action=save|archive"),
    Route("settings:tags", "/settings/tags/", "GET POST", "settings/tags.html"),
    Route("settings:tag", "/settings/tags/{id}/", "POST", "redirect; action=remove"),
    Route("settings:security", "/settings/security/", "GET POST", "settings/security.html; section=policy|password|sessions"),
    Route("settings:ai", "/settings/ai/", "GET POST", "settings/ai.html"),
    Route("settings:blocked_files", "/settings/blocked-files/", "GET", "settings/blocked_files.html"),
    Route("settings:blocked_file", "/settings/blocked-files/{id}/", "POST", "redirect; action=release|remove"),
    Route("settings:quarantine", "/settings/held-mail/", "GET", "settings/quarantine.html"),
    Route("settings:mail_of", "/settings/held-mail/of/{message}/", "GET", "redirect to its trace"),
    Route("settings:quarantine_letter", "/settings/held-mail/{id}/", "GET", "settings/mail_trace.html"),
    Route("settings:quarantine_letter", "/settings/held-mail/{id}/", "POST", "redirect; action=replay|discard"),
    Route("settings:quarantine_raw", "/settings/held-mail/{id}/original/", "GET", "text/plain, for download"),
    Route("settings:billing", "/settings/billing/", "GET POST", "settings/billing.html; action=checkout|portal"),
    Route("customer:home", "/", "GET", "customer/home.html"),
    Route("customer:search", "/help/search/", "GET", "customer/search.html; to htmx _answers.html"),
    Route("customer:suggest", "/help/suggest/", "GET", "customer/_suggest.html; ?subject="),
    Route("customer:article", "/help/articles/{slug}/", "GET", "customer/article.html"),
    Route("customer:article_vote", "/help/articles/{slug}/vote/", "POST", "redirect; helpful=yes|no"),
    Route("customer:requests", "/help/requests/", "GET", "customer/requests.html"),
    Route("customer:request_new", "/help/requests/new/", "GET POST", "customer/request_new.html"),
    Route("customer:request", "/help/requests/{number}/", "GET", "customer/request.html"),
    Route("customer:reply", "/help/requests/{number}/reply/", "POST", "redirect or request.html with errors; then=solved"),
    Route("customer:silence", "/help/automatic-mail/{token}/", "GET POST", "customer/silence.html; action=stop|undo, or the one click of RFC 8058"),
    Route("customer:sign_in", "/help/sign-in/", "GET POST", "customer/sign_in.html, then sign_in_sent.html"),
    Route("customer:sent", "/help/sign-in/sent/", "GET", "customer/sign_in_sent.html"),
    Route("customer:confirm", "/help/sign-in/{token}/", "GET POST", "customer/sign_in_confirm.html; only POST consumes"),
    Route("customer:sign_out", "/help/sign-out/", "POST", "redirect"),
    Route("logo", "/brand/logo", "GET", "the organization's picture, cached for a year by ?v="),
    Route("brand", "/brand.css", "GET", "portal.ui.brand.css(...), text/css, cached for a year by ?v="),
)

PUBLIC = (
    Route("public:landing", "/", "GET", "public/landing.html"),
    Route("public:signup", "/signup/", "GET POST", "public/signup.html, then signup_sent.html"),
    Route("public:sent", "/signup/sent/", "GET POST", "public/signup_sent.html; POST sends the link again"),
    Route("public:subdomain", "/signup/subdomain/", "GET", "public/_subdomain.html; ?subdomain=&company="),
    Route("public:confirm", "/signup/confirm/{token}/", "GET POST", "public/signup_confirm.html; only POST consumes"),
    Route("public:preparing", "/signup/confirm/{token}/preparing/", "GET", "public/preparing.html; to htmx _progress.html"),
    Route("public:find", "/find/", "GET POST", "public/find.html"),
    Route("operator:sign_in", "/operator/sign-in/", "GET POST", "operator/sign_in.html"),
    Route("operator:totp", "/operator/sign-in/code/", "GET POST", "public/auth/totp.html with operator=true"),
    Route("operator:enrol", "/operator/sign-in/enrol/", "GET POST", "public/auth/totp_setup.html, at the first sign-in"),
    Route("operator:sign_out", "/operator/sign-out/", "POST", "redirect"),
    Route("operator:organizations", "/operator/", "GET", "operator/organizations.html"),
    Route("operator:isolation", "/operator/isolation/", "GET", "operator/isolation.html"),
    Route("operator:organization", "/operator/{public_id}/", "GET", "operator/organization.html"),
    Route("operator:change_plan", "/operator/{public_id}/plan/", "POST", "redirect or the page with errors"),
    Route("operator:extend_trial", "/operator/{public_id}/trial/", "POST", "redirect or the page with errors"),
    Route("operator:suspend", "/operator/{public_id}/suspend/", "POST", "redirect or the page with errors"),
    Route("operator:leave", "/operator/{public_id}/leave/", "POST", "redirect or the page with errors"),
    Route("operator:purge", "/operator/{public_id}/purge/", "POST", "redirect or the page with errors"),
    Route("operator:certificate", "/operator/{public_id}/certificate/", "GET", "operator/certificate.html"),
    Route("operator:reactivate", "/operator/{public_id}/reactivate/", "POST", "redirect or the page with errors"),
)

# Both hosts may need a name of the other one: layouts on tenant hosts never do, error pages link to "/" only.
ALL = {route.name: route for route in (*TENANT, *PUBLIC)}


def path_of(name: str, *args: object) -> str:
    """The path of a route with its placeholders filled. Raises KeyError for an unknown name."""
    path = ALL[name].path
    for value in args:
        start = path.index("{")
        path = f"{path[:start]}{value}{path[path.index('}') + 1 :]}"
    if "{" in path:
        raise ValueError(f"{name} needs more arguments than {args}")
    return path
