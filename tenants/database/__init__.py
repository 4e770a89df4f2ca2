"""The database backend: django-tenants' own, with leaner schemas."""
