"""Pure rules of documents: what a file may be, and what it is called."""
