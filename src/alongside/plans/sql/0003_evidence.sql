-- The evidence of an outcome can come later than the outcome, which is recorded as missing it until then.
GRANT UPDATE (assessment_id, document_id, evidence_log_id, evidence) ON plans_achievement TO :app;
