"""The day's work on a case: logs (notes, actions, tasks and reports come here)."""
