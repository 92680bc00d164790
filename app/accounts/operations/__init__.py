"""Every change of people: joining, sessions, passwords, addresses, profiles, roles and suspension."""
