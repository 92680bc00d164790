"""Every change of trust."""
