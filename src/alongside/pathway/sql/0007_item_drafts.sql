-- What is typed into a step is its author's alone, as long as they see the step.
ALTER TABLE pathway_item_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE pathway_item_draft FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON pathway_item_draft TO :owner USING (true) WITH CHECK (true);
CREATE POLICY seen ON pathway_item_draft FOR ALL TO :app
    USING (partnership_id = my_partnership() AND author_id = my_user()
           AND EXISTS (SELECT 1 FROM pathway_work_item i WHERE i.id = item_id))
    WITH CHECK (partnership_id = my_partnership() AND author_id = my_user()
           AND EXISTS (SELECT 1 FROM pathway_work_item i WHERE i.id = item_id));
GRANT SELECT, INSERT ON pathway_item_draft TO :app;
GRANT UPDATE (typed, kept_at, version) ON pathway_item_draft TO :app;
GRANT USAGE ON SEQUENCE pathway_item_draft_id_seq TO :app;

-- Whoever has done a step, alone or together with somebody, has no more use for what they typed on the way.
CREATE FUNCTION pathway_typed_is_answered() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE pathway_item_draft d SET typed = '{}'
     WHERE d.item_id = NEW.id AND d.author_id IN (NEW.done_by_id, NEW.agreed_by_id) AND d.typed <> '{}';
    RETURN NULL;
END $$;
CREATE TRIGGER typed_is_answered AFTER UPDATE OF done_at ON pathway_work_item
    FOR EACH ROW WHEN (NEW.done_at IS NOT NULL) EXECUTE FUNCTION pathway_typed_is_answered();
