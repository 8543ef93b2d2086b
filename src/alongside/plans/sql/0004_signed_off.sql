-- When a manager signed off an assessment, a plan or a review stands on it too, so that what waits for a decision is found without
-- reading all that was ever decided. The decisions are the truth; a trigger keeps the day.
CREATE FUNCTION plans_signed_off() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE assessments_assessment SET signed_off_at = NEW.decided_at WHERE id = NEW.assessment_id AND signed_off_at IS NULL;
    UPDATE plans_plan SET signed_off_at = NEW.decided_at WHERE id = NEW.plan_id AND signed_off_at IS NULL;
    UPDATE plans_meeting SET signed_off_at = NEW.decided_at WHERE id = NEW.meeting_id AND signed_off_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER signed_off AFTER INSERT ON plans_decision FOR EACH ROW WHEN (NEW.agreed) EXECUTE FUNCTION plans_signed_off();
