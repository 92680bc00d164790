"""Every read of trust."""
