-- What waits for the scanner, whoever uploaded it: which versions and who, and nothing of what they are. Whoever works it
-- off then acts as the uploader.
CREATE FUNCTION documents_to_scan(beyond bigint, most integer)
RETURNS TABLE (version_id bigint, document_id bigint, user_id bigint) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT v.id, v.document_id, v.uploaded_by_id FROM documents_version v
     WHERE v.verdict = 'waiting' AND v.id > beyond ORDER BY v.id LIMIT most
$$;
REVOKE ALL ON FUNCTION documents_to_scan(bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION documents_to_scan(bigint, integer) TO :app;

-- Which of these names in the store belong to no version, so that what an upload left without a row can be swept up.
CREATE FUNCTION documents_unknown(names text[]) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT name FROM unnest(names) AS name
     WHERE NOT EXISTS (SELECT FROM documents_version v WHERE v.stored_as = name)
$$;
REVOKE ALL ON FUNCTION documents_unknown(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION documents_unknown(text[]) TO :app;
CREATE INDEX versions_by_store ON documents_version (stored_as);
CREATE INDEX versions_of_a_document ON documents_version (document_id, number DESC);
