from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "alongside.clocks"
    label = "clocks"
