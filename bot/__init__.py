"""The assistant that answers patients' questions about stem cell therapy's side effects and defers what is serious."""
