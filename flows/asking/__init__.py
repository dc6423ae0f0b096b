"""What `reknit ask` asks: the tables and macros of a warehouse, with arguments as people write them."""
