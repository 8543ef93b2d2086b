"""The fields of our own small forms: words, a day, a time. What cannot be right is said in a sentence."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from alongside.forms.dates import as_typed, read_date
from alongside.packs.schema import CaseStatus, Label

_TIME = re.compile(r"^\s*(\d{1,2})(?:[:.h ]?(\d{2}))?\s*([ap]\.?m\.?)?\s*$", re.IGNORECASE)
NULL = "Take out the characters that cannot be shown, then save again."


class Words(forms.CharField):
    """Text, of one line or of many. A line break is one character whichever machine it was typed on."""

    def __init__(self, **options: Any) -> None:
        super().__init__(show_hidden_initial=True, **options)
        self.validators = [each for each in self.validators if not isinstance(each, ProhibitNullCharactersValidator)]
        self.validators.append(ProhibitNullCharactersValidator(message=NULL))

    def to_python(self, value: Any) -> str:
        """The text with plain line breaks and no space around it."""
        return str(super().to_python(str(value or "").replace("\r\n", "\n")))


class Day(forms.Field):
    """A day as people type it (forms.dates). `today` is set by the form it stands in."""

    widget = forms.TextInput
    today: date

    def __init__(self, **options: Any) -> None:
        super().__init__(show_hidden_initial=True, **options)

    def to_python(self, value: Any) -> date | None:
        """The day typed; None for nothing. Raises ValidationError with a sentence."""
        if isinstance(value, date):
            return value
        if not str(value or "").strip():
            return None
        try:
            return read_date(str(value)[:100], today=self.today)
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from None

    def prepare_value(self, value: Any) -> Any:
        """A day as it is typed; what was typed, as it was."""
        return as_typed(value) if isinstance(value, date) else value


class Clock(forms.Field):
    """A time of day as people type it: 14:05, 1405, 9.30, 2pm."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(show_hidden_initial=True, **options)

    def to_python(self, value: Any) -> time | None:
        """The time typed; None for nothing. Raises ValidationError with a sentence."""
        if isinstance(value, time) or not str(value or "").strip():
            return value or None
        found = _TIME.match(str(value)[:20])
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if found and found[3]:
            hour = (hour % 12) + (12 if found[3][0] in "pP" else 0) if 1 <= hour <= 12 else 99
        if hour > 23 or minute > 59:
            raise forms.ValidationError("Write the time as hours and minutes, for example 14:05.")
        return time(hour, minute)

    def prepare_value(self, value: Any) -> Any:
        """A time as it is typed; what was typed, as it was."""
        return f"{value:%H:%M}" if isinstance(value, time) else value


class Choice(forms.ChoiceField):
    """One of a few. `hints` are said under a choice, by its value; `blank` is what choosing nothing is called."""

    def __init__(self, *, hints: Mapping[str, str] | None = None, blank: str = "", **options: Any) -> None:
        super().__init__(show_hidden_initial=True, **options)
        self.hints = dict(hints or {})
        self.blank = blank
        self.error_messages["invalid_choice"] = "Choose one from the list."

    def offer(self, offered: Sequence[CaseStatus | Label]) -> None:
        """Take the choices of the pack, each with its hint."""
        blank = [("", self.blank)] if self.blank else []
        self.choices = [*blank, *((each.id, each.title) for each in offered)]
        self.hints = {each.id: each.hint for each in offered if each.hint}


class Ticks(forms.MultipleChoiceField):
    """Any number of a few, each with its hint by its value."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, hints: Mapping[str, str] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.hints = dict(hints or {})
        self.error_messages["invalid_choice"] = "Choose from the list."


class DatedForm(forms.Form):
    """A form that knows what day it is."""

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, Day):
                field.today = today
