"""Telling somebody by e-mail that something waits here, and where to sign in; never what it is or whom it is about."""

from collections.abc import Iterable
from typing import Literal, get_args

from django.conf import settings
from django.core.mail import EmailMessage
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from alongside.accounts.models import User

What = Literal["task", "task answered", "message", "digest", "access", "decision", "case"]

_SUBJECTS: dict[What, str] = {
    "task": "A task for you in Alongside",
    "task answered": "A task of yours has moved on in Alongside",
    "message": "A message for you in Alongside",
    "digest": "News for you in Alongside",
    "access": "A request for you in Alongside",
    "decision": "A decision for you in Alongside",
    "case": "A family for you in Alongside",
}
_SENTENCES: dict[What, str] = {
    "task": "There is a task for you in Alongside.",
    "task answered": "Something has happened to a task that you set or were given in Alongside.",
    "message": "There is a message for you in Alongside.",
    "digest": "New for you in Alongside, of the kinds that you asked to be told of: {count}.{clocks}",
    "access": "Somebody has asked you for something, or answered you, in Alongside.",
    "decision": "Somebody has decided about your work, or advised on it, in Alongside.",
    "case": "You have been given a part in the work with a family in Alongside.",
}
_CLOCKS = " Times that run out in the next days, or are overdue, that no e-mail told you of yet: {number}."
_TEXT = """Hello,

{sentence}

Sign in to read it: {address}

This e-mail says nothing more on purpose: what Alongside holds about families stays in Alongside. Please do not answer
this e-mail; nobody reads the answers.
"""


class NothingMore(ValueError):
    """An e-mail would have said more than that something waits."""


def tell(user_ids: Iterable[int], *, what: What, address: str = "/", count: int = 1, clocks: int = 0) -> None:
    """Tell users by e-mail that something waits for them, and where; sent by the worker once this transaction commits.

    `address` is a path of this site, such as "/tasks/12/"; it names no case and no person. `count` is how many things
    are new, for the daily e-mail, and `clocks` how many times run out. Where no mail server is set, nothing is sent
    (docs/operators.md). Raises NothingMore for what could tell something. Source: E-CINS 4, S130, S144.
    """
    _check(what, address)
    if not settings.EMAIL_HOST:
        return
    for user_id in sorted(set(user_ids)):
        more = {"count": count} | ({"clocks": clocks} if clocks else {}) if what == "digest" else {}
        send.defer(user_id=user_id, what=what, address=address, **more)


_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name="alongside.accounts.post.send", retry=_AGAIN)
def send(user_id: int, what: What, address: str, count: int = 1, clocks: int = 0) -> None:
    """Send one e-mail to one user who works here still. What the mail server refuses is tried again, for some hours."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user and settings.EMAIL_HOST:
        written(user, what=what, address=address, count=count, clocks=clocks).send()


def written(user: User, *, what: What, address: str, count: int = 1, clocks: int = 0) -> EmailMessage:
    """The e-mail as it is sent to a user."""
    sentence = _SENTENCES[what].format(count=count, clocks=_CLOCKS.format(number=clocks) if clocks else "")
    text = _TEXT.format(sentence=sentence, address=f"{settings.SITE_ADDRESS}{address}")
    return EmailMessage(_SUBJECTS[what], text, settings.DEFAULT_FROM_EMAIL, [user.email], headers=_HEADERS)


# A mail server that is away answers an e-mail by itself, and would answer this one, unless told that a program sent it.
_HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def _check(what: What, address: str) -> None:
    if what not in get_args(What):
        raise NothingMore(f"There is no e-mail that says {what!r}.")
    path, _, query = address.partition("?")
    if not path.startswith("/") or "//" in path or query or path.startswith(("/cases", "/people")):
        raise NothingMore("An e-mail leads to a page of this site that names no case and no person.")
