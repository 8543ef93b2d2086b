"""A family's plan: concerns, reviews and meetings, requests for intervention, outcomes achieved."""
