from django.apps import AppConfig


class PathwayConfig(AppConfig):
    name = "alongside.pathway"
    label = "pathway"
