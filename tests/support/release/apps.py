from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    name = "tests.support.release"
    label = "release"
