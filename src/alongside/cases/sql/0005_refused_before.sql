-- What was recorded before consent had a state: a statement that the family did not agree is a refusal. Rows that wait for
-- their foreign keys are settled first, because a table with such rows cannot be altered.
UPDATE cases_consent SET state = 'refused' WHERE NOT given AND state = 'given';
SET CONSTRAINTS ALL IMMEDIATE;
