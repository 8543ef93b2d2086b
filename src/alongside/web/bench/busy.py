"""A busy family centre: two years of contacts, a full tray, a team whose manager sees its cases, a case of years.

All of it in Brackenshore, which works by the practice framework, over the crowd that was loaded there before.
"""

from collections.abc import Mapping
from typing import Any, Protocol

PLACE = "brackenshore"
MANAGER, COORDINATOR = "orla@brackenshore.example", "ulla@brackenshore.example"
CONTACTS, WAITING, EVENTS = 100_000, 2000, 500


class Statements(Protocol):
    """Whatever takes a statement with what it is told: a connection of psycopg, a cursor."""

    def execute(self, statement: Any, told: Mapping[str, Any], /) -> Any:
        """Run it."""


_HERE = """
here AS MATERIALIZED (
    SELECT m.partnership_id AS place, m.id AS manager, m.principal_id AS principal, m.team_id AS team, r.id AS release
      FROM accounts_user m JOIN accounts_partnership p ON p.id = m.partnership_id
      JOIN LATERAL (SELECT id FROM packs_release WHERE pack = p.pack ORDER BY in_force_from DESC, id DESC LIMIT 1) r
        ON true
     WHERE m.email = %(manager)s)
"""
# Every case of her team is shared with the manager, as its workers would do.
_SHARES = f"""
WITH {_HERE}
INSERT INTO cases_share (partnership_id, case_id, principal_id, holder_id, why, shared_by_id, shared_at, basis)
SELECT h.place, c.id, h.principal, h.principal, 'Manages the team', c.owner_id, now(), ''
  FROM here h JOIN accounts_user o ON o.team_id = h.team AND o.id <> h.manager JOIN cases_case c ON c.owner_id = o.id
 WHERE NOT EXISTS (SELECT 1 FROM cases_share s WHERE s.case_id = c.id AND s.principal_id = h.principal)
"""  # noqa: S608  # put together from our own texts
# Two years of contacts; the latest are those that still wait.
_CONTACTS = f"""
WITH {_HERE}, made AS (
    INSERT INTO pathway_contact (partnership_id, reference, source, received_at, recorded_by_id, recorded_at, referrer,
                                 sent_on_by, concerns, area, answers, release_id, outcome, advice, closed_at, version,
                                 audience)
    SELECT h.place, 'BENCH-' || n, (ARRAY['telephone', 'e-form', 'mailbox', 'walk-in'])[1 + n %% 4], at, h.manager, at,
           '{{}}', '', '', (ARRAY['quay', 'heath', 'upland'])[1 + n %% 3], '{{}}', h.release,
           CASE WHEN n > %(waiting)s * 3 THEN (ARRAY['panel', 'advice', 'no-further-action'])[1 + n %% 3] ELSE '' END,
           '', CASE WHEN n > %(waiting)s * 3 THEN at + interval '3 days' END, 1, ARRAY[h.principal]
      FROM here h, generate_series(1, %(contacts)s) n,
           LATERAL (SELECT now() - n * (interval '730 days' / %(contacts)s)) AS received(at)
    RETURNING id, partnership_id, received_at, recorded_by_id
)
INSERT INTO events_event (partnership_id, kind, happened_at, user_id, facts)
SELECT partnership_id, 'contact.received', received_at, recorded_by_id,
       jsonb_build_object('contact', id, 'source', 'telephone')
  FROM made ORDER BY id
"""  # noqa: S608  # put together from our own texts
# As the rules would have worked them out, near enough: what is over was met, one in eight of it late.
_CLOCKS = f"""
WITH {_HERE}
INSERT INTO clocks_clock (partnership_id, contact_id, timescale, release_id, started_by, key, whose, is_a, started_at,
                          counted_from, due_on, due_over, aim_on, aim_over, state, stopped_at, corrected)
SELECT h.place, k.id, of.timescale, h.release, e.id, k.id, 'family centre', 'limit', k.received_at, k.received_at::date,
       (k.received_at + of.within)::date, (k.received_at + of.within)::date + 1, (k.received_at + of.within)::date,
       (k.received_at + of.within)::date + 1,
       CASE WHEN k.closed_at IS NULL THEN 'open' WHEN k.id %% 8 = 0 THEN 'met late' ELSE 'met' END,
       CASE WHEN k.closed_at IS NULL THEN NULL WHEN k.id %% 8 = 0 THEN k.received_at + of.within * 2
            ELSE k.received_at + of.within * 0.5 END, false
  FROM here h JOIN pathway_contact k ON k.partnership_id = h.place
  JOIN events_event e ON e.facts ? 'contact' AND e.facts ->> 'contact' = k.id::text AND e.kind = 'contact.received',
       (VALUES ('acknowledge-referrer', interval '3 days'), ('screen-daily', interval '1 day'),
               ('present-to-panel', interval '15 days')) AS of(timescale, within)
 WHERE k.reference LIKE 'BENCH-%%'
"""  # noqa: S608  # put together from our own texts
_TRAY = f"""
WITH {_HERE}, begun AS (
    INSERT INTO pathway_journey (partnership_id, process, release_id, contact_id, facts, started_by_id, started_at,
                                 ended_by_way, version)
    SELECT h.place, 'front-door', h.release, k.id, jsonb_build_object('area', k.area), h.manager, k.received_at, '', 1
      FROM here h JOIN pathway_contact k ON k.partnership_id = h.place
     WHERE k.reference LIKE 'BENCH-%%' AND k.closed_at IS NULL AND k.area = 'quay'
     ORDER BY k.received_at DESC LIMIT %(waiting)s
    RETURNING id, partnership_id, started_at
)
INSERT INTO pathway_work_item (partnership_id, journey_id, step, tray, team_id, entered_at, way, answers, checked,
                               overridden, version)
SELECT b.partnership_id, b.id, 'acknowledge', 'family-centre', h.team, b.started_at, '', '{{}}', '{{}}', '', 1
  FROM here h, begun b
"""  # noqa: S608  # put together from our own texts
_LONG = f"""
WITH {_HERE}, longest AS (
    SELECT c.id, c.owner_id FROM here h JOIN accounts_user o ON o.team_id = h.team JOIN cases_case c
        ON c.owner_id = o.id ORDER BY c.id DESC LIMIT 1
)
INSERT INTO events_event (partnership_id, kind, happened_at, user_id, case_id, facts)
SELECT h.place, of.kind, at, l.owner_id, l.id, of.facts || jsonb_build_object('log', -n, 'meeting', n)
  FROM here h, longest l, generate_series(0, (%(events)s - 1) / 5) n,
       (VALUES (0, 'worker.allocated', '{{"role": "lead professional"}}'::jsonb),
               (1, 'family.contacted', '{{"reached": true}}'),
               (2, 'visit.made', '{{"every_child_seen": true, "every_child_spoken_to": true}}'),
               (3, 'log.added', '{{"type": "managers-decision"}}'),
               (4, 'review.held', '{{"plan": 1}}')) AS of(place, kind, facts),
       LATERAL (SELECT now() - interval '730 days' + (n * 5 + of.place) * (interval '729 days' / %(events)s)) AS on_(at)
 WHERE n * 5 + of.place < %(events)s ORDER BY n, of.place
"""  # noqa: S608  # put together from our own texts

_FILLED = (
    "pathway_contact", "pathway_journey", "pathway_work_item", "clocks_clock", "cases_share", "cases_case",
    "events_event",
)  # fmt: skip
TAKE_STOCK = f"VACUUM ANALYZE {', '.join(_FILLED)}"
"""To be run once it is filled, on a connection without a transaction."""


def fill(there: Statements, *, contacts: int = CONTACTS, waiting: int = WAITING, events: int = EVENTS) -> None:
    """Fill the family centre of MANAGER, as the owner: so many contacts, of whom so many wait in its tray, and so many
    events of one of its cases, the last."""
    told = {"manager": MANAGER, "contacts": contacts, "waiting": waiting, "events": events}
    for statement in (_SHARES, _CONTACTS, _CLOCKS, _TRAY, _LONG):
        there.execute(statement, told)
