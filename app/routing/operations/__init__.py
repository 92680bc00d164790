"""Every change of routing: where questions go, who looks into them, the public clock, what is learned."""
