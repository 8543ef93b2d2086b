-- A message about a case is part of its record and is seen with it: whoever loses the case, or is excluded from it, loses
-- the message too, whoever sent it to whom. Any other is seen by who wrote it and by whom it is for.
DROP POLICY seen ON casework_message;
CREATE POLICY seen ON casework_message FOR SELECT TO :app
    USING (partnership_id = my_partnership()
           AND CASE WHEN case_id IS NULL THEN audience && me()
                    ELSE EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id) END);

-- One's own marks of reading are one's own, and asked for on every page; those of others are seen with the message.
DROP POLICY seen ON casework_message_read;
CREATE POLICY seen ON casework_message_read FOR SELECT TO :app
    USING (partnership_id = my_partnership()
           AND (user_id = my_user() OR EXISTS (SELECT 1 FROM casework_message m WHERE m.id = message_id)));
CREATE INDEX messages_read_by_a_user ON casework_message_read (user_id, message_id);

GRANT UPDATE (by_mail, mailed_on) ON casework_noticed TO :app;
