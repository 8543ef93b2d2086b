from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "alongside.packs"
    label = "packs"
