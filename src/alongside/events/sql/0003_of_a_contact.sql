-- What happened to a contact is read by the contact: before it has a case nothing else leads to it.
CREATE INDEX events_of_a_contact ON events_event ((facts ->> 'contact'), id) WHERE facts ? 'contact';
