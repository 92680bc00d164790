"""Closed tickets: one case of one person with a department, seen by nobody else. Only this feature selects tickets."""
