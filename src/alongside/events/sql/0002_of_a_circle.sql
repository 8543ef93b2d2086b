-- The history of what is restricted is read by its circle.
CREATE INDEX events_of_a_circle ON events_event (((facts ->> 'circle')::bigint), id DESC) WHERE facts ? 'circle';
