"""How good is the advice on a set of labelled lines? Learns and predicts in a throw-away organization."""
