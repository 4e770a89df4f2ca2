"""Measurements that print their figures, each with the floor or ceiling it is held to."""
