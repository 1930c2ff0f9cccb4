"""What the plans of one run have to say of each other."""
