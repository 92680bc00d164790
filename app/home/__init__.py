"""What stands at the front: the home page, the language switch, and what machines read (health, robots)."""
