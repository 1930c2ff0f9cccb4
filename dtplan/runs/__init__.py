"""A run over many plans: who does the work, what is kept of it, and in what order it comes."""
