"""How fast Torv is, as ratios to a bare page measured in the same run. `make bench`."""
