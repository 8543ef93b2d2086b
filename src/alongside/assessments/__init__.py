"""Assessments of a family with the tools of the pack: part by part, scores kept apart by whose they are."""
