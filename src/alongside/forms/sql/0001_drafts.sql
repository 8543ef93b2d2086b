-- A draft is its owner's: nobody else reads or changes it, and it is never deleted.

ALTER TABLE forms_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE forms_draft FORCE ROW LEVEL SECURITY;

CREATE POLICY seen ON forms_draft FOR SELECT TO :app
  USING (partnership_id = my_partnership() AND audience && me());
CREATE POLICY started ON forms_draft FOR INSERT TO :app
  WITH CHECK (partnership_id = my_partnership() AND audience && me() AND owner_id = my_user());
CREATE POLICY changed ON forms_draft FOR UPDATE TO :app
  USING (partnership_id = my_partnership() AND audience && me())
  WITH CHECK (partnership_id = my_partnership() AND audience && me());
CREATE POLICY keeper ON forms_draft TO :owner USING (true) WITH CHECK (true);

-- What a draft is, whose, and who may see it does not change once it is started.
GRANT SELECT, INSERT ON forms_draft TO :app;
GRANT UPDATE (title, answers, touched, step, seen, version, saved_at, submitted_at, became, discarded_at, opened_with)
  ON forms_draft TO :app;
