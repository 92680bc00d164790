"""Every change of questions, answers and comments, and of what people do with them."""
