-- The coordinating team checks a nomination, and later decides about the programme (E-CINS 2.2.6).
GRANT UPDATE (checked_at, programme_decided_at) ON cases_case TO :app;
