from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "alongside.events"
    label = "events"
