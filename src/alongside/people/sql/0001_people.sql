-- Who may see and write persons and what hangs on them, and how two people can live at one place without the place
-- telling the one about the other.

GRANT SELECT ON people_person, people_alias, people_contact, people_place, people_residence TO :app;

-- A person is written field by field: the audience is the shares' business, the search keys are the names', and who is
-- excluded is decided elsewhere.
GRANT INSERT (partnership_id, title, forename, middle_names, surname, birth_date, age_band, unborn, expected_on, gender,
              ethnicity, ethnicity_code, disabled, disability, area, national_insurance, nhs_number, upn, pnc_id, sources,
              version, audience, excluded, search_keys, created_at, created_by_id) ON people_person TO :app;
GRANT UPDATE (title, forename, middle_names, surname, birth_date, age_band, unborn, expected_on, gender, ethnicity,
              ethnicity_code, disabled, disability, area, national_insurance, nhs_number, upn, pnc_id, sources, version)
    ON people_person TO :app;
GRANT INSERT, UPDATE ON people_alias, people_contact TO :app;
GRANT UPDATE (from_month, to_month, is_main, tenancy, link, source) ON people_residence TO :app;
GRANT USAGE ON SEQUENCE people_person_id_seq, people_alias_id_seq, people_contact_id_seq TO :app;

ALTER TABLE people_person ENABLE ROW LEVEL SECURITY;
ALTER TABLE people_person FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON people_person TO :owner USING (true) WITH CHECK (true);
CREATE POLICY seen ON people_person FOR SELECT TO :app
    USING (partnership_id = my_partnership() AND audience && me() AND NOT excluded && me());
-- Whoever adds a person shares them with nobody but themselves: the audience grows by shares, not by saying so.
CREATE POLICY added ON people_person FOR INSERT TO :app
    WITH CHECK (partnership_id = my_partnership() AND audience && me() AND audience <@ me()
                AND excluded = '{}' AND created_by_id = my_user());
CREATE POLICY changed ON people_person FOR UPDATE TO :app
    USING (partnership_id = my_partnership() AND audience && me() AND NOT excluded && me());

-- Aliases, contacts and residences are seen and written by whoever sees their person.
ALTER TABLE people_alias ENABLE ROW LEVEL SECURITY;
ALTER TABLE people_alias FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON people_alias TO :owner USING (true) WITH CHECK (true);
CREATE POLICY seen ON people_alias FOR SELECT TO :app
    USING (EXISTS (SELECT FROM people_person p WHERE p.id = person_id));
CREATE POLICY added ON people_alias FOR INSERT TO :app
    WITH CHECK (EXISTS (SELECT FROM people_person p WHERE p.id = person_id AND p.partnership_id = people_alias.partnership_id));
CREATE POLICY changed ON people_alias FOR UPDATE TO :app
    USING (EXISTS (SELECT FROM people_person p WHERE p.id = person_id AND p.partnership_id = people_alias.partnership_id));

ALTER TABLE people_contact ENABLE ROW LEVEL SECURITY;
ALTER TABLE people_contact FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON people_contact TO :owner USING (true) WITH CHECK (true);
CREATE POLICY seen ON people_contact FOR SELECT TO :app
    USING (EXISTS (SELECT FROM people_person p WHERE p.id = person_id));
CREATE POLICY added ON people_contact FOR INSERT TO :app
    WITH CHECK (EXISTS (SELECT FROM people_person p WHERE p.id = person_id AND p.partnership_id = people_contact.partnership_id));
CREATE POLICY changed ON people_contact FOR UPDATE TO :app
    USING (EXISTS (SELECT FROM people_person p WHERE p.id = person_id AND p.partnership_id = people_contact.partnership_id));

-- No INSERT here: a row that named any place at will would open that place to whoever wrote it.
ALTER TABLE people_residence ENABLE ROW LEVEL SECURITY;
ALTER TABLE people_residence FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON people_residence TO :owner USING (true) WITH CHECK (true);
CREATE POLICY seen ON people_residence FOR SELECT TO :app
    USING (EXISTS (SELECT FROM people_person p WHERE p.id = person_id));
CREATE POLICY changed ON people_residence FOR UPDATE TO :app
    USING (EXISTS (SELECT FROM people_person p WHERE p.id = person_id));

-- A place is seen through somebody who lives or lived there. Its path ends at the person's own audience: no way back.
ALTER TABLE people_place ENABLE ROW LEVEL SECURITY;
ALTER TABLE people_place FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON people_place TO :owner USING (true) WITH CHECK (true);
CREATE POLICY seen ON people_place FOR SELECT TO :app
    USING (partnership_id = my_partnership()
           AND EXISTS (SELECT FROM people_residence r WHERE r.place_id = people_place.id));

-- The vocabulary and the variants: the owner's functions alone read them.
ALTER TABLE people_spelling ENABLE ROW LEVEL SECURITY;
ALTER TABLE people_spelling FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON people_spelling TO :owner USING (true) WITH CHECK (true);

-- The address as one word, so that the same address typed twice is one place.
CREATE FUNCTION address_key(lines text, postcode text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT left(regexp_replace(lower(public.unaccent('public.unaccent', normalize(lines || postcode, NFKC))),
                               '[^[:alnum:]]+', '', 'g'), 400)
$$;

-- A person the actor may see lives at this address. The place is found or made, and neither is told: the caller brings
-- the address and gets only the residence, or nothing where there is no such person for them.
CREATE FUNCTION people_settle(lives bigint, lines text, postcode text, uprn text, came date, went date, main boolean,
                              tenancy text, link text, source text, at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    known people_person;
    there bigint;
    made bigint;
    one text := public.address_key(lines, postcode);
BEGIN
    SELECT * INTO known FROM people_person p
     WHERE p.id = lives AND p.partnership_id = my_partnership() AND p.audience && me() AND NOT p.excluded && me();
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF lines <> '' THEN
        SELECT p.id INTO there FROM people_place p WHERE p.partnership_id = known.partnership_id AND p.key = one;
        IF there IS NULL THEN
            INSERT INTO people_place (partnership_id, key, lines, postcode, uprn)
            VALUES (known.partnership_id, one, people_settle.lines, people_settle.postcode, people_settle.uprn)
            ON CONFLICT (partnership_id, key) DO UPDATE SET key = excluded.key RETURNING id INTO there;
        END IF;
    END IF;
    INSERT INTO people_residence (partnership_id, person_id, place_id, no_fixed_abode, from_month, to_month, is_main,
                                  tenancy, link, source, recorded_at)
    VALUES (known.partnership_id, lives, there, there IS NULL, came, went, main,
            people_settle.tenancy, people_settle.link, people_settle.source, at)
    RETURNING id INTO made;
    RETURN made;
END $$;
REVOKE ALL ON FUNCTION people_settle(bigint, text, text, text, date, date, boolean, text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_settle(bigint, text, text, text, date, date, boolean, text, text, text, timestamptz) TO :app;
