"""A family's way through early help: contacts, trays, panels, allocation, stepping up and down, closure."""
