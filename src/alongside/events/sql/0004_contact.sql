-- Which contact an event is about, beside which case and which person. What stands in facts is compared by operators that might tell of
-- what they compare, so PostgreSQL asks the policies of every event before it uses an index on it; a number it finds at once.
ALTER TABLE events_event ADD COLUMN contact_id bigint GENERATED ALWAYS AS (
    CASE WHEN facts ->> 'contact' ~ '^[0-9]{1,18}$' THEN (facts ->> 'contact')::bigint END) STORED;
CREATE INDEX events_about_a_contact ON events_event (contact_id, id) WHERE contact_id IS NOT NULL;
