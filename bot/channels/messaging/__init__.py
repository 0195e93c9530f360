"""What all messaging channels share: who wrote what once, in order, and a reply that arrives."""
