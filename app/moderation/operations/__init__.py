"""Every change of moderation."""
