"""Reading one customer message: by the model when there is one, by the local engine otherwise."""
