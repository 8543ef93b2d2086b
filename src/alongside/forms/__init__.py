"""A pack's form becomes pages, a draft that is never lost, and answers; it knows no case."""
