"""The actor, refusals, the acting transaction and SQL-file migrations that every other room stands on."""
