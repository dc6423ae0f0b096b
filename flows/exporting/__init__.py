"""What `reknit export` writes: the people of a warehouse for other programs."""
