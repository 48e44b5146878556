"""The composition root: one command line, nothing else."""
