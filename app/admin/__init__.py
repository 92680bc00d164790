"""The administration area: departments, topics, people and roles."""
