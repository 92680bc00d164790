"""People: sign-in, profile, roles and hats, sessions."""
