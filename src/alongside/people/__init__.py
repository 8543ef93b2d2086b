"""Persons, their names, identifiers, places and relations, and the search that finds them by any spelling."""
