"""Verified answers: who confirmed which revision, on what ground, until when."""
