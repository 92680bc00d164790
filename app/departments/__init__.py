"""Departments, which answer, and topics, each owned by one of them."""
