"""The bodies of the command line, a module a subject. Each imports what it needs when it runs, so that help is quick."""
