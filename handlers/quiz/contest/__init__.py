"""The live contest and the timed drill."""
