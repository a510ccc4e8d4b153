"""The generator of the classifier's training labels and of the benign baseline."""
