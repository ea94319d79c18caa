"""The sections of a report, in their order; each is told from plain data by a function of its own."""
