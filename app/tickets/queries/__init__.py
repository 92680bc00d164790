"""Every read of tickets. Each takes the viewer first, and brings only what `visible_to` says the viewer may see."""
