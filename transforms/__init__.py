"""Pure functions: values and tables in, values and tables out. No I/O, no clock, no database handle kept."""
