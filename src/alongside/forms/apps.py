from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "alongside.forms"
    label = "forms"
