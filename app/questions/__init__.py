"""Questions, answers, comments; votes, tags, revisions, watching, drafts."""
