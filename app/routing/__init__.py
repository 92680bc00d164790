"""Which department a question goes to, who looks into it, and by when it is to be answered."""
