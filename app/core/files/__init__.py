"""Files that people send: what is taken (`checking`), where it is kept (`store`), how it is given out (`serving`)."""
