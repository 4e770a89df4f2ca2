"""The weight-free engine: reads mail with word lists, hashing features and linear heads, on the CPU."""
