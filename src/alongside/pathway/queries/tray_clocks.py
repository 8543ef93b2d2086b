"""Which clocks run on what waits in a tray: those that its steps name, of the families that wait there (CLOK-06)."""

from alongside.accounts.queries import practice
from alongside.clocks.queries.running import Among
from alongside.core.actor import Actor
from alongside.packs.schema import Pack


def clocks_in(tray_id: str, *, area: str, actor: Actor) -> Among:
    """Those of a tray that the actor's teams work, of one area or of all; of any other tray none. No query."""
    told = {"tray": tray_id, "tray_area": area, "named": _named_in(tray_id, practice(actor))}
    return Among([_OF_CASES, _OF_CONTACTS], told)


def _named_in(tray_id: str, pack: Pack) -> list[str]:
    steps = (step for process in pack.processes for step in process.step if step.tray == tray_id)
    return sorted({each for step in steps for each in step.clocks})


_WAITS = """FROM pathway_work_item i JOIN pathway_journey j ON j.id = i.journey_id
      {further} WHERE i.done_at IS NULL AND i.tray = %(tray)s
           AND i.team_id IN (SELECT m.team_id FROM accounts_membership m WHERE m.user_id = %(user)s)
           AND (%(tray_area)s = '' OR coalesce({area}, j.facts->>'area') = %(tray_area)s)"""
_OF_CASE = _WAITS.format(further="JOIN cases_case c ON c.id = j.case_id", area="nullif(c.area, '')")
_OF_CONTACT = _WAITS.format(further="JOIN pathway_contact t ON t.id = j.contact_id", area="nullif(t.area, '')")
# A clock stands on the case as soon as there is one, so that none is found both ways.
_OF_CASES = f"k.timescale = ANY (%(named)s::text[]) AND k.case_id = ANY (ARRAY(SELECT j.case_id {_OF_CASE}))"
_OF_CONTACTS = f"""k.timescale = ANY (%(named)s::text[]) AND k.case_id IS NULL
   AND k.contact_id = ANY (ARRAY(SELECT j.contact_id {_OF_CONTACT} AND j.case_id IS NULL))"""  # our texts
