"""What we say of the domain: vocabulary, value lists and the reasoner."""
