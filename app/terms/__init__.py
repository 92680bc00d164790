"""The terms: what people agree to, in versions, in sections that decisions cite."""
