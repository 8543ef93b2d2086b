-- Which page kept a place last: what one page kept is never in conflict with itself.
GRANT UPDATE (page) ON assessments_answer TO :app;
GRANT UPDATE (page) ON assessments_score TO :app;
