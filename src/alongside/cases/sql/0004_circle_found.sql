-- What somebody may see is found from the circles they are in, however many there are.
CREATE INDEX circles_by_audience ON cases_circle USING gin (audience);
