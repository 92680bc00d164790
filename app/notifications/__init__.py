"""Who is told what about questions, by mail."""
