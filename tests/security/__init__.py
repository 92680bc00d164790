"""What outsiders must not be able to do, tried on every route, form, column and header."""
