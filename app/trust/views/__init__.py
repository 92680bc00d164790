"""The pages of trust: the levels for everybody; spam, removals and crises for moderators."""
