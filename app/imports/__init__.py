"""What an administrator brings in from another forum: reading its dump, converting its texts, writing them here."""
