"""The same rules over tables of people: columns in, columns out."""
