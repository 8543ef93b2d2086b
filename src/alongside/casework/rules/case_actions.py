"""Pure rules of actions: how far off the day is that one is due."""

from datetime import date


def due_words(due_on: date | None, completed_on: date | None, today: date) -> tuple[str, str]:
    """How far off the due day is, in words, and the tone they are said in. Due on a day is met until its end.

    The tone is one of components/tag.jinja: urgent, waiting, good, plain; ("", "") where nothing is to be said.
    """
    if completed_on is not None:
        return "Completed", "good"
    if due_on is None:
        return "", ""
    days = (due_on - today).days
    if days < 0:
        return f"Overdue by {-days} {'day' if days == -1 else 'days'}", "urgent"
    if days <= 1:
        return ("Due today" if days == 0 else "Due tomorrow"), "waiting"
    return f"Due in {days} days", "plain"


def faults_of_days(created_on: date, due_on: date | None, completed_on: date | None, today: date) -> dict[str, str]:
    """What cannot be right about the days of an action, by field."""
    faults = {}
    if created_on > today:
        faults["created_on"] = "An action is not created in the future. Check the date."
    if due_on and due_on < created_on:
        faults["due_on"] = "It cannot be due before it was created."
    if completed_on and completed_on > today:
        faults["completed_on"] = "It cannot be completed in the future. Check the date."
    if completed_on and completed_on < created_on:
        faults["completed_on"] = "It cannot be completed before it was created."
    return faults
