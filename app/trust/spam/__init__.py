"""What makes a text suspicious: pure rules, texts in and reasons out. Nothing here knows a database or a request."""
