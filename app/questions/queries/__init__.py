"""Every read of questions, answers, comments, tags and drafts."""
