"""What entries speak of: the codebook's seeds and a machine's suggestions; a person decides."""
