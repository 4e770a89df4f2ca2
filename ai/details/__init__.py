"""What an organization looks for in messages: its numbers, its products, values of its own patterns.

Pure: options and texts in, values with their places out. Local and exact; a model's word is checked by
the same rules (`said`). Everything is linear in the text, whatever it or a pattern says.
"""
