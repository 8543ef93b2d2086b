-- Releases of packs: practice, not personal data, so everybody may read them and there is no row-level security.
-- Nobody changes or removes one, the owner included: records point to them.

CREATE TABLE packs_release (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pack          text NOT NULL,
    version       text NOT NULL,
    in_force_from date NOT NULL,
    content       jsonb NOT NULL,
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT a_release_says_whose_it_is CHECK (pack <> '' AND content ->> 'id' = pack),
    CONSTRAINT a_version_is_a_digest CHECK (version ~ '^[0-9a-f]{64}$')
);
CREATE INDEX releases_of_a_pack ON packs_release (pack, in_force_from DESC, id DESC);

CREATE FUNCTION packs_releases_stand() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'A release stands: change the pack and release it again.' USING ERRCODE = '55000'; END $$;
CREATE TRIGGER releases_stand BEFORE UPDATE OR DELETE ON packs_release
    FOR EACH ROW EXECUTE FUNCTION packs_releases_stand();
CREATE TRIGGER releases_stay BEFORE TRUNCATE ON packs_release
    FOR EACH STATEMENT EXECUTE FUNCTION packs_releases_stand();

REVOKE ALL ON packs_release FROM :app;
GRANT SELECT ON packs_release TO :app;
