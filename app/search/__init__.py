"""Search: questions found by words, phrases and filters. The index can be rebuilt from the database."""
