"""The demo town: an invented Danish municipality, its people and what they ask, as data files."""
