"""One module a verb of the command `parley`; each is imported only when it is called."""
