-- Work with a family pauses and goes on.
GRANT UPDATE (paused_since, paused_because) ON cases_case TO :app;
