"""Which app lives in which schema, and the order of the middleware.

No table name stands in both schemas except Django's sessions: with the search path
`tenant, public` a missing tenant table would silently be read from the shared schema.
"""

SHARED_APPS = [
    "tenants",  # first: its create_tenant is the one people should find, not django-tenants'
    "django_tenants",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "tenants.events",
    "tenants.alarms",
    "tenants.migrator",
    "tenants.provisioning",
    "tenants.carrying",
    "tenants.domains",
    "billing",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "channels",
    "django_filters",
    "portal",
    "infra.demo",
]

TENANT_APPS = [
    "django.contrib.sessions",
    "core.audit",
    "core.files",
    "core.doors",
    "core.configuration",
    "core.accounts",
    "core.contacts",
    "core.desk",
    "core.tickets",
    "core.knowledge",
    "core.mail",
    "core.sla",
    "core.work",
    "core.notifications",
    "core.assignment",
    "core.automation",
    "core.reports",
    "core.realtime",
    "core.search",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "ai",
]

INSTALLED_APPS = [*SHARED_APPS, *(app for app in TENANT_APPS if app not in SHARED_APPS)]

MIDDLEWARE = [
    "tenants.http.VisitMiddleware",
    "infra.health.HealthMiddleware",
    "infra.certificates.AskMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "core.files.apart.FilesHostMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "infra.headers.OwnDomainMiddleware",
    "tenants.http.TenantMiddleware",
    "tenants.http.LanguageMiddleware",
    "core.files.apart.CookielessMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "core.accounts.middleware.ActorMiddleware",
    "core.contacts.middleware.PortalMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.ui.middleware.RefusalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "infra.headers.HeadersMiddleware",
]
