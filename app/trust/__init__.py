"""Trust: what people have earned, what is held as suspicious, what a spammer did made undone, topics in a crisis."""
