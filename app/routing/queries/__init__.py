"""Every read of routing: what was learned, how questions were routed, what is due."""
