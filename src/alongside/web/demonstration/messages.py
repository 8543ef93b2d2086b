"""What the cast write to each other, and what they want to be told of."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from alongside.casework.actions.logs import Contact, add_log
from alongside.casework.actions.messages import Written, ask_by_message, read, send
from alongside.casework.actions.notifications import choose
from alongside.core.acting import acting_as
from alongside.core.actor import LONDON, Actor

_REVIEW = """Dear {first name},

I saw Wren on Thursday for her **two-year review**. All well:

- she talks in short sentences
- she eats with the family
- Marnie asked about her own sleep, so I gave her the number of the well-being team

Could you ask next week whether she has rung them?

{sender}"""
_ANSWER = """Thank you, that helps.

> Could you ask next week whether she has rung them?

I will, on Tuesday. If she has not, we ring together."""
_TEAM = """Dear {first name},

the family in case {case} has held bedtime for a week now. Before I write the plan: *has anybody there
worked with the school on a gentle start?* I would like to borrow what went well.

{sender}"""
_ASK = """Dear {first name},

please can you give me access to case {case}? {reason}

Thank you
{sender}"""
_SUPERVISION = """Dear {first name},

can we move supervision to **Thursday at 10**? Please bring:

1. the two families you are most worried about
2. the one that went best

{sender}"""


def tell(actors: Mapping[str, Actor], cases: Sequence[int], holders: Mapping[str, int]) -> None:
    """Give the first family's case its messages, Ade an inbox, and Ade and Dev something to be told of."""
    _choose(actors, cases[0])
    ade, dev = _days_ago(actors["ade"], 6, time(9)), _days_ago(actors["dev"], 7, time(16, 20))
    with acting_as(dev):
        written = Written("Wren’s two-year review", _REVIEW)
        review = send(holders["ade"], written=written, actor=dev, case_id=cases[0])
    with acting_as(ade):
        read(review, actor=ade)
        written = Written("Re: Wren’s two-year review", _ANSWER)
        send(holders["dev"], written=written, actor=ade, case_id=cases[0], answers=review)
        written = Written("A gentle start at school", _TEAM)
        send(holders["strengthening-families"], written=written, actor=ade, case_id=cases[0])
    esme = _days_ago(actors["esme"], 1, time(8, 40))
    with acting_as(esme):
        written = Written("Access to case {case}", _ASK, "Jessa is in my year group and her mornings worry me.")
        ask_by_message(cases[0], written=written, actor=esme)
    bryony = _days_ago(actors["bryony"], 1, time(17, 5))
    with acting_as(bryony):
        send(holders["ade"], written=Written("Supervision this week", _SUPERVISION), actor=bryony)


def _choose(actors: Mapping[str, Actor], case: int) -> None:
    ade, dev = actors["ade"], actors["dev"]
    with acting_as(ade):
        choose(["action-added", "log-added", "case-added", "report-added", "document-uploaded"], actor=ade)
    with acting_as(dev):
        choose(["log-added", "document-uploaded", "status"], actor=dev, case_id=case)
    dev = _days_ago(dev, 1, time(11, 15))
    with acting_as(dev):
        what = "Marnie rang: the well-being team has offered her Monday mornings, and she has said yes."
        add_log(case, contact=Contact(dev.now, "Telephone", "Marnie", what), actor=dev)


def _days_ago(actor: Actor, days: int, at: time) -> Actor:
    return actor.at(min(datetime.combine(actor.today - timedelta(days), at, LONDON), actor.now))
