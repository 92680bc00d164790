"""Moderation: flags, cases, decisions with a statement of reasons, appeals."""
